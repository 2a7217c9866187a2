"""What came of a TMX file, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def report(imported, *, dry_run=False):
    """The lines of a report, in the language that is active."""
    read = imported.read
    lines = [_("Units in the file: %(count)d.") % {"count": read.units}]
    lines += [f"– {reason}: {count}" for reason, count in read.left_out.most_common()]
    if worthless := imported.offered - imported.kept:
        lines.append(
            _("Without words, empty or too long, and so left out: %(count)d.") % {"count": worthless}
        )
    if read.dropped_tags:
        tags = ngettext(
            "%(count)d inline element had no counterpart and was left out.",
            "%(count)d inline elements had no counterpart and were left out.",
            read.dropped_tags,
        )
        lines.append(tags % {"count": read.dropped_tags})
    if dry_run:
        told = _("Translations that would be remembered: %(count)d. Dry run: nothing was written.")
        return [*lines, told % {"count": imported.kept}]
    told = _("Translations remembered: %(count)d, of these new: %(new)d.")
    return [*lines, told % {"count": imported.kept, "new": imported.new}]

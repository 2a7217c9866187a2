"""Import of a TMX file into the translation memory, and the report on it."""

from itertools import batched

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Language
from newsroom.interchange.tmx_format import TmxCounts, parse_tmx
from newsroom.translations.memory_entries import BATCH_SIZE, make_memory_entry, store_entries


def import_tmx(
    file, *, name, by, at, source_language=None, dry_run=False, progress=lambda imported: None
) -> TmxCounts:
    """Store the translations of a seekable binary file, and return the counts.

    The file is read twice. The first pass reads to its end, so that nothing of a refused file is written. The
    second pass writes in short transactions, which do not block other users. An interrupted import can be
    repeated: existing entries are not added again.

    progress  called with the counts every BATCH_SIZE units, while the file is read and while it is written

    Raise TmxRefused if the file is not readable TMX.
    """
    imported = TmxCounts()
    for unit in parse_tmx(file, imported, source_language=source_language):
        imported.offered += 1
        imported.kept += _build_entry(unit, name, by, at) is not None
        if not imported.offered % BATCH_SIZE:
            progress(imported)
    if dry_run:
        return imported
    file.seek(0)
    for batch in batched(parse_tmx(file, TmxCounts(), source_language=source_language), BATCH_SIZE):
        for language in Language:
            entries = [_build_entry(unit, name, by, at) for unit in batch if unit.source_language == language]
            entries = list(filter(None, entries))
            imported.new += store_entries(entries, source_language=language)
            imported.done += len(entries)
        progress(imported)
    return imported


def _build_entry(unit, name, by, at):
    """Return the memory entry of a unit, or None if the memory does not accept its texts.

    An instant after `at` comes from a wrong clock and is replaced by `at`.
    """
    return make_memory_entry(
        unit.role,
        unit.source,
        unit.target,
        source_language=unit.source_language,
        origin=name[:200],
        by=by,
        uses=unit.uses,
        first_seen_at=min(unit.first_seen_at or at, at),
        last_seen_at=min(unit.last_seen_at or at, at),
    )


def format_tmx_report(imported: TmxCounts, *, dry_run: bool = False) -> list[str]:
    """Return the lines of a report, in the active language."""
    lines = [_("Units in the file: %(count)d.") % {"count": imported.units}]
    lines += [f"– {reason}: {count}" for reason, count in imported.left_out.most_common()]
    if worthless := imported.offered - imported.kept:
        lines.append(_("Left out because empty or too long: %(count)d.") % {"count": worthless})
    if imported.dropped_tags:
        tags = ngettext(
            "%(count)d inline element has no equivalent and was left out.",
            "%(count)d inline elements have no equivalent and were left out.",
            imported.dropped_tags,
        )
        lines.append(tags % {"count": imported.dropped_tags})
    if dry_run:
        words = _("Translations that would be saved: %(count)d. Dry run: nothing was saved.")
        return [*lines, words % {"count": imported.kept}]
    words = _("Translations saved: %(count)d, of which new: %(new)d.")
    return [*lines, words % {"count": imported.kept, "new": imported.new}]

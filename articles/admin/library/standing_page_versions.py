"""Versions of a standing page, with their differences word by word."""

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.admin.story.history.differences import PieceChange, PieceLine, body_lines, diff_lines
from articles.models import Language, StandingPage, StandingPageVersion


@dataclass
class VersionEntry:
    """A version with its differences to the one before it in its language."""

    version: StandingPageVersion
    changes: list[PieceChange]
    is_live: bool

    @property
    def language(self):
        return Language(self.version.language)

    @property
    def what(self):
        if not self.version.is_published:
            return _("Draft kept before restoring")
        return _("Published") if self.version.body else _("Taken down")


def version_entries(page) -> list[VersionEntry]:
    """Return the VersionEntries of a page, the newest first."""
    versions = list(page.versions.select_related("saved_by"))
    live = {version.pk for version in page.live_versions}
    return [
        VersionEntry(
            version, version_changes(before_in(versions[place:], version), version), version.pk in live
        )
        for place, version in enumerate(versions, start=1)
    ]


def before_in(older, version):
    """Return the newest of the older published versions in the language of a version, or None."""
    return next((one for one in older if one.language == version.language and one.is_published), None)


def version_changes(before, after) -> list[PieceChange]:
    """Return what differs between two versions of one language, word by word; before may be None."""
    language, found = after.language, []
    for name in ("title", "body"):
        old, new = (version_lines(version, name) for version in (before, after))
        if old != new:
            label = capfirst(str(StandingPage._meta.get_field(name).verbose_name))
            found.append(PieceChange(name, label, [language], diff_lines(old, new)))
    return found


def version_lines(version, name):
    text = getattr(version, name) if version else ""
    if name == "body":
        return body_lines(text, version.language) if version else []
    return [PieceLine(version.language, text)] if text else []

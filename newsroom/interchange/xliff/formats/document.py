"""Stories in translation files, as data: units that go out, and units that come back.

An OutgoingStory has units with HTML. A ReturnedStory has units with text in which codes are
placeholders (articles.text.inline_tags): a file supplies words and numbers, never markup.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from articles.text.digests import digest_of
from newsroom.interchange.text_files import FileRefused

ORIGINAL = re.compile(r"story-(?P<id>[\w-]{1,40})\.(?P<digest>\w{0,64})")
MAX_STORIES = 1000  # in one file


class TranslationFileRefused(FileRefused):
    """A translation file, or one story in it, that is not taken. The message says why and what to do."""


class OutgoingUnit(NamedTuple):
    """One segment. Its id contains a digest of the source segment, so that a change of the source shows.

    role    its place in the story, as a word for tools
    state   "new", "stale", "translated" or "approved"
    called  the same in words for people, or ""
    """

    id: str
    role: str
    source_html: str
    target_html: str = ""
    state: str = "new"
    notes: tuple = ()
    max_length: int | None = None
    called: str = ""


class OutgoingStory(NamedTuple):
    """One story in one direction; `digest` is of its whole source."""

    id: str
    source_language: str
    target_language: str
    title: str
    digest: str
    units: tuple

    @property
    def original(self):
        """The name by which a returned story is recognised; every tool keeps this attribute of a file."""
        return f"story-{self.id}.{self.digest}"


class ReturnedUnit(NamedTuple):
    """One segment as it came back; `source` and `target` are text with placeholders.

    state       "new", "translated" or "approved", or "" where the file does not say
    sent        digest_target() of the target that went out, or ""
    problems    TagErrors for codes that are no tags of the source
    is_partial  whether the tool split the segment and a part has no translation
    """

    id: str
    source: str
    target: str
    state: str = "translated"
    sent: str = ""
    problems: tuple = ()
    is_partial: bool = False


class ReturnedStory(NamedTuple):
    """One story as it came back; `repeated` are the ids of units that occur with different targets."""

    id: str
    digest: str
    source_language: str
    target_language: str
    units: dict
    repeated: frozenset


class ReturnedDocument(NamedTuple):
    """A returned file: its format version, and the stories in it."""

    version: str
    stories: tuple


def digest_target(target_html: str) -> str:
    """Return a short digest of a target that goes out; it shows later on which side the target changed."""
    return digest_of(target_html, length=8)


def build_returned_story(
    original: str | None, languages: tuple[str, str], units: Iterable[ReturnedUnit]
) -> ReturnedStory | None:
    """Return the ReturnedStory with an OutgoingStory.original, or None where no story of ours has it.

    languages  of source and target; the units are read only if it is one
    """
    match = ORIGINAL.fullmatch(original or "")
    if match is None:
        return None
    found, repeated = {}, set()
    for unit in units:
        if found.setdefault(unit.id, unit).target != unit.target:
            repeated.add(unit.id)
    return ReturnedStory(match["id"], match["digest"], *languages, found, frozenset(repeated))


def check_document(version: str, stories: tuple[ReturnedStory, ...]) -> ReturnedDocument:
    """Return a document of the stories of a file. Raise TranslationFileRefused where it is ambiguous."""
    if len(stories) > MAX_STORIES:
        raise TranslationFileRefused(_("The file has more than %(most)d stories.") % {"most": MAX_STORIES})
    ids = [story.id for story in stories]
    if twice := next((story for story in ids if ids.count(story) > 1), None):
        raise TranslationFileRefused(_("Story %(story)s appears twice in the file.") % {"story": twice})
    if not any(story.units for story in stories):
        raise TranslationFileRefused(_("The file contains no segments."))
    return ReturnedDocument(version, stories)

"""What goes out and what comes back, as data.

Going out, a Story has Units with HTML. Coming back, a ReadStory has ReadUnits with text in which
codes are placeholders (articles.text.inline_tags): a file supplies words and numbers, never markup.
"""

import re
from hashlib import sha256
from typing import NamedTuple

from django.utils.translation import gettext as _

STATES = ("new", "stale", "translated", "approved")
ORIGINAL = re.compile(r"story-(?P<id>[\w-]{1,40})\.(?P<digest>\w{0,64})")
MOST_STORIES = 1000  # in one file


class Refused(Exception):
    """A file is not read at all. The message says why and what to do, in the user's language."""


class Unit(NamedTuple):
    """One segment. Its id is made from a digest of the source segment, so that a changed source shows.

    role, called  what it is in the story: a word for tools, and words for people or ""
    """

    id: str
    role: str
    source_html: str
    target_html: str = ""
    state: str = "new"
    notes: tuple = ()
    max_length: int | None = None
    called: str = ""


class Story(NamedTuple):
    """One story in one direction; `digest` is of its whole source."""

    id: str
    source_language: str
    target_language: str
    title: str
    digest: str
    units: tuple

    @property
    def original(self):
        """The name by which the story is known again: the one attribute of a file that every tool keeps."""
        return f"story-{self.id}.{self.digest}"


class ReadUnit(NamedTuple):
    """One segment as it came back: `source` and `target` are text with placeholders.

    `state` is one of STATES, or "" where the file does not say. `sent` is the mark() of the target that
    went out, or "". `problems` are TagErrors for codes that are no tags of ours. A partial unit lacks
    the translation of a part that the tool cut it into.
    """

    id: str
    source: str
    target: str
    state: str = "translated"
    sent: str = ""
    problems: tuple = ()
    is_partial: bool = False


class ReadStory(NamedTuple):
    """One story as it came back; `repeated` are the ids of units that say different things."""

    id: str
    digest: str
    source_language: str
    target_language: str
    units: dict
    repeated: frozenset


class Document(NamedTuple):
    """A file that was understood."""

    version: str
    stories: tuple


def mark(target_html):
    """A short digest of a target that goes out, to tell what was changed since, and by whom."""
    return sha256(target_html.encode()).hexdigest()[:8]


def named(original):
    """(id, digest) of a Story.original, or None."""
    match = ORIGINAL.fullmatch(original or "")
    return match and (match["id"], match["digest"])


def understood(version, stories):
    """The Document of the ReadStories of a file. Raise Refused where nobody could tell what it asks for."""
    if len(stories) > MOST_STORIES:
        raise Refused(_("The file has more than %(most)d stories.") % {"most": MOST_STORIES})
    ids = [story.id for story in stories]
    if twice := next((story for story in ids if ids.count(story) > 1), None):
        raise Refused(_("Story %(story)s is in the file twice.") % {"story": twice})
    if not any(story.units for story in stories):
        raise Refused(_("The file has no segments."))
    return Document(version, stories)


def gathered(units):
    """({id: ReadUnit}, ids that occur with different targets) of the units of one story."""
    found, repeated = {}, set()
    for unit in units:
        if found.setdefault(unit.id, unit).target != unit.target:
            repeated.add(unit.id)
    return found, frozenset(repeated)

"""What a written story was understood as. Plain data: nothing here knows the database."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

MAX_HEADLINE = 200  # as many characters as the column of a headline holds


class TextRefused(Exception):
    """A text cannot become a story. The message names the place and the way out, in the user's language."""


@dataclass(frozen=True)
class DraftNote:
    """What became of the lines `first` to `last`, counted from 1.

    is_doubt  somebody should look: it was changed, or not understood and kept as it stands
    """

    first: int
    last: int
    message: str
    is_doubt: bool = False

    def __str__(self):
        place = {"first": self.first, "last": self.last, "message": self.message}
        if self.first == self.last:
            return _("line %(first)d: %(message)s") % place
        return _("lines %(first)d–%(last)d: %(message)s") % place


@dataclass(frozen=True)
class RelatedItem:
    """One line of the related block. `language` is that of title and summary, "en" or "ko"."""

    line: int
    language: str
    summary: str = ""
    title: str = ""
    url: str = ""


@dataclass(frozen=True)
class FrontMatterValue:
    """A value of the front matter that only the newsroom's own lists can answer.

    key  "section", "topic" or "byline"; one Wish for each topic and author
    """

    key: str
    value: str
    line: int


@dataclass(frozen=True)
class Draft:
    """A story as it was understood, in one language.

    format  "markdown" or "labelled"; `reason` says why it was read so
    body    canonical HTML in the vocabulary of bodies
    notes   in the order of the text; every line that is not empty is in one of them
    """

    language: str
    format: str
    reason: str
    headline: str
    summary: str
    body: str
    related: tuple
    wishes: tuple
    notes: tuple

    @property
    def understood(self):
        return [note for note in self.notes if not note.is_doubt]

    @property
    def doubts(self):
        return [note for note in self.notes if note.is_doubt]

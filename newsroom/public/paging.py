"""Pages of a list by place, not by number: a new story moves nothing to another page."""

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.http import Http404

PAGE_SIZE = 20
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
CURSOR = re.compile(r"(?:(en|ko)\.)?(0|[1-9][0-9]{0,16})-([1-9][0-9]{0,17})")


class Cursor(NamedTuple):
    """A place in a list: after the story of that first publication and number.

    language  of the stories that follow, when they are not in the page's own
    """

    at: datetime
    article_id: int
    language: str = ""

    @classmethod
    def parse(cls, text):
        """The cursor of `1772452800000000-17` or `ko.1772452800000000-17`, else Http404."""
        match = CURSOR.fullmatch(text)
        if match is None:
            raise Http404
        language, microseconds, article_id = match.groups()
        return cls(EPOCH + int(microseconds) * MICROSECOND, int(article_id), language or "")

    @classmethod
    def behind(cls, edition, language=""):
        return cls(edition.first_published_at, edition.article_id, language)

    def __str__(self):
        prefix = f"{self.language}." if self.language else ""
        return f"{prefix}{(self.at - EPOCH) // MICROSECOND}-{self.article_id}"


class ListSlice(NamedTuple):
    """One page of a list: the editions, and the cursor of what follows or None."""

    editions: list
    older: Cursor | None

    @property
    def begins_with_a_story(self):
        """Whether the newest has a text of its own, and may lead the page; a brief may not."""
        return bool(self.editions) and not self.editions[0].is_brief


def read_cursor(request, *, other_language=""):
    """The cursor that an address names as ?before=, or None; Http404 when it is not one.

    other_language  of which the list shows stories too; a cursor in any other is no cursor
    """
    text = request.GET.get("before")
    cursor = None if text is None else Cursor.parse(text)
    if cursor and cursor.language not in ("", other_language):
        raise Http404
    return cursor


def take_slice(editions, cursor=None, *, language="", size=PAGE_SIZE):
    """The page of a list of editions that begins at the top, or behind the cursor.

    language  to write into the cursor of what follows
    """
    found = editions.for_list().newest_first()
    if cursor:
        found = found.older_than(cursor.at, cursor.article_id)
    found = list(found[: size + 1])
    older = Cursor.behind(found[size - 1], language) if len(found) > size else None
    return ListSlice(found[:size], older)

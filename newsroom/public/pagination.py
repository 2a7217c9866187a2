"""Cursor pagination of lists, so that a new story does not move others to another page."""

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.http import Http404, HttpRequest

from articles.models.edition import EditionQuerySet

PAGE_SIZE = 20
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
CURSOR = re.compile(r"(?:(en|ko)\.)?(0|[1-9][0-9]{0,16})-([1-9][0-9]{0,17})")


class Cursor(NamedTuple):
    """A position in a list: after the row with this instant (of stories: first publication) and story id."""

    at: datetime
    article_id: int
    language: str = ""  # of the following stories, if it is not the page's own

    @classmethod
    def parse(cls, text):
        """Parse `1772452800000000-17` or `ko.1772452800000000-17`. Raise Http404 for any other text."""
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
    """One page of a list: its editions, and the cursor of the next page; None on the last page."""

    editions: list
    older: Cursor | None


def read_number(request: HttpRequest, name: str, *, digits: int) -> int | None:
    """Return the positive integer in a query parameter, or None if it is missing.

    Raise Http404 for any other text, and for more than `digits` digits.
    """
    text = request.GET.get(name)
    if text is None:
        return None
    if not re.fullmatch(f"[1-9][0-9]{{0,{digits - 1}}}", text):
        raise Http404
    return int(text)


def read_cursor(request: HttpRequest, *, other_language: str = "") -> Cursor | None:
    """Return the Cursor in ?before=, or None if it is missing. Raise Http404 for any other text.

    other_language  the only language that the cursor may name; "": it may name none
    """
    text = request.GET.get("before")
    cursor = None if text is None else Cursor.parse(text)
    if cursor and cursor.language not in ("", other_language):
        raise Http404
    return cursor


def take_slice(
    editions: EditionQuerySet, cursor: Cursor | None = None, *, language: str = "", size: int = PAGE_SIZE
) -> ListSlice:
    """Return a ListSlice of editions, newest first, from the start or after the cursor. One query.

    language  language for the next cursor, if it is not the page's own
    """
    editions = editions.for_cards().newest_first()
    if cursor:
        editions = editions.older_than(cursor.at, cursor.article_id)
    rows = list(editions[: size + 1])
    older = Cursor.behind(rows[size - 1], language) if len(rows) > size else None
    return ListSlice(rows[:size], older)

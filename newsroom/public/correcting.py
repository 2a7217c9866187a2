"""The list of corrections: each with its story, as that is called now, and what readers were told."""

from typing import NamedTuple

from articles.models.edition import Edition
from newsroom.public.links import stories
from newsroom.public.paging import PAGE_SIZE, Cursor


class Line(NamedTuple):
    """One correction or notice.

    story   the live edition that it corrects; None for what was taken back, which is in no list
    anchor  the name of its place in the list
    """

    edition: Edition
    story: Edition | None
    note: str
    anchor: str = ""


def lines_of(told, language, at, cursor):
    """(Lines of one page, the Cursor of what follows or None). Two queries.

    told  editions that the list tells of
    """
    found = told.latest_first().defer("body", "printed", "summary")
    if cursor:
        found = found.behind_place(cursor.at, cursor.article_id)
    found = list(found[: PAGE_SIZE + 1])
    last = found[PAGE_SIZE - 1] if len(found) > PAGE_SIZE else None
    found = found[:PAGE_SIZE]
    live = stories({edition.article_id for edition in found if not edition.is_notice}, language, at)
    lines = [line(edition, live.get(edition.article_id), language) for edition in found]
    return lines, Cursor(last.live_from, last.article_id) if last else None


def line(edition, story, language):
    note = edition.note if edition.language == language else edition.note_there
    anchor = f"edition-{edition.article_id}-{edition.language}-{edition.number}"
    return Line(edition, None if edition.is_notice else story, note, anchor)

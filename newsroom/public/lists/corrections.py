"""The list of corrections and notices, each with the story under its current headline, and of statements."""

from datetime import datetime
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from articles.models.edition import Edition, EditionKind, EditionQuerySet
from newsroom.claims.models.statement import Statement
from newsroom.public.article.corrections import (
    ComparedEditions,
    EditionChanges,
    has_correction,
    hidden_pictures,
    text_changes,
)
from newsroom.public.frame import Frame, render_page
from newsroom.public.links import live_stories
from newsroom.public.lists.views import StoryList
from newsroom.public.pagination import PAGE_SIZE, Cursor, ListSlice, read_cursor
from newsroom.public.responses import public_page
from newsroom.public.statements import ShownStatement, statements_now, with_addresses
from newsroom.public.story_editions import announced_by_number, by_story, history_url, notice_after

LOOKED_AT = 4 * PAGE_SIZE  # corrections and notices of both languages


class CorrectionRow(NamedTuple):
    """One correction or notice."""

    edition: Edition
    story: Edition | None  # the live edition that it corrects; None for a notice
    note: str
    anchor: str = ""  # the id of the row in the page
    history_url: str = ""  # of its entry in the story's history; "" if only the other language was corrected
    changes: EditionChanges | None = None  # of the correction; None if unknown
    is_awaited: bool = False  # it was made in the other language; the text here has not been corrected yet


type Row = CorrectionRow | ShownStatement


def correction_rows(
    editions: EditionQuerySet, language: str, at: datetime, cursor: Cursor | None
) -> tuple[list[Row], Cursor | None]:
    """Return (one page of corrections, notices and statements, the Cursor of the next or None).

    Four queries.
    """
    found = [*newest_corrections(editions, at, cursor), *newest_statements(language, at, cursor)]
    found.sort(key=place_of, reverse=True)
    size = min(PAGE_SIZE, len(found))
    while 0 < size < len(found) and place_of(found[size]) == place_of(found[size - 1]):
        size += 1  # the next page begins behind this place
    older = Cursor(*place_of(found[size - 1])) if size < len(found) else None
    found = found[:size]
    corrected = [one for one in found if isinstance(one, Edition)]
    live = live_stories({edition.article_id for edition in corrected if not edition.is_notice}, language, at)
    rows = [
        correction_row(one, live.get(one.article_id), language)
        if isinstance(one, Edition)
        else ShownStatement.of(one, language)
        for one in found
    ]
    return rows, older


def place_of(row):
    return row.live_from, row.article_id


def newest_statements(language, at, cursor):
    """Return one more of the newest statements than a page shows."""
    if not statements_now(language, at).kinds:
        return []
    found = with_addresses(Statement.objects.begun(at).newest_first(), language, at)
    if cursor:
        found = found.behind_place(cursor.at, cursor.article_id)
    return list(found[: PAGE_SIZE + 1])


def newest_corrections(editions, at, cursor):
    """Return one more of the newest editions than a page shows.

    PostgreSQL expects so few of them that it would examine all that ever were. Therefore the newest LOOKED_AT
    candidates are searched first, and all of them only if these do not fill the page.
    """
    listed = editions.latest_first().defer("body", "printed", "summary")
    candidates = Edition.objects.corrections_and_notices(at)
    if cursor:
        position = cursor.at, cursor.article_id
        listed, candidates = listed.behind_place(*position), candidates.behind_place(*position)
    starts = candidates.latest_first().values_list("live_from", flat=True)
    oldest = next(iter(starts[LOOKED_AT : LOOKED_AT + 1]), None)
    newest = list(listed.filter(live_from__gte=oldest)[: PAGE_SIZE + 1]) if oldest else []
    return newest if len(newest) > PAGE_SIZE else list(listed[: PAGE_SIZE + 1])


def correction_row(edition, story, language):
    note = edition.note if edition.language == language else edition.note_there
    anchor = f"edition-{edition.article_id}-{edition.language}-{edition.number}"
    story = None if edition.is_notice else story
    is_own = story is not None and edition.language == language
    place = f"?before={edition.number + 1}#edition-{edition.number}"
    return CorrectionRow(edition, story, note, anchor, history_url(story) + place if is_own else "")


def with_correction_changes(rows: list[Row], language: str, at: datetime) -> list[Row]:
    """Return rows with the changes of each correction, or marked as awaited, in two or three queries."""
    lines = [row for row in rows if isinstance(row, CorrectionRow)]
    announced = announced_by_story({line.edition.article_id for line in lines if line.story}, language, at)
    sides = {
        line.anchor: [(line.edition.article_id, number) for number in numbers]
        for line in lines
        if line.history_url
        and (numbers := compared_numbers(announced[line.edition.article_id], line.edition.number))
    }
    texts = correction_texts({key for keys in sides.values() for key in keys}, language)
    hidden = hidden_pictures(texts.values(), at)
    for place, line in enumerate(rows):
        if line.anchor in sides:
            compared = ComparedEditions(*(texts[key] for key in sides[line.anchor]))
            rows[place] = line._replace(changes=text_changes(compared, hidden))
        elif isinstance(line, CorrectionRow):
            rows[place] = line._replace(is_awaited=is_correction_awaited(line, announced, language))
    return rows


def is_correction_awaited(line, announced, language):
    if line.story is None or line.edition.language == language:
        return False
    here = [one for one in announced[line.edition.article_id].values() if one.kind not in EditionKind.NOTICES]
    return not has_correction(line.story, line.edition, here)


def announced_by_story(articles, language, at):
    """Return {article id: {number: AnnouncedEdition}}."""
    rows = Edition.objects.begun(at).of_articles(articles).in_language(language).order_by("number")
    past = by_story(rows.defer("headline", "summary", "body", "printed"))
    return {article: announced_by_number(editions, language) for article, editions in past.items()}


def compared_numbers(announced, number):
    """Return the three edition numbers to compare, or None if the previous edition was taken back."""
    before = max((one for one in announced if one < number), default=None)
    if before is None or notice_after(announced, before):
        return None
    return announced[before].last, number, announced[number].last


def correction_texts(keys, language):
    """Return {(article id, number): its edition with headline, summary and text}."""
    if not keys:
        return {}
    wanted = reduce(or_, (Q(article=article, number=number) for article, number in sorted(keys)))
    found = Edition.objects.in_language(language).filter(wanted)
    found = found.only("article", "number", "headline", "summary", "body")
    return {(edition.article_id, edition.number): edition for edition in found}


@public_page
def corrections_page(request: HttpRequest, language: str) -> HttpResponse:
    """Show all corrections, notices and statements, newest first; withdrawn stories are not named."""
    cursor = read_cursor(request)
    editions = Edition.objects.in_corrections(language, request.at)
    lines, older = correction_rows(editions, language, request.at, cursor)
    if cursor and not lines:
        raise Http404
    frame = Frame.read(language)
    description = _("Corrections and replies to our stories, and stories that we withdrew or retracted.")
    listing = StoryList(
        _("Corrections"),
        ("public:corrections",),
        cursor,
        ListSlice([], older),
        description=description,
        has_feed=bool(lines),
    )
    return render_page(
        request,
        "public/corrections.html",
        frame,
        listing.head(frame),
        description=description,
        lines=with_correction_changes(lines, language, request.at),
        policy=frame.corrections_policy,
        older_url=listing.url(language, older) if older else "",
        first_url=listing.url(language) if cursor else "",
    )

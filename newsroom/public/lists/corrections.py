"""The page that lists corrections, notices and statements."""

from datetime import datetime
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from articles.annotations import NewsroomRequest
from articles.models.edition import Edition, EditionKind, EditionQuerySet
from newsroom.claims.models.statement import Statement
from newsroom.pagecache.addresses import LIST
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

LOOKED_AT = 4 * PAGE_SIZE  # corrections and notices in both languages that newest_corrections searches first


class CorrectionRow(NamedTuple):
    """A correction or notice in the list."""

    edition: Edition
    story: Edition | None  # the live edition of the corrected story; None for a notice
    note: str
    anchor: str = ""  # id of the row in the page
    history_url: str = ""  # of its entry in the history; "" for a notice or the other language
    changes: EditionChanges | None = None  # changes made by the correction; None if unknown
    is_awaited: bool = False  # made in the other language; the text here is not corrected yet


type Row = CorrectionRow | ShownStatement


def correction_rows(
    editions: EditionQuerySet, language: str, at: datetime, cursor: Cursor | None
) -> tuple[list[Row], Cursor | None]:
    """Return (one page of corrections, notices and statements, the Cursor of the next page or None).

    A constant number of queries. Rows with the same position are on one page, which may then be longer.

    editions  from EditionQuerySet.in_corrections
    """
    items = [*newest_corrections(editions, at, cursor), *newest_statements(language, at, cursor)]
    items.sort(key=position_of, reverse=True)
    size = min(PAGE_SIZE, len(items))
    while 0 < size < len(items) and position_of(items[size]) == position_of(items[size - 1]):
        size += 1  # the next page begins after this position
    older = Cursor(*position_of(items[size - 1])) if size < len(items) else None
    items = items[:size]
    corrected = [item for item in items if isinstance(item, Edition) and not item.is_notice]
    live = live_stories({edition.article_id for edition in corrected}, language, at)
    rows = [
        correction_row(item, live.get(item.article_id), language)
        if isinstance(item, Edition)
        else ShownStatement.of(item, language)
        for item in items
    ]
    return rows, older


def position_of(item):
    """Return the position of an Edition or Statement in the list: (`at`, `article_id`) of a Cursor."""
    return item.live_from, item.article_id


def newest_statements(language, at, cursor):
    """Return the newest Statements after the cursor, one more than a page shows, to see if more exist."""
    if not statements_now(language, at).kinds:
        return []
    statements = with_addresses(Statement.objects.begun(at).newest_first(), language, at)
    if cursor:
        statements = statements.behind_place(cursor.at, cursor.article_id)
    return list(statements[: PAGE_SIZE + 1])


def newest_corrections(editions, at, cursor):
    """Return the newest Editions after the cursor, one more than a page shows.

    PostgreSQL underestimates their number and would examine all rows. Therefore only the newest LOOKED_AT
    candidates are searched first, and all candidates if these do not fill the page.
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
    """Return the CorrectionRow of an edition, without changes.

    story  live edition of its story, or None
    """
    note = edition.note if edition.language == language else edition.note_there
    anchor = f"edition-{edition.article_id}-{edition.language}-{edition.number}"
    story = None if edition.is_notice else story
    is_own = story is not None and edition.language == language
    suffix = f"?before={edition.number + 1}#edition-{edition.number}"
    return CorrectionRow(edition, story, note, anchor, history_url(story) + suffix if is_own else "")


def with_correction_changes(rows: list[Row], language: str, at: datetime) -> list[Row]:
    """Set `changes` or `is_awaited` of the corrections in a list of rows. Change the list and return it.

    At most three queries.
    """
    corrections = [row for row in rows if isinstance(row, CorrectionRow)]
    stories = {row.edition.article_id for row in corrections if row.story}
    announced = announced_by_story(stories, language, at)
    keys_by_anchor = {}  # {anchor of a row: keys of the three texts to compare}
    for row in corrections:
        story = row.edition.article_id
        numbers = compared_numbers(announced[story], row.edition.number) if row.history_url else None
        if numbers:
            keys_by_anchor[row.anchor] = [(story, number) for number in numbers]
    texts = correction_texts({key for keys in keys_by_anchor.values() for key in keys}, language)
    hidden = hidden_pictures(texts.values(), at)
    for index, row in enumerate(rows):
        if row.anchor in keys_by_anchor:
            compared = ComparedEditions(*(texts[key] for key in keys_by_anchor[row.anchor]))
            rows[index] = row._replace(changes=text_changes(compared, hidden))  # type: ignore[union-attr]  # only corrections have these anchors
        elif isinstance(row, CorrectionRow):
            rows[index] = row._replace(is_awaited=is_correction_awaited(row, announced, language))
    return rows


def is_correction_awaited(row, announced, language):
    """Return whether a row corrects the other language and the live text here lacks the correction.

    announced  result of announced_by_story
    """
    if row.story is None or row.edition.language == language:
        return False
    editions = announced[row.edition.article_id].values()
    texts = [edition for edition in editions if edition.kind not in EditionKind.NOTICES]
    return not has_correction(row.story, row.edition, texts)


def announced_by_story(articles, language, at):
    """Return {article id: {number: AnnouncedEdition}} of stories in a language. One query.

    articles  ids of the stories
    """
    rows = Edition.objects.begun(at).of_articles(articles).in_language(language).order_by("number")
    past = by_story(rows.defer("headline", "summary", "body", "printed"))
    return {article: announced_by_number(editions, language) for article, editions in past.items()}


def compared_numbers(announced, number):
    """Return the numbers of the three ComparedEditions for an announced edition, by its number.

    Return None if there is no previous edition, or if it was taken back.
    """
    before = max((other for other in announced if other < number), default=None)
    if before is None or notice_after(announced, before):
        return None
    return announced[before].last, number, announced[number].last


def correction_texts(keys, language):
    """Return {(article id, number): edition} for some keys, with headline, summary and text. One query."""
    if not keys:
        return {}
    wanted = reduce(or_, (Q(article=article, number=number) for article, number in sorted(keys)))
    editions = Edition.objects.in_language(language).filter(wanted)
    editions = editions.only("article", "number", "headline", "summary", "body")
    return {(edition.article_id, edition.number): edition for edition in editions}


@public_page(LIST)
def corrections_page(request: NewsroomRequest, language: str) -> HttpResponse:
    """Show corrections, notices and statements, newest first. Withdrawn stories are not named.

    404 for a later page without any.
    """
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

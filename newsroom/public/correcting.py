"""The list of corrections: each with its story, as that is called now, and what readers were told."""

from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Q

from articles.models.edition import Edition
from newsroom.public.history import text_changes
from newsroom.public.links import stories
from newsroom.public.paging import PAGE_SIZE, Cursor
from newsroom.public.story import history_url


class Line(NamedTuple):
    """One correction or notice.

    story    the live edition that it corrects; None for what was taken back, which is in no list
    anchor   the name of its place in the list
    history_url  of its place in the history of the story; "" of what is corrected in the other language alone
    changes  wrong and right, as newsroom.public.history tells what changed; none where that is not known
    """

    edition: Edition
    story: Edition | None
    note: str
    anchor: str = ""
    history_url: str = ""
    changes: tuple = ()


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
    story = None if edition.is_notice else story
    is_own = story is not None and edition.language == language
    return Line(edition, story, note, anchor, place_in_history(story, edition.number) if is_own else "")


def place_in_history(story, number):
    return f"{history_url(story)}?before={number + 1}#edition-{number}"


def with_changes(lines, language, at):
    """The Lines of one page with what each correction changed in the text of its language. Two queries."""
    corrected = {(line.edition.article_id, line.edition.number) for line in lines if line.history_url}
    if not corrected:
        return lines
    before = predecessors(corrected, language, at)
    texts = texts_of({*before, *before.values()}, language)
    return [
        line._replace(changes=text_changes(texts[before[key]], texts[key]))
        if (key := (line.edition.article_id, line.edition.number)) in before and line.history_url
        else line
        for line in lines
    ]


def predecessors(corrected, language, at):
    """{(article, number): (article, number of what readers were told before)}; a notice has no text."""
    articles = {article for article, _number in corrected}
    told = Edition.objects.begun(at).of_articles(articles).in_language(language).told()
    earlier = {}
    for article, number in told.order_by("number").values_list("article_id", "number"):
        earlier.setdefault(article, []).append(number)
    return {
        (article, number): (article, max(one for one in earlier[article] if one < number))
        for article, number in corrected
        if number > earlier[article][0]
    }


def texts_of(keys, language):
    """{(article, number): its edition with headline, summary and text}."""
    if not keys:
        return {}
    wanted = reduce(or_, (Q(article=article, number=number) for article, number in keys))
    found = Edition.objects.in_language(language).filter(wanted)
    found = found.only("article", "number", "headline", "summary", "body")
    return {(edition.article_id, edition.number): edition for edition in found}

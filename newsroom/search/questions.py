"""Readers' search questions and their answers.

    answer = ask(SearchQuestion("자유 무역", language="ko"), at=request.at)
    for hit in answer.hits:
        hit.edition      a live edition fetched with for_list(), in the page's language if possible
        hit.is_elsewhere whether it is in the other language; these hits come last
        hit.excerpt      text around the first matching word; "" for a brief
    answer.total         number of stories found among the newest MOST editions
    answer.is_more       whether more stories certainly exist
    answer.older_than    instant of the oldest edition considered, if there may be older results
    answer.meant         the corrected query, "" if no correction was needed
    answer.is_widened    whether no story has all words, and the hits have some of them
    answer.marks(text)   [(piece, is_hit)] of a headline, a summary or an excerpt

The number of database queries is small, and does not grow with the number of stories.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from math import exp, log

from django.db.models import F
from django.utils import timezone

from articles.body.content import plain_text, without_tables
from articles.models.edition import Edition
from articles.models.people import Author
from articles.models.taxonomy import Section
from articles.text.search.highlights import marked_excerpt, marked_pieces
from articles.text.search.query import QueryWord, parse_query
from newsroom.search import statements
from newsroom.search.index import AUTHOR, SECTION
from newsroom.search.retrieval import Found, FoundEdition, find_first
from newsroom.search.spelling import OtherReading, Spelling, is_half_typed
from newsroom.search.statements import CountedWays, QueryReading, RecentBounds, SearchScope
from newsroom.search.vocabulary import GlossaryIndex, with_synonyms

FRESH, DAYS = 0.6, 90  # extra weight of a new story, and the days until it has fallen to 1/e
SECONDS_A_DAY = 86_400
TELLING = 0.6  # minimum share of the best story's score in a widened search


@dataclass(frozen=True)
class SearchQuestion:
    """A reader's search question.

    language      of the page
    section       a Section or its id
    author        an Author or its id
    since, until  limits of the first publication: dates in the newsroom's time zone (both inclusive), or
                  instants (`until` is exclusive)
    only          "en" or "ko" to require stories in this language, "" for either
    order         "relevance" or "date"
    start, count  slice of the stories found; start counts from 0
    """

    words: str
    language: str
    section: Section | int | None = None
    author: Author | int | None = None
    since: date | None = None
    until: date | None = None
    only: str = ""
    order: str = "relevance"
    start: int = 0
    count: int = 20


@dataclass(frozen=True)
class SearchHit:
    edition: Edition
    excerpt: str
    is_elsewhere: bool


@dataclass(frozen=True)
class SearchAnswer:
    hits: tuple[SearchHit, ...] = ()
    total: int = 0
    is_more: bool = False
    older_than: datetime | None = None
    meant: str = ""
    is_widened: bool = False
    words: tuple[QueryWord, ...] = ()  # the query words that produced the hits

    def marks(self, text: str) -> list[tuple[str, bool]]:
        """Return [(piece of the text, whether it matches the query)]."""
        return marked_pieces(text, self.words)


def ask(
    question: SearchQuestion,
    at: datetime,
    recent: RecentBounds | None = None,
    glossary: GlossaryIndex | None = None,
) -> SearchAnswer:
    """Return the SearchAnswer to a question at an instant.

    recent    retrieval.recent_bounds(at), if known
    glossary  vocabulary.read_whole_glossary(), if loaded; saves at least one query
    """
    search = _Search(question, at, recent, glossary)
    asked = with_synonyms(parse_query(question.words), glossary)
    results, meant = search.find_as_typed(asked), ""
    if not results.rows:
        results, asked, meant = search.find_otherwise(asked, results.counts[0])
    if not results.rows:
        return SearchAnswer(words=tuple(asked))
    return _Ranking(question, at, asked, results).answer(meant)


class _Search:
    """A question's scope and filter tokens, and the scope of the whole archive."""

    def __init__(
        self,
        question: SearchQuestion,
        at: datetime,
        recent: RecentBounds | None,
        glossary: GlossaryIndex | None,
    ):
        since = _instant(question.since) if question.since else None
        until = _instant(question.until, is_end=True) if question.until else None
        self.archive = self.scope = SearchScope(at, recent=recent)
        if since or until:
            self.scope = SearchScope(at, since, until)
        asked = ((SECTION, question.section), (AUTHOR, question.author))
        self.filters = [f"{sign}{getattr(chosen, 'pk', chosen)}" for sign, chosen in asked if chosen]
        self.question, self.glossary = question, glossary

    def find_as_typed(self, asked: Sequence[QueryWord]) -> Found:
        """Return the results for the words as typed, with one query.

        A query with an incomplete last syllable is not searched: the syllable has to be completed first. If
        nothing is found, `counts[0]` has a number for each word: 1 if a live story has it, else 0. If the
        search has filters or was skipped, a last number does the same for all words together. For a single
        word that was searched without filters, `counts[0]` is empty.
        """
        is_narrowed = bool(self.filters) or self.scope != self.archive
        is_tried = bool(asked) and not any(map(is_half_typed, asked))
        ways = [word.ways for word in asked]
        if asked and (is_narrowed or not is_tried):
            ways.append(QueryReading(asked).expression)
        elif len(asked) == 1:
            ways = []  # the reading itself shows whether the word exists
        readings = [QueryReading(asked, self.filters)] if is_tried else []
        counted = [CountedWays(self.archive, ways, [1] * len(ways))]
        return find_first(self.scope, readings, counted=counted)

    def find_otherwise(
        self, asked: list[QueryWord], counts: Sequence[int]
    ) -> tuple[Found, list[QueryWord], str]:
        """Return the results of another reading, its words, and the corrected query or "".

        counts  from `find_as_typed`
        """
        counts = counts or [0] * len(asked)
        missing = [word for word, count in zip(asked, counts, strict=False) if not count]
        is_right = any(counts[len(asked) :])
        spelling = Spelling(self.question.words, asked, missing, self.archive, self.glossary)
        tried = spelling.readings(self.scope, is_right=is_right)
        widened = next((reading for reading in tried if reading.is_corrected), OtherReading(asked, ""))
        if any(map(is_half_typed, asked)):
            tried.append(OtherReading(asked, ""))
        readings = [QueryReading(reading.asked, self.filters) for reading in tried]
        if len(widened.asked) > 1:
            tried.append(widened)
            readings.append(QueryReading(widened.asked, self.filters, is_widened=True))
        results = find_first(self.scope, readings, language=self.wanted)
        asked, meant, _is_corrected = widened if results.reading is None else tried[results.reading]
        return results, asked, meant

    @property
    def wanted(self) -> str:
        return self.question.only or self.question.language


def _instant(day: date, *, is_end: bool = False) -> datetime:
    if isinstance(day, datetime):
        return day
    day = date.fromordinal(day.toordinal() + 1) if is_end else day
    return timezone.make_aware(datetime(day.year, day.month, day.day))


class _Ranking:
    """The stories of the editions found, sorted for readers."""

    def __init__(self, question: SearchQuestion, at: datetime, asked: Sequence[QueryWord], found: Found):
        self.question, self.at, self.asked, self.found = question, at, tuple(asked), found
        self.is_widened = is_widened = found.is_widened
        rest, rows = found.rows[statements.MOST :], found.rows[: statements.MOST]
        self.older_than = rows[-1].first_published_at if rest else None
        seen = {row.article_id for row in rows}
        # False if unknown: older rows may belong to these stories, lack the language, or have too few words.
        self.is_more = not (is_widened or question.only) and any(row.article_id not in seen for row in rest)
        self.rows = self._fullest(rows) if is_widened else rows

    def _fullest(self, rows: Sequence[FoundEdition]) -> list[FoundEdition]:
        """Return the rows of stories that have all words, in their editions together.

        If there are none, return the rows of the best stories. A rare word counts more than a word that half
        of the rows have.
        """
        words = {row.place: self.found.words.get(row.place, set()) for row in rows}
        counts = Counter(word for row_words in words.values() for word in row_words)
        stories: dict[int, set[int]] = {}
        for row in rows:
            stories.setdefault(row.article_id, set()).update(words[row.place])
        if whole := {pk for pk, story_words in stories.items() if len(story_words) == len(self.asked)}:
            self.is_widened = False
            return [row for row in rows if row.article_id in whole]
        told = {
            pk: sum(log(1 + len(rows) / counts[word]) for word in story_words)
            for pk, story_words in stories.items()
        }
        enough = TELLING * max(told.values())
        return [row for row in rows if told[row.article_id] >= enough]

    def answer(self, meant: str) -> SearchAnswer:
        shown, elsewhere = self._shown()
        best: dict[int, tuple[float, int]] = {}
        for row in self.rows:
            if row.article_id in shown:
                best[row.article_id] = max(best.get(row.article_id, (0, 0)), (self._weight(row), row.place))
        stories = sorted(best, key=best.__getitem__, reverse=True)
        stories.sort(key=elsewhere.__contains__)
        start = max(0, self.question.start)
        ids = [shown[story] for story in stories[start : start + self.question.count]]
        return SearchAnswer(
            hits=tuple(self._hits(ids)),
            total=len(stories),
            is_more=self.is_more,
            older_than=self.older_than,
            meant=meant,
            is_widened=self.is_widened,
            words=self.asked,
        )

    def _shown(self) -> tuple[dict[int, int], Set[int]]:
        """Return ({article id: id of the shown edition}, articles that are not in the page's language)."""
        wanted = self.question.only or self.question.language
        shown = self.found.shown
        if shown is None:
            shown = {row.article_id: row.edition_id for row in self.found.rows if row.language == wanted}
            if others := {row.article_id for row in self.rows} - shown.keys():
                there = Edition.objects.live(self.at).in_language(wanted).of_articles(others)
                shown |= there.values_list("article_id", "pk")
        if self.question.only:
            return shown, set()
        others = {row.article_id: row.edition_id for row in self.rows if row.article_id not in shown}
        return others | shown, others.keys()

    def _weight(self, row: FoundEdition) -> float:
        """Return the weight of a row, higher for headline words and for new stories; 0 in date order."""
        if self.question.order == "date":
            return 0
        age = max(0, (self.at - row.first_published_at).total_seconds()) / SECONDS_A_DAY
        return row.worth * (1 + FRESH * exp(-age / DAYS))

    def _hits(self, ids: Collection[int]) -> Iterator[SearchHit]:
        editions = Edition.objects.live(self.at).filter(pk__in=ids).for_list().annotate(text=F("body"))
        by_id = {edition.pk: edition for edition in editions} if ids else {}
        for edition in filter(None, map(by_id.get, ids)):
            yield SearchHit(edition, self._excerpt(edition.text), edition.language != self.question.language)

    def _excerpt(self, body: str) -> str:
        prose = without_tables(body)
        excerpt = marked_excerpt(plain_text(prose), self.asked)
        return excerpt if excerpt or prose == body else marked_excerpt(plain_text(body), self.asked)

"""Live editions found in the index, and the places of the words in them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import Subquery

from articles.text.search.query import Expression, QueryWord
from newsroom.search import statements
from newsroom.search.dialects import search_statement
from newsroom.search.models import SECONDS_UNTIL, Words
from newsroom.search.statements import COUNT, PLACES, ROW, WORD, CountedWays, Reading, SearchScope

LONGER = 4  # times that a list of places is longer than the one before it


class FoundEdition(NamedTuple):
    """A live edition that was found, and its weight by headline and summary."""

    place: int
    edition_id: int
    article_id: int
    language: str
    worth: int

    @property
    def first_published_at(self):
        """To the second."""
        return datetime.fromtimestamp(self.place >> SECONDS_UNTIL, UTC)


class Found:
    """The answer to readings of a query.

    reading  the index of the first that found something, None if none did; whether it `is_widened`
    rows     its newest MOST editions, and one more if there are more: FoundEditions, newest first
    words    {place: indexes of the words that it has}, if the reading is widened
    shown    {article id: id of its edition in the wanted language}; None if it was not asked for
    counts   for each CountedWays, how many editions each of its expressions has; only if no reading found any
    """

    def __init__(self, counted: Sequence[CountedWays] = (), language: str = ""):
        self.reading, self.rows, self.words = None, [], {}
        self.shown = {} if language else None
        self.is_widened = False
        self.counts = [[0] * len(one.ways) for one in counted]

    def take(self, answers):
        """Take the rows of a statement; return what each reading on PostgreSQL says of its places."""
        places = {}
        for kind, number, first, second, third, text, fourth, shown in answers:
            if kind == ROW:
                self.reading = number
                self.rows.append(FoundEdition(first, second, third, text, fourth))
                if shown:
                    self.shown[third] = shown
            elif kind == WORD:
                self.words.setdefault(second, set()).add(first)
            elif kind == COUNT:
                self.counts[number][first] = second
            elif kind == PLACES:
                places[number] = first, second
        self.rows.sort(reverse=True)
        return places


def find_first(
    scope: SearchScope,
    readings: Sequence[Reading],
    *,
    language: str = "",
    counted: Sequence[CountedWays] = (),
) -> Found:
    """Return what the first reading found that finds live editions, and else the counts; one query.

    language  in which stories are wanted, for `shown`
    On PostgreSQL a query more where most of the newest places are of editions that are not live any more.
    """
    found = Found(counted, language)
    if not readings and not any(one.ways for one in counted):
        return found
    places = found.take(_statement(scope, readings, language, counted).run())
    for number in sorted(places):
        if found.reading is not None and (number > found.reading or len(found.rows) > statements.MOST):
            break
        _look_deeper(found, number, readings[number], scope, language, places[number])
    del found.rows[statements.MOST + 1 :]
    found.is_widened = found.reading is not None and readings[found.reading].is_widened
    return found


def _statement(scope, readings, language, counted=(), times=1):
    statement = search_statement(times)
    statement.is_shared = len(readings) > 1 or any(one.ways for one in counted)
    for number, reading in enumerate(readings):
        statement.read(number, reading, scope, language)
    for group, one in enumerate(counted):
        if one.ways:
            statement.count(group, one, len(readings))
    return statement


def _look_deeper(found, number, reading, scope, language, places):
    """Look for a reading before the places that were looked at, if there may be more.

    Each list is longer than the one before it, so that even of a hundred thousand there are few.
    """
    times, (count, lowest) = 1, places
    while count >= times * (statements.MOST + statements.SPARE) and len(found.rows) <= statements.MOST:
        times *= LONGER
        scope = scope._replace(before=lowest, recent=())
        deeper = Found(language=language)
        [(count, lowest)] = deeper.take(_statement(scope, [reading], language, times=times).run()).values()
        if deeper.rows:
            found.reading = number
            found.rows += deeper.rows
            found.words |= deeper.words
            found.shown = found.shown and found.shown | deeper.shown


def matching_editions(at: datetime, expression: Expression) -> list[FoundEdition]:
    """Return the newest MOST editions with an expression at an instant; one more if there are more."""
    word = QueryWord("", "", expression, (), expression)
    return find_first(SearchScope(at), [Reading([word])]).rows


def recent_bounds(at: datetime) -> tuple[int, int] | tuple[()]:
    """Return the first and the last place of the newest RECENT entries; () if there are no more.

    Always () on SQLite, which needs none.
    """
    if connection.vendor != "postgresql":
        return ()
    scope = SearchScope(at)
    places = Words.objects.filter(pk__gte=scope.first, pk__lte=scope.last).order_by("-pk")
    newest = Subquery(places.values("pk")[:1])
    return places.values_list("pk", newest)[statements.RECENT : statements.RECENT + 1].first() or ()

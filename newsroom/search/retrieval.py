"""Retrieval of live editions from the index, with the statements for SQLite and PostgreSQL.

SQLite returns the newest places of an expression in order. PostgreSQL finds all places and then sorts them.
On PostgreSQL, a word is therefore first looked up among the newest entries. If these contain too few matches,
it is looked up among an estimated larger number of entries, or among all.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import Subquery

from articles.text.search.query import AnyOf, Expression, QueryWord
from newsroom.search import statements
from newsroom.search.expressions import INDEX_SCANS_ONLY, NONE, SqlParams, fts_query, tsquery
from newsroom.search.models import (
    DAYS_A_MONTH,
    MOST_MONTHS,
    SECONDS_A_DAY,
    SECONDS_UNTIL,
    Words,
    times_between,
)
from newsroom.search.statements import (
    COUNT,
    PLACES,
    ROW,
    WORD,
    CountedWays,
    QueryReading,
    RecentBounds,
    ResultRow,
    SearchScope,
    SearchStatement,
)

LONGER = 4  # each list of places is this many times as long as the previous list


class FoundEdition(NamedTuple):
    """A live edition that was found, with its weight."""

    place: int
    edition_id: int
    article_id: int
    language: str
    worth: int

    @property
    def first_published_at(self) -> datetime:
        """First publication, to the second."""
        return datetime.fromtimestamp(self.place >> SECONDS_UNTIL, UTC)


class ReadPlaces(NamedTuple):
    """The number of places that a reading looked at, and the lowest of these, or None without places."""

    total: int
    lowest: int | None


class Found:
    """The results of several readings of a query.

    reading     index of the first reading with results, or None
    is_widened  whether that reading is widened
    rows        its newest MOST editions as FoundEdition, newest first, plus one if there are more
    words       {place: indexes of the words it has}, if the reading is widened
    shown       {article id: id of its edition in the wanted language}; None if not requested
    counts      for each CountedWays, the number of editions per expression; all 0 if a reading has results
    """

    def __init__(self, counted: Sequence[CountedWays] = (), language: str = ""):
        self.reading: int | None = None
        self.rows: list[FoundEdition] = []
        self.words: dict[int, set[int]] = {}
        self.shown: dict[int, int] | None = {} if language else None
        self.is_widened = False
        self.counts = [[0] * len(counted_ways.ways) for counted_ways in counted]

    def take(self, answers: Iterable[ResultRow]) -> dict[int, ReadPlaces]:
        """Store the rows of a statement; return {reading: its ReadPlaces}, always empty on SQLite."""
        places = {}
        for kind, number, first, second, third, text, fourth, shown in answers:
            if kind == ROW:
                self.reading = number
                self.rows.append(FoundEdition(first, second, third, text, fourth))
                if shown and self.shown is not None:
                    self.shown[third] = shown
            elif kind == WORD:
                self.words.setdefault(second, set()).add(first)
            elif kind == COUNT:
                self.counts[number][first] = second
            elif kind == PLACES:
                places[number] = ReadPlaces(first, second)
        self.rows.sort(reverse=True)
        return places


def find_first(
    scope: SearchScope,
    readings: Sequence[QueryReading],
    *,
    language: str = "",
    counted: Sequence[CountedWays] = (),
) -> Found:
    """Return the results of the first reading that finds live editions, or else the counts, with one query.

    language  preferred language of the stories, for `shown`

    PostgreSQL needs further queries if many of the newest places belong to editions that are not live.
    """
    results = Found(counted, language)
    if not readings and not any(counted_ways.ways for counted_ways in counted):
        return results
    places = results.take(_statement(scope, readings, language, counted).run())
    for number in sorted(places):
        if results.reading is not None and (number > results.reading or len(results.rows) > statements.MOST):
            break
        _look_deeper(results, number, readings[number], scope, language, places[number])
    del results.rows[statements.MOST + 1 :]
    results.is_widened = results.reading is not None and readings[results.reading].is_widened
    return results


def _statement(
    scope: SearchScope,
    readings: Sequence[QueryReading],
    language: str,
    counted: Sequence[CountedWays] = (),
    times: int = 1,
) -> SearchStatement:
    statement = search_statement(times)
    statement.is_shared = len(readings) > 1 or any(counted_ways.ways for counted_ways in counted)
    for number, reading in enumerate(readings):
        statement.read(number, reading, scope, language)
    for group, counted_ways in enumerate(counted):
        if counted_ways.ways:
            statement.count(group, counted_ways, len(readings))
    return statement


def _look_deeper(
    found: Found,
    number: int,
    reading: QueryReading,
    scope: SearchScope,
    language: str,
    places: ReadPlaces,
) -> None:
    """Add results of a reading in older places to `found`, until it has enough or no places are left.

    Each list of places is longer than the previous one, to limit the number of queries in a large archive.
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
            if found.shown is not None and deeper.shown:
                found.shown |= deeper.shown


def matching_editions(at: datetime, expression: Expression) -> list[FoundEdition]:
    """Return the newest MOST editions that match an expression at an instant, plus one if there are more."""
    word = QueryWord("", "", expression, (), expression)
    return find_first(SearchScope(at), [QueryReading([word])]).rows


def recent_bounds(at: datetime) -> RecentBounds:
    """Return the first and last place of the newest RECENT entries, or () if there are no older entries.

    Always () on SQLite, which does not need the bounds.
    """
    if connection.vendor != "postgresql":
        return ()
    scope = SearchScope(at)
    places = Words.objects.filter(pk__gte=scope.first, pk__lte=scope.last).order_by("-pk")
    newest = Subquery(places.values("pk")[:1])
    return places.values_list("pk", newest)[statements.RECENT : statements.RECENT + 1].first() or ()


NOWHERE, NO_WAYS = f"'{fts_query(NONE)}'", "'[]'"


def search_statement(times: int = 1) -> SearchStatement:
    """Return an empty SearchStatement for the configured database."""
    return PostgresqlStatement(times) if connection.vendor == "postgresql" else SqliteStatement(times)


class SqliteStatement(SearchStatement):
    """A SearchStatement for SQLite's FTS5.

    The table `there_<number>` stores whether a reading has results, so that its rows are read only once.
    SQLite evaluates a condition without a table only after it has found the first row. To skip a reading,
    its expression is therefore replaced by a token that no text contains.
    """

    found = "there"

    def find(
        self, number: int, reading: QueryReading, scope: SearchScope, columns: str, params: SqlParams
    ) -> None:
        live, query = self.live(scope), fts_query(reading.expression)
        matches = (
            f"FROM search_words AS found CROSS JOIN live_{live} AS live ON live.place = found.rowid"
            " WHERE found.words MATCH {} AND found.rowid BETWEEN %s AND %s {}"
        )
        is_tried = self.nothing_in(number)
        if self.is_shared:
            first = matches.format(_if(is_tried, NOWHERE), "LIMIT 1")
            self.table(f"there_{number}", f"SELECT 1 {first}", [query, scope.first, scope.last])
            is_tried = f"EXISTS (SELECT 1 FROM there_{number})"
        newest = f"ORDER BY found.rowid DESC LIMIT {statements.MOST + 1}"
        self.table(
            f"rows_{number}",
            f"SELECT {columns} {matches.format(_if(is_tried, NOWHERE), newest)}",
            [*params, query, scope.first, scope.last],
            is_kept=reading.is_widened,
        )
        if reading.is_widened:
            ways = _if(f"EXISTS (SELECT 1 FROM rows_{number})", NO_WAYS)
            bounds = f"(SELECT MIN(place) FROM rows_{number}) AND (SELECT MAX(place) FROM rows_{number})"
            self.select(
                f"SELECT {WORD}, {number}, way.key, found.rowid, 0, '', 0, 0 FROM json_each({ways}) AS way"
                " CROSS JOIN search_words AS found"
                f" WHERE found.words MATCH way.value AND found.rowid BETWEEN {bounds}",
                [json.dumps([*map(fts_query, reading.ways)])],
            )

    def count(self, group: int, counted: CountedWays, readings: int) -> None:
        live, numbered = self.live(counted.scope), [*enumerate(zip(counted.ways, counted.most, strict=True))]
        for most in sorted(set(counted.most)):
            ways = {number: fts_query(way) for number, (way, own) in numbered if own == most}
            matches = (
                "SELECT 1 FROM search_words AS found"
                f" CROSS JOIN live_{live} AS live ON live.place = found.rowid"
                f" WHERE found.words MATCH way.value AND found.rowid BETWEEN %s AND %s LIMIT {most}"
            )
            self.select(
                f"SELECT {COUNT}, {group}, CAST(way.key AS INTEGER), (SELECT COUNT(*) FROM ({matches})),"
                f" 0, '', 0, 0 FROM json_each({_if(self.nothing_in(readings), NO_WAYS)}) AS way",
                [counted.scope.first, counted.scope.last, json.dumps(ways)],
            )


def _if(condition: str, otherwise: str) -> str:
    return f"CASE WHEN {condition} THEN %s ELSE {otherwise} END" if condition else "%s"


DAY = SECONDS_A_DAY << SECONDS_UNTIL  # in places
MONTH = DAYS_A_MONTH * DAY
# Does the same as models.times_between if only the database knows the places; results in a tsquery or NULL.
TIMES = f"""
    CASE WHEN {{last}} / {DAY} - {{first}} / {DAY} < {DAYS_A_MONTH} THEN (
        SELECT string_agg('''=d' || day || '''', ' | ')::tsquery
        FROM generate_series({{first}} / {DAY}, {{last}} / {DAY}) AS day
    ) WHEN {{last}} / {MONTH} - {{first}} / {MONTH} < {MOST_MONTHS} THEN (
        SELECT string_agg('''=m' || month || '''', ' | ')::tsquery
        FROM generate_series({{first}} / {MONTH}, {{last}} / {MONTH}) AS month
    ) END
"""
# The newest places of an expression in a span. `rowid + 0` prevents a scan of the span by row number, which
# would read the compressed words of each row.
NEWEST_IN = """
    SELECT rowid FROM {span} AS span CROSS JOIN search_words
    WHERE search_words.words @@ coalesce(way.words && span.times, way.words)
        AND rowid + 0 BETWEEN span.first AND span.last{condition}
    ORDER BY rowid + 0 DESC LIMIT {most}
"""
BOUNDS = """
    SELECT entry.rowid, (
        SELECT newest.rowid FROM search_words AS newest WHERE newest.rowid BETWEEN %s AND %s
        ORDER BY newest.rowid DESC LIMIT 1
    ) FROM search_words AS entry WHERE entry.rowid BETWEEN %s AND %s
    ORDER BY entry.rowid DESC LIMIT 1 OFFSET {recent}
"""
# The newest places of `way.words` in a scope. They are looked up among the newest entries. If these have too
# few, they are looked up in a longer span (`reach`) that probably has enough, or else in the whole scope.
NEWEST = """
    WITH newest AS MATERIALIZED ({newest}),
    reach AS MATERIALIZED (
        SELECT greatest(
            span.first, recent.last - (recent.last - recent.first) * (2.0 * {most} / newest.count)
        )::bigint AS first, recent.last
        FROM recent_{number} AS recent, span_{number} AS span, (SELECT count(*) FROM newest) AS newest
        WHERE newest.count > {rare} AND newest.count <= {enough}
    ),
    reached AS MATERIALIZED ({reached})
    SELECT rowid FROM newest WHERE (SELECT count(*) FROM newest) > {enough}
    UNION ALL SELECT rowid FROM reached WHERE (SELECT count(*) FROM reached) > {enough}
    UNION ALL ({whole})
"""


class PostgresqlStatement(SearchStatement):
    """A SearchStatement for a GIN index of tsvectors."""

    def __init__(self, times: int):
        super().__init__(times)
        self.spanned: set[int] = set()

    def run(self) -> list[ResultRow]:
        self.settings = f"{INDEX_SCANS_ONLY};" if self.spanned else ""
        return super().run()

    def spans(self, scope: SearchScope) -> int:
        """Return the index of a scope. On first use, add the tables of its spans to the statement.

        span_<index> has the first and the last of all its places, recent_<index> those of its newest entries.
        """
        number = self.live(scope)
        if number in self.spanned:
            return number
        self.spanned.add(number)
        self._span(f"span_{number}", (scope.first, scope.last))
        if scope.recent is not None:
            self._span(f"recent_{number}", scope.recent)
            return number
        times = TIMES.format(first="bounds.first", last="bounds.last")
        bounds = BOUNDS.format(recent=statements.RECENT)
        self.table(
            f"recent_{number}(first, last, times)",
            f"SELECT first, last, {times} FROM ({bounds}) AS bounds(first, last)",
            [scope.first, scope.last] * 2,
        )
        return number

    def _span(self, name: str, bounds: RecentBounds) -> None:
        first, last = bounds or (0, 0)
        times = times_between(first, last)
        self.table(
            f"{name}(first, last, times)",
            "SELECT %s::bigint, %s::bigint, %s::tsquery" + ("" if bounds else " WHERE false"),
            [first, last, tsquery(AnyOf(times)) if times else None],
        )

    def find(
        self, number: int, reading: QueryReading, scope: SearchScope, columns: str, params: SqlParams
    ) -> None:
        live, ways = self.spans(scope), [*map(tsquery, reading.ways)]
        self.table(
            f"found_{number}",
            "SELECT way.number, found.rowid AS place"
            " FROM unnest(%s::int[], %s::tsquery[]) AS way(number, words)"
            f" CROSS JOIN LATERAL ({_newest(live, self.most)}) AS found{_where(self.nothing_in(number))}",
            [list(range(len(ways))), ways],
        )
        self.table(
            f"places_{number}",
            f"SELECT DISTINCT place FROM found_{number} ORDER BY place DESC LIMIT {self.most}",
        )
        self.table(
            f"rows_{number}",
            f"SELECT {columns} FROM live_{live} AS live"
            f" WHERE live.place = ANY(ARRAY(SELECT place FROM places_{number}))"
            f" ORDER BY live.place DESC LIMIT {statements.MOST + 1}",
            params,
        )
        self.select(f"SELECT {PLACES}, {number}, count(*), min(place), 0, '', 0, 0 FROM places_{number}")
        if reading.is_widened:
            lowest = f"SELECT min(place) FROM rows_{number}"
            self.select(
                f"SELECT {WORD}, {number}, number, place, 0, '', 0, 0 FROM found_{number}"
                f" WHERE place >= ({lowest})"
            )

    def count(self, group: int, counted: CountedWays, readings: int) -> None:
        live, most = self.spans(counted.scope), statements.LOOKED_AT
        here, anywhere = (
            f"SELECT 1 FROM ({NEWEST_IN.format(span=span, most=most, condition=condition)}) AS newest"
            f" JOIN live_{live} AS live ON live.place = newest.rowid LIMIT way.most"
            for span, condition in (
                (f"recent_{live}", ""),
                (f"span_{live}", " AND NOT EXISTS (SELECT 1 FROM here)"),
            )
        )
        self.select(
            f"SELECT {COUNT}, {group}, way.number, count(*), 0, '', 0, 0"
            " FROM unnest(%s::int[], %s::tsquery[], %s::int[]) AS way(number, words, most)"
            f" CROSS JOIN LATERAL (WITH here AS MATERIALIZED ({here})"
            f" SELECT 1 FROM here UNION ALL ({anywhere})) AS found"
            f"{_where(self.nothing_in(readings))} GROUP BY way.number",
            [list(range(len(counted.ways))), [*map(tsquery, counted.ways)], list(counted.most)],
        )


def _where(condition: str) -> str:
    return f" WHERE {condition}" if condition else ""


def _newest(number: int, most: int) -> str:
    enough = statements.MOST
    span = f"(SELECT first, last, {TIMES.format(first='first', last='last')} AS times FROM reach)"
    is_whole = (
        f" AND (SELECT count(*) FROM newest) <= {enough} AND (SELECT count(*) FROM reached) <= {enough}"
    )
    return NEWEST.format(
        number=number,
        most=most,
        rare=statements.RARE,
        enough=enough,
        newest=NEWEST_IN.format(span=f"recent_{number}", most=most, condition=""),
        reached=NEWEST_IN.format(span=span, most=most, condition=""),
        whole=NEWEST_IN.format(span=f"span_{number}", most=most, condition=is_whole),
    )

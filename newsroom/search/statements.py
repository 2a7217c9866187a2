"""SQL statements that put several questions to the index in one query; see SearchStatement.

The SQL is written by hand: Django would take as long to build it as the database to answer.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import DateTimeField, F, QuerySet
from django.db.models.expressions import RawSQL

from articles.compiled_queries import Parameter
from articles.models.edition import Edition
from articles.text.search.query import AllOf, AnyOf, Expression, QueryWord
from newsroom.search.expressions import SqlParams, SqlWithParams, heading_weight
from newsroom.search.models import SECONDS_UNTIL

FIRST, LAST = -(1 << 62), (1 << 62) - 1  # lowest and highest possible place
MOST = 500  # number of the newest matching editions, which are ranked
SPARE = 100  # additional places, because some editions may not be live
RECENT = 4_000  # newest entries, where a frequent word is looked up first
RARE = 40  # a word with at most this many hits among them is looked up in all entries
LOOKED_AT = 50  # newest editions with a word that are checked; if none is live, the word counts as missing
HEADLINE, SUMMARY, TEXT = 6, 2, 1  # weights of a word
# Kinds of result rows.
ROW, WORD, COUNT, PLACES = range(4)

# The kind of a row, and the values that selects of this kind return.
type ResultRow = tuple[Any, ...]
# The first and the last place of the newest RECENT entries, or () if there are no older entries.
type RecentBounds = tuple[int, int] | tuple[()]


class SearchScope(NamedTuple):
    """The live editions to search, whose index entry is up to date.

    at            the instant when they are live
    since, until  interval of the first publication: [since, until)
    before        upper bound of the place (exclusive), or None
    recent        the bounds of its newest RECENT entries from `recent_bounds`; None to query them
    """

    at: datetime
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None
    recent: RecentBounds | None = None

    @property
    def first(self) -> int:
        """Lower bound of the places in this scope."""
        return int(self.since.timestamp()) << SECONDS_UNTIL if self.since else FIRST

    @property
    def last(self) -> int:
        last = (int(min(self.until or self.at, self.at).timestamp()) + 1) << SECONDS_UNTIL
        return min(last, LAST if self.before is None else self.before) - 1


class QueryReading(NamedTuple):
    """One interpretation of a query: editions with all words, or with any of them."""

    asked: Sequence[QueryWord]
    filters: Sequence[str] = ()  # tokens that each edition must have
    is_widened: bool = False

    @property
    def ways(self) -> list[Expression]:
        """One expression for all words or, if widened, one for each word."""
        ways = [word.ways for word in self.asked]
        if not self.is_widened:
            return [AllOf([*ways, *self.filters])]
        return [AllOf([way, *self.filters]) for way in ways] if self.filters else ways

    @property
    def expression(self) -> Expression:
        ways = self.ways
        return AnyOf(ways) if len(ways) > 1 else ways[0]


class CountedWays(NamedTuple):
    """Expressions whose live editions in a scope are counted, each up to its own maximum."""

    scope: SearchScope
    ways: Sequence[Expression]
    most: Sequence[int]


def _compiled(rows: QuerySet[Edition, Any]) -> SqlWithParams:
    """Return (SQL, parameters) of a queryset; its Parameters are still without values."""
    compiled: SqlWithParams = rows.query.get_compiler("default").as_sql()
    return compiled


@cache
def _editions_sql(vendor: str, is_since: bool, is_until: bool) -> SqlWithParams:
    """Return (SQL, parameters) of the editions of a scope, compiled once for each combination."""
    at, since, until = (Parameter(name, DateTimeField()) for name in ("at", "since", "until"))
    editions = Edition.objects.live(at).filter(search_entry__digest=F("digest"))
    if is_since:
        editions = editions.filter(first_published_at__gte=since)
    if is_until:
        editions = editions.filter(first_published_at__lt=until)
    entry = [f"search_entry__{name}" for name in ("place", "headline", "summary")]
    columns = editions.order_by().values_list(entry[0], "pk", "article_id", "language", *entry[1:])
    return _compiled(columns)


@cache
def _shown_sql(vendor: str) -> SqlWithParams:
    """Return (SQL, parameters) of the edition of a row's story in the wanted language."""
    at, language = (
        Parameter("at", DateTimeField()),
        Parameter("language", Edition._meta.get_field("language")),
    )
    story = RawSQL("found.article", ())  # noqa: S611
    editions = Edition.objects.live(at).in_language(language).filter(article_id=story)
    return _compiled(editions.order_by().values_list("pk"))


def bound(compiled: SqlWithParams, **values: object) -> SqlWithParams:
    """Return (SQL, parameters) with values in place of Parameters."""
    sql, params = compiled
    return sql, [
        param.bind(values[param.name], connection) if isinstance(param, Parameter) else param
        for param in params
    ]


class SearchStatement:
    """One query with several readings and counts. A reading is tried only if the earlier ones found nothing.

    It consists of tables (common table expressions) and selects, which are joined by UNION ALL.

    times  factor for the number of places to look at, on PostgreSQL
    found  prefix of the table that has rows if a reading has results
    """

    found = "rows"

    def __init__(self, times: int = 1):
        self.tables: list[SqlWithParams] = []
        self.selects: list[SqlWithParams] = []
        self.scopes: dict[SearchScope, int] = {}
        self.settings = ""  # statements sent before the query in the same message
        self.is_shared = False  # whether other readings or counts depend on the results of a reading
        self.most = times * (MOST + SPARE)

    def table(self, name: str, sql: str, params: SqlParams = (), *, is_kept: bool = True) -> None:
        kept = "MATERIALIZED" if is_kept else "NOT MATERIALIZED"
        self.tables.append((f"{name} AS {kept} ({sql})", params))

    def select(self, sql: str, params: SqlParams = ()) -> None:
        self.selects.append((sql, params))

    def run(self) -> list[ResultRow]:
        """Return the rows of all selects."""
        begin = f"WITH {', '.join(sql for sql, _params in self.tables)} " if self.tables else ""
        sql = f"{self.settings}{begin}{' UNION ALL '.join(sql for sql, _params in self.selects)}"
        params = [value for _sql, some in [*self.tables, *self.selects] for value in some]
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            if self.settings:
                cursor.nextset()  # skip the result of the settings
            rows: list[ResultRow] = cursor.fetchall()
        return rows

    def live(self, scope: SearchScope) -> int:
        """Return the number of a scope. Its editions are the table `live_<number>`, added on first use."""
        if scope not in self.scopes:
            number = self.scopes[scope] = len(self.scopes)
            editions = _editions_sql(connection.vendor, scope.since is not None, scope.until is not None)
            sql, params = bound(editions, at=scope.at, since=scope.since, until=scope.until)
            columns = "(place, edition, article, language, headline, summary)"
            self.table(f"live_{number}{columns}", sql, params, is_kept=False)
        return self.scopes[scope]

    def nothing_in(self, count: int) -> str:
        """Return the SQL condition that the first `count` readings found nothing; "" for 0."""
        return " AND ".join([f"NOT EXISTS (SELECT 1 FROM {self.found}_{number})" for number in range(count)])

    def find(
        self, number: int, reading: QueryReading, scope: SearchScope, columns: str, params: SqlParams
    ) -> None:
        """Add the table `rows_<number>` of a reading, with the columns of its newest editions.

        It is empty if a reading with a lower number found something.
        """
        raise NotImplementedError

    def count(self, group: int, counted: CountedWays, readings: int) -> None:
        """Add counts of the matches of a group of expressions. They run only if no reading finds anything.

        group     number of the group in the result rows
        readings  how many readings must have found nothing
        """
        raise NotImplementedError

    def read(self, number: int, reading: QueryReading, scope: SearchScope, language: str = "") -> None:
        """Add a reading that is tried only if those with lower numbers found nothing.

        language  preferred language: for a story found in the other language, its edition is looked up, too
        """
        weight, params = heading_weight(
            [word.plain for word in reading.asked], {"headline": HEADLINE, "summary": SUMMARY}
        )
        weight = f"{TEXT * len(reading.asked)} + {weight}"
        columns = f"live.place, live.edition, live.article, live.language, {weight} AS worth"
        self.find(number, reading, scope, columns, params)
        shown, params = "0", []
        if language:
            sql, params = bound(_shown_sql(connection.vendor), at=scope.at, language=language)
            shown, params = f"CASE WHEN language = %s THEN edition ELSE ({sql}) END", [language, *params]
        self.select(
            f"SELECT {ROW}, {number}, place, edition, article, language, worth, {shown}"
            f" FROM rows_{number} AS found",
            params,
        )

"""Statements of several questions to the index, in one query each: see SearchStatement.

Their SQL is written here and not by Django, which takes longer to write as much than the database to answer.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from django.db import connection
from django.db.models import DateTimeField, F
from django.db.models.expressions import RawSQL

from articles.compiled_queries import Parameter
from articles.models.edition import Edition
from articles.text.search.query import AllOf, AnyOf, Expression, QueryWord
from newsroom.search.expressions import heading_weight
from newsroom.search.models import SECONDS_UNTIL

FIRST, LAST = -(1 << 62), (1 << 62) - 1  # places
MOST = 500  # editions that are weighed, the newest of those found
SPARE = 100  # places beside these, of which some may not be live any more
RECENT = 4_000  # entries among which a frequent word is looked for first
RARE = 40  # finds among them, or fewer: a word that is looked for in all at once
LOOKED_AT = 50  # the newest editions with a word, of which one is live, or the word is taken for gone
HEADLINE, SUMMARY, TEXT = 6, 2, 1  # what a word is worth there
# Kinds of rows of the answer.
ROW, WORD, COUNT, PLACES = range(4)


class SearchScope(NamedTuple):
    """The live editions to search that the index holds in their current form.

    at            the instant at which they are live
    since, until  of their first publication: [since, until)
    before        the place in the index before which they are, or None
    recent        the bounds of its newest RECENT entries, as `recent_bounds` returns them; None if they have
                  to be asked for
    """

    at: datetime
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None
    recent: tuple[int, int] | tuple[()] | None = None

    @property
    def first(self):
        """The first place that may be in it."""
        return int(self.since.timestamp()) << SECONDS_UNTIL if self.since else FIRST

    @property
    def last(self):
        last = (int(min(self.until or self.at, self.at).timestamp()) + 1) << SECONDS_UNTIL
        return min(last, LAST if self.before is None else self.before) - 1


class QueryReading(NamedTuple):
    """One way to understand a query: the editions with all words, or with any of them."""

    asked: Sequence[QueryWord]
    filters: Sequence[str] = ()  # tokens that each edition has
    is_widened: bool = False

    @property
    def ways(self) -> list[Expression]:
        """The expressions of which an edition needs one: that of all words, or those of each."""
        ways = [one.ways for one in self.asked]
        if not self.is_widened:
            return [AllOf([*ways, *self.filters])]
        return [AllOf([way, *self.filters]) for way in ways] if self.filters else ways

    @property
    def expression(self) -> Expression:
        ways = self.ways
        return AnyOf(ways) if len(ways) > 1 else ways[0]


class CountedWays(NamedTuple):
    """Expressions of which the live editions in a scope are counted, each up to a number of its own."""

    scope: SearchScope
    ways: Sequence[Expression]
    most: Sequence[int]


@cache
def _editions_sql(vendor, is_since, is_until):
    """Return (SQL, parameters) of the editions of a scope; written once for each shape."""
    at, since, until = (Parameter(name, DateTimeField()) for name in ("at", "since", "until"))
    editions = Edition.objects.live(at).filter(search_entry__digest=F("digest"))
    if is_since:
        editions = editions.filter(first_published_at__gte=since)
    if is_until:
        editions = editions.filter(first_published_at__lt=until)
    entry = [f"search_entry__{name}" for name in ("place", "headline", "summary")]
    columns = editions.order_by().values_list(entry[0], "pk", "article_id", "language", *entry[1:])
    return columns.query.get_compiler("default").as_sql()


@cache
def _shown_sql(vendor):
    """Return (SQL, parameters) of the edition in the wanted language of the story of a row."""
    at, language = (
        Parameter("at", DateTimeField()),
        Parameter("language", Edition._meta.get_field("language")),
    )
    story = RawSQL("found.article", ())  # noqa: S611
    editions = Edition.objects.live(at).in_language(language).filter(article_id=story)
    return editions.order_by().values_list("pk").query.get_compiler("default").as_sql()


def bound(compiled, **values):
    """Return (SQL, parameters) with the values of its Parameters."""
    sql, params = compiled
    is_place = [isinstance(one, Parameter) for one in params]
    return sql, [
        one.bind(values[one.name], connection) if is_one else one
        for one, is_one in zip(params, is_place, strict=True)
    ]


class SearchStatement:
    """One query: readings of a query of which each is tried if those before found nothing, and counts.

    It is made of tables (common table expressions) and of selects that are answered together.

    times  how many times as many places are looked at as usual, on PostgreSQL
    found  the table of a reading that has rows if the reading finds anything
    """

    found = "rows"

    def __init__(self, times=1):
        self.tables, self.selects, self.scopes = [], [], {}
        self.settings = ""  # statements in front of it, in the same message
        self.is_shared = False  # whether anything depends on what a reading finds
        self.most = times * (MOST + SPARE)

    def table(self, name, sql, params=(), *, is_kept=True):
        kept = "MATERIALIZED" if is_kept else "NOT MATERIALIZED"
        self.tables.append((f"{name} AS {kept} ({sql})", params))

    def select(self, sql, params=()):
        self.selects.append((sql, params))

    def run(self):
        """Return the rows of all selects."""
        begin = f"WITH {', '.join(sql for sql, _params in self.tables)} " if self.tables else ""
        sql = f"{self.settings}{begin}{' UNION ALL '.join(sql for sql, _params in self.selects)}"
        params = [value for _sql, some in [*self.tables, *self.selects] for value in some]
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            if self.settings:
                cursor.nextset()  # the first is of the settings
            return cursor.fetchall()

    def live(self, scope):
        """Return the number of a scope, whose editions are the table `live_0`: they stand there once."""
        if scope not in self.scopes:
            number = self.scopes[scope] = len(self.scopes)
            editions = _editions_sql(connection.vendor, scope.since is not None, scope.until is not None)
            sql, params = bound(editions, at=scope.at, since=scope.since, until=scope.until)
            columns = "(place, edition, article, language, headline, summary)"
            self.table(f"live_{number}{columns}", sql, params, is_kept=False)
        return self.scopes[scope]

    def nothing_in(self, count):
        """Return the condition that no reading before this number found anything; "" for the first."""
        return " AND ".join([f"NOT EXISTS (SELECT 1 FROM {self.found}_{number})" for number in range(count)])

    def read(self, number, reading, scope, language=""):
        """Try a reading if those before it, whose numbers are less, found nothing.

        language  in which the edition of each story is looked up, of which an edition in the other was found
        """
        weight, params = heading_weight(
            [one.plain for one in reading.asked], {"headline": HEADLINE, "summary": SUMMARY}
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

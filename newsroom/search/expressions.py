"""Index tokens and token expressions for SQLite (FTS5) and PostgreSQL (tsvector).

Both databases find the same entries. Tokens consist of letters, digits and a few special characters. All
other characters are removed before a token becomes part of a query.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler

from articles.text.search.query import AllOf, Expression

UNSAFE = re.compile(r"[^\w^=.~!]+")
LONGEST = 150  # characters per token; PostgreSQL accepts 2,046 bytes
MOST_BYTES = 1_000_000  # for all tokens of a text; PostgreSQL accepts 1,048,575
NONE = "="  # replaces a token without safe characters; no text contains it

# The settings last until the end of the transaction. Statements sent in one message form a transaction.
# Without the settings, PostgreSQL would read the words of each row: its planner ignores that these are
# compressed and stored separately. Starting parallel workers would take longer than any search query.
INDEX_SCANS_ONLY = """
    SELECT set_config('enable_seqscan', 'off', true), set_config('max_parallel_workers_per_gather', '0', true)
"""

# SQL parameters, of any type that the database driver accepts.
type SqlParams = Sequence[Any]
type SqlWithParams = tuple[str, SqlParams]


class Tokens(tuple[str, ...]):
    """The index tokens of a text."""


class TokensField(models.Field):  # type: ignore[type-arg]  # Django’s field is not generic
    """A write-only index column. It is written as Tokens and queried with the lookup `matches`."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_placeholder_sql(
        self, value: object, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> SqlWithParams:
        return ("%s::tsvector" if connection.vendor == "postgresql" else "%s"), (value,)

    def get_db_prep_value(
        self, value: object, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> object:
        if not isinstance(value, Tokens):
            return value
        quoted = "'%s'" if connection.vendor == "postgresql" else "%s"
        return " ".join(quoted % token for token in _as_many_as_fit(dict.fromkeys(map(safe_token, value))))


@TokensField.register_lookup
class MatchesLookup(models.Lookup):
    """Lookup that matches the column against an expression of articles.text.search.query."""

    lookup_name = "matches"

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> SqlWithParams:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} MATCH %s", [*params, fts_query(self.rhs)]

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> SqlWithParams:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} @@ %s::tsquery", [*params, tsquery(self.rhs)]


def heading_weight(expressions: Iterable[Expression], columns: dict[str, int]) -> SqlWithParams:
    """Return (SQL, parameters) of the heading weight of an entry, a sum over all expressions.

    columns  {name of a token column: weight of an expression that this column contains}
    """
    function = "STRPOS" if connection.vendor == "postgresql" else "INSTR"
    parts, params = ["0"], list[str]()
    for expression in expressions:
        for name, worth in columns.items():

            def holds(token: str, name: str = name) -> str:
                params.append(f" {token} ")
                return f"{function}({name}, %s) > 0"

            parts.append(f"CASE WHEN {_render(expression, holds)} THEN {worth} ELSE 0 END")
    return f"({' + '.join(parts)})", params


def fts_query(expression: Expression) -> str:
    """Return an expression as an FTS5 query."""
    return _render(expression, lambda token: f'"{safe_token(token)}"')


def tsquery(expression: Expression) -> str:
    """Return an expression as a PostgreSQL tsquery."""
    return _render(expression, lambda token: f"'{safe_token(token)}'", " & ", " | ")


def _render(
    expression: Expression, write: Callable[[str], str], both: str = " AND ", either: str = " OR "
) -> str:
    """Return an expression as a database query; `write` renders a token."""
    if isinstance(expression, str):
        return write(expression)
    join = both if isinstance(expression, AllOf) else either
    return f"({join.join(_render(part, write, both, either) for part in expression)})"


def safe_token(token: str) -> str:
    return UNSAFE.sub("", token)[:LONGEST] or NONE


def _as_many_as_fit(tokens: Iterable[str]) -> Iterator[str]:
    size = 0
    for token in tokens:
        size += len(token.encode())
        if size > MOST_BYTES:
            return
        if token != NONE:
            yield token

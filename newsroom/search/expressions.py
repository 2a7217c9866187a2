"""Index tokens and expressions of them, in the forms of SQLite (FTS5) and PostgreSQL (tsvector).

Both find the same. Tokens are letters, figures and a few signs of ours; nothing else reaches either language.
"""

import re
from collections.abc import Iterable

from django.db import connection, models

from articles.text.search.query import AllOf, Expression

UNSAFE = re.compile(r"[^\w^=.~!]+")
LONGEST = 150  # letters of a token; PostgreSQL takes 2,046 bytes
MOST_BYTES = 1_000_000  # of all tokens of a text; PostgreSQL takes 1,048,575
NONE = "="  # what is left of a token of signs alone; no text has it

# Until the transaction ends, which several statements of one message are without one. PostgreSQL would rather
# read each row's words, for it does not know that they lie elsewhere, and packed; and to start processes that
# help takes longer than any of our questions.
INDEX_SCANS_ONLY = """
    SELECT set_config('enable_seqscan', 'off', true), set_config('max_parallel_workers_per_gather', '0', true)
"""


class Tokens(tuple):
    """The tokens by which a text is found."""


class TokensField(models.Field):
    """A column of the index: written as Tokens, asked by `matches`, never read."""

    def db_type(self, connection):
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_placeholder_sql(self, value, compiler, connection):
        return ("%s::tsvector" if connection.vendor == "postgresql" else "%s"), (value,)

    def get_db_prep_value(self, value, connection, prepared=False):
        if not isinstance(value, Tokens):
            return value
        quoted = "'%s'" if connection.vendor == "postgresql" else "%s"
        return " ".join(quoted % token for token in _as_many_as_fit(dict.fromkeys(map(safe_token, value))))


@TokensField.register_lookup
class MatchesLookup(models.Lookup):
    """A match of the column with an expression of articles.text.search.query."""

    lookup_name = "matches"

    def as_sqlite(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"{column} MATCH %s", [*params, fts_query(self.rhs)]

    def as_postgresql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"{column} @@ %s::tsquery", [*params, tsquery(self.rhs)]


def heading_weight(expressions: Iterable[Expression], columns: dict[str, int]) -> tuple[str, list]:
    """Return (SQL, parameters) of the weight of the headings of an entry: so much for each expression.

    columns  {name of a column of tokens: what an expression is worth there}
    """
    function = "STRPOS" if connection.vendor == "postgresql" else "INSTR"
    parts, params = ["0"], []
    for expression in expressions:
        for name, worth in columns.items():

            def holds(token, name=name):
                params.append(f" {token} ")
                return f"{function}({name}, %s) > 0"

            parts.append(f"CASE WHEN {_render(expression, holds)} THEN {worth} ELSE 0 END")
    return f"({' + '.join(parts)})", params


def fts_query(expression: Expression) -> str:
    """Return an expression in the query language of FTS5."""
    return _render(expression, lambda token: f'"{safe_token(token)}"')


def tsquery(expression: Expression) -> str:
    """Return an expression in the query language of PostgreSQL."""
    return _render(expression, lambda token: f"'{safe_token(token)}'", " & ", " | ")


def _render(expression, write, both=" AND ", either=" OR "):
    """Return an expression in the query language of a database; `write` writes a token."""
    if isinstance(expression, str):
        return write(expression)
    join = both if isinstance(expression, AllOf) else either
    return f"({join.join(_render(part, write, both, either) for part in expression)})"


def safe_token(token):
    return UNSAFE.sub("", token)[:LONGEST] or NONE


def _as_many_as_fit(tokens):
    size = 0
    for token in tokens:
        size += len(token.encode())
        if size > MOST_BYTES:
            return
        if token != NONE:
            yield token

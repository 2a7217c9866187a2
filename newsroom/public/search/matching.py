"""Tokens in the index and expressions of them, as SQLite (FTS5) and PostgreSQL (tsvector) have them.

Both find the same. Tokens are letters, figures and a few signs of ours; nothing else reaches either language.
"""

import re
from contextlib import contextmanager

from django.db import connection, models, transaction

from articles.bilingual.search.asked import All

UNSAFE = re.compile(r"[^\w^=.~!]+")
LONGEST = 150  # letters of a token; PostgreSQL takes 2,046 bytes
MOST_BYTES = 1_000_000  # of all tokens of a text; PostgreSQL takes 1,048,575
NONE = "="  # what is left of a token of signs alone; no text has it


class Tokens(tuple):
    """What a text is found by."""


class TokensField(models.Field):
    """A column of the index: written as Tokens, asked by `matches`, never read."""

    def db_type(self, connection):
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_placeholder_sql(self, value, compiler, connection):
        return ("%s::tsvector" if connection.vendor == "postgresql" else "%s"), (value,)

    def get_prep_value(self, value):
        return value

    def get_db_prep_value(self, value, connection, prepared=False):
        if not isinstance(value, Tokens):
            return value
        quoted = "'%s'" if connection.vendor == "postgresql" else "%s"
        return " ".join(quoted % token for token in _as_many_as_fit(dict.fromkeys(map(safe, value))))


@TokensField.register_lookup
class Matches(models.Lookup):
    """Whether the column has what an expression of articles.bilingual.search.asked asks for."""

    lookup_name = "matches"

    def get_prep_lookup(self):
        return self.rhs

    def as_sqlite(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"{column} MATCH %s", [*params, rendered(self.rhs, '"%s"', " AND ", " OR ")]

    def as_postgresql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"{column} @@ %s::tsquery", [*params, rendered(self.rhs, "'%s'", " & ", " | ")]


def rendered(expression, quoted, both, either):
    """An expression as a text in the language of a database."""
    if isinstance(expression, str):
        return quoted % safe(expression)
    join = both if isinstance(expression, All) else either
    return f"({join.join(rendered(part, quoted, both, either) for part in expression)})"


def safe(token):
    return UNSAFE.sub("", token)[:LONGEST] or NONE


def _as_many_as_fit(tokens):
    size = 0
    for token in tokens:
        size += len(token.encode())
        if size > MOST_BYTES:
            return
        if token != NONE:
            yield token


@contextmanager
def by_index():
    """Let PostgreSQL find by the index of words alone.

    It would rather read each row's words, for it does not know that they lie elsewhere, and packed.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # until the transaction ends
        yield

"""Tokens in the index and expressions of them, as SQLite (FTS5) and PostgreSQL (tsvector) have them.

Both find the same. Tokens are letters, figures and a few signs of ours; nothing else reaches either language.
"""

import re

from django.db import models

from articles.bilingual.search.asked import All, Phrase

UNSAFE = re.compile(r"[^\w^=.]+")
FARTHEST = 16_000  # PostgreSQL counts places up to 16,383; words beyond stand in no phrase
BESIDE = 16_383
GAP = "="  # between what does not follow each other


class Tokens(tuple):
    """(words in their order, with None between what is no phrase; what else stands in the text)."""


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
        return tsvector(*value) if connection.vendor == "postgresql" else fts5(*value)


@TokensField.register_lookup
class Matches(models.Lookup):
    """Whether the column has what an expression of articles.bilingual.search.asked asks for."""

    lookup_name = "matches"

    def get_prep_lookup(self):
        return self.rhs

    def as_sqlite(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"{column} MATCH %s", [*params, rendered(self.rhs, ('"%s"', " ", " AND ", " OR "))]

    def as_postgresql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        asked = rendered(self.rhs, ("'%s'", "' <-> '", " & ", " | "))
        return f"{column} @@ %s::tsquery", [*params, asked]


def rendered(expression, signs):
    """An expression as a text of signs: (a token quoted, between tokens of a phrase, and, or)."""
    quoted, then, both, either = signs
    if isinstance(expression, str):
        return quoted % safe(expression)
    if isinstance(expression, Phrase):
        return quoted % then.join(map(safe, expression))
    join = both if isinstance(expression, All) else either
    return f"({join.join(rendered(part, signs) for part in expression)})"


def safe(token):
    return UNSAFE.sub("", token) or GAP


def fts5(words, others):
    beside = f" {GAP} ".join(map(safe, others))
    return f"{' '.join(GAP if word is None else safe(word) for word in words[:FARTHEST])} {GAP} {beside}"


def tsvector(words, others):
    places = {}
    for place, word in enumerate(words[:FARTHEST], start=1):
        if word is not None:
            places.setdefault(safe(word), []).append(place)
    for word in others:
        places.setdefault(safe(word), [BESIDE])
    return " ".join(f"'{word}':{','.join(map(str, at))}" for word, at in places.items())

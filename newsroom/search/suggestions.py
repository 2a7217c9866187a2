"""Suggestions of names and words while a reader types.

    suggest("ㅇㅇㅌ", "ko", at) → [Suggestion("왕원타오", "word", "")]

Initial consonants, half-typed syllables (반ㄷ) and beginnings of words are supported in both languages. If
nothing matches, the same keys are read on the other keyboard (thsg is 손ㅎ). A suggestion always leads to a
result at that instant: a topic or author with a live story, any section, or a word of a live story.
"""

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.urls import reverse

from articles.models.edition import Edition
from articles.models.language import localized
from articles.text.korean import jamo
from newsroom.search.consumer import NAMED_MODELS, NamedSubject
from newsroom.search.models import Name
from newsroom.search.retrieval import search_statement
from newsroom.search.statements import RecentBounds, SearchScope, SearchStatement
from newsroom.search.vocabulary import (
    BEGUN,
    FoundWord,
    beginning_words,
    begun_words,
    live_words,
    select_beginning,
    typed_so,
)

LONGEST = 60  # characters of the input that are used
MOST_NAMES = 24
NAME = -1  # kind of a result row; newsroom.search.vocabulary defines the others
FILED = {"topic": "topic_filings__topic", "author": "byline_filings__author"}


class Suggestion(NamedTuple):
    """A suggested name or query.

    kind  "topic", "author", "section" or "word"
    url   its page in the language; "" for words, which are searched
    """

    words: str
    kind: str
    url: str


class FoundName(NamedTuple):
    """A name from a result row of a SearchStatement.

    kind    number of its kind in NAMED_MODELS
    is_own  1 if it is in the language of the page, else 0
    """

    kind: int
    text: str
    subject_id: int
    is_own: int


type PageRow = tuple[str, int, str, str]  # kind, id, name and slug


def suggest(
    words: str, language: str, at: datetime, count: int = 8, recent: RecentBounds | None = None
) -> list[Suggestion]:
    """Return at most `count` Suggestions for an unfinished query, best first.

    recent  as in newsroom.search.questions.ask
    """
    text = _as_typed(words)
    if not text:
        return []
    before, _blank, last = text.rpartition(" ")
    scope = SearchScope(at, recent=recent)
    suggestions = _begun(before, last, language, scope, count)
    if not suggestions and (other := jamo.on_other_keyboard(last)):
        suggestions = _begun(before, other, language, scope, count)
    return suggestions


def suggest_names(words: str, language: str, at: datetime, count: int = 8) -> list[Suggestion]:
    """Return at most `count` authors, topics and sections, sorted by name, with one query."""
    text = _as_typed(words)
    if not text:
        return []
    there = {kind: Name.objects.filter(typed_so(text), subject_type=kind) for kind in NAMED_MODELS}
    pages = _pages({kind: rows.values("subject_id") for kind, rows in there.items()}, language, at)
    return sorted(_suggestion(kind, name, slug, language) for kind, _pk, name, slug in pages[:count])


def _as_typed(words: str) -> str:
    """Return a text normalised as Name.typed is; "" if it has unprintable characters."""
    text = " ".join(unicodedata.normalize("NFC", words).lower().split())[:LONGEST]
    return text if text.isprintable() else ""


def _begun(before: str, last: str, language: str, scope: SearchScope, count: int) -> list[Suggestion]:
    """Return Suggestions: names that match the whole text, then words that complete `last`.

    Needs one query, another if names match, and up to three in `live_words`.
    """
    statement = search_statement()
    _select_names(statement, f"{before} {last}".strip(), language, scope.at)
    rows = beginning_words(last)
    select_beginning(statement, scope, 0, rows[:BEGUN])
    names: list[FoundName] = []
    words: list[FoundWord] = []
    for kind, *row in statement.run():
        if kind == NAME:
            names.append(FoundName(*row))
        else:
            words.append(FoundWord(*row))
    named = _named(names, language, scope.at)
    seen = {suggestion.words for suggestion in named}
    live = live_words(begun_words(words, rows), scope, count)
    texts = [f"{before} {word}".strip() for word in live]
    return [*named, *(Suggestion(text, "word", "") for text in texts if text not in seen)][:count]


def _select_names(statement: SearchStatement, text: str, language: str, at: datetime) -> None:
    has_page = Q()
    for kind in NAMED_MODELS:
        shown = _shown(kind, language, at).filter(pk=OuterRef("subject_id"))
        has_page |= Q(Exists(shown), subject_type=kind)
    rows = Name.objects.filter(typed_so(text)).filter(has_page).order_by("text")
    rows = rows.values_list("subject_type", "subject_id", "language", "text").distinct()[:MOST_NAMES]
    sql, params = rows.query.sql_with_params()
    kinds = " ".join(f"WHEN '{kind}' THEN {number}" for number, kind in enumerate(NAMED_MODELS))
    is_own = "CASE WHEN part.language = %s THEN 1 ELSE 0 END"
    statement.select(
        f"SELECT {NAME}, CASE part.subject_type {kinds} END, part.text, part.subject_id, {is_own}"
        f" FROM ({sql}) AS part",
        [language, *params],
    )


def _named(rows: Iterable[FoundName], language: str, at: datetime) -> list[Suggestion]:
    """Return Suggestions for rows of names, those in the page's language first, with one query."""
    kinds = list(NAMED_MODELS)
    rows = sorted(rows, key=lambda row: (-row.is_own, row.text))
    named = list(dict.fromkeys((kinds[row.kind], row.subject_id) for row in rows))
    ids: dict[str, set[int]] = {}
    for kind, pk in named:
        ids.setdefault(kind, set()).add(pk)
    names = {(kind, pk): (name, slug) for kind, pk, name, slug in _pages(ids, language, at)}
    return [_suggestion(key[0], *names[key], language) for key in named if key in names]


def _pages(
    ids: Mapping[str, Collection[int] | QuerySet[Name, Any]], language: str, at: datetime
) -> QuerySet[NamedSubject, PageRow] | tuple[()]:
    """Return (kind, id, name, slug) rows of the names with these ids that have a page."""
    parts = [
        _shown(kind, language, at)
        .filter(pk__in=some)
        .order_by()
        .values_list(Value(kind, CharField()), "pk", localized("name", language), "slug")
        for kind, some in ids.items()
    ]
    return parts[0].union(*parts[1:], all=True) if parts else ()


def _suggestion(kind: str, name: str, slug: str, language: str) -> Suggestion:
    return Suggestion(name, kind, reverse(f"public:{kind}", args=[language, slug]))


def _shown(kind: str, language: str, at: datetime) -> QuerySet[NamedSubject]:
    """Return the topics or authors with live stories, or all sections, that have a name in the language."""
    rows = NAMED_MODELS[kind].objects.exclude(**{localized("name", language): ""})
    if kind == "topic":
        rows = rows.filter(Q(merged_into=None))
    if filing := FILED.get(kind):
        live = Edition.objects.live(at).filter(**{filing: OuterRef("pk")})
        # A topic page shows stories in either language, an author page only in its own.
        rows = rows.filter(Exists(live.in_language(language) if kind == "author" else live))
    return rows

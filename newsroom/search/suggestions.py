"""Suggestions while readers type: topics, authors, sections, terms, and words of headlines.

    suggest("ㅇㅇㅌ", "ko", at) → [Suggestion("왕원타오", "word", "")]

Initial consonants, half-typed syllables (반ㄷ) and beginnings of words are understood, in either language;
and where nothing begins so, what the same keys are in the other language (thsg is 손ㅎ).
Nothing is suggested but what readers could find at that instant: a topic or author with a live story, a term
or a word that stands in one.
"""

import unicodedata
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from articles.models.edition import Edition
from articles.models.language import localized
from articles.text.korean import jamo
from articles.text.search.words import known_token
from newsroom.search.consumer import NAMED_MODELS
from newsroom.search.models import KnownWord, Name
from newsroom.search.retrieval import count_matches, search_scope

END = b"\xff"
LONGEST = 60  # letters that somebody types
MOST_LOOKED_AT = 24
LOOKED_AT = (24, 96, 300)  # known words, until enough of them are live
MOST_COMPLETED = 24
FILED = {"topic": "topic_filings__topic", "author": "byline_filings__author"}


class Suggestion(NamedTuple):
    """One suggestion.

    kind  "topic", "author", "section" or "word"
    url   of its page in the language; "" of words, which are to be searched for
    """

    words: str
    kind: str
    url: str


def suggest(words: str, language: str, at: datetime, count: int = 8) -> list[Suggestion]:
    """Return at most `count` Suggestions for the text typed so far (its last word), best first."""
    text = " ".join(unicodedata.normalize("NFC", words).lower().split())[:LONGEST]
    if not text.isprintable() or not text:
        return []
    before, _blank, last = text.rpartition(" ")
    found = _begun(before, last, language, at, count)
    if not found and (other := jamo.on_other_keyboard(last)):
        found = _begun(before, other, language, at, count)
    return found


def _begun(before, last, language, at, count):
    named = _named(f"{before} {last}".strip(), language, at)
    seen = {one.words for one in named}
    found = [f"{before} {word}".strip() for word in _live_words(last, at, count)]
    return [*named, *(Suggestion(words, "word", "") for words in found if words not in seen)][:count]


def _named(text, language, at):
    shown = {kind: _shown(kind, language, at) for kind in NAMED_MODELS}
    has_page = Q()
    for kind, subjects in shown.items():
        has_page |= Q(Exists(subjects.filter(pk=OuterRef("subject_id"))), subject_type=kind)
    rows = Name.objects.filter(_typed(text)).filter(has_page).order_by("text")
    rows = rows.values_list("subject_type", "subject_id", "language", "text").distinct()
    rows = list(rows[:MOST_LOOKED_AT])
    slugs = {}
    for kind in {row[0] for row in rows}:
        there = shown[kind].filter(pk__in={row[1] for row in rows if row[0] == kind})
        for pk, name, slug in there.values_list("pk", localized("name", language), "slug"):
            slugs[kind, pk] = name, slug
    found = {}
    for kind, pk, _language, _text in sorted(rows, key=lambda row: row[2] != language):
        if (kind, pk) in slugs:
            name, slug = slugs[kind, pk]
            found[kind, pk] = Suggestion(name, kind, reverse(f"public:{kind}", args=[language, slug]))
    return list(found.values())


def _typed(text):
    found = begins_with("typed", jamo.typed_keys(text))
    if jamo.is_initial_consonants(text):
        found |= begins_with("initials", text.replace(" ", ""))
    return found


def begins_with(column: str, letters: str) -> Q:
    """Return a Q for rows in which a column of bytes begins with letters."""
    start = letters.encode()
    return Q(**{f"{column}__gte": start, f"{column}__lt": start + END})


def _shown(kind, language, at):
    """Return the names with a page in the language that shows a story."""
    found = NAMED_MODELS[kind].objects.exclude(**{localized("name", language): ""})
    if kind == "topic":
        found = found.filter(merged_into=None)
    if filing := FILED.get(kind):
        live = Edition.objects.live(at).filter(**{filing: OuterRef("pk")})
        # The page of a topic shows stories in either language, that of an author in its own alone.
        found = found.filter(Exists(live.in_language(language) if kind == "author" else live))
    return found


def complete_word(text: str, at: datetime) -> list[str]:
    """Return the words of live headlines, those in the news first, of which a text is an unfinished one.

    It is unfinished if it is initial consonants, or ends within a syllable: 반ㄷ and 반돛 are on the way to
    반도체, 반도 is a word of its own.
    """
    words = _live_words(text, at, MOST_COMPLETED)
    return [word for word in words if not word.startswith(text)]


def _live_words(text, at, count):
    """Return words of live headlines that begin so, those in the news first."""
    rows = KnownWord.objects.filter(_typed(text), latest__gt=0).exclude(text=text)
    rows = rows.order_by("-latest", "text").values_list("text", "latest")
    live, start = [], 0
    for end in LOOKED_AT:
        latest = dict(rows[start:end])
        live += _live(latest, at, count - len(live))
        if len(live) >= count or len(latest) < end - start:
            break
        start = end
    return live


def _live(latest, at, count):
    """Return those of {word: the newest place with it} that a live story holds."""
    archive = search_scope(at)
    there = archive.editions.filter(search_entry__in=set(latest.values()))
    places = set(there.order_by().values_list("search_entry__place", flat=True)) if latest else set()
    live = [word for word, place in latest.items() if place in places]
    if len(live) < count:  # the latest is still to come, or gone; another may be live
        others = [word for word in latest if latest[word] not in places]
        counts = count_matches({word: known_token(word) for word in others}, archive, most=1)
        live += [word for word in others if word in counts]
    return live

"""What readers may mean while they type: topics, authors, sections, terms, and words of headlines.

    suggest("ㅇㅇㅌ", "ko", at) → [Suggestion("왕원타오", "word", "")]

Initial consonants, half-typed syllables (반ㄷ) and beginnings of words are understood, in either language.
Nothing is suggested but what readers could find at that instant: a topic or author with a live story, a term
or a word that stands in one.
"""

import unicodedata
from typing import NamedTuple

from django.db.models import Q
from django.urls import reverse

from articles.bilingual.korean import jamo
from articles.bilingual.search.text import known
from articles.models.edition import Edition
from articles.models.language import localized
from articles.models.people import Author
from articles.models.taxonomy import Section, Topic
from newsroom.public.search.finding import counts_of, indexed, span_of
from newsroom.public.search.matching import by_index
from newsroom.public.search.models import KnownWord, Name

END = b"\xff"
LONGEST = 60  # letters that somebody types
MOST_LOOKED_AT = 24
KINDS = {"topic": Topic, "author": Author, "section": Section}


class Suggestion(NamedTuple):
    """What could be meant.

    kind  "topic", "author", "section" or "word"
    url   of its page in the language; "" of words, which are to be searched for
    """

    words: str
    kind: str
    url: str


@by_index()
def suggest(words, language, at, count=8):
    """At most so many Suggestions for what was typed so far, best first; of several words for the last."""
    text = " ".join(unicodedata.normalize("NFC", words).lower().split())[:LONGEST]
    if not text.isprintable() or not text:
        return []
    named = _named(text, language, at)
    before, _blank, last = text.rpartition(" ")
    found = _words(last, before, at, count)
    seen = {one.words for one in named}
    return [*named, *(one for one in found if one.words not in seen)][:count]


def _named(text, language, at):
    rows = Name.objects.filter(_typed(text)).order_by("text")
    rows = list(
        rows.values_list("subject_type", "subject_id", "language", "text").distinct()[:MOST_LOOKED_AT]
    )
    slugs = {}
    for kind in {row[0] for row in rows}:
        slugs |= _slugs(kind, {row[1] for row in rows if row[0] == kind}, language, at)
    found = {}
    for kind, number, _language, _text in sorted(rows, key=lambda row: row[2] != language):
        if (kind, number) in slugs:
            name, slug = slugs[kind, number]
            found[kind, number] = Suggestion(name, kind, reverse(f"public:{kind}", args=[language, slug]))
    return list(found.values())


def _typed(text):
    keys = jamo.typed(text).encode()
    found = Q(typed__gte=keys, typed__lt=keys + END)
    if jamo.is_initials(text):
        keys = text.replace(" ", "").encode()
        found |= Q(initials__gte=keys, initials__lt=keys + END)
    return found


def _slugs(kind, numbers, language, at):
    """{(kind, number): (name in the language, slug)} of those with a page that shows a story."""
    found = KINDS[kind].objects.filter(pk__in=numbers).exclude(**{localized("name", language): ""})
    if kind != "section":
        # A name may tell of a story to come.
        live = Edition.objects.live(at)
        if kind == "topic":
            found = found.filter(merged_into=None)
        found = found.filter(pk__in=_filed(kind, live, numbers))
    return {
        (kind, number): (name, slug)
        for number, name, slug in found.values_list("pk", localized("name", language), "slug")
    }


def _filed(kind, live, numbers):
    filing = {"topic": "topic_filings__topic", "author": "byline_filings__author"}[kind]
    return live.filter(**{f"{filing}__in": numbers}).order_by().values(filing)


def _words(text, before, at, count):
    """Words of live headlines that begin so, those in the news first; behind what stands before them."""
    rows = KnownWord.objects.filter(_typed(text), latest__gt=0).exclude(text=text).order_by("-latest", "text")
    latest = dict(rows.values_list("text", "latest")[:MOST_LOOKED_AT])
    editions = Edition.objects.live(at)
    there = indexed(editions).filter(search_entry__in=set(latest.values()))
    places = set(there.order_by().values_list("search_entry__place", flat=True)) if latest else set()
    live = [word for word, place in latest.items() if place in places]
    if len(live) < count:  # the latest is still to come, or gone; another may be live
        others = [word for word in latest if latest[word] not in places][: count - len(live)]
        counts = counts_of({word: known(word) for word in others}, editions, span_of(None, at), most=1)
        live += [word for word in others if word in counts]
    return [Suggestion(f"{before} {word}".strip(), "word", "") for word in live]

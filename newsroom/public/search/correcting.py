"""Words that were probably mistyped, and those that were meant: one jamo or letter away, and live."""

from django.db.models import Q

from articles.bilingual.korean.jamo import is_one_edit
from articles.bilingual.search.asked import Any, read
from articles.bilingual.search.text import known
from articles.models.edition import Edition
from newsroom.public.search.finding import counts_of, span_of
from newsroom.public.search.glossary import with_synonyms
from newsroom.public.search.models import KnownWord

MOST_LOOKED_AT, MOST_MEANT = 2_000, 5
END = b"\xff"


def corrected(asked, editions, span, at):
    """{Asked that no live story has: [words one edit away that some have, frequent first]}, by 3 queries.

    editions, span  those that may be found; a word of another day or author is none the less no mistake
    """
    missing = _missing(asked, at)
    likely = _alike([one for one in missing if one.mistyped])
    if not likely:
        return {}
    words = sorted({word for found in likely.values() for word in found})
    counts = counts_of({word: known(word) for word in words}, editions, span)
    found = {}
    for one, alike in likely.items():
        alike = sorted((word for word in alike if counts.get(word)), key=lambda word: -counts[word])
        if alike:
            found[one] = alike[:MOST_MEANT]
    return found


def mended(asked, meant):
    """The words of a query with those that were meant in place of what was typed."""
    return [_replaced(one, meant[one]) if one in meant else one for one in asked]


def _missing(asked, at):
    """The words that no live story has."""
    ways = {number: one.ways for number, one in enumerate(asked)}
    counts = counts_of(ways, Edition.objects.live(at), span_of(None, at), most=1)
    return [one for number, one in enumerate(asked) if not counts.get(number)]


def _alike(mistyped):
    """{Asked: [known words that differ by one edit]}; half of such a word is as it was typed."""
    if not mistyped:
        return {}
    where = Q()
    for one in mistyped:
        letters, half = one.mistyped, len(one.mistyped) // 2
        is_whole = _begins("letters", letters[:half]) | _begins("backwards", letters[: half - 1 : -1])
        where |= is_whole & Q(length__in=[len(letters) - 1, len(letters), len(letters) + 1])
    rows = KnownWord.objects.filter(where).order_by("-latest", "letters")
    rows = rows.values_list("text", "letters")[:MOST_LOOKED_AT]
    there = [(text, bytes(letters).decode()) for text, letters in rows]
    found = {}
    for one in mistyped:
        if alike := [text for text, letters in there if is_one_edit(one.mistyped, letters)]:
            found[one] = alike[:20]
    return found


def _begins(column, letters):
    start = letters.encode()
    return Q(**{f"{column}__gte": start, f"{column}__lt": start + END})


def _replaced(one, meant):
    found = [with_synonyms(read(word))[0] for word in meant]
    return one._replace(
        ways=Any(other.ways for other in found),
        plain=Any(other.plain for other in found),
        marked=tuple(dict.fromkeys(token for other in found for token in other.marked)),
    )

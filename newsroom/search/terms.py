"""Terms of the glossary in a query: each is found by all its forms (FTA, 자유무역협정, free trade)."""

from collections.abc import Collection
from typing import NamedTuple

from articles.text.search.query import AllOf, AnyOf, QueryWord, parse_term
from newsroom.search.models import TermForm

LONGEST_TERM = 6  # words of a term
MOST_FORMS = 12
MOST_KEPT = 20_000  # forms in memory, 200 bytes each; a larger glossary is asked each time


class Glossary(NamedTuple):
    """Terms by the keys of their forms, {key: ids}, and the texts that are searched for each, {id: texts}."""

    terms: dict[str, list[int]]
    texts: dict[int, list[str]]


def read_glossary(keys: Collection[str]) -> Glossary:
    """Return the Glossary of the terms that have a form with one of these keys, by one query."""
    named = TermForm.objects.filter(key__listed=keys).values("term_id")
    return _glossary(_rows(TermForm.objects.filter(term_id__in=named)))


def read_whole_glossary() -> Glossary | None:
    """Return the Glossary of all terms, by one query; None if there are too many to be kept."""
    rows = list(_rows(TermForm.objects.all())[: MOST_KEPT + 1])
    return None if len(rows) > MOST_KEPT else _glossary(rows)


def _rows(forms):
    return forms.order_by("pk").values_list("term_id", "text", "key", "is_right")


def _glossary(rows):
    terms, texts = {}, {}
    for term, text, key, is_right in rows:
        terms.setdefault(key, []).append(term)
        if is_right:
            texts.setdefault(term, []).append(text)
    return Glossary(terms, texts)


def with_synonyms(asked: list[QueryWord], glossary: Glossary | None = None) -> list[QueryWord]:
    """Return the words with those that name a term joined to one with all its forms.

    glossary  of all terms, where it is at hand; else it is asked for these words by one query
    """
    if not asked:
        return asked
    spans = {}
    for start in range(len(asked)):
        for end in range(start + 1, min(start + LONGEST_TERM, len(asked)) + 1):
            spans.setdefault("".join(one.key for one in asked[start:end]), []).append((start, end))
        one = asked[start]
        if one.text.isascii() and one.text != one.key:  # an acronym is a term as it is typed: aids is AIDS
            spans.setdefault(one.text, []).append((start, start + 1))
    terms, texts = glossary or read_glossary(set(spans))
    ways = {}
    for key, places in spans.items():
        for term in terms.get(key, ()):
            for span in places:
                ways.setdefault(span, []).extend(texts.get(term, ()))
    return _joined(asked, ways) if ways else asked


def _joined(asked, ways):
    """Join the words of terms, the longest first, without overlaps."""
    taken, made = set(), {}
    for start, end in sorted(ways, key=lambda span: (span[0] - span[1], span[0])):
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            made[start] = end
    found, place = [], 0
    while place < len(asked):
        end = made.get(place, place + 1)
        words = asked[place:end]
        found.append(_with_forms(words, ways[place, end]) if place in made else words[0])
        place = end
    return found


def _with_forms(words, texts):
    """Return some words as one that is also found by any of these texts."""
    forms = [one for one in map(parse_term, dict.fromkeys(texts).keys()) if one][:MOST_FORMS]
    own = words[0] if len(words) == 1 else None
    ways = own.ways if own else AllOf(one.ways for one in words)
    plain = own.plain if own else AllOf(one.plain for one in words)
    return words[0]._replace(
        text=" ".join(one.text for one in words),
        key="".join(one.key for one in words),
        ways=AnyOf([ways, *(one.ways for one in forms)]),
        plain=AnyOf([plain, *(one.plain for one in forms)]),
        marked=tuple(dict.fromkeys(token for one in [*words, *forms] for token in one.marked)),
    )

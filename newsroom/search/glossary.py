"""Other ways to write what was asked for, by the glossary: FTA, 자유무역협정, free trade agreement."""

from articles.text.search.query import AllOf, AnyOf, parse_term
from newsroom.search.models import TermForm

LONGEST = 6  # words of a term
MOST_FORMS = 12


def with_synonyms(asked):
    """The same words, those that name a term joined to one that has all its ways. One query, or two."""
    spans = {}
    for start in range(len(asked)):
        for end in range(start + 1, min(start + LONGEST, len(asked)) + 1):
            spans.setdefault("".join(one.key for one in asked[start:end]), []).append((start, end))
    if not spans:
        return asked
    named = list(TermForm.objects.filter(key__in=list(spans)).values_list("key", "term_id"))
    if not named:
        return asked
    forms = {}
    rows = TermForm.objects.filter(term_id__in={term for _key, term in named}, is_right=True)
    for term, text in rows.order_by("pk").values_list("term_id", "text"):
        forms.setdefault(term, []).append(text)
    ways = {}
    for key, term in named:
        for span in spans[key]:
            ways.setdefault(span, []).extend(forms.get(term, ()))
    return _joined(asked, ways)


def _joined(asked, ways):
    """The longest terms first; none overlaps another."""
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
    """Some words as one, to be found by any of these texts too."""
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

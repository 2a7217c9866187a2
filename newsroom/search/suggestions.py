"""Help with what readers type: suggestions, synonyms of the glossary, and words that were probably mistyped.

    suggest("ㅇㅇㅌ", "ko", at) → [Suggestion("왕원타오", "word", "")]

Initial consonants, half-typed syllables (반ㄷ) and beginnings of words are understood, in either language;
and where nothing begins so, what the same keys are in the other language (thsg is 손ㅎ).
Nothing is suggested but what readers could find at that instant: a topic or author with a live story, a term
or a word that stands in one.

A term is found by all its forms (FTA, 자유무역협정, free trade agreement). A query may have been typed on the
other keyboard, or with its blanks elsewhere; a word may be one jamo or letter off, or written by ear.
Corrections are words of live stories.
"""

import re
import unicodedata
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from articles.models.edition import Edition
from articles.models.language import localized
from articles.text.korean import jamo
from articles.text.korean.jamo import is_one_edit, similar_sounding
from articles.text.korean.morphemes import space_korean
from articles.text.search.query import LONGEST_QUERY, AllOf, AnyOf, QueryWord, parse_query, parse_term
from articles.text.search.words import HANGUL, SYLLABLES, known_token, normalise_for_search
from newsroom.search.consumer import NAMED_MODELS
from newsroom.search.index import LONGEST_KNOWN
from newsroom.search.models import KnownWord, Name, TermForm
from newsroom.search.retrieval import SearchScope, all_of, count_matches, search_scope

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


LONGEST_TERM = 6  # words of a term
MOST_FORMS = 12
MOST_ALIKE, MOST_MEANT = 2_000, 5
HALF, SHORTEST_CUT = 3, 7  # letters of each half, and of a word that was two: cablecar
LATIN = re.compile("[a-z]+")
HALF_TYPED = re.compile("[가-힣][ㄱ-ㅎㅏ-ㅣ]+$")  # a word whose last syllable is not complete: 반ㄷ
SHORTEST_MISTYPED = {True: 6, False: 5}  # jamo of a word in Hangul, letters of one in Latin


def with_synonyms(asked: list[QueryWord]) -> list:
    """Return the words with those that name a term joined to one with all its forms. One query."""
    spans = {}
    for start in range(len(asked)):
        for end in range(start + 1, min(start + LONGEST_TERM, len(asked)) + 1):
            spans.setdefault("".join(one.key for one in asked[start:end]), []).append((start, end))
        one = asked[start]
        if one.text.isascii() and one.text != one.key:  # an acronym is a term as it is typed: aids is AIDS
            spans.setdefault(one.text, []).append((start, start + 1))
    named = TermForm.objects.filter(key__in=list(spans)).values("term_id")
    rows = list(TermForm.objects.filter(term_id__in=named).order_by("pk"))
    forms, ways = {}, {}
    for one in rows:
        if one.is_right:
            forms.setdefault(one.term_id, []).append(one.text)
    for one in rows:
        for span in spans.get(one.key, ()):
            ways.setdefault(span, []).extend(forms.get(one.term_id, ()))
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


def retyped_query(words: str, asked: list[QueryWord], archive: SearchScope) -> tuple[str, list, list]:
    """Return (the query as probably meant, its words, the words that no live story has).

    The first two are empty where nothing else that is live was meant.

    archive  the SearchScope of all live editions: a word of another day or author is no mistake
    """
    words = " ".join(words[:LONGEST_QUERY].split())
    other, plain = _on_the_other_keyboard(words), normalise_for_search(words)
    texts = [other, *([space_korean(plain)] if HANGUL.search(plain) else []), *_with_other_blanks(plain)]
    if words.isupper():  # and was taken for an acronym
        texts.insert(0, words.lower())
    ways = {text: parse_query(text) for text in dict.fromkeys(texts) if text not in (words, plain)}
    if other in ways:
        ways[other] = with_synonyms(ways[other])
    wanted = {number: one.ways for number, one in enumerate(asked)}
    wanted |= {text: all_of(found) for text, found in ways.items() if found}
    if asked:
        wanted[words] = all_of(asked)
    counts = count_matches(wanted, archive, most=1) if wanted else {}
    missing = [one for number, one in enumerate(asked) if not counts.get(number)]
    is_right = counts.get(words)  # though what is looked for must also be of a section, say
    meant = "" if is_right else next((text for text in ways if counts.get(text)), "")
    return meant, with_synonyms(ways[meant]) if meant and meant != other else ways.get(meant, []), missing


def _on_the_other_keyboard(words):
    parts = words.split(" ")
    return " ".join(jamo.as_hangul_keys(part) or jamo.as_latin_keys(part) or part for part in parts)


def _with_other_blanks(words):
    """Return the query with two neighbors as one word, then with a long word as two known ones."""
    parts = words.lower().split()
    pairs = [place for place in range(len(parts) - 1) if _may_be_one(*parts[place : place + 2])]
    made = [_replaced_in(parts, place, 2, ["".join(parts[place : place + 2])]) for place in pairs]
    halves = {
        (place, word[:end], word[end:])
        for place, word in enumerate(parts)
        if LATIN.fullmatch(word) and SHORTEST_CUT <= len(word) <= LONGEST_KNOWN
        for end in range(HALF, len(word) - HALF + 1)
    }
    if halves:
        rows = KnownWord.objects.filter(text__in={half for _place, *both in halves for half in both})
        there = set(rows.values_list("text", flat=True))
        right = sorted(one for one in halves if there.issuperset(one[1:]))
        made[MOST_MEANT:] = [_replaced_in(parts, place, 1, both) for place, *both in right[:MOST_MEANT]]
    return made[: 2 * MOST_MEANT]


def _replaced_in(parts, place, count, others):
    return " ".join([*parts[:place], *others, *parts[place + count :]])


def _may_be_one(*pair):
    return all(map(SYLLABLES.fullmatch, pair)) or all(map(LATIN.fullmatch, pair))


def spelling_corrections(missing: list[QueryWord], scope: SearchScope) -> dict:
    """Return {missing word: [similar live words, frequent first]}, by two queries."""
    likely = _alike({one: letters for one in missing if (letters := one.mistyped)})
    if not likely:
        return {}
    words = sorted({word for found in likely.values() for word in found})
    counts = count_matches({word: known_token(word) for word in words}, scope)
    found = {}
    for one, meant in likely.items():
        meant = sorted((word for word in meant if counts.get(word)), key=lambda word: -counts[word])
        if meant:
            found[one] = meant[:MOST_MEANT]
    return found


def completions(asked: list[QueryWord], at: datetime) -> dict:
    """Return {unfinished word: [the word that suggestions offer first]}: 반도체 for 반ㄷ and for ㅂㄷㅊ."""
    unfinished = [one for one in asked if len(one.text) > 1 and not one.text.isascii()]
    found = {one: complete_word(one.text, at)[:1] for one in unfinished}
    return {one: words for one, words in found.items() if words}


def replace_misspelt(asked: list[QueryWord], meant: dict[QueryWord, list[str]]) -> list:
    """Return the words of a query, the misspelt ones replaced."""
    return [_replaced(one, meant[one]) if one in meant else one for one in asked]


def _alike(mistyped):
    """Return {word: [known words one edit away, or that sound alike]} of {word: its spellings}."""
    where, heard = Q(), {}
    for one, ways in mistyped.items():
        heard[one] = frozenset().union(*map(similar_sounding, ways))
        for letters in filter(_is_long, ways):
            where |= _by_halves(letters)
        for length in {len(letters) for letters in heard[one]}:
            there = [letters.encode() for letters in heard[one] if len(letters) == length]
            where |= Q(length=length, letters__in=there)
    if not where:
        return {}
    rows = KnownWord.objects.filter(where).order_by("-latest", "letters")
    rows = rows.values_list("text", "letters")[:MOST_ALIKE]
    there = [(text, bytes(letters).decode()) for text, letters in rows]
    found = {}
    for one, ways in mistyped.items():
        ways = [letters for letters in ways if _is_long(letters)]
        texts = [
            text
            for text, letters in there
            if letters in heard[one] or any(is_one_edit(way, letters) for way in ways)
        ]
        if texts:
            found[one] = texts[:20]
    return found


def _is_long(letters):
    """Return whether a word is long enough to be recognised with one wrong letter."""
    return len(letters) >= SHORTEST_MISTYPED[not letters.isascii()]


def _by_halves(letters):
    """Known words with one half of such a word as it was typed, or with the two letters between swapped."""
    half = len(letters) // 2
    is_half = begins_with("letters", letters[:half])
    is_half |= begins_with("backwards", letters[: half - 1 : -1])
    swapped = f"{letters[: half - 1]}{letters[half]}{letters[half - 1]}{letters[half + 1 :]}"
    is_near = Q(length__in=[len(letters) - 1, len(letters), len(letters) + 1])
    return (is_half & is_near) | Q(length=len(letters), letters=swapped.encode())


def _replaced(one, meant):
    found = [with_synonyms(parse_query(word))[0] for word in meant]
    return one._replace(
        ways=AnyOf(other.ways for other in found),
        plain=AnyOf(other.plain for other in found),
        marked=tuple(dict.fromkeys(token for other in found for token in other.marked)),
    )

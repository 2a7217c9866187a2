"""Figures, dates and names that differ between two states of a text. Changing them is a correction.

Spelling variants of a word, capital letters and moved passages are not differences. A name that is spelled
differently counts, because the text does not show whether it is a typing error or another person.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from articles.text.differences import matching_steps
from articles.text.figures import Weight, find_figures
from articles.text.korean.morphemes import morphemes
from articles.text.names import CALENDAR

DATES = {"day", "monthday", "month", "months", "year", "quarter", "half", "decade", "time"}
RELATIVE = re.compile(
    r"\b(?:yesterday|today|tomorrow)\b|(?:그제|어제|오늘|내일|모레)(?![가-힣]*날)", re.IGNORECASE
)
KOREAN_WEEKDAY = re.compile(r"[월화수목금토일]요일")
WORD = re.compile(r"[^\W\d_](?:[\w’'.-]*\w)?")
WORD_OR_FIGURE = re.compile(r"\w[\w.,]*\w|\w")
POSSESSIVE = re.compile(r"[’']s?$")
# The text before the first word of a sentence or quotation. “Mr.” and “Gen.” do not end a sentence.
SENTENCE_START = re.compile(
    r"(?:^|(?:(?<!\b[A-Z])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2})\.|[!?:;…\n])[\"”’)]*\s+|(?:[\"“‘(]|(?<!\w)')\s*)$"
)
# Short words that also occur without a full stop are not abbreviations: “Lee.” ends a sentence.
UNABBREVIATED = re.compile(r"\b[A-Z][a-z]{1,2}\b(?!\.)")
BEHIND_SHORT_WORD = re.compile(r"\b([A-Z][a-z]{1,2})\.[\"”’)]*\s+$")
NEAR = 8  # characters before a word that are examined for the start of a sentence
# If most words of a headline are capitalised, its capitals do not mark names.
TITLE_CASE, SHORT = 0.6, 4
# British and American spellings of one word: harbour, organise, metre, traveller, defence, dialogue.
SPELLINGS = [
    (re.compile(r"our(?=[a-z]*$)"), "or"),
    (re.compile(r"ys(?=e|ing)"), "yz"),
    (re.compile(r"is(?=e|ing|ation)"), "iz"),
    (re.compile(r"(?<=[bt])re$"), "er"),
    (re.compile(r"ll(?=e[drn]|ing)"), "l"),
    (re.compile(r"ence$"), "ense"),
    (re.compile(r"ogue$"), "og"),
]


type Passages = list[tuple[int, str]]  # number and text of each
type FoundName = tuple[str, str, int, int]  # kind, key, start and end
type NamesOf = Callable[[str], Iterator[FoundName]]


class ChangedFact(NamedTuple):
    """A changed figure, date or name. kind is "figure", "date" or "name"; a missing side is ""."""

    kind: str
    before: str
    after: str


class _Fact(NamedTuple):
    kind: str
    key: object
    passage: str
    place: tuple[int, int, int]  # index of the passage, and start and end within it
    is_loose: bool = False


def changed_facts(before: Sequence[str], after: Sequence[str], language: str) -> list[ChangedFact]:
    """Return the facts that differ between two states of a text without markup, given as passages.

    language  language of both states: "en" or "ko"
    """
    names = _korean_names if language == "ko" else _EnglishNames([*before, *after])
    gone: Passages = []
    come: Passages = []
    swapped: list[tuple[_Fact, _Fact]] = []
    for tag, i, j, k, m in matching_steps(list(before), list(after)):
        if tag == "equal":
            continue
        sides = [*enumerate(before[i:j], i)], [*enumerate(after[k:m], k)]
        if _is_reordered(*sides):
            facts = ([*_facts_of(side, language, names)] for side in sides)
            swapped += [pair for pair in zip(*facts, strict=False) if pair[0].key != pair[1].key]
        gone, come = gone + sides[0], come + sides[1]
    old, new = ([*_facts_of(side, language, names)] for side in (gone, come))
    words = [{word for _place, text in side for word in _words(text)} for side in (gone, come)]
    lacking = _without(old, new, words[1]), _without(new, old, words[0])
    changes = [ChangedFact(first.kind, first.passage, second.passage) for first, second in swapped]
    return changes + [*_paired(*(_joined(side) for side in lacking))]


def _is_reordered(old: Passages, new: Passages) -> bool:
    """Return whether two passages have the same words in another order: Kim beat Lee, Lee beat Kim."""
    if len(old) != 1 or len(new) != 1:
        return False
    sides = [WORD_OR_FIGURE.findall(text) for [(_place, text)] in (old, new)]
    return sides[0] != sides[1] and Counter(sides[0]) == Counter(sides[1])


def _facts_of(passages: Passages, language: str, names: NamesOf) -> Iterator[_Fact]:
    """Yield the _Facts of numbered passages; within each passage, kind by kind."""
    for number, text in passages:
        for figure in find_figures(text, language):
            kind, unit = (
                "date" if figure.kind in DATES else "figure",
                "" if figure.unit == "bare" else figure.unit,
            )
            key, position = (figure.kind, figure.value, unit), (number, figure.start, figure.end)
            yield _Fact(kind, key, figure.passage, position, figure.weight == Weight.LOOSE)
        for match in [*RELATIVE.finditer(text), *KOREAN_WEEKDAY.finditer(text)]:
            yield _Fact("date", match[0].lower(), match[0], (number, *match.span()))
        for kind, key, start, end in names(text):
            yield _Fact(kind, key, text[start:end], (number, start, end))


def _korean_names(text: str) -> Iterator[FoundName]:
    for morpheme in morphemes(text):
        if morpheme.tag == "NNP":
            yield "name", morpheme.form, morpheme.start, morpheme.end


class _EnglishNames:
    """The names of English passages, recognised by capitals and by the use of the same words in all passages.

    The first word of a sentence always has a capital. It is a name if it is capitalised elsewhere or before
    another capital (“Kim Minsu”), unless it is more often in lower case (“In Busan”, “ferries”).
    """

    def __init__(self, passages: Sequence[str]) -> None:
        self.capitals: Counter[str] = Counter()
        self.small: Counter[str] = Counter()
        self.whole = {word for text in passages for word in UNABBREVIATED.findall(text)}
        for text in passages:
            self._count(text)

    def __call__(self, text: str) -> Iterator[FoundName]:
        """Yield (kind, key, start, end) of the names, days and months of a passage."""
        matches, is_title = [*WORD.finditer(text)], _is_title_case(text)
        for match, follows in zip_longest(matches, matches[1:]):
            word, start = POSSESSIVE.sub("", match[0]), match.start()
            if not word[:1].isupper():
                continue
            end, is_first = start + len(word), self._begins_sentence(text, start)
            if word in CALENDAR and not is_first:
                yield "date", word, start, end
                continue
            is_joined = follows is not None and _is_name_joined(text, match, follows)
            is_abbreviation = word.isupper() and len(word) > 1
            is_name = word in self.capitals or (not is_title and (is_joined or not is_first))
            if is_abbreviation or (is_name and not (is_first and self._is_common(word))):
                yield "name", spelling_key(word), start, end

    def _begins_sentence(self, text: str, place: int) -> bool:
        before = text[max(0, place - NEAR) : place]
        short_word = BEHIND_SHORT_WORD.search(before)
        return bool(SENTENCE_START.search(before)) or (short_word is not None and short_word[1] in self.whole)

    def _is_common(self, word: str) -> bool:
        return self.small[word.lower()] > self.capitals[word]

    def _count(self, text: str) -> None:
        """Count lower-case words of a passage, and capitalised words that do not begin a sentence."""
        is_title = _is_title_case(text)
        for match in WORD.finditer(text):
            word = POSSESSIVE.sub("", match[0])
            if word.islower():
                self.small[word] += 1
            elif word[:1].isupper() and not is_title and not self._begins_sentence(text, match.start()):
                self.capitals[word] += 1


def _is_name_joined(text: str, match: re.Match[str], follows: re.Match[str]) -> bool:
    """Return whether a capitalised word follows after one space. Days and months do not count."""
    is_next = text[match.end() : follows.start()] == " "
    return is_next and follows[0][0].isupper() and POSSESSIVE.sub("", follows[0]) not in CALENDAR


def _is_title_case(text: str) -> bool:
    words = [word for word in WORD.findall(text)[1:] if len(word) >= SHORT]
    return len(words) > 1 and sum(word[0].isupper() for word in words) > TITLE_CASE * len(words)


def _words(text: str) -> set[str]:
    return {spelling_key(POSSESSIVE.sub("", word)) for word in WORD.findall(text)}


def spelling_key(word: str) -> str:
    """Return a word in lower case, with British spelling replaced by American spelling."""
    word = word.casefold()
    for pattern, spelling in SPELLINGS:
        word = pattern.sub(spelling, word)
    return word


def _without(facts: Iterable[_Fact], others: Iterable[_Fact], words: set[str]) -> list[_Fact]:
    """Return the facts that `others` lacks, except names whose spelling_key is in `words`."""
    left, lacking = Counter((other.kind, other.key) for other in others), []
    for fact in facts:
        if left[fact.kind, fact.key]:
            left[fact.kind, fact.key] -= 1
        elif not (fact.kind == "name" and fact.key in words):
            lacking.append(fact)
    return lacking


def _joined(facts: Iterable[_Fact]) -> list[_Fact]:
    """Join adjacent names: “Kim Minsu”."""
    joined: list[_Fact] = []
    for fact in sorted(facts, key=lambda fact: fact.place):
        last = joined[-1] if joined else fact
        is_next = last.kind == fact.kind == "name" and last.place[0] == fact.place[0]
        if joined and is_next and 0 <= fact.place[1] - last.place[2] <= 1:
            blank = " " * (fact.place[1] - last.place[2])
            position = (*last.place[:2], fact.place[2])
            joined[-1] = last._replace(passage=last.passage + blank + fact.passage, place=position)
        else:
            joined.append(fact)
    return joined


def _paired(gone: list[_Fact], come: list[_Fact]) -> Iterator[ChangedFact]:
    """Yield a ChangedFact for each pair of removed and new facts, kind by kind, in text order."""
    for kind in ("figure", "date", "name"):
        sides = ([fact for fact in side if fact.kind == kind] for side in (gone, come))
        for old, new in zip_longest(*sides):
            if (old and new) or not (old or new).is_loose:
                yield ChangedFact(kind, old.passage if old else "", new.passage if new else "")

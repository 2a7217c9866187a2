"""Scores and records of games that stand the other way round in a translation: 5-3, 3-5."""

import re
from typing import NamedTuple

from articles.text.script import OTHER_LANGUAGE

Score = tuple[str, ...]

NUMBER = r"[0-9]{1,3}(?:\.5)?"
ENGLISH = re.compile(
    rf"(?<![\w.,:/&$-])(?<![0-9] ){NUMBER}(?:(?: to |-to-){NUMBER}|(?:[-&]{NUMBER}){{1,2}})"
    r"(?![\w/&%-]|[.,:][0-9])"
)
KOREAN = re.compile(
    rf"(?<![\w.,:/&$-]){NUMBER}(?:(?: ?대 ?){NUMBER}|(?:[-:&]{NUMBER}){{1,2}})(?![0-9A-Za-z/&%-]|[.,:][0-9])"
)
# The loser's score stands first where the loser is the subject: 3-5로 졌다. English has the winner's first.
LOST = re.compile(
    r"(?:으?로)? ?(?:[가-힣]+ )?"
    r"(?:[완석대참역분]?패(?!스)|졌|지[고며]|뒤[지진졌처]|밀[리린렸]|끌려|무릎|내[주준줬])"
)


class PrintedScore(NamedTuple):
    """A score in the words of a text with its place, and the orders of its numbers in the other language."""

    passage: str
    orders: frozenset[Score]
    start: int
    end: int

    @property
    def numbers(self) -> Score:
        return tuple(sorted(next(iter(self.orders))))


def reversed_scores(
    source: str, target: str, source_language: str
) -> list[tuple[PrintedScore, PrintedScore]]:
    """Return (the score of the source, that of the translation) of those in another order."""
    ours, theirs = (
        _scores(text, language)
        for text, language in ((source, source_language), (target, OTHER_LANGUAGE[source_language]))
    )
    unmatched = _unmatched(ours, theirs), _unmatched(theirs, ours)
    turned = {one.numbers: one for one in unmatched[1]}
    return [(one, turned[one.numbers]) for one in unmatched[0] if one.numbers in turned]


def _unmatched(scores: list[PrintedScore], others: list[PrintedScore]) -> list[PrintedScore]:
    known = frozenset().union(*(one.orders for one in others))
    return [one for one in scores if known.isdisjoint(one.orders)]


def _scores(text: str, language: str) -> list[PrintedScore]:
    found, is_lost, after = [], False, len(text)
    for match in reversed([*(KOREAN if language == "ko" else ENGLISH).finditer(text)]):
        # The sets of a match are lost together: 4-6, 6-3, 5-7로 졌다.
        is_joined = text[match.end() : after].strip(" ,") == ""
        is_lost = (is_lost and is_joined) or (language == "ko" and LOST.match(text, match.end()) is not None)
        score, after = tuple(re.findall(NUMBER, match[0])), match.start()
        orders = {score, score[::-1]} if is_lost and len(score) == 2 else {score}
        found.append(PrintedScore(match[0], frozenset(orders), *match.span()))
    return found[::-1]

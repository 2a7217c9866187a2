"""Scores and records of games that stand the other way round in a translation: 5-3, 3-5."""

import re

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


def reversed_scores(source: str, target: str, source_language: str) -> list[tuple[str, str]]:
    """Return (the score of the source, that of the translation) of those in another order."""
    ours, theirs = (
        _scores(text, language)
        for text, language in ((source, source_language), (target, OTHER_LANGUAGE[source_language]))
    )
    # A score that stands on both sides explains the other one: 5-3, then 3-5.
    turned = {tuple(sorted(score)): said for score, said in theirs.items() if score not in ours}
    return [
        (said, turned[key])
        for score, said in ours.items()
        if score not in theirs and (key := tuple(sorted(score))) in turned
    ]


def _scores(text: str, language: str) -> dict[Score, str]:
    found = {}
    for match in (KOREAN if language == "ko" else ENGLISH).finditer(text):
        score = tuple(re.findall(NUMBER, match[0]))
        is_lost = language == "ko" and len(score) == 2 and LOST.match(text, match.end())
        if is_lost:
            score = tuple(sorted(score, key=float, reverse=True))
        found.setdefault(score, match[0])
    return found

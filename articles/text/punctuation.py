"""Quotation marks and quoted speech, leftover Markdown, and characters that stay together on a line."""

import re
from collections import deque
from typing import NamedTuple

from articles.text.typographic_quotes import ELISION, INSIDE_A_WORD, typeset_quotes

PAIRS = {"“": "”", "「": "」", "『": "』", "《": "》", "〈": "〉", "«": "»"}
CLOSERS = {closer: opener for opener, closer in PAIRS.items()}
OPENING_SINGLE = re.compile(rf"‘(?!{ELISION})(?=\S)")
CLOSING_SINGLE = re.compile(rf"(?!{INSIDE_A_WORD})’(?!{ELISION})")


class StrayMark(NamedTuple):
    """A quotation mark without its partner: where it stands, and whether it opens."""

    place: int
    sign: str
    is_opening: bool


def stray_marks(text: str) -> list[StrayMark]:
    """Return the StrayMarks of a passage, in order. Apostrophes, feet and inches do not count."""
    # A mark that is turned the wrong way is left as it stands, for readers see it.
    pairs = zip(text, typeset_quotes(text), strict=True)
    typeset = "".join(new if old in "\"'" else old for old, new in pairs)
    found = sorted([*_stray_paired_marks(typeset), *_stray_single_marks(typeset)])
    return [stray._replace(sign=text[stray.place]) for stray in found]


def is_continued(text: str, following: str) -> bool:
    """Return whether a quotation goes on in the next passage, which begins with the sign that opened it.

    So newspapers quote speeches of several paragraphs: each opens, the last closes.
    """
    text, following = typeset_quotes(text), typeset_quotes(following)
    open_signs = [stray.sign for stray in stray_marks(text) if stray.is_opening]
    return open_signs != [] and following.lstrip().startswith(open_signs[-1])


def quotations(text: str) -> list[tuple[int, int]]:
    """Return [(start, end)] of the speech in a passage, in “ ” or " ", marks included."""
    found, opened = [], None
    for match in re.finditer(r"[“”\"]", text):
        sign = match[0]
        if sign == "“" or (sign == '"' and opened is None):
            opened = match.start()
        elif opened is not None:
            found.append((opened, match.end()))
            opened = None
    return found


def _stray_paired_marks(text):
    """Yield StrayMarks among the signs that show their direction."""
    waiting = {sign: [] for sign in PAIRS}
    for place, sign in enumerate(text):
        if sign in PAIRS:
            waiting[sign].append(place)
        elif sign in CLOSERS:
            if waiting[CLOSERS[sign]]:
                waiting[CLOSERS[sign]].pop()
            else:
                yield StrayMark(place, sign, False)
    for sign, places in waiting.items():
        yield from (StrayMark(place, sign, True) for place in places)


def _stray_single_marks(text):
    """Yield single signs that open and are never closed."""
    closers = deque(match.start() for match in CLOSING_SINGLE.finditer(text))
    for match in OPENING_SINGLE.finditer(text):
        while closers and closers[0] <= match.start():
            closers.popleft()
        if closers:
            closers.popleft()
        else:
            yield StrayMark(match.start(), match[0], True)


EMPHASIS = [
    # Behind a Latin letter they hide a word (s**t), or mark one within it (sepa**rate**ly).
    r"(?<![*A-Za-z])\*\*\*?(?=[^\s*])[^\n]{1,400}?(?<=[^\s*])\*\*\*?(?!\*)",
    r"(?<=[A-Za-z])\*\*[A-Za-z]{3,}\*\*(?!\*)",
    r"(?<![\w*])\*(?=[^\s*])[^*\n]*(?<=[^\s*])\*(?![A-Za-z0-9*])",
    r"(?<!\w)__(?=[^\s_])[^\n]*?(?<=[^\s_])__(?![A-Za-z0-9_])",
    r"(?:(?<=^)|(?<=[\s(“‘\"']))_(?=[^\s_])[^_\n]*(?<=[^\s_])_(?=$|[\s.,;:!?)”’\"'가-힣])",
    r"~~(?=\S)[^~\n]+(?<=\S)~~",
    r"(?<![`\w])(?P<ticks>`{1,3})(?=[^\s`])[^`\n]*[^\s`]?(?P=ticks)(?!`)",
    r"(?<!\*)\*\*(?!\*)(?<![A-Za-z]\*\*(?=[A-Za-z]))(?<!\d\*\*(?=\d))",  # one whose partner is lost
    r"```",
    r"\[\^[\w-]+\]",
]
LINK = r"!?\[[^\[\]\n]+\]\((?:https?:|mailto:|www\.|[/#]|[\w-]+(?:\.[\w-]+)+/?)[^)\n]*\)|\[\[[^\[\]\n]+\]\]"
ADDRESS = r"(?P<address>(?:https?://|www\.)[^\s<>\"“”)\]]+)"
MARKS = re.compile("|".join([LINK, ADDRESS, *EMPHASIS]))
# At the beginning of a paragraph, with the words that follow.
LINE_MARKS = re.compile(r"(?:#{1,6}|[-*>])\s+\S+(?:\s+\S+){0,3}")
RULES = re.compile(r"[-*_=]{3,}|\*(?: \*){2,}|-(?: -){2,}|\|.*\|")


def markdown_in(text: str, *, is_cell: bool = False) -> list[str]:
    """Return the passages with a Markdown sign in a text without markup; addresses do not count.

    is_cell  of a table, where a dash and a figure stand alone by right
    """
    text = text.strip()
    marks = [found[0] for found in MARKS.finditer(text) if not found["address"]]
    if is_cell:
        return marks
    if RULES.fullmatch(text):
        return [text]
    first = [found[0]] if (found := LINE_MARKS.match(text)) else []
    return first + marks


WORD_JOINER = "\u2060"
NO_BREAK_SPACE = "\u00a0"
CLOSED = re.compile(r"([”’」』》〉)\]%℃])(?=[가-힣])")
HALF_OF_DAY = re.compile(r"(?<=\d) (?=[ap]\.m\.)")


def keep_together(text: str) -> str:
    """Bind signs and figures to their neighbours with no-break characters: “…”라고, 《…》의, 30%로, 8 p.m.

    Browsers break after a closing sign even under `word-break: keep-all`, which knows letters only, and a
    line begins with a bare particle. The word joiner (U+2060) is seen by nobody.
    """
    return HALF_OF_DAY.sub(NO_BREAK_SPACE, CLOSED.sub(rf"\1{WORD_JOINER}", text))

"""Quotation marks and quoted speech, leftover Markdown, and characters that must stay together on a line.

Typographic marks replace straight ones: “ ” ‘ ’ in both languages, and ’ as apostrophe. Each character is
replaced by one character, so the text keeps its length and marks their offsets. Feet, inches and minutes
(6'2", a 27" screen) and program code (`"a"`, <b lang="ko">, x="1") stay unchanged.
"""

import re
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from articles.text.canonical_html import BREAK, Leaf, parse_body, read_leaves, write_body, write_leaves

# ’90s, ’tis, rock ’n’ roll: software often turns these apostrophes the wrong way.
ELISION = r"(?=\d\d(?:s?\b|년|학번)|n['‘’]|(?i:til|tis|twas|em|cause|bout|round)\b)"
# ’ between Latin letters is an apostrophe: Seoul’s. In workers’ it could also close a quotation.
INSIDE_A_WORD = r"(?<=[A-Za-z0-9\u00c0-\u024f])['‘’](?=[A-Za-z\u00c0-\u024f])"
STRAIGHT = str.maketrans("“”‘’", "\"\"''")
CODE = re.compile(r"""`[^`\n]*`|<[A-Za-z/!][^<>\n]*>|=(?:"[^"\n]*"|'[^'\n]*')""")
SIGN = re.compile(r"[\"'“”‘’]")
TYPESET = {'"': ("“", "”"), "'": ("‘", "’")}
OPENERS, CLOSERS = "([{「『《〈«<", ")]}」』》〉»>,.;:!?%"
EITHER = "…·/—–~-"  # a quotation may end before them and begin after them
# After the end of a sentence these particles quote it: …다."라고, …다"고.
QUOTING = re.compile(r"(?:이?라(?:고|며|면서|는|던)|고|며|면서|는)(?:도|만|까지)?(?![가-힣])")
SENTENCE_ENDS = ".!?…,다까요라자죠"
POSSESSIVE = re.compile(r"s\b")
APOSTROPHE = re.compile(rf"{INSIDE_A_WORD}|(?<=['‘’]n)['‘’]|(?<!\w)['‘’]{ELISION}")
# ’98, or the beginning of ‘98 days’: this depends on whether the next mark can close it.
ABBREVIATED_YEAR = re.compile(r"['‘’]\d\d(?!s\b)")


def fold_quotes(text: str) -> str:
    """Return a text with straight quotation marks only, for comparisons."""
    return text.translate(STRAIGHT)


def typeset_quotes(text: str) -> str:
    """Return a text without markup with typographic quotation marks. Idempotent."""
    if not SIGN.search(text):
        return text
    return "\n".join(map(_typeset_line, text.split("\n")))


def typeset_body(html: str) -> str:
    """Return a canonical body with typographic quotation marks in its text."""
    if not SIGN.search(html):
        return html
    root = parse_body(html)
    for child in root.children:
        for _above, leaf in child.leaves():
            leaf.html = typeset_inline(leaf.html)
    return write_body(root)


def typeset_inline(html: str) -> str:
    """Return canonical inline HTML with typographic quotation marks. Tags do not interrupt the text."""
    leaves = read_leaves(html)
    before = "".join(leaf.text for leaf in leaves)
    text, position, new_leaves = typeset_quotes(before), 0, []
    if text == before:
        return html
    for leaf in leaves:
        end = position + len(leaf.text)
        new_leaves.append(leaf if leaf.text == BREAK else Leaf(text[position:end], leaf.marks))
        position = end
    return write_leaves(new_leaves)


def _typeset_line(text: str) -> str:
    line = _Line(text)
    for number in range(len(line.signs)):
        line.typeset(number)
    return "".join(line.letters)


class _Line:
    """A line while its quotation marks are typeset from left to right.

    letters  list of characters, with the marks that are typeset so far
    signs    offsets of its quotation marks, straight or typographic, except in code
    waiting  {kind of mark: number of open quotations}
    """

    def __init__(self, text: str) -> None:
        code = {position for match in CODE.finditer(text) for position in range(*match.span())}
        self.text, self.letters = text, list(text)
        self.signs = [match.start() for match in SIGN.finditer(text) if match.start() not in code]
        self.waiting = {'"': 0, "'": 0}
        self._find_neighbours()

    def _find_neighbours(self) -> None:
        """Find the nearest characters around each mark that are not marks, and the next mark of its kind."""
        self.ahead: dict[int, str] = {}
        self.behind: dict[int, str] = {}
        self.next_mark: dict[int, int | None] = {}
        for position in self.signs:
            before = position - 1
            self.ahead[position] = self.ahead.get(before, self.text[before] if position else " ")
        following: dict[str, int | None] = {'"': None, "'": None}
        for position in reversed(self.signs):
            self.behind[position] = self.behind.get(
                position + 1, self.text[position + 1 : position + 2] or " "
            )
            kind = fold_quotes(self.text[position])
            self.next_mark[position] = following[kind]
            if not self._is_apostrophe(position):
                following[kind] = position

    def typeset(self, number: int) -> None:
        position = self.signs[number]
        sign, kind = self.text[position], fold_quotes(self.text[position])
        if self._is_apostrophe(position):
            self.letters[position] = "’"
        elif sign not in TYPESET:
            if sign == TYPESET[kind][0] and self._is_turned_wrong(position, kind):
                self.letters[position] = TYPESET[kind][1]
            self._count(kind, is_opening=self.letters[position] == TYPESET[kind][0])
        elif not self._is_measure(position, kind):
            is_opening = self._opens(position, kind)
            self.letters[position] = TYPESET[kind][0 if is_opening else 1]
            self._count(kind, is_opening=is_opening)

    def _count(self, kind: str, *, is_opening: bool) -> None:
        self.waiting[kind] = max(0, self.waiting[kind] + (1 if is_opening else -1))

    def _is_apostrophe(self, position: int) -> bool:
        text = self.text
        if fold_quotes(text[position]) != "'":
            return False
        if POSSESSIVE.match(text, position + 1) and not (
            self._is_behind_blank(position) or self._is_either(position)
        ):
            return True
        if not APOSTROPHE.match(text, position):
            return False
        following = self.next_mark.get(position)
        return not ABBREVIATED_YEAR.match(text, position) or following is None or self._may_open(following)

    def _is_measure(self, position: int, kind: str) -> bool:
        """Return whether a mark after a digit means feet, inches, minutes or seconds."""
        around = self.text[max(0, position - 1) : position], self.text[position + 1 : position + 2]
        if not around[0].isdecimal():
            return False
        following = self.next_mark[position]
        is_between_figures = kind == "'" and around[1].isdecimal()
        is_inside = self.waiting[kind] and (following is None or self._may_open(following))
        return is_between_figures or not is_inside

    def _opens(self, position: int, kind: str) -> bool:
        if self._is_behind_blank(position) and self._goes_on(position):
            return True
        if (
            not self._is_behind_blank(position)
            and not self._goes_on(position)
            and self.behind[position] not in EITHER
        ):
            return False
        return not self.waiting[kind] and not self._is_quoted(position)

    def _is_turned_wrong(self, position: int, kind: str) -> bool:
        """Return whether an opening mark should be a closing mark, which software mistakes in “그렇다.“고."""
        is_possible = not (self._is_behind_blank(position) or self._is_either(position))
        return is_possible and (self.waiting[kind] > 0 or self._is_quoted(position))

    def _is_quoted(self, position: int) -> bool:
        """Return whether a quoting particle follows; the quotation may have begun in an earlier paragraph."""
        return self.ahead[position] in SENTENCE_ENDS and QUOTING.match(self.text, position + 1) is not None

    def _may_open(self, position: int) -> bool:
        return (self._is_behind_blank(position) or self._is_either(position)) and self._goes_on(position)

    def _is_behind_blank(self, position: int) -> bool:
        return self.ahead[position].isspace() or self.ahead[position] in OPENERS

    def _is_either(self, position: int) -> bool:
        return self.ahead[position] in EITHER

    def _goes_on(self, position: int) -> bool:
        return not self.behind[position].isspace() and self.behind[position] not in CLOSERS


PAIRS = {"“": "”", "「": "」", "『": "』", "《": "》", "〈": "〉", "«": "»"}
OPENER_OF = {closer: opener for opener, closer in PAIRS.items()}
OPENING_SINGLE = re.compile(rf"‘(?!{ELISION})(?=\S)")
CLOSING_SINGLE = re.compile(rf"(?!{INSIDE_A_WORD})’(?!{ELISION})")


class StrayMark(NamedTuple):
    """A quotation mark without its partner: its offset, the character, and whether it opens."""

    place: int
    sign: str
    is_opening: bool


def stray_marks(text: str) -> list[StrayMark]:
    """Return the StrayMarks of a passage, in order. Apostrophes, feet and inches do not count."""
    # A typographic mark that is turned the wrong way is kept: readers see it.
    pairs = zip(text, typeset_quotes(text), strict=True)
    typeset = "".join(new if old in "\"'" else old for old, new in pairs)
    strays = sorted([*_stray_paired_marks(typeset), *_stray_single_marks(typeset)])
    return [stray._replace(sign=text[stray.place]) for stray in strays]


def is_continued(text: str, following: str) -> bool:
    """Return whether a quotation continues in the next passage, which begins with the same opening mark.

    Newspapers quote speeches of several paragraphs like this: each paragraph opens, only the last closes.
    """
    text, following = typeset_quotes(text), typeset_quotes(following)
    open_signs = tuple(stray.sign for stray in stray_marks(text) if stray.is_opening)
    return open_signs != () and following.lstrip().startswith(open_signs)


def quotations(text: str) -> list[tuple[int, int]]:
    """Return [(start, end)] of the quoted speech in a passage, in “ ” or " ", marks included."""
    spans, opened = [], None
    for match in re.finditer(r"[“”\"]", text):
        sign = match[0]
        if sign == "“" or (sign == '"' and opened is None):
            opened = match.start()
        elif opened is not None:
            spans.append((opened, match.end()))
            opened = None
    return spans


def _stray_paired_marks(text: str) -> Iterator[StrayMark]:
    """Yield StrayMarks among the marks whose shape shows their direction."""
    waiting: dict[str, list[int]] = {sign: [] for sign in PAIRS}
    for position, sign in enumerate(text):
        if sign in PAIRS:
            waiting[sign].append(position)
        elif sign in OPENER_OF:
            if waiting[OPENER_OF[sign]]:
                waiting[OPENER_OF[sign]].pop()
            else:
                yield StrayMark(position, sign, False)
    for sign, places in waiting.items():
        yield from (StrayMark(position, sign, True) for position in places)


def _stray_single_marks(text: str) -> Iterator[StrayMark]:
    """Yield single quotation marks that open and are never closed."""
    closers = deque(match.start() for match in CLOSING_SINGLE.finditer(text))
    for match in OPENING_SINGLE.finditer(text):
        while closers and closers[0] <= match.start():
            closers.popleft()
        if closers:
            closers.popleft()
        else:
            yield StrayMark(match.start(), match[0], True)


EMPHASIS = [
    # After a Latin letter, asterisks hide a word (s**t), or mark a part of it (sepa**rate**ly).
    r"(?<![*A-Za-z])\*\*\*?(?=[^\s*])[^\n]{1,400}?(?<=[^\s*])\*\*\*?(?!\*)",
    r"(?<=[A-Za-z])\*\*[A-Za-z]{3,}\*\*(?!\*)",
    r"(?<![\w*])\*(?=[^\s*])[^*\n]*(?<=[^\s*])\*(?![A-Za-z0-9*])",
    r"(?<!\w)__(?=[^\s_])[^\n]*?(?<=[^\s_])__(?![A-Za-z0-9_])",
    r"(?:(?<=^)|(?<=[\s(“‘\"']))_(?=[^\s_])[^_\n]*(?<=[^\s_])_(?=$|[\s.,;:!?)”’\"'가-힣])",
    r"~~(?=\S)[^~\n]+(?<=\S)~~",
    r"(?<![`\w])(?P<ticks>`{1,3})(?=[^\s`])[^`\n]*[^\s`]?(?P=ticks)(?!`)",
    r"(?<!\*)\*\*(?!\*)(?<![A-Za-z]\*\*(?=[A-Za-z]))(?<!\d\*\*(?=\d))",  # a mark without its partner
    r"```",
    r"\[\^[\w-]+\]",
]
LINK = r"!?\[[^\[\]\n]+\]\((?:https?:|mailto:|www\.|[/#]|[\w-]+(?:\.[\w-]+)+/?)[^)\n]*\)|\[\[[^\[\]\n]+\]\]"
ADDRESS = r"(?P<address>(?:https?://|www\.)[^\s<>\"“”)\]]+)"
MARKS = re.compile("|".join([LINK, ADDRESS, *EMPHASIS]))
# Marks at the beginning of a paragraph, with up to four words that follow.
LINE_MARKS = re.compile(r"(?:#{1,6}|[-*>])\s+\S+(?:\s+\S+){0,3}")
RULES = re.compile(r"[-*_=]{3,}|\*(?: \*){2,}|-(?: -){2,}|\|.*\|")


def markdown_in(text: str, *, is_cell: bool = False) -> list[str]:
    """Return the passages with Markdown in a text without markup. Web addresses do not count.

    is_cell  whether the text is a table cell, where a dash or a figure may be the only content
    """
    text = text.strip()
    marks = [match[0] for match in MARKS.finditer(text) if not match["address"]]
    if is_cell:
        return marks
    if RULES.fullmatch(text):
        return [text]
    first = [match[0]] if (match := LINE_MARKS.match(text)) else []
    return first + marks


WORD_JOINER = "\u2060"
NO_BREAK_SPACE = "\u00a0"
CLOSED = re.compile(r"([”’」』》〉)\]%℃])(?=[가-힣])")
HALF_OF_DAY = re.compile(r"(?<=\d) (?=[ap]\.m\.)")


def keep_together(text: str) -> str:
    """Join marks and figures to their neighbours with no-break characters: “…”라고, 《…》의, 30%로, 8 p.m.

    Browsers break after a closing mark even under `word-break: keep-all`, which covers letters only. A line
    would then begin with a bare particle. The word joiner (U+2060) is invisible.
    """
    return HALF_OF_DAY.sub(NO_BREAK_SPACE, CLOSED.sub(rf"\1{WORD_JOINER}", text))

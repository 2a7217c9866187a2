"""Quotation marks without a partner in the paragraphs of a text, each with a suggested correction."""

import re
from collections.abc import Iterable, Iterator, Sequence
from os.path import commonprefix
from typing import NamedTuple

from articles.text.canonical_html import BREAK, Leaf, parse_body, read_leaves, write_body, write_leaves
from articles.text.punctuation import (
    OPENER_OF,
    PAIRS,
    QUOTING,
    SENTENCE_ENDS,
    StrayMark,
    fold_quotes,
    is_continued,
    quotations,
    stray_marks,
)
from articles.text.segments import segment_leaves
from articles.text.sentences import SPEECH, sentence_at

CLOSERS = PAIRS | {"‘": "’", '"': "”", "'": "’"}
OPENERS = OPENER_OF | {"’": "‘", '"': "“", "'": "‘"}
QUOTED = re.compile(rf"(?<=[{SENTENCE_ENDS}]){QUOTING.pattern}")
BEFORE_SPEAKER = re.compile("[,!?](?= )")


class QuotationFault(NamedTuple):
    """A mark without its partner, the sentence that contains it, and a suggested correction.

    passage       index of its passage
    stray         the mark and its offset in the passage
    correction    the corrected sentence; "" if neither adding nor removing a mark helps
    is_reopening  whether speech continues in this paragraph, but its first sentence lacks the opening mark
    """

    passage: int
    stray: StrayMark
    sentence: str
    correction: str
    is_reopening: bool = False


def quotation_faults(texts: Sequence[tuple[str, bool]]) -> list[QuotationFault]:
    """Return the QuotationFaults of passages, in order. Equal faults of one sentence are reported once.

    Newspapers open a speech of several paragraphs with a mark at the beginning of each paragraph, and close
    it only at the end of the last.

    texts  (text of a passage, whether it is a paragraph), without markup
    """
    faults: list[QuotationFault] = []
    begun: tuple[int, list[StrayMark]] = (0, [])  # the last paragraph, and its unclosed quotations
    for number, (text, is_paragraph) in enumerate(texts):
        mistyped, strays = _mistyped_and_other(stray_marks(text))
        faults += _faults(number, text, mistyped, is_mistyped=True)
        if not is_paragraph:
            faults += _faults(number, text, strays)
            continue
        before = texts[begun[0]][0]
        if begun[1] and not is_continued(before, text):
            if strays and _is_pair(begun[1][-1], strays[0]):
                faults.append(_missing_reopening(number, text, strays.pop(0)))
            else:
                faults += _faults(begun[0], before, begun[1])
        faults += _faults(number, text, [stray for stray in strays if not stray.is_opening])
        begun = number, [stray for stray in strays if stray.is_opening]
    faults += _faults(begun[0], texts[begun[0]][0], begun[1]) if begun[1] else []
    return sorted(faults, key=lambda fault: (fault.passage, fault.stray))


def _is_pair(opening: StrayMark, closing: StrayMark) -> bool:
    return not closing.is_opening and fold_quotes(CLOSERS[opening.sign]) == fold_quotes(closing.sign)


def _mistyped_and_other(strays: list[StrayMark]) -> tuple[list[StrayMark], list[StrayMark]]:
    """Return (single marks opening a quotation that a double mark closes, all other stray marks)."""
    mistyped: list[StrayMark] = []
    others: list[StrayMark] = []
    for stray in strays:
        if fold_quotes(stray.sign) == '"' and others and fold_quotes(others[-1].sign) == "'":
            mistyped.append(others.pop())
        else:
            others.append(stray)
    return mistyped, others


def _faults(
    number: int, text: str, strays: Iterable[StrayMark], *, is_mistyped: bool = False
) -> Iterator[QuotationFault]:
    """Yield the faults of one passage, without equal faults of the same sentence."""
    reported = set()
    for stray in strays:
        sentence = sentence_at(text, stray.place)
        key = stray.sign, stray.is_opening, sentence
        if key in reported:
            continue
        reported.add(key)
        position = stray.place - text.find(sentence, max(0, stray.place - len(sentence) + 1))
        correction = _corrected(sentence, position, stray, is_mistyped=is_mistyped)
        yield QuotationFault(number, stray, sentence, correction)


def _missing_reopening(number: int, text: str, stray: StrayMark) -> QuotationFault:
    sentence = sentence_at(text, len(text) - len(text.lstrip()))
    return QuotationFault(number, stray, sentence, OPENERS[stray.sign] + sentence, is_reopening=True)


def _corrected(sentence: str, place: int, stray: StrayMark, *, is_mistyped: bool) -> str:
    """Return the sentence with the missing mark added or the stray mark removed; "" if neither helps."""
    before, after = sentence[:place], sentence[place + 1 :]
    without = (before + after).strip()
    if is_mistyped:
        corrected = f"{before}“{after}"
    elif not stray.is_opening:
        is_doubled = not re.search(r"\w", after) and (quotations(before) or "’" in before)
        corrected = without if is_doubled else OPENERS[stray.sign] + sentence
    elif not re.search(r"\w", after):
        corrected = without
    else:
        end = place + 1 + _end_of_speech(after)
        corrected = sentence[:end] + CLOSERS[stray.sign] + sentence[end:]
    strays = len(stray_marks(sentence))
    return next((candidate for candidate in (corrected, without) if len(stray_marks(candidate)) < strays), "")


def _end_of_speech(words: str) -> int:
    """Return the likely end of the speech that begins a sentence."""
    if quoted := [match.start() for match in QUOTED.finditer(words)]:
        return quoted[-1]
    for match in BEFORE_SPEAKER.finditer(words):
        if SPEECH.match(words, match.end() + 1):
            return match.end()
    return len(words)


def correct_body(html: str, paragraph: str, sentence: str, correction: str) -> str | None:
    """Correct a sentence in a paragraph of a canonical body; return None if no paragraph contains it.

    Only the characters that differ are replaced; the text around them keeps its formatting.
    """
    root = parse_body(html)
    for _above, inline in segment_leaves(root):
        leaves = read_leaves(inline.html)
        text = "".join(" " if leaf.text == BREAK else leaf.text for leaf in leaves)
        start = text.find(sentence)
        if start >= 0 and text.strip() == paragraph:
            inline.html = write_leaves(_exchanged(leaves, start, sentence, correction))
            return write_body(root)
    return None


def _exchanged(leaves: list[Leaf], start: int, sentence: str, correction: str) -> Iterator[Leaf]:
    """Yield the leaves, with the differing part of the sentence replaced by its correction."""
    same = len(commonprefix([sentence, correction]))
    left = sentence[same:], correction[same:]
    same_at_end = len(commonprefix([part[::-1] for part in left]))
    removed, added = (part[: len(part) - same_at_end] for part in left)
    first, last, position = start + same, start + same + len(removed), 0
    for text, marks in leaves:
        end = position + len(text)
        cut, rest = max(first - position, 0), max(last - position, 0)
        # An addition takes the marks of the character before it, or after it at the start of a sentence.
        is_here = position < first <= end if same else position <= first < end
        yield Leaf(text[:cut] + (added if is_here else "") + text[rest:], marks)
        position = end

"""Bold on a single ordinary word within a sentence, as left by automatic keyword markers.

Editors set whole sentences, first words of a paragraph, phrases, figures, and names in an
enumeration in bold. None of these counts as stray.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from articles.body.normal_form import clean_text
from articles.text.canonical_html import (
    BodyNode,
    Leaf,
    normalise_leaves,
    parse_body,
    read_leaves,
    write_body,
    write_leaves,
)
from articles.text.segments import segment_leaves

ROLES = {"p", "li"}
ORDINARY_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
LONGEST_WORD = 30
ENUMERATION = re.compile(r"\s*(?:[,·;/、]\s*(?:and |or |및 )?|(?:and|or|및|그리고) |[과와]\s)\s*")
LABEL = re.compile(r"[:：]\s*$")


class StrayEmphasis(NamedTuple):
    """A word in bold: the text of its passage, and the word's position in it."""

    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        return self.text[self.start : self.end]


def stray_emphasis(html: str) -> list[StrayEmphasis]:
    """Return the stray bold words of a canonical body, in order."""
    stray = []
    for inline in _prose(parse_body(html)):
        leaves = read_leaves(inline.html)
        text = "".join(leaf.text for leaf in leaves)
        stray += [StrayEmphasis(text, *span) for span in _stray_spans(leaves, text)]
    return stray


def without_stray_emphasis(html: str) -> str:
    """Return a canonical body without bold on stray words."""
    root = parse_body(html)
    for inline in _prose(root):
        leaves = read_leaves(inline.html)
        spans = _stray_spans(leaves, "".join(leaf.text for leaf in leaves))
        if spans:
            inline.html = write_leaves(normalise_leaves(list(_without_strong(leaves, spans)), clean_text))
    return write_body(root)


def _prose(root: BodyNode) -> Iterator[BodyNode]:
    return (leaf for above, leaf in segment_leaves(root) if leaf.name in ROLES and "<strong>" in leaf.html)


def _without_strong(leaves: Iterable[Leaf], spans: Collection[tuple[int, int]]) -> Iterator[Leaf]:
    position = 0
    for text, marks in leaves:
        is_stray = any(start <= position < end for start, end in spans)
        yield Leaf(text, {name: tag for name, tag in marks.items() if not (is_stray and name == "strong")})
        position += len(text)


def _stray_spans(leaves: Iterable[Leaf], text: str) -> list[tuple[int, int]]:
    """Return [(start, end)] of the stray bold words of one passage."""
    bold = _bold_spans(leaves)
    enumerated = set()
    for first, second in zip(bold, bold[1:], strict=False):
        if ENUMERATION.fullmatch(text[first[1] : second[0]]):
            enumerated |= {first, second}
    return [span for span in bold if span not in enumerated and _is_stray(text, *span)]


def _bold_spans(leaves: Iterable[Leaf]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    position = 0
    for text, marks in leaves:
        end = position + len(text)
        if "strong" in marks:
            if spans and spans[-1][1] == position:
                spans[-1] = spans[-1][0], end
            else:
                spans.append((position, end))
        position = end
    return spans


def _is_stray(text: str, start: int, end: int) -> bool:
    before, word, after = text[:start], text[start:end], text[end:]
    is_within = any(map(str.isalpha, before)) and any(map(str.isalpha, after))
    is_ordinary = end - start <= LONGEST_WORD and ORDINARY_WORD.fullmatch(word)
    return bool(is_within and is_ordinary and not LABEL.search(before) and not before.endswith("\n"))

"""A segment in both languages, and what is found between the two."""

from functools import cached_property
from typing import NamedTuple

from articles.checks.translation.inline import InlineText, read_inline

OTHER = {"en": "ko", "ko": "en"}


class SegmentPair:
    """A segment in the language that it was written in, and its translation.

    source, target  HTML of the segment's inside, or the whole of a paragraph
    source_language  "en" or "ko"; the target is in the other
    role  of the segment: "headline", "p", "li", "td" …
    """

    def __init__(self, source: str, target: str, source_language: str, role: str = "p") -> None:
        self.source, self.target = source, target
        self.source_language, self.target_language = source_language, OTHER[source_language]
        self.role = role

    @cached_property
    def source_inline(self) -> InlineText:
        return read_inline(self.source)

    @cached_property
    def target_inline(self) -> InlineText:
        return read_inline(self.target)


class Discrepancy(NamedTuple):
    """One thing that the two sides of a Pair do not share.

    kind  number, glossary, untranslated, script, quotes, markdown, length or tags
    read  what was read on either side, source first: “1.2 trillion won / 1조 2백억 원”
    passage, source_passage  the words of the target and of the source, as they stand there, or ""
    """

    kind: str
    message: str
    hint: str
    read: str
    passage: str = ""
    source_passage: str = ""
    is_warning: bool = True


def both_sides(source: str, target: str) -> str:
    """What was read on either side; a dash where nothing was."""
    return f"{source or '–'} / {target or '–'}"

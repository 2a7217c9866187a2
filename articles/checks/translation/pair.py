"""A pair of segments, source and translation, and a discrepancy between the two."""

from functools import cached_property
from html.parser import HTMLParser
from typing import NamedTuple

from articles.text.script import OTHER_LANGUAGE

LINKED_BY = ("href", "data-article", "data-topic", "data-term")
VOID = {"hr", "img", "source", "wbr"}
RAISED = {"sup", "sub"}


class InlineTag(NamedTuple):
    """An inline element: the target of a link ("href=/a", "data-article=7") or "", and its words."""

    name: str
    to: str
    text: str


class InlineText(NamedTuple):
    """Words of a segment. text: all; level: without sub- and superscripts; own: without other languages.

    is_whole  whether each tag that opens is closed as well
    """

    text: str
    level: str
    own: str
    tags: tuple[InlineTag, ...]
    is_whole: bool = True


def read_inline(html: str) -> InlineText:
    reader = _InlineReader()
    reader.feed(html)
    reader.close()
    is_whole = reader.is_whole and not reader.open
    while reader.open:
        reader.handle_endtag(reader.open[-1][0])
    return InlineText(
        "".join(reader.text), "".join(reader.level), "".join(reader.own), tuple(reader.tags), is_whole
    )


class _InlineReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.level: list[str] = []
        self.own: list[str] = []
        self.tags: list[InlineTag] = []
        self.is_whole = True
        self.open: list[tuple[str, dict[str, str | None], int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.handle_data(" ")
        elif tag not in VOID:
            self.open.append((tag, dict(attrs), len(self.text)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in {name for name, _attributes, _place in self.open}:
            self.is_whole = False
            return
        while True:
            name, attributes, place = self.open.pop()
            to = next((f"{one}={attributes[one]}" for one in LINKED_BY if attributes.get(one)), "")
            self.tags.append(InlineTag(name, to, "".join(self.text[place:])))
            if name == tag:
                return
            self.is_whole = False

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        is_raised = any(name in RAISED for name, *_rest in self.open)
        is_power = is_raised and data in {"2", "3"} and "".join(self.level[-1:]).endswith("m")
        self.level += [data] if is_power or not is_raised else []
        is_foreign = any(name == "span" and attributes.get("lang") for name, attributes, _at in self.open)
        self.own.append(" " if is_foreign else data)


class SegmentPair:
    """A segment in the language that it was written in, and its translation.

    source, target  HTML of the segment's inside, or the whole of a paragraph
    source_language  "en" or "ko"; the target is in the other
    role  of the segment: "headline", "p", "li", "td" …
    """

    def __init__(self, source: str, target: str, source_language: str, role: str = "p") -> None:
        self.source, self.target = source, target
        self.source_language, self.target_language = source_language, OTHER_LANGUAGE[source_language]
        self.role = role

    @cached_property
    def source_inline(self) -> InlineText:
        return read_inline(self.source)

    @cached_property
    def target_inline(self) -> InlineText:
        return read_inline(self.target)


class Discrepancy(NamedTuple):
    """One thing that the two sides of a SegmentPair do not share.

    kind  number, glossary, untranslated, script, quotes, markdown, length or tags
    read  the readings of both sides, source first: “1.2 trillion won / 1조 2백억 원”
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
    """Return the readings of both sides with a slash between; a dash for an empty one."""
    return f"{source or '–'} / {target or '–'}"

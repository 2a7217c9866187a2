"""A pair of segments, and discrepancies of its markup: links, marks, quotation marks, leftover Markdown."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from html.parser import HTMLParser
from typing import NamedTuple, Protocol

from django.utils.translation import gettext as _

from articles.text.punctuation import LINE_MARKS, markdown_in, quotations, stray_marks
from articles.text.script import OTHER_LANGUAGE

LINKED_BY = ("href", "data-article", "data-topic", "data-term")
VOID = {"hr", "img", "source", "wbr"}
RAISED = {"sup", "sub"}


Span = tuple[int, int]


class Placed(Protocol):
    """A figure, a name or a sign with its place in a text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class InlineTag(NamedTuple):
    """An inline element: the target of a link ("href=/a", "data-article=7") or "", and its words."""

    name: str
    to: str
    text: str


FOREIGN = "span[lang]"


class InlineText(HTMLParser):
    """Words of a segment. text: all; level: without sub- and superscripts; own: without other languages.

    is_whole  whether each tag that opens is closed as well
    """

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: tuple[list[str], ...] = ([], [], [])  # of text, level and own
        self._sizes = [0, 0, 0]
        # (place in the part, place in text) of each piece
        self._places: tuple[list[Span], ...] = ([], [], [])
        self.tags: list[InlineTag] = []
        self.is_whole = True
        self.open: list[tuple[str, dict[str, str | None], int]] = []
        self.opened = Counter()  # how many of each tag are open; FOREIGN: that have a language of their own
        self.feed(html)
        self.close()
        self.is_whole = self.is_whole and not self.open
        while self.open:
            self.handle_endtag(self.open[-1][0])
        self.text, self.level, self.own = map("".join, self.parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.handle_data(" ")
        elif tag not in VOID:
            self.open.append((tag, dict(attrs), len(self.parts[0])))
            self.opened.update(self.counted(*self.open[-1]))

    def handle_endtag(self, tag: str) -> None:
        if not self.opened[tag]:
            self.is_whole = False
            return
        while True:
            name, attributes, place = closed = self.open.pop()
            self.opened.subtract(self.counted(*closed))
            to = next((f"{one}={attributes[one]}" for one in LINKED_BY if attributes.get(one)), "")
            self.tags.append(InlineTag(name, to, "".join(self.parts[0][place:])))
            if name == tag:
                return
            self.is_whole = False

    def handle_data(self, data: str) -> None:
        is_raised = any(self.opened[name] for name in RAISED)
        is_power = is_raised and data in {"2", "3"} and "".join(self.parts[1][-1:]).endswith("m")
        level = data if is_power or not is_raised else ""
        own = " " if self.opened[FOREIGN] else data
        place = self._sizes[0]
        for part, words in enumerate((data, level, own)):
            if words:
                self.parts[part].append(words)
                self._places[part].append((self._sizes[part], place))
                self._sizes[part] += len(words)

    def spans_of(self, found: Iterable[Placed], part: str = "text") -> tuple[Span, ...]:
        """Return the places in `text` of what was found in another part: "level" or "own"."""
        number = ("text", "level", "own").index(part)
        return tuple(
            (self._place_of(one.start, number), self._place_of(one.end - 1, number) + 1) for one in found
        )

    def _place_of(self, place, part):
        starts = self._places[part]
        start, there = starts[bisect_right(starts, place, key=lambda one: one[0]) - 1]
        return there + place - start

    @staticmethod
    def counted(tag, attributes, _place):
        return [tag, FOREIGN] if tag == "span" and attributes.get("lang") else [tag]


class SegmentPair:
    """A segment in the language that it was written in, and its translation.

    source, target  HTML of the segment's inside, or the whole of a paragraph
    source_language  "en" or "ko"; the target is in the other
    role  of the segment: "headline", "p", "li", "td" …
    day  the day of the story, if it is known: it tells years that are not written
    """

    def __init__(
        self, source: str, target: str, source_language: str, role: str = "p", day: date | None = None
    ) -> None:
        self.source, self.target = source, target
        self.source_language, self.target_language = source_language, OTHER_LANGUAGE[source_language]
        self.role, self.day = role, day

    @cached_property
    def source_inline(self) -> InlineText:
        return InlineText(self.source)

    @cached_property
    def target_inline(self) -> InlineText:
        return InlineText(self.target)


class Discrepancy(NamedTuple):
    """One thing that the two sides of a SegmentPair do not share.

    kind  number, weekday, place, glossary, untranslated, script, quotes, markdown, length or tags
    read  the readings of both sides, source first: “1.2 trillion won / 1조 2백억 원”
    passage  the words of the target, as they stand there, or ""
    spans  places in the text of both sides, source first, as far as they are known
    """

    kind: str
    message: str
    hint: str
    read: str
    passage: str = ""
    is_warning: bool = True
    spans: tuple[tuple[Span, ...], tuple[Span, ...]] = ((), ())


def both_sides(source: str, target: str) -> str:
    """Return the readings of both sides with a slash between; a dash for an empty one."""
    return f"{source or '–'} / {target or '–'}"


MARKS = {"strong", "em", "sup", "sub"}
FIRM = {"strong"}  # m² and CO2 are written with small figures or without
TITLES = re.compile("[《〈「『‘“]")  # in which Korean sets what English has in italics


def find_tag_discrepancies(pair: SegmentPair) -> Iterator[Discrepancy]:
    source, target = pair.source_inline, pair.target_inline
    yield from _link_discrepancies(source, target)
    if not target.is_whole:
        yield _tag_discrepancy(_("A tag is opened but not closed, or closed but not opened."), "", "")
    for tag in target.tags:
        if tag.name in {*MARKS, "a"} and not tag.text.strip():
            yield _tag_discrepancy(_("A tag contains no words."), "", f"<{tag.name}>")
    ours, theirs = {tag.name: tag for tag in source.tags}, {tag.name: tag for tag in target.tags}
    for name in sorted(MARKS & (ours.keys() - theirs.keys())):
        message = _("Formatting of the source is missing here.")
        is_lost = name in FIRM or (name == "em" and not TITLES.search(target.text))
        yield _tag_discrepancy(message, ours[name].text, "", is_warning=is_lost)
    for name in sorted(FIRM & (theirs.keys() - ours.keys())):
        yield _tag_discrepancy(_("The formatting here is not in the source."), "", theirs[name].text)


def _link_discrepancies(source: InlineText, target: InlineText) -> Iterator[Discrepancy]:
    ours, theirs = (Counter(tag.to for tag in side.tags if tag.name == "a") for side in (source, target))
    for to in ours - theirs:
        yield _tag_discrepancy(_("A link of the source is missing."), _link_in_words(to, source.tags), "")
    for to in theirs - ours:
        yield _tag_discrepancy(_("The source does not have this link."), "", _link_in_words(to, target.tags))


def _link_in_words(to: str, tags: list[InlineTag]) -> str:
    text = next(tag.text.strip() for tag in tags if tag.name == "a" and tag.to == to)
    return f"{text} ({to.partition('=')[2]})"


def _tag_discrepancy(message: str, source: str, target: str, *, is_warning: bool = True) -> Discrepancy:
    hint = _("Put the links and the formatting of the source on the matching words.")
    return Discrepancy("tags", message, hint, both_sides(source, target), target, is_warning)


WORDS_OF_SPEECH = 4
REOPENED = re.compile(r"“[^“”]*“")
ANY_SIGN = "“”\"‘’'「」『』《》〈〉"


def find_quotation_discrepancies(pair: SegmentPair) -> Iterator[Discrepancy]:
    source, target = pair.source_inline.text, pair.target_inline.text
    read = both_sides(_quotation_signs(source), _quotation_signs(target))
    for message, hint, passage in _target_quotation_faults(source, target):
        yield Discrepancy("quotes", message, hint, read, passage)
    for message, hint in _source_quotation_faults(source, target):
        yield Discrepancy("quotes", message, hint, read)


def _target_quotation_faults(source: str, target: str) -> Iterator[tuple[str, str, str]]:
    """Yield (message, hint, passage) of each mark of the translation that lacks its partner."""
    # A speech of several paragraphs is closed in the last of them alone, in both languages.
    in_source = [stray.is_opening for stray in stray_marks(source)]
    for stray in stray_marks(target):
        if stray.is_opening in in_source:
            continue
        if stray.is_opening:
            message = _("A quotation is opened with %(sign)s but not closed.")
        else:
            message = _("A quotation is closed with %(sign)s but not opened.")
        hint = _("Add the missing mark, or remove this one.")
        passage = target[max(0, stray.place - 20) : stray.place + 20].strip()
        yield message % {"sign": stray.sign}, hint, passage


def _source_quotation_faults(source: str, target: str) -> Iterator[tuple[str, str]]:
    """Yield (message, hint) of marks wrong in the source, and of speech lost in translation."""
    if REOPENED.search(source):
        message = _("A quotation in the source is opened again before it is closed.")
        yield message, _("Tell the editor of the source where it ends.")
    is_speech = any(len(source[start:end].split()) >= WORDS_OF_SPEECH for start, end in quotations(source))
    if is_speech and not any(sign in target for sign in ANY_SIGN):
        message = _("A quotation in the source is not a quotation in the translation.")
        hint = _(
            "Put the speaker’s words in quotation marks. If an indirect quotation is intended, leave it."
        )
        yield message, hint


def _quotation_signs(text: str) -> str:
    return "".join(sign for sign in text if sign in ANY_SIGN)


CELLS = {"td", "th"}
MOST_READ = 20  # passages of the source that are read beside each of the translation


def find_markdown_discrepancies(pair: SegmentPair) -> Iterator[Discrepancy]:
    source, target = pair.source_inline.text, pair.target_inline.text
    in_source = markdown_in(source, is_cell=pair.role in CELLS)
    first_of_source = " ".join(in_source[:MOST_READ])
    # A note or a dash that begins the source begins the translation by right.
    is_begun = LINE_MARKS.match(source.strip()) and LINE_MARKS.match(target.strip())
    for place, passage in enumerate(markdown_in(target, is_cell=pair.role in CELLS)):
        if is_begun and place == 0:
            continue
        message = _("Markdown is left in the text.")
        hint = _("Remove the characters, or replace them with formatting: bold, a link, a list, a heading.")
        yield Discrepancy("markdown", message, hint, both_sides(first_of_source, passage), passage)
    marks = [passage for passage in in_source if not LINE_MARKS.match(passage)]
    if marks and not markdown_in(target):
        hint = _("Tell the editor of the source, and leave it out here.")
        yield Discrepancy("markdown", _("Markdown is left in the source."), hint, both_sides(marks[0], ""))

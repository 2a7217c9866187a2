"""TMX files: parsed one unit at a time, so that they can be large, and written in pieces.

Numbered tags of a text are inline elements of a <seg>: a pair ⟨1⟩…⟨/1⟩ is <bpt> and <ept>, a single ⟨1/⟩ is
<ph>, and half of a pair is <it>. Each element contains the tag as text, so that it can be restored unchanged.
In elements of other tools, only the numbers are used.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import BinaryIO

from django.utils.translation import gettext as _
from lxml import etree

from articles.models import Language, other
from articles.text.inline_tags import PLACEHOLDER
from newsroom.interchange.text_files import SAFE_PARSING, FileRefused, append_text
from newsroom.translations.memory_entries import MAX_ENTRY_LENGTH
from newsroom.translations.models import MemoryEntry

MAX_TMX_BYTES = 1_000_000_000  # larger files are refused
LARGEST_UNIT = 1_000_000  # bytes from the end of one unit to the end of the next
DATE = re.compile(r"\d{8}T\d{6}Z")
LANGUAGE_CODES = {"en": Language.EN, "eng": Language.EN, "ko": Language.KO, "kor": Language.KO}
MOST_USES = 1_000_000  # larger usage counts are reduced to this
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
<header creationtool="majubon" creationtoolversion="1" segtype="block" o-tmf="majubon" adminlang="en" \
srclang="en" datatype="plaintext"/>
<body>
"""
FOOT = "</body>\n</tmx>\n"
LABEL = re.compile(r"[1-9][0-9]{0,8}")
PAIRED = ("hi", "g")
SINGLE = ("ph", "x")
CODES_OF_TOOLS = ("bpt", "ept", "it", "ut", *SINGLE)  # elements without translatable text


class TmxRefused(FileRefused):
    """Raised for a file that is not readable TMX. The message gives the place and the reason."""


@dataclass
class TmxUnit:
    """One translation in a file. An instant is None if the file does not state it."""

    source_language: str
    source: str
    target: str
    role: str = ""
    uses: int = 1
    first_seen_at: datetime | None = None
    last_seen_at: datetime | None = None


@dataclass
class TmxCounts:
    """Counts of a file and of its import.

    left_out      Counter of omitted units by reason
    dropped_tags  number of omitted inline elements
    offered       number of translations in the file
    kept          number of these that the memory accepts
    new           number of translations that were not in the memory before
    done          number of translations written so far
    """

    units: int = 0
    left_out: Counter = field(default_factory=Counter)
    dropped_tags: int = 0
    offered: int = 0
    kept: int = 0
    new: int = 0
    done: int = 0


class SizeLimitedFile:
    """A binary file that raises TmxRefused if the file or one of its units is too long."""

    def __init__(self, file):
        self.file, self.total, self.of_unit = file, 0, 0

    def read(self, size=-1):
        chunk = self.file.read(size)
        self.total += len(chunk)
        self.of_unit += len(chunk)
        if self.total > MAX_TMX_BYTES:
            raise TmxRefused(_("The file has more than %(size)d MB.") % {"size": MAX_TMX_BYTES // 1_000_000})
        if self.of_unit > LARGEST_UNIT:
            words = _(
                "The file contains an item of more than %(size)d kB that is not a translation of a segment."
            )
            raise TmxRefused(words % {"size": LARGEST_UNIT // 1000})
        return chunk


def parse_tmx(file: BinaryIO, counts: TmxCounts, *, source_language: str | None = None) -> Iterator[TmxUnit]:
    """Yield the units of a binary file, one at a time, and count them in `counts`.

    source_language  the source language to assume if the file does not state it

    Raise TmxRefused, perhaps only near the end of the file: parse the whole file before writing any unit.
    """
    limited = SizeLimitedFile(file)
    parser = etree.iterparse(limited, events=("start", "end"), **SAFE_PARSING)
    try:
        yield from _parse_units(parser, limited, counts, source_language)
    except etree.XMLSyntaxError as error:
        message = _("Line %(line)d: the file is not well-formed XML (%(error)s).")
        raise TmxRefused(message % {"line": error.lineno or 1, "error": error.msg}) from error


def _parse_units(parser, limited, counts, source_language):
    root = header = None
    for event, element in parser:
        if root is None:
            root = _check_root(element)
        elif event == "start" and element.tag == "header":
            header = element.get("srclang")
        elif event == "end" and element.tag == "tu":
            counts.units += 1
            source = _parse_language(element.get("srclang") or header) or source_language
            yield from _parse_translations(element, source, counts)
            limited.of_unit = 0
            _forget_unit(element)


def _check_root(element):
    """Return the root element. Raise TmxRefused if it is not <tmx>, or if the file declares entities.

    Entities could expand without limit.
    """
    declared = element.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _entity in declared.iterentities()):
        raise TmxRefused(_("The file declares entities of its own, which are not allowed."))
    if element.tag != "tmx":
        message = _("Line %(line)d: the file is not TMX; it starts with <%(name)s>.")
        raise TmxRefused(message % {"line": element.sourceline, "name": str(element.tag)[:40]})
    return element


def _forget_unit(unit):
    unit.clear()
    while (before := unit.getprevious()) is not None:
        unit.getparent().remove(before)


def _parse_translations(unit, source_language, counts):
    """Yield the translations of a <tu>: its first source text with each text in the other language."""
    texts = {language: [] for language in Language}
    for variant in unit.iterfind("tuv"):
        language = _parse_language(variant.get(LANG) or variant.get("lang"))
        segment = variant.find("seg")
        if language and segment is not None:
            text, dropped = parse_segment(segment)
            texts[language].append(text)
            counts.dropped_tags += dropped
    reason = _explain_omission(texts, source_language)
    if reason:
        counts.left_out[reason] += 1
        return
    for target in texts[other(source_language)]:
        yield TmxUnit(source_language, texts[source_language][0], target, **_parse_unit_attributes(unit))


def _explain_omission(texts, source_language):
    """Return the reason why a unit is left out, or None."""
    if not all(texts.values()):
        return _("not in English and Korean")
    if source_language is None:
        return _("does not say which language is the source")
    if any(len(text) > MAX_ENTRY_LENGTH for language_texts in texts.values() for text in language_texts):
        return _("too long for a segment")
    return None


def _parse_unit_attributes(unit):
    uses = unit.get("usagecount") or ""
    first, last = _parse_tmx_date(unit.get("creationdate")), _parse_tmx_date(unit.get("changedate"))
    last = max(filter(None, (first, last, _parse_tmx_date(unit.get("lastusagedate")))), default=None)
    role = next((prop.text for prop in unit.iterfind("prop") if prop.get("type") == "x-role"), "")
    return {
        "role": role or "",
        "uses": min(max(int(uses), 1), MOST_USES) if re.fullmatch(r"[0-9]{1,9}", uses) else 1,
        "first_seen_at": first or last,
        "last_seen_at": last,
    }


def _parse_tmx_date(text):
    if not (text and DATE.fullmatch(text)):
        return None
    try:
        return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def _parse_language(tag):
    """Return the Language of a tag such as ko-KR, or None."""
    return LANGUAGE_CODES.get(re.split("[-_]", tag or "")[0].lower())


def write_tmx(entries: Iterable[MemoryEntry]) -> Iterator[bytes]:
    """Yield the bytes of a TMX file of MemoryEntries, one unit at a time. Pass a queryset's iterator()."""
    yield HEAD.encode()
    for entry in entries:
        yield etree.tostring(_build_unit(entry), encoding="utf-8") + b"\n"
    yield FOOT.encode()


def _build_unit(entry):
    """Build the <tu> of an entry, with the entry's own source language."""
    unit = etree.Element(
        "tu",
        srclang=str(entry.source_language),
        usagecount=str(entry.uses),
        creationdate=_format_tmx_date(entry.first_seen_at),
        changedate=_format_tmx_date(entry.last_seen_at),
    )
    if entry.role:
        etree.SubElement(unit, "prop", type="x-role").text = entry.role
    texts = {entry.source_language: entry.source_text, entry.target_language: entry.target_text}
    for language, text in texts.items():
        variant = etree.SubElement(unit, "tuv", {LANG: str(language)})
        variant.append(build_segment(text))
    return unit


def _format_tmx_date(at):
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def build_segment(text: str) -> etree._Element:
    """Build the <seg> element of a text with numbered tags."""
    segment = etree.Element("seg")
    words, position, pairs = [], 0, _match_pairs(text)
    for tag in PLACEHOLDER.finditer(text):
        words.append(text[position : tag.start()])
        position = tag.end()
        if tag[0] == "⟨⟨":
            words.append("⟨")
        else:
            append_text(segment, "".join(words))
            words = []
            segment.append(_build_inline_element(tag, pairs.get(tag.start())))
    append_text(segment, "".join(words) + text[position:])
    return segment


def _build_inline_element(tag, pair):
    numbers = {"x": tag["label"]} if tag["label"].isdecimal() else {}
    if tag[0].endswith("/⟩"):
        element = etree.Element("ph", numbers)
    elif pair is None:
        element = etree.Element("it", numbers, pos="end" if tag["end"] else "begin")
    else:
        element = etree.Element("ept" if tag["end"] else "bpt", i=str(pair))
        element.attrib.update({} if tag["end"] else numbers)
    element.text = tag[0]
    return element


def _match_pairs(text):
    """Return {position of a tag: number of its pair} for the tags that form pairs."""
    numbers, waiting, paired = count(1), {}, {}
    for tag in PLACEHOLDER.finditer(text):
        if tag["label"] is None or tag[0].endswith("/⟩"):
            continue
        if not tag["end"]:
            waiting.setdefault(tag["label"], []).append(tag.start())
        elif waiting.get(tag["label"]):
            paired[waiting[tag["label"]].pop()] = paired[tag.start()] = next(numbers)
    return paired


def parse_segment(seg: etree._Element) -> tuple[str, int]:
    """Return (text of a <seg> with numbered tags, number of inline elements left out)."""
    reader = _SegmentReader()
    reader.read_element(seg)
    return reader.text(), reader.dropped


class _SegmentReader:
    """Collects the texts and tags of a <seg> in order. A tag is [form, number], such as ["⟨{}⟩", "1"]."""

    def __init__(self):
        self.parts, self.used, self.numbers, self.dropped = [], set(), count(1), 0
        self.begun = {}  # {attribute i of a <bpt>: its tag}, until its <ept> is read

    def read_element(self, element):
        self.parts.append(element.text or "")
        for child in element:
            self._read_child(child)
            self.parts.append(child.tail or "")

    def _read_child(self, child):
        name, ours = child.tag, PLACEHOLDER.fullmatch(child.text or "")
        if name == "bpt":
            self.begun[child.get("i")] = self._tag("⟨{}⟩", child, ours)
        elif name == "ept" and child.get("i") in self.begun:
            begun = self.begun.pop(child.get("i"))
            self.parts.append(["⟨/{}⟩", begun[1]])
        elif name in SINGLE:
            self._tag("⟨{}/⟩", child, ours)
        elif name in PAIRED:
            tag = self._tag("⟨{}⟩", child, None)
            self.read_element(child)
            self.parts.append(["⟨/{}⟩", tag[1]])
        elif name == "it" and ours and ours["label"]:
            self.parts.append(["⟨/{}⟩" if ours["end"] else "⟨{}⟩", ours["label"]])
        else:
            self.dropped += 1
            if name not in CODES_OF_TOOLS:
                self.read_element(child)

    def _tag(self, form, element, ours):
        label = ours["label"] if ours else None
        self.parts.append([form, label or self._free(element.get("x"), element.get("i"))])
        self.used.add(self.parts[-1][1])
        return self.parts[-1]

    def _free(self, *wished):
        """Return the first unused number among `wished`, or else the next free number."""
        for label in wished:
            if label and LABEL.fullmatch(label) and label not in self.used:
                return label
        return next(str(number) for number in self.numbers if str(number) not in self.used)

    def text(self):
        """Return the text without start tags that have no end tag."""
        lone = {id(tag) for tag in self.begun.values()}
        self.dropped += len(lone)
        return "".join(
            part.replace("⟨", "⟨⟨") if isinstance(part, str) else part[0].format(part[1])
            for part in self.parts
            if id(part) not in lone
        )

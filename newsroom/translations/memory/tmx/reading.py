"""TMX files read a unit at a time: untrusted, of any length, from any tool."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.utils.translation import gettext as _
from lxml import etree

from articles.models import Language, other
from newsroom.translations.memory.entries import LONGEST
from newsroom.translations.memory.tmx.inline import text_of
from newsroom.translations.memory.tmx.writing import LANG

MAX_BYTES = 1_000_000_000
LARGEST_UNIT = 1_000_000  # bytes from the end of one unit to the end of the next
DATE = re.compile(r"\d{8}T\d{6}Z")
CODES = {"en": Language.EN, "eng": Language.EN, "ko": Language.KO, "kor": Language.KO}
MOST_USES = 1_000_000


class TmxRefused(Exception):
    """The file is no TMX that can be read; the message says where and why."""


@dataclass
class Unit:
    """One translation that a file offers; instants are None where the file says none."""

    source_language: str
    source: str
    target: str
    role: str = ""
    uses: int = 1
    first_seen_at: datetime | None = None
    last_seen_at: datetime | None = None


@dataclass
class Read:
    """What was met on the way: units, of these those left out by reason, inline elements left out."""

    units: int = 0
    left_out: Counter = field(default_factory=Counter)
    dropped_tags: int = 0


class Measured:
    """A file that is not read on when it, or a unit of it, is too long."""

    def __init__(self, file):
        self.file, self.total, self.of_unit = file, 0, 0

    def read(self, size=-1):
        chunk = self.file.read(size)
        self.total += len(chunk)
        self.of_unit += len(chunk)
        if self.total > MAX_BYTES:
            raise TmxRefused(_("The file has more than %(size)d MB.") % {"size": MAX_BYTES // 1_000_000})
        if self.of_unit > LARGEST_UNIT:
            told = _("Something in the file is longer than %(size)d kB that is no translation of a segment.")
            raise TmxRefused(told % {"size": LARGEST_UNIT // 1000})
        return chunk


def units(file, read, *, source_language=None):
    """Yield the Units of a binary file, one at a time, and count in a Read what is met.

    source_language  what counts as translated from where the file does not say
    Raise TmxRefused; so read a file to its end before anything of it is written.
    """
    measured = Measured(file)
    parser = etree.iterparse(
        measured,
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        yield from _units(parser, measured, read, source_language)
    except etree.XMLSyntaxError as error:
        told = _("Line %(line)d: the file is no well-formed XML (%(error)s).")
        raise TmxRefused(told % {"line": error.lineno or 1, "error": error.msg}) from error


def _units(parser, measured, read, source_language):
    root = header = None
    for event, element in parser:
        if root is None:
            root = _root(element)
        elif event == "start" and element.tag == "header":
            header = element.get("srclang")
        elif event == "end" and element.tag == "tu":
            read.units += 1
            source = _language(element.get("srclang") or header) or source_language
            yield from _pairs(element, source, read)
            measured.of_unit = 0
            _forget(element)


def _root(element):
    """The first element, before which a file may declare what would make it grow."""
    declared = element.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _entity in declared.iterentities()):
        raise TmxRefused(_("The file declares entities of its own, which no translation memory needs."))
    if element.tag != "tmx":
        told = _("Line %(line)d: the file is no TMX; it begins with <%(name)s>.")
        raise TmxRefused(told % {"line": element.sourceline, "name": str(element.tag)[:40]})
    return element


def _forget(unit):
    unit.clear()
    while (before := unit.getprevious()) is not None:
        unit.getparent().remove(before)


def _pairs(unit, source_language, read):
    """The Units of a <tu>: its first text in the source language with each text in the other."""
    texts = {language: [] for language in Language}
    for variant in unit.iterfind("tuv"):
        language = _language(variant.get(LANG) or variant.get("lang"))
        segment = variant.find("seg")
        if language and segment is not None:
            text, dropped = text_of(segment)
            texts[language].append(text)
            read.dropped_tags += dropped
    reason = _reason(texts, source_language)
    if reason:
        read.left_out[reason] += 1
        return
    for target in texts[other(source_language)]:
        yield Unit(source_language, texts[source_language][0], target, **_told(unit))


def _reason(texts, source_language):
    """Why a unit is left out, as a message, or None."""
    if not all(texts.values()):
        return _("not in English and Korean")
    if source_language is None:
        return _("does not say which language is the source")
    if any(len(text) > LONGEST for one in texts.values() for text in one):
        return _("too long for a segment")
    return None


def _told(unit):
    """What a <tu> says of itself, as far as it makes sense."""
    uses = unit.get("usagecount") or ""
    first, last = _instant(unit.get("creationdate")), _instant(unit.get("changedate"))
    last = max(filter(None, (first, last, _instant(unit.get("lastusagedate")))), default=None)
    role = next((prop.text for prop in unit.iterfind("prop") if prop.get("type") == "x-role"), "")
    return {
        "role": role or "",
        "uses": min(max(int(uses), 1), MOST_USES) if re.fullmatch(r"[0-9]{1,9}", uses) else 1,
        "first_seen_at": first or last,
        "last_seen_at": last,
    }


def _instant(text):
    if not (text and DATE.fullmatch(text)):
        return None
    try:
        return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def _language(tag):
    """The Language of a tag such as ko-KR, or None."""
    return CODES.get(re.split("[-_]", tag or "")[0].lower())

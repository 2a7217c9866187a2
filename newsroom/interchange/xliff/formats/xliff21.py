"""XLIFF 2.1; version 2.0 is read too."""

import re
from collections.abc import Iterator
from functools import partial

from lxml import etree
from lxml.builder import ElementMaker

from articles.text.inline_tags import BREAK_NAME, encode_tags
from newsroom.interchange.text_files import break_lines, remove_invalid_xml
from newsroom.interchange.xliff.formats.document import (
    OutgoingStory,
    ReturnedStory,
    ReturnedUnit,
    build_returned_story,
    digest_target,
)
from newsroom.interchange.xliff.formats.inline_codes import InlineReader, fill_element

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
LENGTHS = "urn:oasis:names:tc:xliff:sizerestriction:2.0"
OURS = "urn:newsroom:exchange"
SOURCE, TARGET, SEGMENT, IGNORABLE = (
    f"{{{NAMESPACE}}}{name}" for name in ("source", "target", "segment", "ignorable")
)
SENT = f"{{{OURS}}}sent"
ORDER = re.compile(r"[1-9][0-9]{0,5}")
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
STATES = {"new": "initial", "stale": "initial", "translated": "translated", "approved": "final"}
READ_STATES = {"initial": "new", "translated": "translated", "reviewed": "translated", "final": "approved"}
TYPES = {
    "a": {"type": "link"},
    "span": {"type": "other", "subType": "newsroom:lang"},
    "strong": {"type": "fmt", "subType": "xlf:b"},
    "em": {"type": "fmt", "subType": "xlf:i"},
    "sub": {"type": "fmt", "subType": "newsroom:sub"},
    "sup": {"type": "fmt", "subType": "newsroom:sup"},
    BREAK_NAME: {"type": "fmt", "subType": "xlf:lb"},
}
E = ElementMaker(namespace=NAMESPACE, nsmap={None: NAMESPACE, "slr": LENGTHS, "newsroom": OURS})


def build_xliff21(stories: list[OutgoingStory]) -> etree._Element:
    """Return the root element with one <file> for each story, all in the same languages."""
    [(source, target)] = {(story.source_language, story.target_language) for story in stories}
    # The standard allows no file without units.
    files = [_build_xliff21_file(number, story) for number, story in enumerate(stories, 1) if story.units]
    return break_lines(E.xliff(*files, version="2.1", srcLang=source, trgLang=target))


def _build_xliff21_file(number, story):
    profiles = etree.Element(f"{{{LENGTHS}}}profiles", generalProfile="xliff:codepoints")
    lengths = [profiles] if any(unit.max_length for unit in story.units) else []
    notes = [E.notes(E.note(remove_invalid_xml(story.title)))] if story.title else []
    units = [_build_xliff21_unit(unit) for unit in story.units]
    return break_lines(E.file(*lengths, *notes, *units, id=f"f{number}", original=story.original))


def _build_xliff21_unit(unit):
    source = encode_tags(unit.source_html)
    target = encode_tags(unit.target_html, source.tags)
    refs = {}
    make = partial(_build_xliff21_code, refs)
    segment = E.segment(fill_element(E.source(), source, make), state="initial")
    if target.text:
        segment.set("state", STATES[unit.state])
        segment.append(fill_element(E.target(), target, make))
    element = E.unit(id=unit.id, type=f"newsroom:{unit.role}")
    element.set(SENT, digest_target(unit.target_html))
    element.set(SPACE, "preserve")
    if unit.max_length:
        element.set(f"{{{LENGTHS}}}sizeRestriction", str(unit.max_length))
    if unit.notes:
        element.append(break_lines(E.notes(*[E.note(remove_invalid_xml(note)) for note in unit.notes])))
    if refs:
        element.append(break_lines(E.originalData(*[E.data(tag, id=ref) for tag, ref in refs.items()])))
    element.append(break_lines(segment))
    return break_lines(element)


def _build_xliff21_code(refs, code_id, tag):
    """Build a code; add its original data, HTML for tools to show, to `refs`: {tag: id}."""
    name = tag.split(" ")[0]
    begin = refs.setdefault(f"<{tag}>", f"d{len(refs) + 1}")
    if name == BREAK_NAME:
        return E.ph(id=code_id, dataRef=begin, **TYPES[name])
    end = refs.setdefault(f"</{name}>", f"d{len(refs) + 1}")
    return E.pc(id=code_id, dataRefStart=begin, dataRefEnd=end, **TYPES[name])


def read_xliff21(root: etree._Element) -> Iterator[ReturnedStory | None]:
    """Yield a ReturnedStory for each <file>, None for one that was not exported here."""
    languages = root.get("srcLang", ""), root.get("trgLang", "")
    for file in root.iterfind(f"{{{NAMESPACE}}}file"):
        units = map(_read_xliff21_unit, file.iterfind(f".//{{{NAMESPACE}}}unit"))
        yield build_returned_story(file.get("original"), languages, units)


def _read_xliff21_unit(element):
    """Read one unit and join its parts."""
    parts = [part for part in element if part.tag in (SEGMENT, IGNORABLE)]
    source, target = InlineReader(), InlineReader()
    for part in parts:
        source.read(part.find(SOURCE))
    for part in sorted(parts, key=lambda part: _target_order(part, parts)):
        # Text outside all segments, mostly blanks, is the same in source and target.
        left_out = part.find(SOURCE) if part.tag == IGNORABLE else None
        target.read(left_out if part.find(TARGET) is None else part.find(TARGET))
    segments = [part for part in parts if part.tag == SEGMENT]
    return ReturnedUnit(
        element.get("id", ""),
        source.text,
        target.text if any(_has_words(part, TARGET) for part in segments) else "",
        _read_xliff21_state([part.get("state") for part in segments]),
        element.get(SENT, ""),
        tuple(target.problems),
        any(_has_words(part, SOURCE) and not _has_words(part, TARGET) for part in segments),
    )


def _target_order(part, parts):
    """Return the position of a part's target among the others."""
    target = part.find(TARGET)
    order = "" if target is None else target.get("order", "")
    return int(order) if ORDER.fullmatch(order) else parts.index(part) + 1


def _has_words(part, name):
    element = part.find(name)
    return element is not None and any(map(str.strip, element.itertext()))


def _read_xliff21_state(states):
    """Return the least advanced of the segments' states, as a ReturnedUnit has it."""
    states = {READ_STATES.get(state, "translated") if state else "" for state in states}
    return next((state for state in ("new", "", "translated") if state in states), "approved")

"""XLIFF 1.2, the version that translation tools read best."""

from collections.abc import Iterator

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

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
STATES = {
    "new": "needs-translation",
    "stale": "needs-translation",
    "translated": "translated",
    "approved": "final",
}
UNFINISHED = {"new", "needs-translation", "needs-l10n", "needs-adaptation"}
CTYPES = {
    "a": "link",
    "strong": "bold",
    "em": "italic",
    "sub": "x-sub",
    "sup": "x-sup",
    "span": "x-lang",
    BREAK_NAME: "lb",
}
E = ElementMaker(namespace=NAMESPACE, nsmap={None: NAMESPACE})


def build_xliff12(stories: list[OutgoingStory]) -> etree._Element:
    """Return the root element with one <file> for each story."""
    return break_lines(E.xliff(*[_build_xliff12_file(story) for story in stories], version="1.2"))


def _build_xliff12_file(story):
    languages = {"source-language": story.source_language, "target-language": story.target_language}
    return break_lines(
        E.file(
            E.header(E.note(remove_invalid_xml(story.title))),
            break_lines(E.body(*[_build_xliff12_unit(unit) for unit in story.units])),
            original=story.original,
            datatype="html",
            **languages,
        )
    )


def _build_xliff12_unit(unit):
    source = encode_tags(unit.source_html)
    element = E("trans-unit", id=unit.id, restype=f"x-{unit.role}", extradata=digest_target(unit.target_html))
    element.set(SPACE, "preserve")
    if unit.state == "approved":
        element.set("approved", "yes")
    if unit.max_length:
        element.attrib.update({"maxwidth": str(unit.max_length), "size-unit": "char"})
    element.append(fill_element(E.source(), source, _build_xliff12_code))
    target = encode_tags(unit.target_html, source.tags)
    if target.text:
        element.append(fill_element(E.target(state=STATES[unit.state]), target, _build_xliff12_code))
    element.extend(E.note(remove_invalid_xml(note), {"from": "newsroom"}) for note in unit.notes)
    return break_lines(element)


def _build_xliff12_code(code_id, tag):
    name = tag.split(" ")[0]
    return E("x" if name == BREAK_NAME else "g", id=code_id, ctype=CTYPES[name])


def read_xliff12(root: etree._Element) -> Iterator[ReturnedStory | None]:
    """Yield a ReturnedStory for each <file>, None for one that was not exported here."""
    for file in root.iterfind(f"{{{NAMESPACE}}}file"):
        languages = file.get("source-language", ""), file.get("target-language", "")
        units = map(_read_xliff12_unit, file.iterfind(f"{{{NAMESPACE}}}body//{{{NAMESPACE}}}trans-unit"))
        yield build_returned_story(file.get("original"), languages, units)


def _read_xliff12_unit(element):
    source, target = InlineReader(), InlineReader()
    source.read(element.find(f"{{{NAMESPACE}}}source"))
    written = element.find(f"{{{NAMESPACE}}}target")
    target.read(written)
    return ReturnedUnit(
        element.get("id", ""),
        source.text,
        target.text,
        _read_xliff12_state(None if written is None else written.get("state")),
        element.get("extradata", ""),
        tuple(target.problems),
        bool(target.text.strip()) and _is_partly_translated(element),
    )


def _read_xliff12_state(state):
    if not state or state in UNFINISHED:
        return "new" if state else ""
    return "approved" if state in ("final", "signed-off") else "translated"


def _is_partly_translated(element):
    """Return whether the tool split the source into sentences and some have no translation."""
    have = {part.get("mid") for part in _find_sentences(element, "target")}
    return any(part.get("mid") not in have for part in _find_sentences(element, "seg-source"))


def _find_sentences(element, name):
    """Return the parts of a source or target that have text."""
    parts = element.iterfind(f"{{{NAMESPACE}}}{name}//{{{NAMESPACE}}}mrk[@mtype='seg']")
    return [part for part in parts if "".join(part.itertext()).strip()]

"""Stories as elements of XLIFF 1.2, which translation tools support best, and of XLIFF 2.1.

Version 2.0 can be read, too. Inline codes are placeholders in a text and inline elements in a file.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

from lxml import etree
from lxml.builder import ElementMaker

from articles.text.canonical_html import BREAK_NAME
from articles.text.inline_tags import PLACEHOLDER, PLAIN, TagError, TaggedText, encode_tags
from newsroom.interchange.text_files import append_text, break_lines, remove_invalid_xml
from newsroom.interchange.xliff.document import (
    OutgoingStory,
    ReturnedStory,
    ReturnedUnit,
    build_returned_story,
    digest_target,
)

# Exported ids: the number of a tag, or the name of a plain tag with a count, because ids must be unique.
NUMBER = re.compile(r"[1-9][0-9]{0,8}")
NAME = re.compile(rf"({'|'.join(PLAIN)})-[0-9]{{1,9}}")

# Elements of XLIFF 1.2 and 2.x by meaning. No name has two meanings.
PAIRS = ("g", "pc")
SINGLES = ("x", "ph")
STARTS = ("bx", "bpt", "sc")
ENDS = ("ex", "ept", "ec")
NOTES = ("mrk", "sm", "em", "cp", "sub")  # their content is text; the elements themselves are ignored
MAX_SHOWN = 40  # characters of an unknown id or element name in a message


def fill_element(
    element: etree._Element, tagged: TaggedText, make: Callable[[str, str], etree._Element]
) -> etree._Element:
    """Put a TaggedText into an element, and return the element. `make(id, tag)` builds a code's element."""
    inside, words, position, names = [element], [], 0, Counter()
    for match in PLACEHOLDER.finditer(tagged.text):
        words.append(tagged.text[position : match.start()])
        position = match.end()
        label = match["label"]
        if not label:
            words.append("⟨")
            continue
        append_text(inside[-1], "".join(words))
        words = []
        if match["end"]:
            inside.pop()
        else:
            names[label] += 1
            is_number = label.isdecimal()
            tag = tagged.tags[int(label) - 1] if is_number else label
            code = make(label if is_number else f"{label}-{names[label]}", tag)
            inside[-1].append(code)
            inside += [code] if tag != BREAK_NAME else []
    append_text(inside[-1], "".join(words))
    append_text(element, tagged.text[position:])
    return element


class InlineReader:
    """Collects the text of elements, with placeholders for inline codes.

    problems  TagErrors for codes that are not tags of the source
    """

    def __init__(self):
        self.parts, self.problems = [], []
        self.begun = {}  # {(attribute, value) of a start code: its label}, for end codes

    @property
    def text(self):
        return "".join(self.parts)

    def read_element(self, element):
        """Add the text of an element. None, for an element that a tool has left out, adds nothing."""
        if element is None:
            return
        self.add(element.text)
        for child in element:
            self.code(child, etree.QName(child).localname)
            self.add(child.tail)

    def add(self, text):
        self.parts.append((text or "").replace("⟨", "⟨⟨"))

    def code(self, element, name):
        if name in PAIRS:
            label = self.label(element.get("id"))
            self.put("⟨{}⟩", label)
            self.read_element(element)
            self.put("⟨/{}⟩", label)
        elif name in SINGLES:
            self.put("⟨{}/⟩", self.label(element.get("id")))
        elif name in STARTS or (name == "it" and element.get("pos") != "close"):
            self.put("⟨{}⟩", self.begin(element))
        elif name in ENDS or name == "it":
            self.put("⟨/{}⟩", self.end(element))
        else:
            if name not in NOTES:
                self.problems.append(TagError("unknown", name[:MAX_SHOWN]))
            self.read_element(element)

    def begin(self, element):
        label = self.label(element.get("id"))
        self.begun |= {(name, element.get(name)): label for name in ("id", "rid")}
        return label

    def end(self, element):
        """Return the label of the start that an end refers to: by startRef in 2.x, by rid or id in 1.2."""
        references = [("id", element.get("startRef")), ("rid", element.get("rid"))]
        references += [("id", element.get("rid")), ("id", element.get("id"))]
        known = [reference for reference in references if reference[1] and reference in self.begun]
        return self.begun[known[0]] if known else self.label(element.get("startRef") or element.get("id"))

    def label(self, code_id):
        """Return the label of the tag with this id. If the id is invalid, add a problem and return None."""
        if NUMBER.fullmatch(code_id or ""):
            return code_id
        if match := NAME.fullmatch(code_id or ""):
            return match[1]
        self.problems.append(TagError("unknown", (code_id or "")[:MAX_SHOWN]))
        return None

    def put(self, placeholder, label):
        if label is not None:
            self.parts.append(placeholder.format(label))


NAMESPACE_12 = "urn:oasis:names:tc:xliff:document:1.2"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
STATES_12 = {
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
E12 = ElementMaker(namespace=NAMESPACE_12, nsmap={None: NAMESPACE_12})


def build_xliff12(stories: list[OutgoingStory]) -> etree._Element:
    """Return the root element with one <file> for each story."""
    return break_lines(E12.xliff(*[_build_xliff12_file(story) for story in stories], version="1.2"))


def _build_xliff12_file(story):
    languages = {"source-language": story.source_language, "target-language": story.target_language}
    return break_lines(
        E12.file(
            E12.header(E12.note(remove_invalid_xml(story.title))),
            break_lines(E12.body(*[_build_xliff12_unit(unit) for unit in story.units])),
            original=story.original,
            datatype="html",
            **languages,
        )
    )


def _build_xliff12_unit(unit):
    source = encode_tags(unit.source_html)
    element = E12(
        "trans-unit", id=unit.id, restype=f"x-{unit.role}", extradata=digest_target(unit.target_html)
    )
    element.set(SPACE, "preserve")
    if unit.state == "approved":
        element.set("approved", "yes")
    if unit.max_length:
        element.attrib.update({"maxwidth": str(unit.max_length), "size-unit": "char"})
    element.append(fill_element(E12.source(), source, _build_xliff12_code))
    target = encode_tags(unit.target_html, source.tags)
    if target.text:
        element.append(fill_element(E12.target(state=STATES_12[unit.state]), target, _build_xliff12_code))
    element.extend(E12.note(remove_invalid_xml(note), {"from": "newsroom"}) for note in unit.notes)
    return break_lines(element)


def _build_xliff12_code(code_id, tag):
    name = tag.split(" ")[0]
    return E12("x" if name == BREAK_NAME else "g", id=code_id, ctype=CTYPES[name])


def read_xliff12(root: etree._Element) -> Iterator[ReturnedStory | None]:
    """Yield a ReturnedStory for each <file>, or None if it was not exported here."""
    for file in root.iterfind(f"{{{NAMESPACE_12}}}file"):
        languages = file.get("source-language", ""), file.get("target-language", "")
        units = map(
            _read_xliff12_unit, file.iterfind(f"{{{NAMESPACE_12}}}body//{{{NAMESPACE_12}}}trans-unit")
        )
        yield build_returned_story(file.get("original"), languages, units)


def _read_xliff12_unit(element):
    source, target = InlineReader(), InlineReader()
    source.read_element(element.find(f"{{{NAMESPACE_12}}}source"))
    written = element.find(f"{{{NAMESPACE_12}}}target")
    target.read_element(written)
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
    parts = element.iterfind(f"{{{NAMESPACE_12}}}{name}//{{{NAMESPACE_12}}}mrk[@mtype='seg']")
    return [part for part in parts if "".join(part.itertext()).strip()]


NAMESPACE_20 = "urn:oasis:names:tc:xliff:document:2.0"
LENGTHS = "urn:oasis:names:tc:xliff:sizerestriction:2.0"
OURS = "urn:newsroom:exchange"
SOURCE, TARGET, SEGMENT, IGNORABLE = (
    f"{{{NAMESPACE_20}}}{name}" for name in ("source", "target", "segment", "ignorable")
)
SENT = f"{{{OURS}}}sent"
ORDER = re.compile(r"[1-9][0-9]{0,5}")
STATES_21 = {"new": "initial", "stale": "initial", "translated": "translated", "approved": "final"}
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
E21 = ElementMaker(namespace=NAMESPACE_20, nsmap={None: NAMESPACE_20, "slr": LENGTHS, "newsroom": OURS})


def build_xliff21(stories: list[OutgoingStory]) -> etree._Element:
    """Return the root element with one <file> for each story.

    Raise ValueError if the stories have several pairs of languages.
    """
    [(source, target)] = {(story.source_language, story.target_language) for story in stories}
    # The standard does not allow a file without units.
    files = [_build_xliff21_file(number, story) for number, story in enumerate(stories, 1) if story.units]
    return break_lines(E21.xliff(*files, version="2.1", srcLang=source, trgLang=target))


def _build_xliff21_file(number, story):
    profiles = etree.Element(f"{{{LENGTHS}}}profiles", generalProfile="xliff:codepoints")
    lengths = [profiles] if any(unit.max_length for unit in story.units) else []
    notes = [E21.notes(E21.note(remove_invalid_xml(story.title)))] if story.title else []
    units = [_build_xliff21_unit(unit) for unit in story.units]
    return break_lines(E21.file(*lengths, *notes, *units, id=f"f{number}", original=story.original))


def _build_xliff21_unit(unit):
    source = encode_tags(unit.source_html)
    target = encode_tags(unit.target_html, source.tags)
    refs = {}
    make = partial(_build_xliff21_code, refs)
    segment = E21.segment(fill_element(E21.source(), source, make), state="initial")
    if target.text:
        segment.set("state", STATES_21[unit.state])
        segment.append(fill_element(E21.target(), target, make))
    element = E21.unit(id=unit.id, type=f"newsroom:{unit.role}")
    element.set(SENT, digest_target(unit.target_html))
    element.set(SPACE, "preserve")
    if unit.max_length:
        element.set(f"{{{LENGTHS}}}sizeRestriction", str(unit.max_length))
    if unit.notes:
        element.append(break_lines(E21.notes(*[E21.note(remove_invalid_xml(note)) for note in unit.notes])))
    if refs:
        element.append(break_lines(E21.originalData(*[E21.data(tag, id=ref) for tag, ref in refs.items()])))
    element.append(break_lines(segment))
    return break_lines(element)


def _build_xliff21_code(refs, code_id, tag):
    """Build a code, and add its original data (HTML that tools display) to `refs`: {tag: id}."""
    name = tag.split(" ")[0]
    begin = refs.setdefault(f"<{tag}>", f"d{len(refs) + 1}")
    if name == BREAK_NAME:
        return E21.ph(id=code_id, dataRef=begin, **TYPES[name])
    end = refs.setdefault(f"</{name}>", f"d{len(refs) + 1}")
    return E21.pc(id=code_id, dataRefStart=begin, dataRefEnd=end, **TYPES[name])


def read_xliff21(root: etree._Element) -> Iterator[ReturnedStory | None]:
    """Yield a ReturnedStory for each <file>, or None if it was not exported here."""
    languages = root.get("srcLang", ""), root.get("trgLang", "")
    for file in root.iterfind(f"{{{NAMESPACE_20}}}file"):
        units = map(_read_xliff21_unit, file.iterfind(f".//{{{NAMESPACE_20}}}unit"))
        yield build_returned_story(file.get("original"), languages, units)


def _read_xliff21_unit(element):
    """Read one unit and join its parts."""
    parts = [part for part in element if part.tag in (SEGMENT, IGNORABLE)]
    source, target = InlineReader(), InlineReader()
    for part in parts:
        source.read_element(part.find(SOURCE))
    for part in sorted(parts, key=lambda part: _target_order(part, parts)):
        # Text outside segments, mostly white space, may have no target: its source is then used.
        left_out = part.find(SOURCE) if part.tag == IGNORABLE else None
        target.read_element(left_out if part.find(TARGET) is None else part.find(TARGET))
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
    """Return the position of a part's target in the unit: its `order`, or else the position of the part."""
    target = part.find(TARGET)
    order = "" if target is None else target.get("order", "")
    return int(order) if ORDER.fullmatch(order) else parts.index(part) + 1


def _has_words(part, name):
    element = part.find(name)
    return element is not None and any(map(str.strip, element.itertext()))


def _read_xliff21_state(states):
    """Return the least advanced state of the segments, as in ReturnedUnit.state."""
    states = {READ_STATES.get(state, "translated") if state else "" for state in states}
    return next((state for state in ("new", "", "translated") if state in states), "approved")

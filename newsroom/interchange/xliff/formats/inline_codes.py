"""Inline codes: placeholders in a text written as inline elements of XLIFF, and read back."""

import re
from collections import Counter
from collections.abc import Callable

from lxml import etree

from articles.text.inline_tags import BREAK_NAME, PLACEHOLDER, PLAIN, TagError, TaggedText
from newsroom.interchange.text_files import append_text

# The ids that go out: the number of a tag, or the name of a plain tag and a count, because ids are unique.
NUMBER = re.compile(r"[1-9][0-9]{0,8}")
NAME = re.compile(rf"({'|'.join(PLAIN)})-[0-9]{{1,9}}")

# The elements of XLIFF 1.2 and 2.x by meaning; no name has two meanings.
PAIRS = ("g", "pc")
SINGLES = ("x", "ph")
STARTS = ("bx", "bpt", "sc")
ENDS = ("ex", "ept", "ec")
NOTES = ("mrk", "sm", "em", "cp", "sub")  # their content is text; the elements themselves are ignored
MAX_SHOWN = 40


def fill_element(
    element: etree._Element, tagged: TaggedText, make: Callable[[str, str], etree._Element]
) -> etree._Element:
    """Put a TaggedText into an element and return it; `make(id, tag)` makes the element for a code."""
    inside, words, place, names = [element], [], 0, Counter()
    for match in PLACEHOLDER.finditer(tagged.text):
        words.append(tagged.text[place : match.start()])
        place = match.end()
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
    append_text(element, tagged.text[place:])
    return element


class InlineReader:
    """A reader that collects the text of elements, with placeholders for the codes in them."""

    def __init__(self):
        self.parts, self.problems = [], []
        self.begun = {}  # (attribute, value) of starts, for the ends that refer to them: label

    @property
    def text(self):
        return "".join(self.parts)

    def read(self, element):
        """Read an element, or None where a tool has left it out."""
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
            self.read(element)
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
            self.read(element)

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
        """Return the label of the tag with this id; None, and a problem, when there can be none."""
        if NUMBER.fullmatch(code_id or ""):
            return code_id
        if match := NAME.fullmatch(code_id or ""):
            return match[1]
        self.problems.append(TagError("unknown", (code_id or "")[:MAX_SHOWN]))
        return None

    def put(self, placeholder, label):
        if label is not None:
            self.parts.append(placeholder.format(label))

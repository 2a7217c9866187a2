"""Numbered tags of a text as inline elements of a <seg>, written and parsed.

A pair ⟨1⟩…⟨/1⟩ is <bpt> and <ept>, a single ⟨1/⟩ is <ph>, and half of a pair is <it>. Each contains the tag
itself, so that it comes back unchanged. Of the elements of other tools only the numbers are used.
"""

import re
from itertools import count

from lxml import etree

from articles.text.inline_tags import PLACEHOLDER
from newsroom.interchange.xml_parts import append_text

LABEL = re.compile(r"[1-9][0-9]{0,8}")
PAIRED = ("hi", "g")
SINGLE = ("ph", "x")
CODE = ("bpt", "ept", "it", "ut", *SINGLE)  # contain codes of a tool, no words


def build_segment(text: str) -> etree._Element:
    """Build the <seg> element of a text with numbered tags."""
    found = etree.Element("seg")
    words, place, pairs = [], 0, _match_pairs(text)
    for tag in PLACEHOLDER.finditer(text):
        words.append(text[place : tag.start()])
        place = tag.end()
        if tag[0] == "⟨⟨":
            words.append("⟨")
        else:
            append_text(found, "".join(words))
            words = []
            found.append(_build_inline_element(tag, pairs.get(tag.start())))
    append_text(found, "".join(words) + text[place:])
    return found


def _build_inline_element(tag, pair):
    numbers = {"x": tag["label"]} if tag["label"].isdecimal() else {}
    if tag[0].endswith("/⟩"):
        found = etree.Element("ph", numbers)
    elif pair is None:
        found = etree.Element("it", numbers, pos="end" if tag["end"] else "begin")
    else:
        found = etree.Element("ept" if tag["end"] else "bpt", i=str(pair))
        found.attrib.update({} if tag["end"] else numbers)
    found.text = tag[0]
    return found


def _match_pairs(text):
    """Return {position of a tag: number of its pair} for the tags that have both halves."""
    numbers, waiting, found = count(1), {}, {}
    for tag in PLACEHOLDER.finditer(text):
        if tag["label"] is None or tag[0].endswith("/⟩"):
            continue
        if not tag["end"]:
            waiting.setdefault(tag["label"], []).append(tag.start())
        elif waiting.get(tag["label"]):
            found[waiting[tag["label"]].pop()] = found[tag.start()] = next(numbers)
    return found


def parse_segment(seg: etree._Element) -> tuple[str, int]:
    """Return the text of a <seg> with numbered tags, and the count of inline elements left out."""
    reader = _SegmentReader()
    reader.read(seg)
    return reader.text(), reader.dropped


class _SegmentReader:
    """A reader that collects text and tags in order; a tag is [form, number]."""

    def __init__(self):
        self.parts, self.used, self.numbers, self.dropped = [], set(), count(1), 0
        self.begun = {}  # the i of a <bpt>: its tag, until its <ept> is found

    def read(self, element):
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
            self.read(child)
            self.parts.append(["⟨/{}⟩", tag[1]])
        elif name == "it" and ours and ours["label"]:
            self.parts.append(["⟨/{}⟩" if ours["end"] else "⟨{}⟩", ours["label"]])
        else:
            self.dropped += 1
            if name not in CODE:
                self.read(child)

    def _tag(self, form, element, ours):
        label = ours["label"] if ours else None
        self.parts.append([form, label or self._free(element.get("x"), element.get("i"))])
        self.used.add(self.parts[-1][1])
        return self.parts[-1]

    def _free(self, *wished):
        """Return the first unused number of those wished for, else the next one."""
        for one in wished:
            if one and LABEL.fullmatch(one) and one not in self.used:
                return one
        return next(str(number) for number in self.numbers if str(number) not in self.used)

    def text(self):
        """Return the text, without starts that have no end."""
        lone = {id(tag) for tag in self.begun.values()}
        self.dropped += len(lone)
        return "".join(
            part.replace("⟨", "⟨⟨") if isinstance(part, str) else part[0].format(part[1])
            for part in self.parts
            if id(part) not in lone
        )

"""Options for parsing XML from outside, and small parts of XML that is written."""

import re

from lxml import etree

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Of lxml's parsers: nothing is loaded, expanded or repaired.
SAFE_PARSING = {"resolve_entities": False, "load_dtd": False, "no_network": True, "huge_tree": False}
SAFE_PARSING |= {"remove_comments": True, "remove_pis": True}


def break_lines(element: etree._Element) -> etree._Element:
    """Put each child of an element on a line of its own; never used where there is text."""
    element.text = "\n"
    for child in element:
        child.tail = "\n"
    return element


def remove_invalid_xml(text: str) -> str:
    """Remove the few characters that no XML file may contain."""
    return NOT_XML.sub("", text)


def append_text(element: etree._Element, text: str) -> None:
    """Add text at the end of an element, without characters that XML may not contain.

    Copies the text that is there: many small pieces are joined before.
    """
    text = remove_invalid_xml(text)
    last = next(element.iterchildren(reversed=True), None)
    if last is not None:
        last.tail = (last.tail or "") + text
    else:
        element.text = (element.text or "") + text

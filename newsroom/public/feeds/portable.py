"""Conversion of page markup for other programs: absolute URLs, no classes of our style sheet."""

import re
from html import escape

from lxml import etree, html

from newsroom.public.absolute_urls import UrlBuilder

KEPT = {
    *("href", "hreflang", "lang", "datetime", "src", "alt", "width", "height"),
    *("colspan", "rowspan", "scope"),
}
ADDRESSES = ("href", "src")
LEFT_OUT = {"script", "style", "template", "svg"}
# The parser does not know <source>, and treats what follows as its content.
UNWRAPPED = {"picture", "source", "button", "label"}
LABELS = {"passage__label", "heading-label"}
# Characters that XML forbids. An old import may contain some.
NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def strip_non_xml(text: str) -> str:
    return NOT_XML.sub("", text)


def portable_html(markup: str, absolute: UrlBuilder) -> str:
    """Return the markup of a page as a feed reader can show it, with absolute URLs."""
    root = html.fragment_fromstring(strip_non_xml(markup), create_parent="div")
    for element in list(root.iterdescendants()):
        if not isinstance(element.tag, str) or element.tag in LEFT_OUT:
            element.drop_tree()
        elif element.tag in UNWRAPPED:
            element.drop_tag()
        else:
            make_portable(element, absolute)
    return inner_html(root).strip()


def make_portable(element, absolute):
    if LABELS & set(element.get("class", "").split()):
        make_strong(element)
    for name in set(element.attrib) - KEPT:
        del element.attrib[name]
    for name in ADDRESSES:
        if element.get(name):
            element.set(name, absolute(element.get(name)))


def make_strong(label):
    """Set a label bold: our style sheet is not available elsewhere."""
    if label.tag == "span":
        label.tag = "strong"
        return
    strong = etree.SubElement(label, "strong")
    strong.text, label.text = label.text, None


def inner_html(root):
    parts = [html.tostring(child, encoding="unicode", method="html") for child in root]
    return escape(root.text or "", quote=False) + "".join(parts)

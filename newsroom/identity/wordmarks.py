"""The wordmark of a newspaper: an SVG file that shows itself alone, and its size."""

import math
import re

from lxml import etree

MOST_BYTES = 32_000
SVG = "{http://www.w3.org/2000/svg}"
XHTML = "http://www.w3.org/1999/xhtml"
LINKS = ("href", "src", "base")  # in any namespace
REFUSED = {"script", "foreignObject", "iframe", "image", "a", "audio", "video", "handler", "listener"}
SHAPES = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
LETTERS = {"text", "tspan", "tref", "textPath", "font"}
ANIMATED = {"animate", "set", "animateTransform", "animateMotion"}
# In a style; a backslash could spell any of it.
OUTSIDE = re.compile(r"@import|image-set|\\|url\(\s*+['\"]?+\s*+(?!['\"#])", re.I)
LENGTH = re.compile(r"(\d+(?:\.\d+)?|\.\d+)\Z")
PARSER = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


class WordmarkError(ValueError):
    """An SVG file cannot serve as a wordmark; the message says why."""


def measure_wordmark(content: bytes) -> tuple[int, int]:
    """Return width and height of an SVG file, in hundredths of its height: (483, 100).

    Raise WordmarkError for a file that is too large, that runs or loads anything, that has letters or no
    shape, or that tells no size.
    """
    if len(content) > MOST_BYTES:
        raise WordmarkError(f"has {len(content):,} bytes; at most {MOST_BYTES:,} are accepted")
    try:
        root = etree.fromstring(content, etree.XMLParser(**PARSER))
    except etree.XMLSyntaxError as error:
        raise WordmarkError(f"is no well-formed XML: {error.msg}") from None
    if root.tag != f"{SVG}svg":
        raise WordmarkError('is no SVG: its root is not <svg xmlns="http://www.w3.org/2000/svg">')
    if root.getroottree().docinfo.doctype:
        raise WordmarkError("has a DOCTYPE; remove it")
    for node in root.getroottree().xpath("//processing-instruction()"):
        raise WordmarkError(f"has a processing instruction <?{node.target}?>; remove it")
    for element in root.iter(etree.Element):
        _examine(element)
    if next(root.iter(*(f"{SVG}{name}" for name in SHAPES)), None) is None:
        raise WordmarkError(f"has no shape: draw the name as <{'>, <'.join(sorted(SHAPES))}>")
    return _size_of(root)


def _examine(element):
    name, space = etree.QName(element).localname, etree.QName(element).namespace
    if name in LETTERS:
        raise WordmarkError(f"has letters in <{name}>; convert them to paths, for readers may lack the font")
    if name in REFUSED | ANIMATED or space == XHTML:
        raise WordmarkError(f"has an element <{name}>; only shapes at rest are accepted")
    for key, value in element.attrib.items():
        attribute = etree.QName(key).localname
        if attribute.lower().startswith("on"):
            raise WordmarkError(f"has a script in the attribute {attribute}")
        if attribute in LINKS and not value.strip().startswith("#"):
            raise WordmarkError(f"refers to something outside itself in {attribute}: {value[:60]!r}")
        _examine_style(value)
    if name == "style":
        _examine_style("".join(element.itertext()))


def _examine_style(text):
    if OUTSIDE.search(text):
        raise WordmarkError(f"refers to something outside itself in a style: {text.strip()[:60]!r}")


def _size_of(root):
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    found = [LENGTH.match(value) for value in box[2:]] if len(box) == 4 else [None, None]
    width, height = (float(one.group(1)) if one else 0.0 for one in found)
    if not (width > 0 and height > 0 and math.isfinite(width) and math.isfinite(height)):
        raise WordmarkError('has no viewBox of four numbers, such as viewBox="0 0 480 100"')
    ratio = width / height
    if not 0.5 <= ratio <= 30:
        raise WordmarkError(f"is {ratio:.2f} times as wide as high; 0.5 to 30 times are accepted")
    return round(100 * ratio), 100

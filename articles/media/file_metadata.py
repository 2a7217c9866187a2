"""Metadata that photographers and agencies write into picture files: XMP, IPTC and EXIF.

Files are not trusted: each block is limited, each text is cleaned and cut, and unreadable blocks are
ignored. If several blocks state the same fact, XMP is preferred to IPTC and IPTC to EXIF, as the Metadata
Working Group recommends. GPS coordinates are never read.
"""

import logging
import re
from codecs import getincrementaldecoder
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from lxml import etree
from PIL import Image as Pillow

from articles.models.language import Language, localized
from articles.models.text import line, prose
from articles.text.script import language_of

logger = logging.getLogger(__name__)

MOST_BYTES = 300_000  # of a block; a longer XMP block is ignored, a longer IPTC block is cut
MOST_LINE, MOST_PROSE = 200, 2000  # characters
MOST_NAMES = 10  # creators, or texts of one property; further ones are ignored

EXIF_OF_PHOTOGRAPH, TAKEN = 0x8769, 0x9003
EXIF = {"caption": 0x010E, "creator": 0x013B, "copyright": 0x8298}
IPTC = {
    80: "creator", 90: "city", 92: "location", 101: "country", 55: "taken_on",
    105: "headline", 110: "credit", 115: "source", 116: "copyright", 120: "caption",
}  # fmt: skip
ISO_UTF_8 = b"\x1b%G"
RESOURCE_OF_IPTC = 0x0404

NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "core": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "rights": "http://ns.adobe.com/xap/1.0/rights/",
}
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XMP = {
    "creator": "dc:creator",
    "caption": "dc:description",
    "copyright": "dc:rights",
    "alt": "core:AltTextAccessibility",
    "usage": "rights:UsageTerms",
    "headline": "photoshop:Headline",
    "credit": "photoshop:Credit",
    "source": "photoshop:Source",
    "location": "core:Location",
    "city": "photoshop:City",
    "country": "photoshop:Country",
    "taken_on": "photoshop:DateCreated",
}
DATE = re.compile(r"\s*(\d{4})[-:]?(\d\d)[-:]?(\d\d)", re.ASCII)


@dataclass
class FileMetadata:
    """Cleaned metadata of a picture file. The texts for readers are {language: text}; {} if missing."""

    alt: dict = field(default_factory=dict)
    caption: dict = field(default_factory=dict)
    credit: dict = field(default_factory=dict)
    creator: str = ""
    place: str = ""
    usage_terms: str = ""
    taken_on: date | None = None

    def columns(self) -> dict:
        """Return {column of an Image: value} for the facts that the file has."""
        texts = {
            localized(name, language): text
            for name in ("alt", "caption", "credit")
            for language, text in getattr(self, name).items()
        }
        rest = {name: getattr(self, name) for name in ("creator", "place", "usage_terms", "taken_on")}
        return {name: value for name, value in (texts | rest).items() if value}


def read_metadata(picture: Pillow.Image) -> FileMetadata:
    """Return the metadata of an opened picture, without decoding it."""
    facts = {}
    for read in (_xmp_facts, _iptc_facts, _exif_facts):
        try:
            for name, texts in read(picture):
                facts.setdefault(name, texts)
        except Exception as error:  # blocks of a hostile file can raise any error
            logger.info("Metadata of a picture was ignored: %r", error)
    return _as_metadata(facts)


def _as_metadata(facts):
    """Return the FileMetadata of {name: [(language or "", text)]}."""
    names = [text for _language, text in facts.get("creator", [])][:MOST_NAMES]
    creator = _line(", ".join(names))
    parts = [_first(facts, name) for name in ("location", "city", "country")]
    terms = [_first(facts, name, prose) for name in ("copyright", "usage")]
    return FileMetadata(
        alt=_by_language(facts.get("alt", []), _line),
        caption=_by_language(facts.get("caption") or facts.get("headline", []), _prose),
        credit=_by_language(
            facts.get("credit") or facts.get("source") or ([("", creator)] if creator else []), _line
        ),
        creator=creator,
        place=_line(", ".join(dict.fromkeys(filter(None, parts)))),
        usage_terms=_prose("\n".join(dict.fromkeys(filter(None, terms)))),
        taken_on=_date(_first(facts, "taken_on")),
    )


def _first(facts, name, clean=line):
    return next(filter(None, (clean(text[:MOST_PROSE]) for _language, text in facts.get(name, []))), "")


def _line(text):
    return line(text[: 10 * MOST_LINE])[:MOST_LINE].strip()


def _prose(text):
    return prose(text[: 2 * MOST_PROSE])[:MOST_PROSE].strip()


def _by_language(texts, clean):
    """Return {language: text}, by the language tag of a text, else by its script."""
    known = [(marked.lower().partition("-")[0], clean(text)) for marked, text in texts]
    # Texts marked as "x-default", or not marked, come last.
    known.sort(key=lambda marked_text: marked_text[0] not in Language.values)
    by_language = {}
    for marked, text in known:
        if text:
            by_language.setdefault(marked if marked in Language.values else language_of(text) or "en", text)
    return by_language


def _date(text):
    if not (match := DATE.match(text)):
        return None
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return None


def _xmp_facts(picture: Pillow.Image) -> Iterator[tuple[str, list]]:
    packet = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp") or b""
    packet = packet.encode() if isinstance(packet, str) else packet
    if not packet or len(packet) > MOST_BYTES or b"<!DOCTYPE" in packet or b"<!ENTITY" in packet:
        return
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=False)
    root = etree.fromstring(packet.strip(b"\0 \t\r\n"), parser)
    if root.getroottree().docinfo.internalDTD is not None:  # the encoding hid it from the first check
        return
    described = root.findall(f"{RDF}RDF/{RDF}Description") or root.findall(f"{RDF}Description")
    for name, qualified in XMP.items():
        prefix, tag = qualified.split(":")
        tag = f"{{{NAMESPACES[prefix]}}}{tag}"
        texts = [text for description in described for text in _property_texts(description, tag)]
        if texts:
            yield name, texts


def _property_texts(description, tag):
    """Yield (language or "", text) of a property: an attribute, an element, or the items of a list."""
    if description.get(tag):
        yield "", description.get(tag)
    for element in description.iterchildren(tag):
        items = element.findall(f"*/{RDF}li")[:MOST_NAMES] or [element]
        yield from ((item.get(XML_LANG, ""), item.text) for item in items if item.text)


def _iptc_facts(picture: Pillow.Image) -> Iterator[tuple[str, list]]:
    resources = picture.info.get("photoshop")
    block = resources.get(RESOURCE_OF_IPTC, b"") if isinstance(resources, dict) else b""
    is_utf_8, datasets = False, {}
    for record, number, raw in _iptc_datasets(block[:MOST_BYTES]):
        if (record, number) == (1, 90):
            is_utf_8 = raw == ISO_UTF_8
        elif record == 2 and number in IPTC:
            datasets.setdefault(IPTC[number], []).append(raw)
    for name, values in datasets.items():
        yield name, [("", decode_text(raw, is_utf_8=is_utf_8)) for raw in values[:MOST_NAMES]]


def _iptc_datasets(block):
    """Yield (record, number, value) of each dataset: a marker byte, both numbers, a length, the value."""
    at = 0
    while at + 5 <= len(block) and block[at] == 0x1C:
        length = int.from_bytes(block[at + 3 : at + 5])
        if length & 0x8000:  # a value of more than 32 KB
            return
        yield block[at + 1], block[at + 2], block[at + 5 : at + 5 + length]
        at += 5 + length


def _exif_facts(picture: Pillow.Image) -> Iterator[tuple[str, list]]:
    if not picture.info.get("exif"):  # otherwise Pillow would decode a PNG to look for it
        return
    exif = picture.getexif()
    for name, tag in EXIF.items():
        value = exif.get(tag)
        if isinstance(value, str) and value.strip("\0 "):
            raw = value[: 3 * MOST_PROSE].encode("latin-1", "ignore")
            yield name, [("", decode_text(raw.strip(b"\0"), is_utf_8=False))]
    taken = exif.get_ifd(EXIF_OF_PHOTOGRAPH).get(TAKEN)
    if isinstance(taken, str):
        yield "taken_on", [("", taken[:30])]


def decode_text(raw: bytes, *, is_utf_8: bool) -> str:
    """Decode a text of IPTC or EXIF. Unless marked as UTF-8, try UTF-8, EUC-KR and Latin-1.

    EUC-KR is accepted if all non-ASCII characters become Hangul, which Latin-1 letters rarely do.
    """
    is_whole, raw = len(raw) <= 3 * MOST_PROSE, raw[: 3 * MOST_PROSE]
    if is_utf_8:
        return raw.decode("utf-8", "ignore")
    for encoding in ("utf-8", "cp949"):
        try:
            text = getincrementaldecoder(encoding)().decode(raw, is_whole)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or all(letter.isascii() or "가" <= letter <= "힣" for letter in text):
            return text
    return raw.decode("latin-1")

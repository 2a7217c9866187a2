"""XLIFF files of either version: written for translators, read safely from anybody.

XML from outside is parsed or refused: nothing is loaded, expanded or repaired.
"""

import codecs
import re

from django.utils.translation import gettext as _
from lxml import etree

from newsroom.interchange.text_files import SAFE_PARSING
from newsroom.interchange.xliff.formats.document import (
    OutgoingStory,
    ReturnedDocument,
    TranslationFileRefused,
    check_document,
)
from newsroom.interchange.xliff.formats.elements import (
    NAMESPACE_12,
    NAMESPACE_20,
    build_xliff12,
    build_xliff21,
    read_xliff12,
    read_xliff21,
)

WRITERS = {"1.2": build_xliff12, "2.1": build_xliff21}
READERS = {
    ("1.2", NAMESPACE_12): read_xliff12,
    ("2.0", NAMESPACE_20): read_xliff21,
    ("2.1", NAMESPACE_20): read_xliff21,
}
MAX_XLIFF_BYTES = 10_000_000  # a queue of a hundred stories has 6 MB
MAX_TAGS = 400_000
BOMS = [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")]
WITHOUT_BOM = [(b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be")]
DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
DECLARATION = re.compile(r"\s*<\?xml\s[^>]*\?>")
ENCODINGS = {"utf-8", "ascii", "iso8859-1", "cp1252", "euc_kr", "cp949"}


def write_xliff(stories: list[OutgoingStory], version: str = "1.2") -> bytes:
    """Return the bytes of an XLIFF file with a <file> for each story.

    One file of version 2.1 has one pair of languages: raise ValueError for several.
    """
    root = WRITERS[version](stories)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def read_xliff(data: bytes) -> ReturnedDocument:
    """Read the bytes of an XLIFF file. Raise TranslationFileRefused when it was not exported here."""
    root = parse_untrusted_xml(data)
    name, version = etree.QName(root), root.get("version", "")
    reader = READERS.get((version, name.namespace)) if name.localname == "xliff" else None
    if reader is None:
        raise TranslationFileRefused(
            _("This is not XLIFF 1.2, 2.0 or 2.1: the file starts with <%(name)s version=“%(version)s”>.")
            % {"name": name.localname[:40], "version": version[:10]}
        )
    stories = tuple(filter(None, reader(root)))
    if not stories:
        raise TranslationFileRefused(
            _(
                "The file contains no story of this newsroom. It was not exported here, or its "
                "identifiers were lost."
            )
        )
    return check_document(version, stories)


def parse_untrusted_xml(data: bytes) -> etree._Element:
    """Return the root element of the bytes of an XML file. Raise TranslationFileRefused."""
    if len(data) > MAX_XLIFF_BYTES:
        raise TranslationFileRefused(
            _("The file has %(size)d MB. It can have up to %(most)d MB.")
            % {"size": len(data) // 1_000_000, "most": MAX_XLIFF_BYTES // 1_000_000}
        )
    if data.startswith((b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")):
        raise TranslationFileRefused(_("This is an archive. Unpack it and choose the file inside."))
    text = _decode_xml(data)
    if not text.lstrip().startswith("<"):
        raise TranslationFileRefused(
            _("This is not XML. Choose the .xlf file that the translation tool saved.")
        )
    # Not even in a comment: parsers differ in what they take for one.
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise TranslationFileRefused(_("The file declares a document type (DOCTYPE), which is not allowed."))
    if text.count("<") > MAX_TAGS:
        raise TranslationFileRefused(_("The file has too many tags for a translation file."))
    declaration = DECLARATION.match(text)
    return _parse_tree(text[declaration.end() :] if declaration else text)


def _decode_xml(data):
    encoding, start = _detect_encoding(data)
    try:
        return data[start:].decode(encoding).lstrip("\ufeff")  # some programs write the mark twice
    except UnicodeDecodeError as error:
        raise TranslationFileRefused(
            _("The file should be in %(encoding)s, but byte %(position)d is not. Save it as UTF-8.")
            % {"encoding": encoding, "position": start + error.start + 1}
        ) from error


def _detect_encoding(data):
    """Return the codec and the length of the byte order mark."""
    for mark, codec in BOMS:
        if data.startswith(mark):
            return codec, len(mark)
    for start, codec in WITHOUT_BOM:
        if data.startswith(start):
            return codec, 0
    declared = DECLARED.match(data)
    name = declared[1].decode() if declared else "utf-8"
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        codec = ""
    if codec.startswith("utf-16"):
        codec = "utf-8"  # the declaration was read as single bytes, so it cannot be UTF-16
    if codec not in ENCODINGS:
        raise TranslationFileRefused(
            _("The encoding %(encoding)s is not supported. Save the file as UTF-8.") % {"encoding": name}
        )
    return codec, 0


def _parse_tree(text):
    try:
        return etree.fromstring(text.encode(), etree.XMLParser(**SAFE_PARSING))
    except etree.XMLSyntaxError as error:
        raise TranslationFileRefused(
            _("Line %(line)d of the file is not well-formed XML: %(reason)s")
            % {"line": error.lineno or 1, "reason": error.msg}
        ) from error

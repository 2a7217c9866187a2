"""XML from outside becomes a tree, or is refused: nothing is loaded, expanded or repaired."""

import codecs
import re

from django.utils.translation import gettext as _
from lxml import etree

from newsroom.interchange.xliff.formats.document import Refused

MAX_BYTES = 10_000_000  # a queue of a hundred stories has 6 MB
MAX_TAGS = 400_000
BOMS = [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")]
WITHOUT_BOM = [(b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be")]
DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
DECLARATION = re.compile(r"\s*<\?xml\s[^>]*\?>")
ENCODINGS = {"utf-8", "ascii", "iso8859-1", "cp1252", "euc_kr", "cp949"}


def parsed(data):
    """The root element of the bytes of an XML file. Raise Refused for anything else."""
    if len(data) > MAX_BYTES:
        raise Refused(
            _("The file has %(size)d MB; more than %(most)d MB are not read.")
            % {"size": len(data) // 1_000_000, "most": MAX_BYTES // 1_000_000}
        )
    if data.startswith((b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")):
        raise Refused(_("This is an archive. Unpack it and choose the file in it."))
    text = _text(data)
    if not text.lstrip().startswith("<"):
        raise Refused(_("This is no XML. Choose the .xlf file that the translation tool saved."))
    # Nowhere, not even in a comment: what one parser takes for a comment another may read.
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise Refused(_("The file declares a document type (DOCTYPE). XLIFF needs none, so it is not read."))
    if text.count("<") > MAX_TAGS:
        raise Refused(_("The file has too many tags for a file of translations."))
    declaration = DECLARATION.match(text)
    return _tree(text[declaration.end() :] if declaration else text)


def _text(data):
    encoding, start = _encoding(data)
    try:
        return data[start:].decode(encoding).lstrip("\ufeff")  # some programs write the mark twice
    except UnicodeDecodeError as error:
        raise Refused(
            _("The file should be in %(encoding)s, but byte %(position)d is not. Save it as UTF-8.")
            % {"encoding": encoding, "position": start + error.start + 1}
        ) from error


def _encoding(data):
    """(codec, length of the byte order mark)."""
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
        codec = "utf-8"  # or its declaration could not be read a byte a letter; some programs say so of any
    if codec not in ENCODINGS:
        raise Refused(
            _("The encoding %(encoding)s is not read. Save the file as UTF-8.") % {"encoding": name}
        )
    return codec, 0


def _tree(text):
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise Refused(
            _("Line %(line)d of the file is no well-formed XML: %(reason)s")
            % {"line": error.lineno or 1, "reason": error.msg}
        ) from error

"""Formats of translation files: XLIFF, and Markdown for translators without tools.

This module does not use the database. External XML is parsed or refused: nothing is loaded, expanded or
repaired.

Markdown can be edited in any editor, in Word or in Google Docs. Each segment starts with a line with §§ and
its id, and a line with ⇒ follows its source. These characters mean nothing in Markdown, so programs that
convert the rest to headings and quotations keep them.
"""

import codecs
import re

from django.utils.translation import gettext as _
from lxml import etree

from articles.text.inline_tags import encode_tags
from newsroom.interchange.text_files import SAFE_PARSING, FileRefused, decode_text
from newsroom.interchange.xliff.document import (
    ORIGINAL,
    OutgoingStory,
    ReturnedDocument,
    ReturnedUnit,
    TranslationFileRefused,
    build_returned_story,
    check_document,
    digest_target,
)
from newsroom.interchange.xliff.elements import (
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
MAX_XLIFF_BYTES = 10_000_000  # larger files are refused; a hundred stories take 6 MB
MAX_TAGS = 400_000  # characters “<” in a file; files with more are refused
BOMS = [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")]
WITHOUT_BOM = [(b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be")]
DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
DECLARATION = re.compile(r"\s*<\?xml\s[^>]*\?>")
ENCODINGS = {"utf-8", "ascii", "iso8859-1", "cp1252", "euc_kr", "cp949"}


def write_xliff(stories: list[OutgoingStory], version: str = "1.2") -> bytes:
    """Return the bytes of an XLIFF file with a <file> for each story.

    A file of version 2.1 has one pair of languages. Raise ValueError for several pairs.
    """
    root = WRITERS[version](stories)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def read_xliff(data: bytes) -> ReturnedDocument:
    """Read the bytes of an XLIFF file. Raise TranslationFileRefused if it was not exported here."""
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
    """Return the root element of an XML file. Raise TranslationFileRefused if it is not valid or not safe."""
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
    # Declarations are refused even in a comment, because parsers differ in recognising comments.
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
    """Return (codec, length of the byte order mark)."""
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


HEAD = re.compile(r"[^\w§⇒]*§§ *(?P<id>[\w.-]+)(?:/(?P<sent>[0-9a-f]{8}))?(?P<rest>.*)")
LANGUAGES = re.compile(r"([A-Za-z-]+) *(?:→|->) *([A-Za-z-]+)")
ARROW = re.compile(r"[\s#>*]*⇒[\s*]*")
QUOTED = re.compile(r"^\s*>\s*")
BLANKS = re.compile(r"[ \t]+")
SIGNS = re.compile(r"[\\`*_\[\]<§⇒]")
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~§⇒])")


def write_translation_markdown(stories: list[OutgoingStory]) -> bytes:
    """Return the bytes of a Markdown file with the units of each story."""
    lines = [line for story in stories for line in _story_lines(story)]
    return "\n".join(lines).encode()


def _story_lines(story):
    yield f"# {_escape_markdown(story.title)}"
    yield f"\n§§ {story.original} · {story.source_language} → {story.target_language}\n"
    yield _("Write each translation below its arrow. Do not change the lines with §§ or the arrows.")
    yield _("⟨1⟩ and ⟨/1⟩ mark links and formatting in the source. Put them around the same words.")
    for unit in story.units:
        source = encode_tags(unit.source_html)
        called = f" · {unit.called}" if unit.called else ""
        yield f"\n## §§ {unit.id}/{digest_target(unit.target_html)}{called}\n"
        yield from (f"({_escape_markdown(' '.join(note.split()))})\n" for note in unit.notes)
        yield f"> {_escape_markdown(source.text)}"
        yield f"\n⇒\n\n{_escape_markdown(encode_tags(unit.target_html, source.tags).text)}"
    yield ""


def _escape_markdown(text):
    return SIGNS.sub(r"\\\g<0>", text)


def _unescape_markdown(text):
    return ESCAPED.sub(r"\1", text)


def read_translation_markdown(data: bytes) -> ReturnedDocument:
    """Read the bytes of a Markdown file, even if programs have reformatted it.

    Raise TranslationFileRefused if they are not text or name no story.
    """
    try:
        text, _encoding = decode_text(data)
    except FileRefused as error:
        raise TranslationFileRefused(str(error)) from error
    stories = _parse_stories(text.splitlines())
    if not stories:
        raise TranslationFileRefused(_("The file has no line “§§ story-…”, so its story is unknown."))
    return check_document("Markdown", stories)


def _parse_stories(lines):
    """Return the ReturnedStories. Each story begins at its line with §§ and ends at the next story."""
    stories = []
    for match, below in _split_blocks(lines):
        if ORIGINAL.fullmatch(match["id"]):
            languages = LANGUAGES.search(match["rest"])
            stories.append((match["id"], languages.groups() if languages else ("", ""), []))
        elif stories:
            stories[-1][2].append(_parse_markdown_unit(match, below))
    return tuple(build_returned_story(*story) for story in stories)


def _split_blocks(lines):
    """Return [(match of a line with §§, lines below it)]."""
    blocks = []
    for line in lines:
        if HEAD.match(line):
            blocks.append((HEAD.match(_unescape_markdown(line)), []))
        elif blocks:
            blocks[-1][1].append(line)
    return blocks


def _parse_markdown_unit(match, lines):
    arrow = next((index for index, line in enumerate(lines) if ARROW.fullmatch(line)), len(lines))
    above = [line for line in lines[:arrow] if line.strip()]
    source = _unescape_markdown(QUOTED.sub("", above[-1])) if above else ""
    target = _unescape_markdown(BLANKS.sub(" ", " ".join(lines[arrow + 1 :])).strip(" "))
    return ReturnedUnit(match["id"], source, target, "translated" if target else "new", match["sent"] or "")

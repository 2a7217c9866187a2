"""Files from outside as text, tables and XML: encodings, refusals of all else, safe options for parsing."""

import codecs
import csv
import io
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from lxml import etree

from articles.refusals import Refused

SEPARATORS = ",;\t"
MOST_IN_CELL = 131_072
MAX_STORY_BYTES = 1_000_000  # some 150,000 words; a story has 2,000
BOMS = [  # UTF-32 first: its mark starts like that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
]
NOT_TEXT = [
    (b"PK\x03\x04", "Word, OpenDocument, ZIP"),
    (b"\xd0\xcf\x11\xe0", "Word 97–2003, HWP"),
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\x1f\x8b", "gzip"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
]
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
HTML = re.compile(rb"\s*<(?:!doctype html|html|\?xml)", re.I)
# Text in our two languages; a wrong guess at the byte order gives letters from everywhere.
OURS = re.compile(
    r"[\t\n\r\x20-\x7e\u00a0-\u024f\u2010-\u203b\u3000-\u303f\u3130-\u318f\uac00-\ud7a3\u4e00-\u9fff\uff01-\uff5e]"
)
# What spreadsheets calculate, in either width, and what would hide it from the eye.
FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r]")


class FileRefused(Refused):
    """A file that cannot be read. The message says why and what to do, in the user's language."""


def decode_text(data: bytes, *, most: int = MAX_STORY_BYTES) -> tuple[str, str]:
    """Return the text in the bytes of a file, and the name of its encoding.

    UTF-8, UTF-16 and UTF-32 are recognised with byte order marks; UTF-8, UTF-16 and CP949 (which
    includes EUC-KR) without. Raise FileRefused when the file is too large, is not text, or is in no
    such encoding.
    """
    if len(data) > most:
        raise FileRefused(
            _("The file has %(size)d kB. A story can have up to %(most)d kB.")
            % {"size": len(data) // 1000, "most": most // 1000}
        )
    _refuse_other_kinds(data)
    text, encoding = _decode_with_mark(data) or _decode_without_mark(data)
    if "\x00" in text:
        raise FileRefused(_("The file contains NUL characters and is not plain text."))
    return text, encoding


def table_rows(text: str, *, most_in_cell: int = MOST_IN_CELL) -> Iterator[tuple[int, list[str]]]:
    """Yield (line number, cells) of each row of a CSV file that is not blank. Raise FileRefused.

    Commas, semicolons or tabs separate the cells: whichever the first row has most of.
    most_in_cell  characters; a cell with more is refused
    """
    head = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=head.count)
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator)
    before, limit = 0, csv.field_size_limit(most_in_cell)
    try:
        for cells in rows:
            line, before = before + 1, rows.line_num
            if any(cell.strip() for cell in cells):
                yield line, cells
    except csv.Error as error:
        raise FileRefused(
            _("Line %(line)d cannot be read as CSV: %(error)s.") % {"line": before + 1, "error": error}
        ) from error
    finally:
        csv.field_size_limit(limit)


def escape_formula(cell: str) -> str:
    """Return a cell of a table with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def unescape_formula(cell: str) -> str:
    """Return a cell as it was before escape_formula."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def refuse_workbooks(data: bytes) -> None:
    """Raise FileRefused for a workbook, which is not a table but holds one."""
    if data.startswith(WORKBOOKS):
        raise FileRefused(_("This is an Excel workbook. Save it as “CSV UTF-8” and choose that file."))


def _refuse_other_kinds(data):
    for start, kind in NOT_TEXT:
        if data.startswith(start):
            raise FileRefused(
                _("This is not a text file but %(kind)s. Copy the text from it, or save it as plain text.")
                % {"kind": kind}
            )
    if HTML.match(data):
        raise FileRefused(
            _(
                "This is a web page (HTML). Paste it into the text of a story, which accepts HTML, or "
                "save it as plain text."
            )
        )


def _decode_with_mark(data):
    for mark, codec, name in BOMS:
        if data.startswith(mark):
            try:
                return data.decode(codec).removeprefix("\ufeff"), name
            except UnicodeDecodeError as error:
                raise FileRefused(
                    _(
                        "The file says that it is in %(encoding)s, but byte %(position)d is not. Save it as "
                        "UTF-8."
                    )
                    % {"encoding": name, "position": error.start + 1}
                ) from error
    return None


def _decode_without_mark(data):
    if b"\x00" in data:
        for codec, name in (("utf-16-le", "UTF-16 LE"), ("utf-16-be", "UTF-16 BE")):
            text = _decode_strictly(data, codec)
            if text and len(OURS.findall(text)) >= 0.9 * len(text):
                return text, name
        raise FileRefused(_("The file contains NUL characters and is not plain text."))
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        text = _decode_strictly(data, "cp949")
        if text and _is_korean(text):
            return text, "CP949 (EUC-KR)"
        raise FileRefused(
            _(
                "The file is not in UTF-8, UTF-16 or CP949 (EUC-KR): byte %(position)d is not valid. "
                "Save it as UTF-8."
            )
            % {"position": error.start + 1}
        ) from error


def _decode_strictly(data, codec):
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return ""


def _is_korean(text):
    """Return whether CP949 was the right guess.

    Under a wrong guess, French or curly quotes become syllables that are rare in Korean.
    """
    foreign = [letter for letter in text if letter > "\x7f"]
    # A rare syllable is none of KS X 1001 and takes eight bytes there.
    common = [letter for letter in foreign if len(letter.encode("euc_kr", "ignore")) == 2]
    hangul = sum("가" <= letter <= "힣" for letter in common)
    return len(common) >= 0.9 * len(foreign) and hangul >= 0.5 * len(foreign)


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

"""External files as text, tables and XML: encodings, refusal of other formats, safe parser options."""

import codecs
import csv
import io
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from lxml import etree

from articles.refusals import Refused

SEPARATORS = ",;\t"
MOST_IN_CELL = 131_072  # characters; files with longer cells are refused
MAX_STORY_BYTES = 1_000_000  # about 150,000 words, 75 times the length of a story
BOMS = [  # UTF-32 first, because its mark starts with the UTF-16 mark
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
# Characters of English and Korean text. Text decoded with the wrong byte order has many others.
OURS = re.compile(
    r"[\t\n\r\x20-\x7e\u00a0-\u024f\u2010-\u203b\u3000-\u303f\u3130-\u318f\uac00-\ud7a3\u4e00-\u9fff\uff01-\uff5e]"
)
# Start of a formula in spreadsheets: an operator in half or full width, or a tab or carriage return that
# hides the rest. Apostrophes before it are included, so that unescape_formula restores every cell.
FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r]")


class FileRefused(Refused):
    """Raised for an unreadable file. The message gives the reason and a remedy, in the user's language."""


def decode_text(data: bytes, *, most: int = MAX_STORY_BYTES) -> tuple[str, str]:
    """Return (text, name of the encoding) of a file.

    UTF-8, UTF-16 and UTF-32 are recognised with byte order marks; UTF-8, UTF-16 and CP949 (which
    includes EUC-KR) without. Raise FileRefused if the file is too large, is not text, or has another
    encoding.
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
    """Yield (number of its first line, cells) of each non-blank row of a CSV file. Raise FileRefused.

    Cells are separated by commas, semicolons or tabs: the most frequent of these in the first row.

    most_in_cell  maximum number of characters in a cell
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
    """Return a cell, with an apostrophe before it if a spreadsheet would take it for a formula."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def unescape_formula(cell: str) -> str:
    """Return a cell as it was before escape_formula."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def refuse_workbooks(data: bytes) -> None:
    """Raise FileRefused for a workbook, which contains a table but is not a CSV file."""
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
    """Return whether text decoded as CP949 is Korean.

    If the guess is wrong, accented letters or curly quotes become syllables that are rare in Korean.
    """
    foreign = [letter for letter in text if letter > "\x7f"]
    # A rare syllable is not in KS X 1001 and takes eight bytes in EUC-KR.
    common = [letter for letter in foreign if len(letter.encode("euc_kr", "ignore")) == 2]
    hangul = sum("가" <= letter <= "힣" for letter in common)
    return len(common) >= 0.9 * len(foreign) and hangul >= 0.5 * len(foreign)


NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Options for lxml parsers: nothing is loaded, expanded or repaired.
SAFE_PARSING = {"resolve_entities": False, "load_dtd": False, "no_network": True, "huge_tree": False}
SAFE_PARSING |= {"remove_comments": True, "remove_pis": True}


def break_lines(element: etree._Element) -> etree._Element:
    """Put each child of an element on its own line. Only for elements without text."""
    element.text = "\n"
    for child in element:
        child.tail = "\n"
    return element


def remove_invalid_xml(text: str) -> str:
    """Remove the few characters that XML does not allow."""
    return NOT_XML.sub("", text)


def append_text(element: etree._Element, text: str) -> None:
    """Append text to an element, without characters that XML does not allow.

    This copies the existing text, so join many small pieces first.
    """
    text = remove_invalid_xml(text)
    last = next(element.iterchildren(reversed=True), None)
    if last is not None:
        last.tail = (last.tail or "") + text
    else:
        element.text = (element.text or "") + text

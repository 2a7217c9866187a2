"""A glossary file as rows: which encoding, which separator, which columns."""

import csv
import io

from django.utils.translation import gettext as _

from newsroom.interchange.glossary.term_cells import COLUMNS, SEPARATORS
from newsroom.interchange.text_files import FileRefused, decoded

MOST_BYTES = 4_000_000
MOST_ROWS = 5000  # written at once, while nobody else can write: some 10 s
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def text_of(data):
    """(text, name of its encoding) of the bytes of a glossary file. Raise FileRefused."""
    _refuse_large(data)
    if data.startswith(WORKBOOKS):
        raise FileRefused(_("This is a workbook. Save it as “CSV UTF-8” and choose that file."))
    text, encoding = decoded(data, most=MOST_BYTES)
    _refuse_large(text.encode(errors="replace"))  # Korean in CP949 grows by half
    return text, encoding


def _refuse_large(data):
    if len(data) > MOST_BYTES:
        raise FileRefused(
            _("The file is too large: a glossary has %(most)d MB at most. Import it in parts.")
            % {"most": MOST_BYTES // 1_000_000}
        )


def rows(text):
    """[(number of the line, {column: cell})] of a glossary file; blank lines are left out.

    Raise FileRefused where it is no table of terms.
    """
    lines = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=_separator(text))
    found, columns, before = [], None, 0
    try:
        for cells in lines:
            line, before = before + 1, lines.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if columns is None:
                columns = _columns(cells)
                continue
            if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
                raise FileRefused(_("Line %(line)d has more cells than there are columns.") % {"line": line})
            found.append((line, dict(zip(columns, cells, strict=False))))
            if len(found) > MOST_ROWS:
                raise FileRefused(
                    _("The file has more than %(most)d terms. Import it in parts.") % {"most": MOST_ROWS}
                )
    except csv.Error as error:
        raise FileRefused(
            _("Line %(line)d cannot be read as CSV: %(error)s.") % {"line": before + 1, "error": error}
        ) from error
    if not found:
        raise FileRefused(_("There are no terms in this file."))
    return found


def _separator(text):
    head = next((line for line in text.splitlines() if line.strip()), "")
    return max(SEPARATORS, key=head.count)


def _columns(cells):
    columns = [cell.strip().lower() for cell in cells]
    while columns and not columns[-1]:
        columns.pop()
    unknown = [column for column in columns if column not in COLUMNS]
    if unknown:
        raise FileRefused(
            _("The first line names the columns; “%(column)s” is none of them: %(columns)s.")
            % {"column": unknown[0], "columns": ", ".join(COLUMNS)}
        )
    twice = [column for column in columns if columns.count(column) > 1]
    if twice:
        raise FileRefused(_("The column “%(column)s” is there twice.") % {"column": twice[0]})
    if not {"id", "name_en", "name_ko"} & set(columns):
        raise FileRefused(_("The file needs one of the columns id, name_en and name_ko."))
    return columns

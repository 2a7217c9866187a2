"""The CSV format of the glossary: terms written as table cells, and files read back as rows.

The columns are described in docs/en/glossary.md.
An apostrophe is written before cells that a spreadsheet would take for a formula, and removed on reading.
"""

import csv
import io
import re
from collections import Counter
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from articles.models import Language, Term, TermKind, localized
from articles.refusals import Refused
from newsroom.interchange.text_files import (
    FileRefused,
    decode_text,
    escape_formula,
    refuse_workbooks,
    table_rows,
    unescape_formula,
)

LISTS = {localized(field, language) for field in ("synonyms", "forbidden") for language in Language}
DAYS = {"valid_from", "valid_until"}
TEXTS = ("name", "short", "synonyms", "forbidden", "explanation")
TERM_COLUMNS = (
    "id",
    "kind",
    *(localized(field, language) for field in TEXTS for language in Language),
    *("is_required", "valid_from", "valid_until", "successor", "topic", "source", "note"),
)
FORM = re.compile(r"(?:\\[\\|]|[^|])+")  # a list entry: escaped characters, or any except the separator
ESCAPED = re.compile(r"\\([\\|])")
DAY = re.compile(r"(\d{4})[-./] ?(\d{1,2})[-./] ?(\d{1,2})\.?")
# Answers as users write them and as spreadsheets convert them.
ANSWERS = dict.fromkeys(("", "yes", "y", "true", "1", "예", "네"), True) | dict.fromkeys(
    ("no", "n", "false", "0", "아니요", "아니오"), False
)
MAX_GLOSSARY_BYTES = 4_000_000
MAX_GLOSSARY_ROWS = 5000  # files with more are refused: writing these takes about 10 s, under a table lock


class TermCellRefused(Refused):
    """Raised for a cell with an invalid value. The message gives the reason, in the user's language."""


def format_glossary(terms: QuerySet[Term]) -> str:
    """Return terms as CSV text, with a byte order mark so that spreadsheets recognise UTF-8.

    terms  Terms with their successors and topics
    """
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(TERM_COLUMNS)
    names = Counter(name for term in terms for name in {term.name_en, term.name_ko})
    for term in terms:
        cells = [_format_cell(term, column, names) for column in TERM_COLUMNS]
        writer.writerow([escape_formula(cell) for cell in cells])
    return "\ufeff" + file.getvalue()


def parse_term_cell(column: str, cell: str) -> str | bool | date | None:
    """Return the value of a cell: text, a bool, a date or None. Raise TermCellRefused."""
    cell = unescape_formula(cell).strip()
    if column in LISTS:
        forms = (ESCAPED.sub(r"\1", form).strip() for form in FORM.findall(cell))
        return "\n".join(filter(None, forms))
    if column in DAYS:
        return _parse_term_day(cell)
    if column == "is_required":
        return _parse_answer(cell)
    if column == "kind" and cell not in TermKind.values:
        kinds = ", ".join(TermKind.values)
        raise TermCellRefused(
            _("“%(cell)s” is not a valid kind. Use one of these: %(kinds)s.") % {"cell": cell, "kinds": kinds}
        )
    return cell


def _format_cell(term, column, names):
    """Return a cell of a term.

    names  Counter of the names of all terms, to find ambiguous names
    """
    if column in LISTS:
        forms = getattr(term, column).splitlines()
        return "|".join(form.replace("\\", "\\\\").replace("|", "\\|") for form in forms)
    if column in DAYS:
        day = getattr(term, column)
        return day.isoformat() if day else ""
    if column == "successor":
        return _term_reference(term.successor, names) if term.successor else ""
    if column == "topic":
        return term.topic.slug if term.topic else ""
    if column == "is_required":
        return "yes" if term.is_required else "no"
    return str(getattr(term, column) or "")


def _term_reference(term, names):
    name = term.name_en or term.name_ko
    return f"#{term.pk}" if names[name] > 1 or name.startswith("#") else name


def _parse_answer(cell):
    answer = ANSWERS.get(cell.casefold())
    if answer is None:
        raise TermCellRefused(_("“%(cell)s” is not valid. Enter yes or no.") % {"cell": cell})
    return answer


def _parse_term_day(cell):
    if not cell:
        return None
    match = DAY.fullmatch(cell)
    try:
        return date(*map(int, match.groups()))
    except (AttributeError, ValueError) as error:
        raise TermCellRefused(
            _("“%(cell)s” is not a valid date. Enter a date such as 2026-11-25.") % {"cell": cell}
        ) from error


def decode_glossary(data: bytes) -> tuple[str, str]:
    """Return (text, name of the encoding) of a glossary file. Raise FileRefused if it cannot be read."""
    _refuse_large_glossary(data)
    refuse_workbooks(data)
    text, encoding = decode_text(data, most=MAX_GLOSSARY_BYTES)
    _refuse_large_glossary(text.encode(errors="replace"))  # Korean takes more bytes in UTF-8 than in CP949
    return text, encoding


def _refuse_large_glossary(data):
    if len(data) > MAX_GLOSSARY_BYTES:
        raise FileRefused(
            _("The file is too large. A glossary can have up to %(most)d MB. Import it in parts.")
            % {"most": MAX_GLOSSARY_BYTES // 1_000_000}
        )


def parse_glossary_rows(text: str) -> list[tuple[int, dict]]:
    """Return [(line number, {column: cell})] of a glossary file, without blank lines.

    Raise FileRefused if the text is not a table of terms.
    """
    rows, columns = [], None
    for line, cells in table_rows(text):
        if columns is None:
            columns = _parse_columns(cells)
            continue
        if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
            raise FileRefused(_("Line %(line)d has more cells than there are columns.") % {"line": line})
        rows.append((line, dict(zip(columns, cells, strict=False))))
        if len(rows) > MAX_GLOSSARY_ROWS:
            raise FileRefused(
                _("The file has more than %(most)d terms. Import it in parts.") % {"most": MAX_GLOSSARY_ROWS}
            )
    if not rows:
        raise FileRefused(_("The file contains no terms."))
    return rows


def _parse_columns(cells):
    columns = [cell.strip().lower() for cell in cells]
    while columns and not columns[-1]:
        columns.pop()
    unknown = [column for column in columns if column not in TERM_COLUMNS]
    if unknown:
        raise FileRefused(
            _("The first line must name the columns. “%(column)s” is not one of these: %(columns)s.")
            % {"column": unknown[0], "columns": ", ".join(TERM_COLUMNS)}
        )
    twice = [column for column in columns if columns.count(column) > 1]
    if twice:
        raise FileRefused(_("The column “%(column)s” appears twice.") % {"column": twice[0]})
    if not {"id", "name_en", "name_ko"} & set(columns):
        raise FileRefused(_("The file needs one of the columns id, name_en and name_ko."))
    return columns

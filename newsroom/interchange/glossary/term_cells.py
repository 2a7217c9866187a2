"""Terms as cells of a table, and back: what each column of a glossary file holds.

id              the number of the term; empty for a new one
kind            person, place, organisation, title or concept
name_en …       the texts of the form, a column for each language
synonyms, forbidden   one form a line in the form, separated by | in the file (a | within one is written \\|)
is_required     yes or no; empty for yes
valid_from, valid_until   days as 2026-11-25
successor       the name of the term that follows, or # and its number
topic           the address of the topic

A cell that a spreadsheet would take for a formula begins with an apostrophe, which is taken off again.
"""

import csv
import io
import re
from datetime import date

from django.utils.translation import gettext as _

from articles.models import Language, TermKind, localized

LISTS = {localized(field, language) for field in ("synonyms", "forbidden") for language in Language}
DAYS = {"valid_from", "valid_until"}
TEXTS = ("name", "short", "synonyms", "forbidden", "explanation")
COLUMNS = (
    "id",
    "kind",
    *(localized(field, language) for field in TEXTS for language in Language),
    *("is_required", "valid_from", "valid_until", "successor", "topic", "source", "note"),
)
# What spreadsheets calculate, in either width, and what would hide it from the eye.
FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r]")
DAY = re.compile(r"(\d{4})[-./] ?(\d{1,2})[-./] ?(\d{1,2})\.?")
# What people write and what spreadsheets make of it.
ANSWERS = dict.fromkeys(("", "yes", "y", "true", "1", "예", "네"), True) | dict.fromkeys(
    ("no", "n", "false", "0", "아니요", "아니오"), False
)
SEPARATORS = ",;\t"


class CellRefused(Exception):
    """A cell says nothing that its column can hold. The message says why, in the user's language."""


def written(terms):
    """A glossary file (str, with the mark by which spreadsheets know UTF-8) of terms.

    terms  with their successors and topics
    """
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    namesakes = _namesakes(terms)
    for term in terms:
        writer.writerow([_armoured(_cell(term, column, namesakes)) for column in COLUMNS])
    return "\ufeff" + file.getvalue()


def value(column, cell):
    """What a term has for a cell: text, a bool, a day or None. Raise CellRefused where it cannot be."""
    cell = _bare(cell).strip()
    if column in LISTS:
        return "\n".join(form.strip() for form in _parts(cell) if form.strip())
    if column in DAYS:
        return _day(cell)
    if column == "is_required":
        return _answer(cell)
    if column == "kind" and cell not in TermKind.values:
        kinds = ", ".join(TermKind.values)
        raise CellRefused(_("“%(cell)s” is no kind; there are %(kinds)s.") % {"cell": cell, "kinds": kinds})
    return cell


def _namesakes(terms):
    """The names that several terms bear."""
    seen, again = set(), set()
    for term in terms:
        for name in {term.name_en, term.name_ko}:
            (again if name in seen else seen).add(name)
    return again


def _cell(term, column, namesakes):
    if column in LISTS:
        forms = getattr(term, column).splitlines()
        return "|".join(form.replace("\\", "\\\\").replace("|", "\\|") for form in forms)
    if column in DAYS:
        day = getattr(term, column)
        return day.isoformat() if day else ""
    if column == "successor":
        return _reference(term.successor, namesakes) if term.successor else ""
    if column == "topic":
        return term.topic.slug if term.topic else ""
    if column == "is_required":
        return "yes" if term.is_required else "no"
    return str(getattr(term, column) or "")


def _reference(term, namesakes):
    name = term.name_en or term.name_ko
    return f"#{term.pk}" if name in namesakes or name.startswith("#") else name


def _armoured(cell):
    return f"'{cell}" if FORMULA.match(cell) else cell


def _bare(cell):
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def _parts(cell):
    """The parts of a cell between | signs."""
    found, part = [], ""
    for piece in re.findall(r"\\[\\|]|[^\\|]+|\||\\", cell):
        if piece == "|":
            found.append(part)
            part = ""
        else:
            part += piece[1:] if piece in ("\\\\", "\\|") else piece
    return [*found, part]


def _answer(cell):
    answer = ANSWERS.get(cell.casefold())
    if answer is None:
        raise CellRefused(_("“%(cell)s” is neither yes nor no.") % {"cell": cell})
    return answer


def _day(cell):
    if not cell:
        return None
    match = DAY.fullmatch(cell)
    try:
        return date(*map(int, match.groups()))
    except (AttributeError, ValueError) as error:
        raise CellRefused(_("“%(cell)s” is no day; write it as 2026-11-25.") % {"cell": cell}) from error

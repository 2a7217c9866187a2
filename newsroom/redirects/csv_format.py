"""Redirects as a CSV file, written and read.

The columns are described in docs/en/redirects.md. Files of other systems are read as well: their names of
columns are known, and columns that say nothing here are passed over.
"""

import csv
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from newsroom.interchange.text_files import (
    FileRefused,
    decode_text,
    escape_formula,
    refuse_workbooks,
    table_rows,
    unescape_formula,
)
from newsroom.redirects.models import Redirect
from newsroom.redirects.rules import RedirectRow

COLUMNS = ("old_address", "target", "uses", "last_used")
GONE = "410"  # in a file, where an empty cell may be an oversight
# Names that other systems give to the columns.
OLD_NAMES = {"old_address", "source", "source url", "from", "old", "old url", "old_path", "이전 주소"}
TARGET_NAMES = {"target", "target url", "to", "new", "new url", "new_address", "destination", "새 주소"}
CODE_NAMES = {"code", "http code", "status_code"}
PATTERN_NAMES = {"regex", "is_regex"}
YES = {"1", "true", "yes"}
MAX_BYTES = 4_000_000  # of a file that is read on the screen
MAX_ROWS = 10_000
MAX_COMMAND_BYTES = 64_000_000
MAX_COMMAND_ROWS = 200_000


class LineBuffer:
    """A file for csv.writer that hands back what is written."""

    def write(self, text):
        return text


def format_redirects(redirects: Iterable[Redirect]) -> Iterator[str]:
    """Yield the lines of a file, the first with the byte order mark by which spreadsheets recognise UTF-8.

    redirects  with their use, in select_related
    """
    writer = csv.writer(LineBuffer(), lineterminator="\r\n")
    yield "\ufeff" + writer.writerow(COLUMNS)
    for redirect in redirects:
        use = getattr(redirect, "use", None)
        cells = [redirect.old_address, redirect.target or GONE]
        cells += [str(use.count), use.last_day.isoformat()] if use else ["0", ""]
        yield writer.writerow([escape_formula(cell) for cell in cells])


def decode_redirects(data: bytes, *, most: int = MAX_BYTES) -> tuple[str, str]:
    """Return the text in the bytes of a file, and the name of its encoding. Raise FileRefused."""
    if len(data) > most:
        raise FileRefused(
            _("The file has more than %(most)d MB. Import it in parts, or with manage.py import_redirects.")
            % {"most": most // 1_000_000}
        )
    refuse_workbooks(data)
    return decode_text(data, most=most)


def parse_redirect_rows(text: str, *, most: int = MAX_ROWS) -> list[RedirectRow]:
    """Return the rows of a file with their lines, without blank ones. Raise FileRefused."""
    found, columns = [], None
    for line, cells in table_rows(text):
        if columns is None:
            columns = _parse_redirect_columns(cells)
            continue
        if len(found) == most:
            raise FileRefused(
                _(
                    "The file has more than %(most)d redirects. Import it in parts, or with manage.py "
                    "import_redirects."
                )
                % {"most": most}
            )
        found.append(_parse_row(line, cells, columns))
    if not found:
        raise FileRefused(_("The file contains no redirects."))
    return found


def _parse_redirect_columns(cells):
    """Return {what a column holds: its place}."""
    names = [cell.strip().lower() for cell in cells]
    kinds = {"old": OLD_NAMES, "target": TARGET_NAMES, "code": CODE_NAMES, "pattern": PATTERN_NAMES}
    places = {
        kind: [place for place, name in enumerate(names) if name in known] for kind, known in kinds.items()
    }
    for kind, column in (("old", "old_address"), ("target", "target")):
        if len(places[kind]) != 1:
            raise FileRefused(
                _("The first line must name the columns. The column “%(column)s” is needed once.")
                % {"column": column}
            )
    return {kind: found[0] for kind, found in places.items() if found}


def _parse_row(line, cells, columns):
    old, target, code, pattern = (
        unescape_formula(cells[columns[kind]]).strip()
        if kind in columns and columns[kind] < len(cells)
        else ""
        for kind in ("old", "target", "code", "pattern")
    )
    reason = ""
    if pattern.lower() in YES:
        reason = _("This is a pattern. Only whole addresses can be redirected.")
    elif code == "410":
        target = GONE
    elif not target:
        reason = _("There is no new address. Write 410 for a page that is gone for good.")
    return RedirectRow(old, target, line=line, reason=reason)

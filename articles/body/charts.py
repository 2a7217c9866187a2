"""Charts of tables: kinds, figures as typed, scales, and reasons why a table cannot be drawn.

A text stores only the kind, as `data-chart` of the table whose figures the chart shows. A sealed text thus
fixes its charts, and there is one set of figures. The first column has the names of the rows. Each other
column is a series, named in the header row. A table that cannot be drawn is shown as a table.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from html import unescape
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from articles.text.canonical_html import BREAK_NAME, BodyNode, html_tokens, parse_body

ATTRIBUTE = "data-chart"
OPENING = re.compile(rf'table {ATTRIBUTE}="([^"]*)"')
NARROW = 24  # em; width of a chart on a phone 390 pixels wide
SCALE_ROOM = 3  # em that scale figures usually take
MOST_SERIES = 6
MOST_LINES = 3  # of a name below its column
LONGEST_NAME = 80  # characters
SHORT_NAME = 6  # em; some names up to this width, such as years, may be left out on a narrow screen


class ChartKind(TextChoices):
    """A kind of chart, with its name in a text."""

    BARS = "bars", pgettext_lazy("kind of chart", "Bars")
    COLUMNS = "columns", pgettext_lazy("kind of chart", "Columns")
    LINES = "lines", pgettext_lazy("kind of chart", "Lines")
    STACKED = "stacked", pgettext_lazy("kind of chart", "Stacked bars")


MOST_ROWS = {ChartKind.BARS: 40, ChartKind.COLUMNS: 40, ChartKind.LINES: 400, ChartKind.STACKED: 40}

# ₩1,200 · 12.3% · −5 · +4.5 · 2만1300명 · 1억2000만 원 · 12.6 billion won
NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,5}|[0-9]{1,15})(?:\.[0-9]{1,6})?"
PART = rf"(?P<number>{NUMBER}) ?(?P<small>[천백십]?)(?P<big>[조억만]?)"
PARTS = re.compile(PART)
SIGNS = "+−–-"
FIGURE = re.compile(
    rf"(?P<sign>[{SIGNS}]?) ?(?P<before>[₩$€£¥]?) ?(?P<inner>[{SIGNS}]?)"
    rf"(?P<amount>{NUMBER}(?:(?: ?[조억만천백십]{{1,2}} ?(?:{NUMBER})?){{1,4}})?)"
    r"(?P<after>\D{0,30})"
)
LONGEST_FIGURE = 60
GAPS = {"", "-", "–", "—", "−", "…", "...", "..", "·", "n/a", "N/A", "NA", "해당 없음", "없음"}
FOOTNOTES = " *†‡"
SMALL = {"": 1, "십": 10, "백": 100, "천": 1000}
BIG = {"만": 10**4, "억": 10**8, "조": 10**12}


class ChartFigure(NamedTuple):
    """A figure of a cell: its words as typed, its value, and the text before and after the digits."""

    words: str
    value: Decimal
    before: str
    after: str

    @property
    def unit(self) -> str:
        """Return the unit in a form for comparison: "%", "₩", "billionwon"; "" without one."""
        return f"{self.before}{self.after.strip(FOOTNOTES)}".replace(" ", "")

    @property
    def has_myriads(self) -> bool:
        return any(sign in self.words for sign in BIG)


class ChartSeries(NamedTuple):
    """A column of figures. None is a gap."""

    name: str
    figures: list[ChartFigure | None]


@dataclass(frozen=True)
class Chart:
    """A chart that can be drawn: row names, and series with one figure per row."""

    kind: ChartKind
    names: list[str]
    series: list[ChartSeries]

    @property
    def figures(self) -> list[ChartFigure]:
        return [figure for series in self.series for figure in series.figures if figure]


class ChartFault(Exception):
    """The reason, in the user's language, why a table cannot be drawn as the requested chart."""


@dataclass(frozen=True)
class ChartReading:
    """A table that its text marks as a chart. If it cannot be drawn, `problem` has the reason.

    title  the first line of its caption, "" without one
    """

    kind: str
    title: str
    chart: Chart | None = None
    problem: str = ""


@dataclass
class ChartTable:
    """The words of a table.

    is_regular  whether all rows have the same number of cells and no cell spans others
    """

    title: str = ""
    heads: list[list[str]] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    is_regular: bool = True


def read_figure(words: str) -> ChartFigure | None:
    """Return the figure of a cell, or None if its words are not a single figure."""
    match = FIGURE.fullmatch(words) if len(words) <= LONGEST_FIGURE else None
    if match is None or (match["sign"] and match["inner"]):
        return None
    total, section = Decimal(0), Decimal(0)
    for part in PARTS.finditer(match["amount"]):
        section += Decimal(part["number"].replace(",", "")) * SMALL[part["small"]]
        if part["big"]:
            total, section = total + section * BIG[part["big"]], Decimal(0)
    sign = -1 if (match["sign"] or match["inner"]) in ("-", "−", "–") else 1
    return ChartFigure(words, sign * (total + section), match["before"], match["after"].rstrip(FOOTNOTES))


def charts_in(html: str) -> list[ChartReading]:
    """Return a ChartReading for each table of a canonical body that is marked as a chart, in order."""
    if ATTRIBUTE not in html:
        return []
    return [reading for block in parse_body(html).children for reading in _reading_of(block)]


def _reading_of(block: BodyNode) -> Iterator[ChartReading]:
    if not (match := OPENING.fullmatch(block.opening)):
        return
    table, kind = _words_of_table(block), match[1]
    try:
        yield ChartReading(kind, table.title, read_chart(kind, table))
    except ChartFault as fault:
        yield ChartReading(kind, table.title, problem=str(fault))


def _words_of_table(block: BodyNode) -> ChartTable:
    table = ChartTable()
    for part in block.children:
        if part.name == "caption":
            table.title = cell_words(part.html.partition(f"<{BREAK_NAME}>")[0])
        for row in part.children:
            cells = [cell_words(cell.html) for cell in row.children]
            (table.heads if part.name == "thead" else table.rows).append(cells)
            table.is_regular &= all(cell.opening == cell.name for cell in row.children)
    table.is_regular &= len({len(row) for row in table.heads + table.rows}) == 1
    if not table.heads and len(table.rows) > 1 and not any(map(_is_datum, table.rows[0][1:])):
        table.heads.append(table.rows.pop(0))  # pasted tables often have no header row
    return table


def _is_datum(words: str) -> bool:
    return words in GAPS or read_figure(words) is not None


def cell_words(html: str) -> str:
    """Return the words of a cell, separated by single spaces."""
    read = (token for token in html_tokens(html) if token[0] == "text" or token[1] == BREAK_NAME)
    return " ".join(unescape("".join(token[1] if token[0] == "text" else " " for token in read)).split())


def read_chart(kind: str, table: ChartTable) -> Chart:
    """Return the Chart of a table. Raise ChartFault with the reason if it cannot be drawn."""
    if kind not in ChartKind.values:
        raise ChartFault(_("Unknown kind of chart: %(kind)s") % {"kind": kind})
    kind = ChartKind(kind)
    _refuse_form(kind, table)
    names = [row[0] for row in table.rows]
    heads = table.heads[0] if table.heads else [""] * len(table.rows[0])
    series = [
        ChartSeries(heads[column], [_read_cell(row[column], number) for number, row in _numbered(table)])
        for column in range(1, len(heads))
    ]
    chart = Chart(kind, names, series)
    _refuse_figures(chart)
    return chart


def _numbered(table: ChartTable) -> Iterable[tuple[int, list[str]]]:
    return enumerate(table.rows, len(table.heads) + 1)


def _read_cell(words: str, number: int) -> ChartFigure | None:
    if words in GAPS:
        return None
    if figure := read_figure(words):
        return figure
    message = _("“%(words)s” in row %(row)d is not a figure.")
    raise ChartFault(message % {"words": words[:LONGEST_FIGURE], "row": number})


def _refuse_form(kind: ChartKind, table: ChartTable) -> None:
    width = len(table.rows[0]) if table.rows else 0
    if not table.is_regular:
        raise ChartFault(_("Cells span several columns or rows, or rows differ in length."))
    if width < 2:
        raise ChartFault(_("It needs a column of names and at least one column of figures."))
    if len(table.heads) > 1:
        raise ChartFault(_("It has more than one header row."))
    if width > 2 and not (table.heads and all(table.heads[0][1:])):
        raise ChartFault(_("With several columns of figures, each one needs a name in the header row."))
    if width - 1 > MOST_SERIES:
        counts = {"count": width - 1, "most": MOST_SERIES}
        raise ChartFault(_("It has %(count)d columns of figures. A chart has up to %(most)d.") % counts)
    if len(table.rows) > MOST_ROWS[kind]:
        counts = {"count": len(table.rows), "most": MOST_ROWS[kind]}
        raise ChartFault(_("It has %(count)d rows. A chart of this kind has up to %(most)d.") % counts)
    for number, row in _numbered(table):
        if not row[0]:
            raise ChartFault(_("Row %(row)d has no name in the first column.") % {"row": number})
    for words in [row[0] for row in table.rows] + [head for row in table.heads for head in row]:
        if len(words) > LONGEST_NAME:
            raise ChartFault(_("A name is too long for a chart: “%(words)s…”") % {"words": words[:40]})


def _refuse_figures(chart: Chart) -> None:
    units = dict.fromkeys(figure.unit for figure in chart.figures if figure.unit)
    if not chart.figures:
        raise ChartFault(_("It has no figures."))
    if len(units) > 1:
        shown = ", ".join(list(units)[:MOST_SERIES])
        raise ChartFault(_("The figures have different units: %(units)s") % {"units": shown})
    if chart.kind == ChartKind.LINES and len(chart.names) < 2:
        raise ChartFault(_("A line needs at least two rows."))
    if chart.kind == ChartKind.STACKED and any(figure.value < 0 for figure in chart.figures):
        raise ChartFault(_("Stacked bars cannot show figures below zero."))
    if chart.kind == ChartKind.COLUMNS and has_long_names(chart.names):
        raise ChartFault(_("The names in the first column are too long for a column chart. Choose bars."))


def has_long_names(names: Sequence[str]) -> bool:
    """Return whether names do not fit below their columns on a phone and are too long to omit some."""
    room = column_room(len(names), NARROW - SCALE_ROOM)
    longest = max(map(text_width, names))
    return longest > SHORT_NAME and not all(is_wrapped_well(name, room) for name in names)


def column_room(count: int, width: float) -> float:
    """Return the room for a name below one of `count` columns, in em, in a chart `width` em wide."""
    return width / count - 0.5


def is_wrapped_well(name: str, room: float) -> bool:
    """Return whether a name fits in MOST_LINES lines, without cutting a word in an alphabetic script."""
    lines = wrapped_words(name, room)
    words = {word for line in lines for word in line.split()}
    return len(lines) <= MOST_LINES and all(word in words or _is_wide(word) for word in name.split())


def _is_wide(word: str) -> bool:
    return text_width(word) > 0.8 * len(word)  # Hangul may be cut after every syllable


def text_width(words: str) -> float:
    """Estimate an upper bound for the width of words, in em."""
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WF" else 0.6 for sign in words)


def wrapped_words(words: str, room: float) -> list[str]:
    """Wrap words into lines of at most `room` em. A single wider word is cut."""
    lines, line, width = [], "", 0.0
    for word in words.split():
        while text_width(word) > room and len(word) > 1:
            if line:
                lines.append(line)
                line, width = "", 0.0
            taken = max(1, _signs_within(word, room))
            lines.append(word[:taken])
            word = word[taken:]
        own = text_width(word)
        if line and width + 0.6 + own > room:
            lines.append(line)
            line, width = word, own
        elif word:
            line, width = (f"{line} {word}", width + 0.6 + own) if line else (word, own)
    return [*lines, line] if line else lines


def _signs_within(word: str, room: float) -> int:
    width = 0.0
    for count, sign in enumerate(word):
        width += text_width(sign)
        if width > room:
            return count
    return len(word)


PLOT = 15  # em: the height of columns and lines
STEPS = (1, 2, 2.5, 5, 10)


class ChartScale:
    """The scale of columns and lines: its steps in ascending order, and their positions in em.

    has_zero  whether it always includes zero, since the lengths of columns are compared
    is_exact  whether it ends at the lowest and highest figures, for a chart without visible steps
    """

    def __init__(self, chart: Chart, *, has_zero: bool, top: float, is_exact: bool = False) -> None:
        values = [float(figure.value) for figure in chart.figures]
        low, high = min(values), max(values)
        if (
            has_zero
            or high - low < abs(high) / 10**9
            or 0 <= low <= high / 2
            or low / 2 <= high <= 0
            or low <= 0 <= high
        ):
            low, high = min(low, 0.0), max(high, 0.0)
        step = nice_step((high - low) or abs(high) or 1.0)
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        last = last if last > first else first + 1
        self.step, self.steps = step, [number * step for number in range(first, last + 1)]
        self.ends = (low, high) if is_exact and low < high else (self.steps[0], self.steps[-1])
        self.top = top

    def place(self, value: float) -> float:
        low, high = self.ends
        return self.top + PLOT * (high - value) / (high - low)

    @property
    def base(self) -> float:
        """Return the position of the lowest step."""
        return self.top + PLOT


def nice_step(span: float) -> float:
    """Return a step that divides a span into about four parts: 1, 2, 2.5 or 5 times a power of ten."""
    power = 10 ** math.floor(math.log10(span / 4))
    return next(float(step * power) for step in STEPS if span / (step * power) <= 4.1)


def figure_of_scale(value: float, step: float, example: ChartFigure, language: str) -> str:
    """Return a figure of a scale, written like the figures of the table. Long units are left out."""
    digits = max(0, -math.floor(math.log10(step) + 1e-9)) + (f"{step:e}"[:3] == "2.5")
    if example.has_myriads or (language == "ko" and step >= 10_000):
        words = _with_myriads(round(abs(value)))
    else:
        words = f"{abs(value):,.{digits}f}" if step < 10 else f"{abs(value):,.0f}"
    sign = "−" if value < 0 else ""
    return f"{sign}{example.before}{words}{short_unit(example)}"


def short_unit(figure: ChartFigure) -> str:
    """Return the text after the digits of a figure, if it is short enough for a scale."""
    return figure.after if text_width(figure.after.strip()) <= 1 else ""


def _with_myriads(number: int) -> str:
    parts = []
    for name, size in reversed(BIG.items()):
        if count := number // size:
            parts.append(f"{count}{name}")
            number -= count * size
    return "".join([*parts, f"{number}" if number or not parts else ""])

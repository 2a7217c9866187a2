"""Tables in their normal form: a head if there is one, a body, all rows equally wide."""

from bisect import bisect_left
from dataclasses import dataclass
from itertools import takewhile

from articles.body.containers import Container, LineContainer
from articles.body.content import MAX_SPAN, NUMBER


class TableContainer(Container):
    """Rows of cells with one line each; text between the cells is a paragraph behind the table."""

    def __init__(self, opening):
        super().__init__(opening)
        self.caption = LineContainer("caption")
        self.stray = LineContainer("p")
        self.head, self.body = [], []
        self.rows = self.body

    def add(self, leaf):
        self.stray.add(leaf)

    def enter(self, name, attributes, child):
        if name == "caption":
            return self.caption
        if name in ("td", "th"):
            if not self.rows:
                self.rows.append([])
            spans = [_span_of(attributes, one) for one in ("colspan", "rowspan")]
            self.rows[-1].append(TableCell(name, *spans))
            return LineContainer(name)
        if name in ("thead", "tbody", "tfoot"):
            self.rows = self.head if name == "thead" else self.body
        elif name == "tr":
            self.rows.append([])
        return super().enter(name, attributes, child)

    def take(self, child):
        if child is self.caption:
            child.boundary()
        elif child.name in ("td", "th"):
            self.rows[-1][-1].text = child.text()
        else:
            super().take(child)
            return
        self.beside += child.beside
        child.beside = []

    def boundary(self):
        self.stray.boundary()

    def html(self):
        caption, stray = self.caption.text(), self.stray.text()
        rows = [row for row in self.head + self.body if row]
        if not any(cell.text for row in rows for cell in row):
            self.beside[:0] = [f"<p>{text}</p>" for text in (caption, stray) if text]
            return ""
        self.beside += [f"<p>{stray}</p>"] if stray else []
        head, body = split_head(self.head, self.body)
        fit_spans(head, body)
        parts = {"caption": caption, "thead": _rows_html(head), "tbody": _rows_html(body)}
        return self.wrapped("".join(f"<{name}>{html}</{name}>" for name, html in parts.items() if html))


@dataclass
class TableCell:
    """One cell and the columns and rows that it spans."""

    name: str
    columns: int
    rows: int
    text: str = ""
    at: int = 0

    def html(self):
        columns = f' colspan="{self.columns}"' if self.columns > 1 else ""
        rows = f' rowspan="{self.rows}"' if self.rows > 1 else ""
        return f"<{self.name}{columns}{rows}>{self.text}</{self.name}>"


def _span_of(attributes, name):
    value = attributes.get(name, "").strip()
    return min(int(value), MAX_SPAN) if NUMBER.fullmatch(value) else 1


def _rows_html(group):
    return "".join(f"<tr>{''.join(cell.html() for cell in row)}</tr>" for row in group)


def split_head(head, body):
    """Split rows into head and body. Cells of a head are th, and leading rows of nothing but th are head.

    That can be seen in the cells alone, so that an editor that knows no thead changes nothing.
    In a table that would be all head, only the first of several rows is.
    """
    head, body = without_empty_rows(head), without_empty_rows(body)
    rename_cells(head, "th")
    rows = head + body
    count = len(list(takewhile(lambda row: all(cell.name == "th" for cell in row), rows)))
    if count == len(rows):
        count = min(1, len(rows) - 1)
        rename_cells(rows[count:], "td")
    return rows[:count], rows[count:]


def rename_cells(rows, name):
    for row in rows:
        for cell in row:
            cell.name = name


def without_empty_rows(rows):
    """Drop rows without a cell of their own; cells that spanned these get shorter."""
    filled = [0]
    for row in rows:
        filled.append(filled[-1] + bool(row))
    for number, row in enumerate(rows):
        for cell in row:
            cell.rows = filled[min(number + cell.rows, len(rows))] - filled[number]
    return [row for row in rows if row]


def fit_spans(head, body):
    """Clip spans that overlap or leave the table, drop columns in which no cell begins, fill gaps."""
    place_cells(head)
    place_cells(body)
    rows = head + body
    begins = sorted({cell.at for row in rows for cell in row})
    for row in rows:
        for cell in row:
            cell.columns = bisect_left(begins, cell.at + cell.columns) - bisect_left(begins, cell.at)
    taken = place_cells(head) + place_cells(body)
    if len(begins) <= MAX_SPAN:
        for number, (row, count) in enumerate(zip(rows, taken, strict=True)):
            name = "th" if number < len(head) else "td"
            row += [TableCell(name, 1, 1) for _ in range(len(begins) - count)]


def place_cells(group):
    """Give each cell its column, as browsers do; return how many columns are taken in each row."""
    counts, hanging = [], {}
    for number, row in enumerate(group):
        hanging = {column: until for column, until in hanging.items() if until > number}
        column = 0
        for cell in row:
            while column in hanging:
                column += 1
            cell.at, cell.rows = column, min(cell.rows, len(group) - number)
            room = (step for step in range(1, cell.columns) if column + step in hanging)
            cell.columns = next(room, cell.columns)
            hanging |= dict.fromkeys(range(column, column + cell.columns), number + cell.rows)
        counts.append(len(hanging))
    return counts

"""Which columns of a table hold figures alone: set flush right, so that digits stand under digits."""

import re

# 21,300 · 44% · +4.5 · ₩1,200 · 61만2000 · 3만5000명: a figure, and what may follow it without a space.
FIGURE = re.compile(r"[+\-−±]?[₩$€£¥]?\d[\d.,만억조천백]*\s?\S{0,4}")


class TableColumns:
    """Watches the cells of one table being written.

    A cell is kept as (place, words, whether it is a datum), the place being anything that finds it again.
    """

    def __init__(self):
        self.rows = []
        self.is_regular = True  # no cell spans others, so that the n-th cell stands in the n-th column

    def begin_row(self):
        self.rows.append([])

    def add(self, place, words, *, is_datum, spans):
        self.is_regular = self.is_regular and not spans
        self.rows[-1].append((place, words.strip(), is_datum))

    def figures(self):
        """The places of all cells, headers included, of the columns whose data are figures alone."""
        rows = [row for row in self.rows if row]
        if not self.is_regular or len({len(row) for row in rows}) != 1:
            return []
        return [
            place for column in zip(*rows, strict=True) if _holds_figures(column) for place, _, _ in column
        ]


def _holds_figures(column):
    data = [words for _, words, is_datum in column if is_datum]
    return bool(data) and all(FIGURE.fullmatch(words) for words in data)

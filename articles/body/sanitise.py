"""Sanitiser that converts any HTML, including tables, to the body vocabulary: safe, in one normal form.

nh3 parses like browsers and removes everything that runs code or loads data. The second step reads nh3's
output and writes new HTML, so that only HTML written by this package is stored.
Text is never lost, except in elements that are not text (script, style, svg, math).
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape
from itertools import takewhile

import nh3

from articles.body.charts import ATTRIBUTE as CHART
from articles.body.charts import ChartKind
from articles.body.containers import (
    BodyContainer,
    Container,
    FactBoxContainer,
    FigureContainer,
    GalleryContainer,
    HeadingContainer,
    LineContainer,
    ListContainer,
    PassageContainer,
    QuoteContainer,
)
from articles.body.content import (
    ATTRIBUTES,
    BLOCKS,
    FACT_BOX,
    KINDS,
    LANGUAGE_TAG,
    MAX_SPAN,
    NUMBER,
    PARTS,
    PULL_QUOTE,
    SAME_HEADING,
    SAME_MARK,
    TARGETS,
    Attributes,
    ShownEmbed,
)
from articles.body.embeds import EMBED_NAME, find_embed
from articles.body.normal_form import SCHEMES, clean_address, drop_surrogates
from articles.text.canonical_html import BREAK, MARKS, Leaf, html_tokens
from articles.text.canonical_html import add_mark as inside

type Marks = dict[str, str]  # the opening tag of each mark


class TableContainer(Container):
    """Rows of cells with one line each. Text between cells becomes a paragraph after the table."""

    def __init__(self, opening: str) -> None:
        super().__init__(opening)
        self.caption = LineContainer("caption")
        self.stray = LineContainer("p")
        self.head: list[list[TableCell]] = []
        self.body: list[list[TableCell]] = []
        self.rows = self.body

    def add(self, leaf: Leaf) -> None:
        self.stray.add(leaf)

    def enter(self, name: str, attributes: Attributes, child: Container | None) -> Container:
        if name == "caption":
            return self.caption
        if name in ("td", "th"):
            if not self.rows:
                self.rows.append([])
            columns, rows = (_span_of(attributes, span) for span in ("colspan", "rowspan"))
            self.rows[-1].append(TableCell(name, columns, rows))
            return LineContainer(name)
        if name in ("thead", "tbody", "tfoot"):
            self.rows = self.head if name == "thead" else self.body
        elif name == "tr":
            self.rows.append([])
        return super().enter(name, attributes, child)

    def take(self, child: Container) -> None:
        if child is self.caption:
            child.boundary()
        elif isinstance(child, LineContainer) and child.name in ("td", "th"):
            self.rows[-1][-1].text = child.text()
        else:
            super().take(child)
            return
        self.beside += child.beside
        child.beside = []

    def boundary(self) -> None:
        self.stray.boundary()

    def html(self) -> str:
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
    """One cell, with the numbers of columns and rows that it spans. `at` is the index of its first column."""

    name: str
    columns: int
    rows: int
    text: str = ""
    at: int = 0

    def html(self) -> str:
        columns = f' colspan="{self.columns}"' if self.columns > 1 else ""
        rows = f' rowspan="{self.rows}"' if self.rows > 1 else ""
        return f"<{self.name}{columns}{rows}>{self.text}</{self.name}>"


def _span_of(attributes: Attributes, name: str) -> int:
    value = attributes.get(name, "").strip()
    return min(int(value), MAX_SPAN) if NUMBER.fullmatch(value) else 1


def _rows_html(group: Iterable[list[TableCell]]) -> str:
    return "".join(f"<tr>{''.join(cell.html() for cell in row)}</tr>" for row in group)


def split_head(
    head: list[list[TableCell]], body: list[list[TableCell]]
) -> tuple[list[list[TableCell]], list[list[TableCell]]]:
    """Split rows into head and body. Cells of a head are th, and leading rows with only th are head.

    The split follows from the cells, so an editor that does not support thead preserves it.
    If a table would be all head, only the first of several rows is.
    """
    head, body = without_empty_rows(head), without_empty_rows(body)
    rename_cells(head, "th")
    rows = head + body
    count = len(list(takewhile(lambda row: all(cell.name == "th" for cell in row), rows)))
    if count == len(rows):
        count = min(1, len(rows) - 1)
        rename_cells(rows[count:], "td")
    return rows[:count], rows[count:]


def rename_cells(rows: Iterable[list[TableCell]], name: str) -> None:
    for row in rows:
        for cell in row:
            cell.name = name


def without_empty_rows(rows: Sequence[list[TableCell]]) -> list[list[TableCell]]:
    """Drop rows without cells of their own. Shorten cells that spanned them."""
    filled = [0]
    for row in rows:
        filled.append(filled[-1] + bool(row))
    for number, row in enumerate(rows):
        for cell in row:
            cell.rows = filled[min(number + cell.rows, len(rows))] - filled[number]
    return [row for row in rows if row]


def fit_spans(head: list[list[TableCell]], body: list[list[TableCell]]) -> None:
    """Clip spans that overlap or leave the table, drop columns where no cell begins, and fill gaps."""
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


def place_cells(group: Sequence[list[TableCell]]) -> list[int]:
    """Assign each cell its column, as browsers do. Return the number of occupied columns in each row."""
    counts = []
    hanging: dict[int, int] = {}
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


# Elements that end a line in any context. Their names are not kept.
# fmt: off
BOUNDARIES = {
    "address", "article", "body", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset",
    "footer", "form", "header", "hgroup", "legend", "main", "menu", "nav", "option", "pre", "section",
    "summary", "tfoot",
}
# fmt: on
CONTAINERS = {"ul": ListContainer, "ol": ListContainer, "blockquote": QuoteContainer, "table": TableContainer}
_cleaner = nh3.Cleaner(
    tags=BOUNDARIES | set(BLOCKS) | set(PARTS) | set(MARKS) | set(SAME_MARK) | set(SAME_HEADING) | {"br"},
    attributes={name: set(attributes) for name, attributes in ATTRIBUTES.items()},
    url_schemes=set(SCHEMES),
    url_relative="deny",
    link_rel=None,
)


# nh3 takes quadratic time for these characters within one text. Long texts are therefore split by comments,
# which nh3 removes. No kept attribute is this long.
COSTLY = re.compile(r"[&\x80-\xbf]")
TEXT = re.compile(r"[^<]++")
LONGEST_TEXT = 5_000


# nh3 also takes quadratic time in the depth of nested elements. No real document is nested as deeply as
# DEEPEST. This depth excludes elements that HTML closes implicitly, which nest only inside others, and
# elements closed as in XML. In TAG, a name ends at a quotation mark, so that at most three unclosed tags are
# scanned from any position.
TAG = re.compile(r"""<(/?)([a-zA-Z][^\s/<>"']*+)(?:[^<>"']|"[^"]*+"|'[^']*+')*+>""")
CLOSED_BY_ITSELF = set("p li dt dd tr td th thead tbody tfoot caption col colgroup option optgroup".split())
CLOSED_BY_ITSELF |= set("area base br embed hr img input link meta param source track wbr".split())
DEEPEST = 250


def _limit_depth(html: str) -> str:
    """Return HTML without the tags of elements that are nested deeper than DEEPEST."""
    depth = 0

    def keep(match: re.Match[str]) -> str:
        nonlocal depth
        slash, name = match[1], match[2].lower()
        if name in CLOSED_BY_ITSELF or match[0].endswith("/>"):
            return match[0]
        is_kept = depth < DEEPEST + bool(slash)
        depth = max(0, depth - 1) if slash else depth + 1
        return match[0] if is_kept else ""

    return TAG.sub(keep, html)


def _cut_long_text(match: re.Match[str]) -> str:
    text, parts, start = match[0], [], 0
    for sign in COSTLY.finditer(text) if len(text) > LONGEST_TEXT else ():
        if sign.start() - start >= LONGEST_TEXT:
            parts.append(text[start : sign.start()])
            start = sign.start()
    return "<!---->".join([*parts, text[start:]])


FRAME_SOURCE = re.compile(
    r"""(?<![\w-])src\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'<>`]++))""", re.IGNORECASE
)


def _frame_source(tag: str) -> str:
    """Return the address that an iframe tag loads, or ""."""
    source = FRAME_SOURCE.search(tag)
    return unescape(next(filter(None, source.groups()), "")).strip() if source else ""


def _replace_frame(match: re.Match[str]) -> str:
    """Replace an iframe with an embed of a known provider, else with a paragraph that links to its address.

    TAG matches every tag, so that an iframe inside an attribute of another tag is ignored.
    """
    if match[1] or match[2].lower() != "iframe":
        return match[0]
    address = _frame_source(match[0])
    if embed := find_embed(address):
        return f'<figure data-embed="{embed.name}"></figure>'
    address = clean_address(f"https:{address}" if address.startswith("//") else address)
    return f'<p><a href="{escape(address)}">{escape(address)}</a></p>' if address else ""


FRAME = re.compile(
    r"""\s*+(<iframe\b(?:[^<>"']|"[^"]*+"|'[^']*+')*+>)\s*+(?:</iframe\s*+>)?\s*+""", re.IGNORECASE
)


def lone_frame_address(html: str) -> str | None:
    """Return the address of HTML that is a single iframe, "" if it has none, or None for other HTML."""
    frame = FRAME.fullmatch(html)
    return _frame_source(frame[1]) if frame else None


def _clean(html: str) -> str:
    html = TAG.sub(_replace_frame, html)
    return _cleaner.clean(_limit_depth(TEXT.sub(_cut_long_text, html)))


@lru_cache(maxsize=16)  # one save sanitises the same texts several times: columns, history, comparison
def sanitise(html: str) -> str:
    """Return the canonical form of a body. Idempotent."""
    body = BodyContainer()
    here: Container = body
    marks: Marks = {}
    path: list[tuple[str, Container, Marks]] = []
    for token in html_tokens(_clean(drop_surrogates(html))):
        if token[0] == "text":
            here.add(Leaf(unescape(token[1]).replace("\n", " "), marks))
        elif token[0] == "end":
            here, marks = _leave_element(here, path)
        elif token[1] == "br":
            here.add(Leaf(BREAK, marks))
        elif token[1] == "hr":
            here.rule()
        else:
            name: str = token[1]
            attributes: Attributes = token[2]
            path.append((name, here, marks))
            name = SAME_MARK.get(name, name)
            marks = add_element_mark(marks, name, attributes)
            if name not in MARKS:
                here = here.enter(name, attributes, new_container(name, attributes))
    return body.html()


def new_container(name: str, attributes: Attributes) -> Container | None:
    """Return the container that an element opens, or None if it only ends a line."""
    if name in SAME_HEADING:
        name = SAME_HEADING[name]
        label = attributes.get("data-label") if name == "h2" else None
        return HeadingContainer(f'h2 data-label="{label}"' if label in KINDS else name)
    if name == "table" and attributes.get(CHART) in ChartKind.values:
        return TableContainer(f'table {CHART}="{attributes[CHART]}"')
    if name == "blockquote" and attributes.get("data-kind") == "pull-quote":
        return QuoteContainer(PULL_QUOTE)
    if name in CONTAINERS:
        return CONTAINERS[name](name)
    if name == "aside" and attributes.get("data-kind") in KINDS:
        return PassageContainer(f'aside data-kind="{attributes["data-kind"]}"')
    if name == "aside" and attributes.get("data-kind") == "fact-box":
        return FactBoxContainer(FACT_BOX)
    if name == "div" and attributes.get("data-kind") == "gallery":
        return GalleryContainer()
    if name == "figure" and EMBED_NAME.fullmatch(attributes.get("data-embed", "")):
        return FigureContainer(ShownEmbed.of_figure(attributes).opening)
    if name == "figure" and NUMBER.fullmatch(attributes.get("data-image", "")):
        return FigureContainer(f'figure data-image="{attributes["data-image"]}"')
    return None


def _leave_element(here: Container, path: list[tuple[str, Container, Marks]]) -> tuple[Container, Marks]:
    """End the innermost element. Return the container and marks to continue with."""
    name, outer, outer_marks = path.pop()
    if here is not outer:
        outer.take(here)
    elif SAME_MARK.get(name, name) not in MARKS:
        here.leave(name)
    return outer, outer_marks


def add_element_mark(marks: Marks, name: str, attributes: Attributes) -> Marks:
    """Return the marks of text inside one more element. Of mutually exclusive marks, the inner one wins."""
    if name in ("strong", "em", "cite", "sub", "sup"):
        return inside(marks, name)
    if name == "a":
        target = _link_target(attributes)
        return inside(marks, f"a{target}") if target else marks
    if name == "span" and LANGUAGE_TAG.fullmatch(attributes.get("lang", "")):
        return inside(marks, f'span lang="{attributes["lang"]}"')
    return marks


def _link_target(attributes: Attributes) -> str:
    for kind in TARGETS:
        if NUMBER.fullmatch(number := attributes.get(f"data-{kind}", "")):
            return f' data-{kind}="{number}"'
    href = clean_address(attributes.get("href", ""))
    return f' href="{escape(href)}"' if href else ""

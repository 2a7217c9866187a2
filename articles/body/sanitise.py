"""Sanitiser: any HTML as a body in the vocabulary, safe and in one normal form, tables included.

nh3 parses as browsers do and takes out what runs or loads; the second step reads its
output and writes it anew, so nothing is stored that this package did not write.
Text is never lost, except of elements that are not text (script, style, svg, math).
"""

import re
from bisect import bisect_left
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
    ShownEmbed,
)
from articles.body.embeds import EMBED_NAME, find_embed
from articles.body.normal_form import SCHEMES, clean_address, drop_surrogates
from articles.text.canonical_html import BREAK, MARKS, Leaf, html_tokens
from articles.text.canonical_html import add_mark as inside


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


# Elements that end a line wherever they come from; their names are not kept.
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


# nh3 takes the square of the time for these signs in one text: a long one is cut in several by comments, that
# nh3 takes out again. No attribute that is kept is as long.
COSTLY = re.compile(r"[&\x80-\xbf]")
TEXT = re.compile(r"[^<]++")
LONGEST_TEXT = 5_000


# It takes the square of the depth of nested elements, too. No document has so many within each other. Not
# counted are those that HTML closes by itself, which nest only where others do, and those closed as in XML.
# A name ends at a quotation mark, so that of all tags without an end three at most are read on at a place.
TAG = re.compile(r"""<(/?)([a-zA-Z][^\s/<>"']*+)(?:[^<>"']|"[^"]*+"|'[^']*+')*+>""")
CLOSED_BY_ITSELF = set("p li dt dd tr td th thead tbody tfoot caption col colgroup option optgroup".split())
CLOSED_BY_ITSELF |= set("area base br embed hr img input link meta param source track wbr".split())
DEEPEST = 250


def _limit_depth(html):
    """Return HTML without the tags of elements that would be more than DEEPEST within each other."""
    depth = 0

    def keep(match):
        nonlocal depth
        slash, name = match[1], match[2].lower()
        if name in CLOSED_BY_ITSELF or match[0].endswith("/>"):
            return match[0]
        is_kept = depth < DEEPEST + bool(slash)
        depth = max(0, depth - 1) if slash else depth + 1
        return match[0] if is_kept else ""

    return TAG.sub(keep, html)


def _cut_long_text(match):
    text, parts, start = match[0], [], 0
    for sign in COSTLY.finditer(text) if len(text) > LONGEST_TEXT else ():
        if sign.start() - start >= LONGEST_TEXT:
            parts.append(text[start : sign.start()])
            start = sign.start()
    return "<!---->".join([*parts, text[start:]])


FRAME_SOURCE = re.compile(
    r"""(?<![\w-])src\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'<>`]++))""", re.IGNORECASE
)


def _frame_source(tag):
    """Return the address that the tag of a frame loads, or ""."""
    source = FRAME_SOURCE.search(tag)
    return unescape(next(filter(None, source.groups()), "")).strip() if source else ""


def _replace_frame(match):
    """Return an embed in place of the frame of a known provider, else a line with the address as a link.

    Every tag comes here, so that one inside an attribute of another is none.
    """
    if match[1] or match[2].lower() != "iframe":
        return match[0]
    address = _frame_source(match[0])
    if found := find_embed(address):
        return f'<figure data-embed="{found.name}"></figure>'
    address = clean_address(f"https:{address}" if address.startswith("//") else address)
    return f'<p><a href="{escape(address)}">{escape(address)}</a></p>' if address else ""


FRAME = re.compile(
    r"""\s*+(<iframe\b(?:[^<>"']|"[^"]*+"|'[^']*+')*+>)\s*+(?:</iframe\s*+>)?\s*+""", re.IGNORECASE
)


def lone_frame_address(html: str) -> str | None:
    """Return the address of HTML that is one frame and nothing else, "" where it has none; else None."""
    frame = FRAME.fullmatch(html)
    return _frame_source(frame[1]) if frame else None


def _clean(html):
    html = TAG.sub(_replace_frame, html)
    return _cleaner.clean(_limit_depth(TEXT.sub(_cut_long_text, html)))


@lru_cache(maxsize=16)  # a save brings the same texts by several ways: columns, history, comparison
def sanitise(html: str) -> str:
    """Return the canonical form of a body. Sanitising twice changes nothing more."""
    body = here = BodyContainer()
    marks, path = {}, []
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
            _, name, attributes = token
            path.append((name, here, marks))
            name = SAME_MARK.get(name, name)
            marks = add_element_mark(marks, name, attributes)
            if name not in MARKS:
                here = here.enter(name, attributes, new_container(name, attributes))
    return body.html()


def new_container(name, attributes):
    """Return the container that an element opens, or None when it only ends a line."""
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


def _leave_element(here, path):
    """Return (container, marks) to go on with after the end of the innermost element."""
    name, outer, outer_marks = path.pop()
    if here is not outer:
        outer.take(here)
    elif SAME_MARK.get(name, name) not in MARKS:
        here.leave(name)
    return outer, outer_marks


def add_element_mark(marks, name, attributes):
    """Return the marks of text inside one more element; of two that exclude each other the inner wins."""
    if name in ("strong", "em", "cite", "sub", "sup"):
        return inside(marks, name)
    if name == "a":
        target = _link_target(attributes)
        return inside(marks, f"a{target}") if target else marks
    if name == "span" and LANGUAGE_TAG.fullmatch(attributes.get("lang", "")):
        return inside(marks, f'span lang="{attributes["lang"]}"')
    return marks


def _link_target(attributes):
    for kind in TARGETS:
        if NUMBER.fullmatch(number := attributes.get(f"data-{kind}", "")):
            return f' data-{kind}="{number}"'
    href = clean_address(attributes.get("href", ""))
    return f' href="{escape(href)}"' if href else ""

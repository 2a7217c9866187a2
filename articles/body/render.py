"""Rendering of a stored body as HTML for readers, in the language of their page.

Classes for the style sheet: passage, passage--<kind>, passage__label; heading-label,
heading-label--<kind>; quote, quote__speaker; insert, insert--<kind>; picture, picture__caption,
picture__credit; gallery__row, gallery__link, gallery__picture, gallery__picture--<ratio>;
table-scroll, figure; mention; language-note; visually-hidden. For embeds see embeds, for
charts see block_html.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from html import escape, unescape

from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import pgettext, pgettext_lazy

from articles.body.block_html import (
    CHART_END,
    BlockHtmlWriter,
    chart_opening,
    integer_attributes,
    whole_names,
)
from articles.body.charts import ATTRIBUTE as CHART
from articles.body.charts import ChartReading, charts_in
from articles.body.content import (
    KINDS,
    Attributes,
    BodyResolver,
    are_said_in_text,
    label_text,
    name_removed_words,
    resolve_link,
)
from articles.text.canonical_html import HtmlToken, html_tokens
from articles.text.punctuation import keep_together

# 21,300 · 44% · +4.5 · ₩1,200 · 61만2000 · 3만5000명: a figure, and a unit that follows it without a space.
FIGURE = re.compile(r"[+\-−±]?[₩$€£¥]?\d[\d.,만억조천백]*\s?\S{0,4}")


class TableColumns:
    """The columns of a table while it is written, to align purely numeric columns right.

    A cell is stored as (place, words, is_datum). The place is any value that identifies the cell.
    """

    def __init__(self) -> None:
        self.rows: list[list[tuple[int, str, bool]]] = []
        self.is_regular = True  # no cell spans others, so the n-th cell is in the n-th column

    def add(self, place: int, words: str, *, is_datum: bool, spans: str) -> None:
        self.is_regular = self.is_regular and not spans
        self.rows[-1].append((place, words.strip(), is_datum))

    def figures(self) -> list[int]:
        """Return the places of all cells, including headers, in columns where all data are figures."""
        rows = [row for row in self.rows if row]
        if not self.is_regular or len({len(row) for row in rows}) != 1:
            return []
        indexes = []
        for column in zip(*rows, strict=True):
            data = [words for _, words, is_datum in column if is_datum]
            if data and all(FIGURE.fullmatch(words) for words in data):
                indexes += [index for index, _, _ in column]
        return indexes


VOID = {"br", "hr"}
PLAIN = set("p ul ol li strong em sub sup caption thead tbody tr".split())
HEADINGS = {"h2", "h3"}
LANGUAGE_NOTES = {
    "en": pgettext_lazy("linked story", "in English"),
    "ko": pgettext_lazy("linked story", "in Korean"),
}
MAX_ID_LENGTH = 60


def render(html: str, *, language: str, resolver: BodyResolver, insight_name: str = "") -> SafeString:
    """Render a canonical body as safe HTML for readers.

    The resolver decides what the page may show: `article(id)` → (url, language) or None,
    `topic(id)` → url or None, `image(id)` → {src, width, height, alt, caption, credit} or
    None, with optional `sources`: [{type, srcset, sizes}] of the same picture, best first. A link
    resolved to None stays as text; a figure resolved to None is omitted with its caption.

    Optional attributes of a resolver:

    explanation(kind, number)  id of the element to open at a mark of a topic or term, or None, for
                               example after the first mention
    term(number)               url that other marks of a term link to, or None
    external_rel               rel of links to other sites, instead of "noopener"
    gallery_sizes(ratio, share)  sizes of a gallery picture, by its ratio in percent and its share of the row
    shows_frames               whether readers may load content of other sites; otherwise it is a link
    draws_charts               whether the page has the chart styles; otherwise only the table is written

    In a gallery, an image with an address `large` links to it.
    """
    return render_parts([html], language=language, resolver=resolver, insight_name=insight_name)[0]


def render_parts(
    parts: Iterable[str],
    *,
    language: str,
    resolver: BodyResolver,
    insight_name: str = "",
    ids: set[str] | None = None,
) -> list[SafeString]:
    """Render several canonical bodies of one page as safe HTML, without duplicate ids.

    ids  set of the ids that the page has already; new ids are added
    """
    parts = list(parts)
    with translation.override(language):
        are_said = are_said_in_text("".join(parts))
        writer, rendered = ReaderHtmlWriter(language, resolver, insight_name, are_said), []
        writer.ids = set() if ids is None else ids
        for part in parts:
            start = len(writer.out)
            writer.charts = iter(charts_in(part) if getattr(resolver, "draws_charts", False) else [])
            for token in html_tokens(part):
                writer.read(token)
            rendered.append(mark_safe("".join(writer.out[start:])))
        return rendered


class ReaderHtmlWriter(BlockHtmlWriter):
    """Writer of HTML for readers, token by token. Special elements have methods start_… and end_…."""

    def __init__(
        self, language: str, resolver: BodyResolver, insight_name: str, are_said: Iterable[bool]
    ) -> None:
        super().__init__(are_said)
        self.language, self.resolver, self.insight_name = language, resolver, insight_name
        self.out = []
        self.ids: set[str] = set()
        self.tables = 0
        self.numbers: defaultdict[str, int] = defaultdict(lambda: 1)  # slug: how many headings have it
        self.words = []  # of the open heading, caption or cell
        self.opened_at = 0  # index in `out` where the open block begins
        self.link_ends: list[tuple[str, int | None]] = []
        self.charts: Iterator[ChartReading] = iter(())  # the charts that follow in the part
        self.chart: ChartReading | None = None  # of the open table
        self.caption: slice | None = None  # of `out`, with the caption of the open table
        self.in_heading = self.in_head = self.in_caption = False

    def read(self, token: HtmlToken) -> None:
        if token[0] == "text":
            if not self.is_skipping:
                text = name_removed_words(keep_together(token[1]))
                self.out.append(whole_names(text) if self.in_caption else text)
                self.words.append(token[1])
        elif token[0] == "start":
            self.start(token[1], token[2])
        elif not self.is_skipping or token[1] == "figure":
            self.end(token[1])

    def start(self, name: str, attributes: Attributes) -> None:
        if self.is_skipping:
            return
        self.in_heading = self.in_heading or name in HEADINGS
        if name in PLAIN or name in VOID:
            self.out.append(f"<{name}>")
        if special := getattr(self, f"start_{name}", None):
            special(attributes)

    def end(self, name: str) -> None:
        self.in_heading = self.in_heading and name not in HEADINGS
        if special := getattr(self, f"end_{name}", None):
            special()
        if name in PLAIN or name == "span":
            self.out.append(f"</{name}>")

    def label(self, kind: str) -> str:
        return escape(label_text(kind, self.language, self.insight_name))

    # Headings

    def start_h2(self, attributes: Attributes) -> None:
        self.opened_at, self.words = len(self.out), []
        self.out.append("")
        kind = attributes.get("data-label")
        if kind in KINDS:
            # The hidden colon separates label and heading for screen readers and copied text.
            colon = '<span class="visually-hidden">:</span>'
            words = f"{self.label(kind)}{colon}"
            self.out.append(f'<span class="heading-label heading-label--{kind}">{words}</span> ')

    def end_h2(self) -> None:
        self.out[self.opened_at] = f'<h2 id="{self.new_id()}">'
        self.out.append("</h2>")
        self.is_in_section = True

    def new_id(self) -> str:
        """Return an id for the heading, made from its words and unique in this body."""
        slug = slugify(unescape("".join(self.words)), allow_unicode=True)[:MAX_ID_LENGTH].strip("-")
        name = f"s-{slug}" if slug else "s"
        candidate = name
        while candidate in self.ids or candidate == "s":
            self.numbers[name] += 1
            candidate = f"{name}-{self.numbers[name]}"
        self.ids.add(candidate)
        return candidate

    # Tables

    def start_table(self, attributes: Attributes) -> None:
        self.tables += 1
        self.table_at, self.words, self.columns = len(self.out), [], TableColumns()
        self.chart, self.caption = next(self.charts, None) if CHART in attributes else None, None
        self.out += ["", "<table>"]
        self.table_name = pgettext("name of a table", "Table %(number)d") % {"number": self.tables}

    def start_caption(self, attributes: Attributes) -> None:
        self.words, self.opened_at = [], len(self.out)

    def end_caption(self) -> None:
        self.table_name += f": {unescape(''.join(self.words))}"
        self.caption = slice(self.opened_at, len(self.out))

    def end_table(self) -> None:
        for index in self.columns.figures():
            self.out[index] = f'{self.out[index][:-1]} class="figure">'
        # Wide tables scroll, also by keyboard. The number keeps their accessible names unique.
        name = escape(self.table_name)
        start = f'<div class="table-scroll" role="region" aria-label="{name}" tabindex="0">'
        self.out.append("</table></div>")
        if self.chart and self.chart.chart:
            start = chart_opening(self.chart, self.take_caption(), self.language) + start
            self.out.append(CHART_END)
        self.out[self.table_at] = start

    def take_caption(self) -> list[str]:
        """Remove and return the HTML pieces of the caption, which the chart shows instead of its table."""
        if self.caption is None:
            return []
        pieces = self.out[self.caption]
        del self.out[self.caption.start - 1 : self.caption.stop + 1]
        return pieces

    def start_thead(self, attributes: Attributes) -> None:
        self.in_head = True

    def end_thead(self) -> None:
        self.in_head = False

    def start_tr(self, attributes: Attributes) -> None:
        self.columns.rows.append([])

    def start_th(self, attributes: Attributes) -> None:
        self.start_cell(f'th scope="{"col" if self.in_head else "row"}"', attributes)

    def start_td(self, attributes: Attributes) -> None:
        self.start_cell("td", attributes)

    def start_cell(self, opening: str, attributes: Attributes) -> None:
        self.opened_at, self.words = len(self.out), []
        self.spans = integer_attributes(attributes, ("colspan", "rowspan"))
        self.out.append(f"<{opening}{self.spans}>")

    def end_th(self) -> None:
        is_empty = self.opened_at == len(self.out) - 1
        if is_empty:  # an empty header cell names nothing: write a td
            self.out[-1] = f"<td{self.spans}>"
        self.out.append("</td>" if is_empty else "</th>")
        self.end_cell(is_datum=False)

    def end_td(self) -> None:
        self.end_cell(is_datum=True)
        self.out.append("</td>")

    def end_cell(self, *, is_datum: bool) -> None:
        words = unescape("".join(self.words))
        self.columns.add(self.opened_at, words, is_datum=is_datum, spans=self.spans)

    # Links, explanations and languages

    def start_a(self, attributes: Attributes) -> None:
        if self.is_pulled:  # the same links are in the text
            self.link_ends.append(("", None))
            return
        if name := self.explanation(attributes):
            self.out.append(f'<span class="mention"><label for="{name}-open">')
            self.link_ends.append((name, len(self.words)))
            return
        address, more, end = self.link(attributes)
        self.out.append(f'<a href="{escape(address)}"{more}>' if address else "")
        self.link_ends.append((end if address else "", None))

    def end_a(self) -> None:
        end, words_from = self.link_ends.pop()
        self.out.append(end if words_from is None else self.opener(end, self.words[words_from:]))

    def explanation(self, attributes: Attributes) -> str | None:
        """Return the id of the explanation that opens at these words, or None, for example in a heading."""
        explanation = getattr(self.resolver, "explanation", None)
        if explanation is None or self.in_heading:
            return None
        kinds = [kind for kind in ("topic", "term") if f"data-{kind}" in attributes]
        return explanation(kinds[0], int(attributes[f"data-{kinds[0]}"])) if kinds else None

    def opener(self, name: str, words: Sequence[str]) -> str:
        """Return the button that opens an explanation, after the words that label it.

        Inside the button, the words would be missing from copied text and reader modes, and would not wrap.
        """
        told = pgettext("opens a short text", "%(words)s: explanation")
        told = escape(told % {"words": unescape("".join(words)).strip()})
        attributes = f'type="button" id="{name}-open" popovertarget="{name}" aria-label="{told}"'
        return f"</label><button {attributes}></button></span>"

    def link(self, attributes: Attributes) -> tuple[str | None, str, str]:
        """Return (address or None, other attributes, closing HTML) of a link."""
        if "data-term" in attributes:
            term = getattr(self.resolver, "term", None)
            return term and term(int(attributes["data-term"])), "", "</a>"
        address, language = resolve_link(attributes, self.resolver, self.language)
        if language != self.language:
            note = f' <span class="language-note">({escape(str(LANGUAGE_NOTES[language]))})</span>'
            return address, f' hreflang="{language}"', f"{note}</a>"
        if not attributes.get("href", "").startswith("http"):
            return address, "", "</a>"
        return address, f' rel="{getattr(self.resolver, "external_rel", "noopener")}"', "</a>"

    def start_span(self, attributes: Attributes) -> None:
        self.out.append(f'<span lang="{escape(attributes.get("lang", ""))}">')

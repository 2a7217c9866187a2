"""Readers' HTML of labelled passages, quotes, pictures, galleries and charts.

Chart classes for the style sheet: chart, chart--<kind>; chart__head, chart__title, chart__more,
chart__key, chart__plot, chart__plot--start-<em> and chart__plot--end-<em> (0, 2, … 10), chart__source,
chart__figures. For classes of the drawing see chart_svg.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape, unescape
from math import log
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.body.chart_svg import draw_chart, has_direct_names
from articles.body.charts import Chart, ChartKind, ChartReading
from articles.body.content import KINDS, Attributes, BodyResolver, ImageFacts, ShownEmbed, label_text
from articles.body.embeds import embed_opening

# Target ratio of a gallery row's total width to its height.
ROW_RATIO = 3.2
MOST_IN_ROW = 5
FLAT_ROW = 220  # percent; a row with a smaller ratio would be higher than the window at full page width
# Ratios of width to height that have a class in the style sheet. The steps are small, so that pictures are
# hardly cropped.
LEAST_RATIO, MOST_RATIO, RATIO_STEP = 50, 300, 5  # in percent

# Korean given names such as Min-ji. Matching a short capitalised compound as well does no harm.
NAME_WITH_HYPHEN = re.compile(r"\b[A-Z][a-z]{1,7}-[A-Za-z][a-z]{0,7}\b")


def whole_names(html: str) -> str:
    """Wrap hyphenated names in elements without line breaks. The HTML must not contain tags."""
    return NAME_WITH_HYPHEN.sub(r'<span class="whole-name">\g<0></span>', html)


class ShownPicture(NamedTuple):
    """A gallery picture, with the indexes in `out` of its start and its end."""

    image: ImageFacts
    opened_at: int
    ended_at: int


class BlockHtmlWriter:
    """The part of ReaderHtmlWriter that writes labelled passages, quotes, pictures, embeds and galleries.

    box_at   index in `out` of the open fact box, or None
    gallery  the ShownPictures of the open gallery, or None
    gallery_title  slice of `out` with the gallery's title
    are_said  iterator: for each pull quote in order, whether its words occur in the text
    """

    language: str
    resolver: BodyResolver
    out: list[str]
    words: list[str]  # of the open heading, caption or cell

    def label(self, kind: str) -> str:
        """Return the label of a kind of passage, escaped."""
        raise NotImplementedError

    def new_id(self) -> str:
        """Return an id for the heading, unique in this body."""
        raise NotImplementedError

    def __init__(self, are_said: Iterable[bool]) -> None:
        self.are_said = iter(are_said)
        self.passages = 0
        self.image: ImageFacts | None = None
        self.box_at: int | None = None
        self.gallery: list[ShownPicture] | None = None
        self.gallery_title: slice | None = None
        self.is_in_section = False  # after a heading of the text
        self.is_skipping = self.has_speaker = self.is_pulled = False

    # Labelled passages and fact boxes

    def start_aside(self, attributes: Attributes) -> None:
        kind = attributes.get("data-kind")
        if kind == "fact-box":
            self.box_at = len(self.out)
            label = escape(label_text(kind, self.language))
            self.out.append(f'<aside class="insert insert--fact-box" aria-label="{label}">')
            return
        self.is_labelled = kind in KINDS
        if not self.is_labelled:  # an old edition may have a kind that no longer exists
            return
        self.passages += 1
        name = f"passage-{self.language}-{self.passages}"
        # A note, not a landmark: a passage is part of the story and may occur twice.
        self.out.append(f'<aside class="passage passage--{kind}" role="note" aria-labelledby="{name}">')
        self.out.append(f'<p class="passage__label" id="{name}">{self.label(str(kind))}</p>')

    def end_aside(self) -> None:
        if self.box_at is not None or self.is_labelled:
            self.out.append("</aside>")
        self.box_at = None

    def start_h3(self, attributes: Attributes) -> None:
        self.opened_at, self.words = len(self.out), []
        self.out.append("<h3>")

    def end_h3(self) -> None:
        level = 3
        if self.box_at is not None or self.gallery is not None:
            # The title names the block and is the target of links to it. Its level continues the page's
            # outline.
            name, level = self.new_id(), 3 if self.is_in_section else 2
            self.out[self.opened_at] = f'<h{level} class="insert__title" id="{name}">'
        if self.box_at is not None:
            self.out[self.box_at] = f'<aside class="insert insert--fact-box" aria-labelledby="{name}">'
        elif self.gallery is not None:
            self.out[self.opened_at] = f'<h{level} class="insert__title gallery__title" id="{name}">'
            self.gallery_title = slice(self.opened_at, len(self.out) + 1)
            self.words_of_title = "".join(self.words)
        self.out.append(f"</h{level}>")

    # Quotes

    def start_blockquote(self, attributes: Attributes) -> None:
        self.opened_at, self.has_speaker = len(self.out), False
        self.is_pulled = attributes.get("data-kind") == "pull-quote"
        if not self.is_pulled:
            self.out.append("<blockquote>")
        elif next(self.are_said, False):  # hidden from screen readers, which read the words in the text
            self.out.append('<aside class="insert insert--pull-quote" aria-hidden="true"><blockquote>')
        else:
            label = escape(label_text("pull-quote", self.language))
            self.out.append(
                f'<aside class="insert insert--pull-quote" role="note" aria-label="{label}"><blockquote>'
            )

    def start_cite(self, attributes: Attributes) -> None:
        self.has_speaker = True
        if self.is_pulled:
            self.out.append('</blockquote><p class="quote__speaker">')
            return
        self.out[self.opened_at] = '<figure class="quote"><blockquote>'
        self.out.append('</blockquote><figcaption class="quote__speaker">')

    def end_cite(self) -> None:
        self.out.append("</p>" if self.is_pulled else "</figcaption></figure>")

    def end_blockquote(self) -> None:
        if not self.has_speaker:
            self.out.append("</blockquote>")
        if self.is_pulled:
            self.out.append("</aside>")
            self.is_pulled = False

    # Pictures and embeds

    def start_figure(self, attributes: Attributes) -> None:
        if "data-embed" in attributes:
            self.start_embed(ShownEmbed.of_figure(attributes))
            return
        self.image = self.resolver.image(int(attributes["data-image"]))
        if self.image is None:
            self.is_skipping = True
            return
        self.picture_at = len(self.out)
        self.out.append(f'<figure class="picture">{picture_html(self.image)}')

    def start_embed(self, embed: ShownEmbed) -> None:
        picture = embed.image and self.resolver.image(int(embed.image))
        opening = embed_opening(
            embed,
            self.language,
            picture=picture_html(picture) if picture else "",
            has_frame=getattr(self.resolver, "shows_frames", False),
            rel=getattr(self.resolver, "external_rel", "noopener"),
        )
        # The caption describes the embed; the credit of the picture follows it.
        self.image = {"credit": picture["credit"]} if picture else {}
        self.is_skipping = not opening
        self.out.append(opening)

    def start_figcaption(self, attributes: Attributes) -> None:
        self.in_caption = True
        self.opened_at = len(self.out)
        self.out.append("")

    def end_figcaption(self) -> None:
        self.in_caption = False
        assert self.image is not None  # set by start_figure
        own = self.out[self.opened_at + 1 :]
        caption = "".join(own) or whole_names(escape(self.image.get("caption") or ""))
        credit = escape(self.image.get("credit") or "")
        parts = [f'<span class="picture__caption">{caption}</span>'] if caption else []
        parts += [f'<span class="picture__credit">{credit}</span>'] if credit else []
        del self.out[self.opened_at :]
        if parts:
            self.out.append(f"<figcaption>{' '.join(parts)}</figcaption>")

    def end_figure(self) -> None:
        if not self.is_skipping:
            self.out.append("</figure>")
            if self.gallery is not None and self.image is not None:
                self.gallery.append(ShownPicture(self.image, self.picture_at, len(self.out) - 1))
        self.is_skipping = False

    # Galleries, written if at least two of their pictures are shown

    def start_div(self, attributes: Attributes) -> None:
        self.gallery, self.gallery_at, self.gallery_title = [], len(self.out), None
        self.out.append("")

    def end_div(self) -> None:
        shown, self.gallery = self.gallery or [], None
        title = self.gallery_title or slice(self.gallery_at, self.gallery_at)
        if len(shown) < 2:  # a single picture needs no gallery title
            self.out[title] = [""] * (title.stop - title.start)
            return
        told = ngettext("Gallery, %(number)d picture", "Gallery, %(number)d pictures", len(shown))
        label = escape(told % {"number": len(shown)})
        ratios = [known_ratio(picture.image.get("width"), picture.image.get("height")) for picture in shown]
        rows = gallery_rows(ratios)
        shape = "" if all(sum(ratios[index] for index in row) >= FLAT_ROW for row in rows) else " is-tall"
        # On phones, the group is a strip to swipe. The title precedes it and is part of its accessible name.
        label += f": {escape(unescape(self.words_of_title))}" if self.gallery_title else ""
        opening = f'<div class="insert insert--gallery{shape}" role="group" aria-label="{label}">'
        self.out[max(title.stop - 1, self.gallery_at)] += opening
        for row in rows:
            width = sum(ratios[index] for index in row)
            for index in row:
                opening = self.gallery_picture(shown[index].image, ratios[index], ratios[index] / width)
                start = '<div class="gallery__row">' if index == row.start else ""
                self.out[shown[index].opened_at] = start + opening
            self.out[shown[row.stop - 1].ended_at] += "</div>"
        self.out.append("</div>")

    def gallery_picture(self, image: ImageFacts, ratio: int, share: float) -> str:
        """Return the start of a picture's figure, before its caption.

        ratio  of width to height, in percent
        share  share of the row's width that the picture takes
        """
        if sizes := getattr(self.resolver, "gallery_sizes", None):
            sources = [source | {"sizes": sizes(ratio, share)} for source in image.get("sources") or []]
            image = {**image, "sources": sources}
        html = picture_html(image)
        if large := image.get("large"):
            words = f'<span class="visually-hidden">{escape(_("Enlarge the picture"))}</span>'
            html = f'<a class="gallery__link" href="{escape(large)}">{html}{words}</a>'
        # A picture of an extreme ratio is never cropped: it may be a chart.
        whole = " gallery__picture--whole" if is_extreme(image.get("width"), image.get("height")) else ""
        return f'<figure class="picture gallery__picture gallery__picture--{ratio}{whole}">{html}'


def known_ratio(width: int | None, height: int | None) -> int:
    """Return the ratio of width to height, in percent, that a gallery uses for a picture."""
    ratio = RATIO_STEP * round(100 * width / height / RATIO_STEP) if width and height else 150
    return min(max(ratio, LEAST_RATIO), MOST_RATIO)


def is_extreme(width: int | None, height: int | None) -> bool:
    """Return whether a picture is too wide or too high for the ratios that have a class."""
    ratio = 100 * width / height if width and height else LEAST_RATIO
    return not LEAST_RATIO - RATIO_STEP < ratio < MOST_RATIO + RATIO_STEP


def gallery_rows(ratios: Sequence[int]) -> list[range]:
    """Divide pictures into rows of similar height. Return the rows as ranges of indexes.

    ratios  of width to height, in percent
    """
    best = [(0.0, 0)]  # for the first n pictures: the cost of their rows, and the start of the last row
    for end in range(1, len(ratios) + 1):
        starts = range(max(0, end - MOST_IN_ROW), end)
        costs = {start: log(sum(ratios[start:end]) / 100 / ROW_RATIO) ** 2 for start in starts}
        best.append(min((best[start][0] + cost, start) for start, cost in costs.items()))
    rows, end = [], len(ratios)
    while end:
        rows.append(range(best[end][1], end))
        end = best[end][1]
    return rows[::-1]


def picture_html(image: ImageFacts) -> str:
    """Return the <picture> or <img> of an image from a resolver."""
    sizes = integer_attributes(image, ("width", "height"))
    source, alt = escape(image["src"]), escape(image.get("alt") or "")
    # Not lazy: readers who print a story before scrolling to the end would miss pictures.
    html = f'<img src="{source}"{sizes} alt="{alt}" fetchpriority="low" decoding="async">'
    return wrap_sources(html, image.get("sources"))


def wrap_sources(image: str, sources: Iterable[Mapping[str, str]] | None) -> str:
    """Wrap an <img> in a <picture> with alternative sources."""
    if not sources:
        return image
    each = (
        "".join(f' {name}="{escape(source[name])}"' for name in ("type", "srcset", "sizes"))
        for source in sources
    )
    return f"<picture>{''.join(f'<source{told}>' for told in each)}{image}</picture>"


def integer_attributes(values: Mapping[str, Any], names: Iterable[str]) -> str:
    return "".join(f' {name}="{int(values[name])}"' for name in names if values.get(name))


NOUNS = {
    ChartKind.BARS: gettext_lazy("Bar chart"),
    ChartKind.COLUMNS: gettext_lazy("Column chart"),
    ChartKind.LINES: gettext_lazy("Line chart"),
    ChartKind.STACKED: gettext_lazy("Stacked bar chart"),
}
SOURCE = re.compile(r"\s*(Sources?|자료|출처)\s*:", re.IGNORECASE)


def chart_description(reading: ChartReading) -> str:
    """Return a chart's name for lists and messages, in the active language: “Bar chart: Cabins a day”."""
    kind = str(NOUNS[ChartKind(reading.kind)]) if reading.kind in NOUNS else reading.kind
    return f"{kind}: {reading.title}" if reading.title else kind


def chart_opening(reading: ChartReading, caption: Sequence[str], language: str) -> str:
    """Return the HTML of a chart's <figure> element, up to the table that the chart shows.

    caption  HTML pieces of its caption, each a tag or a text
    """
    chart = reading.chart
    assert chart is not None  # only a table without problems is drawn
    title, *more = caption_lines(caption)
    drawing = draw_chart(chart, language)
    room = f"chart__plot--start-{drawing.start} chart__plot--end-{drawing.end}"
    lines = [line for line in more if not SOURCE.match(line)]
    lines += [escape(drawing.unit)] if drawing.unit and chart.kind == ChartKind.COLUMNS else []
    label = _("%(chart)s. The figures are in the table that follows.") % {"chart": chart_description(reading)}
    parts = [
        f'<figure class="chart chart--{chart.kind}">',
        _head(title, lines),
        _key(chart) if len(chart.series) > 1 and not has_direct_names(chart) else "",
        f'<div class="chart__plot {room}">{drawing.svg(escape(label))}</div>',
        *(f'<p class="chart__source">{line}</p>' for line in more if SOURCE.match(line)),
        f'<details class="chart__figures"><summary>{escape(_("Show the figures"))}</summary>',
    ]
    return "".join(parts)


CHART_END = "</details></figure>"


def _head(title: str, more: Iterable[str]) -> str:
    lines = [f'<span class="chart__title">{title}</span>'] if title else []
    lines += [f'<span class="chart__more">{line}</span>' for line in more]
    return f'<figcaption class="chart__head">{"".join(lines)}</figcaption>' if lines else ""


def _key(chart: Chart) -> str:
    names = (
        f'<li class="chart__mark--{number}">{escape(series.name)}</li>'
        for number, series in enumerate(chart.series, 1)
    )
    return f'<ul class="chart__key">{"".join(names)}</ul>'


def caption_lines(pieces: Sequence[str]) -> list[str]:
    """Return the lines of a caption, at least one. A caption with a break inside a mark is not split."""
    lines: list[list[str]] = [[]]
    depth = 0
    for piece in pieces:
        if piece == "<br>":
            if depth:
                return ["".join(pieces)]
            lines.append([])
            continue
        depth += piece.count("<") - 2 * piece.count("</")
        lines[-1].append(piece)
    return ["".join(line) for line in lines]

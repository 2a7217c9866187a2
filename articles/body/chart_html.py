"""HTML around the drawing of a chart: title, key, and the table behind it, in the language of the page.

Classes for the style sheet: chart, chart--<kind>; chart__head, chart__title, chart__more, chart__key,
chart__plot with chart__plot--start-2 and --end-2 to 10 (em), chart__source, chart__figures; for those of the
drawing, see chart_svg.
"""

import re
from collections.abc import Sequence
from html import escape

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.body.chart_svg import draw_chart, has_direct_names
from articles.body.charts import Chart, ChartKind, ChartReading

NOUNS = {
    ChartKind.BARS: gettext_lazy("Bar chart"),
    ChartKind.COLUMNS: gettext_lazy("Column chart"),
    ChartKind.LINES: gettext_lazy("Line chart"),
    ChartKind.STACKED: gettext_lazy("Stacked bar chart"),
}
SOURCE = re.compile(r"\s*(Sources?|자료|출처)\s*:", re.IGNORECASE)


def chart_description(reading: ChartReading) -> str:
    """Return a chart as lists and messages name it, in the active language: “Bar chart: Cabins a day”."""
    kind = str(NOUNS.get(reading.kind, reading.kind))
    return f"{kind}: {reading.title}" if reading.title else kind


def chart_opening(reading: ChartReading, caption: Sequence[str], language: str) -> str:
    """Return the figure of a chart up to the table of its figures.

    caption  the pieces of HTML of its caption, each a tag or a text
    """
    chart = reading.chart
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


def _head(title, more):
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
    """Return the lines of a caption, at least one; one alone where a break stands inside a mark."""
    lines, depth = [[]], 0
    for piece in pieces:
        if piece == "<br>":
            if depth:
                return ["".join(pieces)]
            lines.append([])
            continue
        depth += piece.count("<") - 2 * piece.count("</")
        lines[-1].append(piece)
    return ["".join(line) for line in lines]

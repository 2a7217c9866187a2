"""Charts as SVG. The text in them has the same size on every screen.

Widths are percentages of the drawing, heights are in em. Nothing is scaled, and a chart grows with the
reader's font size. Names below columns and lines are written twice, for wide and for narrow screens; the
style sheet shows one. Colours and fonts are classes, because the pages' content security policy forbids style
attributes: chart__mark, chart__line, chart__dot, chart__in and chart__end, each with a second class that ends
in --1 to --6; chart__grid, chart__zero, chart__name, chart__value, chart__tick, chart__wide, chart__narrow.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape

from articles.body.charts import (
    NARROW,
    PLOT,
    Chart,
    ChartKind,
    ChartScale,
    column_room,
    figure_of_scale,
    is_wrapped_well,
    short_unit,
    text_width,
    wrapped_words,
)

WIDE = 44  # em; width of a story's column on a wide screen
LINE = 1.3  # em; line height
BAR, GAP = 1.15, 0.8
DIRECT_NAMES = 8  # em: longer names of lines are written above the chart
MOST_DIRECT = 4
MOST_DOTS = 12
MOST_ROOM = 10  # em


type Point = tuple[float, float]
type NameLayer = list[tuple[int, int, list[str]]]  # row, index of its first line, lines


class ChartDrawing:
    """The parts of one SVG while it is drawn.

    start, end  the room that labels need at the sides, in em; the style sheet has a class for each value
    unit        a unit that is too long for the scale, or ""
    """

    def __init__(self, chart: Chart) -> None:
        self.chart = chart
        self.parts: list[str] = []
        self.start: float = 0
        self.end: float = 0
        self.height, self.unit = 0.0, ""

    def add(self, name: str, **attributes: str) -> None:
        self.parts.append(f"<{name}{_attributes(attributes)}/>")

    def text(
        self, x: float, y: float, lines: Iterable[str], css: str, anchor: str = "start", dx: float = 0.0
    ) -> None:
        """Add lines of text. `x` is a percentage, `y` the baseline of the first line in em."""
        shift = {"dx": f"{_number(dx)}em"} if dx else {}
        own = {"x": f"{_number(x)}%", "text_anchor": anchor} | shift
        first, *more = lines
        spans = "".join(
            f"<tspan{_attributes(own | {'dy': f'{LINE}em'})}>{escape(line)}</tspan>" for line in more
        )
        opening = _attributes(own | {"y": f"{_number(y)}em", "css": css})
        self.parts.append(f"<text{opening}>{escape(first)}{spans}</text>")

    def rule(self, css: str, *, x: tuple[float, float] = (0, 100), y: tuple[float, float]) -> None:
        """Add a straight line. `x` has the positions of its two ends in percent, `y` in em."""
        across = dict(zip(("x1", "x2"), (f"{_number(percent)}%" for percent in x), strict=True))
        down = dict(zip(("y1", "y2"), (f"{_number(position)}em" for position in y), strict=True))
        self.add("line", **across, **down, stroke="currentColor", css=css)

    def box(self, x: float, y: float, width: float, height: float, number: int) -> None:
        size = {"width": f"{_number(width)}%", "height": f"{_number(height)}em"}
        self.add("rect", x=f"{_number(x)}%", y=f"{_number(y)}em", **size, css=_numbered("mark", number))

    def svg(self, label: str) -> str:
        """Return the drawing with an accessible name, given as HTML-escaped text."""
        size = f'width="100%" height="{_number(self.height)}em" overflow="visible"'
        return f'<svg {size} role="img" aria-label="{label}" fill="currentColor">{"".join(self.parts)}</svg>'


def _attributes(values: Mapping[str, str]) -> str:
    names = {"css": "class", "text_anchor": "text-anchor"}
    return "".join(f' {names.get(name, name)}="{value}"' for name, value in values.items())


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if value else "0"


def _numbered(part: str, number: int) -> str:
    return f"chart__{part} chart__{part}--{number}"


def draw_chart(chart: Chart, language: str) -> ChartDrawing:
    """Return the drawing of a chart. The language of the page determines how scale figures are written."""
    drawing = ChartDrawing(chart)
    if chart.kind == ChartKind.BARS:
        _draw_bars(drawing)
    elif chart.kind == ChartKind.STACKED:
        _draw_stacked(drawing)
    elif chart.kind == ChartKind.COLUMNS:
        _draw_columns(drawing, language)
    else:
        _draw_lines(drawing, language)
    return drawing


# Bars


def _draw_bars(drawing: ChartDrawing) -> None:
    """Draw a group of bars for each row, below its name, with the figure at the end of each bar."""
    chart = drawing.chart
    values = [float(figure.value) for figure in chart.figures]
    low, high = min(0.0, *values), max(0.0, *values)
    share = 100 / ((high - low) or 1)
    zero = -low * share
    drawing.end = _room(figure.words for figure in chart.figures if figure.value >= 0)
    drawing.start = _room(figure.words for figure in chart.figures if figure.value < 0)
    y = 0.0
    for row, name in enumerate(chart.names):
        y = _name_above(drawing, name, y)
        for number, series in enumerate(chart.series, 1):
            figure, base = series.figures[row], y + 0.9
            if figure is None:
                drawing.text(zero, base, ["–"], "chart__value", dx=0.4)
            else:
                long = abs(float(figure.value)) * share
                is_below = figure.value < 0
                drawing.box(zero - long if is_below else zero, y, long, BAR, number)
                anchor, dx = ("end", -0.4) if is_below else ("start", 0.4)
                drawing.text(
                    zero - long if is_below else zero + long, base, [figure.words], "chart__value", anchor, dx
                )
            y += BAR + 0.1
        if low < 0:
            drawing.rule(
                "chart__zero", x=(zero, zero), y=(y - len(chart.series) * (BAR + 0.1) - 0.15, y + 0.05)
            )
        y += GAP
    drawing.height = y - GAP


def _draw_stacked(drawing: ChartDrawing) -> None:
    """Draw a bar for each row, divided into its figures. Figures are written inside if they fit."""
    chart = drawing.chart
    totals = [
        sum(float(figure.value) for series in chart.series if (figure := series.figures[row]))
        for row in range(len(chart.names))
    ]
    share, y = 100 / (max(totals) or 1), 0.0
    for row, name in enumerate(chart.names):
        y, x = _name_above(drawing, name, y), 0.0
        for number, series in enumerate(chart.series, 1):
            if not (figure := series.figures[row]):
                continue
            long = float(figure.value) * share
            drawing.box(x, y, long, 1.7, number)
            if long / 100 * NARROW > text_width(figure.words) + 0.6:
                drawing.text(x + long / 2, y + 1.2, [figure.words], _numbered("in", number), "middle")
            x += long
        y += 1.7 + GAP
    drawing.height = y - GAP


def _name_above(drawing: ChartDrawing, name: str, y: float) -> float:
    """Write the name of a row. Return the y of its bars."""
    lines = wrapped_words(name, NARROW)
    drawing.text(0, y + 1, lines, "chart__name", dx=-drawing.start)
    return y + LINE * len(lines) + 0.05


def _room(words: Iterable[str]) -> float:
    """Return the room that the longest of some texts needs beside a drawing, in em: 0, 2, … or 10."""
    longest = max((text_width(text) + 0.6 for text in words), default=0.0)
    return min(MOST_ROOM, 2 * math.ceil(longest / 2))


# Scales


def _draw_scale(drawing: ChartDrawing, scale: ChartScale, language: str) -> None:
    """Draw the grid lines of a scale, with their figures at the start."""
    chart = drawing.chart
    example = max(chart.figures, key=lambda figure: (bool(figure.unit), abs(figure.value)))
    words = [figure_of_scale(step, scale.step, example, language) for step in scale.steps]
    drawing.start = _room(words)
    drawing.unit = "" if short_unit(example) else example.after.strip()
    for step, figure in zip(scale.steps, words, strict=True):
        y = scale.place(step)
        is_zero = abs(step) < scale.step / 2
        drawing.rule("chart__zero" if is_zero else "chart__grid", y=(y, y))
        drawing.text(0, y + 0.35, [figure], "chart__tick", "end", -0.5)


# Columns


def _draw_columns(drawing: ChartDrawing, language: str) -> None:
    """Draw a group of columns for each row, and a scale if not all figures fit at their columns."""
    chart = drawing.chart
    slot = 100 / len(chart.names)
    width = slot * 0.8 / len(chart.series)
    room = NARROW / len(chart.names) * (0.95 if len(chart.series) == 1 else 0.8 / len(chart.series))
    is_direct = all(text_width(figure.words) <= room for figure in chart.figures)
    scale = ChartScale(chart, has_zero=True, top=1.4 if is_direct else 0.6, is_exact=is_direct)
    zero = scale.place(0)
    if not is_direct:
        _draw_scale(drawing, scale, language)
    for number, series in enumerate(chart.series, 1):
        for row, figure in enumerate(series.figures):
            if figure is None:
                continue
            x, y = slot * (row + 0.1) + width * (number - 1), scale.place(float(figure.value))
            drawing.box(x + width * 0.03, min(y, zero), width * 0.94, abs(y - zero), number)
            if is_direct:
                base = y + 1.1 if figure.value < 0 else y - 0.35
                drawing.text(x + width / 2, base, [figure.words], "chart__value", "middle")
    drawing.rule("chart__zero", y=(zero, zero))
    below = scale.base + (1.4 if is_direct and scale.ends[0] < 0 else 0)
    layers = [_column_names(chart.names, wide - drawing.start) for wide in (WIDE, NARROW)]
    _set_names(drawing, below, layers, lambda row: (slot * (row + 0.5), "middle"))


def _column_names(names: Sequence[str], width: float) -> NameLayer:
    """Return [(row, index of its first line, its lines)] for names below columns, `width` em in total."""
    room, every = column_room(len(names), width), _every(names, width / len(names))
    is_wrapped = room > 0 and all(is_wrapped_well(name, room) for name in names)
    is_staggered = every == 2 and len(names) <= MOST_DOTS
    if is_wrapped and not (is_staggered and any(leaves_sign_alone(name, room) for name in names)):
        return [(row, 0, wrapped_words(name, room)) for row, name in enumerate(names)]
    if is_staggered:  # all names are kept: every other one is a line lower
        return [(row, row % 2, [name]) for row, name in enumerate(names)]
    return [(row, 0, [name]) for row, name in enumerate(names) if (len(names) - 1 - row) % every == 0]


def leaves_sign_alone(name: str, room: float) -> bool:
    """Return whether wrapping puts the last character of a word on a line of its own, as in 1개월 / 째."""
    given = name.split()
    return any(
        len(word) == 1 and word not in given for line in wrapped_words(name, room) for word in line.split()
    )


def _every(names: Iterable[str], slot: float, spread: float = 1.0) -> int:
    """Return the smallest n so that every n-th name fits, with one slot of `slot` em per name."""
    return max(1, math.ceil((max(map(text_width, names)) * spread + 0.6) / slot))


def _set_names(
    drawing: ChartDrawing,
    below: float,
    layers: Sequence[NameLayer],
    place: Callable[[int], tuple[float, str]],
) -> None:
    """Write the names below a drawing for wide and for narrow screens, only once if both are the same."""
    wide, narrow = layers
    groups = [(wide, "")] if wide == narrow else [(wide, "wide"), (narrow, "narrow")]
    for names, css in groups:
        if css:  # without the style sheet, the wide ones are shown
            hidden = ' display="none"' if css == "narrow" else ""
            drawing.parts.append(f'<g class="chart__{css}"{hidden}>')
        for row, line, words in names:
            x, anchor = place(row)
            drawing.text(x, below + 1.2 + line * LINE, words, "chart__name", anchor)
        if css:
            drawing.parts.append("</g>")
    lines = max((line + len(words) for layer in layers for _row, line, words in layer), default=0)
    drawing.height = below + 0.4 + LINE * lines


# Lines


def _draw_lines(drawing: ChartDrawing, language: str) -> None:
    """Draw a line for each series. Write its last figure, and its name if names are short, at its end."""
    chart = drawing.chart
    scale = ChartScale(chart, has_zero=False, top=0.8)
    _draw_scale(drawing, scale, language)
    last = len(chart.names) - 1
    points = [
        [
            (100 * row / last, scale.place(float(figure.value))) if figure else None
            for row, figure in enumerate(series.figures)
        ]
        for series in chart.series
    ]
    paths = "".join(_path(line, scale, number) for number, line in enumerate(points, 1))
    opening = f'y="{_number(scale.top)}em" width="100%" height="{PLOT}em" overflow="visible"'
    drawing.parts.append(f'<svg {opening} viewBox="0 0 100 100" preserveAspectRatio="none">{paths}</svg>')
    for number, line in enumerate(points, 1):
        for row, point in enumerate(line):
            is_alone = not any(line[max(0, row - 1) : row] + line[row + 1 : row + 2])
            if point and (is_alone or last < MOST_DOTS or row == last):
                x, y = point
                drawing.add(
                    "circle",
                    cx=f"{_number(x)}%",
                    cy=f"{_number(y)}em",
                    r="0.25em",
                    css=_numbered("dot", number),
                )
    _set_ends(drawing, points, scale)
    room = drawing.start + drawing.end
    layers = [_line_names(chart.names, wide - room) for wide in (WIDE, NARROW)]
    anchors = {0: "start", last: "end"}
    _set_names(drawing, scale.base, layers, lambda row: (100 * row / last, anchors.get(row, "middle")))


def _path(line: Sequence[Point | None], scale: ChartScale, number: int) -> str:
    """Return the path of a line through its points, with gaps, in a square of 100 × 100."""
    steps, is_open = [], False
    for point in line:
        if point:
            height = (point[1] - scale.top) / PLOT * 100
            steps.append(f"{'L' if is_open else 'M'}{_number(point[0])} {_number(height)}")
        is_open = bool(point)
    attributes = 'fill="none" stroke="currentColor" stroke-width="2.5" vector-effect="non-scaling-stroke"'
    return f'<path class="{_numbered("line", number)}" {attributes} d="{"".join(steps)}"/>'


def _line_names(names: Sequence[str], width: float) -> NameLayer:
    """Return names as _column_names does. If only one name fits, return the first and the last, wrapped."""
    every = _every(names, width / max(1, len(names) - 1), spread=1.5)
    if every < len(names):
        return [(row, 0, [name]) for row, name in enumerate(names) if (len(names) - 1 - row) % every == 0]
    room = max(1.0, (width - 0.6) / 2)
    return [(row, 0, wrapped_words(names[row], room)) for row in (0, len(names) - 1)]


def has_direct_names(chart: Chart) -> bool:
    """Return whether series names are written at the ends of their lines, not above the chart."""
    return (
        chart.kind == ChartKind.LINES
        and 1 < len(chart.series) <= MOST_DIRECT
        and all(text_width(series.name) <= DIRECT_NAMES for series in chart.series)
        and all(series.figures[-1] for series in chart.series)
    )


def _set_ends(drawing: ChartDrawing, points: Sequence[Sequence[Point | None]], scale: ChartScale) -> None:
    """Write the last figure of each line at its end, with its name. Move overlapping labels apart."""
    chart, has_names = drawing.chart, has_direct_names(drawing.chart)
    ends = [
        (end[1], number, series.name, figure.words)
        for number, (line, series) in enumerate(zip(points, chart.series, strict=True), 1)
        if (end := line[-1]) and (figure := series.figures[-1])
    ]
    size = LINE * (2 if has_names else 1)
    places = spread_apart([y for y, *_label in ends], size, within=(scale.top, scale.base))
    for (_y, number, name, words), y in zip(ends, places, strict=True):
        lines = [name] * has_names + [words]
        drawing.text(100, y + 0.35 - LINE * (len(lines) - 1) / 2, lines, _numbered("end", number), dx=0.6)
        drawing.end = max(drawing.end, _room(lines))


def spread_apart(places: list[float], size: float, *, within: tuple[float, float]) -> list[float]:
    """Return positions at least `size` apart, in the same order, close to the given ones.

    They stay within the limits if possible.
    """
    order = sorted(range(len(places)), key=lambda index: places[index])
    spread, last = list(places), -math.inf
    for index in order:
        spread[index] = last = max(spread[index], last + size)
    shift = max(0.0, last - max(places, default=0.0)) / 2
    shift = max(min(shift, min(spread, default=0.0) - within[0]), last - within[1])
    return [position - shift for position in spread]

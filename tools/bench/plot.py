"""A chart of lines as SVG, with logarithmic axes, for the documentation."""

from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT = 760, 420
LEFT, RIGHT, TOP, BOTTOM = 60, 190, 44, 48
APART = 14  # pixels from one name to the next
COLOURS = ("#1b5fa8", "#b3401f", "#2f7d4f", "#7b4ba0", "#8a6d00", "#0f7d85", "#a3386b", "#555")

type Points = list[tuple[float, float]]


def line_chart(series: dict[str, Points], *, title: str, x_name: str, y_name: str) -> str:
    """Return an SVG document with a line for each of the series, named at its right end.

    Points are (x, y), both above zero; all series have the same x.
    """
    points = [point for line in series.values() for point in line]
    x_at = axis([x for x, _y in points], LEFT, WIDTH - RIGHT)
    y_at = axis([y for _x, y in points], HEIGHT - BOTTOM, TOP)
    parts = [text(LEFT, 22, title, "title"), text(LEFT, HEIGHT - 10, x_name), text(6, TOP - 10, y_name)]
    for x in sorted({x for x, _y in points}):
        parts.append(text(x_at(x), HEIGHT - BOTTOM + 18, f"{x:,}", anchor="middle"))
    for y in powers([y for _x, y in points]):
        parts.append(f'<path class="grid" d="M{LEFT} {y_at(y):.0f}H{WIDTH - RIGHT}"/>')
        parts.append(text(LEFT - 8, y_at(y) + 4, f"{y:g}", anchor="end"))
    ends = spread({name: y_at(line[-1][1]) for name, line in series.items()})
    for (name, line), colour in zip(series.items(), COLOURS * len(series), strict=False):
        path = " L".join(f"{x_at(x):.1f} {y_at(y):.1f}" for x, y in line)
        parts.append(f'<path fill="none" stroke="{colour}" stroke-width="2" d="M{path}"/>')
        parts.append(f'<g fill="{colour}">{text(WIDTH - RIGHT + 8, ends[name] + 4, name, None)}</g>')
    style = (
        "text{font:13px system-ui,sans-serif}.title{font-weight:600}.note,.title{fill:#444}.grid{stroke:#ddd}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' aria-label="{escape(title)}"><style>{style}</style>'
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


def axis(values, start, end):
    """Return a function from a value to its place between two ends, by its logarithm."""
    low, high = log10(min(values)), log10(max(values))
    if low == high:
        low, high = low - 0.5, high + 0.5
    return lambda value: start + (log10(value) - low) / (high - low) * (end - start)


def powers(values):
    """Return 1, 2 and 5 times the powers of ten that lie among some values."""
    low, high = min(values), max(values)
    steps = [
        step * 10**power for power in range(floor(log10(low)), ceil(log10(high)) + 1) for step in (1, 2, 5)
    ]
    return [step for step in steps if low <= step <= high]


def spread(places):
    """Return the places with names moved down so that none covers another."""
    found, last = {}, float("-inf")
    for name, place in sorted(places.items(), key=lambda pair: pair[1]):
        last = found[name] = max(place, last + APART)
    return found


def text(x, y, words, kind="note", *, anchor="start"):
    kind = f' class="{kind}"' if kind else ""
    return f'<text{kind} x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">{escape(words)}</text>'

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
    steps = steps_around([y for _x, y in points])
    y_at = axis(steps, HEIGHT - BOTTOM, TOP)
    parts = [text(LEFT, 22, title, "title"), text(LEFT, HEIGHT - 10, x_name), text(6, TOP - 10, y_name)]
    for x in sorted({x for x, _y in points}):
        anchor = "end" if x_at(x) == WIDTH - RIGHT else "middle"
        parts.append(text(x_at(x), HEIGHT - BOTTOM + 18, f"{x:,}", anchor=anchor))
    for y in steps:
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


def steps_around(values):
    """Return 1, 2 and 5 times powers of ten, from the last below all values to the first above all."""
    powers = range(floor(log10(min(values))) - 1, ceil(log10(max(values))) + 2)
    steps = [step * 10**power for power in powers for step in (1, 2, 5)]
    below = max(step for step in steps if step <= min(values))
    above = min(step for step in steps if step >= max(values))
    return [step for step in steps if below <= step <= above]


def spread(places):
    """Return the places with names moved so that none covers another, and none is below the axis."""
    found, last = {}, float("-inf")
    for name, place in sorted(places.items(), key=lambda pair: pair[1]):
        last = found[name] = max(place, last + APART)
    last = HEIGHT - BOTTOM + APART
    for name, place in reversed(found.items()):
        last = found[name] = min(place, last - APART)
    return found


def text(x, y, words, kind="note", *, anchor="start"):
    kind = f' class="{kind}"' if kind else ""
    return f'<text{kind} x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">{escape(words)}</text>'

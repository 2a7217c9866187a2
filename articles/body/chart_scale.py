"""Scales of charts: their steps, where these stand, and their figures as those of the table are written."""

import math

from articles.body.charts import BIG, Chart, ChartFigure, text_width

PLOT = 15  # em: the height of columns and lines
STEPS = (1, 2, 2.5, 5, 10)


class ChartScale:
    """The scale of columns and lines: its steps, from the lowest to the highest, and where they stand, in em.

    has_zero  whether it always reaches zero, as the lengths of columns are compared
    is_exact  whether it ends at the figures, for a chart that shows no steps
    """

    def __init__(self, chart: Chart, *, has_zero: bool, top: float, is_exact: bool = False):
        values = [float(figure.value) for figure in chart.figures]
        low, high = min(values), max(values)
        if (
            has_zero
            or high - low < abs(high) / 10**9
            or 0 <= low <= high / 2
            or low / 2 <= high <= 0
            or low <= 0 <= high
        ):
            low, high = min(low, 0.0), max(high, 0.0)
        step = nice_step((high - low) or abs(high) or 1.0)
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        last = last if last > first else first + 1
        self.step, self.steps = step, [number * step for number in range(first, last + 1)]
        self.ends = (low, high) if is_exact and low < high else (self.steps[0], self.steps[-1])
        self.top = top

    def place(self, value: float) -> float:
        low, high = self.ends
        return self.top + PLOT * (high - value) / (high - low)

    @property
    def base(self):
        """Return where the lowest step stands."""
        return self.top + PLOT


def nice_step(span: float) -> float:
    """Return the step of a scale that spans a difference in some four steps.

    It is 1, 2, 2.5 or 5 times a power of ten.
    """
    power = 10 ** math.floor(math.log10(span / 4))
    return next(one * power for one in STEPS if span / (one * power) <= 4.1)


def figure_of_scale(value: float, step: float, example: ChartFigure, language: str) -> str:
    """Return a figure of a scale as the figures of its table are written, with units of one or two signs."""
    digits = max(0, -math.floor(math.log10(step) + 1e-9)) + (f"{step:e}"[:3] == "2.5")
    if example.has_myriads or (language == "ko" and step >= 10_000):
        words = _with_myriads(round(abs(value)))
    else:
        words = f"{abs(value):,.{digits}f}" if step < 10 else f"{abs(value):,.0f}"
    sign = "−" if value < 0 else ""
    return f"{sign}{example.before}{words}{short_unit(example)}"


def short_unit(figure: ChartFigure) -> str:
    """Return what stands behind the digits of a figure, if it is short enough for a scale."""
    return figure.after if text_width(figure.after.strip()) <= 1 else ""


def _with_myriads(number):
    parts = []
    for name, size in reversed(BIG.items()):
        if count := number // size:
            parts.append(f"{count}{name}")
            number -= count * size
    return "".join([*parts, f"{number}" if number or not parts else ""])

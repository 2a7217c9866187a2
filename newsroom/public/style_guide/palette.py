"""The colours of static/css/site.css, and how well words in them can be read."""

import re
from typing import NamedTuple

PAIR = re.compile(r"(--[a-z]+|\.colour-[a-z]+)[: {][^;]*?light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
SCHEMES = ("light", "dark")
GROUNDS = ("--paper", "--wash")


class Swatch(NamedTuple):
    """One colour in one scheme, with its contrast to each ground: 1 to 21, WCAG asks 4.5 of words."""

    name: str
    value: str
    on_paper: float
    on_wash: float


def colour_pairs(css):
    """{custom property or class: (light, dark)} of every colour in the style sheet, as "#rrggbb"."""
    return {name: (light, dark) for name, light, dark in PAIR.findall(css)}


def swatches(css, scheme):
    """(what pages are made of, the colours of sections), each a list of Swatch."""
    column = SCHEMES.index(scheme)
    values = {name: pair[column] for name, pair in colour_pairs(css).items()}
    paper, wash = (values[ground] for ground in GROUNDS)
    found = {
        name: Swatch(name.split("-")[-1], value, contrast(value, paper), contrast(value, wash))
        for name, value in values.items()
    }
    return (
        [swatch for name, swatch in found.items() if name.startswith("--")],
        [swatch for name, swatch in found.items() if name.startswith(".")],
    )


def contrast(first, second):
    """The contrast ratio of two colours as WCAG defines it, 1 to 21."""
    light, dark = sorted([luminance(first), luminance(second)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    """Relative luminance of "#rrggbb" as WCAG defines it, 0 to 1."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

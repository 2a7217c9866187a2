"""Colours of readers' pages: those of the style sheets, those of the newspaper, and their contrast."""

import re
from pathlib import Path

from django.conf import settings

STYLE_SHEETS = ("site.css", "section_colours.css")
PAIR = re.compile(r"(--[a-z]+|\.colour-[a-z]+)[: {][^;]*?light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
GROUNDS = ("--paper", "--wash")
LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3, for text of any size


def default_pairs() -> dict[str, tuple[str, str]]:
    """Return {custom property or class: (light, dark)} of the style sheets, as "#rrggbb"."""
    sheets = [
        Path(settings.BASE_DIR, "static/css", name).read_text(encoding="utf-8") for name in STYLE_SHEETS
    ]
    return {name: (light, dark) for sheet in sheets for name, light, dark in PAIR.findall(sheet)}


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours as WCAG defines it, 1 to 21."""
    light, dark = sorted([luminance(first), luminance(second)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of "#rrggbb" as WCAG defines it, 0 to 1."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

"""Colours of readers' pages, read from the style sheets that define them."""

import re
from pathlib import Path

from django.conf import settings

STYLE_SHEETS = ("site.css", "section_colours.css")
PAIR = re.compile(r"(--[a-z]+|\.colour-[a-z]+)[: {][^;]*?light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")


def colour_pairs() -> dict[str, tuple[str, str]]:
    """Return {custom property or class: (light, dark)} of every colour, as "#rrggbb"."""
    sheets = [
        Path(settings.BASE_DIR, "static/css", name).read_text(encoding="utf-8") for name in STYLE_SHEETS
    ]
    return {name: (light, dark) for sheet in sheets for name, light, dark in PAIR.findall(sheet)}


def light_colour(name: str) -> str:
    """Return a colour in its light form, by custom property ("--paper") or class (".colour-harbor")."""
    return colour_pairs()[name][0]

"""Faults of the layout of a readers' page: layout_rules.js, evaluated at widths of a window."""

from pathlib import Path

from tools.screens.sheets import ALL_PICTURES

RULES = (Path(__file__).parent / "layout_rules.js").read_text(encoding="utf-8")


def layout_faults(page, widths):
    """Yield the faults of an open page at each width, with its address."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(ALL_PICTURES)
        for fault in page.evaluate(RULES):
            yield f"{page.url} at {width}: {fault}"

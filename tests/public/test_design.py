"""Measurable design: the contrast of every colour in light and dark, and the size of downloads."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings

from articles.models import Colour
from newsroom.identity.configuration import GROUNDS, colour_pairs, contrast

STATIC = Path(settings.BASE_DIR) / "static"
TEMPLATES = Path(settings.BASE_DIR) / "templates"
LOADED = re.compile(r"""static ["']([^"']+\.js)["']""")
CSS = (STATIC / "css/site.css").read_text(encoding="utf-8")
CHARTS = (STATIC / "css/charts.css").read_text(encoding="utf-8")
PAIRS = colour_pairs()
WORDS = [*["--ink", "--soft", "--link", "--accent"], *[f".colour-{colour}" for colour in Colour.values]]
AA = 4.5  # WCAG 2.2, 1.4.3, for text of any size


def test_the_style_sheet_has_the_colours_of_sections():
    assert {name for name in PAIRS if name.startswith(".colour-")} == {
        f".colour-{one}" for one in Colour.values
    }


def test_contrast_is_measured_as_wcag_does():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("words", WORDS)
def test_words_can_be_read(words, ground, scheme):
    assert contrast(PAIRS[words][scheme], PAIRS[ground][scheme]) >= AA


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_marks_and_figures_of_charts_can_be_told_from_the_paper(scheme):
    pairs = re.findall(r"light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", CHARTS)
    assert len(pairs) == 4
    assert all(contrast(pair[scheme], PAIRS["--paper"][scheme]) >= AA for pair in pairs)


def test_old_browsers_get_the_colours_of_the_light_page():
    block = CSS[CSS.index("@supports not") :]
    found = dict(re.findall(r"(--[a-z]+): (#[0-9a-f]{6});", block[: block.index("[data-scheme")]))
    assert found == {name: light for name, (light, dark) in PAIRS.items() if name.startswith("--")}


def test_style_stays_small():
    assert len(CSS.encode()) < 30_000


def test_all_scripts_of_readers_pages_are_less_than_10_kb_compressed():
    scripts = list((STATIC / "js").glob("*.js"))
    assert STATIC / "js/comfort.js" in scripts
    assert sum(len(gzip.compress(path.read_bytes())) for path in scripts) < 10_000


def test_readers_pages_load_no_other_scripts():
    pages = [TEMPLATES / "base.html", *TEMPLATES.glob("public/**/*.html")]
    loaded = {name for page in pages for name in LOADED.findall(page.read_text(encoding="utf-8"))}
    assert "js/comfort.js" in loaded
    assert loaded <= {f"js/{path.name}" for path in (STATIC / "js").glob("*.js")}


def test_style_asks_nobody_else():
    assert not re.search(r"url\(|@import|@font-face", CSS)

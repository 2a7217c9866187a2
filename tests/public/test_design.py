"""What can be measured of the look: contrast of every colour in light and dark, and what readers download."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from articles.models import Colour
from newsroom.public.style_guide import palette
from newsroom.public.style_guide.palette import GROUNDS, contrast

STATIC = Path(settings.BASE_DIR) / "static"
CSS = (STATIC / "css/site.css").read_text(encoding="utf-8")
PAIRS = palette.pairs(CSS)
WORDS = [*["--ink", "--soft", "--link", "--accent"], *[f".colour-{colour}" for colour in Colour.values]]
AA = 4.5  # WCAG 2.2, 1.4.3, for text of any size


def test_contrast_is_measured_as_wcag_does():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("words", WORDS)
def test_words_can_be_read(words, ground, scheme):
    assert contrast(PAIRS[words][scheme], PAIRS[ground][scheme]) >= AA


def test_old_browsers_get_the_colours_of_the_light_page():
    block = CSS[CSS.index("@supports not") :]
    found = dict(re.findall(r"(--[a-z]+): (#[0-9a-f]{6});", block[: block.index("[data-scheme")]))
    assert found == {name: light for name, (light, dark) in PAIRS.items() if name.startswith("--")}


def test_style_and_script_stay_small():
    assert len(CSS.encode()) < 30_000
    assert sum(path.stat().st_size for path in (STATIC / "js").glob("*.js")) < 5_000


def test_style_asks_nobody_else():
    assert not re.search(r"url\(|@import|@font-face", CSS)

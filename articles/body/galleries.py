"""Galleries: pictures of the library that a text shows as one series, each with a caption of its own.

A gallery is stored as its pictures, `<figure data-image="12">` each, within one element; its title, if it has
one, is a heading before them. Readers see the pictures in rows of equal height; whoever shows single pictures
alone takes them out of it: see without_galleries.
"""

import re
from collections.abc import Sequence
from math import log

from articles.body.content import GALLERY

MOST_PICTURES = 30
BLOCK = re.compile(rf"<{GALLERY}>((?:[^<]+|<(?!/?div))*+)</div>")
PICTURE = re.compile(r'<figure data-image="(\d+)">')
TITLE = re.compile(r"<h3>((?:[^<]+|<(?!/?h3))*+)</h3>")

# A row has pictures whose widths are together so many times its height, as near as they allow.
ROW_RATIO = 3.2
MOST_IN_ROW = 5
FLAT_ROW = 220  # percent; a row with less would be higher than a window, as wide as the page
# Ratios of width to height that the style sheet knows: in steps, so that a picture loses a hair at most.
LEAST_RATIO, MOST_RATIO, RATIO_STEP = 50, 300, 5  # in percent


def galleries(html: str) -> list[str]:
    """Return the galleries of a canonical body in its order, each as HTML."""
    return [found[0] for found in BLOCK.finditer(html)]


def gallery_pictures(html: str) -> list[list[int]]:
    """Return the ids of the pictures of each gallery of a body, in its order."""
    return [[int(number) for number in PICTURE.findall(gallery)] for gallery in galleries(html)]


def without_galleries(html: str) -> str:
    """Return a body with the pictures of its galleries as single ones, and the titles as lines above them."""
    return BLOCK.sub(lambda found: TITLE.sub(r"<p><strong>\1</strong></p>", found[1], count=1), html)


def known_ratio(width: int | None, height: int | None) -> int:
    """Return the ratio of width to height, in percent, that a gallery sets a picture in."""
    ratio = RATIO_STEP * round(100 * width / height / RATIO_STEP) if width and height else 150
    return min(max(ratio, LEAST_RATIO), MOST_RATIO)


def is_extreme(width: int | None, height: int | None) -> bool:
    """Return whether a picture is so long or so high that its ratio is not one of those that are known."""
    ratio = 100 * width / height if width and height else LEAST_RATIO
    return not LEAST_RATIO - RATIO_STEP < ratio < MOST_RATIO + RATIO_STEP


def gallery_rows(ratios: Sequence[int]) -> list[range]:
    """Divide pictures with these ratios, in percent, into rows of about one height; return their places."""
    best = [(0.0, 0)]  # of the first n pictures: the cost of their rows, and where the last of these begins
    for end in range(1, len(ratios) + 1):
        starts = range(max(0, end - MOST_IN_ROW), end)
        best.append(min((best[start][0] + _row_cost(ratios[start:end]), start) for start in starts))
    rows, end = [], len(ratios)
    while end:
        rows.append(range(best[end][1], end))
        end = best[end][1]
    return rows[::-1]


def _row_cost(ratios):
    return log(sum(ratios) / 100 / ROW_RATIO) ** 2

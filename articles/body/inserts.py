"""Galleries and pull quotes of a canonical body: found, taken out, and compared with its text.

A gallery shows pictures of the library as one series. It is stored as these, `<figure data-image="12">` each,
within one element; its title, if it has one, is a heading before them. Readers see the pictures in rows of
equal height; whoever shows single pictures alone takes them out of it: see without_galleries.

A pull quote shows words of a text large, so that readers of both see them twice. Counts and checks of a text
leave them out, since they say nothing new; those whose words do not stand in the text are told from the
others by its words alone, whatever their marks, case and punctuation.
"""

import re
from collections.abc import Sequence
from math import log

from articles.body.content import GALLERY, PULL_QUOTE, plain_text
from articles.text.punctuation import fold_quotes, stray_marks

MOST_PICTURES = 30
GALLERY_BLOCK = re.compile(rf"<{GALLERY}>((?:[^<]+|<(?!/?div))*+)</div>")
GALLERY_PICTURE = re.compile(r'<figure data-image="(\d+)">')
GALLERY_TITLE = re.compile(r"<h3>((?:[^<]+|<(?!/?h3))*+)</h3>")

# A row has pictures whose widths are together so many times its height, as near as they allow.
ROW_RATIO = 3.2
MOST_IN_ROW = 5
FLAT_ROW = 220  # percent; a row with less would be higher than a window, as wide as the page
# Ratios of width to height that the style sheet knows: in steps, so that a picture loses a hair at most.
LEAST_RATIO, MOST_RATIO, RATIO_STEP = 50, 300, 5  # in percent


def galleries(html: str) -> list[str]:
    """Return the galleries of a canonical body in its order, each as HTML."""
    return [found[0] for found in GALLERY_BLOCK.finditer(html)]


def gallery_pictures(html: str) -> list[list[int]]:
    """Return the ids of the pictures of each gallery of a body, in its order."""
    return [[int(number) for number in GALLERY_PICTURE.findall(gallery)] for gallery in galleries(html)]


def without_galleries(html: str) -> str:
    """Return a body with the pictures of its galleries as single ones, and the titles as lines above them."""
    return GALLERY_BLOCK.sub(
        lambda found: GALLERY_TITLE.sub(r"<p><strong>\1</strong></p>", found[1], count=1), html
    )


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
        costs = {start: log(sum(ratios[start:end]) / 100 / ROW_RATIO) ** 2 for start in starts}
        best.append(min((best[start][0] + cost, start) for start, cost in costs.items()))
    rows, end = [], len(ratios)
    while end:
        rows.append(range(best[end][1], end))
        end = best[end][1]
    return rows[::-1]


# A quotation holds paragraphs and a speaker, never another one.
PULL_QUOTE_BLOCK = re.compile(rf"<{PULL_QUOTE}>((?:[^<]+|<(?!/?blockquote))*+)</blockquote>")
SPEAKER = re.compile(r"<cite>((?:[^<]+|<(?!/?cite))*+)</cite>")
OMISSION = re.compile(r"\s*(?:…|\.{3}|\[[^\[\]]*+\])\s*")  # words left out or explained, as in "We … sail"
SIGN = re.compile(r"[^\w\s]|_")
HANGUL = re.compile(r"[가-힣]$")


def pull_quotes(html: str) -> list[str]:
    """Return the pull quotes of a canonical body in its order, each as HTML."""
    return [found[0] for found in PULL_QUOTE_BLOCK.finditer(html)]


def without_pull_quotes(html: str) -> str:
    """Return a body without its pull quotes: the text as it is counted."""
    return PULL_QUOTE_BLOCK.sub("", html)


def quoted_words(html: str) -> str:
    """Return the words of a pull quote without its speaker, in one line."""
    return " ".join(plain_text(SPEAKER.sub("", html)).split())


def are_said_in_text(html: str) -> list[bool]:
    """Return for each pull quote of a body whether its text says the words."""
    if not (told := [quoted_words(quote) for quote in pull_quotes(html)]):
        return []
    text = _bare(plain_text(without_pull_quotes(html)))
    return [_is_said(words, text) for words in told]


def without_said_pull_quotes(html: str) -> str:
    """Return a body without those pull quotes whose words its text says: for who shows no words large."""
    said = iter(are_said_in_text(html))
    return PULL_QUOTE_BLOCK.sub(lambda quote: "" if next(said) else quote[0], html)


def without_repetitions(html: str) -> str:
    """Return a body without those pull quotes that its text says sign by sign: what is left to be checked."""
    if not PULL_QUOTE_BLOCK.search(html):
        return html
    text = _folded(plain_text(without_pull_quotes(html)))

    def keep(match):
        words = _folded(quoted_words(match[0]))
        is_repeated = words in text and not stray_marks(words) and "<cite>" not in match[0]
        return "" if is_repeated else match[0]

    return PULL_QUOTE_BLOCK.sub(keep, html)


def _is_said(words, text):
    """Return whether bare words stand in a bare text, their parts around omissions in this order."""
    at = 0
    for part in OMISSION.split(words):
        if part := _bare(part).strip():
            end = "" if HANGUL.search(part) else " "  # a particle may follow: “기다린다”고
            at = text.find(f" {part}{end}", at)
            if at < 0:
                return False
            at += len(part)
    return True


def _bare(text):
    """Return the words of a text in lower case, a blank around each."""
    return f" {' '.join(SIGN.sub(' ', text.casefold()).split())} "


def _folded(text):
    return " ".join(fold_quotes(text).split())

"""Sets words into a box: in the largest size that fits, in even lines, without a letter that no font has."""

import unicodedata
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from PIL import ImageFont

FONTS = Path(__file__).parent / "fonts"
# Latin, Greek, Cyrillic and all of Hangul; then the Hanja of KS X 1001.
FILES = ("Pretendard-Bold.otf", "NotoSansKR-Bold-Hanja.ttf")
NO_LETTER = "\uffff"  # never assigned: whatever a font draws for it stands for what it lacks
LEADING = {"en": 1.16, "ko": 1.3}
ELLIPSIS = "…"


class TextSetting(NamedTuple):
    """Lines of one size; leading is from one base line to the next, in pixels."""

    lines: list
    size: int
    leading: int

    @property
    def height(self):
        return self.leading * len(self.lines)


@lru_cache(maxsize=128)
def load_font(place, size):
    return ImageFont.truetype(FONTS / FILES[place], size)


@lru_cache(maxsize=8192)
def font_index(letter):
    """The number of the font that has a letter, or None."""
    for place in range(len(FILES)):
        loaded = load_font(place, 24)
        if letter.isspace() or bytes(loaded.getmask(letter)) != bytes(loaded.getmask(NO_LETTER)):
            return place
    return None


def printable_text(text):
    """The text on one line, of letters that the fonts have: none comes out as a box."""
    letters = unicodedata.normalize("NFC", text)
    found = "".join(
        letter if font_index(letter) is not None else "" for letter in letters if letter.isprintable()
    )
    return " ".join(found.split())


def font_runs(text, size):
    """(font, letters) of each stretch in one font."""
    for place, letters in groupby(text, font_index):
        yield load_font(place or 0, size), "".join(letters)


def text_width(text, size):
    return sum(loaded.getlength(letters) for loaded, letters in font_runs(text, size))


def draw_text(draw, place, text, size, fill):
    """Draw one line; place is where its base line begins."""
    left, base = place
    for loaded, letters in font_runs(text, size):
        draw.text((left, base), letters, font=loaded, fill=fill, anchor="ls")
        left += loaded.getlength(letters)


def fit_text(text, language, box, sizes, most_lines):
    """The Setting of a text in the first of some sizes, from large to small, in which it fits a box.

    In none of them: cut, in the last. Lines end between words, in Korean as in English.
    """
    across, down = box
    for size in sizes:
        leading = round(size * LEADING[language])
        lines = wrap_text(text, size, across)
        if len(lines) <= most_lines and len(lines) * leading <= down:
            return TextSetting(even_lines(text, size, across, len(lines)), size, leading)
    return TextSetting(cut_lines(lines, min(most_lines, down // leading), size, across), size, leading)


def wrap_text(text, size, across):
    """The lines of a text, broken between words; within one only where it is longer than a line."""
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if text_width(longer, size) <= across:
            line = longer
            continue
        lines += [line] if line else []
        *whole, line = break_word(word, size, across)
        lines += whole
    return [*lines, line] if line else lines


def break_word(word, size, across):
    """A word in parts that fit a line each."""
    parts, part = [], ""
    for letter in word:
        if part and text_width(part + letter, size) > across:
            parts.append(part)
            part = ""
        part += letter
    return [*parts, part]


def even_lines(text, size, across, count):
    """So many lines, as even as can be: set in the narrowest column that needs no more of them."""
    least, most = across // 2, across
    while most - least > 4:
        middle = (least + most) // 2
        if len(wrap_text(text, size, middle)) <= count:
            most = middle
        else:
            least = middle
    return wrap_text(text, size, most)


def cut_lines(lines, count, size, across):
    """The first so many lines, the last of them with an ellipsis."""
    *kept, last = lines[: max(1, count)]
    while last and text_width(last + ELLIPSIS, size) > across:
        last = last[:-1].rstrip()
    return [*kept, last + ELLIPSIS]

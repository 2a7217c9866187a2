"""One form of a text for all that is searched: NFC, half-width, Hanja read, accents and dots folded."""

import re
import unicodedata

from articles.text.korean import hanja
from articles.text.korean.jamo import HALF_WIDTH, compose_hangul

INVISIBLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ud800-\udfff]"
)
JOINED = {"\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"}  # nothing stands where they stand
ACCENTED = re.compile(r"[\u00c0-\u024f\u1e00-\u1eff]")
FOLDED = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "’": "'", "‘": "'"}
    | {"Æ": "AE", "Œ": "OE", "Ø": "O", "Ł": "L", "Đ": "D"}
)
NARROWED = str.maketrans(HALF_WIDTH | {"\u3000": " ", "\u00a0": " "})
JAMO = re.compile("[ㄱ-ㅎㅏ-ㅣ]{2,}")
STATES = re.compile(r"(?<![\w.])(?:U\.S\.(?:A\.)?|USA?)(?![\w])")  # "us" in small letters is everybody
DOTTED = re.compile(r"(?<![\w.])(?:[A-Za-z]\.){2,}")
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


def normalise_for_search(text):
    """The text as it is searched, in its own capitals. Its places are not those of the text as written."""
    text = unicodedata.normalize("NFC", text)
    text = INVISIBLE.sub(lambda match: "" if match[0] in JOINED else " ", text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", _narrow(text))
        text = JAMO.sub(lambda match: compose_hangul(match[0]) or match[0], text)
        text = hanja.read_hanja(text).translate(FOLDED)
        text = ACCENTED.sub(_without_accent, text)
    text = STATES.sub("usa", text)
    text = DOTTED.sub(lambda match: match[0].replace(".", ""), text)
    return THOUSANDS.sub("", text)


def _narrow(text):
    """Full-width letters and signs as ASCII, half-width Hangul as whole; other forms (㈜, ½, ﬁ) stay."""
    text = "".join(chr(ord(one) - 0xFEE0) if "！" <= one <= "～" else one for one in text)
    return text.translate(NARROWED)


def _without_accent(match):
    letters = unicodedata.normalize("NFD", match[0])
    return "".join(one for one in letters if not unicodedata.combining(one)).translate(FOLDED)

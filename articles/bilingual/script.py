"""Which of the two languages a text is in, told by its letters."""

import re

HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
# One syllable is written with two to three jamo: a Korean sentence full of FTA and SK is still Korean.
LETTERS_IN_A_SYLLABLE = 2


def language_of(text):
    """ "ko" or "en" by the share of Hangul and Latin letters; None when it has neither."""
    hangul = len(HANGUL.findall(text)) * LETTERS_IN_A_SYLLABLE
    latin = len(LATIN.findall(text))
    if not hangul and not latin:
        return None
    return "ko" if hangul >= latin else "en"

"""How the end of a word sounds when it is read aloud in Korean: on that depends what stands behind it.

What is no Hangul is read as newspapers read it:

- capitals by their names (SK 에스케이, FTA, IMF), a few abbreviations as words (OPEC 오펙);
- other Latin words by their spelling (Apple 애플, Boeing 보잉, Facebook 페이스북, Tesla 테슬라);
- numbers in Sino-Korean, by the last numeral or the unit of zeros (3 삼, 10 십, 3,000 천, 2.5 이 점 오), one
  digit behind letters in English (G7 지세븐, K2 케이투); units and signs by their words (10kg, 10%, 5℃);
- what is in brackets behind a word is not read, nor are quotation marks: “한국은행(BOK)”.
"""

import re
import unicodedata
from enum import Enum


class WordEnd(Enum):
    """What a word ends in."""

    VOWEL = "vowel"
    RIEUL = "ㄹ"
    CONSONANT = "consonant"


# Everything below stands for the last syllable that is heard. The letters: 에이, 비 … 엘, 엠, 엔 … 알 …
LETTERS = dict(
    zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "이비씨디이프지치이이이엘엠엔오피큐알스티유이유스이트", strict=True)
)
# Capitals that are read as words and so end otherwise than their last letter; names as they are called.
WORDS = dict(
    zip(
        "OPEC APEC TOEIC LINE NAVER LIBOR SIM COVID Trump Park York Chile".split(),
        "펙펙익인버보심드프박욕레",
        strict=True,
    )
)
ENGLISH_DIGITS = "로원투리포브스븐트인"
DIGITS, TENS, MYRIADS = "영일이삼사오육칠팔구", "십백천", "만억조경해"
SIGNS = {
    **dict.fromkeys("%％&＆㎾", "트"),
    **dict.fromkeys("°℃℉˚", "도"),
    **dict.fromkeys("㎜㎝㎞㎡㎢㎥ℓ㎖", "터"),
    **dict.fromkeys("㎎㎏", "램"),
    **dict.fromkeys("$＄", "러"),
    **dict.fromkeys("¥￥", "엔"),
    **dict.fromkeys("₩￦", "원"),
    **dict.fromkeys("+＋", "스"),
    **dict(zip("€£㏊#", "로드르샵", strict=True)),
}
# Behind a numeral.
UNITS = {
    **dict.fromkeys("mm cm m km l L ml mL".split(), "터"),
    **dict.fromkeys("mg g kg".split(), "램"),
    **dict.fromkeys("W kW MW GW TW V kt Mt KB MB GB TB".split(), "트"),
    **dict.fromkeys("kWh MWh GWh TWh h".split(), "시"),
    **dict.fromkeys("Hz kHz MHz GHz".split(), "츠"),
    **dict(zip("t ha s".split(), "톤르초", strict=True)),
}
# Those that headlines write for countries, parties and offices.
HANJA = dict(
    zip("美日中北南韓英獨佛露印濠與野檢警軍政黨靑", "미일중북남한영독불러인호여야검경군정당청", strict=True)
)

CLOSING = {")": "(", "]": "[", "）": "（", "］": "［", "〕": "〔"}
SILENT = " \u00a0\u2060.,;:!?…·'\"’”›»〉》」』】>*™®"
NEAR = 200  # letters at the end of a word that tell how it ends
VOWELS = "aeiou"
NUMBER = re.compile(r"\d[\d,]*(?P<fraction>\.\d+)?$")
BEHIND_LETTERS = re.compile(r"[A-Za-z]-?\d$")
MEASURE = re.compile(r"\d ?(?:[A-Za-z]+/)?(?P<unit>[A-Za-z]+)$")
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]+$")
IN_L = re.compile(r"(?:l|le)$")
NASAL = re.compile(r"(?:[mn]|ng|[aiou][nm]e|nne|mme)$")
# After one short vowel p, t and k close the syllable: chip 칩, Internet 인터넷, Slack 슬랙.
CLOSED = re.compile(rf"(?:(?:^|[^{VOWELS}])[{VOWELS}](?:[ptkc]|ck)|ook)$")


def word_end(word):
    """How the end of a word sounds: an End, or None where nothing can be read aloud."""
    word = _pronounced_part(unicodedata.normalize("NFC", word[-NEAR:]))
    if not word:
        return None
    if word[-1] in SIGNS:
        return _end_of_syllable(SIGNS[word[-1]])
    measure = MEASURE.search(word)
    if measure and measure["unit"] in UNITS:
        return _end_of_syllable(UNITS[measure["unit"]])
    if number := NUMBER.search(word):
        return _end_of_syllable(_last_numeral(word, number))
    if latin := LATIN.search(word):
        return _end_of_latin(latin[0])
    return _end_of_syllable(HANJA.get(word[-1], word[-1]))


def _pronounced_part(word):
    """A word without what is not read at its end: quotation marks, and what is in brackets behind it."""
    word = word.rstrip(SILENT)
    while word and word[-1] in CLOSING:
        before = word[: _opening_bracket(word)].rstrip(SILENT)
        word = before if any(map(str.isalnum, before)) else word[:-1].rstrip(SILENT)
    return word if word[-1:] in SIGNS else unicodedata.normalize("NFKC", word)


def _opening_bracket(word):
    """Where the bracket opens with which a word closes; 0 if nowhere."""
    closing, depth = word[-1], 0
    for place in range(len(word) - 1, -1, -1):
        depth += (word[place] == closing) - (word[place] == CLOSING[closing])
        if not depth:
            return place
    return 0


def _end_of_syllable(letter):
    if "가" <= letter <= "힣":
        final = (ord(letter) - ord("가")) % 28
        return WordEnd.RIEUL if final == 8 else WordEnd.CONSONANT if final else WordEnd.VOWEL
    return None


def _last_numeral(word, number):
    """The syllable with which a number ends: 삼 of 3, 천 of 3,000, 조 of a one with twelve zeros."""
    digits = number[0].replace(",", "")
    if BEHIND_LETTERS.search(word):
        return ENGLISH_DIGITS[int(digits)]
    zeros = len(digits) - len(digits.rstrip("0"))
    if number["fraction"] or zeros in (0, len(digits)):
        return DIGITS[int(digits[-1])]
    if zeros % 4:
        return TENS[zeros % 4 - 1]
    return MYRIADS[min(zeros // 4, len(MYRIADS)) - 1]


def _end_of_latin(word):
    if word in WORDS:
        return _end_of_syllable(WORDS[word])
    if len(word) == 1 or word[-1].isupper():
        return _end_of_syllable(LETTERS.get(word[-1].upper(), "으"))
    word = word.lower()
    if IN_L.search(word):
        return WordEnd.RIEUL
    return WordEnd.CONSONANT if NASAL.search(word) or CLOSED.search(word) else WordEnd.VOWEL

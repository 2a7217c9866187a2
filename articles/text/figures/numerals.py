"""Numbers in words and digits: in thousands (1.2 million) and in myriads (1조 2천억, 12만 5천)."""

import re
from decimal import Decimal
from typing import NamedTuple

from articles.text.figures.figure import DIGITS, to_decimal
from articles.text.figures.tables import COUNTERS, NUMERALS, UNITS
from articles.text.word_tables import any_of

SIGNS = {sign: row.unit for row in UNITS.currencies for sign in row.signs}
CODES = {code: row.unit for row in UNITS.currencies for code in row.codes}


class Numeral(NamedTuple):
    """A number with its position. Its leading number and scale are kept for ranges: 2∼3조."""

    value: Decimal
    start: int
    end: int
    leading: Decimal
    scale: Decimal = Decimal(1)
    is_word: bool = False


# English

ONES, SCALES = NUMERALS.english_ones, NUMERALS.english_scales
SCALE_LETTERS = NUMERALS.english_scale_letters
SHORT_SCALES = {**NUMERALS.english_short_scales, **NUMERALS.indian_scales, **SCALE_LETTERS}
VULGAR = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}

_WORD = any_of([*ONES, "hundred", *SCALES])
_SCALE = any_of(["hundred", *SCALES])
_SHORT, _INDIAN = any_of(NUMERALS.english_short_scales), any_of(NUMERALS.indian_scales)
_PART = rf"half(?: of)? an? |half[- ](?={_SCALE})|a quarter of a |(?:an?|per) (?={_SCALE})"
ENGLISH_WORDS = re.compile(
    rf"\b(?P<part>{_PART})?(?P<words>(?:{_WORD})\b(?:(?:[ -]|(?:(?<=hundred)|(?<=thousand)|(?<=illion)) and )"
    rf"(?:{_WORD})\b)*)(?P<and_half> and a (?P<more>half|quarter)\b(?: (?P<scale>{_SCALE})\b)?)?",
    re.IGNORECASE,
)
_MONEY = rf"(?:{any_of(SIGNS)}) ?|\b(?:{any_of(CODES)}) "
ENGLISH_DIGITS = re.compile(
    rf"(?:(?<![\w.])(?<![0-9],)|(?<=[0-9]x))(?P<money>{_MONEY})?"
    rf"(?P<digits>{DIGITS}|(?<!\w)\.[0-9]{{3}}(?![0-9]))(?P<vulgar> ?[½¼¾])?"
    rf"(?P<scale>(?:[ -]?(?:{_SCALE})\b)+|(?:{_SHORT})\b| (?:{_INDIAN})s?\b"
    rf"|(?P<letter> ?[{''.join(SCALE_LETTERS)}])\b)?",
    re.IGNORECASE,
)


def english_words(match: re.Match[str]) -> Numeral | None:
    """Return the number of a match of ENGLISH_WORDS, or None if the words do not form one number."""
    value = _number_of_words(re.split(r"[ -]", match["words"].lower()))
    part = (match["part"] or "").lower()
    if value is None or (match["words"].lower() in SCALES and not part and not match["and_half"]):
        return None
    if match["and_half"]:
        more = Decimal("0.5") if match["more"].lower() == "half" else Decimal("0.25")
        value += more * SCALES.get(match["words"].lower(), 1)
    if match["scale"]:
        value *= SCALES.get(match["scale"].lower(), 100)
    if part.startswith("half"):
        value /= 2
    elif "quarter" in part:
        value /= 4
    return Numeral(value, match.start(), match.end(), value, is_word=True)


def _number_of_words(words: list[str]) -> Decimal | None:
    total, current, room = 0, None, 100
    for word in words:
        if word in ONES:
            number = ONES[word]
            if number >= room:
                return None
            current, room = (current or 0) + number, 10 if number >= 20 else 1
        elif word == "hundred":
            current, room = (1 if current is None else current) * 100, 100
        elif word in SCALES:
            total, current, room = total + (1 if current is None else current) * SCALES[word], None, 100
    return Decimal(total + (current or 0))


def english_digits(match: re.Match[str]) -> Numeral:
    """Return the number of a match of ENGLISH_DIGITS. A letter is a scale only with a currency: $500k."""
    value = leading = to_decimal(match["digits"]) + VULGAR.get((match["vulgar"] or "").strip(), 0)
    scale, end = Decimal(1), match.end()
    if match["letter"] and not match["money"]:
        end = match.start("letter")
    elif match["letter"]:
        scale = Decimal(SHORT_SCALES[match["letter"].strip().lower()])
    elif match["scale"]:
        for words in re.findall("[a-z]+", match["scale"].lower()):
            word = words.removesuffix("s")  # crores
            scale *= 100 if word == "hundred" else SCALES.get(word) or SHORT_SCALES[word]
    return Numeral(value * scale, match.start(), end, leading, scale)


# Korean

SMALL = {"십": 10, "백": 100, "천": 1000}
BIG = {"만": 10**4, "억": 10**8, "조": 10**12, "경": 10**16}
SINO = {word: number for number, word in enumerate("영일이삼사오육칠팔구")} | {"공": 0}
NATIVE_TENS, NATIVE_ONES = NUMERALS.korean_tens, NUMERALS.korean_ones
_ONE, _TEN = any_of(NATIVE_ONES), any_of(NATIVE_TENS)
# 백여덟, not 백두(대간).
NATIVE = rf"(?:(?:백(?!한|두|세|네|석|넉))?(?:(?:{_TEN})(?:{_ONE})?|{_ONE}))"
SPACED_NATIVE = rf"(?:{_TEN}) (?:{_ONE})|{NATIVE}"  # 열 다섯
PIECE = re.compile(rf"(?P<digits>{DIGITS})|(?P<small>[십백천])|(?P<big>[만억조]|경(?= ?[0-9원]))")
# Some texts have spaces between digits and units: 22 억 5 천만 명. A noun is not a unit: 3 조각.
SPACED = re.compile(
    r" (?=(?:[십백천]?[만억조]|[십백천])(?: ?[0-9]|(?: ?여)? ?(?:"
    rf"{any_of(COUNTERS.after_spaced_numbers)})))"
)
KOREAN_START = re.compile(r"(?<![0-9.,])(?<![0-9]-(?=[0-9]))[0-9]|(?<=[0-9]-)[0-9]")
# Digits before these units are a separate number: 5만 3월, 3억 2026년.
OTHER_UNIT = re.compile(r" ?(?:[월년일%시분세]|퍼센트|개월|분기|주)(?!당)")
SINO_WORDS = re.compile(
    r"(?<![가-힣0-9])(?=[일이삼사오육칠팔구]?[십백천만억])[일이삼사오육칠팔구십백천만억조]{1,16}"
    rf"(?= ?여? ?(?:{any_of(COUNTERS.after_words)}|m\b|(?:{any_of(COUNTERS.last_after_words)})(?![가-힣]))"
    r"|(?<=[백천])(?: ?[세살]| [0-9])(?![가-힣]{2}))"
)


def korean_numeral(text: str, start: int) -> Numeral:
    """Return the number that begins with a digit at `start`: digits, units, and parts after a space."""
    total = section = Decimal(0)
    number: Decimal | None = None
    leading, scale, smallest, place, end = None, 1, 10**20, start, start
    while match := PIECE.match(text, place):
        if match["digits"]:
            if number is not None or not _goes_on(text, match, smallest, is_first=leading is None):
                break
            number = to_decimal(match["digits"])
            number += VULGAR.get(text[match.end() : match.end() + 1], 0)
            leading = number if leading is None else leading
        elif match["small"]:
            section += (1 if number is None else number) * SMALL[match["small"]]
            number, smallest = None, min(smallest, SMALL[match["small"]])
        else:
            unit = BIG[match["big"]]
            if scale > 1 and unit >= scale:
                break
            total += (section + (number or 0) or 1) * unit
            section, number, scale, smallest = Decimal(0), None, unit, unit
        place = end = match.end() + (
            match["digits"] is not None and text[match.end() : match.end() + 1] in VULGAR
        )
        if number is not None and SPACED.match(text, place):
            place += 1
        elif text[place : place + 1] == " " and number is None:
            place += 1
            if not ("0" <= text[place : place + 1] <= "9"):
                break
    value = total + section + (number or 0)
    magnitude = value / leading if leading and value >= leading else Decimal(1)
    return Numeral(value, start, end, leading or Decimal(0), magnitude)


def _goes_on(text: str, match: re.Match[str], smallest: int, *, is_first: bool) -> bool:
    """Return whether digits after a unit belong to the same number: smaller, and without another unit."""
    if is_first:
        return True
    after = PIECE.match(text, match.end() + (SPACED.match(text, match.end()) is not None))
    if after and not after["digits"]:
        return True
    return to_decimal(match["digits"]) < smallest and not OTHER_UNIT.match(text, match.end())


def sino_words(match: re.Match[str]) -> Numeral:
    """Return the number of a match of SINO_WORDS: 백만, 삼천오백."""
    total = section = number = 0
    for sign in match[0]:
        if sign in SINO:
            number = SINO[sign]
        elif sign in SMALL:
            section, number = section + (number or 1) * SMALL[sign], 0
        else:
            total, section, number = total + (section + number or 1) * BIG[sign], 0, 0
    value = Decimal(total + section + number)
    return Numeral(value, match.start(), match.end(), value, is_word=True)


def native_number(word: str) -> int:
    """Return the value of a native Korean numeral: 열두 → 12, 백여덟 → 108."""
    if word.startswith("백"):
        return 100 + native_number(word[1:])
    for ten, number in NATIVE_TENS.items():
        if word.startswith(ten):
            return number + NATIVE_ONES.get(word[len(ten) :].strip(), 0)
    return NATIVE_ONES[word]


# Both languages


def format_number(number: int | Decimal, language: str) -> str:
    """Format a number as newspapers do: 1.2 trillion and 1조 2,000억, 12,500 and 1만 2,500.

    number  not negative, less than 10^16 (ten quadrillion, 1경). English numbers that would need more than
            two decimals are written in full: 1,234,567
    """
    whole, fraction = divmod(Decimal(number), 1)
    decimals = f"{fraction.normalize():f}"[1:] if fraction else ""
    return (_in_myriads if language == "ko" else _in_thousands)(int(whole), decimals)


def _in_thousands(whole: int, decimals: str) -> str:
    for word, scale in reversed(SCALES.items()):
        # Readers take in at most two decimals of a million.
        if scale > 1000 and whole >= scale and not whole % (scale // 100) and not decimals:
            return f"{(Decimal(whole) / scale).normalize():f} {word}"
    return f"{whole:,}{decimals}"


def _in_myriads(whole: int, decimals: str) -> str:
    parts = []
    for word, scale in [("조", 10**12), ("억", 10**8), ("만", 10**4)]:
        part, whole = divmod(whole, scale)
        parts += [f"{part:,}{word}"] if part else []
    if whole or decimals or not parts:
        parts.append(f"{whole:,}{decimals}")
    return " ".join(parts)

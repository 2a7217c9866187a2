"""Hangul by its jamo: typing errors, half-typed syllables, initial consonants, the other keyboard."""

from collections.abc import Sequence
from os.path import commonprefix

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = ["", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"]
# As they are typed, one key after the other: 왕우 is on its way to 왕원.
TYPED = dict(
    zip(
        "ㅘㅙㅚㅝㅞㅟㅢㄳㄵㄶㄺㄻㄼㄽㄾㄿㅀㅄ",
        "ㅗㅏ ㅗㅐ ㅗㅣ ㅜㅓ ㅜㅔ ㅜㅣ ㅡㅣ ㄱㅅ ㄴㅈ ㄴㅎ ㄹㄱ ㄹㅁ ㄹㅂ ㄹㅅ ㄹㅌ ㄹㅍ ㄹㅎ ㅂㅅ".split(),
        strict=True,
    )
)
TOGETHER = {keys: letter for letter, keys in TYPED.items()}
# The letters of half width, U+FFA1 to U+FFDC, with the gaps between them.
HALF_WIDTH = dict(
    zip(
        "ﾡﾢﾣﾤﾥﾦﾧﾨﾩﾪﾫﾬﾭﾮﾯﾰﾱﾲﾳﾴﾵﾶﾷﾸﾹﾺﾻﾼﾽﾾￂￃￄￅￆￇￊￋￌￍￎￏￒￓￔￕￖￗￚￛￜ",
        "ㄱㄲㄳㄴㄵㄶㄷㄸㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅃㅄㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ",
        strict=True,
    )
)
FIRST_SYLLABLE, LAST_SYLLABLE = "가", "힣"


def is_syllable(letter):
    return FIRST_SYLLABLE <= letter <= LAST_SYLLABLE


def decompose_hangul(text: str) -> str:
    """Return a text as the jamo of which it is written: "반도체" → "ㅂㅏㄴㄷㅗㅊㅔ". Other letters stay."""
    return "".join(_decompose_syllable(letter) if is_syllable(letter) else letter for letter in text)


def typed_keys(text: str) -> str:
    """Return a text as typed keys, so that the beginning of a word is the beginning of its keys."""
    return "".join(TYPED.get(letter, letter) for letter in decompose_hangul(text))


def compose_hangul(jamo: Sequence[str]) -> str:
    """Compose jamo, or the keys of them, to whole syllables: ㅎㅏㄴㄱㅡㄹ is 한글; "" if impossible."""
    found, place = "", 0
    while place < len(jamo):
        syllable, place = _compose_syllable(jamo, place)
        if not syllable:
            return ""
        found += syllable
    return found


def initial_consonants(text: str) -> str:
    """Return the first consonant of each syllable: "왕원타오" → "ㅇㅇㅌㅇ". Blanks go, other letters stay."""
    found = (INITIALS[(ord(one) - 0xAC00) // 588] if is_syllable(one) else one for one in text)
    return "".join(found).replace(" ", "")


def is_initial_consonants(text: str) -> bool:
    """Return whether a text is nothing but consonants, as they are typed to abbreviate."""
    letters = text.replace(" ", "")
    return bool(letters) and all(letter in INITIALS for letter in letters)


def is_one_edit(one: str, other: str) -> bool:
    """Return whether two texts differ by one letter more, less or other, or by two swapped neighbors."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    place = len(commonprefix((one, other)))
    # From here on they differ: all that is left is looked at once, however long it is.
    is_swapped = one[place : place + 2] == other[place : place + 2][::-1]
    return (
        one[place + 1 :] == other[place + 1 :]
        or one[place + 1 :] == other[place:]
        or one[place:] == other[place + 1 :]
        or (is_swapped and one[place + 2 :] == other[place + 2 :])
    )


def _decompose_syllable(syllable):
    place = ord(syllable) - 0xAC00
    return INITIALS[place // 588] + VOWELS[place % 588 // 28] + FINALS[place % 28]


def _compose_syllable(jamo, place):
    """Return (the syllable at a place, the place behind it). A final before a vowel begins the next."""
    initial = jamo[place]
    vowel, end = _longest_jamo(jamo, place + 1, VOWELS)
    if initial not in INITIALS or not vowel:
        return "", place
    final, after = _longest_jamo(jamo, end, FINALS)
    if final and after < len(jamo) and jamo[after] in VOWELS:
        final, after = (jamo[end], end + 1) if after - end == 2 else ("", end)
    code = (INITIALS.index(initial) * 21 + VOWELS.index(vowel)) * 28 + FINALS.index(final)
    return chr(0xAC00 + code), after


def _longest_jamo(jamo, place, letters):
    """Return (the vowel or final of two jamo or one at a place, or "", the place behind it)"""
    both = TOGETHER.get("".join(jamo[place : place + 2]), "")
    if both in letters and both:
        return both, place + 2
    one = jamo[place] if place < len(jamo) else ""
    return (one, place + 1) if one and one in letters else ("", place)


SHORTEST = 3  # keys; fewer make a word too often
LETTERS = "qwertyuiopasdfghjklzxcvbnmQWERTOP"
KEYS = dict(zip(LETTERS, "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡㅃㅉㄸㄲㅆㅒㅖ", strict=True))
LATIN = {jamo: letter for letter, jamo in KEYS.items()}


def as_hangul_keys(text: str) -> str:
    """Return Latin letters as the syllables of the same keys, or "" if they make none."""
    keys = [KEYS.get(letter) or KEYS.get(letter.lower()) for letter in text]
    if len(keys) < SHORTEST or not all(keys):
        return ""
    return compose_hangul(keys)


def as_latin_keys(text: str) -> str:
    """Return Hangul, whole or in jamo, as the Latin letters of the same keys; "" with any other sign."""
    return "" if text.isascii() else on_other_keyboard(text).lower()


def on_other_keyboard(text: str) -> str:
    """Return the keys of a word, or of half of one, in the other language: thsg is ㅅㅗㄴㅎ. Or ""."""
    there = KEYS if text.isascii() else LATIN
    keys = [there.get(key, "") for key in typed_keys(text)]
    return "".join(keys) if len(keys) >= SHORTEST and all(keys) else ""

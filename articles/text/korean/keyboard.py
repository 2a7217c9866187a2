"""What was typed while the keyboard stood in the other language: dkssud is 안녕, ㄴ미ㅐㅜ is salon."""

from articles.text.korean.jamo import compose_hangul, typed_keys

SHORTEST = 3  # keys; fewer make a word too often
LETTERS = "qwertyuiopasdfghjklzxcvbnmQWERTOP"
KEYS = dict(zip(LETTERS, "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡㅃㅉㄸㄲㅆㅒㅖ", strict=True))
LATIN = {jamo: letter for letter, jamo in KEYS.items()}


def as_hangul_keys(text):
    """Latin letters as the syllables that the same keys make, or "" where they make none."""
    keys = [KEYS.get(letter) or KEYS.get(letter.lower()) for letter in text]
    if len(keys) < SHORTEST or not all(keys):
        return ""
    return compose_hangul(keys)


def as_latin_keys(text):
    """Hangul, whole or in jamo, as the Latin letters of the same keys; "" where there is another sign."""
    return "" if text.isascii() else on_other_keyboard(text).lower()


def on_other_keyboard(text):
    """What the keys of a word, or of half of one, are in the other language: thsg is ㅅㅗㄴㅎ. Or ""."""
    there = KEYS if text.isascii() else LATIN
    keys = [there.get(key, "") for key in typed_keys(text)]
    return "".join(keys) if len(keys) >= SHORTEST and all(keys) else ""

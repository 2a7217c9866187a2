"""Length of a text in words, and its reading time."""

import re

WORDS_A_MINUTE = 238  # of English
LETTERS_A_MINUTE = 500  # of Korean, without blanks
# Numbers and names with signs in them are one word: 3.5, won't, AT&T, long-term. A dash alone is none.
# The beginning of each is enough to count them, and is found in linear time.
WORD = re.compile(r"(?<!\S)[^\w\s]*+\w")
DASHES = {"en": str.maketrans("—–", "  "), "ko": {}}  # what separates words as a blank does


def count_words(text: str, language: str) -> int:
    """Count the words of a plain text: in English between blanks or long dashes, in Korean eojeol.

    Raises KeyError for any other language.
    """
    return len(WORD.findall(text.translate(DASHES[language])))


def seconds_to_read(text: str, *, language: str) -> int:
    """Estimate the reading time of a plain text in whole seconds, at least 1.

    Raises KeyError for any other language.
    """
    if language == "ko":
        minutes = len("".join(text.split())) / LETTERS_A_MINUTE
    else:
        minutes = count_words(text, language) / WORDS_A_MINUTE
    return max(1, round(minutes * 60))


def minutes_to_read(text: str, *, language: str) -> int:
    """Estimate the reading time in whole minutes, at least 1, for readers."""
    return max(1, round(seconds_to_read(text, language=language) / 60))

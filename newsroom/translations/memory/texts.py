"""The texts of the memory, as they are told apart and compared."""

import hashlib
import re

LONGEST = 10_000  # characters of a segment that is kept
NUMBERED_TAG = re.compile(r"⟨(?:⟨|/?\w{1,9}/?⟩)")
NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")


def memory_digest(text):
    """What tells a text from others: all of it but the amount of its white space."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def words_only(text):
    """The words alone, on one line: without numbered tags."""
    if "⟨" in text:
        text = NUMBERED_TAG.sub(lambda tag: "⟨" if tag[0] == "⟨⟨" else "", text)
    return " ".join(text.split())


def without_numbers(text):
    """The text with every number written in digits made the same."""
    return NUMBER.sub("0", text)


def is_worth_keeping(text):
    """Whether anybody would look for it: a number alone needs no memory."""
    return len(text) <= LONGEST and any(map(str.isalpha, text))

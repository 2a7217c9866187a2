"""Every function that takes text from outside takes time that grows with the length of the text alone.

Each is called with each hostile text: what nobody would write and anybody can post, one short unit that is
repeated to a length. Only processor time counts, of the best of several calls, and only how it grows: a
machine that is slow or busy changes nothing.
"""

import gc
from itertools import count
from time import process_time

import pytest
from django.utils import translation

from tests.functions_of_text import FUNCTIONS

SMALL, MIDDLE, LARGE = 2_000, 8_000, 32_000
MOST_GROWTH = 2 * LARGE / MIDDLE  # time for twice the letters that there are: n log n stays far below
FLOOR = 0.05  # seconds of a large text that are noticed
# Where a middle text takes less, even its square would not be noticed in a large one.
TOO_LITTLE = FLOOR / (LARGE / MIDDLE) ** 2
# Time with a square in it that grows less than this up to a middle text stays below MOST_GROWTH.
SURELY_LINEAR = 5
MOST = 10  # seconds of a middle text
ATTEMPTS = 4
# fmt: off
UNITS = {
    "round brackets": "(", "square brackets": "[", "linked brackets": "](", "middle dots": "·",
    "asterisks": "*", "bold": "**a ", "underscores": "_", "backticks": "`", "double quotes": '"',
    "quotes that open": "“", "quotes that close": "”", "single quotes": "'a ",
    "quotes that alternate": "‘a’ “b” ", "digits": "7", "digits with commas": "1,234,", "만": "만 ",
    "억": "억", "spaces": " ", "line ends": "\n", "no-break spaces": "\u00a0",
    "combining marks": "e\u0301", "jamo": "ㄱㅏ", "less than": "<", "tags nested": "<div><p>",
    "tags that begin in quotes": "<b \"'<b' \"",
    "headings in HTML": "<h2>a</h2>", "tables in HTML": "<table>", "ampersands": "&",
    "entities": "&amp;", "addresses": "http://", "at signs": "@", "hyphens": "-",
    "hyphenated": "a-", "list items": "1. a\n", "quoted lines": "> a\n", "tables": "| a ",
    "headings": "## a\n\n", "labels": "The Lead: a\n\n", "paragraphs": "a.\n\n",
    "zero-width spaces": "\u200b", "emoji": "👩\u200d🚀", "direction marks": "\u200fa",
    "names": "Kim Ha-neul ", "a word": "a", "distinct": "{n} a{n} ", "a Korean word": "가",
    "particles": "은는 ", "numbered tags": "⟨1⟩", "tag brackets": "⟨", "vague": "관계자 ",
}
# fmt: on
marks = map(str, count())  # no text comes twice, for some functions remember


def hostile_text(name: str, length: int, mark: str = "") -> str:
    """Return the unit of a name, repeated to about a length; the mark at its end keeps it out of caches."""
    unit = UNITS[name]
    if "{n}" in unit:
        parts, size, number = [], 0, 0
        while size < length:
            parts.append(unit.replace("{n}", str(number)))
            size, number = size + len(parts[-1]), number + 1
        return "".join(parts) + mark
    return unit * (length // len(unit)) + mark


def seconds(function, name, length):
    text = hostile_text(name, length, f" {next(marks)}")
    began = process_time()
    function(text)
    return process_time() - began


def growth(function, name):
    """Return by how much the time of a large text exceeds that of a middle one; 0 if it is not too much."""
    middle = seconds(function, name, MIDDLE)
    if middle < TOO_LITTLE:
        return 0
    if middle > MOST:
        return float("inf")  # and nobody waits for a larger one
    small = min(seconds(function, name, SMALL) for _time in range(2))
    if middle < SURELY_LINEAR * small:
        return 0
    large = seconds(function, name, LARGE)
    for _attempt in range(ATTEMPTS):
        if large <= max(FLOOR, MOST_GROWTH * middle):
            return 0
        large = min(large, seconds(function, name, LARGE))  # a call may be slow by chance
    return large / middle


@pytest.fixture(autouse=True)
def no_collections():
    """Keep the garbage collector, which goes through all objects of the process, out of the time.

    It is not asked to collect before: that takes half a second a test, more than most functions.
    """
    gc.disable()
    with translation.override("en"):
        yield
    gc.enable()


@pytest.mark.slow
@pytest.mark.parametrize("called", FUNCTIONS)
def test_time_grows_with_the_length_alone(called):
    FUNCTIONS[called]("A text that loads what is loaded once. 한 문장.")
    grown = {name: growth(FUNCTIONS[called], name) for name in UNITS}
    assert {name: times for name, times in grown.items() if times > MOST_GROWTH} == {}


def test_a_square_is_noticed():
    def square(text):
        return sum(letter == "e" for place in range(len(text) // 20) for letter in text[: len(text) // 20])

    assert growth(square, "a word") > MOST_GROWTH
    assert growth(str.upper, "a word") <= MOST_GROWTH

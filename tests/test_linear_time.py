"""Functions that take text from outside take time that grows with the length of the text.

Each is called with each hostile text: one short unit, repeated to a length. Only processor time counts, of
the best of several calls, and only its growth, so that a slow or busy machine changes nothing. Short texts
find a square that matters to readers; `.ci/long` uses longer ones, which find squares sixteen times smaller.
"""

import gc
from itertools import count
from time import process_time

import pytest
from django.utils import translation

from tests.functions_of_text import FUNCTIONS

STEP = 4  # a middle text is four small ones, a large text is four middle ones
SHORT, LONG = 2_000, 8_000  # characters of a middle text
MOST_GROWTH = 2 * STEP  # time for twice the letters: n log n stays far below
FLOOR = 0.05  # seconds of a large text that are noticed
# If a middle text takes less, even its square would not be noticed in a large one.
TOO_LITTLE = FLOOR / STEP**2
# Quadratic time that grows less than this up to a middle text stays below MOST_GROWTH.
SURELY_LINEAR = 5
MOST = 10  # seconds of a middle text
# These compare all parts of a text, up to a limit of parts that short texts do not reach.
LIMITED = {"differences", "merge_blocks", "translation_units", "align_segments, one"}
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


def growth(function, name, length):
    """Return the ratio of the times of a large and a middle text of a length; 0 if it is not too high."""
    middle = seconds(function, name, length)
    if middle < TOO_LITTLE:
        return 0
    if middle > MOST:
        return float("inf")  # without waiting for a larger one
    small = min(seconds(function, name, length // STEP) for _time in range(2))
    if middle < SURELY_LINEAR * small:
        return 0
    large = seconds(function, name, length * STEP)
    for _attempt in range(ATTEMPTS):
        if large <= max(FLOOR, MOST_GROWTH * middle):
            return 0
        large = min(large, seconds(function, name, length * STEP))  # a call may be slow by chance
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
@pytest.mark.parametrize(
    ("called", "length"),
    [(called, SHORT) for called in FUNCTIONS if called not in LIMITED]
    + [pytest.param(called, LONG, marks=pytest.mark.long) for called in FUNCTIONS],
)
def test_time_grows_with_the_length(called, length):
    FUNCTIONS[called]("A text that loads what is loaded once. 한 문장.")
    grown = {name: growth(FUNCTIONS[called], name, length) for name in UNITS}
    assert {name: times for name, times in grown.items() if times > MOST_GROWTH} == {}


@pytest.mark.parametrize("length", [SHORT, LONG])
def test_a_square_is_noticed(length):
    def square(text):
        part = text[: len(text) * 400 // length]
        return sum(letter == "e" for _letter in part for letter in part)

    assert growth(square, "a word", length) > MOST_GROWTH
    assert growth(str.upper, "a word", length) <= MOST_GROWTH

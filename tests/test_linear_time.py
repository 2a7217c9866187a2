"""Functions that read text from outside take linear time.

Each is called with texts of one short unit, repeated. The test compares processor time at two lengths, the
best of several calls, so that a slow or busy machine does not matter. Short texts reveal quadratic time that
readers would notice; .ci/long uses longer ones, which reveal a sixteenth of it.
"""

import gc
from itertools import count
from time import process_time

import pytest
from django.utils import translation

from tests.functions_of_text import FUNCTIONS

STEP = 4  # a middle text is four small ones, a large text is four middle ones
SHORT, LONG = 2_000, 8_000  # characters of a middle text
MOST_GROWTH = 2 * STEP  # time for a text that is STEP times longer: n log n is far below
FLOOR = 0.05  # seconds: a large text that takes less passes
# If a middle text takes less, a large one takes less than FLOOR even in quadratic time.
TOO_LITTLE = FLOOR / STEP**2
# Quadratic time that grows less than this up to a middle text stays below MOST_GROWTH.
SURELY_LINEAR = 5
MOST = 10  # seconds of a middle text
# These compare all parts of a text, up to a number of parts that short texts do not reach.
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
marks = map(str, count())  # some functions remember texts, so each is used once


def hostile_text(name: str, length: int, mark: str = "") -> str:
    """Return the unit of a name, repeated to about a length, and a mark that keeps the text out of caches."""
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
        return float("inf")  # a larger text is not tried
    small = min(seconds(function, name, length // STEP) for _time in range(2))
    if middle < SURELY_LINEAR * small:
        return 0
    large = seconds(function, name, length * STEP)
    for _attempt in range(ATTEMPTS):
        if large <= max(FLOOR, MOST_GROWTH * middle):
            return 0
        large = min(large, seconds(function, name, length * STEP))  # a single call may be slow by chance
    return large / middle


@pytest.fixture(autouse=True)
def no_collections():
    """Keep the garbage collector, which goes through all objects of the process, out of the time.

    It is not run before either: that takes half a second per test, more than most functions.
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

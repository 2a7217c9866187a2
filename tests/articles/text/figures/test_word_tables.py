"""Word tables of figures: without any one entry, a sentence of the frozen corpus is read differently."""

import re
from datetime import date
from pathlib import Path

import pytest

from articles.text import figures, word_tables
from tests.articles.text.needed_words import contains, useless_words

FILES = sorted(Path(figures.__file__).parent.glob("*.toml"))
CORPUS = word_tables.load_tables(Path(__file__).with_name("frozen_corpus.toml"))
TEXTS = [
    *((text, "") for text in CORPUS["english"]),
    *(("", text) for text in CORPUS["korean"]),
    *map(tuple, CORPUS["pairs"]),
]
DAY = date(2026, 3, 2)
# Letters before the words of tables with many words of one syllable.
ENDS = {
    "korean_after_hour": "[시분반]",
    "korean_after_half_hour": "반",
    "korean_after_clock": "[0-9]",
    "korean_after_days": "[루틀흘새레름날]",
    "korean_after_number": "[나둘셋넷섯곱덟홉열물른흔순든]",
    "korean_after_number_and_before_letters": "[나둘셋넷섯곱덟홉열물른흔순든]",
}


def read(package, texts):
    """Return the facts that are read in a text and its translation, or None if reading them fails.

    It fails if a pattern names a word that is not in its table.
    """
    facts = []
    try:
        for text, language in zip(texts, ("en", "ko"), strict=True):
            facts += package.comparison.find_figures.__wrapped__(text, language)
            facts += package.contradictions.find_weekdays(text, language)
            facts += package.misdated_weekdays(text, language, DAY)
            facts += package.implicit.time_zones(text)
        facts += package.compare_figures(*texts, source_language="en", day=DAY)
    except (KeyError, StopIteration, ValueError):
        return None
    return [tuple(fact) for fact in facts]


def may_depend_on(texts, name, word):
    """Return whether one of two texts has a word of a table, or letters that may follow one."""
    if name.endswith("before"):
        return re.search(word_tables.any_following([word]), texts[1]) is not None
    if name in ENDS:
        after = word_tables.any_of([word], space=" ?")
        return re.search(f"{ENDS[name]} ?(?:{after})", texts[1]) is not None
    return any(contains(text, word) for text in texts)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_each_entry_is_needed(file):
    assert useless_words(figures, file, TEXTS, read, contains=may_depend_on) == []

"""Word tables of figures: without any one entry, a sentence of the frozen corpus is read differently."""

import importlib
import re
import sys
from datetime import date
from functools import cache
from importlib.machinery import SourceFileLoader
from pathlib import Path

import pytest

import articles.text
from articles.text import figures, word_tables

PACKAGE = figures.__name__
HERE = Path(__file__).parent
FILES = sorted(Path(figures.__file__).parent.glob("*.toml"))
CORPUS = word_tables.load_tables(HERE / "frozen_corpus.toml")
TEXTS = [
    *((text, "") for text in CORPUS["english"]),
    *(("", text) for text in CORPUS["korean"]),
    *map(tuple, CORPUS["pairs"]),
]
DAY = date(2026, 3, 2)
load_tables = cache(word_tables.load_tables)
read_code = cache(SourceFileLoader.get_code)  # equal loaders have equal paths


def entries_of(table, path=(), name=""):
    """Yield (path, name, word) for each word of a table of nested lists and dicts."""
    is_list = isinstance(table, list)
    for key, value in enumerate(table) if is_list else table.items():
        inner = (*path, key)
        if isinstance(value, dict | list):
            label = next(iter(value.values()), "") if is_list else key
            yield from entries_of(value, inner, f"{name} {label}".strip())
        elif is_list and isinstance(value, str):
            yield inner, name, value
        elif not (is_list or any(isinstance(one, list) for one in table.values())):
            yield inner, name, key


def without_entries(table, paths):
    """Return a copy of a table without the entries at some paths."""
    items = enumerate(table) if isinstance(table, list) else table.items()
    inner = {key: [path[1:] for path in paths if path[0] == key] for key in {path[0] for path in paths}}
    kept = [
        (key, without_entries(value, inner[key]) if key in inner else value)
        for key, value in items
        if () not in inner.get(key, ())
    ]
    return [value for _key, value in kept] if isinstance(table, list) else dict(kept)


def imported_with(file, tables):
    """Return the package as it is when `file` contains other tables. The original package stays imported."""
    original = {name: module for name, module in sys.modules.items() if name.startswith(PACKAGE)}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(word_tables, "load_tables", lambda path: tables if path == file else load_tables(path))
        patch.setattr(SourceFileLoader, "get_code", read_code)
        for name in original:
            patch.delitem(sys.modules, name)
        try:
            return importlib.import_module(PACKAGE)
        finally:
            for name in original:
                sys.modules.pop(name, None)
            articles.text.figures = figures


def reading(package, english, korean):
    """Return the facts that are read in a text and its translation, or None if reading them fails.

    It fails if a pattern names a word that is not in its table.
    """
    facts = []
    try:
        for text, language in ((english, "en"), (korean, "ko")):
            facts += package.comparison.find_figures.__wrapped__(text, language)
            facts += package.contradictions.find_weekdays(text, language)
            facts += package.misdated_weekdays(text, language, DAY)
            facts += package.implicit.time_zones(text)
        facts += package.compare_figures(english, korean, source_language="en", day=DAY)
    except (KeyError, StopIteration):
        return None
    return [tuple(fact) for fact in facts]


@cache
def usual_reading(english, korean):
    return reading(figures, english, korean)


def contains(texts, name, word):
    """Return whether one of two texts has a word of a table, or letters that may follow one."""
    if name.endswith("before"):
        return re.search(word_tables.any_following([word]), texts[1]) is not None
    pattern = re.compile(word_tables.any_of([word], space=" ?"), re.IGNORECASE)
    return any(map(pattern.search, texts))


def batches_of(entries):
    """Divide [(path, label, texts)] into lists of entries that have no text in common.

    The reading of a text depends only on the words that it contains. Entries of one list can therefore be
    removed together, and still each text shows whether its own entry is needed.
    """
    batches = []
    for entry in sorted(entries, key=lambda entry: -len(entry[2])):
        fitting = [batch for batch in batches if all(entry[2].isdisjoint(other[2]) for other in batch)]
        if fitting:
            fitting[0].append(entry)
        else:
            batches.append([entry])
    return batches


def useless_entries(file):
    """Return the names of the entries of a file that change no reading of a text of the corpus."""
    tables = load_tables(file)
    entries = [
        (path, f"{name}: {word}", {texts for texts in TEXTS if contains(texts, name, word)})
        for path, name, word in entries_of(tables)
    ]
    useless = []
    for batch in batches_of(entries):
        changed = imported_with(file, without_entries(tables, [path for path, _label, _texts in batch]))
        useless += [
            label
            for _path, label, texts in batch
            if all(reading(changed, *text) == usual_reading(*text) for text in texts)
        ]
    return useless


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_each_entry_is_needed(file):
    assert useless_entries(file) == []

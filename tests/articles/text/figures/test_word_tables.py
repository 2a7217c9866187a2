"""Word tables of figures: without any one entry, a sentence of the frozen corpus is read differently."""

import copy
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
TEXTS = [(text, language) for language in ("en", "ko") for text in CORPUS[language]]
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
        elif is_list:
            yield inner, name, value
        elif not any(isinstance(one, list) for one in table.values()):
            yield inner, name, key


def without_entry(tables, path):
    """Return a copy of tables without the entry at a path."""
    changed = copy.deepcopy(tables)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    return changed


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


def reading(package, text, language):
    return [tuple(figure) for figure in package.find_figures.__wrapped__(text, language)]


def contains(text, name, word):
    """Return whether a text has a word of a table, or letters that may follow one."""
    if name.endswith("before"):
        return word in word_tables.RANGES or word.strip() in text
    return re.search(word_tables.any_of([word], space=" ?"), text, re.IGNORECASE) is not None


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_each_entry_is_needed(file):
    tables, useless = load_tables(file), []
    for path, name, word in entries_of(tables):
        texts = [one for one in TEXTS if contains(one[0], name, word)]
        package = imported_with(file, without_entry(tables, path)) if texts else figures
        if all(reading(package, *one) == reading(figures, *one) for one in texts):
            useless.append(f"{name}: {word}")
    assert useless == []

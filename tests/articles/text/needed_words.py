"""Words of tables that change no reading of a frozen corpus, found by removing each of them."""

import importlib
import re
import sys
from functools import cache
from importlib.machinery import SourceFileLoader

import pytest

from articles.text import word_tables

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


def imported_with(original, file, tables):
    """Return a module, or package with its modules, as it is when `file` contains other tables.

    The original modules stay imported.
    """
    names = [name for name in sys.modules if f"{name}.".startswith(f"{original.__name__}.")]
    parent, _, child = original.__name__.rpartition(".")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(word_tables, "load_tables", lambda path: tables if path == file else load_tables(path))
        patch.setattr(SourceFileLoader, "get_code", read_code)
        for name in names:
            patch.delitem(sys.modules, name)
        try:
            return [importlib.import_module(name) for name in names][names.index(original.__name__)]
        finally:
            for name in names:
                sys.modules.pop(name, None)
            setattr(sys.modules[parent], child, original)


def contains(text, word):
    """Return whether a text has a word of a table, or letters that may follow one."""
    pattern = word_tables.any_of([word], space=" ?")
    return re.search(pattern, text, re.IGNORECASE) is not None


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


def useless_words(module, file, texts, read, *, contains=lambda text, _name, word: contains(text, word)):
    """Return the names of the words of a table whose removal changes no reading of a text.

    module    the module or package that reads `file`
    texts     hashable
    read      read(module, text) returns a comparable reading
    contains  contains(text, name of the table, word) returns whether the reading may depend on the word
    """
    tables = load_tables(file)
    usual = cache(lambda text: read(module, text))
    entries = [
        (path, f"{name}: {word}", {text for text in texts if contains(text, name, word)})
        for path, name, word in entries_of(tables)
    ]
    same = imported_with(module, file, tables)
    assert all(read(same, text) == usual(text) for text in texts), "readings of equal modules differ"
    useless = []
    for batch in batches_of(entries):
        changed = imported_with(module, file, without_entries(tables, [path for path, *_ in batch]))
        useless += [
            label
            for _path, label, texts_with_word in batch
            if all(read(changed, text) == usual(text) for text in texts_with_word)
        ]
    return useless

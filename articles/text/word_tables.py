"""Word tables of the language tools: TOML files beside the modules that use them.

A word of a table may have optional and alternative letters, as in a dictionary: dollar(s), (US |U.S. )dollar,
centur[y|ies].
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

# In a list of letters that follow a word, these names mean the end of the text or a range of letters.
RANGES = {"end of text": "$", "no Hangul": "[^가-힣]", "a-z": "[a-z]", "A-Z": "[A-Z]"}


class WordTableError(ValueError):
    """Raised if a word table does not fit its schema. The message names the file, the table and the row."""


def read_word_tables[Tables](path: Path, schema: type[Tables]) -> Tables:
    """Return the tables of a file as an instance of `schema`, a NamedTuple with a field for each table.

    The fields of `schema` and of its rows are str, int, Decimal, tuple[…, ...], dict[str, …] or a NamedTuple.
    Raise WordTableError for a missing or unknown field, a wrong type, an empty or a repeated word.
    """
    tables: Tables = _checked(load_tables(path), schema, path.name)
    return tables


def load_tables(path: Path) -> dict[str, object]:
    """Return the unchecked content of a file of tables."""
    with path.open("rb") as file:
        return tomllib.load(file, parse_float=Decimal)


def _checked(value: Any, kind: Any, where: str) -> Any:
    if type(value) is kind and value != "":
        return value
    if kind is Decimal and type(value) is int:
        return Decimal(value)
    origin, inner = get_origin(kind), get_args(kind)
    is_row = hasattr(kind, "_fields")
    expected = dict if is_row or origin is dict else list if origin is tuple else kind
    if type(value) is not expected:
        raise WordTableError(f"{where}: {value!r} is not of type {expected.__name__}")
    if value == "":
        raise WordTableError(f"{where}: empty word")
    if is_row:
        return _checked_row(value, kind, where)
    if inner == (str, ...) and {*map(type, value)} <= {str} and len({*value, ""}) == len(value) + 1:
        return tuple(value)  # faster, because no row has to be named
    if isinstance(value, dict):
        return {word: _checked(one, inner[1], f"{where}, “{word}”") for word, one in value.items()}
    names = [f"{where}, {_row_name(one, at)}" for at, one in enumerate(value, 1)]
    if repeated := [name for at, name in enumerate(names) if value[at] in value[:at]]:
        raise WordTableError(f"{repeated[0]}: repeated")
    return tuple(_checked(one, inner[0], name) for one, name in zip(value, names, strict=True))


def _checked_row(value: Any, kind: Any, where: str) -> Any:
    hints, required = _fields(kind)
    if wrong := sorted(value.keys() - hints.keys()):
        raise WordTableError(f"{where}: unknown field {wrong[0]}")
    if missing := sorted(required - value.keys()):
        raise WordTableError(f"{where}: field {missing[0]} is missing")
    return kind(**{name: _checked(one, hints[name], f"{where}, {name}") for name, one in value.items()})


@cache
def _fields(kind: Any) -> tuple[dict[str, Any], set[str]]:
    """Return the types of the fields of a NamedTuple by name, and the names of those without a default."""
    return get_type_hints(kind), set(kind._fields) - kind._field_defaults.keys()


def _row_name(row: object, at: int) -> str:
    first = next(iter(row.values()), "") if isinstance(row, dict) else row
    return f"row {at} ({first})"


def word_pattern(word: str, *, space: str = " ") -> str:
    """Return the regular expression of a word of a table.

    space  pattern of its spaces, except at its end: “ ?” in Korean, which often omits them
    """
    if word.isalnum():
        return word
    signs = {"(": "(?:", ")": ")?", "[": "(?:", "]": ")", "|": "|", " ": space}
    return re.sub(r"\\([()\[\]|]| (?=.))", lambda match: signs[match[1]], re.escape(word))


def any_of(words: Iterable[str], *, space: str = " ") -> str:
    """Return the regular expression that matches any of the words; of several matches the first counts."""
    return "|".join(word_pattern(word, space=space) for word in words) or "(?!)"


def any_in_groups(patterns: Iterable[str]) -> str:
    """Return the regular expression that matches any of the patterns, each in a group of its own."""
    return "|".join(f"({pattern})" for pattern in patterns)


def matched_row[Row](rows: Sequence[Row], match: re.Match[str]) -> Row:
    """Return the row whose group matched. The expression has a group for each row, and no others."""
    if match.lastindex is None:
        raise ValueError(f"{match.re.pattern} has no groups")
    return rows[match.lastindex - 1]


def any_following(words: Iterable[str]) -> str:
    """Return the regular expression of letters that follow a word. A space before a letter is optional."""
    return "|".join(RANGES.get(word) or re.sub(r"\\ (?=.)", " ?", re.escape(word)) for word in words)

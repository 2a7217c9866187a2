"""Readable passages of a redaction: the words to remove, with the text around them."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.db import models

from articles.models import Article, Edition, Language
from articles.redaction.registry import AffectedObject, Occurrence, Removal
from articles.text.script import OTHER_LANGUAGE, language_of

MARGIN = 90  # characters shown on either side of the words
BLOCK = re.compile(r"</(?:p|li|h[1-6]|td|th|tr|figcaption|caption|cite|blockquote)>|<(?:br|hr)>")
TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True)
class Passage:
    """Words to remove with the text around them; `pieces` are [(text, whether it is removed)]."""

    language: str
    pieces: tuple[tuple[str, bool], ...]


@dataclass
class AffectedPassages:
    """The passages of one story or other object; `owner` is None for rows without an owner.

    passages  {language: {Passage: {(model label, number of an edition or None): ids of the rows}}}
    """

    owner: AffectedObject | None
    passages: dict[str, dict[Passage, dict[tuple[str, int | None], set[int]]]] = field(default_factory=dict)

    def add(self, passage: Passage, row: models.Model) -> None:
        rows = self.passages.setdefault(passage.language, {}).setdefault(passage, {})
        number = row.number if isinstance(row, Edition) else None
        rows.setdefault((row._meta.label_lower, number), set()).add(row.pk)


def passages_by_object(
    occurrences: Iterable[Occurrence], removal: Removal, affected: Iterable[AffectedObject]
) -> list[AffectedPassages]:
    """Return the AffectedPassages of all objects in their order, then of the rows without an owner.

    The same words in several rows, such as the versions of a history, form one passage.
    """
    groups: dict[tuple[str, int] | None, AffectedPassages]
    groups = {
        (affected_object.model, affected_object.pk): AffectedPassages(affected_object)
        for affected_object in affected
    }
    for occurrence in occurrences:
        group = groups.setdefault(occurrence.owner, AffectedPassages(None))
        for passage in passages_of(occurrence, removal):
            group.add(passage, occurrence.row)
    return [group for group in groups.values() if group.owner or group.passages]


def passages_of(occurrence: Occurrence, removal: Removal) -> Iterator[Passage]:
    row = occurrence.row
    for name in occurrence.changes:
        value = row.__dict__[name]
        known = column_language(row, name) if isinstance(value, str) else ""
        for text in _texts(value):
            # The plain text lacks words in an address or attribute: the markup is then shown as it is.
            plain = plain_lines(text)
            for line in plain.split("\n") if removal.places(plain) else [text]:
                language = known or language_of(line) or Language.EN
                yield from _passages_in(line, removal, language)


def plain_lines(text: str) -> str:
    """Return the words of plain text or HTML, one line per paragraph."""
    return unescape(TAG.sub("", BLOCK.sub("\n", text))).strip() if "<" in text or "&" in text else text


def column_language(row: models.Model, name: str) -> str:
    """Return the language of a column's text if the column or its row determines it, else ""."""
    if name[-3:] in ("_en", "_ko"):
        return name[-2:]
    if isinstance(row, Article | Article.history.model):  # has both languages
        return ""
    if source := getattr(row, "source_language", ""):
        return OTHER_LANGUAGE[source] if name.startswith("target") else str(source)
    language = str(getattr(row, "language", "") or "")
    return OTHER_LANGUAGE.get(language, "") if name.startswith("source") else language


def _texts(value: Any) -> Iterator[str]:
    """Yield the texts in a column, including texts within JSON data."""
    if isinstance(value, str):
        try:
            parsed = json.loads(value) if value.startswith(("[", "{")) else None
        except ValueError:
            parsed = None
        if isinstance(parsed, list | dict):
            yield from _texts(parsed)
        else:
            yield value
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


def _passages_in(line, removal, language):
    """Yield the Passages of a line. Words to remove that are close to each other share one Passage."""
    group = []
    for span in removal.places(line):
        if group and span[0] - group[-1][1] > MARGIN:
            yield _passage(line, group, language)
            group = []
        group.append(span)
    if group:
        yield _passage(line, group, language)


def _passage(line, places, language):
    start, end = max(0, places[0][0] - MARGIN), min(len(line), places[-1][1] + MARGIN)
    pieces, reached = [("…", False)] if start else [], start
    for first, last in places:
        pieces += [(line[reached:first], False), (line[first:last], True)]
        reached = last
    pieces += [(line[reached:end], False), ("…" if end < len(line) else "", False)]
    return Passage(str(language), tuple(piece for piece in pieces if piece[0]))

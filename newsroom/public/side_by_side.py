"""Both languages of a story beside each other, row by row, in the order of the page's language."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from articles.models.language import localized
from articles.models.publication import Publication
from articles.text.translation.freshness import Freshness
from articles.text.translation.side_by_side import FacingRow, facing_rows
from newsroom.public.answering import Answers
from newsroom.public.side import ABOVE, Side

FIGURE = re.compile(r'<figure class="picture">(.*?)(?:<figcaption>(.*)</figcaption>)?</figure>', re.DOTALL)


class Column(NamedTuple):
    """What stands over a column. role is "original", "translation", or "" where nobody knows."""

    language: str
    url: str
    role: str
    number: int
    live_from: datetime


class Remark(NamedTuple):
    """What is to be known of a passage.

    changes  sentences of the source in `language`, as articles.text.differences gives passages
    """

    words: str
    changes: list
    language: str


@dataclass
class Passage:
    """A row. lacks tells in words what stands in place of a side; picture is shown once for both."""

    number: int
    role: str
    cells: list
    lacks: str = ""
    picture: str = ""
    is_ruled: bool = False
    remarks: list = field(default_factory=list)

    @property
    def has_words(self):
        return any(cell and cell.html for cell in self.cells)


@dataclass
class SideBySide:
    """The page of a story in both languages, that of the page first."""

    columns: list
    passages: list

    @classmethod
    def read(cls, standing, past, at, insight_name):
        here, there = standing.here, standing.live_there
        publication, ids = Publication.objects.current(), set()
        there_name = getattr(publication, localized("insight_name", there.language))
        sides = [Side(here, at, insight_name, ids), Side(there, at, there_name, ids)]
        translation, source = translation_and_source(here, there)
        answers = Answers.read(translation, source, past)
        is_turned = translation is here
        pairs = [
            (unit.targets, unit.sources, unit) if is_turned else (unit.sources, unit.targets, unit)
            for unit in answers.units
        ]
        found = with_lead(facing_rows(sides[0].blocks, sides[1].blocks, pairs), sides)
        teller = Teller(sides, answers, source.language)
        columns = [column(side.edition, translation) for side in sides]
        return cls(columns, numbered([teller.passage(row) for row in found]))


def translation_and_source(here, there):
    """(translation, source); where neither was made from the other, Korean is held against English."""
    made = sorted((one for one in (here, there) if one.source_number is not None), key=begin)
    translation = made[-1] if made else max(here, there, key=lambda edition: edition.language)
    return translation, there if translation is here else here


def begin(edition):
    return edition.live_from


def column(edition, translation):
    role = "translation" if edition is translation else "original"
    return Column(
        str(edition.language),
        edition.get_absolute_url(),
        role if translation.source_number else "",
        edition.number,
        edition.live_from,
    )


def with_lead(found, sides):
    """The rows with the lead pictures below headline and summary: one row if it is the same."""
    above = sum(any(block.role in ABOVE for block in (*row.left, *row.right)) for row in found)
    left, right = sides[0].lead, sides[1].lead
    is_same = left and right and left[0].html == right[0].html
    leads = [FacingRow(left, right)] if is_same else [FacingRow(left, []), FacingRow([], right)]
    return [*found[:above], *(row for row in leads if row.left or row.right), *found[above:]]


def numbered(passages):
    shown = [passage for passage in passages if passage.has_words or passage.picture]
    for number, passage in enumerate(shown, 1):
        passage.number = number
    return shown


class Teller:
    """Tells rows in the words of the page's language."""

    def __init__(self, sides, answers, source_language):
        self.sides, self.answers, self.source_language = sides, answers, str(source_language)

    def passage(self, row):
        cells = [
            side.cell(blocks, is_first=side is self.sides[0])
            for side, blocks in zip(self.sides, (row.left, row.right), strict=True)
        ]
        first = (row.left or row.right)[0]
        found = Passage(0, first.role, cells, is_ruled=first.is_ruled, remarks=self.remarks(row))
        if not all(cells):
            found.lacks = self.lacks(row, self.sides[0 if not row.left else 1].language)
        elif first.role == "figure":
            show_once(found, row)
        return found

    def outdated(self, row):
        return [unit for unit in row.units if self.answers.has_news and self.answers.is_outdated(unit)]

    def lacks(self, row, language):
        """Why a side is empty."""
        states = {unit.state for unit in self.outdated(row)}
        if Freshness.NEW in states:
            return NOT_YET[language]()
        if Freshness.REMOVED in states:
            return NO_LONGER[language]()
        return LACKS[language]()

    def remarks(self, row):
        """What has changed since, and whether the row stands elsewhere in the other text."""
        found = []
        for unit in self.outdated(row):
            is_all_new = unit.state == Freshness.NEW and not (row.left and row.right)
            if not is_all_new:
                words, changes = CHANGED[self.source_language](), self.answers.changes(unit)
                found.append(Remark(words, changes, self.source_language))
        if row.is_moved:
            found.append(Remark(ELSEWHERE[self.sides[1].language](), [], ""))
        return found


def show_once(passage, row):
    """Take the picture of two figures out of both, if it is the same; their captions stay."""
    parts = [FIGURE.fullmatch(cell.html) for cell in passage.cells]
    if not all(parts) or row.left[0].html.split(">")[0] != row.right[0].html.split(">")[0]:
        return
    passage.picture = mark_safe(f'<figure class="picture">{parts[0][1]}</figure>')
    passage.cells = [
        cell._replace(html=mark_safe(f'<p class="pair__caption">{part[2]}</p>' if part[2] else ""))
        for cell, part in zip(passage.cells, parts, strict=True)
    ]


# By the language that is told of.
LACKS = {"en": lambda: _("Not in the English text"), "ko": lambda: _("Not in the Korean text")}
NOT_YET = {"en": lambda: _("Not in the English text yet"), "ko": lambda: _("Not in the Korean text yet")}
NO_LONGER = {
    "en": lambda: _("No longer in the English text"),
    "ko": lambda: _("No longer in the Korean text"),
}
CHANGED = {
    "en": lambda: _("The English has changed since this was translated."),
    "ko": lambda: _("The Korean has changed since this was translated."),
}
ELSEWHERE = {
    "en": lambda: _("This stands elsewhere in the English text."),
    "ko": lambda: _("This stands elsewhere in the Korean text."),
}

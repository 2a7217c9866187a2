"""What a glossary file would do, line by line: new terms, changed ones, and what it cannot do and why."""

import hashlib
from dataclasses import dataclass, field
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.models import Language, Term, TermKind, Topic
from articles.text import script
from newsroom.interchange.glossary.term_cells import CellRefused, value

REFERENCES = ("successor", "topic")
IDENTITY = ("kind", "name_en", "name_ko")  # by which a term without a number is known
LONG = 19  # digits that no number has


class Change(NamedTuple):
    """One column of a term, and what it holds and would hold, as people read it."""

    column: str
    before: str
    after: str

    @property
    def label(self):
        return label(self.column)

    @property
    def language(self):
        return language_of(self.column)


@dataclass
class Row:
    """One line of a file.

    term     as it would be, unsaved; None where nobody can tell which it is
    alike    of a new term: one that bears one of its names already
    reasons  why it cannot be taken; empty for one that can
    """

    line: int
    cells: dict
    term: Term | None = None
    alike: Term | None = None
    changes: list = field(default_factory=list)
    reasons: list = field(default_factory=list)

    @property
    def name(self):
        names = [getattr(self.term, column, "") or self.cells.get(column, "") for column in IDENTITY[1:]]
        return names[0] or names[1]

    @property
    def language(self):
        return script.language_of(self.name) or Language.EN


class Plan:
    """What a file would do to the glossary. Terms that it does not name stay as they are."""

    def __init__(self, rows):
        taken = [row for row in rows if not row.reasons]
        self.refused = [row for row in rows if row.reasons]
        self.new = [row for row in taken if row.term.pk is None]
        self.changed = [row for row in taken if row.term.pk and row.changes]
        self.untouched = [row for row in taken if row.term.pk and not row.changes]

    @property
    def is_empty(self):
        return not self.new and not self.changed

    def digest(self):
        """A name for all that it would write, to see later whether that is still so."""
        told = [(row.line, row.term.pk, *row.changes) for row in [*self.new, *self.changed]]
        return hashlib.sha256(repr(told).encode(errors="replace")).hexdigest()


def language_of(column):
    """The language of a translated column, or ""."""
    language = column.rpartition("_")[2]
    return language if language in Language.values else ""


def label(column):
    """What the form of a term calls a column."""
    if column == "id":
        return _("Number")
    language = language_of(column)
    name = column.removesuffix(f"_{language}") if language else column
    told = capfirst(str(Term._meta.get_field(name).verbose_name))
    return f"{told} ({Language(language).label})" if language else told


def planned(rows):
    """The Plan of the rows of a file (term_files.rows); two queries, however many rows there are."""
    glossary = _Glossary()
    found = [glossary.row(line, cells) for line, cells in rows]
    for row in found:
        glossary.refer(row)
    for row in found:
        _check(row)
    while _refuse_followers(found):
        pass
    return Plan(found)


class _Glossary:
    """The glossary as it stands, beside which a file is read."""

    def __init__(self):
        self.terms = {term.pk: term for term in Term.objects.all()}
        topics = {topic.pk: topic for topic in Topic.objects.all()}
        self.topics = {topic.slug: topic for topic in topics.values() if topic.merged_into_id is None}
        self.by_name, self.standing, self.taken = {}, {}, set()
        for term in self.terms.values():
            term.successor = self.terms.get(term.successor_id)
            term.topic = topics.get(term.topic_id)
            self._name(term, self.by_name, self.standing)

    def _name(self, term, *tables):
        for name in {term.name_en, term.name_ko} - {""}:
            for table in tables:
                table.setdefault(name, []).append(term)

    def row(self, line, cells):
        row = Row(line, cells)
        values = _values(row)
        term = self._known(row, values)
        if row.reasons:
            return row
        key = term.pk if term else tuple(values.get(column, "") for column in IDENTITY)
        if key in self.taken:
            row.reasons.append(_("The same term stands further up in the file."))
            return row
        self.taken.add(key)
        if term is None:
            row.alike = next(iter(self._namesakes(values)), None)
        row.term = term or Term(kind=TermKind.CONCEPT)
        for column, new in values.items():
            _set(row, column, new)
        self._name(row.term, self.by_name)
        return row

    def _known(self, row, values):
        """The term that a row means: by its number, else by its kind and both names; None if it is new."""
        number = row.cells.get("id", "").strip().removeprefix("#")
        if number:
            term = self._numbered(number)
            if term is None:
                row.reasons.append(
                    _("There is no term with the number %(number)s; a new one has none.") % {"number": number}
                )
            return term
        found = [term for term in self._namesakes(values) if _is_the_same(term, values)]
        if len(found) > 1:
            row.reasons.append(_("Several terms have these names: give the number of the one that is meant."))
        return found[0] if found else None

    def _numbered(self, number):
        return self.terms.get(int(number)) if number.isdecimal() and len(number) < LONG else None

    def _namesakes(self, values):
        names = [values.get(name) for name in ("name_en", "name_ko")]
        found = [term for name in names if name for term in self.standing.get(name, ())]
        return list({id(term): term for term in found}.values())

    def refer(self, row):
        """Resolve what a row refers to, now that all names of the file are known."""
        if row.term is None:
            return
        for column in REFERENCES:
            if column in row.cells:
                cell = value(column, row.cells[column])
                found = self._referred(row, column, cell) if cell else None
                if found or not cell:
                    _set(row, column, found)

    def _referred(self, row, column, cell):
        if column == "topic":
            found = [self.topics[cell]] if cell in self.topics else []
        elif cell.startswith("#"):
            found = [term for term in [self._numbered(cell[1:])] if term]
        else:
            found = list({id(term): term for term in self.by_name.get(cell, ())}.values())
        if len(found) == 1:
            return found[0]
        told = _("several have this name; write # and the number") if found else _("there is no “%(cell)s”")
        row.reasons.append(f"{label(column)}: {told % {'cell': cell}}")
        return None


def _values(row):
    """{column: what a row says}, in the normal form of the column; references come later."""
    found = {}
    for column, cell in row.cells.items():
        if column == "id" or column in REFERENCES:
            continue
        try:
            found[column] = Term._meta.get_field(column).to_python(value(column, cell))
        except CellRefused as refusal:
            row.reasons.append(f"{label(column)}: {refusal}")
    return found


def _is_the_same(term, values):
    return all(values.get(column, getattr(term, column)) == getattr(term, column) for column in IDENTITY)


def _set(row, column, new):
    is_new, before = row.term.pk is None, getattr(row.term, column)
    setattr(row.term, column, new)
    if before != new or (is_new and column == "kind"):
        row.changes.append(Change(column, "" if is_new else _told(before), _told(new)))


def _told(held):
    if isinstance(held, bool):
        return _("yes") if held else _("no")
    return "" if held is None else str(held)


def _check(row):
    """Refuse a row whose term cannot be saved so."""
    if row.term is None:
        return
    try:
        row.term.clean_fields(exclude=[*REFERENCES, "name", "short"])
        row.term.clean()
    except ValidationError as error:
        for column, told in error.message_dict.items():
            row.reasons += [f"{label(column)}: {one}" for one in told]


def _refuse_followers(rows):
    """Refuse those that are followed by a new term which is refused; whether there was one."""
    refused = {id(row.term) for row in rows if row.reasons and row.term is not None and row.term.pk is None}
    found = [row for row in rows if not row.reasons and id(row.term.successor) in refused]
    for row in found:
        row.reasons.append(_("The term that follows it is refused."))
    return bool(found)

"""Import of glossary files: a plan of the changes per line, and the code that writes it."""

from dataclasses import dataclass, field
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.events import log
from articles.models import Language, Term, TermKind, Topic
from articles.text import script
from articles.text.digests import digest_of
from newsroom.interchange.glossary_csv import TermCellRefused, parse_term_cell

REFERENCES = ("successor", "topic")
IDENTITY = ("kind", "name_en", "name_ko")  # columns that identify the term of a row that has no number
LONG = 19  # digits; numbers this long are not ids


class TermChange(NamedTuple):
    """One column of a term, with its current and its new value as display text."""

    column: str
    before: str
    after: str

    @property
    def label(self):
        return column_label(self.column)

    @property
    def language(self):
        """The language of a translated column; "" for other columns."""
        language = self.column.rpartition("_")[2]
        return language if language in Language.values else ""


@dataclass
class GlossaryRow:
    """One line of a file.

    term     the term after the import, unsaved; None if the line is invalid or ambiguous
    alike    for a new term, an existing term with one of its names
    reasons  reasons why the line is refused; empty if it is accepted
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


class GlossaryPlan:
    """The changes that a file would make to the glossary. Terms that are not in the file stay unchanged."""

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
        """Return a digest of all planned changes, to detect a different plan later."""
        state = [(row.line, row.term.pk, *row.changes) for row in [*self.new, *self.changed]]
        return digest_of(state)


def column_label(column: str) -> str:
    """Return the label of a column in the term form."""
    return _("Number") if column == "id" else capfirst(str(Term._meta.get_field(column).verbose_name))  # type: ignore[union-attr]  # a column, not a relation


def plan_glossary_import(rows: list[tuple[int, dict]]) -> GlossaryPlan:
    """Return the plan for the rows of a file (parse_glossary_rows), with two queries in total."""
    glossary = _GlossarySnapshot()
    planned = [glossary.row(line, cells) for line, cells in rows]
    for row in planned:
        glossary.refer(row)
    for row in planned:
        _validate_row(row)
    while _refuse_followers(planned):
        pass
    return GlossaryPlan(planned)


class _GlossarySnapshot:
    """Snapshot of the current glossary, for comparison with the rows of a file."""

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
                table.setdefault(name, {})[id(term)] = term

    def row(self, line, cells):
        row = GlossaryRow(line, cells)
        values = _parse_values(row)
        term = self._known(row, values)
        if row.reasons:
            return row
        key = term.pk if term else tuple(values.get(column, "") for column in IDENTITY)
        if key in self.taken:
            row.reasons.append(_("The same term appears earlier in the file."))
            return row
        self.taken.add(key)
        if term is None:
            row.alike = next(iter(self._namesakes(values)), None)
        row.term = term or Term(kind=TermKind.CONCEPT)
        for column, new in values.items():
            _set_column(row, column, new)
        self._name(row.term, self.by_name)
        return row

    def _known(self, row, values):
        """Return the term that a row identifies by its number, or else by its kind and names.

        Return None if the term is new, or if the row is refused (`row.reasons`).
        """
        number = row.cells.get("id", "").strip().removeprefix("#")
        if number:
            term = self._numbered(number)
            if term is None:
                row.reasons.append(
                    _("There is no term number %(number)s. Leave the number empty for a new term.")
                    % {"number": number}
                )
            return term
        namesakes = [term for term in self._namesakes(values) if _is_the_same(term, values)]
        if len(namesakes) > 1:
            row.reasons.append(_("Several terms have these names. Enter the number of the one you mean."))
        return namesakes[0] if namesakes else None

    def _numbered(self, number):
        return self.terms.get(int(number)) if number.isdecimal() and len(number) < LONG else None

    def _namesakes(self, values):
        namesakes = {}
        for column in IDENTITY[1:]:
            namesakes |= self.standing.get(values.get(column), {})
        return list(namesakes.values())

    def refer(self, row):
        """Resolve the references of a row. Call it after row() has processed all rows of the file."""
        if row.term is None:
            return
        for column in REFERENCES:
            if column in row.cells:
                cell = parse_term_cell(column, row.cells[column])
                term = self._referred(row, column, cell) if cell else None
                if term or not cell:
                    _set_column(row, column, term)

    def _referred(self, row, column, cell):
        if column == "topic":
            terms = [self.topics[cell]] if cell in self.topics else []
        elif cell.startswith("#"):
            terms = [term for term in [self._numbered(cell[1:])] if term]
        else:
            terms = list(self.by_name.get(cell, {}).values())
        if len(terms) == 1:
            return terms[0]
        several = _("several terms have this name; enter # and the number")
        reason = several if terms else _("there is no “%(cell)s”") % {"cell": cell}
        row.reasons.append(f"{column_label(column)}: {reason}")
        return None


def _parse_values(row):
    """Return {column: value} of a row, without the number, the REFERENCES and invalid cells.

    Add a reason to the row for each invalid cell.
    """
    values = {}
    for column, cell in row.cells.items():
        if column == "id" or column in REFERENCES:
            continue
        try:
            values[column] = Term._meta.get_field(column).to_python(parse_term_cell(column, cell))
        except TermCellRefused as refusal:
            row.reasons.append(f"{column_label(column)}: {refusal}")
    return values


def _is_the_same(term, values):
    return all(values.get(column, getattr(term, column)) == getattr(term, column) for column in IDENTITY)


def _set_column(row, column, new):
    is_new, before = row.term.pk is None, getattr(row.term, column)
    setattr(row.term, column, new)
    if before != new or (is_new and column == "kind"):
        row.changes.append(TermChange(column, "" if is_new else _format_value(before), _format_value(new)))


def _format_value(held):
    if isinstance(held, bool):
        return _("yes") if held else _("no")
    return "" if held is None else str(held)


def _validate_row(row):
    if row.term is None:
        return
    try:
        row.term.clean_fields(exclude=[*REFERENCES, "name", "short"])
        row.term.clean()
    except ValidationError as error:
        for column, messages in error.message_dict.items():
            row.reasons += [f"{column_label(column)}: {message}" for message in messages]


def _refuse_followers(rows):
    """Refuse rows whose successor is a new term that is refused. Return whether any row was refused."""
    refused = {id(row.term) for row in rows if row.reasons and row.term is not None and row.term.pk is None}
    followers = [row for row in rows if not row.reasons and id(row.term.successor) in refused]
    for row in followers:
        row.reasons.append(_("The term that replaces it was rejected."))
    return bool(followers)


class GlossaryPlanChanged(Exception):
    """Raised if a file's plan is no longer the one that the user accepted. Nothing was written."""


@log.unit_of_work()
def import_glossary_terms(rows: list[tuple[int, dict]], *, agreed: str) -> GlossaryPlan:
    """Write the terms in the rows of a file (parse_glossary_rows) and return the plan.

    agreed  digest of the plan that the user saw
    Raise GlossaryPlanChanged if the plan has changed since.
    """
    Term.objects.lock_table()  # keeps the plan valid until it is written
    plan = plan_glossary_import(rows)
    if plan.digest() != agreed:
        raise GlossaryPlanChanged
    pending = {id(row.term): row.term for row in plan.new}
    while pending:
        _save_new_term(next(iter(pending.values())), pending)
    for row in plan.changed:
        row.term.successor = row.term.successor  # sets successor_id, now that the successor is saved
        row.term.save(update_fields=[change.column for change in row.changes])
    return plan


def _save_new_term(term, pending):
    """Save a new term after its unsaved successors.

    pending  {id(term): term} of the unsaved terms; saved ones are removed from it
    """
    waiting = [term]
    while id(waiting[-1].successor) in pending and waiting[-1].successor not in waiting:
        waiting.append(waiting[-1].successor)
    for unsaved in reversed(waiting):
        del pending[id(unsaved)]
        unsaved.successor = unsaved.successor
        unsaved.save()

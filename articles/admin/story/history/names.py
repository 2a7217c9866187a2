"""What a state of a story says, in lines for people: numbers become names, rows become sentences."""

from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.utils import formats, timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles import body
from articles.admin.headlines import typed_in
from articles.models import (
    Article,
    Author,
    Image,
    Language,
    Role,
    Section,
    SourceKind,
    Topic,
    localized,
    other,
)
from articles.workflow.states import ROWS, TEXTS, part_of


class PieceLine(NamedTuple):
    """One line of a piece, in a language or in none: addresses and dates have none ("").

    key  what it is compared by: two paragraphs may read the same and differ in their links
    """

    language: str
    text: str
    key: str = ""


def piece_label(piece):
    """What a piece is called on its own: “Headline (English)”, “Topics”."""
    if piece in TEXTS:
        return capfirst(str(Article._meta.get_field(piece).verbose_name))
    labels = {
        "source_language": _("written in"),
        "section_id": _("section"),
        "lead_image_id": _("lead picture"),
        "topics": _("topics"),
        "bylines": _("bylines"),
        "related": _("Related stories"),
        "sources": _("Sources"),
    }
    return capfirst(labels[piece])


class StateNames:
    """The names of all that several states point to, each kind read once, whatever their number."""

    def __init__(self, states):
        wanted = {model: set() for model in (Section, Image, Topic, Author, Article, get_user_model())}
        for state in states:
            wanted[Section].add(state["section_id"])
            wanted[Image].add(state["lead_image_id"])
            wanted[Topic].update(state["topics"])
            wanted[Author].update(author for author, _role, _position in state["bylines"])
            wanted[Article].update(row["target_id"] for row in state["related"].values())
            wanted[get_user_model()].update(row["checked_by_id"] for row in state["sources"].values())
        self.found = {model: self._read(model, numbers - {None}) for model, numbers in wanted.items()}

    @staticmethod
    def _read(model, numbers):
        rows = model.objects.filter(pk__in=numbers)
        return rows.defer("body", "body_en", "body_ko").in_bulk() if model is Article else rows.in_bulk()

    def line(self, model, number):
        """A thing by its name in the language of the screens, else in the other; by its number, once gone."""
        thing = self.found[model].get(number)
        if thing is None:
            return PieceLine("", f"#{number}")
        mine = Language(get_language())
        column = "alt" if model is Image else "title" if model is Article else "name"
        for language in (mine, other(mine)):
            if words := getattr(thing, localized(column, language)):
                return PieceLine(str(language), words)
        return PieceLine("", str(thing))

    def lines(self, state, piece):
        """The lines of one piece of a state: {number of a row: its lines}, of what has no rows {0: lines}."""
        said = state[piece]
        if piece in ROWS:
            return {number: getattr(self, f"_{piece}")(row) for number, row in said.items()}
        if piece.startswith("body_"):
            return {0: body_lines(said, part_of(piece))}
        if piece in TEXTS:
            return {0: [PieceLine(part_of(piece), said)] if said else []}
        return {0: getattr(self, f"_{piece}")(said) if said else []}

    def _source_language(self, said):
        return [PieceLine(get_language(), str(Language(said).label))]

    def _section_id(self, said):
        return [self.line(Section, said)]

    def _lead_image_id(self, said):
        return [self.line(Image, said)]

    def _topics(self, said):
        return [self.line(Topic, number) for number in said]

    def _bylines(self, said):
        found = []
        for author, role, _position in said:
            name = self.line(Author, author)
            found.append(PieceLine(name.language, f"{name.text} ({Role(role).label})"))
        return found

    def _related(self, row):
        where = self.line(Article, row["target_id"]) if row["target_id"] else PieceLine("", row["url"] or "—")
        return [where, *row_lines(row, ("publisher", "title", "summary"))]

    def _sources(self, row):
        kind = SourceKind(row["kind"]).label
        printed = _("printed") if row["is_public"] else _("not printed")
        lines = [PieceLine(get_language(), f"{kind}, {printed}"), *row_lines(row, ("name",))]
        lines += [PieceLine("", row["url"])] if row["url"] else []
        lines += [PieceLine(typed_in(row[name]), row[name]) for name in ("note", "segment") if row[name]]
        if row["checked_at"]:
            at = formats.date_format(timezone.localtime(parse_datetime(row["checked_at"])), "DATETIME_FORMAT")
            name = str(self.found[get_user_model()].get(row["checked_by_id"]) or f"#{row['checked_by_id']}")
            lines.append(
                PieceLine(get_language(), _("Checked by %(name)s, %(when)s") % {"name": name, "when": at})
            )
        return lines


def row_lines(row, words):
    """A line for each language in which the row says something."""
    found = []
    for language in Language:
        said = " — ".join(filter(None, (row[localized(word, language)] for word in words)))
        found += [PieceLine(str(language), said)] if said else []
    return found


def body_lines(html, language):
    """A line for each block of a text, compared by all that it is: a changed link is a change."""
    # A picture without a caption has no text: then it stands there as it is stored.
    return [PieceLine(language, body.plain_text(block) or block, block) for block in body.blocks(html)]

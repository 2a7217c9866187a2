"""Word differences between two states of a story, in the order of its form."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from articles import body
from articles.admin.display import format_local_datetime, preferred_text, text_language
from articles.body.content import GALLERY_PICTURE
from articles.body.embeds import embed_description
from articles.models import (
    Article,
    Author,
    Edition,
    Image,
    Language,
    Role,
    Section,
    SourceKind,
    Topic,
    localized,
)
from articles.text.differences import differences, matching_steps
from articles.workflow.snapshot import EMPTY_SNAPSHOT, ROWS, SWITCHES, TEXTS, Snapshot, part_of


class PieceLine(NamedTuple):
    """One line of a piece. `language` is "" for addresses and for objects without a name.

    key  the stored form, for comparison: two paragraphs may read the same and differ in their links
    """

    language: str
    text: str
    key: str = ""


def piece_label(piece: str) -> str:
    """Return the label of a piece: “Headline (English)”, “Topics”."""
    rows = {"bylines": _("bylines"), "related": _("Related stories"), "sources": _("Sources")}
    return capfirst(rows[piece] if piece in rows else str(Article._meta.get_field(piece).verbose_name))  # type: ignore[union-attr]  # a column, not a relation


class StateNames:
    """Names of all objects that several states refer to, in one query for each model."""

    def __init__(self, states):
        wanted = {model: set() for model in (Section, Image, Topic, Author, Article, get_user_model())}
        for state in states:
            wanted[Section].add(state["section_id"])
            wanted[Image].add(state["lead_image_id"])
            wanted[Topic].update(state["topics"])
            wanted[Author].update(row["author_id"] for row in state["bylines"])
            wanted[Article].update(row["target_id"] for row in state["related"].values())
            wanted[get_user_model()].update(row["checked_by_id"] for row in state["sources"].values())
        self.found = {model: self._read(model, numbers - {None}) for model, numbers in wanted.items()}

    @staticmethod
    def _read(model, numbers):
        rows = model.objects.filter(pk__in=numbers)
        return rows.defer("body", "body_en", "body_ko").in_bulk() if model is Article else rows.in_bulk()

    def line(self, model, number):
        """Return an object's name as a PieceLine, in the user's language or else in the other.

        The text is “#12” if the object was deleted.
        """
        item = self.found[model].get(number)
        if item is None:
            return PieceLine("", f"#{number}")
        column = "alt" if model is Image else "title" if model is Article else "name"
        language, words = preferred_text(item, column)
        return PieceLine(str(language), words) if words else PieceLine("", str(item))

    def lines(self, state, piece):
        """Return {id of a row: lines} of one piece of a state; {0: lines} for a piece without rows."""
        value = state[piece]
        if piece in ROWS:
            describe = self._related if piece == "related" else self._sources
            return {pk: describe(row) for pk, row in value.items()}
        if piece.startswith("body_"):
            return {0: body_lines(value, part_of(piece))}
        if piece in TEXTS:
            return {0: [PieceLine(part_of(piece), value)] if value else []}
        return {0: self._filing(piece, value) if value else []}

    def _filing(self, piece, value):
        if piece == "source_language":
            return [PieceLine(get_language(), str(Language(value).label))]
        if piece in SWITCHES:
            return [PieceLine(get_language(), _("Yes"))]
        if piece == "topics":
            return [self.line(Topic, number) for number in value]
        if piece == "bylines":
            names = [(self.line(Author, row["author_id"]), Role(row["role"]).label) for row in value]
            return [PieceLine(name.language, f"{name.text} ({role})") for name, role in names]
        return [self.line(Section if piece == "section_id" else Image, value)]

    def _related(self, row):
        where = self.line(Article, row["target_id"]) if row["target_id"] else PieceLine("", row["url"] or "—")
        return [where, *row_lines(row, ("publisher", "title", "summary"))]

    def _sources(self, row):
        kind = SourceKind(row["kind"]).label
        printed = _("shown to readers") if row["is_public"] else _("not shown to readers")
        lines = [PieceLine(get_language(), f"{kind}, {printed}"), *row_lines(row, ("name",))]
        lines += [PieceLine("", row["url"])] if row["url"] else []
        lines += [PieceLine(text_language(row[name]), row[name]) for name in ("note", "segment") if row[name]]
        if row["checked_at"]:
            at = format_local_datetime(parse_datetime(row["checked_at"]))
            name = str(self.found[get_user_model()].get(row["checked_by_id"]) or f"#{row['checked_by_id']}")
            lines.append(
                PieceLine(get_language(), _("Checked by %(name)s, %(when)s") % {"name": name, "when": at})
            )
        return lines


def row_lines(row, words):
    """Return a PieceLine of the fields `words` for each language that has text in the row."""
    lines = []
    for language in Language:
        value = " — ".join(filter(None, (row[localized(word, language)] for word in words)))
        lines += [PieceLine(str(language), value)] if value else []
    return lines


def body_lines(html, language):
    """Return one line for each block of a body. Its HTML is the key, so a changed link counts as a change."""
    with override(language):
        return [PieceLine(language, block_words(block), block) for block in body.body_blocks(html)]


def block_words(block):
    """Return the words of a block, with the names of embeds and uncaptioned pictures in the active language.

    Return the HTML of a block without words and names, such as a rule.
    """
    words = body.plain_text(block)
    names = figure_names(block) if not words or "data-embed" in block else []
    return ", ".join(names) + (f": {words}" if names and words else words) or block


def figure_names(block):
    """Return the names of all embeds and pictures in a block: “Video on YouTube (key), Title, Image 12”."""
    names = [_("Image %(number)s") % {"number": number} for number in GALLERY_PICTURE.findall(block)]
    for shown in body.shown_embeds(block):
        names += filter(None, (embed_description(shown.name), shown.title, shown.author))
        names += [_("Image %(number)s") % {"number": shown.image}] if shown.image else []
    return names


MIN_FOLDED_LINES = 2


@dataclass
class Stretch:
    """Consecutive lines of one language, unchanged (kind "same") or with their differences ("changed").

    pieces    as returned by articles.text.differences; a single piece for unchanged lines
    lines     the number of unchanged lines
    is_form   whether only links, emphasis or headings differ; the pieces then contain the stored HTML
    is_first  whether it begins a row
    """

    kind: str
    language: str
    pieces: list
    lines: int = 0
    is_form: bool = False
    is_first: bool = False

    @property
    def is_folded(self):
        return self.kind == "same" and self.lines >= MIN_FOLDED_LINES

    @property
    def whole(self):
        """Return "gone" or "new" if all of it was removed or added, else ""."""
        return self.pieces[0][0] if self.kind == "changed" and len(self.pieces) == 1 else ""


@dataclass
class PieceChange:
    """One piece that differs between two states."""

    piece: str
    label: str
    languages: list
    stretches: list

    @property
    def part(self):
        return part_of(self.piece)


def diff_pairs(pairs: Iterable[tuple[Snapshot | None, Snapshot]]) -> list[list[PieceChange]]:
    """Return the PieceChanges of each pair of Snapshots; None is an empty Snapshot. Names are read once."""
    pairs = [(before or EMPTY_SNAPSHOT, after) for before, after in pairs]
    names = StateNames([state for pair in pairs for state in pair])
    return [
        [
            PieceChange(
                piece,
                piece_label(piece),
                after.languages_of(piece, before),
                diff_rows(names.lines(before, piece), names.lines(after, piece)),
            )
            for piece in after.differing(before)
        ]
        for before, after in pairs
    ]


def diff_editions(before: Edition, after: Edition) -> list[PieceChange]:
    """Return the PieceChanges between two editions of one language, which may be unsaved."""
    language = Language(after.language)
    state_before, state_after = edition_state(before), edition_state(after)
    names, changes = StateNames([state_before, state_after]), []
    for piece in state_before:
        if state_before[piece] != state_after[piece]:
            rows = diff_rows(names.lines(state_before, piece), names.lines(state_after, piece))
            changes.append(PieceChange(piece, piece_label(piece), [language], rows))
    return changes


EDITION_TEXTS = {"title": "headline", "summary": "summary", "slug": "slug", "body": "body"}
ROW_WORDS = ("publisher", "title", "summary", "name")
# Columns of a source that editions do not print. All editions get the same values, so that none differs.
UNPRINTED = {"is_public": True, "note": "", "segment": "", "checked_at": None, "checked_by_id": None}


def edition_state(edition):
    """Return {piece: value} of an edition, in the format and order of a Snapshot."""
    language, printed = edition.language, edition.printed
    there = {localized(word, column_language): "" for word in ROW_WORDS for column_language in Language}

    def words(row):
        return there | {localized(word, language): row[word] for word in ROW_WORDS if word in row}

    texts = {localized(field, language): getattr(edition, name) for field, name in EDITION_TEXTS.items()}
    return texts | {
        "section_id": edition.section_id,
        "lead_image_id": edition.lead_image_id,
        "is_sponsored": edition.is_sponsored,
        "is_ad_free": printed.get("is_ad_free", False),
        "topics": printed["topics"],
        "bylines": [{"author_id": byline["author"], "role": byline["role"]} for byline in printed["bylines"]],
        "related": {
            row["article"] or row["url"]: {"target_id": row["article"], "url": row["url"]} | words(row)
            for row in printed["related"]
        },
        "sources": {
            row["name"]: {"kind": row["kind"], "url": row["url"]} | UNPRINTED | words(row)
            for row in printed["sources"]
        },
    }


def diff_rows(before, after):
    """Return the Stretches of all rows: the rows of the later state in its order, then the deleted ones.

    before, after  {id of a row: its PieceLines}
    """
    stretches = []
    for pk in dict.fromkeys([*after, *before]):
        of_row = diff_lines(before.get(pk, []), after.get(pk, []))
        if of_row:
            of_row[0].is_first = True
        stretches += of_row
    return stretches


def diff_lines(before, after):
    """Return the Stretches between two lists of PieceLines."""
    stretches = []
    for tag, i, j, k, m in matching_steps(before, after):
        if tag == "equal":
            for language, lines in groupby(before[i:j], lambda line: line.language):
                lines = list(lines)
                text = "\n".join(line.text for line in lines)
                stretches.append(Stretch("same", language, [("same", text)], len(lines)))
        else:
            stretches += diff_replaced_lines(before[i:j], after[k:m])
    return stretches


def diff_replaced_lines(removed, added):
    """Return the Stretches of replaced lines, compared word by word for each language."""
    languages = list(dict.fromkeys(line.language for line in [*removed, *added]))
    stretches = []
    for language in languages:
        old = [line for line in removed if line.language == language]
        new = [line for line in added if line.language == language]
        before, after = ("\n".join(line.text for line in lines) for lines in (old, new))
        is_form = before == after
        if is_form:
            before, after = ("\n".join(line.key for line in lines) for lines in (old, new))
        stretches.append(Stretch("changed", language, differences(before, after), is_form=is_form))
    return stretches


def group_by_part(
    changes: Iterable[PieceChange], language: str | None = None
) -> list[tuple[str, str, list[PieceChange]]]:
    """Group PieceChanges as [(code, label, changes)], in form order, optionally for one language."""
    groups = {str(part): (part.label, []) for part in Language} | {"filing": (_("Story settings"), [])}
    for change in changes:
        if language in (None, change.part) or language in change.languages:
            groups[change.part][1].append(change)
    return [(part, label, group) for part, (label, group) in groups.items() if group]  # type: ignore[misc]  # translated when it is shown

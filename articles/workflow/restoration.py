"""Brings back what a story said before, as a new change: what it replaces is a state of the history too."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from articles.models import (
    Article,
    Author,
    Image,
    Language,
    RelatedLink,
    Role,
    Section,
    Source,
    Topic,
    localized,
)
from articles.workflow.history_states import FILING, ROWS, TEXTS, WORDS, HistoryState, part_of
from articles.workflow.permissions import Verb, may, may_file
from articles.workflow.saving import EditSession

MODELS = {"related": RelatedLink, "sources": Source}


class RestoreRefused(Exception):
    """The story cannot be as it was; `reasons` say why, in words for people."""

    def __init__(self, reasons):
        self.reasons = reasons
        super().__init__(" ".join(str(reason) for reason in reasons))


def may_restore(user, piece, article):
    """Whether a person may bring back a piece: the texts of the languages that they write, and the filing.

    Of rows, whoever writes a language brings back at least what these say in it, and of bylines those of the
    translation.
    """
    if piece in TEXTS:
        return may(user, Verb.WRITE, part_of(piece))
    return may_file(user, article) or (piece in (*ROWS, "bylines") and bool(written_by(user)))


def written_by(user):
    return [language for language in Language if may(user, Verb.WRITE, language)]


def restore(article, record, pieces, *, by, seen=None):
    """Let pieces of a story say what a record of its history says. Return what was left out, as sentences.

    seen  the versions that the person saw: a part that was changed since raises EditConflict
    Raise PermissionDenied for a piece that is not theirs, RestoreRefused for what cannot be.
    """
    if record.id != article.pk or not all(may_restore(by, piece, article) for piece in pieces):
        raise PermissionDenied
    with transaction.atomic():
        edit = EditSession(article.pk, by=by, seen=seen)
        edit.restored = record.history_id
        work = Restoring(edit.article, HistoryState.of_record(record), by)
        for piece in pieces:
            work.restore(piece)
        if not any(edit.article.text("title", language) for language in Language):
            raise RestoreRefused([_("A story has a headline, in one language at least.")])
        edit.finish()
    return work.left_out


class Restoring:
    """Writes pieces of a state into a working copy under its lock."""

    def __init__(self, article, state, by):
        self.article, self.state = article, state
        self.writes, self.files = written_by(by), may_file(by, article)
        self.left_out = []

    def restore(self, piece):
        if piece in TEXTS:
            setattr(self.article, piece, self.state[piece])
        elif piece == "source_language":  # a record of before the snapshots does not tell it
            self.article.source_language = self.state[piece] or self.article.source_language
        elif piece in ROWS:
            self.rows(piece)
        elif piece in FILING:
            getattr(self, piece)()
        else:
            raise ValueError(piece)

    def section_id(self):
        self._point("section_id", Section, _("The section of then is gone; the story keeps its own."))

    def lead_image_id(self):
        self._point("lead_image_id", Image, _("The lead picture of then is gone; the story keeps its own."))

    def _point(self, column, model, gone):
        number = self.state[column]
        if number is None or model.objects.filter(pk=number).exists():
            setattr(self.article, column, number)
        else:
            self.left_out.append(gone)

    def topics(self):
        """In their order; a topic that was merged since is the one that it was merged into."""
        known = Topic.objects.select_related("merged_into").in_bulk(self.state["topics"])
        topics = [
            known[number].merged_into or known[number] for number in self.state["topics"] if number in known
        ]
        if len(known) < len(self.state["topics"]):
            self.left_out.append(_("A topic of then is gone."))
        self.article.topic_items.all().delete()
        for topic in dict.fromkeys(topics):
            self.article.topic_items.create(tag=topic)

    def bylines(self):
        """Return the bylines of the translation alone, where a person signs it but may not file the story."""
        then, standing = self.state["bylines"], self.article.bylines.all()
        if not self.files:
            now = [list(row) for row in standing.values_list("author_id", "role", "position")]
            if by_others(now) != by_others(then):
                self.left_out.append(
                    _("Bylines but the translation's stay: they are filed by another language.")
                )
            standing = standing.filter(role=Role.TRANSLATION)
            then = [row for row in then if row not in by_others(then)]
        known = Author.objects.in_bulk([author for author, _role, _position in then])
        standing.delete()
        for author, role, position in then:
            if author in known:
                self.article.bylines.create(author=known[author], role=role, position=position)
            else:
                self.left_out.append(_("An author of then is gone."))

    def rows(self, kind):
        """Under the numbers that they had, so that a later state is compared row by row."""
        wanted, model = self.state[kind], MODELS[kind]
        standing = {row.pk: row for row in model.objects.filter(article=self.article)}
        if not self.files:
            self._say(kind, standing)
            return
        for number, row in standing.items():
            if number not in wanted:
                self._take_away(row, WORDS[kind])
        elsewhere = model.objects.filter(pk__in=wanted.keys() - standing.keys())
        taken = set(elsewhere.values_list("pk", flat=True))
        for number, columns in wanted.items():
            row = standing.get(number) or model(pk=None if number in taken else number, article=self.article)
            self._write(row, columns, kind, is_new=number not in standing)

    def _say(self, kind, standing):
        """Only what rows say in one's own languages; which rows there are is not theirs."""
        names = [localized(word, language) for word in WORDS[kind] for language in self.writes]
        for number, columns in self.state[kind].items():
            if row := standing.get(number):
                for name in names:
                    setattr(row, name, columns[name])
                row.save(update_fields=names)
        if standing.keys() != self.state[kind].keys():
            told = _("Rows that were added or taken away since stay so: they are filed by another language.")
            self.left_out.append(told)

    def _take_away(self, row, words):
        if any(getattr(row, name) for name in self._foreign(words)):
            told = _("“%(row)s” stays: it has words in a language that is not yours.")
            self.left_out.append(told % {"row": row})
        else:
            row.delete()

    def _foreign(self, words):
        return [
            localized(word, language)
            for word in words
            for language in Language
            if language not in self.writes
        ]

    def _write(self, row, columns, kind, *, is_new):
        closed = self._foreign(WORDS[kind])
        for name, value in columns.items():
            if name not in closed:
                setattr(row, name, value)
        if kind == "sources":
            row.checked_at = parse_datetime(columns["checked_at"]) if columns["checked_at"] else None
        elif row.target_id and not Article.objects.filter(pk=row.target_id).exists():
            row.target_id = None
            self.left_out.append(_("A story that was related then is gone."))
        if kind == "sources" and not (row.url or row.name_en or row.name_ko):
            self.left_out.append(_("A source stays out: its name is in a language that is not yours."))
            return
        row.save(force_insert=is_new)


def by_others(bylines):
    """The rows of a state's bylines that a translator does not sign."""
    return [row for row in bylines if row[1] != Role.TRANSLATION]

"""Restoration of earlier states of a story, as a new change. The history keeps the replaced state."""

from django.core.exceptions import PermissionDenied
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from articles.events import log
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
from articles.models.article import ArticleSnapshot
from articles.refusals import Refused
from articles.workflow.edit_session import EditSession
from articles.workflow.permissions import Actor, Verb, may, may_file, may_somewhere, may_touch
from articles.workflow.snapshot import BYLINE_COLUMNS, FILING, ROWS, TEXTS, WORDS, Snapshot, part_of

MODELS = {"related": RelatedLink, "sources": Source}


class RestoreRefused(Refused):
    """A refused restoration; `reasons` are texts in the user's language."""


def may_restore(user: Actor, piece: str, article: Article) -> bool:
    """Return whether a user may restore a piece, or parts of it.

    A text requires the permission to write its language. A piece of the filing requires may_file(). Without
    it, users who write a language may restore translators' bylines, and the words of related stories and
    sources in their languages.
    """
    if piece in TEXTS:
        return may(user, Verb.WRITE, part_of(piece)) and may_touch(user, article)
    may_some = may_touch(user, article) and may_somewhere(user, Verb.WRITE)
    return may_file(user, article) or (piece in (*ROWS, "bylines") and may_some)


def restore(
    article: Article, record: ArticleSnapshot, pieces: list[str], *, by: Actor, seen: dict | None = None
) -> list[str]:
    """Restore pieces of a story from a record of its history. Return a sentence for each part left out.

    seen  the versions that the user saw

    Raise EditConflict if a part has changed since, and RestoreRefused if no headline is left.
    """
    if record.id != article.pk or not all(may_restore(by, piece, article) for piece in pieces):
        raise PermissionDenied
    with log.unit_of_work():
        edit = EditSession(article.pk, by=by, seen=seen)
        edit.restored = record.history_id
        restorer = PieceRestorer(edit.article, Snapshot.of_record(record), by)
        for piece in pieces:
            restorer.restore(piece)
        if not any(edit.article.text("title", language) for language in Language):
            raise RestoreRefused(_("A story needs a headline in at least one language."))
        edit.finish()
    return restorer.left_out


class PieceRestorer:
    """Restores pieces of a Snapshot in a locked working copy.

    A method named after a piece of the filing restores that piece. `left_out` lists, as sentences for the
    user, the parts that could not be restored.
    """

    def __init__(self, article, state, by):
        self.article, self.state = article, state
        self.languages = [language for language in Language if may(by, Verb.WRITE, language)]
        self.may_file = may_file(by, article)
        self.left_out = []

    def restore(self, piece):
        if piece in TEXTS:
            setattr(self.article, piece, self.state[piece])
        elif piece == "source_language":  # an empty record has no source language
            self.article.source_language = self.state[piece] or self.article.source_language
        elif piece in ROWS:
            self._restore_rows(piece)
        elif piece in FILING:
            getattr(self, piece)()
        else:
            raise ValueError(piece)

    def section_id(self):
        message = _("The earlier section no longer exists. The story keeps its current one.")
        self._restore_reference("section_id", Section, message)

    def lead_image_id(self):
        message = _("The earlier lead image no longer exists. The story keeps its current one.")
        self._restore_reference("lead_image_id", Image, message)

    def is_sponsored(self):
        self.article.is_sponsored = self.state["is_sponsored"]

    def is_ad_free(self):
        self.article.is_ad_free = self.state["is_ad_free"]

    def _restore_reference(self, column, model, message):
        pk = self.state[column]
        if pk is None or model.objects.filter(pk=pk).exists():
            setattr(self.article, column, pk)
        else:
            self.left_out.append(message)

    def topics(self):
        """Restore the topics in their order. A topic that was merged since is replaced by its successor."""
        known = Topic.objects.select_related("merged_into").in_bulk(self.state["topics"])
        topics = [known[pk].merged_into or known[pk] for pk in self.state["topics"] if pk in known]
        if len(known) < len(self.state["topics"]):
            self.left_out.append(_("An earlier topic no longer exists."))
        self.article.topic_items.all().delete()
        for topic in dict.fromkeys(topics):
            self.article.topic_items.create(tag=topic)

    def bylines(self):
        """Restore the bylines; only the translators' bylines if the user may not change the filing."""
        old, current = self.state["bylines"], self.article.bylines.all()
        if not self.may_file:
            rows = list(current.values(*BYLINE_COLUMNS))
            if without_translators(rows) != without_translators(old):
                message = _(
                    "Only the bylines of the translation are restored: the others belong to the other "
                    "language."
                )
                self.left_out.append(message)
            current = current.filter(role=Role.TRANSLATION)
            old = [row for row in old if row not in without_translators(old)]
        authors = Author.objects.in_bulk([row["author_id"] for row in old])
        current.delete()
        for row in old:
            if row["author_id"] in authors:
                self.article.bylines.create(**row)
            else:
                self.left_out.append(_("An earlier author no longer exists."))

    def _restore_rows(self, kind):
        """Restore rows under their earlier ids, so that later states can be compared row by row."""
        wanted, model = self.state[kind], MODELS[kind]
        current = {row.pk: row for row in model.objects.filter(article=self.article)}
        if not self.may_file:
            self._restore_words(kind, current)
            return
        for pk, row in current.items():
            if pk not in wanted:
                self._delete_row(row, WORDS[kind])
        of_others = model.objects.filter(pk__in=wanted.keys() - current.keys())
        taken = set(of_others.values_list("pk", flat=True))
        for pk, columns in wanted.items():
            row = current.get(pk) or model(pk=None if pk in taken else pk, article=self.article)
            self._write_row(row, columns, kind, is_new=pk not in current)

    def _restore_words(self, kind, current):
        """Restore only the words of current rows, in the languages that the user may write."""
        names = [localized(word, language) for word in WORDS[kind] for language in self.languages]
        for pk, columns in self.state[kind].items():
            if row := current.get(pk):
                for name in names:
                    setattr(row, name, columns[name])
                row.save(update_fields=names)
        if current.keys() != self.state[kind].keys():
            message = _(
                "Rows added or removed since then stay as they are: they belong to the other language."
            )
            self.left_out.append(message)

    def _delete_row(self, row, words):
        if any(getattr(row, name) for name in self._foreign_columns(words)):
            message = _("“%(row)s” stays as it is: it contains text in a language that you do not write.")
            self.left_out.append(message % {"row": row})
        else:
            row.delete()

    def _foreign_columns(self, words):
        return [
            localized(word, language)
            for word in words
            for language in Language
            if language not in self.languages
        ]

    def _write_row(self, row, columns, kind, *, is_new):
        foreign = self._foreign_columns(WORDS[kind])
        for name, value in columns.items():
            if name not in foreign:
                setattr(row, name, value)
        if kind == "sources":
            row.checked_at = parse_datetime(columns["checked_at"]) if columns["checked_at"] else None
        elif row.target_id and not Article.objects.filter(pk=row.target_id).exists():
            row.target_id = None
            self.left_out.append(_("An earlier related story no longer exists."))
        if kind == "sources" and not (row.url or row.name_en or row.name_ko):
            self.left_out.append(_("A source was left out: its name is in a language that you do not write."))
            return
        row.save(force_insert=is_new)


def without_translators(bylines):
    """Return the bylines of a snapshot that are not translators' bylines."""
    return [row for row in bylines if row["role"] != Role.TRANSLATION]

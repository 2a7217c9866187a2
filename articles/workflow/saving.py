"""The one way in which a working copy is saved.

A save locks the row, reads it again, sets only what changed and writes only those
columns: a Korean save never touches an English column. What somebody else changed
since one looked is a conflict, never overwritten.
"""

from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.events import log
from articles.models import (
    Article,
    EventType,
    Language,
    LanguageProgress,
    Section,
    Stage,
    Wanted,
    localized,
    other,
)
from articles.models.article import add_history_record
from articles.translations.provenance import record_provenance
from articles.workflow.snapshot import FILING_COLUMNS, TEXT_FIELDS, Snapshot

COLUMNS = [localized(field, language) for field in TEXT_FIELDS for language in Language] + list(
    FILING_COLUMNS
)
PARTS = {"en": _("the English text"), "ko": _("the Korean text"), "filing": _("the filing")}


class EditConflict(Exception):
    """Somebody else changed a part of the story since it was read.

    parts  those of "en", "ko" and "filing" that both changed
    """

    def __init__(self, parts):
        self.parts = sorted(parts)
        super().__init__(", ".join(self.parts))


def versions(article):
    """The versions to hold against later: {"filing": n, "en": n, "ko": n}."""
    found = dict(article.progress.values_list("language", "version"))
    return {"filing": article.version, **found}


def create_article(*, by=None, wanted=None, **columns):
    """Begin a story: the working copy, where both its languages stand, and the first record of its history.

    columns  of the Article: title_en=…, source_language="ko", section=…
    wanted   {"ko": Wanted.BRIEF} overrides what the section asks for in translation
    """
    with transaction.atomic():
        article = Article(created_by=by, **columns)
        article.skip_history_when_saving = True
        article.save()
        for language in Language:
            LanguageProgress.objects.create(
                article=article, language=language, wanted=_wanted_at_start(article, language, wanted or {})
            )
        edit = EditSession(article.pk, by=by)
        edit.finish(first=True)
    return edit.article


def _wanted_at_start(article, language, told):
    if language in told:
        return told[language]
    if language == article.source_language or article.section is None:
        return Wanted.FULL
    return article.section.wanted_in_translation


class EditSession:
    """A story under its lock, between reading and writing. Use inside a transaction.

    article   a fresh copy to change: set its attributes, write its inlines, then finish()
    restored  the number of the record of the history that is brought back, or None
    made      what the segments of the translation were made from, where its translator says so
    """

    def __init__(self, article_id, *, by=None, seen=None):
        self.article = Article.objects.select_for_update().get(pk=article_id)
        self.progress = {
            row.language: row
            for row in LanguageProgress.objects.select_for_update()
            .filter(article=article_id)
            .order_by("language")
        }
        self.by, self.seen = by, seen
        self.restored = None
        self.made = None
        self.before = Snapshot.of(self.article)

    def finish(self, *, first=False, keep_stage=False):
        """Write what changed and return the parts ("en", "ko", "filing") that did.

        keep_stage  publishing itself writes: an approved text stays approved
        Raise EditConflict when one of them is not as it was `seen`: roll back then.
        """
        self._normalise()
        after = Snapshot.of(self.article)
        parts = after.changed_parts(self.before)
        stale = {part for part in parts if self.seen and self.seen[part] != self._version(part)}
        if stale:
            raise EditConflict(stale)
        if not parts and not first:
            return parts
        self._write_article(after, parts)
        record_provenance(self, after, set(Language) if first else parts, made=self.made)
        wanted_anew = [] if first else self._want_as_filed(after)
        reviewed_again = self._write_progress(after, parts, first=first, keep_stage=keep_stage)
        change = "+" if first else "~"
        add_history_record(self.article, by=self.by, change=change, snapshot=self._record(after))
        for language in reviewed_again:
            log.record(EventType.REVIEW_AGAIN, self.article, by=self.by, language=language)
        for row in wanted_anew:
            log.record(
                EventType.WANTED, self.article, by=self.by, language=row.language, wanted=str(row.wanted)
            )
        return parts

    def _want_as_filed(self, after):
        """Apply what a new section wants of a language that is not begun, unless somebody asked otherwise."""
        if after.filing["section_id"] == self.before.filing["section_id"]:
            return []
        known = Section.objects.in_bulk([self.before.filing["section_id"], after.filing["section_id"]])
        asked = [
            getattr(known.get(filing["section_id"]), "wanted_in_translation", Wanted.FULL)
            for filing in (self.before.filing, after.filing)
        ]
        language = other(self.article.source_language)
        row, is_begun = self.progress[language], any(after.text[language][name] for name in TEXT_FIELDS)
        if is_begun or row.wanted != asked[0] or asked[0] == asked[1]:
            return []
        row.wanted = asked[1]
        return [row]

    def _normalise(self):
        """Give new text the form in which it will be stored, before it is compared and digested."""
        for name in COLUMNS:
            if getattr(self.article, name) != self._column_before(name):
                self.article._meta.get_field(name).pre_save(self.article, add=False)

    def _version(self, part):
        return self.article.version if part == "filing" else self.progress[part].version

    def _write_article(self, after, parts):
        changed = [name for name in COLUMNS if getattr(self.article, name) != self._column_before(name)]
        if "filing" in parts:
            self.article.version += 1
        self.article.changed_at = timezone.now()
        self.article.skip_history_when_saving = True
        self.article.save(update_fields=[*changed, "version", "changed_at"])

    def _column_before(self, name):
        if name in FILING_COLUMNS:
            return self.before.filing[name]
        field, language = name.rsplit("_", 1)
        return self.before.text[language][field]

    def _write_progress(self, after, parts, *, first, keep_stage):
        """Move the versions on; a text changed after approval goes back to review. Return those languages."""
        reviewed_again = []
        for language, row in self.progress.items():
            # The filing is printed with both languages, so their digests move with it.
            row.text_digest = after.text_digest(language, with_body=row.wanted != Wanted.BRIEF)
            if first and row.text_digest:
                row.changed_by = self.by
            if language in parts:
                row.version += 1
                row.changed_at = timezone.now()
                if not keep_stage:  # publishing itself gives the address; it wrote no text
                    row.changed_by = self.by
                if not keep_stage and _back_to_review(row):
                    reviewed_again.append(language)
            row.save()
        return reviewed_again

    def _record(self, after):
        return {
            "filing": after.filing,
            "related": {language: text["related"] for language, text in after.text.items()},
            "sources": {language: text["sources"] for language, text in after.text.items()},
            "names": after.names,
            "restored": self.restored,
            "versions": {"filing": self.article.version}
            | {language: row.version for language, row in self.progress.items()},
        }


@contextmanager
def editing(article_id, *, by=None, seen=None):
    """Change a story: `with editing(pk, by=user, seen=versions) as article: article.title_en = "…"`.

    Writes on leaving. Raise EditConflict, writing nothing, when a changed part is not as it was seen.
    """
    with transaction.atomic():
        edit = EditSession(article_id, by=by, seen=seen)
        yield edit.article
        edit.finish()


@transaction.atomic
def want(article, language, wanted, *, by=None):
    """Say what is wanted in one language: the full text, a brief, or nothing.

    What was approved is not what is wanted now: an approved text goes back to review.
    """
    edit = EditSession(article.pk, by=by)
    row = edit.progress[language]
    if row.wanted == wanted:
        return row
    row.wanted = wanted
    row.text_digest = edit.before.text_digest(language, with_body=wanted != Wanted.BRIEF)
    row.version += 1
    record_provenance(edit, edit.before, set())
    reviewed_again = _back_to_review(row)
    row.save()
    log.record(EventType.WANTED, article, by=by, language=language, wanted=str(wanted))
    if reviewed_again:
        log.record(EventType.REVIEW_AGAIN, article, by=by, language=language)
    return row


def _back_to_review(row):
    """Take an approved text back to review, unsaved; return whether it was approved."""
    was_approved = row.stage == Stage.APPROVED
    if was_approved:
        row.stage = Stage.IN_REVIEW
    return was_approved


def source_of(article, language):
    """The language that this one is translated from, or None for the source itself."""
    return None if language == article.source_language else other(language)

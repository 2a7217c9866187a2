"""Saving of working copies.

A save locks the row, reads it again, sets only changed values and writes only those columns:
saving Korean text never touches an English column. A change that another user has made since
the form was opened is a conflict, and is never overwritten. The words that each user changes
in a language between two approvals are counted in the same transaction.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.db.models import F, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.body import body_blocks
from articles.checks.context import RelatedData
from articles.events import log
from articles.models import (
    Article,
    Contribution,
    Edition,
    Event,
    EventType,
    Language,
    LanguageProgress,
    Section,
    Stage,
    Wanted,
    other,
)
from articles.models.article import add_history_record
from articles.refusals import Refused
from articles.translations.freshness import record_provenance
from articles.workflow.permissions import Actor, may_touch
from articles.workflow.snapshot import (
    EMPTY_SNAPSHOT,
    FILING_COLUMNS,
    TEXT_FIELDS,
    TEXTS,
    Snapshot,
    count_changed_words,
)

COLUMNS = (*TEXTS, *FILING_COLUMNS)
PARTS = {"en": _("the English text"), "ko": _("the Korean text"), "filing": _("the story settings")}


SAVE_HANDLERS: list[Callable[[int], None]] = []  # registered by after_save, called by EditSession.finish


def after_save(function: Callable[[int], None]) -> Callable[[int], None]:
    """Decorator: call function(article_id) in the transaction of each save that changes a working copy."""
    SAVE_HANDLERS.append(function)
    return function


class EditConflict(Exception):
    """Raised if a save changes parts of a story that another user has changed since they were read.

    parts  the parts that both have changed, from "en", "ko" and "filing"
    """

    def __init__(self, parts):
        self.parts = sorted(parts)
        super().__init__(", ".join(self.parts))


def versions(article: Article) -> dict[str, int]:
    """Return the versions to compare at the next save: {"filing": n, "en": n, "ko": n}."""
    return {"filing": article.version, **dict(article.progress.values_list("language", "version"))}


def create_article(
    *,
    by: Actor = None,
    wanted: dict[str, Wanted] | None = None,
    add_rows: Callable[[Article], None] | None = None,
    **columns,
) -> Article:
    """Create a story: the working copy, a LanguageProgress per language, and the first history record.

    columns   columns of the Article: title_en=…, source_language="ko", section=…
    wanted    {"ko": Wanted.BRIEF} overrides the section's default for the translation
    add_rows  adds topics, bylines and related links to the saved Article, so that the first record has them
    """
    with log.unit_of_work():
        article = Article(created_by=by, **columns)
        article.skip_history_when_saving = True  # type: ignore[attr-defined]  # read by simple_history
        _normalise(article, TEXTS)
        article.save()
        default = article.section.wanted_in_translation if article.section else Wanted.FULL
        extents = {article.source_language: Wanted.FULL, other(article.source_language): default}
        extents |= wanted or {}
        for language in Language:
            LanguageProgress.objects.create(
                article=article, language=language, wanted=extents[language], counted_version=1
            )
        edit = EditSession(article.pk, by=by)
        edit.has_unchanged_rows = add_rows is None
        if add_rows:
            add_rows(edit.article)
        edit.finish(first=True)
    return edit.article


class LockedStory:
    """A story under its lock, for steps that change no text and no filing. Use inside a transaction.

    Raise PermissionDenied if the user may not change this story.

    article   a fresh copy
    progress  {language: LanguageProgress}, locked too
    rows      the RelatedData of the story, read on first use
    """

    def __init__(self, article_id, *, by=None):
        locked = Article.objects.select_for_update(of=("self",)).select_related("section")
        self.article = locked.get(pk=article_id)
        if not may_touch(by, self.article):
            raise PermissionDenied
        rows = LanguageProgress.objects.select_for_update().filter(article=article_id)
        self.progress = {row.language: row for row in rows.order_by("language")}
        self.rows = RelatedData(self.article)


class EditSession(LockedStory):
    """A story under its lock, between reading and writing.

    article   a fresh copy to change: set its attributes, save its related rows, then call finish()
    seen      the versions that the user saw, as returned by versions(); None to skip the comparison
    before    the Snapshot of the story when it was locked
    restored  id of the history record that is restored, or None
    recorded  the RecordedTranslations declared by a translator; None to find them by alignment
    translation  after finish() with a change: the Translation as recorded; otherwise None
    rows      the RelatedData of the story: as it was locked, after finish() as it was written
    has_same_marks  whether to leave quotation marks as they are, because no one typed the text
    has_unchanged_rows  whether no topic, byline, related link or source was written: finish() then does not
              read them again
    """

    def __init__(self, article_id, *, by=None, seen=None):
        super().__init__(article_id, by=by)
        self.by, self.seen = by, seen
        self.restored = None
        self.recorded = self.translation = None
        self.has_same_marks = False
        self.has_unchanged_rows = False
        self.before = Snapshot.of(self.article, self.rows)
        self._progress_before = {language: _columns(row) for language, row in self.progress.items()}

    def finish(self, *, first=False, keep_stage=False):
        """Write the changes and return the parts that changed: "en", "ko", "filing".

        first       whether the story is new
        keep_stage  whether an approved text stays approved, because the change is made by publishing it

        Raise EditConflict if a changed part has another version than the user saw; the transaction is then
        rolled back.
        """
        self._normalise()
        if not self.has_unchanged_rows:
            self.rows = RelatedData(self.article)
        after = Snapshot.of(self.article, self.rows)
        parts = after.changed_parts(self.before)
        versions_now = self.versions()
        conflicting = {part for part in parts if self.seen and self.seen[part] != versions_now[part]}
        if conflicting:
            raise EditConflict(conflicting)
        if not parts and not first:
            return parts
        self._write_article(after, parts)
        changed = set(Language) if first else parts
        self.translation = record_provenance(self, after, changed, recorded=self.recorded)
        newly_wanted = [] if first else self._apply_section_default(after)
        reviewed_again = self._write_progress(after, parts, first=first, keep_stage=keep_stage)
        change = "+" if first else "~"
        snapshot = {"filing": after.filing, "restored": self.restored, "versions": self.versions()}
        add_history_record(self.article, by=self.by, change=change, snapshot=snapshot)
        for handle in SAVE_HANDLERS:
            handle(self.article.pk)
        for language in reviewed_again:
            log.record(EventType.REVIEW_AGAIN, self.article, by=self.by, language=language)
        for row in newly_wanted:
            log.record(
                EventType.WANTED, self.article, by=self.by, language=row.language, wanted=str(row.wanted)
            )
        return parts

    def _apply_section_default(self, after):
        """Apply a new section's default for the translation, unless it is written or a user chose otherwise.

        Return the list of LanguageProgress rows that changed.
        """
        if after.filing["section_id"] == self.before.filing["section_id"]:
            return []
        sections = Section.objects.in_bulk([self.before.filing["section_id"], after.filing["section_id"]])
        wanted_before, wanted_now = [
            getattr(sections.get(filing["section_id"]), "wanted_in_translation", Wanted.FULL)
            for filing in (self.before.filing, after.filing)
        ]
        language = other(self.article.source_language)
        row = self.progress[language]
        is_written = any(after.text[language][name] for name in TEXT_FIELDS)
        if is_written or row.wanted != wanted_before or wanted_before == wanted_now:
            return []
        row.wanted = wanted_now
        return [row]

    def _normalise(self):
        """Normalise new text to its stored form before it is compared and digested."""
        changed = [name for name in COLUMNS if getattr(self.article, name) != self.before[name]]
        _normalise(self.article, changed, has_same_marks=self.has_same_marks)

    def versions(self):
        """Return the current versions of the parts: {"filing": n, "en": n, "ko": n}."""
        languages = {language: row.version for language, row in self.progress.items()}
        return {"filing": self.article.version} | languages

    def _write_article(self, after, parts):
        changed = [name for name in COLUMNS if getattr(self.article, name) != self.before[name]]
        if "filing" in parts:
            self.article.version += 1
        self.article.changed_at = clock.now()
        self.article.skip_history_when_saving = True
        self.article.save(update_fields=[*changed, "version", "changed_at"])

    def _write_progress(self, after, parts, *, first, keep_stage):
        """Increase versions. Send changed approved texts back to review, and return their languages."""
        reviewed_again = []
        for language, row in self.progress.items():
            # The filing is printed with both languages, so changing it changes both digests.
            key, with_body = self.article.digest_key, row.wanted != Wanted.BRIEF
            row.text_digest = after.text_digest(key, language, with_body=with_body)
            is_changed = language in parts or (first and row.text_digest)
            if is_changed and not keep_stage:  # publishing does not change the text
                row.changed_by = self.by
                if _back_to_review(row):
                    reviewed_again.append(language)
                count_change(row, EMPTY_SNAPSHOT if first else self.before, after, by=self.by)
            if language in parts:
                increase_version(row)
                row.changed_at = clock.now()
            if _columns(row) != self._progress_before[language]:
                row.save()
        return reviewed_again


def _normalise(article, columns, *, has_same_marks=False):
    """Normalise columns of a working copy, including quotation marks in its texts."""
    for name in columns:
        article._meta.get_field(name).pre_save(article, add=False)
    if not has_same_marks:
        article.typeset(columns)


def _columns(row):
    return {column.attname: getattr(row, column.attname) for column in row._meta.concrete_fields}


@contextmanager
def editing(article_id: int, *, by: Actor = None, seen: dict[str, int] | None = None) -> Iterator[Article]:
    """Yield the working copy of a story under its lock, and save its changes at the end of the block.

    For example: `with editing(pk, by=user, seen=versions) as article: article.title_en = "…"`. Raise
    EditConflict and write nothing if EditSession.finish does.
    """
    with log.unit_of_work():
        edit = EditSession(article_id, by=by, seen=seen)
        yield edit.article
        edit.finish()


class RequestRefused(Refused):
    """A refused change of the extent that is wanted in a language."""


@log.unit_of_work()
def want(
    article: Article, language: str, wanted: Wanted, *, by: Actor = None, reason: str = ""
) -> LanguageProgress:
    """Set the extent that is wanted in one language: the full text, a brief, or nothing.

    Return the LanguageProgress. An approved text goes back to review, because another extent was approved.
    Raise RequestRefused if an approved text is set to nothing without a reason. The caller checks whether
    the user may change the request for this language.
    """
    edit = EditSession(article.pk, by=by)
    row = edit.progress[language]
    if row.wanted == wanted:
        return row
    if wanted == Wanted.NOTHING and row.stage == Stage.APPROVED and not reason.strip():
        raise RequestRefused(_("Give a reason."))
    row.wanted = wanted
    key = edit.article.digest_key
    row.text_digest = edit.before.text_digest(key, language, with_body=wanted != Wanted.BRIEF)
    increase_version(row)
    record_provenance(edit, edit.before, set())
    reviewed_again = _back_to_review(row)
    row.save()
    log.record(EventType.WANTED, article, by=by, language=language, reason=reason, wanted=str(wanted))
    if reviewed_again:
        log.record(EventType.REVIEW_AGAIN, article, by=by, language=language)
    return row


def _back_to_review(row):
    """Move an approved text back to review, without saving the row. Return whether it was approved."""
    was_approved = row.stage == Stage.APPROVED
    if was_approved:
        row.stage = Stage.IN_REVIEW
        restart_word_count(row)
    return was_approved


def source_of(article: Article, language: str) -> Language | None:
    """Return the language that this one is translated from, or None for the source itself."""
    return None if language == article.source_language else other(language)


FIXED_WORDS = "fixed_words"  # event detail: number of words that a quick fix changed


def count_change(progress: LanguageProgress, before: Snapshot, after: Snapshot, *, by: Actor) -> None:
    """Count the words that a user changed in a save. A save that changes only a link address counts as one.

    Changes by the system (`by` is None) are not counted.
    """
    if by is None:
        return
    language = Language(progress.language)
    old, new = (state.passages(language) for state in (before, after))
    _add_words(progress, by.pk, max(1, count_changed_words(old, new)))


def count_fix(progress: LanguageProgress, before: Edition, after: Edition, *, by: Actor) -> int:
    """Count the words that a user fixed in the live text without approval. Return their number.

    It is at least 1, or 0 for the system. If the working copy is approved, restart_word_count() counts the
    words later, from the event of the publication.
    """
    if by is None:
        return 0
    old, new = (
        [edition.headline, edition.summary, *body_blocks(edition.body)] for edition in (before, after)
    )
    words = max(1, count_changed_words(old, new))
    if progress.stage != Stage.APPROVED:
        _add_words(progress, by.pk, words)
    return words


def restart_word_count(progress: LanguageProgress) -> None:
    """Reset the counts of changed words of a text that was approved. The caller saves `progress`.

    Fixes of the live text since that approval are counted, because no one has approved them.
    """
    Contribution.objects.filter(progress=progress).delete()
    progress.counted_version = progress.version
    steps = Event.objects.filter(
        subject_type="article", subject_id=progress.article_id, language=progress.language
    )
    approvals = steps.filter(type=EventType.APPROVED).order_by("-id").values("id")[:1]
    fixes = steps.filter(id__gt=Coalesce(Subquery(approvals), 0), details__has_key=FIXED_WORDS)
    for person, details in fixes.exclude(actor=None).values_list("actor", "details"):
        _add_words(progress, person, details[FIXED_WORDS])


def _add_words(progress, person_id, words):
    mine = Contribution.objects.filter(progress=progress, person=person_id)
    if not mine.update(words=F("words") + words):
        Contribution.objects.create(progress=progress, person_id=person_id, words=words)


def increase_version(progress: LanguageProgress) -> None:
    """Increase the version without saving the row. If the word counts were valid, they stay valid."""
    is_counted = progress.counted_version == progress.version
    progress.version += 1
    if is_counted:
        progress.counted_version = progress.version

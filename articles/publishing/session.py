"""Publishing sessions: one language of an article under its lock, with its editions."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.clock import INSTANT
from articles.events import log
from articles.models import (
    Article,
    Edition,
    EditionByline,
    EditionKind,
    EditionPicture,
    EditionTopic,
    EventType,
    LanguageProgress,
    LegalHold,
    Topic,
)
from articles.publishing.refusals import (
    EditionLiesAhead,
    PublicationRefused,
    StoryToExamine,
    require_permission,
)
from articles.publishing.standing import FACTS, read_editions, set_facts
from articles.translations.freshness import stale_event_details
from articles.workflow.edit_session import EditSession
from articles.workflow.permissions import Actor

# An edition that starts this soon counts as published, not as scheduled: readers may see it before a
# cancellation is committed, and the clocks of two servers are never exactly the same.
CLOCK_TOLERANCE = timedelta(seconds=1)


type EditionFiling = EditionTopic | EditionByline | EditionPicture


class PublishingSession:
    """One language of an article under its lock, with its editions. Use inside a unit of work.

    Everything is judged and written as of `now`, when the session began. At the end of the unit of work the
    log is locked and the clock read again: `settle_editions` moves editions that start now to that time.

    live       the edition that readers see now, or None
    current    the same, or the notice that readers see instead
    ahead      the scheduled edition, or None
    latest     the edition or notice with the highest number, or None
    there      the editions and notices of the other language that had not ended when the session began
    inserted   [(edition, its predecessor or None)] for the editions that the session has inserted
    filings    unsaved rows (EditionFiling) of an inserted first edition
    editions   all editions of the story in both languages, without texts, read before the log is locked
    next_start the start of the next scheduled edition in either language, or None: decisions of the session
               are only valid until then
    confirmed_details  details for the event: the warnings that the user has confirmed
    decision_details, reason  more details for the event, such as {"before_source": True}, and its reason
    """

    def __init__(self, article: Article, language: str, *, by: Actor, after: int | None = None):
        require_permission(by, language)
        self.edit = EditSession(article.pk, by=by)
        self.edit.has_unchanged_rows = True
        self.article, self.language, self.by = self.edit.article, str(language), by
        self.progress = self.edit.progress[self.language]
        self.confirmed_details: dict[str, list[str]] = {}
        self.has_recorded_stale = False  # only one of two inserted editions records stale segments
        self.decision_details: dict[str, object] = {}
        self.reason = ""
        self.now = log.log_time(clock.read_database_clock())
        self.inserted: list[tuple[Edition, Edition | None]] = []
        self.filings: list[EditionFiling] = []
        self.editions: list[Edition] = []
        self.will_settle = False
        unended = list(Edition.objects.of_articles([article.pk]).unended(self.now).order_by("-number"))
        newest = [edition for edition in unended if edition.language == self.language]
        self.there = [edition for edition in unended if edition.language != self.language]
        self.latest = newest[0] if newest else None
        if self.latest and self.now < self.latest.live_from <= self.now + CLOCK_TOLERANCE:
            self.now = self.latest.live_from
        starts = [edition.live_from for edition in unended]
        self.next_start = min((start for start in starts if start > self.now), default=None)
        if self.latest and self.latest.live_from > self.now:
            self.ahead, self.current = self.latest, newest[1] if len(newest) > 1 else None
        else:
            self.ahead, self.current = None, self.latest
        if after is not None and after != (self.latest.number if self.latest else 0):
            raise PublicationRefused(
                _("Someone published, scheduled or withdrew it in the meantime. Check it again.")
            )

    @property
    def story(self) -> StoryToExamine:
        """Return (RelatedData, {language: LanguageProgress}) of the locked story, for Examination.examine."""
        return self.edit.rows, self.edit.progress

    @property
    def live(self) -> Edition | None:
        """Return the edition that readers see now, or None; never a notice."""
        return None if self.current is None or self.current.is_notice else self.current

    def live_there(self, at: datetime) -> Edition | None:
        """Return the edition of the other language that is live at an instant, now or later, or None."""
        live = (edition for edition in self.there if edition.is_live(at))
        return next(live, None)

    @property
    def last_text(self) -> Edition | None:
        """Return the edition that readers see now, or saw before a notice replaced it, or None."""
        if self.live:
            return self.live
        texts: models.QuerySet[Edition] = Edition.objects.of(self.article, self.language).begun(self.now)
        return texts.exclude(kind__in=EditionKind.NOTICES).order_by("-number").first()

    @property
    def is_withdrawn(self) -> bool:
        """Return whether readers see a notice of withdrawal, which may become a retraction."""
        return self.current is not None and self.current.kind == EditionKind.WITHDRAWAL

    def require_live(self) -> Edition:
        """Return the live edition, or raise PublicationRefused."""
        if self.live is None:
            raise PublicationRefused(_("It is not live in this language."))
        return self.live

    def require_ahead(self) -> None:
        if self.ahead is None:
            raise PublicationRefused(_("Nothing is scheduled in this language."))

    def require_no_hold(self) -> None:
        """Raise PublicationRefused for a story under a legal hold, which must not change without a note."""
        if LegalHold.objects.held_among([self.article.pk]):
            reason = _(
                "This story is under a legal hold: its texts are evidence. Publish the change as an update "
                "or a correction, or ask a managing editor to release the hold."
            )
            raise PublicationRefused(reason)

    def require_nothing_ahead(self) -> None:
        if self.ahead:
            raise EditionLiesAhead(self.ahead)

    def start(self, at: datetime | None = None) -> datetime:
        """Return the start of a new edition: `at` or now, but after the start of the current one.

        Raise PublicationRefused for an instant in the past.
        """
        if at is not None and at < self.now:
            raise PublicationRefused(_("That time has passed. Publish now, or choose a later time."))
        start = at or self.now
        if self.current and start <= self.current.live_from:
            start = self.current.live_from + INSTANT
        return start

    def insert(self, edition: Edition, start: datetime) -> Edition:
        """End the current edition, insert the next one, and return it. Editions are inserted nowhere else.

        Raise PublicationRefused for an edition without the label of a sponsored story.
        """
        self._settle_at_end()
        previous = self.current
        self._refuse_unlabelled(edition, previous)
        if previous:
            self.end(previous, start)
        edition.number = previous.number + 1 if previous else 1
        edition.start(start, previous)
        edition.save(force_insert=True)
        if previous:
            insert_filings(self._filings(edition))
        else:  # settle_editions inserts them, because first_published_at is known only under the log lock
            self.filings += self._filings(edition)
        self.inserted.append((edition, previous))
        self.latest = edition
        if start > self.now + CLOCK_TOLERANCE:
            self.ahead = edition
        else:
            self.current = edition
        return edition

    def _refuse_unlabelled(self, edition: Edition, previous: Edition | None) -> None:
        """Raise PublicationRefused for news if the story was, or is scheduled as, sponsored in a language."""
        others = [*self.there, previous] if previous else self.there
        sponsored = [other for other in others if other.is_sponsored]
        if not sponsored or edition.is_sponsored or edition.is_notice:
            return
        if all(other.live_from > self.now for other in sponsored):
            message = _(
                "In the other language this story is scheduled as sponsored. Mark it as sponsored, or cancel "
                "that publication first."
            )
        else:
            message = _("This story was published as sponsored. It cannot be published as news.")
        raise PublicationRefused(message)

    def end(self, edition: Edition, at: datetime | None) -> None:
        """Set the end of an edition: now, later, or None. Raise PublicationRefused if it has ended."""
        if any(instant is not None and instant < self.now for instant in (edition.live_until, at)):
            raise PublicationRefused(_("That edition has ended. Past editions cannot be changed."))
        edition.live_until = at
        edition.save(update_fields=["live_until"])

    def delete_scheduled(self) -> Edition:
        """Delete the scheduled edition, which no reader has seen, and reopen its predecessor.

        Return an unsaved copy of it.
        """
        self._settle_at_end()
        deleted: Edition = self.ahead.copy()
        self.ahead.delete()
        if self.current:
            self.end(self.current, None)
        self.ahead, self.latest = None, self.current
        return deleted

    def _filings(self, edition: Edition) -> list[EditionFiling]:
        """Return the unsaved rows that list an edition under its topics, authors and pictures.

        Lock its topics, so that they cannot be merged into others before the transaction ends.
        """
        if edition.is_notice:
            return []
        columns: dict[str, Any] = {
            "edition": edition,
            "language": edition.language,
            "first_published_at": edition.first_published_at,
            "article_id": edition.article_id,
        }
        ids = edition.printed["topics"]
        concerned = Q(pk__in=ids) | Q(merged_topics__in=ids)
        locked = Topic.objects.select_for_update(of=("self",), no_key=True).filter(concerned).order_by("pk")
        topics = standing_topics(edition, locked)
        authors = dict.fromkeys(byline["author"] for byline in edition.printed["bylines"])
        pictures = edition.printed["images"].items()
        return [
            *(EditionTopic(topic_id=topic, **columns) for topic in topics),
            *(EditionByline(author_id=author, **columns) for author in authors),
            *(EditionPicture(image_id=int(pk), name=picture["src"], **columns) for pk, picture in pictures),
        ]

    def record(
        self, event_type: EventType | None, edition: Edition, *, reason: str = "", **details: object
    ) -> None:
        """Record an event about an edition at the end of the unit of work, when its start is final.

        event_type  None for PUBLISHED, or SCHEDULED if the edition has not started by then
        """

        event_details: dict[str, Any] = details

        def record_settled(now: datetime) -> None:
            is_ahead = edition.live_from > now + CLOCK_TOLERANCE
            log.record(
                event_type or (EventType.SCHEDULED if is_ahead else EventType.PUBLISHED),
                self.article,
                by=self.by,
                language=self.language,
                edition=edition,
                reason=reason,
                kind=edition.kind,
                live_from=edition.live_from.isoformat(),
                **event_details,
            )

        log.write_last(call_each, record_settled)

    def record_edition(self, edition: Edition) -> None:
        """Record that an edition was published or scheduled, with the decisions of the session."""
        details: dict[str, object] = {**self.confirmed_details, **self.decision_details}
        if edition.number > 1 and not self.has_recorded_stale:  # otherwise perform() has done it
            details |= stale_event_details(self.edit, self.language)
            self.has_recorded_stale = True
        self.record(None, edition, reason=self.reason or edition.note, **details)

    def _settle_at_end(self) -> None:
        """Register settle_editions for the end of the unit of work."""
        if not self.will_settle:
            log.write_last(settle_editions, self, prepare=prepare_standing)
            self.will_settle = True

    def refuse_if_overtaken(self, now: datetime) -> None:
        """Raise PublicationRefused if a scheduled edition has gone live since the session began.

        A notice may follow any edition.
        """
        is_notice = self.inserted and all(edition.is_notice for edition, _previous in self.inserted)
        if self.next_start and self.next_start <= now and not is_notice:
            raise PublicationRefused(
                _("The scheduled edition went live in the meantime. Nothing was published. Check it again.")
            )


def prepare_standing(sessions: list[PublishingSession]) -> None:
    """Read the editions of the stories before the log is locked, because others wait for that lock."""
    ids = {session.article.pk for session in sessions}
    editions = read_editions(ids)
    for session in sessions:
        session.editions = [edition for edition in editions if edition.article_id == session.article.pk]


def settle_editions(sessions: list[PublishingSession], now: datetime) -> None:
    """Move the start of editions that start now to the instant when the log was locked, and seal them again.

    log.unit_of_work calls it under the log lock, after prepare_standing. Three statements, three more for a
    first edition: all other publications wait for this.
    """
    moved: list[Edition] = []
    predecessors: list[Edition] = []
    for session in sessions:
        session.refuse_if_overtaken(now)
        for edition, previous in session.inserted:
            if edition.kind == EditionKind.IMPORTED:  # it started in the other system
                continue
            digest = edition.digest
            edition.move_start(max(edition.live_from, now), previous)
            if edition.digest != digest:
                moved.append(edition)
            if previous and previous.live_until != edition.live_from:
                previous.live_until = edition.live_from
                predecessors.append(previous)
    # The start is written first: for a moment neither edition is live, but never are both.
    _write_columns(moved, ["live_from", "first_published_at", "digest"])
    _write_columns(predecessors, ["live_until"])
    # An edition may have been deleted again in the same unit of work.
    existing = {edition.pk for session in sessions for edition in session.editions}
    filings = [filing for session in sessions for filing in session.filings if filing.edition_id in existing]
    for filing in filings:
        filing.first_published_at = filing.edition.first_published_at
    insert_filings(filings)
    _write_edition_facts(sessions, {edition.pk: edition for edition in moved})


def insert_filings(filings: list[EditionFiling]) -> None:
    """Insert rows that list editions, in one statement for each model that has rows."""
    models_of_filings: tuple[type[models.Model], ...] = (EditionTopic, EditionByline, EditionPicture)
    for model in models_of_filings:
        if rows := [filing for filing in filings if isinstance(filing, model)]:
            model._default_manager.bulk_create(rows)


def _write_edition_facts(sessions: list[PublishingSession], moved: dict[int, Edition]) -> None:
    """Write the EditionFacts of the stories; `moved` is {id: edition} of editions with a new start."""
    rows = {row.pk: row for session in sessions for row in session.edit.progress.values()}
    editions = {
        edition.pk: moved.get(edition.pk, edition) for session in sessions for edition in session.editions
    }
    set_facts(rows.values(), editions.values())
    LanguageProgress.objects.bulk_update(rows.values(), FACTS)


def _write_columns(editions: list[Edition], names: list[str]) -> None:
    """Write columns of editions in one statement: building an UPDATE of one row is faster than a bulk one."""
    rows: models.QuerySet[Edition] = models.QuerySet(Edition)
    if len(editions) == 1:
        [edition] = editions
        rows.filter(pk=edition.pk).update(**{name: getattr(edition, name) for name in names})
    else:
        rows.bulk_update(editions, names)


def call_each(functions: list[Callable[[datetime], None]], now: datetime) -> None:
    """Call the functions that were passed to log.write_last, under the lock of the log."""
    for function in functions:
        function(now)


def standing_topics(edition: Edition, rows: Iterable[Topic] | None = None) -> list[int]:
    """Return the ids of the topics that list an edition: a merged topic is replaced by its successor.

    rows  Topics that include the topics of the edition, if already read; otherwise this takes one query
    """
    ids = edition.printed["topics"]
    if rows is None:
        rows = Topic.objects.filter(pk__in=ids).exclude(merged_into=None)
    successors = {topic.pk: topic.merged_into_id for topic in rows if topic.merged_into_id}
    # If both were printed, the successor keeps its own position, as merge_topics does in the working copy.
    kept = [pk for pk in ids if successors.get(pk) not in ids]
    return list(dict.fromkeys(successors.get(pk, pk) for pk in kept))

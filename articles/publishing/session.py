"""Publishing sessions: one language of an article under its lock, with its editions."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.clock import INSTANT
from articles.events import log
from articles.models import (
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
from articles.publishing.refusals import EditionLiesAhead, PublicationRefused, require_permission
from articles.publishing.standing import FACTS, read_editions, set_facts
from articles.translations.freshness import stale_event_details
from articles.workflow.edit_session import EditSession

# An edition that starts so soon counts as published, not as scheduled: readers may see it before a
# cancellation is committed, and the clocks of two servers are never quite the same.
CLOCK_TOLERANCE = timedelta(seconds=1)


class PublishingSession:
    """One language of an article under its lock, with its editions. Use inside a unit of work.

    Everything is judged and written as of `now`, when the session began. At the end of the unit of work the
    log is locked and the clock read again: `settle_editions` moves what starts now to that instant.

    live       the edition that readers see now, or None
    current    the same, or the notice that readers see instead
    ahead      the scheduled edition, or None
    latest     the edition or notice with the highest number, or None
    there      the editions and notices of the other language that had not ended when the session began
    opened     [(edition that was put, its predecessor or None)]
    filings    unsaved rows that will list a first edition
    editions   of both languages, without texts, read before the log is locked
    next_start the start of the next scheduled edition in either language, or None: what was judged before
               it is not true after it
    confirmed_details  of the warnings that the person looked at and confirmed, as the log stores them
    decision_details, reason  of a decision, for the log: {"before_source": True} or {}
    """

    def __init__(self, article, language, *, by, after=None):
        require_permission(by, language)
        self.edit = EditSession(article.pk, by=by)
        self.edit.has_unchanged_rows = True
        self.article, self.language, self.by = self.edit.article, str(language), by
        self.progress = self.edit.progress[self.language]
        self.confirmed_details = {}
        self.has_recorded_stale = False  # of two editions, the event of the first records stale segments
        self.decision_details, self.reason = {}, ""
        self.now = log.log_time(clock.read_database_clock())
        self.opened, self.filings, self.editions, self.is_registered = [], [], [], False
        unended = list(Edition.objects.of_articles([article.pk]).unended(self.now).order_by("-number"))
        newest = [edition for edition in unended if edition.language == self.language]
        self.there = [edition for edition in unended if edition.language != self.language]
        self.latest = newest[0] if newest else None
        if self.latest and self.now < self.latest.live_from <= self.now + CLOCK_TOLERANCE:
            self.now = self.latest.live_from
        self.next_start = min((one.live_from for one in unended if one.live_from > self.now), default=None)
        self.ahead = self.latest if self.latest and self.latest.live_from > self.now else None
        self.current = (newest[1] if len(newest) > 1 else None) if self.ahead else self.latest
        if after is not None and after != (self.latest.number if self.latest else 0):
            raise PublicationRefused(
                _("Someone published, scheduled or withdrew it in the meantime. Check it again.")
            )

    @property
    def story(self):
        """Return (RelatedData, {language: LanguageProgress}) of the locked story, for Examination.examine."""
        return self.edit.rows, self.edit.progress

    @property
    def live(self):
        """Return the edition that readers see now, or None: never a notice."""
        return None if self.current is None or self.current.is_notice else self.current

    def live_there(self, at):
        """Return the edition of the other language that readers see at an instant, now or later, or None."""
        found = (one for one in self.there if one.is_in_force(at) and not one.is_notice)
        return next(found, None)

    @property
    def last_text(self):
        """Return the edition that readers see now, or saw before the notice in its place."""
        if self.live:
            return self.live
        texts = Edition.objects.of(self.article, self.language).begun(self.now)
        return texts.exclude(kind__in=EditionKind.NOTICES).order_by("-number").first()

    @property
    def is_withdrawn(self):
        """Return whether readers find a notice of withdrawal, which may become a retraction."""
        return self.current is not None and self.current.kind == EditionKind.WITHDRAWAL

    def require_live(self):
        if self.live is None:
            raise PublicationRefused(_("It is not live in this language."))

    def require_ahead(self):
        if self.ahead is None:
            raise PublicationRefused(_("Nothing is scheduled in this language."))

    def require_no_hold(self):
        """Refuse a change without a note of a story under a legal hold."""
        if LegalHold.objects.held_among([self.article.pk]):
            reason = _(
                "This story is under a legal hold: its texts are evidence. Publish the change as an update "
                "or a correction, or ask a managing editor to release the hold."
            )
            raise PublicationRefused(reason)

    def require_nothing_ahead(self):
        if self.ahead:
            raise EditionLiesAhead(self.ahead)

    def start(self, at=None):
        """Return the start of a new edition: the given instant or now, later than that of the current one."""
        if at is not None and at < self.now:
            raise PublicationRefused(_("That time has passed. Publish now, or choose a later time."))
        start = at or self.now
        if self.current and start <= self.current.live_from:
            start = self.current.live_from + INSTANT
        return start

    def put(self, edition, start):
        """End the current edition, then insert the next one: the only place where editions are inserted."""
        self._register()
        previous = self.current
        self._refuse_unlabelled(edition, previous)
        if previous:
            self.end(previous, start)
        edition.number = previous.number + 1 if previous else 1
        edition.start(start, previous)
        edition.save(force_insert=True)
        if previous:
            insert_filings(self._filings(edition))
        else:  # when it was first published, which orders the lists, is known only under the lock
            self.filings += self._filings(edition)
        self.opened.append((edition, previous))
        self.latest = edition
        if start > self.now + CLOCK_TOLERANCE:
            self.ahead = edition
        else:
            self.current = edition
        return edition

    def _refuse_unlabelled(self, edition, previous):
        """Refuse to present as news what readers have had as a sponsored story, in either language."""
        labelled = [one for one in (*self.there, *filter(None, [previous])) if one.is_sponsored]
        if not labelled or edition.is_sponsored or edition.is_notice:
            return
        if all(one.live_from > self.now for one in labelled):
            message = _(
                "In the other language this story is scheduled as sponsored. Mark it as sponsored, or cancel "
                "that publication first."
            )
        else:
            message = _("Readers have had this story as sponsored. It cannot be published as news.")
        raise PublicationRefused(message)

    def end(self, edition, at):
        """Set the end of an edition that has not ended, to now or later, or to None."""
        if any(instant is not None and instant < self.now for instant in (edition.live_until, at)):
            raise PublicationRefused(_("That edition has ended. Past editions cannot be changed."))
        edition.live_until = at
        edition.save(update_fields=["live_until"])

    def take_back(self):
        """Delete the edition that lies ahead, which nobody has read, and reopen its predecessor."""
        self._register()
        taken = self.ahead.copy()
        self.ahead.delete()
        if self.current:
            self.end(self.current, None)
        self.ahead, self.latest = None, self.current
        return taken

    def _filings(self, edition):
        """Return unsaved rows that list an edition; until the end nobody merges its topics into others."""
        if edition.is_notice:
            return []
        columns = {
            "edition": edition,
            "language": edition.language,
            "first_published_at": edition.first_published_at,
            "article_id": edition.article_id,
        }
        locked = Q(pk__in=edition.printed["topics"]) | Q(merged_topics__in=edition.printed["topics"])
        rows = Topic.objects.select_for_update(of=("self",), no_key=True).filter(locked).order_by("pk")
        topics = standing_topics(edition, rows)
        authors = dict.fromkeys(byline["author"] for byline in edition.printed["bylines"])
        pictures = edition.printed["images"].items()
        return [
            *(EditionTopic(topic_id=topic, **columns) for topic in topics),
            *(EditionByline(author_id=author, **columns) for author in authors),
            *(EditionPicture(image_id=int(pk), name=picture["src"], **columns) for pk, picture in pictures),
        ]

    def record(self, event_type, edition, *, reason="", **details):
        """Record an event about an edition at the end of the unit of work, when its instants are settled.

        event_type  None for PUBLISHED or SCHEDULED, as the edition has started by then or not
        """

        def record_settled(now):
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
                **details,
            )

        log.write_last(call_each, record_settled)

    def record_edition(self, edition):
        details = self.confirmed_details | self.decision_details
        if edition.number > 1 and not self.has_recorded_stale:  # for the first text its approval did so
            details |= stale_event_details(self.edit, self.language)
            self.has_recorded_stale = True
        self.record(None, edition, reason=self.reason or edition.note, **details)

    def _register(self):
        if not self.is_registered:
            log.write_last(settle_editions, self, prepare=prepare_standing)
            self.is_registered = True

    def refuse_if_overtaken(self, now):
        """Refuse what was judged before a scheduled edition went live; a notice may follow whatever is."""
        is_notice = self.opened and all(edition.is_notice for edition, _previous in self.opened)
        if self.next_start and self.next_start <= now and not is_notice:
            raise PublicationRefused(
                _("The scheduled edition went live in the meantime. Nothing was published. Check it again.")
            )


def prepare_standing(sessions: list[PublishingSession]) -> None:
    """Read the editions of the stories, before everybody waits for what is done with them."""
    ids = {session.article.pk for session in sessions}
    editions = read_editions(ids)
    for session in sessions:
        session.editions = [edition for edition in editions if edition.article_id == session.article.pk]


def settle_editions(sessions: list[PublishingSession], now: datetime) -> None:
    """Let the editions that start now start at the instant at which the log was locked, and seal them anew.

    Three statements, three more for a first edition: everybody who publishes waits for this.
    """
    editions, predecessors = [], []
    for session in sessions:
        session.refuse_if_overtaken(now)
        for edition, previous in session.opened:
            ends = previous and previous.live_until
            if edition.kind == EditionKind.IMPORTED:  # it came out where it was imported from
                continue
            before = edition.digest
            edition.move_start(max(edition.live_from, now), previous)
            if edition.digest != before:
                editions.append(edition)
            if previous and ends != edition.live_from:
                previous.live_until = edition.live_from
                predecessors.append(previous)
    # The start first: for an instant neither is live, but never are both.
    _write_columns(editions, ["live_from", "first_published_at", "digest"])
    _write_columns(predecessors, ["live_until"])
    there = {edition.pk for session in sessions for edition in session.editions}
    # An edition may have been taken back in the same unit of work.
    filings = [one for session in sessions for one in session.filings if one.edition_id in there]
    for filing in filings:
        filing.first_published_at = filing.edition.first_published_at
    insert_filings(filings)
    _write_standing(sessions, {edition.pk: edition for edition in editions})


def insert_filings(filings: list[models.Model]) -> None:
    """Insert rows that list editions, in a statement for each kind of which there are any."""
    for model in (EditionTopic, EditionByline, EditionPicture):
        if rows := [filing for filing in filings if isinstance(filing, model)]:
            model.objects.bulk_create(rows)


def _write_standing(sessions, moved):
    """Write what the desk's lists know of the editions, some of which were moved."""
    rows = {row.pk: row for session in sessions for row in session.edit.progress.values()}
    editions = {
        edition.pk: moved.get(edition.pk, edition) for session in sessions for edition in session.editions
    }
    set_facts(rows.values(), editions.values())
    LanguageProgress.objects.bulk_update(rows.values(), FACTS)


def _write_columns(editions, names):
    """Write columns of editions in one statement; for a single one Python composes it in less time."""
    rows = models.QuerySet(Edition)
    if len(editions) == 1:
        [edition] = editions
        rows.filter(pk=edition.pk).update(**{name: getattr(edition, name) for name in names})
    else:
        rows.bulk_update(editions, names)


def call_each(functions: list[Callable[[datetime], None]], now: datetime) -> None:
    for function in functions:
        function(now)


def standing_topics(edition: Edition, rows: Iterable[Topic] | None = None) -> list[int]:
    """Return the ids of the topics that list an edition: a merged topic is replaced by its successor.

    rows  Topics among which are those that it prints, if they have been read; otherwise this takes one query
    """
    ids = edition.printed["topics"]
    rows = Topic.objects.filter(pk__in=ids).exclude(merged_into=None) if rows is None else rows
    successors = {topic.pk: topic.merged_into_id for topic in rows if topic.merged_into_id}
    # Where both were printed, the successor keeps its own place, as merge_topics leaves the working copy.
    kept = [pk for pk in ids if successors.get(pk) not in ids]
    return list(dict.fromkeys(successors.get(pk, pk) for pk in kept))

"""Verification of editions and other sealed rows against the event log and the digests of days.

An event consumer stores the digest of each day after it has ended. Nothing else is written here.
"""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from articles import clock
from articles.events.consumers import event_consumer
from articles.models import DayDigest, Edition, Event, EventType, Redaction
from articles.models.event import COVERED, EventQuerySet, digest_of_day, digests_of_days
from articles.models.logged import SealedAtBeginModel, SealedModel
from articles.text.seals import fits_redactions

AT_ONCE = 500  # rows in memory at a time
# Events whose edition readers have seen. SCHEDULED is not among them: the edition may have been cancelled.
STARTED = (
    *(EventType.PUBLISHED, EventType.BROUGHT_FORWARD, EventType.IMPORTED),
    *(EventType.WITHDRAWN, EventType.RETRACTED),
)


def broken_seals(editions: QuerySet[Edition] | None = None) -> Iterator[Edition]:
    """Yield the editions that were altered: their digest no longer fits their content and predecessor.

    Also yield editions whose redacted parts differ from the text that the redaction left.
    """
    logged = Event.objects.filter(type=EventType.REDACTED).values("edition_digest")
    previous, redactions = None, Redaction.objects.filter(digest__in=logged).in_bulk()
    rows = editions if editions is not None else Edition.objects.all()
    for edition in rows.order_by("article", "language", "number").iterator(chunk_size=500):
        is_next = previous and (
            (previous.article_id, previous.language) == (edition.article_id, edition.language)
        )
        is_whole = edition.digest == edition.sealed(previous if is_next else None)
        if not is_whole or not fits_redactions(edition, redactions):
            yield edition
        previous = edition


def redacted_editions() -> QuerySet[Edition]:
    """Return the editions that lost words or pictures for legal reasons."""
    return Edition.objects.filter(seal__has_key="removed").order_by("article", "language", "number")


def unlogged_editions() -> QuerySet[Edition]:
    """Return the editions that have begun, but whose digest is in no event."""
    events = Event.objects.filter(
        subject_type="article",
        subject_id=OuterRef("article_id"),
        language=OuterRef("language"),
        edition_number=OuterRef("number"),
        edition_digest=OuterRef("digest"),
    )
    unlogged: QuerySet[Edition] = Edition.objects.begun().exclude(Exists(events))
    return unlogged.order_by("article", "language", "number").defer("body", "printed")


def events_without_edition() -> QuerySet[Event]:
    """Return the events about an edition that went live and no longer exists."""
    editions = Edition.objects.filter(
        article=OuterRef("subject_id"), language=OuterRef("language"), number=OuterRef("edition_number")
    )
    started: QuerySet[Event] = Event.objects.sealing().filter(type__in=STARTED, subject_type="article")
    return started.exclude(Exists(editions)).order_by("id")


def broken_rows(model: type[SealedModel]) -> Iterator[SealedModel]:
    """Yield the rows of a sealed model that were altered, or that lost words without a logged redaction."""
    logged = Event.objects.filter(type=EventType.REDACTED).values("edition_digest")
    removed = Redaction.objects.filter(digest__in=logged).values_list("removed", flat=True)
    redacted = {story for data in removed for story in data.get("objects", {}).get("article", ())}
    for row in model.objects.order_by("pk").iterator(chunk_size=AT_ONCE):
        if not row.is_sound or (row.redacted_at and row.article_id not in redacted):
            yield row


def unlogged_rows(model: type[SealedModel]) -> QuerySet[SealedModel]:
    """Return the rows of a sealed model whose digest is not in the event of their publication.

    Rows that were made before their model had a seal have no digest, neither stored nor in the log. They are
    left out.
    """
    of_row = _publications(model).filter(subject_id=OuterRef("pk"))
    is_unsealed = Q(digest="") & ~Exists(of_row.sealing())
    unlogged = model.objects.exclude(Exists(of_row.filter(edition_digest=OuterRef("digest"))))
    return unlogged.exclude(is_unsealed).order_by("pk")


def events_without_row(model: type[SealedModel | SealedAtBeginModel]) -> QuerySet[Event]:
    """Return the events that published a row of a sealed model, where the row no longer exists.

    A cancelled plan is left out, because the log also has its deletion.
    """
    rows = model.objects.filter(pk=OuterRef("subject_id"))
    deletions = _events_of(model, EventType.REMOVED).filter(subject_id=OuterRef("subject_id"))
    deletions = deletions.sealing().filter(id__gt=OuterRef("id"))
    orphaned: QuerySet[Event] = _publications(model).sealing().exclude(Exists(rows))
    return orphaned.exclude(Exists(deletions)).order_by("id")


def altered_since_begin(model: type[SealedAtBeginModel]) -> Iterator[SealedAtBeginModel]:
    """Yield the rows that were altered after readers saw them: their last event has another digest.

    A row that lost words for legal reasons is left out: it has no key any more, and the redaction is logged.
    """
    own = {"subject_id": OuterRef("pk")}
    events = Event.objects.filter(subject_type=model._meta.model_name, **own).order_by("-id")
    logged = events.filter(type__in=[EventType.ADDED, EventType.CHANGED]).values("edition_digest")[:1]
    redactions = _events_of(model, EventType.REDACTED).sealing().filter(**own)
    rows = model.seen(clock.now()).annotate(logged=Subquery(logged), is_redacted=Exists(redactions))
    for row in rows.order_by("pk").iterator(chunk_size=AT_ONCE):
        if row.logged != row.event_digest and (row.digest_key or not row.is_redacted):
            yield row


def _publications(model: type[SealedModel | SealedAtBeginModel]) -> EventQuerySet[Event]:
    return _events_of(model, EventType.ADDED)


def _events_of(model: type[SealedModel | SealedAtBeginModel], event_type: EventType) -> EventQuerySet[Event]:
    events: EventQuerySet[Event] = Event.objects.filter(subject_type=model._meta.model_name, type=event_type)
    return events


def verified_days() -> Iterator[tuple[DayDigest, bool]]:
    """Yield (DayDigest, whether it fits the log and the previous day) for each stored day, oldest first.

    One query per day.
    """
    previous = None
    for day in DayDigest.objects.order_by("day").iterator(chunk_size=AT_ONCE):
        events = day.covered_events(previous)
        is_last = bool(events) and events[-1][0] == day.last_event_id
        digest = digest_of_day(day.day, events, previous.digest if previous else "")
        yield day, is_last and digest == day.digest
        previous = day


def unstored_days() -> Iterator[DayDigest]:
    """Yield the days after the last stored one, oldest first, including the current day.

    They are computed, not saved.
    """
    last = DayDigest.objects.newest_first().first()
    events = Event.objects.after(last.last_event_id if last else 0).sealing().values_list(*COVERED)
    return digests_of_days(events.iterator(chunk_size=AT_ONCE), last, clock.now())


@event_consumer("day_digests", wanted=lambda events: events.sealing())
def day_digests(events: list[Event]) -> int:
    """Store the days that have ended because a later day has an event; return their number.

    Nothing can be added to such a day, because ids become visible in order. Only the given events and the
    rest of their first day are read from the log. The consumer's lock admits one process at a time.
    """
    last = DayDigest.objects.newest_first().first()
    unstored = Event.objects.after(last.last_event_id if last else 0).sealing()
    rows = unstored.filter(id__lte=events[-1].id).values_list(*COVERED)
    ended = list(digests_of_days(rows.iterator(), last, clock.now()))[:-1]
    for day in ended:
        day.save()
    return len(ended)

"""Comparison of editions, other sealed rows, the log and the digests of days, each with the others.

A consumer stores the digest of each day when it has ended. Nothing else is written here.
"""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from articles import clock
from articles.events.consumers import event_consumer
from articles.models import DayDigest, Edition, Event, EventType, Redaction
from articles.models.event import COVERED, digest_of_day, digests_of_days
from articles.models.logged import SealedAtBeginModel, SealedModel
from articles.text.seals import fits_redactions

AT_ONCE = 500  # rows in memory
# Events whose edition readers have had. One that was scheduled may have been canceled since.
STARTED = (
    *(EventType.PUBLISHED, EventType.BROUGHT_FORWARD, EventType.IMPORTED),
    *(EventType.WITHDRAWN, EventType.RETRACTED),
)


def broken_seals(editions: QuerySet | None = None) -> Iterator[Edition]:
    """Yield the editions that were altered: their digest no longer fits content and predecessor.

    Or the parts from which words were removed for legal reasons say something else than the redaction left.
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
    """Return the editions from which words or pictures were removed for legal reasons."""
    return Edition.objects.filter(seal__has_key="removed").order_by("article", "language", "number")


def unlogged_editions() -> QuerySet[Edition]:
    """Return the editions that have begun and whose digest is in no event."""
    events = Event.objects.filter(
        subject_type="article",
        subject_id=OuterRef("article_id"),
        language=OuterRef("language"),
        edition_number=OuterRef("number"),
        edition_digest=OuterRef("digest"),
    )
    found = Edition.objects.begun().exclude(Exists(events))
    return found.order_by("article", "language", "number").defer("body", "printed")


def events_without_edition() -> QuerySet[Event]:
    """Return the events about an edition that went live and is not there any more."""
    editions = Edition.objects.filter(
        article=OuterRef("subject_id"), language=OuterRef("language"), number=OuterRef("edition_number")
    )
    started = Event.objects.sealing().filter(type__in=STARTED, subject_type="article")
    return started.exclude(Exists(editions)).order_by("id")


def broken_rows(model: type[SealedModel]) -> Iterator[SealedModel]:
    """Yield the rows of a sealed model that were altered, or lost words by no redaction of the log."""
    logged = Event.objects.filter(type=EventType.REDACTED).values("edition_digest")
    removed = Redaction.objects.filter(digest__in=logged).values_list("removed", flat=True)
    redacted = {story for one in removed for story in one.get("objects", {}).get("article", ())}
    for row in model.objects.order_by("pk").iterator(chunk_size=AT_ONCE):
        if not row.is_sound or (row.redacted_at and row.article_id not in redacted):
            yield row


def unlogged_rows(model: type[SealedModel]) -> QuerySet:
    """Return the rows of a sealed model whose digest is not in the event of their publication.

    A row without a seal, made before its model had one, has no digest in the log either.
    """
    of_row = _publications(model).filter(subject_id=OuterRef("pk"))
    is_unsealed = Q(digest="") & ~Exists(of_row.sealing())
    found = model.objects.exclude(Exists(of_row.filter(edition_digest=OuterRef("digest"))))
    return found.exclude(is_unsealed).order_by("pk")


def events_without_row(model: type[SealedModel | SealedAtBeginModel]) -> QuerySet[Event]:
    """Return the events of a model with seals that published a row that is not there any more.

    Of a plan that was canceled, the log has the deletion as well.
    """
    rows = model.objects.filter(pk=OuterRef("subject_id"))
    deletions = _events_of(model, EventType.REMOVED).filter(subject_id=OuterRef("subject_id"))
    deletions = deletions.sealing().filter(id__gt=OuterRef("id"))
    found = _publications(model).sealing().exclude(Exists(rows))
    return found.exclude(Exists(deletions)).order_by("id")


def altered_since_begin(model: type[SealedAtBeginModel]) -> Iterator[SealedAtBeginModel]:
    """Yield the rows that readers have seen otherwise: their last event has another digest.

    One that lost words for legal reasons has no key any more, and an event of that.
    """
    own = {"subject_id": OuterRef("pk")}
    logged = Event.objects.filter(subject_type=model._meta.model_name, **own).order_by("-id")
    logged = logged.filter(type__in=[EventType.ADDED, EventType.CHANGED]).values("edition_digest")[:1]
    redactions = _events_of(model, EventType.REDACTED).sealing().filter(**own)
    rows = model.seen(clock.now()).annotate(logged=Subquery(logged), is_redacted=Exists(redactions))
    for row in rows.order_by("pk").iterator(chunk_size=AT_ONCE):
        if row.logged != row.event_digest and (row.digest_key or not row.is_redacted):
            yield row


def _publications(model):
    return _events_of(model, EventType.ADDED)


def _events_of(model, event_type):
    return Event.objects.filter(subject_type=model._meta.model_name, type=event_type)


def verified_days() -> Iterator[tuple[DayDigest, bool]]:
    """Yield each stored day, oldest first, and whether it fits the log and the day before; a query each."""
    previous = None
    for day in DayDigest.objects.order_by("day").iterator(chunk_size=AT_ONCE):
        events = day.covered_events(previous)
        is_last = bool(events) and events[-1][0] == day.last_event_id
        digest = digest_of_day(day.day, events, previous.digest if previous else "")
        yield day, is_last and digest == day.digest
        previous = day


def unstored_days() -> Iterator[DayDigest]:
    """Yield the days after the last stored one, oldest first: computed, however many, the present one too."""
    last = DayDigest.objects.newest_first().first()
    events = Event.objects.after(last.last_event_id if last else 0).sealing().values_list(*COVERED)
    return digests_of_days(events.iterator(chunk_size=AT_ONCE), last, clock.now())


@event_consumer("day_digests", wanted=lambda events: events.sealing())
def day_digests(events: list[Event]) -> int:
    """Store the days that an event of a later day has ended; return their number.

    Nothing can be added to such a day, because ids become visible in order. Of the log it reads the given
    events and the rest of their first day. The consumer's lock lets one process do so at a time.
    """
    last = DayDigest.objects.newest_first().first()
    unstored = Event.objects.after(last.last_event_id if last else 0).sealing()
    rows = unstored.filter(id__lte=events[-1].id).values_list(*COVERED)
    ended = list(digests_of_days(rows.iterator(), last, clock.now()))[:-1]
    for day in ended:
        day.save()
    return len(ended)

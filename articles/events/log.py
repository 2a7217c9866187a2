"""The only code that writes events, and the only signals of the project.

Consumers (the page cache, the search index, notifications) store the id of the last
event that they have read and catch up from there. They miss nothing because ids
become visible in order: events are written under one lock. A unit of work collects the events
of a transaction and writes them last, after every row lock, so that two writers
never wait for each other and the lock is held only for a few statements.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from asgiref.local import Local
from django.db import connection, models, transaction
from django.db.models.signals import post_delete, post_save
from simple_history.models import HistoricalRecords

from articles import clock
from articles.annotations import User
from articles.models import Edition, Event, EventType
from articles.models.logged import LOGGED, LoggedModel

ADVISORY_LOCK = 0x6E657773  # "news"; an arbitrary number that only we use
LOCK_AND_READ_CLOCK = (
    "WITH locked AS MATERIALIZED (SELECT pg_advisory_xact_lock(%s)) "
    "SELECT clock_timestamp(), (SELECT at FROM articles_event ORDER BY id DESC LIMIT 1) FROM locked"
)
# If the clock was set back, new events get the time of the last event, unless this time is ahead by more than
# GREATEST_LEAD: then the last event was written with a wrong clock.
GREATEST_LEAD = timedelta(minutes=5)
_open = Local()


class UnitOfWork:
    """A transaction, with the events and other data that it writes last.

    events   unsaved Events, in order
    writers  {function to call at the end: [items to pass to it]}, see write_last
    preparations  {function of `writers`: function that reads its data before the lock}
    last_instants  on SQLite, [instant of the last event or None] once it was read, else []. It remains valid,
                   because SQLite allows no other writer during the transaction
    """

    def __init__(self):
        self.events, self.writers, self.preparations, self.last_instants = [], {}, {}, []

    def write(self):
        """Call the preparations, lock the log and read the clock, call the writers, and insert the events."""
        if not (self.events or self.writers):
            return
        for write, prepare in self.preparations.items():
            prepare(self.writers.get(write, []))
        now = lock_log()
        for write, items in self.writers.items():
            write(items, now)
        for event in self.events:
            event.at = now
        models.QuerySet(Event).bulk_create(self.events)

    def marks(self):
        return len(self.events), {write: len(items) for write, items in self.writers.items()}

    def return_to(self, marks):
        """Drop everything collected after `marks`, because the savepoint was rolled back."""
        count, counts = marks
        del self.events[count:]
        self.writers = {write: self.writers[write][:number] for write, number in counts.items()}


@contextmanager
def unit_of_work() -> Iterator[UnitOfWork]:
    """Open a transaction that writes its events last. Within another unit of work, open a savepoint.

    Events get their ids, and editions their instants, only when the outermost unit ends.
    """
    outer = _open_unit()
    if outer is not None:
        marks = outer.marks()
        try:
            with transaction.atomic():
                yield outer
        except BaseException:
            outer.return_to(marks)
            raise
        return
    with transaction.atomic():
        _open.unit = unit = UnitOfWork()
        try:
            yield unit
            unit.write()
        finally:
            del _open.unit


def _open_unit():
    return getattr(_open, "unit", None)


def record(
    event_type: EventType,
    subject: models.Model,
    *,
    by: User | None,
    language: str = "",
    edition: Edition | None = None,
    edition_digest: str = "",
    reason: str = "",
    **details,
) -> Event:
    """Append one event to the end of the unit of work, and return it.

    subject  the object of the event, saved or just deleted
    by       the user who did it, or None for the system
    edition  the edition whose number and digest are stored
    edition_digest  the digest of another published text
    details  JSON data that remains readable when the objects are gone
    """
    event = Event(
        type=event_type,
        subject_type=str(subject._meta.model_name),
        subject_id=subject.pk,
        actor=by,
        language=language,
        edition_number=edition.number if edition else None,
        edition_digest=edition.digest if edition else edition_digest,
        reason=reason,
        details=details,
    )
    if unit := _open_unit():
        unit.events.append(event)
    else:
        with unit_of_work() as unit:
            unit.events.append(event)
    return event


def amend(subject: LoggedModel, **details) -> None:
    """Update details and digest of the events that this unit of work has recorded about an object.

    Call it inside a unit of work.
    """
    name = subject._meta.model_name
    for event in _open_unit().events:
        if (event.subject_type, event.subject_id) == (name, subject.pk):
            event.details |= details
            event.edition_digest = subject.event_digest


def write_last(
    write: Callable[[list, datetime], None], item, *, prepare: Callable[[list], None] | None = None
) -> None:
    """Call `write(items, now)` once, at the end of the unit of work, with all items passed for it.

    `write` runs while the log is locked, so it must only write: `prepare(items)` reads the data before that.
    Events that `write` records join the unit of work. Raise RuntimeError outside a unit of work.
    """
    unit = _open_unit()
    if unit is None:
        raise RuntimeError("This can be called only within a unit of work.")
    unit.writers.setdefault(write, []).append(item)
    if prepare:
        unit.preparations[write] = prepare


def lock_log() -> datetime:
    """Lock the log until this transaction ends, and return the current instant, adjusted as by log_time().

    On SQLite, BEGIN IMMEDIATE has already locked it.
    """
    if connection.vendor != "postgresql":
        return log_time(clock.read_database_clock())
    now, last = clock.read_database_clock_with(LOCK_AND_READ_CLOCK, [ADVISORY_LOCK])
    return _not_before(last, now)


def log_time(at: datetime) -> datetime:
    """Return an instant, or the last event's time if that is later, so that events stay ordered by time.

    If that time is later by more than GREATEST_LEAD, a wrong clock wrote the event, and `at` is returned.
    """
    return _not_before(_last_instant(), at)


def _last_instant():
    unit = _open_unit()
    known = unit.last_instants if unit and connection.vendor == "sqlite" else []
    if not known:
        known.append(Event.objects.order_by("-id").values_list("at", flat=True).first())
    return known[0]


def _not_before(last, at):
    return last if last and timedelta(0) < last - at <= GREATEST_LEAD else at


def listen(model: type[LoggedModel]) -> None:
    """Record each change of a LoggedModel as an event. The model's app calls this when it is ready."""
    LOGGED[str(model._meta.model_name)] = model
    post_save.connect(_saved, sender=model, dispatch_uid=f"log {model.__name__} saved")
    post_delete.connect(_removed, sender=model, dispatch_uid=f"log {model.__name__} removed")


def _saved(sender, instance, created, raw, **kwargs):
    if not raw:  # loaddata also restores the events
        _record(EventType.ADDED if created else EventType.CHANGED, instance)


def _removed(sender, instance, **kwargs):
    # The row is gone, but Django clears the object's id only after this signal.
    _record(EventType.REMOVED, instance)


def _record(event_type, instance):
    by = instance.changed_by
    if by is None:  # the authenticated user of the current request, if any
        user = getattr(getattr(HistoricalRecords.context, "request", None), "user", None)
        by = user if user is not None and user.is_authenticated else None
    language = getattr(instance, "language", "")
    options = {"language": language, "reason": instance.change_reason}
    options["edition_digest"] = instance.event_digest
    record(event_type, instance, by=by, **options, **instance.log_details())

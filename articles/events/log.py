"""The only writer of events, and the only signals of the project.

Consumers (the page cache, the search index, notifications) keep the id of the last
event that they have read and catch up by themselves. They skip nothing because ids
become visible in order: events are written under one lock, which is why `record` comes
last in its transaction, after every row lock, or two writers could wait for each other.
"""

from django.db import connection, transaction
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from simple_history.models import HistoricalRecords

from articles.models import Event, EventType
from articles.models.logged import LOGGED

ADVISORY_LOCK = 0x6E657773  # "news"; any number that is ours


@transaction.atomic
def record(
    event_type, subject, *, by, language: str = "", edition=None, reason: str = "", **details
) -> Event:
    """Append one event and return it.

    subject  the object of the event, saved or just deleted
    by       the person who did it, or None for the system
    edition  the edition whose number and digest are stored
    details  JSON data, readable long after the objects are gone
    """
    lock_log()
    return Event.objects.create(
        type=event_type,
        subject_type=subject._meta.model_name,
        subject_id=subject.pk,
        actor=by,
        language=language,
        edition_number=edition.number if edition else None,
        edition_digest=edition.digest if edition else "",
        reason=reason,
        details=details,
    )


def lock_log() -> None:
    """Lock the log until this transaction ends. On SQLite BEGIN IMMEDIATE has done so already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])


def listen(model) -> None:
    """Record each change of a LoggedModel as an event. Its package calls this when its app is ready."""
    LOGGED[model._meta.model_name] = model
    pre_save.connect(_will_change, sender=model, dispatch_uid=f"log {model.__name__} will be saved")
    pre_delete.connect(_will_change, sender=model, dispatch_uid=f"log {model.__name__} will be removed")
    post_save.connect(_saved, sender=model, dispatch_uid=f"log {model.__name__} saved")
    post_delete.connect(_removed, sender=model, dispatch_uid=f"log {model.__name__} removed")


def _will_change(sender, **kwargs):
    # A transaction may save several logged objects, so here the log is locked before the rows: in the other
    # order two people who save the same two objects would wait for each other.
    lock_log()


def _saved(sender, instance, created, raw, **kwargs):
    if not raw:  # loaddata brings the log of the newsroom that it restores
        _record(EventType.ADDED if created else EventType.CHANGED, instance)


def _removed(sender, instance, **kwargs):
    # The row is gone, but Django clears the id of the object only after this signal.
    _record(EventType.REMOVED, instance)


def _record(event_type, instance):
    by = instance.changed_by
    if by is None:  # the person who is logged in on the current request, if there is one
        user = getattr(getattr(HistoricalRecords.context, "request", None), "user", None)
        by = user if user is not None and user.is_authenticated else None
    language = getattr(instance, "language", "")
    record(event_type, instance, by=by, language=language, **instance.log_details())

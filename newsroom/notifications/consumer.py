"""Event consumer that creates notifications, and the rules for recipients and reasons.

Each rule takes an Event of a story and yields pairs of a NotificationReason and user ids. The first pair that
contains a user counts. The actor and users without an active account are never notified.
"""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone

from articles.events.consumers import event_consumer
from articles.models import Byline, EditionKind, Event, EventType, LanguageProgress, Note, Role, Stage, other
from articles.models.language import Language
from articles.workflow.permissions import Verb, people_who_may, people_with
from newsroom.notifications.models import Notification, NotificationReason

NAME = "notifications"
FRESH = timedelta(days=7)  # older events are not news: reading an old log for the first time notifies no one


@event_consumer(NAME, wanted=lambda events: events.filter(at__gte=timezone.now() - FRESH), for_pages=True)
def notifications(events):
    """Create notifications for the events. Return how many were due.

    A user gets one for each event, but only one for all stories that a bulk change assigns to them.
    """
    undone = _undone_among(events)
    created = [
        Notification(user_id=pk, event=event, why=reason)
        for event in events
        if event.id not in undone
        for pk, reason in recipients(event).items()
    ]
    created = _one_for_each_change(created)
    Notification.objects.bulk_create(created, ignore_conflicts=True)
    for event in events:
        if event.type == EventType.UNDONE:
            _take_back(event)
        elif event.id not in undone:
            _settle(event)
    return len(created)


catch_up = notifications.catch_up


def _one_for_each_change(created):
    """Return the notifications, but for a bulk change only the latest notification of each user.

    A stored notification of the change that was neither read nor mailed is moved to the latest event instead,
    so that e-mail waits for all events.
    """
    kept = []
    latest = {
        (notification.user_id, notification.event.details["bulk"]): notification
        for notification in created
        if notification.is_of_many
    }
    for notification in created:
        if (
            not notification.is_of_many
            or latest[notification.user_id, notification.event.details["bulk"]] is notification
            and not _move_on(notification)
        ):
            kept.append(notification)
    return kept


def _move_on(notification):
    """Move a waiting notification of the same bulk change to the event of `notification`.

    Return whether `notification` is unnecessary because a stored notification covers its event.
    """
    event = notification.event
    rows = Notification.objects.filter(user=notification.user_id, why=notification.why)
    latest = rows.filter(event__details__bulk=event.details["bulk"]).first()
    if latest is None or latest.event_id >= event.id:
        return latest is not None
    waiting = rows.unread().filter(pk=latest.pk, mailed_at=None, mail_claimed_at=None)
    return bool(waiting.update(event=event, created_at=timezone.now()))


def _undone_among(events):
    """Return the ids of events that were undone later. Make no query if none of them can be undone."""
    steps = [event.id for event in events if event.type in EventType.UNDOABLE]
    if not steps:
        return set()
    return set(steps) - set(Event.objects.filter(pk__in=steps).not_undone().values_list("pk", flat=True))


def _take_back(event):
    """Withdraw the notifications of an undone step, and restore those that it had settled.

    Notifications that were mailed are marked as read, the others deleted.
    """
    told = Notification.objects.filter(event=event.details["undone"])
    told.filter(mailed_at=None).delete()
    told.unread().update(read_at=event.at)
    step = Event.objects.get(pk=event.details["undone"])
    asked = Notification.objects.filter(read_at=step.at, why__in=SETTLED[step.type])
    asked = asked.filter(event__subject_type="article", event__subject_id=step.subject_id)
    asked.filter(event__language=step.language, event__lt=step.id).update(read_at=None)


def _settle(event):
    """Mark earlier notifications as read if the work that they request is done now."""
    whys = SETTLED.get(event.type)
    if event.type == EventType.NOTED:
        thread = event.details.get("thread") or event.details.get("note")
        done = Q(event__details__thread=thread) | Q(event__details__note=thread)
        done &= Q(user=event.actor_id, why__in=[NotificationReason.MENTIONED, NotificationReason.NOTED])
    elif whys:
        done = Q(why__in=whys, event__language=event.language)
    else:
        return
    asked = Notification.objects.unread().filter(done, event__lt=event.id)
    asked = asked.filter(event__subject_type="article", event__subject_id=event.subject_id)
    # A notification of many stories is not settled by an event of one of them.
    asked.exclude(event__details__has_key="bulk").update(read_at=event.at)


def recipients(event):
    """Return {user id: NotificationReason} of the recipients of an event."""
    rule = RULES.get(event.type)
    if rule is None or event.subject_type != "article":
        return {}
    reasons = {}
    for reason, people in rule(event):
        for pk in people:
            reasons.setdefault(pk, reason)
    reasons.pop(event.actor_id, None)
    active = get_user_model().objects.filter(pk__in=reasons, is_active=True)
    return {pk: reasons[pk] for pk in active.values_list("pk", flat=True)}


def notify_assigned(event):
    """Yield the assignee, and the users mentioned in the note of the assignment."""
    yield NotificationReason.ASSIGNED, [event.details.get("to")]
    note = Note.objects.filter(pk=event.details.get("note")).first()
    if note is not None:
        yield NotificationReason.MENTIONED, note.mentions.values_list("pk", flat=True)


def notify_noted(event):
    """Yield the users mentioned, the authors of notes in the thread, and the writers of the text."""
    note = Note.objects.filter(pk=event.details.get("note")).first()
    if note is None:  # deleted with its story
        return
    thread = note.reply_to_id or note.pk
    if not event.details.get("again"):
        yield NotificationReason.MENTIONED, note.mentions.values_list("pk", flat=True)
    written = Note.objects.filter(Q(pk=thread) | Q(reply_to=thread))
    yield NotificationReason.NOTED, written.values_list("written_by", flat=True)
    for language in [note.language] if note.language else Language.values:
        yield NotificationReason.NOTED, writers_of(event.subject_id, language)


def notify_desk(event):
    """Yield the desk if the text is still in review when the event is processed."""
    rows = LanguageProgress.objects.filter(article=event.subject_id, language=event.language)
    if rows.filter(stage=Stage.IN_REVIEW).exists():
        yield NotificationReason.REVIEW, desk_of(Verb.APPROVE, event.language)


def notify_returned(event):
    yield NotificationReason.RETURNED, writers_of(event.subject_id, event.language)


def notify_approved(event):
    yield NotificationReason.APPROVED, writers_of(event.subject_id, event.language)
    yield from notify_stale(event)


def notify_published(event):
    """Yield the writers and signers of the text, and the recipients of `notify_scheduled`."""
    yield NotificationReason.PUBLISHED, writers_of(event.subject_id, event.language) | signed_by(event)
    yield from notify_scheduled(event)


def notify_scheduled(event):
    """For a correction, live or scheduled, yield the desk and the writers of the other language.

    They must carry the correction over. For every event, yield the recipients of `notify_stale`.
    """
    if event.details.get("kind") == EditionKind.CORRECTION:
        yield from notify_other_language(event, NotificationReason.CORRECTED)
    yield from notify_stale(event)


def notify_stale(event):
    """Yield the writers of a translation that was complete before its source changed and is still stale."""
    language = other(event.language)
    rows = LanguageProgress.objects.filter(article=event.subject_id, language=language)
    if event.details.get("stale") and rows.filter(is_stale=True).exists():
        yield NotificationReason.CORRECTED, writers_of(event.subject_id, language)


def notify_of_removal(event):
    yield NotificationReason.GONE, writers_of(event.subject_id, event.language) | signed_by(event)
    yield from notify_other_language(event, NotificationReason.GONE)


RULES = {
    EventType.ASSIGNED: notify_assigned,
    EventType.NOTED: notify_noted,
    EventType.SUBMITTED: notify_desk,
    EventType.REVIEW_AGAIN: notify_desk,
    EventType.RETURNED: notify_returned,
    EventType.REOPENED: notify_returned,
    EventType.APPROVED: notify_approved,
    EventType.PUBLISHED: notify_published,
    EventType.SCHEDULED: notify_scheduled,
    EventType.WITHDRAWN: notify_of_removal,
    EventType.RETRACTED: notify_of_removal,
}


# Reasons that an event settles: the requested work is done, by this user or another.
SETTLED = {
    EventType.ASSIGNED: [NotificationReason.ASSIGNED],
    EventType.SUBMITTED: [NotificationReason.ASSIGNED, NotificationReason.RETURNED],
    EventType.APPROVED: [NotificationReason.REVIEW],
    EventType.RETURNED: [NotificationReason.REVIEW],
}


def desk_of(verb, language):
    """Return the ids of the desk of a language: the users who may do `verb` in it.

    Managing editors, who lead every desk, are included only if there is no one else. Otherwise they would be
    notified of everything and stop reading notifications.
    """
    able = people_who_may([verb], language)
    leading = people_with(f"articles.waive_{language}")  # includes superusers
    own = set(able.exclude(pk__in=leading.values("pk")).values_list("pk", flat=True))
    return own or set(able.values_list("pk", flat=True))


def writers_of(article, language):
    """Return the ids of a text's assignee and its last writer (may include None)."""
    rows = LanguageProgress.objects.filter(article=article, language=language)
    people = set(rows.values_list("assignee", flat=True))
    steps = Event.objects.filter(subject_type="article", subject_id=article, language=language)
    submitted = steps.filter(type=EventType.SUBMITTED).order_by("-id").values_list("actor", flat=True)
    last = set(submitted[:1]) - {None} or set(rows.values_list("changed_by", flat=True))
    return people | last


def signed_by(event):
    """Return the ids of users with a byline on a text."""
    role = Q(article__source_language=event.language, role=Role.TEXT)
    role |= ~Q(article__source_language=event.language) & Q(role=Role.TRANSLATION)
    bylines = Byline.objects.filter(role, article=event.subject_id, author__user__isnull=False)
    return set(bylines.values_list("author__user", flat=True))


def notify_other_language(event, why):
    """Yield the desk and the writers of the other language, if it has any text."""
    language = other(event.language)
    begun = LanguageProgress.objects.filter(article=event.subject_id, language=language).exclude(
        text_digest=""
    )
    if begun.exists():
        yield why, desk_of(Verb.PUBLISH, language) | writers_of(event.subject_id, language)

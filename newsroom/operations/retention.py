"""Retention rules for rows that are deleted after some time, and their deletion in bounded batches.

docs/en/settings.md has a table of the rules. Stories, editions, their history and the log are kept forever.
Rows about a story under a legal hold are kept until the hold ends.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.models import LegalHold, Presence, PreviewVisit, UnsavedTyping
from articles.models.planning import day_of
from newsroom.accounts.models import AttemptCounter
from newsroom.breaking_news.models import BreakingDraft
from newsroom.confidential.models import ConfidentialSourceDraft, RestrictedStoryDraft
from newsroom.frontpage.page_records import FrontPageRecord
from newsroom.identity.font_subsets import remove_old_subsets
from newsroom.live.models import LiveDraft
from newsroom.machine_translation.models import DraftRun, MachineRequest
from newsroom.newsletters.models import UNCONFIRMED, Delivery, NewsletterDraft, Subscription
from newsroom.newsletters.sending import settle_deliveries
from newsroom.notifications.models import Notification
from newsroom.operations.models import PRUNING, Heartbeat, TaskWorker
from newsroom.pageviews.models import DayOfReading
from newsroom.search.index import outdated_entries, remove_entries
from newsroom.search.models import Entry
from newsroom.security.models import SecurityEvent
from newsroom.story_lists.models import BulkChange, BulkStory

AT_ONCE = 500  # rows of a table per transaction
MOST_COUNTED = 10_000  # expired rows of a table are counted up to this number
DAY = timedelta(days=1)
BULK_CHANGES = 30 * DAY  # how long reports of bulk changes are kept; changed stories keep their history
LONGEST_PAUSE = 30 * DAY  # between two deletions; if longer, the clock may be wrong


@dataclass(frozen=True)
class RetentionRule:
    """Rows of one table that are kept for a limited time.

    outdated  returns the rows that have expired at an instant
    settings  names of the settings with the number of days; empty if the time is fixed
    delete    deletes a queryset of these rows, with related data
    """

    model: type
    outdated: Callable[[datetime], QuerySet]
    settings: tuple[str, ...] = ()
    delete: Callable[[QuerySet], object] = QuerySet.delete


def days(name: str) -> timedelta:
    """Return a setting in days as a timedelta."""
    return timedelta(days=getattr(settings, name))


def held_stories() -> list[int]:
    """Return the ids of stories under a legal hold."""
    return list(LegalHold.objects.stories())


def ended_sessions(at):
    """Return the session details (browser, network address) of sessions that have ended."""
    there = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gte=at)
    # The session of a recent login may not be stored yet.
    return UserSession.objects.filter(~Exists(there), last_seen_at__lt=at - DAY)


def old_notifications(at):
    is_over = Q(read_at__lt=at - days("NOTIFICATION_DAYS"))
    is_over |= Q(read_at=None, created_at__lt=at - days("UNREAD_NOTIFICATION_DAYS"))
    is_held = {"event__subject_type": "article", "event__subject_id__in": held_stories()}
    return Notification.objects.filter(is_over).exclude(**is_held)


def old_entries_of_admin_log(at):
    kind = {"content_type__app_label": "articles", "content_type__model": "article"}
    held = LogEntry.objects.filter(**kind, object_id__in=[str(pk) for pk in held_stories()])
    old = LogEntry.objects.filter(action_time__lt=at - days("ADMIN_LOG_DAYS"))
    return old.exclude(pk__in=held.values("pk"))


def old_task_results(at):
    return DBTaskResult.objects.finished().filter(finished_at__lt=at - days("TASK_DAYS"))


def old_security_events(at):
    is_held = {"object_type": "articles.article", "object_id__in": list(map(str, held_stories()))}
    return SecurityEvent.objects.outdated(at).exclude(**is_held)


def old_drafts_of_stories(at):
    return UnsavedTyping.objects.old(at).exclude(article__in=held_stories())


def old_days_of_reading(at):
    return DayOfReading.objects.filter(day__lt=day_of(at - days("READERSHIP_DAYS")))


def old_bulk_changes(at):
    held = BulkStory.objects.filter(article__in=held_stories()).order_by().values("change")
    return BulkChange.objects.filter(chosen_at__lt=at - BULK_CHANGES).exclude(pk__in=held)


def old_bulk_stories(at):
    return BulkStory.objects.filter(change__in=old_bulk_changes(at).order_by().values("pk"))


def _about_stories(model, column, setting, *, story="article"):
    """Return the rule that deletes rows about stories a number of days after the instant in a column.

    setting  name of the setting with the number of days
    story    lookup of the story's id
    """

    def outdated(at):
        rows = model.objects.filter(**{f"{column}__lt": at - days(setting)})
        return rows.exclude(**{f"{story}__in": held_stories()})

    return RetentionRule(model, outdated, (setting,))


def _drafts(model):
    return RetentionRule(model, model.objects.old, ("DRAFT_DAYS",))


RULES = (
    RetentionRule(Session, lambda at: Session.objects.filter(expire_date__lt=at), ("SESSION_DAYS",)),
    RetentionRule(UserSession, ended_sessions, ("SESSION_DAYS",)),
    RetentionRule(Notification, old_notifications, ("NOTIFICATION_DAYS", "UNREAD_NOTIFICATION_DAYS")),
    RetentionRule(LogEntry, old_entries_of_admin_log, ("ADMIN_LOG_DAYS",)),
    RetentionRule(DBTaskResult, old_task_results, ("TASK_DAYS",)),
    RetentionRule(FrontPageRecord, FrontPageRecord.objects.outdated, ("FRONT_PAGE_DAYS",)),
    RetentionRule(UnsavedTyping, old_drafts_of_stories, ("DRAFT_DAYS",)),
    *map(_drafts, (BreakingDraft, LiveDraft, RestrictedStoryDraft, ConfidentialSourceDraft, NewsletterDraft)),
    RetentionRule(Presence, lambda at: Presence.objects.filter(seen_at__lt=at - DAY)),
    RetentionRule(AttemptCounter, lambda at: AttemptCounter.objects.filter(ends_at__lt=at)),
    RetentionRule(TaskWorker, lambda at: TaskWorker.objects.filter(seen_at__lt=at - DAY)),
    _about_stories(DraftRun, "started_at", "MACHINE_TRANSLATION_DAYS"),
    _about_stories(MachineRequest, "sent_at", "MACHINE_TRANSLATION_DAYS"),
    RetentionRule(BulkStory, old_bulk_stories),
    RetentionRule(BulkChange, old_bulk_changes),
    _about_stories(PreviewVisit, "at", "PREVIEW_VISIT_DAYS", story="link__article"),
    RetentionRule(Subscription, lambda at: Subscription.objects.unconfirmed_since(at - UNCONFIRMED)),
    RetentionRule(Delivery, Delivery.objects.outdated, ("NEWSLETTER_DAYS",), settle_deliveries),
    RetentionRule(DayOfReading, old_days_of_reading, ("READERSHIP_DAYS",)),
    RetentionRule(SecurityEvent, old_security_events, ("SECURITY_LOG_DAYS",)),
    RetentionRule(Entry, outdated_entries, ("SEARCH_HISTORY_DAYS",), remove_entries),
)


def has_jumped(at: datetime) -> bool:
    """Return whether the last deletion was so long ago that the clock may be wrong.

    With a clock that is years ahead, nearly all rows would count as expired.
    """
    return Heartbeat.objects.filter(name=PRUNING, seen_at__lt=at - LONGEST_PAUSE).exists()


def outdated_counts(at: datetime) -> Iterator[tuple[type, int]]:
    """Yield (model, number of its expired rows) for each rule. The numbers are at most MOST_COUNTED."""
    for rule in RULES:
        yield rule.model, rule.outdated(at).order_by()[:MOST_COUNTED].count()


def prune(at: datetime | None = None) -> bool:
    """Delete at most AT_ONCE expired rows of each table; return whether there may be more.

    After the last batch, remove old font subsets and record the heartbeat.
    """
    has_more, at = False, at or timezone.now()
    for rule in RULES:
        rows = rule.outdated(at)
        ids = list(rows.order_by().values_list("pk", flat=True)[:AT_ONCE])
        if ids:
            rule.delete(rows.filter(pk__in=ids))
        has_more = has_more or len(ids) == AT_ONCE
    if not has_more:
        remove_old_subsets(at)
        Heartbeat.objects.update_or_create(name=PRUNING, defaults={"seen_at": at})
    return has_more

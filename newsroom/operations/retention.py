"""Retention of rows that nobody needs for good: the rules, and deletion in bounded batches.

The rules are in docs/en/settings.md. Stories, editions, their history and the log are kept for good, and what
concerns a story under a legal hold as long as the hold.
"""

from datetime import datetime, timedelta

from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.models import LegalHold, UnsavedTyping
from newsroom.confidential.models import ConfidentialSourceDraft, RestrictedStoryDraft
from newsroom.frontpage.page_record import FrontPageRecord
from newsroom.notifications.models import Notification
from newsroom.operations.models import TaskWorker
from newsroom.security.models import SecurityEvent

AT_ONCE = 500  # rows of a table in one transaction
READ = timedelta(days=90)  # since a notification was read
UNREAD = timedelta(days=365)
ADMIN_LOG = timedelta(days=730)
TASKS = timedelta(days=14)
WORKERS = timedelta(days=1)
DRAFTS = (UnsavedTyping, RestrictedStoryDraft, ConfidentialSourceDraft)


def outdated_rows(at: datetime) -> list[QuerySet]:
    """Return the rows that are kept no longer at an instant, a QuerySet for each table."""
    held = list(LegalHold.objects.stories())
    notifications = Q(read_at__lt=at - READ) | Q(read_at=None, created_at__lt=at - UNREAD)
    return [
        Session.objects.filter(expire_date__lt=at),
        Notification.objects.filter(notifications).exclude(
            event__subject_type="article", event__subject_id__in=held
        ),
        LogEntry.objects.filter(action_time__lt=at - ADMIN_LOG).exclude(
            pk__in=about_stories(LogEntry.objects.all(), held)
        ),
        DBTaskResult.objects.finished().filter(finished_at__lt=at - TASKS),
        FrontPageRecord.objects.outdated(at),
        *(drafts.objects.old(at) for drafts in DRAFTS),
        TaskWorker.objects.filter(seen_at__lt=at - WORKERS),
        SecurityEvent.objects.outdated(at).exclude(
            object_type="articles.article", object_id__in=list(map(str, held))
        ),
    ]


def about_stories(entries: QuerySet, stories: list[int]) -> QuerySet:
    """Return the entries of the admin's log about some stories, for use as a subquery."""
    kind = {"content_type__app_label": "articles", "content_type__model": "article"}
    return entries.filter(**kind, object_id__in=[str(one) for one in stories]).values("pk")


def prune(at: datetime | None = None) -> bool:
    """Delete at most AT_ONCE outdated rows of each table; return whether there may be more."""
    has_more = False
    for rows in outdated_rows(at or timezone.now()):
        ids = list(rows.order_by().values_list("pk", flat=True)[:AT_ONCE])
        rows.filter(pk__in=ids).delete()
        has_more = has_more or len(ids) == AT_ONCE
    return has_more

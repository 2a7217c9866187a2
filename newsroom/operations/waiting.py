"""Work that waits because a part of the installation is away, for people at the desk: publishing goes on."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, Min
from django.utils.translation import gettext_lazy as _

from newsroom.notifications.mail import waiting_mail
from newsroom.operations.installation.background import LATE, last_seen, late_consumers
from newsroom.operations.installation.check import CheckState, InstallationCheck, run_check
from newsroom.operations.installation.files import BucketCheck, StorageCheck
from newsroom.operations.installation.servers import PageCacheCheck
from newsroom.operations.models import FOLLOW_LOG
from newsroom.operations.tasks import has_queue, late_tasks

KEPT = 15  # seconds for which a process does not look again
KEY = "operations:waiting-work"
CONSUMERS = {  # names of event consumers, in words
    "day_digests": _("checksums"),
    "first translations": _("first translations"),
    "front_pages": _("record of front pages"),
    "memory": _("translation memory"),
    "notifications": _("notifications"),
    "purge": _("shared caches"),
    "related": _("related stories"),
    "renditions": _("picture sizes"),
    "search": _("search"),
    "story_search": _("search in the list of stories"),
}


@dataclass(frozen=True)
class WaitingWork:
    """Work of one kind that waits.

    kind   "background", "mail", "consumers", "tasks", "storage" or "page_cache"
    since  when the first of it came, or the process was last seen; None if that is not known
    count  how much there is
    names  of the consumers that are behind
    """

    kind: str
    since: datetime | None = None
    count: int = 0
    names: tuple[str, ...] = ()


def waiting_work(at: datetime) -> list[WaitingWork]:
    """Return the work that waits at an instant, as it was seen within the last KEPT seconds."""
    return cache.get_or_set(KEY, lambda: find_waiting_work(at), KEPT)


def find_waiting_work(at: datetime) -> list[WaitingWork]:
    """Look for work that waits: six queries, and two for each consumer that is behind."""
    found = [_mail(at), _consumers(at), _tasks(at)]
    # Nobody misses a process for which nothing waits.
    found.insert(0, _background(at) if any(found) else None)
    # A bucket is asked whether it answers, which takes a second at most: to write to it may hang.
    found.append(_fault("storage", BucketCheck() if settings.MEDIA_BUCKET else StorageCheck()))
    return [one for one in [*found, _fault("page_cache", PageCacheCheck())] if one]


def _background(at):
    seen_at = last_seen(FOLLOW_LOG)
    is_running = seen_at is not None and at - seen_at <= LATE
    return None if is_running else WaitingWork("background", seen_at)


def _mail(at):
    count, since = waiting_mail(at, late=LATE)
    return WaitingWork("mail", since, count) if count else None


def _consumers(at):
    late = late_consumers(at)
    if not late:
        return None
    since, most = min(lag.since for lag in late), max(lag.events for lag in late)
    return WaitingWork("consumers", since, most, tuple(lag.name for lag in late))


def _tasks(at):
    if not has_queue():
        return None
    found = late_tasks(at, LATE).aggregate(count=Count("pk"), since=Min("enqueued_at"))
    return WaitingWork("tasks", found["since"], found["count"]) if found["count"] else None


def _fault(kind, check: InstallationCheck):
    return WaitingWork(kind) if run_check(check).state == CheckState.BROKEN else None

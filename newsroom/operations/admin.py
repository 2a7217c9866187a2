"""Dashboard panels for administrators, and the page “System status”.

Publishing editors also see one panel: work that waits because a part of the installation does not run, while
publishing goes on. The status page shows the results of `doctor` and charts of the last 24 hours. The charts
read existing tables.
"""

import re
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import admin
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Min, QuerySet
from django.db.models.functions import TruncHour
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult

from articles import clock
from articles.admin.display import chip, datetime_html
from articles.admin.site import register_context, register_menu_screen, register_panel, register_urls
from articles.annotations import InterfaceText
from articles.events.consumers import consumer_lags
from articles.models import Event, EventType
from articles.workflow.permissions import Verb, may_somewhere
from newsroom.notifications.mail import waiting_mail
from newsroom.notifications.models import Notification
from newsroom.operations.installation import CHECKS
from newsroom.operations.installation.background import LATE, last_seen, late_consumers
from newsroom.operations.installation.check import (
    CheckedPart,
    CheckState,
    InstallationCheck,
    run_check,
    run_checks,
)
from newsroom.operations.installation.files import BucketCheck, StorageCheck
from newsroom.operations.installation.servers import PageCacheCheck
from newsroom.operations.models import FOLLOW_LOG
from newsroom.operations.tasks import GIVEN_UP, has_queue, late_tasks

KEPT = 15  # seconds that waiting work is cached
KEY = "operations:waiting-work"
CONSUMERS = {  # display names of event consumers
    "day_digests": gettext_lazy("checksums"),
    "first translations": gettext_lazy("first translations"),
    "front_pages": gettext_lazy("record of front pages"),
    "memory": gettext_lazy("translation memory"),
    "notifications": gettext_lazy("notifications"),
    "purge": gettext_lazy("shared caches"),
    "related": gettext_lazy("related stories"),
    "renditions": gettext_lazy("picture sizes"),
    "search": gettext_lazy("search"),
    "story_search": gettext_lazy("search in the list of stories"),
}
MOST_TASKS = 5  # abandoned tasks listed in the panel
COLOURS = {
    CheckState.BROKEN: "overdue",
    CheckState.ATTENTION: "in_review",
    CheckState.UNKNOWN: "quiet",
    CheckState.FINE: "live",
}  # in the order of the status page
CODE = re.compile(r"`([^`]*)`")
HOURS = 24
HOUR = timedelta(hours=1)
COLUMN, GAP, HEIGHT = 12, 2, 48  # in units of the SVG drawing
LABELLED = 6  # hours between two labels of the axis
WIDEST = 100  # percent


@dataclass(frozen=True)
class WaitingWork:
    """Waiting work of one kind.

    kind   "background", "mail", "consumers", "tasks", "storage" or "page_cache"
    since  when the oldest item was queued, or when the process was last seen; None if unknown
    count  number of waiting items; for consumers, the most unread events of any consumer
    names  names of the late consumers
    """

    kind: str
    since: datetime | None = None
    count: int = 0
    names: tuple[str, ...] = ()


def waiting_work(at: datetime) -> list[WaitingWork]:
    """Return the work that waits at an instant, cached for KEPT seconds."""
    return cache.get_or_set(KEY, lambda: find_waiting_work(at), KEPT)


def find_waiting_work(at: datetime) -> list[WaitingWork]:
    """Find waiting work, with six queries and two more for each late consumer."""
    waiting = [_mail(at), _consumers(at), _tasks(at)]
    # A stopped background process matters only if work waits for it.
    waiting.insert(0, _background(at) if any(waiting) else None)
    # For a bucket, only check that it answers, within a second: a write could hang.
    waiting.append(_fault("storage", BucketCheck() if settings.MEDIA_BUCKET else StorageCheck()))
    return [work for work in [*waiting, _fault("page_cache", PageCacheCheck())] if work]


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
    late = late_tasks(at, LATE).aggregate(count=Count("pk"), since=Min("enqueued_at"))
    return WaitingWork("tasks", late["since"], late["count"]) if late["count"] else None


def _fault(kind, check: InstallationCheck):
    return WaitingWork(kind) if run_check(check).state == CheckState.BROKEN else None


def is_administrator(user):
    """Return whether a user may manage accounts, as members of the administrators' group may."""
    return user.has_perm("accounts.change_user")


def given_up_tasks(user, at):
    """Return the context of the panel of abandoned tasks, or None if it is empty or not for this user."""
    if not is_administrator(user):
        return None
    rows = DBTaskResult.objects.failed().filter(exception_class_path=GIVEN_UP).order_by("-finished_at")
    tasks = [
        {
            "name": row.task_name,
            "values": row.args_kwargs["args"],
            "at": datetime_html(row.finished_at),
        }
        for row in rows[:MOST_TASKS]
    ]
    return {"tasks": tasks, "rest": rows.count() - len(tasks)} if tasks else None


def wrong_clock(user, at):
    """Return the context of the panel about a wrong server clock, or None if it need not be shown."""
    seconds = clock.difference().total_seconds()
    if not is_administrator(user) or abs(seconds) <= clock.TOLERANCE.total_seconds():
        return None
    return {"seconds": f"{abs(seconds):.1f}", "is_ahead": seconds < 0}


def waiting_parts(user, at):
    """Return the context of the panel of waiting work, or None if it is empty or not for this user.

    The panel is for administrators and for users who may publish. It is hidden in a held copy, where all work
    waits and a notice on each page says so.
    """
    is_manager = is_administrator(user)
    if not (is_manager or may_somewhere(user, Verb.PUBLISH)) or clock.stopped_at() is not None:
        return None
    lines = [
        {
            "kind": work.kind,
            "since": work.since and datetime_html(work.since),
            "count": work.count,
            "names": ", ".join(str(CONSUMERS.get(name, name)) for name in work.names),
        }
        for work in waiting_work(at)
    ]
    return {"lines": lines, "status": reverse("admin:status") if is_manager else ""} if lines else None


@register_context
def held_notice(request):
    """Return the context of the notice that this site is a held restored copy; {} if it is not."""
    at = clock.stopped_at()
    return {} if at is None or not request.user.is_authenticated else {"held_at": datetime_html(at)}


register_panel("operations/_wrong_clock.html", wrong_clock, position=0)
register_panel("operations/_waiting.html", waiting_parts, position=0)
register_panel("operations/_given_up_tasks.html", given_up_tasks, position=0)


register_menu_screen("Status", gettext_lazy("System status"), "admin:status", is_administrator)


@register_urls
def status_urls(site):
    return [path("status/", site.admin_view(never_cache(show_status)), name="status")]


@dataclass
class StatusLine:
    """One row of the status page. Commands and settings are marked up as code."""

    label: InterfaceText
    chip: SafeString
    found: SafeString
    remedy: SafeString

    @classmethod
    def of(cls, part: CheckedPart):
        report = part.report
        mark = chip(COLOURS[report.state], report.state.label)
        return cls(part.check.label, mark, code_html(report.found), code_html(report.remedy))  # type: ignore[arg-type]  # marked as safe


def code_html(words: str) -> SafeString:
    """Return text as escaped HTML, with parts in backticks as <code>."""
    return mark_safe(CODE.sub(r"<code>\1</code>", escape(words)))


@require_safe
def show_status(request):
    """Show the state of each part with its remedy, faults first."""
    if not is_administrator(request.user):
        raise PermissionDenied
    parts = sorted(run_checks(CHECKS), key=lambda part: list(COLOURS).index(part.report.state))
    lines = [(part.report.state, StatusLine.of(part)) for part in parts]
    context = admin.site.each_context(request) | {
        "title": _("System status"),
        "faults": [line for state, line in lines if state != CheckState.FINE],
        "fine": [line for state, line in lines if state == CheckState.FINE],
        "charts": hour_charts(request.at),
        "lags": lag_bars(),
        "disk": disk_bar(),
    }
    return TemplateResponse(request, "operations/status.html", context)


@dataclass
class ChartHour:
    """One column of a bar chart.

    words   the hour, such as “14:00”
    label   the axis label, or an empty string
    count   the number shown
    x       left edge of the bar
    height  height of the bar
    """

    words: str
    label: str
    count: int
    x: int
    height: int

    @property
    def y(self):
        return HEIGHT - self.height


class HourChart:
    """A bar chart of the last 24 hours, ending with the current hour.

    counts  {beginning of an hour: number}
    """

    width, height, bar = COLUMN * HOURS, HEIGHT, COLUMN - GAP

    def __init__(self, label: str, counts: dict[datetime, int], at: datetime):
        self.label = label
        last = beginning_of_hour(at)
        beginnings = [last - HOUR * back for back in reversed(range(HOURS))]
        most = max((counts.get(beginning, 0) for beginning in beginnings), default=0)
        self.hours = [
            chart_hour(index, beginning, counts.get(beginning, 0), most)
            for index, beginning in enumerate(beginnings)
        ]
        self.total = sum(hour.count for hour in self.hours)


def chart_hour(index, beginning, count, most):
    hour = timezone.localtime(beginning, timezone.get_default_timezone()).hour
    height = max(2, round(HEIGHT * count / most)) if count else 0
    label = str(hour) if hour % LABELLED == 0 else ""
    return ChartHour(f"{hour}:00", label, count, COLUMN * index, height)


def beginning_of_hour(at):
    zone = timezone.get_default_timezone()
    return timezone.localtime(at, zone).replace(minute=0, second=0, microsecond=0)


def hour_charts(at: datetime) -> list[HourChart]:
    """Return the hourly charts, with one query each."""
    published = Event.objects.filter(type=EventType.PUBLISHED)
    mailed = Notification.objects.exclude(mailed_at=None)
    tasks, failed = DBTaskResult.objects.finished(), DBTaskResult.objects.failed()
    return [
        HourChart(_("Publications"), count_by_hour(published, "at", at), at),
        HourChart(_("Notifications sent by email"), count_by_hour(mailed, "mailed_at", at), at),
        HourChart(_("Background tasks done"), count_by_hour(tasks, "finished_at", at), at),
        HourChart(_("Background tasks that failed"), count_by_hour(failed, "finished_at", at), at),
    ]


def count_by_hour(rows: QuerySet, column: str, at: datetime) -> dict[datetime, int]:
    """Count rows of the last 24 hours by the hour of a column: {beginning of an hour: number}."""
    since = beginning_of_hour(at) - HOUR * (HOURS - 1)
    hour = TruncHour(column, tzinfo=timezone.get_default_timezone())
    rows = rows.filter(**{f"{column}__gte": since, f"{column}__lte": at}).order_by()
    return dict(rows.values(chart_hour=hour).annotate(count=Count("pk")).values_list("chart_hour", "count"))


@dataclass
class LevelBar:
    """A horizontal bar: name, figure in words, and width in percent."""

    name: str
    words: str
    width: int


def lag_bars() -> list[LevelBar]:
    """Return a bar for each event consumer, with its number of unread events."""
    lags = consumer_lags()
    most = max((lag.events for lag in lags), default=0)
    return [
        LevelBar(lag.name, str(lag.events), round(WIDEST * lag.events / most) if most else 0) for lag in lags
    ]


def disk_bar() -> LevelBar:
    """Return the usage bar of the disk that holds the data folder."""
    usage = shutil.disk_usage(settings.DATA_DIR)
    words = _("%(free)s of %(total)s are free") % {
        "free": filesizeformat(usage.free),
        "total": filesizeformat(usage.total),
    }
    return LevelBar(_("Disk space"), words, round(WIDEST * (usage.total - usage.free) / usage.total))

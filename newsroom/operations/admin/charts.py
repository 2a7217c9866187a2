"""Charts of the last 24 hours, from tables that hold these figures anyway."""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncHour
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from articles.events.consumers import consumer_lags
from articles.models import Event, EventType
from newsroom.notifications.models import Notification

HOURS = 24
HOUR = timedelta(hours=1)
COLUMN, GAP, HEIGHT = 12, 2, 48  # in units of the drawing
LABELLED = 6  # every so many hours
WIDEST = 100


@dataclass
class ChartHour:
    """One column of a chart: its hour, “14:00”, its number, and the bar that draws it."""

    words: str
    label: str
    count: int
    x: int
    height: int

    @property
    def y(self):
        return HEIGHT - self.height


class HourChart:
    """A bar chart of the last 24 hours, the present one last."""

    width, height, bar = COLUMN * HOURS, HEIGHT, COLUMN - GAP

    def __init__(self, label: str, counts: dict[datetime, int], at: datetime):
        """counts  {beginning of an hour: number}"""
        self.label = label
        last = beginning_of_hour(at)
        beginnings = [last - HOUR * back for back in reversed(range(HOURS))]
        most = max((counts.get(one, 0) for one in beginnings), default=0)
        self.hours = [
            chart_hour(place, one, counts.get(one, 0), most) for place, one in enumerate(beginnings)
        ]
        self.total = sum(hour.count for hour in self.hours)


def chart_hour(place, beginning, count, most):
    hour = timezone.localtime(beginning, timezone.get_default_timezone()).hour
    height = max(2, round(HEIGHT * count / most)) if count else 0
    label = str(hour) if hour % LABELLED == 0 else ""
    return ChartHour(f"{hour}:00", label, count, COLUMN * place, height)


def beginning_of_hour(at):
    zone = timezone.get_default_timezone()
    return timezone.localtime(at, zone).replace(minute=0, second=0, microsecond=0)


def hour_charts(at: datetime) -> list[HourChart]:
    """Return the charts by hour; one query each."""
    tasks = DBTaskResult.objects.finished()
    failed = DBTaskResult.objects.failed()
    return [
        HourChart(_("Publications"), count_by_hour(published(), "at", at), at),
        HourChart(_("Notifications sent by email"), count_by_hour(mailed(), "mailed_at", at), at),
        HourChart(_("Background tasks done"), count_by_hour(tasks, "finished_at", at), at),
        HourChart(_("Background tasks that failed"), count_by_hour(failed, "finished_at", at), at),
    ]


def published():
    return Event.objects.filter(type=EventType.PUBLISHED)


def mailed():
    return Notification.objects.exclude(mailed_at=None)


def count_by_hour(rows: QuerySet, column: str, at: datetime) -> dict[datetime, int]:
    """Return the number of rows by the hour of a column, in the last 24 hours: {beginning: number}."""
    since = beginning_of_hour(at) - HOUR * (HOURS - 1)
    hour = TruncHour(column, tzinfo=timezone.get_default_timezone())
    rows = rows.filter(**{f"{column}__gte": since, f"{column}__lte": at}).order_by()
    return dict(rows.values(chart_hour=hour).annotate(count=Count("pk")).values_list("chart_hour", "count"))


@dataclass
class LevelBar:
    """A bar of one level: its name, its number in words, its width in percent."""

    name: str
    words: str
    width: int


def lag_bars() -> list[LevelBar]:
    """Return a bar for each consumer of the log: the number of events that it has not read."""
    lags = consumer_lags()
    most = max((lag.events for lag in lags), default=0)
    return [
        LevelBar(lag.name, str(lag.events), round(WIDEST * lag.events / most) if most else 0) for lag in lags
    ]


def disk_bar() -> LevelBar:
    """Return the bar of the disk that holds the data folder."""
    usage = shutil.disk_usage(settings.DATA_DIR)
    words = _("%(free)s of %(total)s are free") % {
        "free": filesizeformat(usage.free),
        "total": filesizeformat(usage.total),
    }
    return LevelBar(_("Disk space"), words, round(WIDEST * (usage.total - usage.free) / usage.total))

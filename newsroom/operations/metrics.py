"""Metrics for Prometheus, collected only where METRICS_TOKEN is set, and the view that returns them.

Each process counts requests (in a middleware) and pages (in the page cache). All other figures are read from
the database. If PROMETHEUS_MULTIPROC_DIR is set before this module is imported (newsroom.gunicorn_config),
prometheus_client keeps the counters in files that all workers of gunicorn share, and any worker can return
the metrics of all. The page cache counts in plain numbers (newsroom.pagecache.journal). A thread adds them to
the metrics each second; they are also added on each request for metrics and when a process ends.
"""

import os
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Lock, Thread

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django_tasks_db.models import DBTaskResult
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from articles import clock
from articles.events.consumers import consumer_lags
from newsroom.machine_translation.models import MonthOfCosts, month_at
from newsroom.notifications.mail import due_notifications, refused_readers
from newsroom.operations.models import BACKUP, FOLLOW_LOG, PRUNING, Heartbeat
from newsroom.pagecache.journal import FIGURES
from newsroom.security.models import SecurityEvent, SecurityEventKind
from newsroom.version import VERSION

REGISTRY = CollectorRegistry()  # metrics of this process; answer_metrics adds up several registries
NO_VIEW = "none"  # label of requests that match no route
PAGE_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
DELAY_SECONDS = (0.25, 0.5, 1, 1.5, 2, 3, 5, 10, 60)

requests = Counter(
    "newsroom_requests", "Requests that Django answered.", ["view", "status"], registry=REGISTRY
)
request_seconds = Histogram(
    "newsroom_request_seconds",
    "Time that Django took to answer.",
    ["view"],
    buckets=PAGE_SECONDS,
    registry=REGISTRY,
)
database_seconds = Counter(
    "newsroom_database_seconds", "Time spent waiting for the database.", ["view"], registry=REGISTRY
)
database_queries = Counter("newsroom_database_queries", "Statements.", ["view"], registry=REGISTRY)
pages = Counter(
    "newsroom_pages",
    "Readers’ pages: cached (hit), cached during an outage (stale), rendered (made), personal (own).",
    ["result"],
    registry=REGISTRY,
)
publication_delay = Histogram(
    "newsroom_publication_delay_seconds",
    "Time from a publication until a process of the site noticed it, for each process.",
    buckets=DELAY_SECONDS,
    registry=REGISTRY,
)
INTERVAL = 1.0  # seconds between two reports of page cache figures
reported = dict.fromkeys(("hits", "stale", "made", "own"), 0)  # FIGURES already in the metrics
reporting_lock = Lock()

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class StatementTimer:
    """An execute wrapper that counts and times database statements."""

    def __init__(self):
        self.seconds, self.count = 0.0, 0

    def __call__(self, execute, sql, params, many, context):
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += time.perf_counter() - began
            self.count += 1


class MetricsMiddleware:
    """Middleware that counts and times requests by view and status. View names limit the number of labels."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        timer, began = StatementTimer(), time.perf_counter()
        with connection.execute_wrapper(timer):
            response = self.get_response(request)
        view = request.resolver_match.view_name if request.resolver_match else NO_VIEW
        requests.labels(view, response.status_code).inc()
        request_seconds.labels(view).observe(time.perf_counter() - began)
        database_seconds.labels(view).inc(timer.seconds)
        database_queries.labels(view).inc(timer.count)
        return response


def report_figures() -> None:
    """Add to the metrics the figures that this process's page cache has counted since the last call."""
    with reporting_lock:
        for name, before in reported.items():
            reported[name] = getattr(FIGURES, name)
            pages.labels("hit" if name == "hits" else name).inc(reported[name] - before)
        while FIGURES.delays:
            publication_delay.observe(FIGURES.delays.popleft())


def start_reporting() -> None:
    """Start a daemon thread that reports the page cache figures each second."""
    Thread(target=_report_forever, name="metrics", daemon=True).start()


def _report_forever():
    while True:
        time.sleep(INTERVAL)
        report_figures()


class NewsroomCollector:
    """A prometheus_client collector of database figures. Reports a database failure as database_up 0."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            families, is_up = [family for read in READERS for family in read(timezone.now())], 1
        except Error:
            families, is_up = [], 0
        yield gauge("database_up", "Whether the database responds.", is_up)
        yield labelled_gauge("build_info", "The version of the code.", "version", [(VERSION, 1)])
        yield from families


def gauge(name, words, value):
    return GaugeMetricFamily(f"newsroom_{name}", words, value=value)


def labelled_gauge(name, words, label, values):
    """Return a metric with several values.

    label   name of the label that distinguishes them
    values  [(value of the label, figure)]
    """
    metric = GaugeMetricFamily(f"newsroom_{name}", words, labels=[label])
    for label_value, value in values:
        metric.add_metric([label_value], value)
    return metric


def read_consumers(at):
    """Yield the metrics of consumers and heartbeats: lag in seconds and events, and age in seconds."""
    lags = consumer_lags()
    seconds = [(lag.name, (at - lag.since).total_seconds() if lag.since else 0) for lag in lags]
    yield labelled_gauge("consumer_lag_seconds", "Age of the first unread event.", "consumer", seconds)
    events = [(lag.name, lag.events) for lag in lags]
    yield labelled_gauge("consumer_lag_events", "Unread events, 10,000 at most.", "consumer", events)
    words = "Since a process was last seen; since the installation if it never was."
    ages = [(name, (at - seen_at).total_seconds()) for name, seen_at in read_heartbeats().items()]
    yield labelled_gauge("heartbeat_age_seconds", words, "process", ages)


def read_heartbeats() -> dict[str, datetime]:
    """Return {name: instant of the heartbeat}; for work that never ran, of the first migration instead."""
    migrations = MigrationRecorder.Migration.objects.order_by("applied").values_list("applied", flat=True)
    installed_at = migrations.first()
    never = dict.fromkeys((FOLLOW_LOG, BACKUP, PRUNING), installed_at) if installed_at else {}
    return never | dict(Heartbeat.objects.values_list("name", "seen_at"))


def read_tasks(at):
    yield gauge("tasks_waiting", "Background tasks that may run now.", DBTaskResult.objects.ready().count())
    failed = DBTaskResult.objects.failed().filter(finished_at__gte=at - DAY).count()
    yield gauge("tasks_failed", "Background tasks that failed in the last 24 hours.", failed)


def read_mail(at):
    number = due_notifications(at).count()
    yield gauge("mail_waiting", "Notifications whose email is due.", number)
    refused = refused_readers(at - DAY).count()
    yield gauge("mail_refused", "Accounts whose email was refused in the last 24 hours.", refused)


def read_logins(at):
    recent = SecurityEvent.objects.between(at - HOUR, at)
    rows = recent.filter(kind=SecurityEventKind.LOGIN_FAILED)
    counted = rows.aggregate(rows=Count("pk"), more=Sum("left_out"))
    number = counted["rows"] + (counted["more"] or 0)
    yield gauge("failed_logins", "Failed logins of the last hour.", number)
    locked = recent.filter(kind=SecurityEventKind.LOGIN_LOCKED).count()
    yield gauge("locked_logins", "Lockouts after too many attempts in the last hour.", locked)


def read_machine_costs(at):
    """Yield the costs of machine drafts in the current month, by currency."""
    rows = MonthOfCosts.objects.filter(first_day=month_at(at)).values_list("currency", "spent")
    spent = [(currency, float(amount)) for currency, amount in rows]
    words = "Costs of machine drafts this month."
    yield labelled_gauge("machine_translation_spent", words, "currency", spent)


def read_clock(at):
    seconds = clock.difference().total_seconds()
    yield gauge("clock_difference_seconds", "Database’s clock minus this server’s.", seconds)


READERS = (read_consumers, read_tasks, read_mail, read_logins, read_machine_costs, read_clock)


def answer_metrics(request: HttpRequest) -> HttpResponse:
    """Return all metrics as text, or status 401 without the bearer token METRICS_TOKEN."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not constant_time_compare(token.strip(), settings.METRICS_TOKEN):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    report_figures()
    stored = CollectorRegistry()
    stored.register(NewsroomCollector())
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(stored)
        metrics = generate_latest(stored)
    else:
        metrics = generate_latest(REGISTRY) + generate_latest(stored)
    return HttpResponse(metrics, content_type=CONTENT_TYPE_LATEST)

"""The metrics that each process counts: requests by a middleware, pages by the page cache.

prometheus_client keeps them in files that all workers of gunicorn share, if PROMETHEUS_MULTIPROC_DIR is set
before this module is imported (newsroom.gunicorn_config). Any worker may be asked for the metrics of all:
what the others have counted in plain numbers (newsroom.pagecache.figures) is added by a thread each second,
and when a process is asked or ends.
"""

import time
from threading import Lock, Thread

from django.db import connection
from prometheus_client import CollectorRegistry, Counter, Histogram

from newsroom.pagecache.figures import FIGURES

REGISTRY = CollectorRegistry()  # of one process; of several, see newsroom.operations.metrics.page
NO_VIEW = "none"  # of an address that leads nowhere
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
    "Pages of readers: kept (hit), kept while the database was away (stale), made, made for one alone (own).",
    ["result"],
    registry=REGISTRY,
)
publication_delay = Histogram(
    "newsroom_publication_delay_seconds",
    "Time from a publication until a process of the site knew of it; each process counts.",
    buckets=DELAY_SECONDS,
    registry=REGISTRY,
)
INTERVAL = 1.0  # seconds
reported = dict.fromkeys(("hits", "stale", "made", "own"), 0)  # of FIGURES, what is in the metrics
reporting_lock = Lock()


class StatementTimer:
    """Counts statements and their time; an execute wrapper of a connection."""

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
    """Count requests by view and status. Views are named by their route, so that their number is bounded."""

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
    """Add to the metrics what the page cache of this process has counted since the last time."""
    with reporting_lock:
        for name, before in reported.items():
            reported[name] = getattr(FIGURES, name)
            pages.labels("hit" if name == "hits" else name).inc(reported[name] - before)
        while FIGURES.delays:
            publication_delay.observe(FIGURES.delays.popleft())


def start_reporting() -> None:
    """Let a thread report each second, as long as this process runs."""
    Thread(target=_report_forever, name="metrics", daemon=True).start()


def _report_forever():
    while True:
        time.sleep(INTERVAL)
        report_figures()

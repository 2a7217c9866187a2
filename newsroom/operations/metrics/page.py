"""The page of metrics: those of all processes of this server, and those of the database."""

import os

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from newsroom.operations.metrics.instruments import REGISTRY
from newsroom.operations.metrics.newsroom_figures import NewsroomCollector
from newsroom.operations.metrics.reporting import report_figures


def answer_metrics(request: HttpRequest) -> HttpResponse:
    """Answer with all metrics as text; 401 without the token of METRICS_TOKEN."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not constant_time_compare(token.strip(), settings.METRICS_TOKEN):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    report_figures()
    stored = CollectorRegistry()
    stored.register(NewsroomCollector())
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(stored)
        found = generate_latest(stored)
    else:
        found = generate_latest(REGISTRY) + generate_latest(stored)
    return HttpResponse(found, content_type=CONTENT_TYPE_LATEST)

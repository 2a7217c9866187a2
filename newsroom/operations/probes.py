"""Endpoints that report the state of a process to machines: /healthz, /readyz and /metrics.

The cheap checks of /readyz run in a separate thread, and their results are kept for a second. A request waits
for at most TIMEOUT, even if a check hangs. While one round hangs, no other starts, so repeated requests use
no more threads or connections.
"""

import time
from dataclasses import dataclass, field
from threading import Event, Lock, Thread

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from newsroom.middleware import secure_plain_answer
from newsroom.operations.installation import readiness_checks
from newsroom.operations.installation.check import CheckedPart, CheckState, Readiness, run_checks

KEPT = 1.0  # seconds that results are used after the end of a round
TIMEOUT = 2.0  # seconds from the beginning of a round until /readyz answers without its slow checks


@dataclass
class CheckRound:
    """One run of the checks, with the results so far.

    began_at, ended_at  values of time.monotonic()
    """

    began_at: float = field(default_factory=time.monotonic)
    ended_at: float | None = None
    parts: list[CheckedPart] = field(default_factory=list)
    is_done: Event = field(default_factory=Event)

    def run(self) -> None:
        try:
            for part in run_checks(readiness_checks()):
                self.parts.append(part)
        finally:
            connection.close()  # the connection of this thread, so that each round opens a new one
            self.ended_at = time.monotonic()
            self.is_done.set()

    def has_expired(self) -> bool:
        return self.ended_at is not None and time.monotonic() - self.ended_at >= KEPT

    def states(self) -> dict[str, CheckState]:
        """Return {name of the check: state}, UNKNOWN for checks that have not finished."""
        known = {part.check.name: part.report.state for part in list(self.parts)}
        return {check.name: known.get(check.name, CheckState.UNKNOWN) for check in readiness_checks()}


class ReadinessProbe:
    """The readiness of this process, from its latest check round."""

    def __init__(self):
        self.lock, self.round = Lock(), None

    def ask(self) -> tuple[bool, dict[str, CheckState]]:
        """Return whether this process is ready, and the state of each check, within TIMEOUT seconds."""
        with self.lock:
            if self.round is None or self.round.has_expired():
                self.round = CheckRound()
                Thread(target=self.round.run, name="readiness", daemon=True).start()
            latest = self.round
        latest.is_done.wait(max(0, latest.began_at + TIMEOUT - time.monotonic()))
        states = latest.states()
        return is_ready(states), states


def is_ready(states: dict[str, CheckState]) -> bool:
    """Return whether no required check is broken or unfinished."""
    required = [check.name for check in readiness_checks() if check.readiness == Readiness.REQUIRED]
    return not {CheckState.BROKEN, CheckState.UNKNOWN}.intersection(states[name] for name in required)


class ProbeMiddleware:
    """Middleware that answers probes before any check of the database, the host or HTTPS.

    Load balancers call a process by its network address over plain HTTP, so the host is not checked. No probe
    response contains the host. All other URLs still require a host in ALLOWED_HOSTS.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        readiness = ReadinessProbe()
        self.probes = {"/healthz": answer_health, "/readyz": lambda _request: answer_readiness(readiness)}
        if settings.METRICS_TOKEN:
            from newsroom.operations.metrics import answer_metrics  # imported only if metrics are on

            self.probes["/metrics"] = answer_metrics

    def __call__(self, request):
        probe = self.probes.get(request.path_info)
        if probe is None or request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        response = secure_plain_answer(probe(request), resources="same-origin")
        response.headers["Cache-Control"] = "no-store"
        if request.method == "HEAD":
            response.content = b""
        return response


def answer_health(_request: HttpRequest) -> HttpResponse:
    """Return a plain response that proves that this process answers."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def answer_readiness(readiness: ReadinessProbe) -> JsonResponse:
    """Return the state of each check as JSON, without details; status 503 if a required check fails."""
    has_all, states = readiness.ask()
    content = {"status": "ready" if has_all else "not ready", "checks": states}
    return JsonResponse(content, status=200 if has_all else 503)

"""The addresses that machines ask for the state of a process: /healthz, /readyz and /metrics."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from newsroom.operations.readiness import ReadinessProbe


class ProbeMiddleware:
    """Answer probes before anything that asks the database, the host or https of a request.

    Load balancers call a process by its network address, in plain http. So the host is not checked here; no
    answer contains it, and every other address still needs one of ALLOWED_HOSTS.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        readiness = ReadinessProbe()
        self.probes = {"/healthz": answer_health, "/readyz": lambda _request: answer_readiness(readiness)}
        if settings.METRICS_TOKEN:
            from newsroom.operations.metrics.page import answer_metrics  # only where they are kept

            self.probes["/metrics"] = answer_metrics

    def __call__(self, request):
        probe = self.probes.get(request.path_info)
        if probe is None or request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        response = probe(request)
        response.headers["Cache-Control"] = "no-store"
        if request.method == "HEAD":
            response.content = b""
        return response


def answer_health(_request: HttpRequest) -> HttpResponse:
    """Say that this process answers."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def answer_readiness(readiness: ReadinessProbe) -> JsonResponse:
    """Say which parts are as they should be, without details; 503 if a required one is not."""
    is_ready, states = readiness.ask()
    found = {"status": "ready" if is_ready else "not ready", "checks": states}
    return JsonResponse(found, status=200 if is_ready else 503)

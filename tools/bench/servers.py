"""Servers compared: gunicorn with threads, gunicorn without, and granian where it is installed.

Each serves the floor and the page of a story with two workers, the threaded ones with four threads each.
Processor time is measured as for readers' pages. Latency is measured at a moderate load: eight clients that
together ask for half of what one core can do. The round with the lowest latency counts.
"""

import os
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from tests.many_editions import RARE_WORDS, make_many_editions
from tools.bench.processes import fetch, percentile, request_at_rate
from tools.bench.readers import PAST_CACHE, Case, measure_cases
from tools.bench.sites import (
    GRANIAN,
    GTHREAD,
    SYNC,
    collect_static_files,
    floor_server,
    our_server,
    page_addresses,
)

STORIES = 1000
LOAD = 0.5  # cores
ROUNDS, REQUESTS, MOST_A_SECOND = 5, 200, 400


def measure_servers(at) -> list[dict]:
    """Return rows of the table of servers."""
    make_many_editions(STORIES, at=at)
    collect_static_files()
    article, folder = page_addresses(at).ours["article"], Path(os.environ["NEWSROOM_DATA"])
    kinds = [GTHREAD, SYNC, *([GRANIAN] if find_spec("granian") else [])]
    with ExitStack() as running:
        servers = {(kind, "article"): running.enter_context(our_server(kind)) for kind in kinds}
        answer = fetch(servers[GTHREAD, "article"].port, article, {})
        for kind in kinds:
            servers[kind, "floor"] = running.enter_context(floor_server([answer], folder, kind))
            load_analyzers(servers[kind, "article"])
        paths = {"floor": ("/0", ()), "article": (article, (PAST_CACHE,))}
        cases = [Case(site, site[1], "", "plain", *paths[site[1]]) for site in servers]
        figures = measure_cases(servers, cases)
        rates = load_rates(figures)
        latencies = measure_latencies(servers, cases, rates)
        return [
            server_row(case, servers[case.site], figures[case], rates[case.page], latencies[case])
            for case in sorted(cases, key=lambda case: case.page)
        ]


def load_analyzers(server):
    """Search in Korean on one connection after the other, so that each worker has loaded the analyzer."""
    for _time in range(20):
        fetch(server.port, f"/ko/search/?q={quote(RARE_WORDS['ko'])}", {})


def load_rates(figures) -> dict[str, float]:
    """Return {page: requests a second} of the load, the same for all servers."""
    fastest = {}
    for case, measured in figures.items():
        fastest[case.page] = min(measured.cpu_ms, fastest.get(case.page, measured.cpu_ms))
    return {page: min(LOAD * 1000 / cpu_ms, MOST_A_SECOND) for page, cpu_ms in fastest.items()}


def measure_latencies(servers, cases, rates) -> dict[Case, tuple[float, float]]:
    """Return {case: (median, 99th percentile)} in milliseconds under load, each the lowest of all rounds."""
    found = {case: [] for case in cases}
    for _round in range(ROUNDS):
        for case in cases:
            port, headers = servers[case.site].port, dict(case.headers)
            taken = request_at_rate(port, case.path, headers, rate=rates[case.page], count=REQUESTS)
            found[case].append((percentile(taken, 0.5), percentile(taken, 0.99)))
    return {case: tuple(map(min, zip(*rounds, strict=True))) for case, rounds in found.items()}


def server_row(case, server, measured, rate, latencies):
    p50, p99 = latencies
    return {
        "server": case.site[0],
        "page": case.page,
        "cpu_ms": measured.cpu_ms,
        "rate": rate,
        "p50_ms": p50,
        "p99_ms": p99,
        "worker_mb": server.worker_memory_mb(),
        "memory_mb": server.memory_mb(),
    }

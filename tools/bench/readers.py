"""Public pages of our site and of the peer, as multiples of the floor, and a comparison of servers.

The floor returns the same bytes and headers as our page, without computing anything. The peer is the same
newspaper as an ordinary Django project. gunicorn serves all three in the same way, on one machine and at the
same time. Pages are requested in turn, in many short rounds. The round with the lowest processor time counts,
because other load on the machine can only increase it.

Our pages are measured in three states: as any reader gets them ("cached", with or without a page cache),
bypassing such a cache ("uncached", since a request with credentials is never answered from it), and for a
reader who has them already ("304").

The servers are gunicorn with threads, gunicorn without, and granian if it is installed. Each serves the floor
and the page of a story with two workers, the threaded ones with four threads each. Processor time is measured
as for public pages. Latency is measured at a moderate load: eight clients together use half of one core.
The round with the lowest latency counts.
"""

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from tests.many_editions import RARE_WORDS, make_many_editions
from tools.bench.processes import (
    Answer,
    Server,
    cpu_between,
    fetch,
    percentile,
    request_at_rate,
    request_series,
)
from tools.bench.sites import (
    GRANIAN,
    GTHREAD,
    SYNC,
    collect_static_files,
    filled_peer,
    floor_server,
    our_server,
    page_addresses,
)

ROUNDS, SECONDS, LEAST = 12, 0.15, 3  # a round requests each page for SECONDS, and at least LEAST times
ENCODINGS = {"plain": (), "gzip": (("Accept-Encoding", "gzip"),)}
PAST_CACHE = ("Authorization", "Basic bench")
# For the comparison of servers.
STORIES = 1000
LOAD = 0.5  # cores that the load keeps busy on the fastest server
ROUNDS_UNDER_LOAD, REQUESTS, MOST_A_SECOND = 5, 200, 400  # rounds; requests of a round; their maximum rate


# "ours", "floor" or "peer", or a kind of server and the page that it serves
type Site = str | tuple[str, str]


class Case(NamedTuple):
    """A page of one site in one state, or several pages in turn that start with `path`."""

    site: Site
    page: str
    state: str
    encoding: str
    path: str
    headers: tuple = ()  # pairs
    others: tuple = ()  # paths that follow


class Measured(NamedTuple):
    """Figures of a Case: processor time of a request and latencies, in milliseconds."""

    cpu_ms: float
    p50_ms: float
    p99_ms: float


def our_cases(server, addresses) -> list[Case]:
    """Return the cases of our pages in all states. Each page is requested once for its ETag."""
    cases = []
    for page, path in addresses.items():
        for encoding, headers in ENCODINGS.items():
            cases.append(Case("ours", page, "cached", encoding, path, headers))
            cases.append(Case("ours", page, "uncached", encoding, path, (*headers, PAST_CACHE)))
        headers = ENCODINGS["gzip"]
        tag = fetch(server.port, path, dict(headers)).header("ETag")
        cases.append(Case("ours", page, "304", "gzip", path, (*headers, ("If-None-Match", tag))))
    return cases


def peer_cases(addresses) -> list[Case]:
    return [
        Case("peer", page, "", encoding, path, headers)
        for page, path in addresses.items()
        for encoding, headers in ENCODINGS.items()
    ]


def cases_in_turn(paths) -> list[Case]:
    """Return cases of articles that were not requested recently, on our site and on the peer."""
    first, *others = paths
    return [
        Case(site, "articles in turn", state, encoding, first, (*headers, *more), tuple(others))
        for site, state, more in (("ours", "uncached", (PAST_CACHE,)), ("peer", "", ()))
        for encoding, headers in ENCODINGS.items()
    ]


def floor_cases(cases) -> dict[Case, Case]:
    """Return {our case: the case of its floor}; an uncached page has the floor of the cached one.

    The floor gets the same request without the credentials, with the number of the response before the path:
    parsing a request is a large part of a server's work.
    """
    floors, numbers = {}, {}
    for case in cases:
        key = (case.page, case.encoding, case.state == "304")
        number = numbers.setdefault(key, len(numbers))
        headers = tuple(header for header in case.headers if header != PAST_CACHE)
        state = case.state.removeprefix("un")
        floors[case] = Case("floor", case.page, state, case.encoding, f"/{number}{case.path}", headers)
    return floors


def answer_of(servers, case) -> Answer:
    """Return the Answer to a case. Exit if its status does not fit the state."""
    answer = fetch(servers[case.site].port, case.path, dict(case.headers))
    if answer.status != (304 if case.state == "304" else 200):
        sys.exit(f"{case.path} ({case.site}, {case.state}) is answered with {answer.status}.")
    return answer


def measure_cases(servers: Mapping[Any, Server], cases, *, rounds=ROUNDS) -> dict[Case, Measured]:
    """Measure cases in turn, for some rounds; `servers` has the server of each site."""
    cpu, latencies = {case: [] for case in cases}, {case: [] for case in cases}
    paths = {case: itertools.cycle([case.path, *case.others]) for case in cases}
    for round_number in range(rounds + 1):
        for case in cases:
            spent, taken = measure_once(servers[case.site], case, paths[case])
            if round_number:  # the first round fills caches
                cpu[case].append(spent)
                latencies[case] += taken
    return {
        case: Measured(
            min(cpu[case]) * 1000, percentile(latencies[case], 0.5), percentile(latencies[case], 0.99)
        )
        for case in cases
    }


def measure_once(server, case, paths):
    """Return (processor seconds for each request, latencies in seconds) of a short series of requests."""
    before = server.cpu_by_process()
    taken = request_series(server.port, paths, dict(case.headers), seconds=SECONDS, least=LEAST)
    return cpu_between(before, server.cpu_by_process()) / len(taken), taken


def count_queries_of(cases, ours, peer) -> dict[Case, int]:
    """Return {case: number of its queries}, counted in separate processes."""
    counts = {}
    for site, module, server in (("ours", "newsroom.wsgi", ours), ("peer", "tools.bench.peer.wsgi", peer)):
        own = [case for case in cases if case.site == site]
        command = [sys.executable, "-m", "tools.bench.processes", module]
        asked = json.dumps([(case.path, dict(case.headers)) for case in own])
        options = {"capture_output": True, "text": True, "check": True, "env": server.environment}
        done = subprocess.run(command, input=asked, **options)
        counts |= zip(own, json.loads(done.stdout), strict=True)
    return counts


def measure_readers(stories: int, at) -> dict:
    """Return the figures of public pages: {"pages": [rows of the table], "memory": {site: megabytes}}."""
    make_many_editions(stories, at=at)
    collect_static_files()
    folder = Path(os.environ["NEWSROOM_DATA"])
    addresses = page_addresses(at)
    with our_server() as ours, filled_peer(at, folder) as peer:
        cases = our_cases(ours, addresses.ours)
        floors = floor_cases(cases)
        others = [*peer_cases(addresses.peer), *cases_in_turn(addresses.articles)]
        servers = {"ours": ours, "peer": peer}
        answers = {case: answer_of(servers, case) for case in cases + others}
        responses = {floor.path: answers[case] for case, floor in floors.items()}
        with floor_server(list(responses.values()), folder) as floor:
            servers["floor"] = floor
            figures = measure_cases(servers, [*dict.fromkeys(floors.values()), *others, *cases])
            memory = {site: server.worker_memory_mb() for site, server in servers.items()}
        queries = count_queries_of(cases + others, ours, peer)
    articles = {
        case.encoding: figures[case].cpu_ms
        for case in others
        if (case.site, case.page) == ("peer", "article")
    }
    rows = [
        page_row(
            case,
            figures[case],
            answers[case],
            number,
            figures.get(floors[case]) if case in floors else None,
            articles,
        )
        for case, number in queries.items()
    ]
    pages = [*addresses.ours, "articles in turn"]
    return {"pages": sorted(rows, key=lambda row: pages.index(row["page"])), "memory": memory}


def page_row(case, measured, answer, queries, floor, articles):
    """Return a row of the table.

    floor     a Measured, or None
    articles  {encoding: milliseconds of the peer's page of a story}, the divisor for the same encoding
    """
    return {
        "site": case.site,
        "page": case.page,
        "state": case.state,
        "encoding": case.encoding,
        "cpu_ms": measured.cpu_ms,
        "floor_ms": floor.cpu_ms if floor else None,
        "of_floor": measured.cpu_ms / floor.cpu_ms if floor else None,
        "of_article": measured.cpu_ms / articles[case.encoding],
        "queries": queries,
        "bytes": len(answer.body),
        "p50_ms": measured.p50_ms,
        "p99_ms": measured.p99_ms,
    }


def measure_servers(at) -> list[dict]:
    """Return rows of the table of servers."""
    make_many_editions(STORIES, at=at)
    collect_static_files()
    article, folder = page_addresses(at).ours["article"], Path(os.environ["NEWSROOM_DATA"])
    kinds = [GTHREAD, SYNC, *([GRANIAN] if find_spec("granian") else [])]
    with ExitStack() as running:
        servers: dict[Site, Server] = {
            (kind, "article"): running.enter_context(our_server(kind)) for kind in kinds
        }
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
    """Search in Korean on one connection after another, so that each worker loads the analyzer."""
    for _time in range(20):
        fetch(server.port, f"/ko/search/?q={quote(RARE_WORDS['ko'])}", {})


def load_rates(figures) -> dict[str, float]:
    """Return {page: requests a second} for the load, the same for all servers."""
    fastest = {}
    for case, measured in figures.items():
        fastest[case.page] = min(measured.cpu_ms, fastest.get(case.page, measured.cpu_ms))
    return {page: min(LOAD * 1000 / cpu_ms, MOST_A_SECOND) for page, cpu_ms in fastest.items()}


def measure_latencies(servers, cases, rates) -> dict[Case, tuple[float, float]]:
    """Return {case: (median, 99th percentile)} in milliseconds under load, each the lowest of all rounds."""
    latencies = {case: [] for case in cases}
    for _round in range(ROUNDS_UNDER_LOAD):
        for case in cases:
            port, headers = servers[case.site].port, dict(case.headers)
            taken = request_at_rate(port, case.path, headers, rate=rates[case.page], count=REQUESTS)
            latencies[case].append((percentile(taken, 0.5), percentile(taken, 0.99)))
    return {case: tuple(map(min, zip(*rounds, strict=True))) for case, rounds in latencies.items()}


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

"""HTTP client of the measurements: one request, a series one after the other, and a series at a rate."""

import http.client
import math
import threading
import time
from collections.abc import Iterator
from typing import NamedTuple

HOST = "127.0.0.1"
TIMEOUT = 120


class Answer(NamedTuple):
    """A response as it was sent; `headers` is a list of pairs."""

    status: int
    reason: str
    headers: list
    body: bytes

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


def fetch(port: int, path: str, headers: dict, connection=None) -> Answer:
    """Return the answer to one request, on a connection of its own or a given one."""
    own = connection or http.client.HTTPConnection(HOST, port, timeout=TIMEOUT)
    try:
        own.request("GET", path, headers=headers)
        response = own.getresponse()
        return Answer(response.status, response.reason, response.getheaders(), response.read())
    finally:
        if connection is None:
            own.close()


def request_series(
    port: int, paths: Iterator[str], headers: dict, *, seconds: float, least: int
) -> list[float]:
    """Request one page after the other on one connection; return the latencies in seconds."""
    connection = http.client.HTTPConnection(HOST, port, timeout=TIMEOUT)
    taken, until = [], time.perf_counter() + seconds
    while len(taken) < least or time.perf_counter() < until:
        begin = time.perf_counter()
        fetch(port, next(paths), headers, connection)
        taken.append(time.perf_counter() - begin)
    connection.close()
    return taken


def request_at_rate(port: int, path: str, headers: dict, *, rate: float, count: int, connections: int = 8):
    """Request a page at a fixed rate, whether answers have come or not; return the latencies in seconds.

    They are counted from the time at which a request was due, so that one that had to wait for a connection
    is seen to be slow.
    """
    begin, taken, numbers, lock = time.perf_counter() + 0.1, [], iter(range(count)), threading.Lock()

    def work():
        connection = http.client.HTTPConnection(HOST, port, timeout=TIMEOUT)
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return connection.close()
            due = begin + number / rate
            time.sleep(max(due - time.perf_counter(), 0))
            fetch(port, path, headers, connection)
            taken.append(time.perf_counter() - due)

    threads = [threading.Thread(target=work) for _number in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken


def percentile(latencies: list[float], share: float) -> float:
    """Return a percentile in milliseconds: the least latency that so large a share does not exceed."""
    ordered = sorted(latencies)
    return ordered[max(math.ceil(len(ordered) * share) - 1, 0)] * 1000

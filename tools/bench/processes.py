"""Measured server processes, their processor time and memory on Linux, and an HTTP client.

The client sends one request, a series one after the other, or a series at a fixed rate. As a program, this
module counts the database queries of requests to a WSGI application:
`python -m tools.bench.processes MODULE`.
"""

import http.client
import importlib
import io
import json
import math
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

HOST = "127.0.0.1"
TIMEOUT = 120  # seconds until an answer
ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS_TO_START = 120

TIMES = 3  # repetitions of counting queries


class Answer(NamedTuple):
    """A response as received; `headers` is a list of pairs."""

    status: int
    reason: str
    headers: list
    body: bytes

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


def fetch(port: int, path: str, headers: dict, connection=None) -> Answer:
    """Return the answer to one request, on the given connection or a new one."""
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
    """Request one page after the other on one connection. Return the latencies in seconds.

    seconds  duration of the series, which is longer if it would have fewer than `least` requests
    """
    connection = http.client.HTTPConnection(HOST, port, timeout=TIMEOUT)
    taken, until = [], time.perf_counter() + seconds
    while len(taken) < least or time.perf_counter() < until:
        begin = time.perf_counter()
        fetch(port, next(paths), headers, connection)
        taken.append(time.perf_counter() - begin)
    connection.close()
    return taken


def request_at_rate(port: int, path: str, headers: dict, *, rate: float, count: int, connections: int = 8):
    """Request a page at a fixed rate, without waiting for earlier answers. Return the latencies in seconds.

    A latency begins when its request is due, so that waiting for a free connection is included.
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
    """Return a percentile in milliseconds: the least latency that this share of requests does not exceed."""
    ordered = sorted(latencies)
    return ordered[max(math.ceil(len(ordered) * share) - 1, 0)] * 1000


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def cpu_seconds(pid: int) -> float:
    """Return the processor time of a process and all its threads, user and system; 0 if it has ended."""
    try:
        return time.clock_gettime((~pid << 3) | 2)  # the clock id that clock_getcpuclockid(3) would return
    except OSError:
        return 0


def memory_mb(pid: int) -> float:
    """Return the proportional set size of a process in MB: shared pages count in proportion."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


class Server:
    """A server that runs as a child process during its `with` block.

    database  a DatabaseProcesses whose processor time is included, or None
    """

    def __init__(self, command, environment, port, *, database=None):
        self.command, self.environment, self.port = command, environment, port
        self.database = database

    def __enter__(self):
        self.process = subprocess.Popen(self.command, cwd=ROOT, env=self.environment)
        deadline = time.monotonic() + SECONDS_TO_START
        while not is_listening(self.port):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.__exit__()
                sys.exit(f"The server did not start: {' '.join(self.command)}")
            time.sleep(0.1)
        return self

    def __exit__(self, *_error):
        self.process.terminate()
        self.process.wait()

    @property
    def workers(self) -> list[int]:
        """Ids of the processes that the server has started."""
        return [
            int(pid)
            for task in Path(f"/proc/{self.process.pid}/task").glob("*/children")
            for pid in task.read_text().split()
        ]

    def cpu_by_process(self) -> dict[int, float]:
        """Return {process id: processor time in seconds} of the server, its workers and its database."""
        pids = [self.process.pid, *self.workers, *(self.database.pids() if self.database else [])]
        return {pid: cpu_seconds(pid) for pid in pids}

    def worker_memory_mb(self) -> float:
        """Return the memory of the largest worker, in MB."""
        return max(memory_mb(pid) for pid in self.workers or [self.process.pid])

    def memory_mb(self) -> float:
        """Return the memory of all processes of the server, in MB."""
        return sum(memory_mb(pid) for pid in [self.process.pid, *self.workers])


def cpu_between(before: dict[int, float], after: dict[int, float]) -> float:
    """Return the processor time in seconds between two results of Server.cpu_by_process."""
    return sum(max(seconds - before.get(pid, 0), 0) for pid, seconds in after.items())


class DatabaseProcesses:
    """The PostgreSQL processes that serve one database, if it runs on this machine.

    Parallel workers, which end after a query, are not counted.
    """

    def __init__(self, connection, name):
        self.connection, self.name = connection, name

    def pids(self) -> list[int]:
        if self.connection.vendor != "postgresql":
            return []
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
                " AND pid <> pg_backend_pid()",
                [self.name],
            )
            pids = [pid for (pid,) in cursor]
        return [pid for pid in pids if is_postgres(pid)]


def is_postgres(pid):
    """Return whether a process on this machine is PostgreSQL. The database server may run elsewhere."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().startswith("postgres")
    except OSError:
        return False


def count_queries(application, path, headers):
    """Return the number of queries of a request: the least of several, since some are made once a second."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for _time in range(TIMES):
        with CaptureQueriesContext(connection) as queries:
            send(application, path, headers)
            counts.append(len(queries))
    return min(counts)


def send(application, path, headers):
    """Send a GET request to a WSGI application and read its response to the end."""
    address, _mark, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": unquote_to_bytes(address).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()},
    }
    response = application(environ, lambda status, headers, error=None: None)
    for _part in response:
        pass
    if hasattr(response, "close"):
        response.close()


def print_query_counts():
    """Print the number of queries for each request on standard input, [[path, headers], …], as JSON."""
    application = importlib.import_module(sys.argv[1]).application
    print(json.dumps([count_queries(application, *request) for request in json.load(sys.stdin)]))


if __name__ == "__main__":
    print_query_counts()

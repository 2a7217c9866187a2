"""The site for drills: gunicorn with two workers, Valkey, a bucket, and a closable route to the database.

As a program, it runs readers, who request pages as fast as they are answered:
python -m tools.drills.site PORT WORD ADDRESS…
"""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from tools.bench.processes import ROOT, free_port, is_listening

READERS = 2
GUNICORN = [sys.executable, "-m", "gunicorn", "newsroom.wsgi", "--config=python:newsroom.gunicorn_config"]
QUIET: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
RESTART = 2  # seconds before the site is started again, as in docs/deploy
VALKEY = shutil.which("valkey-server") or shutil.which("redis-server")
BUCKET, KEY = "newsroom-pictures", "drill"


class NotRun(Exception):
    """Raised if a drill cannot run on this system. The message is the reason."""


def start_there(act, *ids, clock=None, errors=None):
    """Start a function of ACTS in another process, and return the process.

    clock   shift of its clock for faketime, such as "+90s", or None
    errors  file for its standard error, or None to print it here
    """
    from django.db import connection

    name = connection.settings_dict["NAME"]
    command = [sys.executable, "-m", "tools.drills", f"--there={act}", f"--database={name}"]
    faked = ["faketime", "-f", clock] if clock else []
    return subprocess.Popen(
        [*faked, *command, *map(str, ids)], stdout=subprocess.PIPE, stderr=errors, text=True
    )


def on_other_server(act, *ids, clock):
    process = start_there(act, *ids, clock=clock)
    printed, _errors = process.communicate(timeout=120)
    assert process.returncode == 0, f"The other server ended with {process.returncode}."
    return printed


class Newsroom:
    """The site on two workers, with its own Valkey, and a route to the database that can be closed.

    valkey     whether Valkey keeps pages, else each worker does
    follows    whether `follow_log` runs, too
    disk       folder for the site's data, by default among temporary files
    variables  additional environment variables
    """

    def __init__(self, *, valkey=False, follows=False, disk=None, **variables):
        self.keeps_in_valkey, self.follows, self.disk, self.more = valkey, follows, disk, variables

    def __enter__(self):
        from django.db import connection

        if self.keeps_in_valkey and not VALKEY:
            raise NotRun("neither Valkey nor Redis is installed.")
        self.folder = tempfile.TemporaryDirectory(prefix="newsroom-drill-", dir=self.disk)
        there = connection.settings_dict
        self.way = Way(there["HOST"] or "127.0.0.1", int(there["PORT"] or 5432))
        self.port, self.valkey_port = free_port(), free_port()
        login = there["USER"] + (f":{there['PASSWORD']}" if there["PASSWORD"] else "")
        database = f"postgresql://{login}@127.0.0.1:{self.way.port}/{there['NAME']}"
        self.variables = site_variables(database, self.folder.name)
        self.variables |= {"SITE_URL": f"http://127.0.0.1:{self.port}"} | self.more
        if self.keeps_in_valkey:
            self.variables["PAGE_CACHE_URL"] = f"redis://127.0.0.1:{self.valkey_port}/0"
            self.start_valkey()
        self.variables["STATIC_ROOT"] = collected_files().name
        self.start()
        self.follower = self.begin("follow_log", **QUIET) if self.follows else None
        return self

    def begin(self, *words, **options):
        """Start a command of manage.py. Return its process."""
        return subprocess.Popen(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=self.variables, **options
        )

    def manage(self, *words, status=0):
        """Run a command of manage.py to its end. Check its exit status and return its output."""
        process = self.begin(*words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        printed, _errors = process.communicate(timeout=300)
        assert process.returncode == status, f"{words[0]} ended with {process.returncode}: {printed}"
        return printed

    def start(self):
        """Start gunicorn, and return once it listens."""
        self.server = serve(self.port, self.variables)

    @property
    def workers(self):
        """Ids of the worker processes."""
        children = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children").read_text()
        return [int(child) for child in children.split()]

    def stop(self):
        end(self.server)

    def __exit__(self, *_error):
        self.stop()
        if self.follower:
            end(self.follower)
        if self.keeps_in_valkey:
            self.kill_valkey()
        self.way.close()
        self.folder.cleanup()

    def start_valkey(self):
        serve = [VALKEY, "--port", str(self.valkey_port), "--bind", "127.0.0.1", "--save", ""]
        self.valkey = subprocess.Popen(serve, cwd=self.folder.name, stdout=subprocess.DEVNULL)
        wait_for(self.valkey_port)

    def kill_valkey(self):
        self.valkey.kill()
        self.valkey.wait(30)

    def visit(self, word, addresses):
        """Request each page several times, so that each worker has a connection and each page is kept."""
        with self.readers(word, addresses) as told:
            time.sleep(2)
        assert not [report["failures"] for report in told if report["failures"]], told

    @contextmanager
    def readers(self, word, addresses):
        """Let readers look for a word during the block. At its end, the yielded list has their results.

        A result is as returned by read_on(), with "began_at" and "ended_at" of the block in time.time().
        """
        command = [sys.executable, "-m", "tools.drills.site", str(self.port), word, *addresses]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        there = [subprocess.Popen(command, cwd=ROOT, **pipes) for _number in range(READERS)]
        told, began_at = [], time.time()
        try:
            yield told
        finally:
            ended_at = time.time()
            for reader in there:
                printed, _errors = reader.communicate(timeout=60)
                told.append(json.loads(printed) | {"began_at": began_at, "ended_at": ended_at})


def site_variables(database, data):
    """Return the environment of a site on this machine, with a database URL and a data folder."""
    return {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": database,
        "NEWSROOM_DATA": str(data),
        "SECRET_KEY": "a key for drills, of a length that is accepted",
        "ALLOWED_HOSTS": "127.0.0.1",
        "HTTPS": "0",
    }


@cache
def collected_files() -> tempfile.TemporaryDirectory:
    """Return a folder with the static files, collected once for all sites of a process."""
    folder = tempfile.TemporaryDirectory(prefix="newsroom-drill-static-")
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    with tempfile.TemporaryDirectory(prefix="newsroom-drill-") as data:
        variables = site_variables("", data) | {"STATIC_ROOT": folder.name}
        subprocess.run(command, cwd=ROOT, env=variables, check=True, timeout=300)
    return folder


def serve(port, variables):
    """Start the site on two workers. Return its process once it listens."""
    command = [*GUNICORN, f"--bind=127.0.0.1:{port}"]
    process = subprocess.Popen(command, cwd=ROOT, env=variables, **QUIET)
    wait_for(port)
    return process


def start_on_socket(listener, command, **options):
    """Start a server that inherits a socket, as from systemd. Return its process."""
    # LISTEN_PID must be the process id of the server.
    script = f'export LISTEN_PID=$$ LISTEN_FDS=1; exec "$0" "$@" 3<&{listener.fileno()}'
    return subprocess.Popen(["bash", "-c", script, *command], pass_fds=[listener.fileno()], **options)


class SupervisedNewsroom(Newsroom):
    """The site under a supervisor that acts like systemd with the units of docs/deploy.

    The socket stays open even if the site fails, and the site is started again when it ends.
    """

    def start(self):
        self.listener = socket.create_server(("127.0.0.1", self.port), backlog=512)
        self.is_wanted = True
        self._start()
        self.supervisor = threading.Thread(target=self._supervise, daemon=True)
        self.supervisor.start()
        self.wait_until_ready()

    def _start(self):
        self.server = start_on_socket(
            self.listener, GUNICORN, cwd=ROOT, env=self.variables, start_new_session=True, **QUIET
        )

    def _supervise(self):
        while self.is_wanted:
            self.server.wait()
            if self.is_wanted:
                with suppress(ProcessLookupError):  # like systemd, end the rest of the unit
                    os.killpg(self.server.pid, signal.SIGKILL)
                time.sleep(RESTART)
                self._start()

    def wait_until_ready(self):
        """Wait until the site reports that it is ready."""
        wait_until(self._is_ready, "The site is not ready.", pause=0.2)

    def _is_ready(self):
        with suppress(OSError), urllib.request.urlopen(f"{self.url}/readyz", timeout=5):  # noqa: S310
            return True
        return False

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def stop(self):
        self.is_wanted = False
        super().stop()
        self.listener.close()


class Way:
    """A route to a server, through its own port, that can be closed and opened again."""

    def __init__(self, host, port):
        self.there, self.port, self.connections = (host, port), free_port(), []
        self.open()

    def open(self):
        self.listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=[self.listener], daemon=True).start()

    def close(self):
        hang_up(self.listener)
        for connection in self.connections:
            hang_up(connection)
        self.connections = []

    def _accept(self, listener):
        while True:
            try:
                here, _address = listener.accept()
            except OSError:  # closed
                return
            try:
                there = socket.create_connection(self.there, timeout=5)
            except OSError:  # the server is away
                hang_up(here)
                continue
            there.settimeout(None)
            self.connections += [here, there]
            for source, target in ((here, there), (there, here)):
                threading.Thread(target=self._carry, args=[source, target], daemon=True).start()

    def _carry(self, source, target):
        with suppress(OSError):
            while data := source.recv(65_536):
                target.sendall(data)
        hang_up(source)
        hang_up(target)


def hang_up(connection):
    """Close a connection that another thread may be waiting on."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()


def wait_for(port):
    """Wait until something listens on a port."""
    wait_until(lambda: is_listening(port), f"Nothing listens on port {port}.")


def wait_until(is_so, failure, seconds=60, pause=0.05):
    """Wait until `is_so` returns true. Return the seconds. Raise AssertionError with `failure` on timeout."""
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < seconds, f"{failure} ({seconds} s)"
        time.sleep(pause)
    return time.monotonic() - began


def end(process, seconds=30):
    """Terminate a process and wait for it."""
    process.terminate()
    process.wait(seconds)


@contextmanager
def bucket() -> Iterator[tuple[dict[str, str], Way]]:
    """Yield environment variables to store pictures in a bucket, and the route to it, which can be closed."""
    import boto3

    port = free_port()
    # In a separate process, because readers in this process would delay its answers.
    command = [sys.executable, "-m", "moto.server", "--host=127.0.0.1", f"--port={port}"]
    storage = subprocess.Popen(command, **QUIET)
    way = Way("127.0.0.1", port)
    variables = {
        "MEDIA_BUCKET": BUCKET,
        "S3_ENDPOINT": f"http://127.0.0.1:{way.port}",
        "S3_ACCESS_KEY_ID": KEY,
        "S3_SECRET_ACCESS_KEY": KEY,
    }
    keys = {"aws_access_key_id": KEY, "aws_secret_access_key": KEY, "region_name": "us-east-1"}
    try:
        wait_for(port)
        boto3.client("s3", endpoint_url=variables["S3_ENDPOINT"], **keys).create_bucket(Bucket=BUCKET)
        yield variables, way
    finally:
        way.close()
        end(storage)


def read_on(port, word, addresses, is_over):
    """Request the addresses in turn until the event `is_over` is set.

    Return {"answers": their number, "failures": [[address, status or error, time]], "changes": [change]}.

    A change is [address, state before, state after, time when the last old page was requested, time when the
    first new page arrived]. A state is the status and whether the page contains the word. Times are from
    time.time().
    """
    told = {"answers": 0, "failures": [], "changes": []}
    last, connection = {}, None
    while not is_over.is_set():
        for address in addresses:
            asked_at = time.time()
            try:
                connection = connection or http.client.HTTPConnection("127.0.0.1", port, timeout=10)
                connection.request("GET", address, headers={"Accept-Encoding": "identity"})
                answer = connection.getresponse()
                state = [answer.status, word in answer.read()]
            except (http.client.HTTPException, OSError) as problem:
                connection = None
                # A server may close a kept-alive connection just when it is used again.
                if not isinstance(problem, http.client.RemoteDisconnected):
                    told["failures"].append([address, repr(problem), asked_at])
                continue
            told["answers"] += 1
            if answer.status >= 500:
                told["failures"].append([address, answer.status, asked_at])
            before, asked_before = last.get(address, (state, asked_at))
            if state != before:
                told["changes"].append([address, before, state, asked_before, time.time()])
            last[address] = state, asked_at
    return told


def read_until_told(port, word, *addresses):
    """Request pages until standard input closes. Print the results as JSON."""
    is_over = threading.Event()

    def wait():
        sys.stdin.read()
        is_over.set()

    threading.Thread(target=wait, daemon=True).start()
    json.dump(read_on(int(port), word.encode(), addresses, is_over), sys.stdout)


if __name__ == "__main__":
    read_until_told(*sys.argv[1:])

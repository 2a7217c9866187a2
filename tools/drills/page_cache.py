"""Drills of the page cache: readers at two workers while stories come and go, and while servers fail."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from tools.drills.processes import NotRun

ROOT = Path(__file__).resolve().parent.parent.parent
READERS = 2
SECOND = 1.0  # after which every worker knows of a change
MEASURED = 0.15  # seconds by which a busy machine may be late in asking or noting
AWAY = int(os.environ.get("DRILL_AWAY", "20"))  # seconds for which the database is away
WORD = "Embargoed"
VALKEY = shutil.which("valkey-server") or shutil.which("redis-server")


def kept_pages():
    """Readers at two workers while stories come and go, while Valkey is killed and PostgreSQL is away."""
    from django.utils import timezone

    from articles.models import Edition
    from articles.publishing import publish, withdraw
    from tools.drills.editions import change, published

    if not VALKEY:
        raise NotRun("there is no Valkey, and no Redis.")
    stories = [published(f" {number}") for number in range(8)]
    with Newsroom() as newsroom:
        addresses = ["/en/", "/ko/", *(one.get_absolute_url() for one in Edition.objects.live())]
        newsroom.visit(addresses)
        with newsroom.readers(addresses) as told:
            lifts = timezone.now() + timedelta(seconds=3)
            change(stories[0], f"{WORD} harbor")
            publish(stories[0], "en", by=None, at=lifts)
            time.sleep(5)
            gone_at = withdraw(stories[0], "en", by=None, note="It was wrong.").live_from
            time.sleep(2)
        check_readers(told, "embargo and withdrawal")
        check_times(told, lifts.timestamp(), gone_at.timestamp())
        with newsroom.readers(addresses) as told:
            newsroom.kill_valkey()
            time.sleep(3)
            newsroom.start_valkey()
            time.sleep(3)
        check_readers(told, "Valkey killed and started again")
        with newsroom.readers(addresses) as told:
            newsroom.way.close()
            time.sleep(AWAY)
            newsroom.way.open()
            time.sleep(3)
        check_readers(told, f"PostgreSQL away for {AWAY} s")


def check_readers(told, name):
    seconds = told[0]["ended_at"] - told[0]["began_at"]
    answers = sum(one["answers"] for one in told)
    failures = [failure for one in told for failure in one["failures"]]
    assert not failures, f"{name}: {len(failures)} requests failed, the first: {failures[0]}"
    print(f"  {name}: {answers} pages in {seconds:.0f} s, {answers / seconds:.0f} a second, none failed")


def check_times(told, lifts, gone_at):
    """Check that nobody saw the word before its time, or had not seen a change a second after it."""
    changes = [change for one in told for change in one["changes"] if change[0] == "/en/"]
    shown = [change[3:] for change in changes if change[2][1] and not change[1][1]]
    hidden = [change[3:] for change in changes if change[1][1] and not change[2][1]]
    assert shown and hidden, "No reader saw the embargo lift, or the withdrawal."
    assert all(arrived >= lifts for _asked, arrived in shown), "A reader saw an embargoed story."
    late = [asked - lifts for asked, _arrived in shown] + [asked - gone_at for asked, _arrived in hidden]
    assert max(late) < SECOND + MEASURED, f"A page was {max(late):.2f} s late."
    print(f"  nobody early; the last old page was asked for {max(late):.2f} s after the change")


class Newsroom:
    """The site on two workers, with a Valkey of its own, and a way to the database that can be closed."""

    def __enter__(self):
        from django.db import connection

        self.folder = tempfile.TemporaryDirectory(prefix="newsroom-drill-")
        there = connection.settings_dict
        self.way = Way(there["HOST"] or "127.0.0.1", int(there["PORT"] or 5432))
        self.port, self.valkey_port = free_port(), free_port()
        login = there["USER"] + (f":{there['PASSWORD']}" if there["PASSWORD"] else "")
        self.variables = {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": f"postgresql://{login}@127.0.0.1:{self.way.port}/{there['NAME']}",
            "PAGE_CACHE_URL": f"redis://127.0.0.1:{self.valkey_port}/0",
            "NEWSROOM_DATA": self.folder.name,
            "SECRET_KEY": "a key for drills, of a length that is accepted",
            "ALLOWED_HOSTS": "127.0.0.1",
            "SITE_URL": f"http://127.0.0.1:{self.port}",
            "HTTPS": "0",
        }
        self.start_valkey()
        collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
        subprocess.run(collect, cwd=ROOT, env=self.variables, check=True, timeout=120)
        serve = [sys.executable, "-m", "gunicorn", "newsroom.wsgi", f"--bind=127.0.0.1:{self.port}"]
        serve += ["--config=python:newsroom.gunicorn_config", "--workers=2", "--no-control-socket"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.server = subprocess.Popen(serve, cwd=ROOT, env=self.variables, **quiet)
        wait_for(self.port)
        return self

    def __exit__(self, *_error):
        self.server.terminate()
        self.server.wait(30)
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

    def visit(self, addresses):
        """Ask for each page some times, so that each worker has a connection and each page is kept."""
        with self.readers(addresses) as told:
            time.sleep(2)
        assert not [one["failures"] for one in told if one["failures"]], told

    @contextmanager
    def readers(self, addresses):
        """Let readers read while the block runs; the list that it gets holds then what each tells."""
        command = [sys.executable, "-m", "tools.drills.readers", str(self.port), WORD, *addresses]
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


class Way:
    """A way to a server, through a port of its own, that can be closed and opened again."""

    def __init__(self, host, port):
        self.there, self.port, self.connections = (host, port), free_port(), []
        self.open()

    def open(self):
        self.listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=[self.listener], daemon=True).start()

    def close(self):
        self.listener.close()
        for connection in self.connections:
            hang_up(connection)
        self.connections = []

    def _accept(self, listener):
        while True:
            try:
                here, _address = listener.accept()
            except OSError:  # closed
                return
            there = socket.create_connection(self.there)
            self.connections += [here, there]
            for one, other in ((here, there), (there, here)):
                threading.Thread(target=self._carry, args=[one, other], daemon=True).start()

    def _carry(self, one, other):
        with suppress(OSError):
            while data := one.recv(65_536):
                other.sendall(data)
        hang_up(one)
        hang_up(other)


def hang_up(connection):
    """Close a connection on which another thread may be waiting."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def wait_for(port, seconds=60):
    """Wait until something listens on a port."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"Nothing listens on port {port} after {seconds} s.")

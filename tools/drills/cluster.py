"""Servers for the drills: a PostgreSQL that they may restart and kill, and sinks for outgoing messages.

A sink plays the role of a mail server or a CDN, and keeps all that it receives.
"""

import os
import re
import shutil
import signal
import socketserver
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import NamedTuple

from tools.bench.processes import free_port
from tools.drills.site import NotRun

SIZE = 1024  # megabytes of the disk
LONG = 100  # milliseconds; slower statements are in the log
OPTIONS = f"""
    -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200
    -c log_min_duration_statement={LONG} -c log_lock_waits=on -c deadlock_timeout=100ms
""".split()
LINE = re.compile(r"\[(?P<process>\d+)\] LOG:  (?P<words>.*)")  # with PostgreSQL's default log_line_prefix
DURATION = re.compile(r"duration: ([\d.]+) ms +(?:statement|(?:parse|bind|execute) [^:]*): (.*)")
WAIT = re.compile(r"process \d+ acquired \w+ on .* after ([\d.]+) ms")
running = None  # the cluster of this process, if it has started one


class LongStatement(NamedTuple):
    """A logged statement: its milliseconds, the milliseconds it waited for locks, and its first words."""

    ms: float
    waited_ms: float
    words: str


def long_statements(log: str) -> Iterator[LongStatement]:
    """Yield a LongStatement for each statement of a PostgreSQL log that has a duration."""
    waits = {}  # {process: milliseconds that it has waited for locks since its last statement}
    for line in LINE.finditer(log):
        process = line["process"]
        if waited := WAIT.search(line["words"]):
            waits[process] = waits.get(process, 0) + float(waited[1])
        elif match := DURATION.search(line["words"]):
            yield LongStatement(float(match[1]), waits.pop(process, 0), match[2])


class Cluster:
    """The newest PostgreSQL of this machine, on its own data, during its `with` block.

    Raise NotRun if PostgreSQL is not installed.
    """

    def __enter__(self):
        paths = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
        initdb = shutil.which("initdb") or (paths and paths[-1])
        if not initdb:
            raise NotRun("PostgreSQL is not installed.")
        self.programs, self.port = Path(initdb).resolve().parent, free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="newsroom-cluster-"))
        self.has_disk = mount_disk(self.folder)
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(self.folder, "postgres")
        self.log = self.folder / "log"
        options = ["--username=newsroom", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        self._run("initdb", f"--pgdata={self.folder}/data", *options)
        self.start()
        global running
        running = self
        return self

    def __exit__(self, *_error):
        global running
        running = None
        with suppress(AssertionError):  # a drill that failed may have left it stopped
            self.stop("immediate")
        if self.has_disk:
            subprocess.run(["umount", "--lazy", self.folder], check=True)  # noqa: S607
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def url(self) -> str:
        return f"postgresql://newsroom@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start the server, and return when it accepts connections."""
        options = " ".join([*OPTIONS, f"-c port={self.port}"])
        self._run("pg_ctl", "start", "--wait", f"--log={self.log}", f"--options={options}")

    def stop(self, mode: str = "fast") -> None:
        """Stop the server in a mode of pg_ctl."""
        self._run("pg_ctl", "stop", "--wait", f"--mode={mode}")

    def kill(self) -> None:
        """Kill all processes of the server, as the kernel does when memory is short."""
        self._signal(signal.SIGKILL)
        time.sleep(1)
        # In a container without an init, killed processes remain as zombies and look like a running server.
        (self.folder / "data/postmaster.pid").unlink()

    def ensure_started(self) -> None:
        """Start the server if it has ended, as systemd would."""
        try:
            self._run("pg_ctl", "status")
        except AssertionError:
            self.start()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Suspend all processes of the server until the block ends."""
        self._signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._signal(signal.SIGCONT)

    def _signal(self, number):
        main = int((self.folder / "data/postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        for process in (main, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(process, number)

    @contextmanager
    def full_disk(self) -> Iterator[None]:
        """Fill the disk of the server until the block ends. Raise NotRun if no disk could be mounted."""
        if not self.has_disk:
            raise NotRun("this system does not permit mounting.")
        filling, disk = self.folder / "filling", os.statvfs(self.folder)
        with filling.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, disk.f_bavail * disk.f_frsize)
        try:
            yield
        finally:
            filling.unlink()

    def long_statements(self) -> list[LongStatement]:
        """Return the statements that took LONG or more, the longest first."""
        return sorted(long_statements(self.log.read_text(encoding="utf-8", errors="replace")), reverse=True)

    def _run(self, program, *arguments):
        own = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*own, str(self.programs / program), *arguments]
        data = {"PGDATA": str(self.folder / "data")}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}  # errors are shown if it fails
        done = subprocess.run(
            command, cwd="/", env=os.environ | data, timeout=120, check=False, text=True, **quiet
        )
        assert done.returncode == 0, f"{program}: {done.stderr}"


def mount_disk(folder: Path) -> bool:
    """Mount a small disk, visible to this process and its children. Return whether the system permits it."""
    private = ["mount", "--make-rprivate", "/"]
    small = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}m", "newsroom-drill", str(folder)]
    try:
        os.unshare(os.CLONE_NEWNS)
        return all(subprocess.run(command, check=False).returncode == 0 for command in (private, small))
    except OSError:  # not permitted, or the program is missing
        return False


class Sink(socketserver.ThreadingTCPServer):
    """A server on a port of its own that counts connections and keeps the messages it receives."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, dialogue: type[socketserver.BaseRequestHandler]):
        super().__init__(("127.0.0.1", 0), dialogue)
        self.port, self.connections, self.received = self.server_address[1], 0, []

    def process_request(self, request, client_address):
        self.connections += 1
        super().process_request(request, client_address)

    @contextmanager
    def listening(self) -> Iterator["Sink"]:
        """Listen until the block ends."""
        threading.Thread(target=self.serve_forever, daemon=True).start()
        try:
            yield self
        finally:
            self.shutdown()
            self.server_close()


class MailDialogue(socketserver.StreamRequestHandler):
    """The part of SMTP that Django uses. Every e-mail is accepted."""

    def handle(self):
        self._say("220 newsroom-drill")
        while line := self.rfile.readline():
            command = line.strip().upper()
            if command == b"DATA":
                self._say("354 Go on.")
                self.server.received.append(self._read_mail())
            self._say("221 Until then." if command == b"QUIT" else "250 Fine.")
            if command == b"QUIT":
                return

    def _say(self, words):
        self.wfile.write(f"{words}\r\n".encode())

    def _read_mail(self) -> EmailMessage:
        lines = iter(self.rfile.readline, b".\r\n")
        return message_from_bytes(b"".join(lines), policy=policy.default)


class CdnDialogue(BaseHTTPRequestHandler):
    """The part of HTTP that purges pages of a CDN."""

    def do_PURGE(self):  # noqa: N802
        self.server.received.append(dict(self.headers))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_words):
        """Keep the terminal free of log lines."""

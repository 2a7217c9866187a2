"""A restored copy of a newsroom on an empty machine, digests, and servers that keep what it sends."""

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler
from typing import NamedTuple

import psycopg
from psycopg.sql import SQL, Identifier

from tools.drills.site import SupervisedNewsroom

TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
DIGEST = SQL("""
    SELECT COUNT(*), MD5(COALESCE(STRING_AGG(row, '' ORDER BY row), ''))
    FROM (SELECT MD5({table}::text) AS row FROM {table}) AS rows
""")
SNAPSHOTS = "SELECT name FROM pg_ls_dir('pg_snapshots') AS name"  # of transactions that have exported one


class TableDigest(NamedTuple):
    """The number of rows of a table, and a digest of all their columns."""

    rows: int
    digest: str


def table_digests(connection: psycopg.Connection) -> dict[str, TableDigest]:
    """Return {table: its digest} of a database, as the transaction of the connection sees it."""
    connection.execute("SET TIME ZONE 'UTC'")
    tables = [name for (name,) in connection.execute(TABLES).fetchall()]
    return {
        name: TableDigest(*connection.execute(DIGEST.format(table=Identifier(name))).fetchone())
        for name in sorted(tables)
    }


def differing_tables(some: dict[str, TableDigest], others: dict[str, TableDigest]) -> set[str]:
    return {name for name in some.keys() | others.keys() if some.get(name) != others.get(name)}


@contextmanager
def snapshot_of(process, url: str) -> Iterator[psycopg.Connection]:
    """Yield a connection to a database that sees the snapshot which another process exports meanwhile.

    Raise AssertionError if the process ends before.
    """
    with psycopg.connect(url, autocommit=True) as looking, psycopg.connect(url, autocommit=True) as seeing:
        while not (found := looking.execute(SNAPSHOTS).fetchone()):
            assert process.poll() is None, "The backup has ended, and was not seen to begin."
            time.sleep(0.005)
        seeing.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        seeing.execute(SQL("SET TRANSACTION SNAPSHOT {}").format(found[0]))
        yield seeing


class RestoredNewsroom(SupervisedNewsroom):
    """A site with a data folder of its own on a database into which a backup is restored first.

    backup  its path
    url     of an empty database
    """

    def __init__(self, backup, url, **variables):
        super().__init__(follows=True, DATABASE_URL=url, **variables)
        self.backup, self.url_of_database, self.digests = backup, url, None

    def start(self):
        if self.digests is None:
            began = time.monotonic()
            said = self.manage("restore", str(self.backup), "--verbosity=0")
            self.seconds = time.monotonic() - began
            assert "This copy is held" in said, said
            self.digests = self.read_digests()
        super().start()

    def read_digests(self) -> dict[str, TableDigest]:
        """Return {table: its digest} as of now."""
        with psycopg.connect(self.url_of_database, autocommit=True) as connection:
            return table_digests(connection)

    def ask(self, query: str, *values) -> list[tuple]:
        """Return the rows of a query."""
        with psycopg.connect(self.url_of_database, autocommit=True) as connection:
            return connection.execute(query, values).fetchall()


class Sink(socketserver.ThreadingTCPServer):
    """A server on a port of its own: how many connections it had, and what it was sent."""

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
    """SMTP as far as Django speaks it: every e-mail is accepted."""

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
    """HTTP as far as a CDN is told of changes."""

    def do_PURGE(self):  # noqa: N802
        self.server.received.append(dict(self.headers))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_words):
        """Say nothing on the terminal."""

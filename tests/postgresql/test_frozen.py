"""A server that accepts connections but is silent, as after its machine stopped, is given up."""

import socket
import threading
import time
from contextlib import suppress

import psycopg
import pytest
from django.db import OperationalError, connection

from newsroom.postgresql import base

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]


class FreezingWay:
    """A proxy to the server of the tests. After it is frozen, it passes nothing on."""

    def __init__(self, host, port):
        self.there, self.is_frozen, self.open = (host, port), False, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with suppress(OSError):  # the proxy was closed
            while True:
                here, _address = self.listener.accept()
                self.open.append(here)
                if self.is_frozen:
                    continue
                there = socket.create_connection(self.there)
                self.open.append(there)
                for one, other in ((here, there), (there, here)):
                    threading.Thread(target=self._carry, args=[one, other], daemon=True).start()

    def _carry(self, one, other):
        with suppress(OSError):
            while (data := one.recv(65_536)) and not self.is_frozen:
                other.sendall(data)

    def close(self):
        for one in (self.listener, *self.open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


@pytest.fixture
def way():
    place = connection.settings_dict
    found = FreezingWay(place["HOST"] or "127.0.0.1", int(place["PORT"] or 5432))
    yield found
    found.close()


@pytest.fixture
def frozen(way, monkeypatch):
    """Yield a connection of the newsroom's engine to a server that then freezes."""
    monkeypatch.setattr(base, "SILENCE", 0.2)
    monkeypatch.setattr(base.DatabaseWrapper, "attempts", {})
    place = connection.settings_dict | {"HOST": "127.0.0.1", "PORT": str(way.listener.getsockname()[1])}
    found = base.DatabaseWrapper(place, "frozen")
    with found.cursor() as cursor:
        cursor.execute("SELECT 1")
    way.is_frozen = True
    yield found
    found.close()


def seconds_to_fail(database):
    began = time.monotonic()
    with pytest.raises(OperationalError), database.cursor() as cursor:
        cursor.execute("SELECT 1")
    return time.monotonic() - began


def test_a_connection_is_given_up_and_the_next_one_not_tried(way, frozen):
    # Without a probe it would wait forever.
    assert seconds_to_fail(frozen) < base.SILENCE + base.PROBED_FOR + 20
    assert frozen.connection.closed
    frozen.close()
    tried = len(way.open)
    seconds_to_fail(frozen)
    assert len(way.open) == tried


def test_a_statement_may_take_longer_than_the_silence(way, monkeypatch):
    monkeypatch.setattr(base, "SILENCE", 0.2)
    place = connection.settings_dict
    to = {"host": place["HOST"] or "127.0.0.1", "port": place["PORT"] or 5432, "dbname": place["NAME"]}
    with base.ProbedConnection.connect(**to, user=place["USER"], password=place["PASSWORD"]) as slow:
        assert slow.execute("SELECT pg_sleep(0.7), 7").fetchone()[1] == 7
        with pytest.raises(psycopg.errors.QueryCanceled):
            slow.execute("SET statement_timeout = 300")
            slow.execute("SELECT pg_sleep(2)")

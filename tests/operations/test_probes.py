"""Probes of load balancers: without a host, without https, without a database, in bounded time."""

import threading
import time
from unittest import mock

import pytest
from django.db import OperationalError
from django.test import Client, override_settings

from newsroom.operations import probes
from newsroom.operations.installation import servers
from newsroom.operations.installation.check import CheckState, InstallationCheck, Readiness, broken, fine
from newsroom.operations.probes import ReadinessProbe

HOST = {"headers": {"host": "10.0.0.7:8000"}}  # not in ALLOWED_HOSTS


class StandInCheck(InstallationCheck):
    needs_database = False

    def __init__(self, name, report=None, part=Readiness.REQUIRED):
        self.name, self.report, self.readiness = name, report or fine(""), part
        self.go_on, self.count = threading.Event(), 0
        self.go_on.set()

    def examine(self):
        self.count += 1
        self.go_on.wait(10)
        return self.report


@pytest.fixture
def checks(monkeypatch):
    """Return the checks of /readyz as a list to fill."""
    found = []
    monkeypatch.setattr(probes, "readiness_checks", lambda: found)
    return found


class TestHealth:
    @override_settings(SECURE_SSL_REDIRECT=True)
    def test_needs_neither_host_nor_https_nor_database(self):
        response = Client().get("/healthz", **HOST)
        assert (response.status_code, response.content) == (200, b"ok\n")
        assert response["Cache-Control"] == "no-store"
        assert Client().head("/healthz", **HOST).content == b""

    @pytest.mark.parametrize("path", ["/healthz/", "/", "/en/", "/admin/login/"])
    def test_every_other_address_needs_an_allowed_host(self, path):
        assert Client().get(path, **HOST).status_code == 400

    @pytest.mark.django_db
    def test_takes_no_other_method(self):
        assert Client().post("/healthz").status_code == 404


class TestReadiness:
    def ask(self):
        response = Client().get("/readyz", **HOST)
        assert response["Cache-Control"] == "no-store"
        return response.status_code, response.json()

    def test_names_states_and_no_details(self, checks):
        checks += [StandInCheck("database"), StandInCheck("disk", broken("a", "b"), Readiness.REPORTED)]
        found = {"status": "ready", "checks": {"database": "fine", "disk": "broken"}}
        assert self.ask() == (200, found)

    def test_fails_if_a_required_part_is_broken(self, checks):
        checks += [StandInCheck("database", broken("", ""))]
        assert self.ask() == (503, {"status": "not ready", "checks": {"database": "broken"}})

    @pytest.mark.django_db(transaction=True)
    def test_asks_the_real_parts(self):
        status, found = self.ask()
        assert status == 200, found
        assert {"database", "storage", "consumers", "clock", "disk"} <= found["checks"].keys()

    def test_says_so_when_the_database_is_away(self):
        with mock.patch.object(servers, "connection") as connection:
            connection.cursor.side_effect = OperationalError
            status, found = self.ask()
        assert status == 503
        assert (found["checks"]["database"], found["checks"]["clock"]) == ("broken", "unknown")
        assert found["checks"]["storage"] == "fine"

    def test_waits_for_nothing_that_hangs_and_begins_nothing_beside_it(self, checks, monkeypatch):
        monkeypatch.setattr(probes, "TIMEOUT", 1)
        checks += [StandInCheck("storage"), StandInCheck("database")]
        checks[1].go_on.clear()
        probe, began = ReadinessProbe(), time.monotonic()
        for _number in range(5):
            is_ready, states = probe.ask()
            assert not is_ready
            assert states == {"storage": CheckState.FINE, "database": CheckState.UNKNOWN}
        assert time.monotonic() - began < 4  # one after the other, five would take five seconds
        assert checks[1].count == 1
        checks[1].go_on.set()
        probe.round.is_done.wait(5)
        assert probe.ask()[0]

    def test_is_kept_for_a_second(self, checks, monkeypatch):
        checks += [StandInCheck("database")]
        probe = ReadinessProbe()
        for _number in range(10):
            probe.ask()
        assert checks[0].count == 1
        monkeypatch.setattr(probes, "KEPT", 0)
        probe.ask()
        assert checks[0].count == 2

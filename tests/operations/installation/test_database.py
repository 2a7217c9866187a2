"""Checks of the database, each passed and failed."""

from datetime import timedelta
from unittest import mock

import pytest
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder

from newsroom.operations.installation import servers
from newsroom.operations.installation.check import CheckState, run_check

FINE, ATTENTION, BROKEN = CheckState.FINE, CheckState.ATTENTION, CheckState.BROKEN
pytestmark = pytest.mark.django_db


def state(check):
    report = run_check(check)
    assert report.state == FINE or report.remedy
    return report.state


class TestDatabaseCheck:
    def test_answers(self):
        assert state(servers.DatabaseCheck()) == FINE

    def test_is_away(self):
        with mock.patch.object(servers, "connection") as connection:
            connection.cursor.side_effect = OperationalError("a password")
            report = run_check(servers.DatabaseCheck())
        assert report.state == BROKEN
        assert "a password" not in report.found
        assert "DATABASE_URL" in report.remedy

    def test_is_slow(self):
        with mock.patch.object(servers, "SLOW", -1):
            assert state(servers.DatabaseCheck()) == ATTENTION


class TestLocaleCheck:
    def test_is_right(self):
        assert state(servers.LocaleCheck()) == FINE

    @pytest.mark.parametrize("found", [("SQL_ASCII", True), ("UTF8", False)])
    def test_is_wrong(self, found):
        with mock.patch.object(servers, "read_locale", return_value=found):
            assert state(servers.LocaleCheck()) == BROKEN


class TestClockCheck:
    @pytest.mark.parametrize(("seconds", "expected"), [(0.1, FINE), (-2, ATTENTION), (120, BROKEN)])
    def test_difference(self, seconds, expected):
        with mock.patch.object(servers.clock, "difference", return_value=timedelta(seconds=seconds)):
            assert state(servers.ClockCheck()) == expected


class TestMigrationsCheck:
    def test_all_are_applied(self):
        assert state(servers.MigrationsCheck()) == FINE

    def test_one_is_missing(self):
        MigrationRecorder.Migration.objects.filter(app="operations", name="0003_held_copy").delete()
        assert state(servers.MigrationsCheck()) == BROKEN

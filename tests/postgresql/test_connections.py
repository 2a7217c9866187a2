"""Connections to PostgreSQL: statements prepared once, and checks whether a connection is usable."""

from unittest import mock

import psycopg
import pytest
from django.db import connection

from newsroom.postgresql import base

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]


@pytest.fixture
def own():
    """Yield a connection of the test's own, outside the transaction of the tests."""
    found = connection.copy()
    found.settings_dict = found.settings_dict | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    found.connect()
    yield found
    found.close()


def run(own, statement, *values):
    with own.prepared_cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def prepared(own):
    """Return the numbers of runs of each prepared statement of a connection."""
    with own.cursor() as cursor:
        cursor.execute("SELECT generic_plans + custom_plans FROM pg_prepared_statements")
        return [number for (number,) in cursor.fetchall()]


class TestPreparedStatements:
    def test_a_statement_is_prepared_once(self, own):
        assert [run(own, "SELECT %s::int + 1", number) for number in (1, 2, 3)] == [[(2,)], [(3,)], [(4,)]]
        assert prepared(own) == [3]

    def test_a_percent_sign_and_lists_reach_the_server(self, own):
        statement = "SELECT '5 %%' || %s::text, 3 = ANY(%s::bigint[])"
        assert run(own, statement, "won", [1, 3]) == [("5 %won", True)]

    def test_nothing_is_prepared_behind_a_pooler(self, own):
        with mock.patch.object(psycopg.ConnectionInfo, "backend_pid", 0):
            assert run(own, "SELECT %s::int + 1", 1) == [(2,)]
        assert prepared(own) == []

    def test_an_ordinary_statement_is_not_prepared(self, own):
        run(own, "SELECT 1")
        with own.cursor() as cursor:
            cursor.execute("SELECT %s::int", [1])
        assert prepared(own) == [1]

    def test_a_column_may_change_meanwhile(self, own):
        with own.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE changed AS SELECT 'a'::varchar(1) AS word")
        assert run(own, "SELECT word FROM changed") == [("a",)]
        with own.cursor() as cursor:  # after a plain ALTER, psycopg would discard its prepared statements
            cursor.execute("DO $$BEGIN ALTER TABLE changed ALTER word TYPE varchar(9); END$$")
        assert [run(own, "SELECT word FROM changed") for _time in range(2)] == [[("a",)]] * 2


class TestUsableConnections:
    @pytest.fixture
    def asked(self, monkeypatch):
        """Return a list that grows by one with each check of a connection."""
        found, ask = [], base.DatabaseWrapper.is_usable
        monkeypatch.setattr(base.DatabaseWrapper, "is_usable", lambda own: found.append(1) or ask(own))
        return found

    @pytest.mark.parametrize("seconds, times", [(base.TRUSTED, 0), (-1, 1)], ids=["just now", "long ago"])
    def test_a_connection_is_asked_if_it_was_not_used_lately(self, own, asked, monkeypatch, seconds, times):
        run(own, "SELECT 1")
        monkeypatch.setattr(base, "TRUSTED", seconds)
        own.close_if_unusable_or_obsolete()  # Django calls this at the start of a request
        assert run(own, "SELECT 2") == run(own, "SELECT 2") == [(2,)]
        assert len(asked) == times

    @pytest.mark.parametrize("name", ["cursor", "prepared_cursor"])
    def test_a_connection_that_the_server_ended_is_made_anew(self, own, asked, name):
        [(pid,)] = run(own, "SELECT pg_backend_pid()")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        own.close_if_unusable_or_obsolete()
        with getattr(own, name)() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            assert cursor.fetchone() != (pid,)
        assert asked

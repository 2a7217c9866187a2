"""The PostgreSQL engine gives up a silent server. These tests use no database."""

import socket
from types import SimpleNamespace
from unittest import mock

import psycopg
import pytest

from newsroom.postgresql import base

REFUSED = psycopg.OperationalError(
    'connection failed: connection to server at "127.0.0.1", port 5432 failed: Connection refused\n'
    "\tIs the server running on that host and accepting TCP/IP connections?"
)
FULL = psycopg.OperationalError(
    'connection to server at "::1" failed: FATAL:  sorry, too many clients already'
)
FULL_KO = psycopg.OperationalError(
    'connection to server at "::1" failed: 치명적오류:  최대 동시 접속자 수를 초과했습니다.'
)


@pytest.fixture
def clock(monkeypatch):
    """Replace time.monotonic of the engine by a clock that the test sets."""
    found = SimpleNamespace(now=100.0)
    monkeypatch.setattr(base, "time", SimpleNamespace(monotonic=lambda: found.now))
    return found


class TestConnectionAttempts:
    @pytest.fixture
    def attempts(self, clock):
        attempts = base.ConnectionAttempts()
        with pytest.raises(psycopg.OperationalError, match="refused"):
            attempts.make(mock.Mock(side_effect=REFUSED))
        return attempts

    def test_a_server_that_failed_is_left_alone_for_a_second(self, attempts, clock):
        connect = mock.Mock()
        with pytest.raises(psycopg.OperationalError, match="a moment ago"):
            attempts.make(connect)
        assert not connect.called
        clock.now += base.PAUSE
        assert attempts.make(connect) is connect.return_value

    @pytest.mark.parametrize("refusal", [FULL, FULL_KO])
    def test_a_server_that_refuses_is_tried_again_at_once(self, refusal, clock):
        attempts, connect = base.ConnectionAttempts(), mock.Mock()
        with pytest.raises(psycopg.OperationalError, match="failed: "):
            attempts.make(mock.Mock(side_effect=refusal))
        assert attempts.make(connect) is connect.return_value

    def test_whoever_is_not_let_try_says_why_the_last_attempt_failed(self, attempts):
        with pytest.raises(psycopg.OperationalError, match="a moment ago: .* Connection refused"):
            attempts.make(mock.Mock())

    def test_while_it_is_away_one_thread_at_a_time_tries_it(self, attempts, clock):
        other = mock.Mock()

        def try_another():
            with pytest.raises(psycopg.OperationalError, match="a moment ago"):
                attempts.make(other)

        clock.now += base.PAUSE
        attempts.make(try_another)
        assert not other.called
        assert attempts.make(other) is other.return_value

    def test_an_attempt_that_hangs_keeps_nobody_else_waiting(self, clock):
        attempts, connect = base.ConnectionAttempts(), mock.Mock()

        def hang():
            clock.now += base.HANGS + 1
            with pytest.raises(psycopg.OperationalError, match="a moment ago"):
                attempts.make(connect)

        attempts.make(hang)
        assert not connect.called
        assert attempts.make(connect) is connect.return_value

    def test_an_attempt_ends_while_nobody_looks_at_the_others(self, clock):
        attempts = base.ConnectionAttempts()

        class Watched(list):
            def remove(self, began_at):
                assert attempts.lock.locked()
                super().remove(began_at)

        attempts.began_at = Watched()
        attempts.make(mock.Mock())
        assert attempts.began_at == []


class TestProbedConnection:
    def listen(self, clock, probe, turns):
        """Let a statement be silent for some turns of two seconds each. Return its result."""

        def statement():
            for _turn in range(turns):
                yield "wanted"
            return "rows"

        info = SimpleNamespace(get_parameters=dict, password="")
        attempts = base.ConnectionAttempts()
        connection = mock.Mock(info=info, attempts=attempts, spec=base.ProbedConnection)
        connection._probe = lambda: base.ProbedConnection._probe(connection)
        generator = base.ProbedConnection._listen(connection, statement())
        with mock.patch.object(psycopg, "connect", probe):
            try:
                next(generator)
                while True:
                    clock.now += 2
                    generator.send(0)
            except StopIteration as end:
                return end.value
            finally:
                self.connection = connection

    def test_a_statement_that_ends_at_once_asks_nobody(self, clock):
        probe = mock.Mock()
        assert self.listen(clock, probe, turns=1) == "rows"
        assert not probe.called

    @pytest.mark.parametrize("answer", [None, FULL, FULL_KO], ids=["takes one more", "is full", "in Korean"])
    def test_a_long_statement_is_waited_for_while_the_server_answers(self, clock, answer):
        probe = mock.Mock(side_effect=answer)
        assert self.listen(clock, probe, turns=10) == "rows"
        assert probe.call_count == 5

    def test_a_server_that_does_not_answer_is_given_up(self, clock):
        with pytest.raises(psycopg.OperationalError, match="no longer responds"):
            self.listen(clock, mock.Mock(side_effect=REFUSED), turns=10)
        assert self.connection.close.called
        assert self.connection.attempts.failed_at == clock.now

    @pytest.fixture
    def sockets(self):
        """Yield the two ends of a connection: (client, server)."""
        ours, server = socket.socketpair()
        with ours, server:
            yield ours, server

    def is_open(self, ours, **facts):
        found = SimpleNamespace(**{"closed": False, "heard_at": 100.0, "fileno": ours.fileno} | facts)
        return base.ProbedConnection.is_open(found)

    def test_a_connection_used_a_moment_ago_is_open(self, clock, sockets):
        clock.now += base.TRUSTED
        assert self.is_open(sockets[0])

    def test_a_connection_used_long_ago_is_asked(self, clock, sockets):
        clock.now += base.TRUSTED + 1
        assert not self.is_open(sockets[0])

    def test_a_connection_that_we_closed_is_not_open(self, clock, sockets):
        assert not self.is_open(sockets[0], closed=True)

    def test_a_server_that_said_that_it_ends_is_asked(self, clock, sockets):
        sockets[1].send(b"E")
        assert not self.is_open(sockets[0])

    def test_a_server_that_closed_the_connection_is_asked(self, clock, sockets):
        sockets[1].close()
        assert not self.is_open(sockets[0])


class TestStatements:
    @pytest.mark.parametrize(
        "statement, found",
        [
            ("SELECT %s, %s", "SELECT $1, $2"),
            ("SELECT '100 %%' || %s", "SELECT '100 %' || $1"),
            ("SELECT '%%s' || %s", "SELECT '%s' || $1"),
            ("SELECT 1", "SELECT 1"),
        ],
    )
    def test_parameters_are_numbered(self, statement, found):
        assert base.with_numbered_parameters(statement) == found

    def test_a_long_statement_is_looked_through_once(self):
        statement = "SELECT %s" + " " * 10_000
        known = base.with_numbered_parameters.cache_info().hits
        for _time in range(2):
            base.with_numbered_parameters(statement)
        assert base.with_numbered_parameters.cache_info().hits == known + 1

"""A fault that repeats is logged once a second and counted. Other faults are never left out."""

import io
import logging
import threading
from unittest import mock

import pytest

from newsroom import logs
from newsroom.logs import MOST_FAULTS, FaultHandler


@pytest.fixture
def clock(monkeypatch):
    """Return the mocked clock of the handler: set its return_value."""
    found = mock.Mock(return_value=100.0)
    monkeypatch.setattr(logs.time, "monotonic", found)
    return found


@pytest.fixture
def handler(clock):
    return FaultHandler(io.StringIO())


@pytest.fixture
def log(handler):
    logger = logging.Logger("tests.faults")
    logger.addHandler(handler)
    return logger


def lines(handler):
    return handler.stream.getvalue().splitlines()


def fail(log, kind=ValueError):
    try:
        raise kind("any")
    except kind:
        log.exception("Failed.")


class TestRepetitions:
    def test_a_fault_is_written_once_a_second_and_counted(self, log, handler, clock):
        for number in range(253):
            clock.return_value = 100 + number / 300
            fail(log)
        assert lines(handler).count("Failed.") == 1
        clock.return_value = 101
        fail(log)
        assert lines(handler).count("Failed.") == 2
        [words] = [line for line in lines(handler) if line.startswith("Repeated")]
        assert words.startswith("Repeated 252 times: ValueError at tests/test_repeated_faults.py:")

    def test_a_number_waits_for_no_further_fault(self, log, handler, clock):
        for _again in range(3):
            log.warning("Slow.")
        clock.return_value = 200
        log.info("Something else.")
        assert lines(handler)[0] == "Slow."
        assert lines(handler)[1].startswith("Repeated 2 times: the message from tests/test_repeated")
        assert lines(handler)[2] == "Something else."

    def test_a_number_is_written_at_the_end_of_the_process(self, log, handler):
        for _again in range(2):
            log.warning("Slow.")
        handler.close()
        assert [line[:16] for line in lines(handler)] == ["Slow.", "Repeated once: t"]

    def test_other_faults_are_written(self, log, handler):
        fail(log)
        fail(log, KeyError)
        log.warning("One.")
        log.warning("Another.")
        written = lines(handler)
        assert written.count("Failed.") == 2
        assert written[-2:] == ["One.", "Another."]

    def test_faults_about_different_things_are_each_written(self, log, handler):
        for task in ("a", "b", "a"):
            log.error("Task %s is given up.", task, extra={"about": task})
        assert lines(handler) == ["Task a is given up.", "Task b is given up."]

    def test_what_is_no_fault_is_never_left_out(self, log, handler):
        for _again in range(5):
            log.info("Saved.")
        assert lines(handler) == ["Saved."] * 5

    def test_memory_is_bounded(self, handler):
        for number in range(MOST_FAULTS * 2):
            for _again in range(2):
                record = logging.LogRecord("x", logging.ERROR, "a.py", number, "No. %d", (number,), None)
                handler.handle(record)
        assert len(handler.faults) == MOST_FAULTS
        repeated = [line for line in lines(handler) if line.startswith("Repeated once")]
        assert len(repeated) == MOST_FAULTS

    def test_threads_lose_nothing(self, log, handler):
        threads = [threading.Thread(target=lambda: [fail(log) for _ in range(200)]) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        handler.close()
        assert lines(handler).count("Failed.") == 1
        assert lines(handler)[-1].startswith("Repeated 799 times")

    def test_place_is_the_innermost_of_our_own(self, log, handler):
        def parse(text):
            int(text)

        for text in ("x", "y"):
            try:
                parse(text)
            except ValueError:
                log.exception("Failed.")
        [fault] = handler.faults.values()
        assert (fault.count, fault.key[2]) == (1, "ValueError")
        assert fault.key[3].startswith("tests/test_repeated_faults.py:")

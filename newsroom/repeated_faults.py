"""Faults that repeat: the log has each of them once a second, and their number.

A database that is away makes each request fail: 253 errors wrote 1.5 MB of the same traceback. Where each
thing that fails has to be named, such as a task, the record says so: `extra={"about": task.pk}`.
"""

import logging
import time
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

INTERVAL = 1.0  # seconds
MOST_FAULTS = 500  # remembered at once
ROOT = str(Path(__file__).resolve().parent.parent)


@dataclass(slots=True)
class RepeatedFault:
    """A fault that was logged at an instant (of time.monotonic), and how often it has come again since.

    key  (logger, level, class of the exception or "", place in the code, what it is about or "")
    """

    key: tuple[str, int, str, str, str]
    logged_at: float
    count: int = 0

    def summary(self) -> logging.LogRecord:
        """Return a record that tells the number."""
        name, level, kind, place, _about = self.key
        words = f"{kind} at {place}" if kind else f"the message from {place}"
        number = "once" if self.count == 1 else f"{self.count} times"
        record = logging.LogRecord(name, level, place, 0, f"Repeated {number}: {words}", None, None)
        record.repeated = self.count  # the request in which this is written has nothing to do with it
        return record


class FaultHandler(logging.StreamHandler):
    """A handler that writes warnings and errors of one place at most once a second, and counts the others.

    The number is written when the fault comes again, with the next record of any kind, or at the end of the
    process. Called under the lock of the handler, as every `emit` is.
    """

    def __init__(self, stream=None):
        super().__init__(stream)
        self.faults = OrderedDict()  # by the time at which they were logged

    def emit(self, record):
        now = time.monotonic()
        self.write_numbers(now - INTERVAL)
        if record.levelno < logging.WARNING:
            super().emit(record)
            return
        key = fault_key(record)
        if fault := self.faults.get(key):
            fault.count += 1
            return
        self.faults[key] = RepeatedFault(key, now)
        if len(self.faults) > MOST_FAULTS:
            self.forget_oldest()
        super().emit(record)

    def write_numbers(self, before):
        """Forget the faults that were logged until an instant; write how often each came again."""
        while self.faults and next(iter(self.faults.values())).logged_at <= before:
            self.forget_oldest()

    def forget_oldest(self):
        _key, fault = self.faults.popitem(last=False)
        if fault.count:
            super().emit(fault.summary())

    def close(self):
        with self.lock:
            self.write_numbers(float("inf"))
        super().close()


class UnavailableFilter(logging.Filter):
    """A filter without Django's own line for each 503: the newsroom writes one that says why."""

    def filter(self, record):
        return getattr(record, "status_code", None) != 503


def fault_key(record: logging.LogRecord) -> tuple[str, int, str, str, str]:
    """Return what makes two faults the same: logger, level, class of the exception, place, `about`."""
    error = record.exc_info[1] if record.exc_info else None
    kind = type(error).__qualname__ if error else ""
    place = place_of(error) if error else short_place(record.pathname, record.lineno)
    return record.name, record.levelno, kind, place, str(getattr(record, "about", ""))


def place_of(error: BaseException) -> str:
    """Return the innermost place of our own code in a traceback, or of any code: “newsroom/a.py:12”."""
    found, step = ("", 0), error.__traceback__
    is_own = False
    while step is not None:
        path = step.tb_frame.f_code.co_filename
        if is_of_newsroom(path) or not is_own:
            found, is_own = (path, step.tb_lineno), is_own or is_of_newsroom(path)
        step = step.tb_next
    return short_place(*found)


def is_of_newsroom(path):
    return path.startswith(ROOT) and "site-packages" not in path


def short_place(path, line):
    return f"{path.removeprefix(ROOT).lstrip('/')}:{line}"

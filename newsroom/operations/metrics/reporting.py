"""Reporting what a process has counted: each second from a thread, and when the process is asked or ends.

Any worker may be asked for the metrics of all. What the others have counted in plain numbers has to be in
the shared files by then.
"""

import time
from threading import Lock, Thread

from newsroom.operations.metrics.instruments import FiguresReport

INTERVAL = 1.0  # seconds

_report, _lock = FiguresReport(), Lock()


def report_figures() -> None:
    """Add what this process has counted since the last time to the metrics."""
    with _lock:
        _report.add()


def start_reporting() -> None:
    """Let a thread report each second, as long as this process runs."""
    Thread(target=_report_forever, name="metrics", daemon=True).start()


def _report_forever():
    while True:
        time.sleep(INTERVAL)
        report_figures()

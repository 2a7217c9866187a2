"""The floor of a drill's time limits: the delays of this machine during the drill.

Only time limits are relative to it. Checks for lost, early or duplicate data never depend on it.
"""

import os
import subprocess
import sys
import threading
import time

SPARE = float(os.environ.get("DRILL_SPARE", "0.15"))  # seconds beyond a limit, for inexact measurement
PAUSE = 0.05  # seconds between two echoes
ECHOES = 2  # echoes allowed for each change, because a change passes four processes, and an echo two
ECHO = "import os\nwhile byte := os.read(0, 1): os.write(1, byte)"


class Floor:
    """A measurement of echoes: another process returns a byte, repeatedly, during the `with` block.

    seconds  duration of the longest echo so far: thousandths on an idle machine
    """

    def __init__(self):
        self.seconds, self.is_over = 0.0, threading.Event()

    def __enter__(self):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "bufsize": 0}
        self.process = subprocess.Popen([sys.executable, "-c", ECHO], **pipes)
        self._ask()  # wait until the process has started
        self.thread = threading.Thread(target=self._measure, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_error):
        self.is_over.set()
        self.thread.join(30)
        self.process.kill()
        self.process.communicate()

    def allowed(self, limit: float) -> float:
        """Return the seconds allowed here for something that takes `limit` on an idle machine."""
        return limit + SPARE + ECHOES * self.seconds

    def check(self, took: float, limit: float, failure: str) -> None:
        """Raise AssertionError with `failure` if it took too long. Print it if only the machine was slow."""
        allowed = self.allowed(limit)
        machine = f"an echo took up to {self.seconds:.2f} s, the load is {os.getloadavg()[0]:.1f}"
        assert took <= allowed, f"{failure} It took {took:.2f} s; {allowed:.2f} s are allowed, as {machine}."
        if took > limit + SPARE:
            print(f"  the machine was busy: {machine}; so {took:.2f} s are within {allowed:.2f} s")

    def _measure(self):
        while not self.is_over.wait(PAUSE):
            self.seconds = max(self.seconds, self._ask())

    def _ask(self):
        began = time.monotonic()
        self.process.stdin.write(b".")
        assert self.process.stdout.read(1), "The echo has ended."
        return time.monotonic() - began

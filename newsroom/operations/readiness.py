"""The readiness of this process: the cheap checks, made in a thread of their own and kept for a second.

Whoever asks waits for TIMEOUT at most, whatever hangs. While a round hangs no other begins, so that being
asked again and again costs neither threads nor connections.
"""

import time
from dataclasses import dataclass, field
from threading import Event, Lock, Thread

from django.db import connection

from newsroom.operations.installation.check import CheckedPart, CheckState, Readiness, run_checks
from newsroom.operations.installation.registry import readiness_checks

KEPT = 1.0  # seconds
TIMEOUT = 2.0  # seconds


@dataclass
class CheckRound:
    """One run of the checks: what is known so far, and whether that is all.

    began_at, ended_at  by time.monotonic()
    """

    began_at: float = field(default_factory=time.monotonic)
    ended_at: float | None = None
    parts: list[CheckedPart] = field(default_factory=list)
    is_done: Event = field(default_factory=Event)

    def run(self) -> None:
        try:
            for part in run_checks(readiness_checks()):
                self.parts.append(part)
        finally:
            connection.close()  # of this thread, so that a new one is tried each time
            self.ended_at = time.monotonic()
            self.is_done.set()

    def has_expired(self) -> bool:
        return self.ended_at is not None and time.monotonic() - self.ended_at >= KEPT

    def states(self) -> dict[str, CheckState]:
        """Return the state of each check by name; UNKNOWN for those that have not ended."""
        known = {part.check.name: part.report.state for part in list(self.parts)}
        return {check.name: known.get(check.name, CheckState.UNKNOWN) for check in readiness_checks()}


class ReadinessProbe:
    """The latest round of this process."""

    def __init__(self):
        self.lock, self.round = Lock(), None

    def ask(self) -> tuple[bool, dict[str, CheckState]]:
        """Return whether this process is ready, and the state of each check, within TIMEOUT seconds."""
        with self.lock:
            if self.round is None or self.round.has_expired():
                self.round = CheckRound()
                Thread(target=self.round.run, name="readiness", daemon=True).start()
            latest = self.round
        latest.is_done.wait(max(0, latest.began_at + TIMEOUT - time.monotonic()))
        states = latest.states()
        return is_ready(states), states


def is_ready(states: dict[str, CheckState]) -> bool:
    """Return whether no required check is broken, or unknown because it has not ended."""
    required = [check.name for check in readiness_checks() if check.readiness == Readiness.REQUIRED]
    return not {CheckState.BROKEN, CheckState.UNKNOWN}.intersection(states[name] for name in required)

"""The drills of `make drills`, on PostgreSQL."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.server
@pytest.mark.postgresql
def test_whatever_happens_editions_stay_sound():
    """Without the clock that is wrong, which needs faketime; tests/articles/test_clock.py is about it."""
    drills = "held_lock,many_at_once,forward_against_withdrawal,killed_publishers,killed_task_workers"
    command = [sys.executable, "-m", "tools.drills", f"--only={drills}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("editions sound") == 5

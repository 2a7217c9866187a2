"""The drills of `make drills`, on PostgreSQL."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from articles.publishing import quick_fix
from articles.publishing.edition_changes import edition_facts
from tests.factories import make_user
from tools.drills.__main__ import DRILLS, Outcome, by_name, run_drill, run_one_by_one
from tools.drills.floor import SPARE, Floor
from tools.drills.load import fixed_summary, publish_stories
from tools.drills.site import NotRun

ROOT = Path(__file__).resolve().parent.parent.parent
NEED_NO_PROGRAM = """
    held_lock many_at_once forward_against_withdrawal killed_publishers killed_task_workers killed_senders
    live_coverage
""".split()


@pytest.fixture
def drill(migrated_database):
    """Return a function that runs drills on a copy of a migrated database and returns their output."""

    def run(names, status=0, **variables):
        command = [sys.executable, "-m", "tools.drills", f"--only={names}"]
        env = os.environ | {"DRILL_TEMPLATE": migrated_database.name} | variables
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False, env=env
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout

    return run


def test_quick_fixes_of_drills_change_a_text_but_no_fact(db):
    [story] = publish_stories(1)
    live = story.editions.get()
    for number in range(1, 20):
        quick_fix(story, "en", by=make_user(f"editor-{number}"), summary=fixed_summary(number))
        assert edition_facts(live, live := story.editions.latest("number")) == []
    assert live.number == 20


@pytest.mark.parametrize(
    ("error", "outcome", "words"),
    [
        (None, Outcome.HELD, "7 editions sound"),
        (NotRun("there is no faketime."), Outcome.NOT_RUN, "NOT RUN: there is no faketime."),
        (AssertionError("A gap."), Outcome.FAILED, "FAILED: A gap."),
        (subprocess.TimeoutExpired("manage.py", 120), Outcome.FAILED, "timed out after 120 seconds"),
        (SystemExit("No clock."), Outcome.FAILED, "SystemExit: No clock."),
    ],
)
def test_however_a_drill_ends_the_next_can_follow(error, outcome, words, capsys):
    def at_night():
        """Something goes wrong at night."""
        if error:
            raise error

    assert run_drill(at_night, lambda: 7) is outcome
    printed = capsys.readouterr().out
    assert "at night: Something goes wrong at night." in printed
    assert words in printed


def test_a_failed_drill_fails_the_run_after_the_others(capsys):
    def fails():
        raise AssertionError("A gap.")

    def lacks_its_program():
        raise NotRun("there is no faketime.")

    def holds():
        pass

    assert run_one_by_one([fails, lacks_its_program, holds], lambda: 7)
    lines = capsys.readouterr().out.splitlines()
    assert lines[-3:] == ["1 held: holds", "1 not run: lacks_its_program", "1 failed: fails"]
    assert not run_one_by_one([lacks_its_program, holds], lambda: 7)


@pytest.mark.long
@pytest.mark.server
@pytest.mark.postgresql
def test_a_drill_without_its_program_is_not_run_and_the_others_are(drill, tmp_path):
    """On a machine without programs, all drills but those in NEED_NO_PROGRAM are left out."""
    needy = [name for name in by_name(DRILLS) if name not in NEED_NO_PROGRAM]
    printed = drill(",".join([*needy, "held_lock"]), PATH=str(tmp_path))
    assert printed.count("NOT RUN: ") == len(needy)
    assert f"{len(needy)} not run: {', '.join(needy)}" in printed
    assert "1 held: held_lock" in printed
    assert "failed" not in printed


def test_limits_are_relative_to_what_the_machine_takes():
    floor = Floor()
    floor.check(1 + SPARE, 1, "A page was late.")
    with pytest.raises(AssertionError, match=r"A page was late\. It took 1\.90 s"):
        floor.check(1.9, 1, "A page was late.")
    floor.seconds = 0.5
    floor.check(1.9, 1, "A page was late.")
    with pytest.raises(AssertionError, match=r"an echo took up to 0\.50 s"):
        floor.check(2.1 + SPARE, 1, "A page was late.")


def test_a_machine_that_hangs_is_measured():
    with Floor() as floor:
        os.kill(floor.process.pid, signal.SIGSTOP)
        time.sleep(0.5)
        os.kill(floor.process.pid, signal.SIGCONT)
        time.sleep(0.2)
    assert 0.3 < floor.seconds < 30
    assert floor.process.returncode is not None


@pytest.mark.long
@pytest.mark.server
@pytest.mark.postgresql
def test_whatever_happens_editions_stay_sound(drill):
    """The drill of a wrong clock needs faketime and is left out: tests/articles/test_clock.py covers it."""
    names = "held_lock,many_at_once,forward_against_withdrawal,killed_publishers,killed_task_workers"
    assert drill(names).count("editions sound") == 5


@pytest.mark.long
@pytest.mark.server
@pytest.mark.postgresql
def test_readers_have_their_pages_whatever_fails(drill):
    busy = {"DRILL_AWAY": "5", "DRILL_SPARE": "2"}  # other tests run at the same time
    assert drill("kept_pages", **busy).count("none failed") == 3


@pytest.mark.long
@pytest.mark.server
@pytest.mark.postgresql
def test_two_servers_are_one_newsroom(drill):
    assert "on the front page of the other after" in drill("two_servers", DRILL_SPARE="2")


@pytest.mark.long
@pytest.mark.server
@pytest.mark.postgresql
@pytest.mark.mount
def test_a_full_disk_loses_nothing_that_was_typed(drill):
    printed = drill("full_disk")
    if "NOT RUN" in printed:
        pytest.skip(printed)
    assert "postgresql: 4 forms refused" in printed
    assert "sqlite: 7 forms refused" in printed

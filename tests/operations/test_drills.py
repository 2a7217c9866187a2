"""The drills of `make drills`, on PostgreSQL."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from articles.publishing import quick_fix
from articles.publishing.edition_changes import edition_facts
from tests.factories import make_user
from tools.drills.load import fixed_summary, publish_stories

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def drill(migrated_database):
    """A function that runs drills, on a copy of a migrated database, and returns what they print."""

    def run(names, **variables):
        command = [sys.executable, "-m", "tools.drills", f"--only={names}"]
        env = os.environ | {"DRILL_TEMPLATE": migrated_database.name} | variables
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False, env=env
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


def test_quick_fixes_of_drills_change_a_text_but_no_fact(db):
    [story] = publish_stories(1)
    live = story.editions.get()
    for number in range(1, 20):
        quick_fix(story, "en", by=make_user(f"editor-{number}"), summary=fixed_summary(number))
        assert edition_facts(live, live := story.editions.latest("number")) == []
    assert live.number == 20


@pytest.mark.server
@pytest.mark.postgresql
def test_whatever_happens_editions_stay_sound(drill):
    """Without the clock that is wrong, which needs faketime; tests/articles/test_clock.py is about it."""
    names = "held_lock,many_at_once,forward_against_withdrawal,killed_publishers,killed_task_workers"
    assert drill(names).count("editions sound") == 5


@pytest.mark.server
@pytest.mark.postgresql
def test_readers_have_their_pages_whatever_fails(drill):
    busy = {"DRILL_AWAY": "5", "DRILL_SPARE": "2"}  # beside other tests
    assert drill("kept_pages", **busy).count("none failed") == 3


@pytest.mark.server
@pytest.mark.postgresql
def test_two_servers_are_one_newsroom(drill):
    assert "on the front page of the other after" in drill("two_servers", DRILL_SPARE="2")


@pytest.mark.server
@pytest.mark.postgresql
@pytest.mark.mount
def test_a_full_disk_loses_nothing_that_was_typed(drill):
    printed = drill("full_disk")
    if "NOT RUN" in printed:
        pytest.skip(printed)
    assert "postgresql: 4 forms refused" in printed
    assert "sqlite: 7 forms refused" in printed

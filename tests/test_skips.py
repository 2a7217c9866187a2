"""A test that CI should run but skips fails the run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SUITE = """
import pytest

def test_runs():
    pass

@pytest.mark.{mark}
def test_may_not_run():
    pass
"""
SKIP = "skip(reason='no browser here')"


@pytest.fixture
def run(tmp_path):
    """Return a function that runs a suite with one marked test and returns exit code and output."""

    def run_suite(mark, **variables):
        (tmp_path / "test_suite.py").write_text(SUITE.format(mark=mark))
        plugins = ["-p", "tests.skips", "-p", "no:django", "-p", "no:cacheprovider"]
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-c",
            os.devnull,
            f"--rootdir={tmp_path}",
            *plugins,
            tmp_path,
        ]
        environment = {"PATH": os.environ["PATH"], **variables}
        result = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300
        )
        return result.returncode, result.stdout

    return run_suite


def test_skip_is_fine_on_somebodys_machine(run):
    code, output = run(SKIP)
    assert code == 0
    assert "1 passed, 1 skipped" in output


def test_skip_fails_in_ci(run):
    code, output = run(SKIP, CI="true")
    assert code == 1
    assert "was skipped, but CI runs every test" in output


def test_test_that_needs_a_mount_may_be_skipped_even_in_ci(run):
    code, output = run(f"mount\n@pytest.mark.{SKIP}", CI="true")
    assert code == 0
    assert "1 passed, 1 skipped" in output


@pytest.mark.parametrize(
    ("mark", "url"),
    [("postgresql", ""), ("sqlite", "postgresql://news@db/news"), ("browser", "postgresql://news@db/news")],
    ids=["on-sqlite", "on-postgresql", "in-a-browser"],
)
def test_test_for_the_other_database_is_skipped_even_in_ci(run, mark, url):
    code, output = run(mark, CI="true", DATABASE_URL=url)
    assert code == 0
    assert "1 passed, 1 skipped" in output


@pytest.mark.parametrize("mark", ["postgresql", "browser\n@pytest.mark.sqlite\n@pytest.mark.postgresql"])
def test_test_for_this_database_runs(run, mark):
    assert "2 passed" in run(mark, CI="true", DATABASE_URL="postgresql://news@db/news")[1]


def test_module_that_is_not_collected_fails_in_ci(run):
    mark = "x\ndef test_other(): pass\n\npytest.skip('not here', allow_module_level=True)\n\n@pytest.mark.x"
    assert run(mark)[0] == 5
    assert run(mark, CI="true")[0] != 0
    assert "CI runs every test" in run(mark, CI="true")[1]

"""Tests marked `long` are left to `.ci/long`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SUITE = """
import pytest

def test_short():
    pass

@pytest.mark.long
def test_long():
    pass
"""


@pytest.mark.parametrize(
    ("options", "name", "note"),
    [([], "test_short", True), (["--long"], "test_long", False)],
)
def test_one_run_has_the_long_tests_and_the_other_has_the_rest(tmp_path, options, name, note):
    (tmp_path / "test_suite.py").write_text(SUITE)
    command = [sys.executable, "-m", "pytest", "-c", os.devnull, f"--rootdir={tmp_path}", "-v", *options]
    plugins = ["-p", "tests.long", "-p", "no:django", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, *plugins, tmp_path], cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert "1 passed, 1 deselected" in done.stdout
    assert f"::{name} PASSED" in done.stdout
    assert ("1 long tests are left out; --long runs them" in done.stdout) == note

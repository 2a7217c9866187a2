"""Tests marked `long` are left to `.ci/long`."""

import os
import re
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

@pytest.mark.long_on_postgresql
def test_crawl():
    pass
"""
SQLITE, POSTGRESQL = "", "postgresql://newsroom@127.0.0.1/newsroom"


@pytest.mark.parametrize(
    ("url", "options", "names", "note"),
    [
        (SQLITE, [], ["short", "crawl"], "1 long tests are left out; --long runs them"),
        (SQLITE, ["--long"], ["long"], ""),
        (POSTGRESQL, [], ["short"], "2 long tests are left out; --long runs them"),
        (POSTGRESQL, ["--long"], ["long", "crawl"], ""),
    ],
)
def test_one_run_has_the_long_tests_and_the_other_has_the_rest(tmp_path, url, options, names, note):
    (tmp_path / "test_suite.py").write_text(SUITE)
    command = [sys.executable, "-m", "pytest", "-c", os.devnull, f"--rootdir={tmp_path}", "-v", *options]
    plugins = ["-p", "tests.long", "-p", "no:django", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, *plugins, tmp_path],
        cwd=ROOT, env=os.environ | {"DATABASE_URL": url}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert re.findall(r"::test_(\w+) PASSED", done.stdout) == names
    assert f"{len(names)} passed, {3 - len(names)} deselected" in done.stdout
    assert note in done.stdout
    assert ("long tests are left out" in done.stdout) == bool(note)

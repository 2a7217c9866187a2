"""tools/environment chooses a supported version of Python."""

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Logs its call and makes an environment with the Python of the machine (HERE) or a downloaded one (BROUGHT).
UV = """#!/bin/sh
echo "$@" >> "$NOTES"
[ "$1" = venv ] || exit 0
version=$BROUGHT
case "$*" in *--no-python-downloads*) version=${HERE:?} ;; esac
mkdir -p .venv/bin
sed "s/VERSION/$version/" "$PYTHON" > .venv/bin/python
chmod +x .venv/bin/python
"""
# Runs the code of `python -c` and reports another version.
PYTHON = """#!/usr/bin/env python3
import sys

sys.version_info = tuple(map(int, "VERSION".split(".")))
exec(sys.argv[2])
"""


def required_python():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]


@pytest.fixture
def build(tmp_path):
    """Return a function that runs the script on a machine with one Python or none, as (process, notes)."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/uv").write_text(UV)
    (tmp_path / "bin/uv").chmod(0o755)
    (tmp_path / "python").write_text(PYTHON)

    def run(here, brought="3.14.0"):
        variables = {"NOTES": str(tmp_path / "notes"), "HERE": here, "BROUGHT": brought}
        variables["PYTHON"] = str(tmp_path / "python")
        variables["PATH"] = f"{tmp_path}/bin:{os.environ['PATH']}"
        done = subprocess.run(
            [ROOT / "tools/environment", "requirements.txt", "stamp"],
            cwd=tmp_path,
            env=os.environ | variables,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return done, (tmp_path / "notes").read_text()

    return run


def test_the_script_and_the_project_name_the_same_versions():
    script = (ROOT / "tools/environment").read_text()
    assert re.search(r'^wanted="(.+)"$', script, re.M)[1] == required_python() == ">=3.12,<3.15"


@pytest.mark.long
@pytest.mark.parametrize("version", ["3.12.0", "3.13.5", "3.14.2"])
def test_a_python_of_the_machine_is_taken(build, version):
    done, notes = build(version)
    assert done.returncode == 0, done.stderr
    assert f"--no-python-downloads --python {required_python()} .venv" in notes
    assert notes.count("venv --quiet") == 1


@pytest.mark.long
@pytest.mark.parametrize("version", ["3.11.9", "3.15.0", ""])
def test_in_place_of_one_that_is_too_old_or_too_new_another_is_brought(build, version):
    done, notes = build(version)
    assert done.returncode == 0, done.stderr
    assert notes.splitlines()[-2] == f"venv --quiet --clear --python {required_python()} .venv"
    assert "No Python from 3.12 to 3.14 is on this machine" in done.stderr


@pytest.mark.long
def test_a_python_that_is_too_new_is_never_used(build):
    done, notes = build("3.11.9", brought="3.15.0")
    assert done.returncode == 1
    assert "The newsroom needs Python 3.12, 3.13 or 3.14" in done.stderr
    assert "pip install" not in notes

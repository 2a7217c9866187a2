"""The check of a release on the database of the present code, without running its tests."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.db.migrations.loader import MigrationLoader

from tools.upgrades import __main__ as command
from tools.upgrades import released_code
from tools.upgrades.released_code import (
    JOURNEYS,
    ROOT,
    Release,
    UpgradeFailed,
    check_release,
    commit_is_here,
    last_migrations,
    unpack,
)

HERE, NOT_HERE = "a" * 40, "b" * 40


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """Replace the project by a repository with one commit. Return the commit."""

    def git(*arguments):
        identity = ["-c", "user.name=A", "-c", "user.email=a@newsroom.example"]
        ran = subprocess.run(["git", *identity, *arguments], cwd=tmp_path, capture_output=True, check=True)
        return ran.stdout.decode().strip()

    git("init", "--quiet")
    (tmp_path / "manage.py").write_text("print('released')\n")
    git("add", "manage.py")
    git("commit", "--quiet", "--message", "Release it")
    monkeypatch.setattr(released_code, "ROOT", tmp_path)
    return git("rev-parse", "HEAD")


def check(monkeypatch, releases, capsys):
    monkeypatch.setattr(command, "read_releases", lambda: releases)
    command.check(None)
    return capsys.readouterr().out


def test_commit_that_is_not_in_the_clone_is_no_failure_and_says_so(clone, monkeypatch, capsys):
    monkeypatch.setattr(command, "check_release", lambda *_told: pytest.fail("It was checked."))
    printed = check(monkeypatch, [Release("0.9.0", NOT_HERE, {}, {})], capsys)
    assert printed == f"NOT RUN: 0.9.0 is {NOT_HERE}, and this clone does not have it.\n"


def test_without_a_release_nothing_is_run(monkeypatch, capsys):
    assert check(monkeypatch, [], capsys) == "NOT RUN: no release is recorded yet.\n"


def test_release_that_has_all_migrations_is_not_run(clone, monkeypatch, capsys):
    monkeypatch.setattr(command, "check_release", lambda *_told: pytest.fail("It was checked."))
    present = last_migrations(MigrationLoader(None))
    printed = check(monkeypatch, [Release("0.9.0", clone, present, {})], capsys)
    assert printed == "NOT RUN: 0.9.0 has all migrations, so its database is the current one.\n"


def test_release_that_fails_fails_the_command(clone, monkeypatch, capsys):
    def fail(*_told):
        raise UpgradeFailed("its tests did not pass")

    monkeypatch.setattr(command, "check_release", fail)
    with pytest.raises(SystemExit, match="0.9.0 .* its tests did not pass"):
        check(monkeypatch, [Release("0.9.0", clone, {}, {})], capsys)


def test_folder_without_git_is_a_failure(tmp_path, monkeypatch):
    monkeypatch.setattr(released_code, "ROOT", tmp_path)
    with pytest.raises(UpgradeFailed, match="not a git repository"):
        commit_is_here(HERE)


def test_code_is_that_of_the_commit(clone, tmp_path):
    (tmp_path / "manage.py").write_text("print('not committed')\n")
    unpack(clone, tmp_path / "code")
    assert (tmp_path / "code/manage.py").read_text() == "print('released')\n"


def test_tests_that_are_run_exist():
    assert [name for name in JOURNEYS if not (ROOT / name.partition("::")[0]).exists()] == []


def test_command_that_fails_is_named(tmp_path):
    with pytest.raises(UpgradeFailed, match="ended with 3"):
        released_code._run([sys.executable, "-c", "raise SystemExit(3)"], Path(tmp_path), {})


def content_of(variables):
    return Path(variables["DATABASE_URL"].removeprefix("sqlite:///")).read_text()


def test_database_is_migrated_before_released_code_is_asked(clone, monkeypatch, tmp_path):
    """The present code migrates it, so that the released `migrate` has nothing left to do."""
    ran = []

    class Migrated:
        def __init__(self, folder):
            self.name = str(tmp_path / "untouched.sqlite3")

        def ensure_made(self):
            Path(self.name).write_text("migrated")
            ran.append("migrated")

    monkeypatch.setattr(released_code, "MigratedDatabase", Migrated)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(released_code, "python_of", lambda _code: "python-of-then")
    monkeypatch.setattr(
        released_code,
        "_run",
        lambda command, folder, variables: ran.append((command, folder.name, content_of(variables))),
    )
    check_release(clone, 99)
    [migrated, checked, tested] = ran
    assert (migrated, checked[2], tested[2]) == ("migrated",) * 3
    assert checked[0][:4] == ["python-of-then", "manage.py", "migrate", "--check"]
    assert tested[0][-len(JOURNEYS) :] == list(JOURNEYS) and checked[1] == tested[1] == "code"

"""The guide for operators and the files that it copies. tools/operators_guide.py runs it."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from articles.media.pictures import MAX_BYTES
from tools.operators_guide import REPLACEMENTS, blocks

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "docs/deploy"


def commands(language):
    page = (ROOT / "docs" / language / "operators.md").read_text(encoding="utf-8")
    return "".join(re.findall(r"^```sh[^\n]*\n(.*?)^```", page, re.M | re.S)).splitlines()


def test_both_languages_have_the_same_commands():
    assert commands("en") == commands("ko")


def test_what_cannot_run_in_a_folder_has_a_replacement():
    assert {step for step, _script in blocks() if step} == set(REPLACEMENTS)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_files_that_are_copied_exist(language):
    names = re.findall(r"docs/deploy/([\w.@-]+)", "\n".join(commands(language)))
    assert len(names) > 3
    assert [name for name in names if not list(DEPLOY.glob(f"{name}*"))] == []


def test_nginx_takes_the_largest_picture():
    allowed = re.search(r"client_max_body_size (\d+)m;", (DEPLOY / "nginx.conf").read_text())[1]
    assert int(allowed) * 2**20 > MAX_BYTES + 2**20


def test_each_service_is_that_of_a_unit():
    named = set(re.findall(r"majubon-(\w+)@courier", "\n".join(commands("en"))))
    assert named == {
        path.name.partition("@")[0].removeprefix("majubon-") for path in DEPLOY.glob("majubon-*")
    }


def unit(name):
    return (DEPLOY / f"majubon-{name}").read_text(encoding="utf-8")


def test_a_backup_is_made_every_night_by_a_numbered_step():
    page = (ROOT / "docs/en/operators.md").read_text(encoding="utf-8")
    [step] = re.findall(r"^## \d+\. Backup\n(.*?)^## \d", page, re.M | re.S)
    assert "systemctl enable --now majubon-backup@courier.timer" in step
    folder = re.search(r"^ReadWritePaths=(\S+)$", unit("backup@.service"), re.M)[1]
    assert (
        folder.replace("%i", "courier") in step
    )  # systemd refuses a missing folder if nothing else is writable
    assert f"manage.py backup {folder} " in unit("backup@.service")
    assert "OnCalendar=" in unit("backup@.timer")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_page_on_backups_has_the_names_of_the_guide(language):
    page = (ROOT / "docs" / language / "backup.md").read_text(encoding="utf-8")
    assert "majubon-backup@courier" in page
    assert "newsroom-backup.timer" not in page


def test_each_service_has_the_settings_that_all_share():
    [units] = re.findall(r"^for unit in (.+); do$", "\n".join(commands("en")), re.M)
    assert set(units.split()) == {
        path.name.partition("@")[0].removeprefix("majubon-") for path in DEPLOY.glob("*@.service")
    }


def test_each_service_runs_a_command_that_exists():
    named = {
        name
        for path in DEPLOY.glob("majubon-*@.service")
        for name in re.findall(r"^ExecStart=.* manage\.py (\w+)", path.read_text(encoding="utf-8"), re.M)
    }
    assert named == {"verify_editions", "doctor", "follow_log", "backup"} & set(get_commands())

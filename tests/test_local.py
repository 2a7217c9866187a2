"""`make run` makes a key, finds a free port, and starts the same newsroom the second time."""

import errno
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from unittest import mock

import django
import pytest
from django.core import management
from django.db import OperationalError

from newsroom import local
from newsroom.demo import content
from tools.drills.outages import mounting
from tools.drills.site import NotRun

ROOT = Path(__file__).resolve().parent.parent


class TestThePort:
    @pytest.mark.parametrize("value", ["", " ", "8000"])
    def test_is_8000_where_nothing_is_said(self, value):
        assert local.port({"PORT": value}) == 8000

    @pytest.mark.parametrize("value", ["http", "0", "65536", "-1", "80.5"])
    def test_that_is_none_is_refused_by_name(self, value):
        with pytest.raises(local.CannotServe, match=f"PORT='{value}' is not valid"):
            local.port({"PORT": value})

    def test_that_is_taken_is_refused_with_the_way_out(self):
        with socket.socket() as other:
            other.bind((local.HOST, 0))
            other.listen()
            number = other.getsockname()[1]
            with pytest.raises(local.CannotServe, match=rf"Port {number} .*make run PORT="):
                local.require_free(number)


class TestTheSecretKey:
    def test_is_made_once_and_kept_for_its_owner(self, tmp_path):
        key = local.secret_key(tmp_path)
        assert len(key) > 50
        assert local.secret_key(tmp_path) == key
        assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600

    def test_of_two_newsrooms_differ(self, tmp_path):
        for name in "ab":
            (tmp_path / name).mkdir()
        assert local.secret_key(tmp_path / "a") != local.secret_key(tmp_path / "b")


class TestTheDataFolder:
    def mode(self, folder):
        return stat.S_IMODE(folder.stat().st_mode)

    @pytest.mark.parametrize("given", [{}, {"SECRET_KEY": "mine"}])
    def test_is_made_for_its_owner_alone(self, tmp_path, given):
        local.environment({"NEWSROOM_DATA": str(tmp_path / "data")} | given)
        assert self.mode(tmp_path / "data") == 0o700

    @pytest.mark.parametrize(
        ("before", "after"), [(0o755, 0o750), (0o700, 0o700), (0o750, 0o750), (0o1777, 0o1777)]
    )
    def test_that_is_there_is_closed_to_others_unless_it_is_shared(self, tmp_path, capsys, before, after):
        tmp_path.chmod(before)
        local.keep_private(tmp_path)
        assert self.mode(tmp_path) == after
        assert (str(tmp_path) in capsys.readouterr().err) == (before != after)

    def test_of_another_owner_and_a_home_stay_as_they_are(self, tmp_path):
        tmp_path.chmod(0o755)
        with mock.patch.object(os, "geteuid", return_value=os.geteuid() + 1):
            local.keep_private(tmp_path)
        with mock.patch.object(Path, "home", return_value=tmp_path):
            local.keep_private(tmp_path)
        assert self.mode(tmp_path) == 0o755


class TestTheEnvironment:
    def test_is_that_of_this_machine(self, tmp_path):
        values = local.environment({"NEWSROOM_DATA": str(tmp_path)})
        assert (values["DEBUG"], values["HTTPS"]) == ("0", "0")
        assert values["ALLOWED_HOSTS"] == "localhost,127.0.0.1,[::1]"
        assert values["SECRET_KEY"] == local.secret_key(tmp_path)

    def test_keeps_what_is_set(self, tmp_path):
        given = {"NEWSROOM_DATA": str(tmp_path), "DEBUG": "1", "SECRET_KEY": "mine", "ALLOWED_HOSTS": ""}
        values = local.environment(given)
        assert (values["DEBUG"], values["SECRET_KEY"]) == ("1", "mine")
        assert values["ALLOWED_HOSTS"] == "localhost,127.0.0.1,[::1]"
        assert not (tmp_path / "secret_key").exists()


def test_a_command_runs_with_the_settings_of_the_newsroom(tmp_path):
    own = {name: value for name, value in os.environ.items() if name not in ("SECRET_KEY", "DEBUG")}
    own["NEWSROOM_DATA"] = str(tmp_path)
    site = tmp_path / "site"
    site.mkdir()
    (site / "identity.toml").write_text('style_sheet = "css/none.css"')
    for expected in (1, 0):
        done = subprocess.run(
            [sys.executable, "-m", "newsroom.local", "--manage", "check"],
            cwd=ROOT, env=own, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert done.returncode == expected, done.stderr
        assert ("style_sheet" in done.stderr) == bool(expected)
        (site / "identity.toml").write_text("")


def test_a_start_migrates_before_anything_else(monkeypatch):
    called = []
    monkeypatch.setattr(django, "setup", lambda: called.append("setup"))
    monkeypatch.setattr(management, "call_command", lambda name, **_options: called.append(name))
    monkeypatch.setattr(content, "add_look", lambda: called.append("add_look"))
    local.prepare(8000)
    assert called == ["setup", "migrate", "add_look", "collectstatic", "load_demo"]


class TestAFullDisk:
    """The first start ends with one sentence, and the next one goes on."""

    ERRORS = [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
        OperationalError("database or disk is full"),
    ]

    @pytest.fixture
    def start(self, monkeypatch, tmp_path):
        """Return a function that starts a newsroom with one failing command and returns the error message."""
        folder = tmp_path / "data"

        def run(command, error):
            def call(name, **_options):
                if name == command:
                    raise error

            with monkeypatch.context() as patch:
                patch.setattr(
                    os, "environ", os.environ | {"NEWSROOM_DATA": str(folder), "PORT": str(free_port())}
                )
                patch.setattr(os, "chdir", lambda _folder: None)
                patch.setattr(django, "setup", lambda: None)
                patch.setattr(management, "call_command", call)
                patch.setattr(content, "add_look", lambda: None)
                patch.setattr(local, "follow", lambda: pytest.fail("It goes on."))
                with pytest.raises(local.CannotServe) as refusal:
                    local.main([])
            return str(refusal.value)

        return run

    @pytest.mark.parametrize("command", ["migrate", "collectstatic", "load_demo"])
    @pytest.mark.parametrize("error", ERRORS, ids=str)
    def test_is_told_in_one_sentence_with_the_way_out(self, start, tmp_path, command, error):
        told = start(command, error)
        assert told.startswith(f"No space left for {tmp_path / 'data'} (")
        assert "NEWSROOM_DATA=FOLDER" in told
        assert "\n" not in told

    def test_is_found_behind_other_errors(self, start):
        error = management.CommandError("It failed.")
        error.__cause__ = self.ERRORS[0]
        assert "No space left" in start("collectstatic", error)

    def test_other_errors_stay_as_they_are(self, start):
        with pytest.raises(OSError, match="Permission denied"):
            start("migrate", OSError(errno.EACCES, "Permission denied"))

    def test_leaves_no_key_that_is_empty(self, tmp_path):
        full = mock.patch.object(os, "fdopen", side_effect=self.ERRORS[0])
        with full, pytest.raises(OSError, match="No space"):
            local.secret_key(tmp_path)
        assert len(local.secret_key(tmp_path)) > 50

    @pytest.mark.mount
    @pytest.mark.sqlite
    @pytest.mark.parametrize("arguments", [[], ["--manage", "migrate"]])
    def test_of_four_kilobytes_is_no_traceback(self, tmp_path, arguments):
        try:
            small = mounting(str(tmp_path), size="4k")
        except NotRun as reason:
            pytest.skip(str(reason))
        variables = {
            "PATH": os.environ["PATH"],
            "NEWSROOM_DATA": f"{tmp_path}/data",
            "PORT": str(free_port()),
        }
        done = subprocess.run(
            [*small, sys.executable, "-m", "newsroom.local", *arguments],
            cwd=ROOT, env=variables, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        [told] = done.stderr.strip().splitlines()
        assert told.startswith("No space left")


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory, migrated_database):
    """Return the folder of a newsroom with empty tables. The first start loads the demonstration into it.

    Making the tables would take as long as all the rest.
    """
    folder = tmp_path_factory.mktemp("local") / "a newsroom"
    folder.mkdir(mode=0o700)
    shutil.copyfile(migrated_database.name, folder / "newsroom.sqlite3")
    return folder


@pytest.fixture
def serve(tmp_path, newsroom):
    """Return a function that starts the newsroom as `make run` does, and waits until it answers."""
    started = []

    def start(port):
        variables = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        variables |= {"PORT": str(port), "NEWSROOM_DATA": str(newsroom)}
        output = (tmp_path / "output").open("w")
        command = [sys.executable, "-m", "newsroom.local"]
        process = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=output, stderr=subprocess.STDOUT)
        started.append(process)
        deadline = time.monotonic() + 300  # the demonstration first publishes all of its stories
        while status(port, "/en/") is None:
            assert process.poll() is None and time.monotonic() < deadline, (tmp_path / "output").read_text()
            time.sleep(0.1)
        return process, (tmp_path / "output").read_text

    yield start
    for process in started:
        process.kill()
        process.wait()


def status(port, path):
    """Return the HTTP status of an answer of the newsroom, or None if it does not answer."""
    try:
        return urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30).status  # noqa: S310
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


def free_port():
    with socket.socket() as probe:
        probe.bind((local.HOST, 0))
        return probe.getsockname()[1]


def followers_of(process):
    """Return the ids of the processes that follow the log for a server."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent, command = (
                path.read_text().rsplit(")", 1)[1].split()[1],
                (path.parent / "cmdline").read_text(),
            )
        except OSError:  # the process has ended
            continue
        if int(parent) == process.pid and "follow_log" in command:
            found.append(int(path.parent.name))
    return found


def is_running(number):
    try:
        return "follow_log" in Path(f"/proc/{number}/cmdline").read_text()
    except OSError:
        return False


@pytest.mark.long
@pytest.mark.sqlite
class TestMakeRun:
    def test_serves_says_where_and_stops_when_asked(self, serve):
        port = free_port()
        process, output = serve(port)
        assert [status(port, path) for path in ("/en/", "/ko/", "/admin/login/")] == [200, 200, 200]
        assert f"http://127.0.0.1:{port}/ko/" in output()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/ko/", timeout=30) as page:  # noqa: S310
            assert b'href="/fonts/headline-ko-' in page.read()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=120) == 0
        assert "Traceback" not in output()

    def test_the_follower_of_the_log_ends_with_the_server_even_when_that_is_killed(self, serve):
        process, _output = serve(free_port())
        [follower] = followers_of(process)
        process.kill()
        process.wait()
        deadline = time.monotonic() + 120
        while is_running(follower):
            assert time.monotonic() < deadline
            time.sleep(0.2)

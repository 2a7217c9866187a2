"""Static files while servers of two releases run: each serves the files for pages of both."""

import gzip
import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

import brotli
import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.test import RequestFactory
from time_machine import travel

from newsroom import settings as production
from newsroom import static_files
from newsroom.static_files import (
    KEPT,
    ReleasedFilesStorage,
    StaticFilesMiddleware,
    StaticReleases,
    WholeFileCompressor,
    decompressed,
)

NOON = datetime(2026, 11, 29, 3, 0, tzinfo=UTC)
NAME = "css/site.css"


@pytest.fixture
def source(settings, tmp_path):
    """Return the source folder of the static files of a release, which are collected next to it."""
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STATIC_ROOT.mkdir()
    settings.STATICFILES_DIRS = [tmp_path / "source"]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = settings.STORAGES | {"staticfiles": production.STORAGES["staticfiles"]}
    (tmp_path / "source/css").mkdir(parents=True)
    return tmp_path / "source"


def collect(source, css, *, at=NOON, **options):
    """Collect a release with a style sheet in a process of its own. Return the address of the sheet."""
    (source / NAME).write_text(css)
    with travel(at, tick=False):
        call_command("collectstatic", interactive=False, verbosity=0, **options)
    return f"/static/{ReleasedFilesStorage().hashed_files[NAME]}"


class Server:
    """A server process with the static files at its start."""

    def __init__(self):
        self.middleware = StaticFilesMiddleware(lambda _request: HttpResponse(status=404))

    def get(self, address, **headers):
        return self.middleware(RequestFactory().get(address, headers=headers))

    def status(self, address):
        return self.get(address).status_code


def test_old_and_new_servers_answer_for_the_pages_of_both(source):
    old = collect(source, "p { color: red }")
    old_server = Server()
    new = collect(source, "p { color: blue }", at=NOON + timedelta(days=1))
    new_server = Server()
    for server in (old_server, new_server):
        for address, colour in ((old, b"red"), (new, b"blue")):
            answer = server.get(address)
            assert (answer.status_code, colour in answer.getvalue()) == (200, True)
            assert "immutable" in answer["Cache-Control"]


def test_an_address_is_worked_out_once_until_the_process_collects_another_release(source, monkeypatch):
    first, found = collect(source, "p { color: red }"), []
    storage = ReleasedFilesStorage()
    monkeypatch.setattr(storage, "stored_name", lambda name: found.append(name) or storage.hashed_files[name])
    assert [storage.url(NAME) for _time in range(3)] == [first] * 3
    assert found == [NAME]
    Path(storage.path(NAME)).write_text("p { color: blue }")
    assert [name for name, _hashed, _is_new in storage.post_process({NAME: (storage, NAME)})] == [NAME]
    assert storage.url(NAME) == f"/static/{storage.hashed_files[NAME]}" != first


def test_a_file_that_appears_later_is_compressed(source):
    collect(source, "p { color: red }")
    server = Server()
    new = collect(source, "p { color: blue }" * 50)
    assert server.get(new, accept_encoding="gzip")["Content-Encoding"] == "gzip"


def test_an_older_file_takes_the_place_of_a_newer_one(source):
    """As with the project's own file when a newspaper removes its replacement."""
    collect(source, "p { color: red }", at=NOON + timedelta(days=1))
    (source / NAME).write_text("p { color: blue }")
    os.utime(source / NAME, (0, 0))
    call_command("collectstatic", interactive=False, verbosity=0)
    path = Path(ReleasedFilesStorage().path(NAME))
    assert "blue" in path.read_text()
    collected_at = path.stat().st_mtime_ns
    os.utime(source / NAME)
    call_command("collectstatic", interactive=False, verbosity=0)
    assert path.stat().st_mtime_ns == collected_at  # files with the same content are not touched


def test_nothing_else_that_appears_is_served(source, settings):
    collect(source, "p { color: red }")
    server = Server()
    # Another process may be writing the second one.
    for name in ("css/other.css", "css/site.0123456789ab.css"):
        (settings.STATIC_ROOT / name).write_text("p {}")
        assert server.status(f"/static/{name}") == 404
    assert server.status("/static/../releases.json") == 404
    assert server.status("/elsewhere") == 404


def test_files_are_kept_for_a_month_after_the_next_release(source, settings):
    old = collect(source, "p { color: red }" * 50)
    old_server = Server()
    next_at = NOON + timedelta(days=300)
    collect(source, "p { color: blue }", at=next_at)
    collect(source, "p { color: green }", at=next_at + KEPT)
    assert Server().status(old) == 200
    collect(source, "p { color: black }", at=next_at + KEPT + timedelta(days=1))
    assert Server().status(old) == 404
    assert old_server.status(old) == 404  # it started while the file existed
    assert not list(settings.STATIC_ROOT.glob(f"{old.removeprefix('/static/')}*"))


def test_a_release_that_comes_back_keeps_its_files(source):
    old = collect(source, "p { color: red }")
    collect(source, "p { color: blue }", at=NOON + timedelta(days=1))
    collect(source, "p { color: red }", at=NOON + timedelta(days=2))
    collect(source, "p { color: red }", at=NOON + timedelta(days=200))
    assert Server().status(old) == 200


def test_files_of_a_time_without_a_list_are_kept_as_long(source, settings):
    before = settings.STATIC_ROOT / "css/site.0123456789ab.css"
    before.parent.mkdir()
    before.write_text("p {}")
    collect(source, "p { color: red }")
    assert Server().status("/static/css/site.0123456789ab.css") == 200
    collect(source, "p { color: red }", at=NOON + KEPT + timedelta(days=1))
    assert not before.exists()


def test_collecting_again_leaves_the_files_that_are_being_sent(source, settings):
    address = collect(source, "p { color: red }")
    path = settings.STATIC_ROOT / address.removeprefix("/static/")
    before = path.stat()
    collect(source, "p { color: red }")
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert not list(settings.STATIC_ROOT.rglob("*.part"))


def test_the_same_bytes_are_compressed_once(tmp_path):
    compressor = WholeFileCompressor(quiet=True)
    paths = [tmp_path / name for name in ("site.css", "site.0123456789ab.css")]
    for path in paths:
        path.write_text("p { color: red }" * 50)
    compressed = brotli.compress

    def compress_slowly(data):
        time.sleep(0.5)  # gives the other thread time to reach the same bytes
        return compressed(data)

    with (
        mock.patch.object(brotli, "compress", side_effect=compress_slowly) as compress,
        ThreadPoolExecutor(2) as pool,
    ):
        list(pool.map(compressor.compress, map(str, paths)))
    assert compress.call_count == 1
    assert len({path.read_bytes() for path in tmp_path.glob("*.br")}) == 1
    assert len(list(tmp_path.glob("*.br"))) == len(list(tmp_path.glob("*.gz"))) == 2


def test_what_is_compressed_stays_and_what_is_damaged_is_compressed_again(source, settings):
    name = collect(source, "p { color: red }" * 50).removeprefix("/static/")
    expected = (settings.STATIC_ROOT / name).read_bytes()
    files = [settings.STATIC_ROOT / f"{name}{ending}" for ending in (".br", ".gz")]
    with mock.patch.object(brotli, "compress", side_effect=brotli.compress) as compress:
        collect(source, "p { color: red }" * 50)
        assert compress.call_count == 0
        files[0].write_bytes(b"damaged")
        collect(source, "p { color: red }" * 50)
        files[1].unlink()
        collect(source, "p { color: red }" * 50)
    assert compress.call_count == 2
    assert [decompressed(file) for file in files] == [expected, expected]
    (settings.STATIC_ROOT / f"{NAME}.gz").write_bytes(gzip.compress(b"p { color: black }"))
    collect(source, "p { color: red }" * 50)
    assert decompressed(settings.STATIC_ROOT / f"{NAME}.gz") == expected


@pytest.mark.parametrize("damaged", ["", "{", "null", '[{"at": 1}]', '[{"at": "2026-11-29"}]'])
def test_a_damaged_list_keeps_no_server_from_starting(source, settings, damaged):
    old = collect(source, "p { color: red }")
    list_of_releases = settings.STATIC_ROOT / "releases.json"
    list_of_releases.write_text(damaged)
    server = Server()
    assert (server.status(old), server.status("/static/css/unknown.css")) == (200, 404)
    new = collect(source, "p { color: blue }")
    assert (server.status(old), server.status(new)) == (200, 200)
    assert len(json.loads(list_of_releases.read_text())) == 2


def test_other_users_may_read_what_was_collected(source, settings):
    before = os.umask(0o077)
    try:
        address = collect(source, "p { color: red }" * 50)
    finally:
        os.umask(before)
    for name in (f"{address.removeprefix('/static/')}.gz", "releases.json"):
        assert (settings.STATIC_ROOT / name).stat().st_mode & 0o777 == 0o644


def test_a_dry_run_writes_nothing_and_clearing_begins_anew(source, settings):
    old = collect(source, "p { color: red }")
    list_of_releases = settings.STATIC_ROOT / "releases.json"
    before = list_of_releases.read_text()
    (source / NAME).write_text("p { color: blue }")
    call_command("collectstatic", interactive=False, verbosity=0, dry_run=True)
    assert list_of_releases.read_text() == before
    collect(source, "p { color: blue }", clear=True)
    assert Server().status(old) == 404


def test_releases_that_are_written_down_at_once_are_all_kept(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        added = [pool.submit(StaticReleases(tmp_path).add, {f"css/a{n}.css"}, NOON) for n in range(8)]
    assert [one.result() for one in added] == [None] * 8
    named = {name for release in StaticReleases(tmp_path).read_releases() for name in release["files"]}
    assert named == {f"css/a{n}.css" for n in range(8)}


def test_whoever_waits_too_long_for_the_other_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(static_files, "LONGEST_WAIT", 0)
    with static_files.locked_file(tmp_path / "releases.lock"), pytest.raises(TimeoutError, match="lock"):
        StaticReleases(tmp_path).add({"css/a.css"}, NOON)

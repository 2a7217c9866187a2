"""Checks of files, mail, page cache and settings, each passed and failed, without a database."""

import shutil
import smtplib
from pathlib import Path
from unittest import mock

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core import checks as django_checks
from django.core.cache import caches
from django.core.files.storage import default_storage
from django.test import override_settings

from newsroom.operations.installation import configuration, files, servers
from newsroom.operations.installation.check import CheckState, run_check

FINE, ATTENTION, BROKEN = CheckState.FINE, CheckState.ATTENTION, CheckState.BROKEN
SMTP = {
    "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "OPTIONS": {"host": "mail.example", "port": 25},
}
FOLDER = {
    "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
    "OPTIONS": {"file_path": "/srv/mail"},
}
NOWHERE = {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
OPEN = "django.core.mail.backends.smtp.EmailBackend.open"
MEMORY = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "checked"}
DUMMY = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}


def state(check):
    report = run_check(check)
    assert report.state == FINE or report.remedy
    return report.state


class TestStorageCheck:
    def test_leaves_nothing_behind(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        assert state(files.StorageCheck()) == FINE
        assert list(tmp_path.iterdir()) == []

    def test_cannot_be_written(self, settings, tmp_path):
        (tmp_path / "media").touch()
        settings.MEDIA_ROOT = tmp_path / "media"
        assert state(files.StorageCheck()) == BROKEN

    def test_gives_back_something_else(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        with mock.patch.object(default_storage, "open", mock.mock_open(read_data=b"?")):
            assert state(files.StorageCheck()) == BROKEN
        with mock.patch.object(default_storage, "open", side_effect=OSError):
            assert state(files.StorageCheck()) == BROKEN
        assert list(tmp_path.iterdir()) == []


class TestStaticFilesCheck:
    @pytest.mark.parametrize(("manifest", "expected"), [("{}", FINE), (None, BROKEN)])
    def test_manifest(self, manifest, expected):
        with mock.patch.object(staticfiles_storage, "read_manifest", return_value=manifest, create=True):
            assert state(files.StaticFilesCheck()) == expected


class TestDiskCheck:
    @pytest.mark.parametrize(("free", "expected"), [(10**10, FINE), (5 * 10**8, ATTENTION), (10**6, BROKEN)])
    def test_free_space(self, free, expected):
        with mock.patch.object(shutil, "disk_usage", return_value=mock.Mock(free=free, total=10**11)):
            assert state(files.DiskCheck()) == expected


class TestPermissionsCheck:
    def check(self, settings, folder, *, mode, secret_mode):
        (folder / "secret_key").touch()
        (folder / "secret_key").chmod(secret_mode)
        folder.chmod(mode)
        settings.DATA_DIR, settings.BASE_DIR = folder, folder
        settings.DATABASES["default"] = settings.DATABASES["default"] | {"NAME": folder / "none.sqlite3"}
        return run_check(files.PermissionsCheck())

    @pytest.mark.parametrize(
        ("mode", "secret_mode", "expected"),
        [
            (0o700, 0o600, FINE),
            (0o700, 0o644, FINE),
            (0o750, 0o640, FINE),
            (0o755, 0o600, ATTENTION),
            (0o755, 0o644, BROKEN),
        ],
    )
    def test_modes(self, settings, tmp_path, mode, secret_mode, expected):
        with mock.patch.dict(settings.DATABASES):
            report = self.check(settings, tmp_path, mode=mode, secret_mode=secret_mode)
        assert report.state == expected
        if expected == BROKEN:
            assert report.remedy == f"Run `chmod o= {tmp_path}`."

    def test_the_remedy_mends_it_also_where_the_code_has_secrets(self, settings, tmp_path):
        data, code = tmp_path / "data", tmp_path / "code"
        for folder, name in ((data, "secret_key"), (code, ".env")):
            folder.mkdir()
            folder.chmod(0o755)
            (folder / name).touch(0o644)
        settings.DATA_DIR, settings.BASE_DIR = data, code
        with mock.patch.dict(settings.DATABASES):
            settings.DATABASES["default"] = settings.DATABASES["default"] | {"NAME": data / "none.sqlite3"}
            remedy = run_check(files.PermissionsCheck()).remedy
            assert remedy == f"Run `chmod o= {data} {code}/.env`."
            for path in remedy.removeprefix("Run `chmod o= ").removesuffix("`.").split():
                Path(path).chmod(0o640 if path.endswith(".env") else 0o750)
            assert run_check(files.PermissionsCheck()).state == FINE


class TestMailCheck:
    def state(self, mailer, problem=None):
        with override_settings(MAILERS={"default": mailer}), mock.patch(OPEN, side_effect=problem):
            return state(servers.MailCheck())

    def test_server_answers(self):
        assert self.state(SMTP) == FINE

    @pytest.mark.parametrize(
        "problem", [ConnectionRefusedError(), TimeoutError(), smtplib.SMTPAuthenticationError(535, b"hush")]
    )
    def test_server_does_not(self, problem):
        assert self.state(SMTP, problem) == BROKEN

    def test_is_written_to_files(self):
        with override_settings(SITE_URL="http://localhost:8000"):
            assert self.state(FOLDER) == FINE
        with override_settings(SITE_URL="https://news.example"):
            assert self.state(FOLDER) == ATTENTION

    def test_goes_nowhere(self):
        assert self.state(NOWHERE) == ATTENTION


class TestPageCacheCheck:
    def state(self, cache, **methods):
        with override_settings(CACHES={"pages": cache, "default": MEMORY}):
            for name, method in methods.items():
                setattr(caches["pages"], name, method)
            return state(servers.PageCacheCheck())

    def test_keeps(self):
        assert self.state(MEMORY) == FINE

    def test_is_off(self):
        assert self.state(DUMMY) == ATTENTION

    def test_is_away(self):
        assert self.state(MEMORY, set=mock.Mock(side_effect=ConnectionError)) == BROKEN

    def test_forgets(self):
        assert self.state(MEMORY, get=mock.Mock(return_value=None)) == ATTENTION


class TestSecretsCheck:
    @pytest.mark.parametrize(
        ("changed", "expected"),
        [
            ({}, FINE),
            ({"DEBUG": True}, BROKEN),
            ({"SECRET_KEY": "short"}, BROKEN),
            ({"SITE_URL": "https://news.example"}, ATTENTION),
            ({"SITE_URL": "https://news.example", "HTTPS": True}, FINE),
        ],
    )
    def test_settings(self, changed, expected):
        with override_settings(**({"SITE_URL": "http://localhost"} | changed)):
            assert state(configuration.SecretsCheck()) == expected


class TestDjangoChecksCheck:
    @pytest.mark.parametrize(
        ("found", "expected"),
        [
            ([], FINE),
            ([django_checks.Info("x")], FINE),
            ([django_checks.Warning("x", id="a.W001")], ATTENTION),
            ([django_checks.Error("x", id="a.E001")], BROKEN),
        ],
    )
    def test_messages(self, found, expected):
        with mock.patch.object(django_checks, "run_checks", return_value=found):
            assert state(configuration.DjangoChecksCheck()) == expected

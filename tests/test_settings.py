"""An invalid setting is refused by its name, and nothing starts with an insecure default."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from environs import validate
from PIL import Image

from newsroom.environment import (
    Environment,
    is_bucket_if_set,
    is_folder,
    is_host,
    is_origin,
    is_secret,
    is_time_zone,
    limit_waits,
)

ROOT = Path(__file__).resolve().parent.parent
KEY = "a-long-key-that-nobody-guesses-0123456789-abcdefghij"
PRODUCTION = {"SECRET_KEY": KEY, "ALLOWED_HOSTS": "newsroom.example"}


def read(name, kind, value, **options):
    """Return the value of one variable, and the problems found while reading it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(name, raising=False)
        if value is not None:
            patch.setenv(name, value)
        env = Environment()
        return getattr(env, kind)(name, **options), problems_of(env)


def problems_of(env):
    try:
        env.seal()
    except ImproperlyConfigured as refusal:
        return str(refusal).splitlines()[1:2]
    return []


class TestAVariable:
    @pytest.mark.parametrize("value", ["maybe", "2", "ja", "truee"])
    def test_flag_that_is_neither_yes_nor_no_is_refused(self, value):
        _read, [problem] = read("HTTPS", "bool", value, default=False)
        assert problem == "HTTPS: Not a valid boolean."

    @pytest.mark.parametrize(("value", "expected"), [("1", True), ("Off", False), ("", True), (None, True)])
    def test_flag_is_read(self, value, expected):
        assert read("HTTPS", "bool", value, default=True) == (expected, [])

    @pytest.mark.parametrize("value", ["many", "-1", "0", "1.5", "²"])
    def test_number_that_is_none_is_refused(self, value):
        _read, [problem] = read("IMAGE_MAX_PIXELS", "int", value, default=5, validate=validate.Range(min=1))
        assert problem.startswith("IMAGE_MAX_PIXELS: ")

    def test_number_is_read(self):
        assert read("IMAGE_MAX_PIXELS", "int", "60", default=5) == (60, [])

    @pytest.mark.parametrize("value", ["short", "x" * 40, "abcabc" * 9])
    def test_secret_that_is_easy_to_guess_is_refused_and_not_repeated(self, value):
        _read, [problem] = read("SECRET_KEY", "str", value, validate=is_secret)
        assert problem.startswith("SECRET_KEY: Too easy to guess")
        assert value not in problem

    @pytest.mark.parametrize("value", ["Pictures", "a", "news_pictures", "s3://pictures", "-pictures"])
    def test_bucket_that_can_have_no_such_name_is_refused(self, value):
        _read, [problem] = read("MEDIA_BUCKET", "str", value, validate=is_bucket_if_set)
        assert "use the name of a bucket" in problem

    @pytest.mark.parametrize("value", ["pictures", "courier.pictures-2026", ""])
    def test_bucket_is_read(self, value):
        assert read("MEDIA_BUCKET", "str", value, default="", validate=is_bucket_if_set) == (value, [])

    def test_required_value_that_is_missing_is_refused(self):
        _read, [problem] = read("ALLOWED_HOSTS", "names", None)
        assert problem.startswith("ALLOWED_HOSTS: Environment variable not set")

    def test_list_is_read_without_its_blanks(self):
        assert read("ALLOWED_HOSTS", "names", " a.example, ,b.example ")[0] == [
            "a.example",
            "b.example",
        ]

    @pytest.mark.parametrize(
        "value", ["admin.example", "https://", "ftp://a.example", "https://a.example/en"]
    )
    def test_origin_that_is_none_is_refused(self, value):
        _read, [problem] = read("CSRF_TRUSTED_ORIGINS", "origins", value, default=[])
        assert problem.startswith(f"CSRF_TRUSTED_ORIGINS: {value!r} is not valid")

    @pytest.mark.parametrize("value", ["Seoul", "../etc/passwd", "Asia", "Asia/Nowhere"])
    def test_time_zone_that_is_none_is_refused(self, value):
        _read, [problem] = read("TIME_ZONE", "str", value, validate=is_time_zone)
        assert problem.startswith(f"TIME_ZONE: {value!r} is no time zone")

    @pytest.mark.parametrize("value", ["https://news.example", "-news", "news.example/", "a..b"])
    def test_host_that_is_none_is_refused(self, value):
        _read, [problem] = read("FEED_AUTHORITY", "str", value, validate=is_host)
        assert problem.startswith(f"FEED_AUTHORITY: {value!r} is not valid")

    def test_choice_that_is_none_is_refused(self):
        one_of = validate.OneOf(["INFO", "ERROR"])
        _read, [problem] = read("LOG_LEVEL", "str", "LOUD", default="INFO", validate=one_of)
        assert problem == "LOG_LEVEL: Must be one of: INFO, ERROR."

    def test_folder_that_cannot_be_made_is_refused(self, tmp_path):
        (tmp_path / "file").touch()
        _read, [problem] = read("NEWSROOM_DATA", "folder", str(tmp_path / "file/data"), default="")
        assert problem.startswith("NEWSROOM_DATA: No folder can be created")

    def test_folder_that_is_named_must_be_there(self, tmp_path):
        _read, [problem] = read("BRANDING", "path", str(tmp_path / "none"), validate=is_folder)
        assert problem.startswith("BRANDING: There is no folder at ")

    def test_all_problems_are_told_at_once(self, monkeypatch):
        monkeypatch.setenv("DEBUG", "perhaps")
        monkeypatch.delenv("SECRET_KEY", raising=False)
        env = Environment()
        env.bool("DEBUG", default=False)
        env.str("SECRET_KEY")
        with pytest.raises(ImproperlyConfigured, match=r"(?s)DEBUG: Not a valid.*SECRET_KEY: .* not set"):
            env.seal()


def test_nothing_is_deleted_before_its_least_time():
    """Front pages and records that explain them are kept for at least six months, autosaves for a week."""
    least = {"FRONT_PAGE_DAYS": 184, "ADMIN_LOG_DAYS": 184, "SEARCH_HISTORY_DAYS": 184, "DRAFT_DAYS": 7}
    refused = manage("check", **PRODUCTION, **{name: str(days - 1) for name, days in least.items()}).stderr
    for name, days in least.items():
        assert re.search(rf"{name}: Must be greater than or equal to {days}\b", refused), refused


class TestTheDatabase:
    @pytest.mark.parametrize(
        "url",
        [
            "mysql://news@db.example/news",
            "newsroom.sqlite3",
            "sqlite://newsroom.sqlite3",
            "sqlite:///",
            "postgresql://news@db.example",
            "postgresql://news@db.example:port/news",
        ],
    )
    def test_url_that_is_not_understood_is_refused(self, url, tmp_path):
        _read, [problem] = read("DATABASE_URL", "database", url, default=tmp_path)
        assert problem.startswith("DATABASE_URL: ")

    def test_refusal_does_not_repeat_a_password(self, tmp_path):
        _read, [problem] = read("DATABASE_URL", "database", "mysql://news:hush@db/news", default=tmp_path)
        assert "hush" not in problem

    def test_postgresql_is_read_with_its_options(self, tmp_path):
        url = "postgresql://news%40desk:p%2Fw@db.example:6543/news?sslmode=require"
        database, problems = read("DATABASE_URL", "database", url, default=tmp_path)
        assert problems == []
        assert (database["USER"], database["PASSWORD"], database["NAME"]) == ("news@desk", "p/w", "news")
        assert (database["HOST"], database["PORT"]) == ("db.example", "6543")
        limited = limit_waits(database, lock=5, statement=30, idle=0)["OPTIONS"]
        assert limited == {
            "connect_timeout": "5",
            "sslmode": "require",
            "options": "-c jit=off -c lock_timeout=5000 -c statement_timeout=30000 "
            "-c idle_in_transaction_session_timeout=0",
        }

    def test_a_pooler_that_takes_no_options_is_given_none(self, tmp_path):
        database, _problems = read(
            "DATABASE_URL", "database", "postgresql://db/news?options=", default=tmp_path
        )
        assert limit_waits(database, lock=5, statement=30, idle=60)["OPTIONS"] == {
            "connect_timeout": "5",
            "options": "",
        }

    def test_default_is_an_sqlite_file(self, tmp_path):
        database, problems = read("DATABASE_URL", "database", None, default=tmp_path / "newsroom.sqlite3")
        assert (database["NAME"], problems) == (tmp_path / "newsroom.sqlite3", [])

    def test_sqlite_elsewhere_is_read(self, tmp_path):
        database, problems = read(
            "DATABASE_URL", "database", "sqlite:////srv/news%20room.db", default=tmp_path
        )
        assert (database["NAME"], problems) == (Path("/srv/news room.db"), [])
        assert limit_waits(database, lock=2.5, statement=30, idle=60)["OPTIONS"]["timeout"] == 2.5


def manage(*arguments, **variables):
    """Run manage.py in a process of its own with only these variables and PATH."""
    command = [sys.executable, ROOT / "manage.py", *arguments]
    environment = {"PATH": os.environ["PATH"], **variables}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)


class TestThePageCache:
    @pytest.mark.parametrize(("value", "pages"), [("memory:", 1000), ("memory:20", 20)])
    def test_in_memory_has_a_limit(self, value, pages):
        cache, problems = read("PAGE_CACHE_URL", "page_cache", value, default="off:")
        assert (cache["OPTIONS"], problems) == ({"MAX_ENTRIES": pages}, [])
        assert cache["BACKEND"].endswith("LocMemCache")

    def test_server_is_not_waited_for(self):
        cache, problems = read(
            "PAGE_CACHE_URL", "page_cache", "redis://:p@host.example:6379/1", default="off:"
        )
        assert (cache["LOCATION"], problems) == ("redis://:p@host.example:6379/1", [])
        assert max(cache["OPTIONS"].values()) < 1

    def test_off_keeps_nothing(self):
        cache, _problems = read("PAGE_CACHE_URL", "page_cache", None, default="off:")
        assert cache["BACKEND"].endswith("DummyCache")

    @pytest.mark.parametrize(
        "value",
        ["on", "memory:0", "memory:-1", "memory:many", "redis://", "redis://:hush@host:port/", "off:5"],
    )
    def test_url_that_is_not_understood_is_refused_without_its_password(self, value):
        _cache, [problem] = read("PAGE_CACHE_URL", "page_cache", value, default="off:")
        assert problem.startswith("PAGE_CACHE_URL: Not valid")
        assert "hush" not in problem


class TestTheMailer:
    def test_smtp_is_read_and_encrypted_where_there_is_a_password(self):
        mailer, problems = read("MAIL_URL", "mailer", "smtp://desk:p%40ss@mail.example:587", default="")
        options = mailer["OPTIONS"]
        assert (options["host"], options["port"], options["username"]) == ("mail.example", 587, "desk")
        assert (options["password"], options["use_tls"], options["use_ssl"]) == ("p@ss", True, False)
        assert problems == []

    @pytest.mark.parametrize(("value", "expected"), [("1", True), ("True", True), ("0", False)])
    def test_starttls_is_asked_for_in_any_case(self, value, expected):
        mailer, _problems = read("MAIL_URL", "mailer", f"smtp://mail.example?tls={value}", default="")
        assert mailer["OPTIONS"]["use_tls"] is expected

    def test_smtps_is_encrypted_from_the_start(self):
        mailer, _problems = read("MAIL_URL", "mailer", "smtps://mail.example", default="")
        assert (mailer["OPTIONS"]["port"], mailer["OPTIONS"]["use_ssl"]) == (465, True)

    def test_a_folder_takes_a_file_a_message(self):
        mailer, _problems = read("MAIL_URL", "mailer", "file:///srv/the%20mail", default="")
        assert mailer["OPTIONS"] == {"file_path": "/srv/the mail"}

    @pytest.mark.parametrize(
        "value", ["mail.example", "smtp://a:b@c:port", "file://host/x", "file:///", "x://y"]
    )
    def test_that_is_none_is_refused_and_its_password_not_repeated(self, value):
        _read, [problem] = read("MAIL_URL", "mailer", value, default="")
        assert problem.startswith("MAIL_URL: Not valid")
        assert "b@c" not in problem

    @pytest.mark.parametrize("value", ["news.example", "ftp://a.example", "https://a.example/en"])
    def test_site_that_is_none_is_refused(self, value):
        _read, [problem] = read("SITE_URL", "str", value, validate=is_origin)
        assert problem.startswith(f"SITE_URL: {value!r} is not valid")


class TestAStart:
    @pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS"])
    def test_without_debug_nothing_starts_on_a_default(self, missing, tmp_path):
        variables = {name: value for name, value in PRODUCTION.items() if name != missing}
        result = manage("check", NEWSROOM_DATA=str(tmp_path), **variables)
        assert result.returncode != 0
        assert f"{missing}: Environment variable not set." in result.stderr

    def test_debug_needs_nothing_else(self, tmp_path):
        assert manage("check", DEBUG="1", NEWSROOM_DATA=str(tmp_path)).returncode == 0

    def test_settings_refuse_what_they_do_not_understand(self, tmp_path):
        result = manage(
            "check", NEWSROOM_DATA=str(tmp_path), TIME_ZONE="Seoul", BEHIND_PROXY="x", **PRODUCTION
        )
        assert "TIME_ZONE: 'Seoul' is no time zone" in result.stderr
        assert "BEHIND_PROXY: Not a valid boolean." in result.stderr

    def test_production_raises_no_deployment_warning(self, tmp_path):
        result = manage(
            "check", "--deploy", "--fail-level=WARNING", NEWSROOM_DATA=str(tmp_path), **PRODUCTION
        )
        assert result.returncode == 0, result.stderr

    def test_production_redirects_to_https_and_hides_its_cookies(self, tmp_path):
        names = [
            "SECURE_SSL_REDIRECT",
            "SESSION_COOKIE_SECURE",
            "CSRF_COOKIE_SECURE",
            "LANGUAGE_COOKIE_SECURE",
        ]
        script = f"from django.conf import settings; print([getattr(settings, name) for name in {names}])"
        result = manage("shell", "--no-imports", "-c", script, NEWSROOM_DATA=str(tmp_path), **PRODUCTION)
        assert result.stdout.strip() == "[True, True, True, True]"

    def test_the_mark_in_the_data_folder_takes_the_place_of_ours(self, tmp_path):
        (tmp_path / "branding").mkdir()
        Image.new("RGB", (300, 200)).save(tmp_path / "branding/icon-512.png")
        result = manage("check", NEWSROOM_DATA=str(tmp_path), **PRODUCTION)
        assert f"{tmp_path}/branding/icon-512.png is 300 × 200 pixels." in result.stderr
        script = "from django.contrib.staticfiles import finders as f; print(f.find('img/share.png'))"
        result = manage("shell", "--no-imports", "-c", script, NEWSROOM_DATA=str(tmp_path), **PRODUCTION)
        assert result.stdout.strip() == str(ROOT / "static/img/share.png")

    def test_files_in_the_site_folder_take_the_place_of_ours(self, tmp_path):
        for name in ("templates/public/_footer.html", "static/css/site.css"):
            (tmp_path / "site" / name).parent.mkdir(parents=True)
            (tmp_path / "site" / name).write_text("own")
        script = (
            "from django.contrib.staticfiles import finders as f; from django.template import loader as l;"
            "print(f.find('css/site.css'), l.get_template('public/_footer.html').origin.name,"
            "l.get_template('public/_head.html').origin.name)"
        )
        result = manage("shell", "--no-imports", "-c", script, NEWSROOM_DATA=str(tmp_path), **PRODUCTION)
        assert result.stdout.split() == [
            str(tmp_path / "site/static/css/site.css"),
            str(tmp_path / "site/templates/public/_footer.html"),
            str(ROOT / "templates/public/_head.html"),
        ]

    def test_a_faulty_identity_stops_the_check(self, tmp_path):
        (tmp_path / "site").mkdir()
        (tmp_path / "site/identity.toml").write_text("logo = 1")
        result = manage("check", NEWSROOM_DATA=str(tmp_path), **PRODUCTION)
        assert result.returncode == 1
        assert "(newsroom.E010) logo: is not known" in result.stderr

    def test_every_variable_is_documented_in_both_languages(self):
        modules = ("settings.py", "environment.py", "local.py", "gunicorn_config.py")
        text = "".join((ROOT / "newsroom" / name).read_text() for name in modules)
        names = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', text)) | {"PORT"}
        assert len(names) > 10
        for language in ("en", "ko"):
            page = (ROOT / "docs" / language / "settings.md").read_text()
            assert {name for name in names if f"`{name}`" not in page} == set()


class TestStart:
    def test_a_command_that_serves_no_page_imports_no_screen(self):
        script = (
            "import django, sys; django.setup(); "
            "print([name for name in sys.modules if name.startswith('articles.admin')])"
        )
        variables = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "tests.settings"}
        command = [sys.executable, "-c", script]
        ran = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, timeout=300)
        assert ran.stdout.strip() == "[]", ran.stdout + ran.stderr

"""The release digest covers all that pages are made of, except the database."""

import ast
from functools import cache
from pathlib import Path

import pytest
from django.conf import global_settings, settings

from newsroom.pagecache.release import PAGE_SETTINGS, release_digest

ROOT = Path(settings.BASE_DIR)
# The code that makes a page: views, Django's calls around them, and the handler.
ENTRIES = """
    newsroom.public.urls newsroom.public.templatetags.newspaper newsroom.middleware
    newsroom.public.time_machine newsroom.wsgi
""".split()
FILES = "their files are in the digest"
ANSWERED_ELSEWHERE = "it decides whether a page is made, or who keeps it, but nothing of the page"
COOKIES = "a kept page sets no cookie"
NOT_SHOWN = {
    "ALLOWED_HOSTS": ANSWERED_ELSEWHERE,
    "BEHIND_PROXY": "the log reads it; the scheme is in the key of a page",
    "CACHES": ANSWERED_ELSEWHERE,
    "CDN_SECONDS": "its headers are added when a page is sent",
    "CSRF_COOKIE_SECURE": COOKIES,
    "CSRF_TRUSTED_ORIGINS": "a kept page has no form that is posted with a token",
    "DATABASES": "its name is in the digest; how it is reached changes no page",
    "DEFAULT_FROM_EMAIL": "mail has it, and no page",
    "DRAFT_DAYS": "drafts are on no page of readers",
    "EMBED_PROVIDERS": FILES,
    "FOUR_EYES": "the desk's lists of open work read it",
    "LANGUAGE_COOKIE_SECURE": COOKIES,
    "LOGGING": "the log has it, and no page",
    "MEDIA_ROOT": "addresses of images do not name it",
    "MIDDLEWARE": "only the one that counts requests depends on the environment",
    "NEWSLETTER_DAYS": "the removal of old newsletters reads it",
    "SEARCH_HISTORY_DAYS": "the search index computes with it, and its rows are followed",
    "SECURITY_LOG_DAYS": "the security log is on no page of readers",
    "SECURE_PROXY_SSL_HEADER": "the scheme is in the key of a page",
    "SECURE_SSL_REDIRECT": ANSWERED_ELSEWHERE,
    "SERVER_EMAIL": "mail has it, and no page",
    "SESSION_COOKIE_AGE": COOKIES,
    "SESSION_COOKIE_SECURE": COOKIES,
    "SITE_DIR": FILES,
    "STATICFILES_DIRS": "the manifest of collected files is in the digest",
    "STATIC_ROOT": "the manifest of collected files is in the digest",
    "STORAGES": "addresses of images do not name the storage",
    "TEMPLATES": FILES,
}


def names_in(node):
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


@cache
def settings_of_the_environment():
    """Return the names of the settings that are computed from the environment."""
    found = {"env"}
    for statement in ast.parse((ROOT / "newsroom/settings.py").read_text()).body:
        if isinstance(statement, ast.Assign) and names_in(statement.value) & found:
            found.update(*map(names_in, statement.targets))
    return found - {"env"}


def file_of(module):
    path = ROOT / module.replace(".", "/")
    return next((one for one in (path.with_suffix(".py"), path / "__init__.py") if one.is_file()), None)


def imported_modules(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def code_of_pages():
    """Return {module: its syntax tree} of the project's code that pages can reach by imports."""
    trees, waiting = {}, ENTRIES.copy()
    while waiting:
        module = waiting.pop()
        is_ours = module.startswith(("articles", "newsroom")) and module != release_digest.__module__
        if module in trees or not is_ours or not file_of(module):
            continue
        trees[module] = ast.parse(file_of(module).read_text())
        waiting += imported_modules(trees[module])
    return trees


@cache
def settings_that_pages_read():
    """Return {name of a setting: modules that read it}, in the code of pages."""
    found = {}
    for module, tree in code_of_pages().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "settings":
                found.setdefault(node.attr, set()).add(module)
    return found


def settings_that_may_matter():
    """Return the environment's settings that the code of pages reads, or that Django may read."""
    django = {name for name in dir(global_settings) if name.isupper()}
    return settings_of_the_environment() & (django | settings_that_pages_read().keys())


class TestSettings:
    def test_each_that_pages_read_is_in_the_digest_or_has_a_reason(self):
        assert settings_that_may_matter() == {*PAGE_SETTINGS, *NOT_SHOWN}

    def test_none_is_in_the_digest_and_has_a_reason(self):
        assert not {*PAGE_SETTINGS} & NOT_SHOWN.keys()

    def test_none_is_read_by_a_name_that_is_computed(self):
        """Calls of getattr and variables of the environment would hide settings."""
        for module, tree in code_of_pages().items():
            calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
            named = [ast.unparse(call) for call in calls if getattr(call.func, "id", "") == "getattr"]
            assert not [one for one in named if one.startswith("getattr(settings")], module
            assert module == "newsroom.wsgi" or "os.environ" not in ast.unparse(tree), module

    def test_search_finds_those_of_the_frame(self):
        assert "newsroom.public.frame" in settings_that_pages_read()["NEWSLETTERS"]
        assert {"NEWSLETTERS", "SECURE_HSTS_SECONDS"} <= settings_of_the_environment()

    @pytest.mark.parametrize("name", PAGE_SETTINGS)
    def test_each_makes_another_release(self, name, settings):
        before = release_digest.__wrapped__()
        setattr(settings, name, "another value")
        assert release_digest.__wrapped__() != before


class TestFiles:
    @pytest.fixture
    def base(self, settings, tmp_path):
        settings.BASE_DIR = tmp_path
        return tmp_path

    @pytest.mark.parametrize(
        "name",
        [
            "articles/body/embed_providers.toml",
            "articles/text/korean/whole_words.txt",
            "newsroom/public/front.py",
            "templates/public/front.html",
            "locale/ko/LC_MESSAGES/django.mo",
            "requirements.txt",
        ],
    )
    def test_each_makes_another_release(self, name, base):
        assert (ROOT / name).is_file()
        path = base / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("a")
        before = release_digest.__wrapped__()
        path.write_text("b")
        assert release_digest.__wrapped__() != before

    def test_compiled_code_makes_none(self, base):
        before = release_digest.__wrapped__()
        (base / "newsroom/__pycache__").mkdir(parents=True)
        (base / "newsroom/__pycache__/urls.cpython-313.pyc").write_bytes(b"a")
        assert release_digest.__wrapped__() == before

    def test_providers_of_embeds_make_another_release(self, settings, tmp_path):
        settings.EMBED_PROVIDERS = tmp_path / "providers.toml"
        digests = {release_digest.__wrapped__()}
        for words in ("[a]", "[b]"):
            settings.EMBED_PROVIDERS.write_text(words)
            digests.add(release_digest.__wrapped__())
        assert len(digests) == 3

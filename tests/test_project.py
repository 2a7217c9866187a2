"""Hashed static files, the content security policy, git hooks and issue forms."""

import os
import re
import subprocess
from html import unescape
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.templatetags.static import static
from django.test import Client, override_settings

from newsroom import settings as production

ROOT = Path(__file__).resolve().parent.parent
MESSAGES = ROOT / "templates/newsletters"  # mail programs support only inline styles
TEMPLATES = sorted(
    path
    for folder in ("templates", "articles", "newsroom")
    for path in (ROOT / folder).rglob("*.html")
    if path.parent != MESSAGES
)
SCRIPTS = sorted(
    path for folder in ("static", "articles", "newsroom") for path in (ROOT / folder).rglob("*.js")
)


@pytest.fixture
def collected(collected_files):
    """Collect the static files as in production: with hashed names, DEBUG off."""
    assert not settings.DEBUG
    with override_settings(**collected_files):
        yield


class TestStaticFiles:
    def test_are_served_under_hashed_names_for_ever(self, collected):
        address = static("admin/css/base.css")
        assert re.fullmatch(r"/static/admin/css/base\.[0-9a-f]{12}\.css", address)
        response = Client().get(address)
        assert response.status_code == 200
        assert "immutable" in response.headers["Cache-Control"]

    def test_are_compressed(self, collected):
        response = Client().get(static("admin/css/base.css"), headers={"Accept-Encoding": "gzip"})
        assert response.headers["Content-Encoding"] == "gzip"

    @pytest.mark.django_db
    def test_of_a_page_are_all_there(self, collected):
        client = Client()
        page = client.get("/admin/login/").content.decode()
        addresses = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
        assert len(addresses) > 3
        assert {address for address in addresses if client.get(unescape(address)).status_code != 200} == set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"),
    [("/admin/login/", 200), ("/en/", 200), ("/ko/", 200), ("/en/there-is-no-such-page/", 404)],
)
class TestHeaders:
    def test_policy_allows_nothing_inline_and_nothing_from_elsewhere(self, path, status):
        response = Client().get(path)
        assert response.status_code == status
        policy = response.headers["Content-Security-Policy"]
        sources = {source for directive in policy.split("; ") for source in directive.split()[1:]}
        assert {re.sub("'nonce-.*'", "'nonce'", source) for source in sources} <= {
            "'self'", "'none'", "'nonce'", "blob:",
        }  # fmt: skip
        assert {"default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} <= set(policy.split("; "))

    def test_other_headers_are_strict(self, path, status):
        headers = Client().get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]


FORBIDDEN = {
    "an inline script": re.compile(
        r"<script(?![^>]*\b(?:src\b|nonce\b|type=\"application/(?:ld\+)?json\"))[^>]*>"
    ),
    "an inline style": re.compile(r"<style\b|\sstyle\s*="),
    "an inline handler": re.compile(r"\son[a-z]+\s*="),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
    "something from elsewhere": re.compile(
        r"<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)=[\"'](?:https?:)?//"
    ),
}


def breaches(text):
    return [name for name, pattern in FORBIDDEN.items() if pattern.search(text)]


class TestTemplates:
    @pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
    def test_keep_to_the_policy(self, path):
        assert breaches(path.read_text()) == []

    def test_no_date_is_only_figures_which_some_read_as_another_day(self):
        short = re.compile(r"SHORT_DATE(TIME)?_FORMAT")  # as in 12/01/2026
        assert [str(path) for path in TEMPLATES if short.search(path.read_text())] == []

    @pytest.mark.parametrize(
        ("markup", "name"),
        [
            ("<script>go()</script>", "an inline script"),
            ('<script type="module">go()</script>', "an inline script"),
            ("<style>p {}</style>", "an inline style"),
            ('<p style="color: red">', "an inline style"),
            ('<button onclick="go()">', "an inline handler"),
            ('<a href="javascript:go()">', "a script address"),
            ('<img src="https://elsewhere.example/a.png">', "something from elsewhere"),
            ('<link rel="stylesheet" href="//elsewhere.example/a.css">', "something from elsewhere"),
        ],
    )
    def test_that_break_it_are_found(self, markup, name):
        assert breaches(markup) == [name]

    @pytest.mark.parametrize(
        "markup",
        [
            '<script src="{% static "js/a.js" %}" defer></script>',
            '<script nonce="{{ csp_nonce }}">go()</script>',
            '<script type="application/ld+json">{{ data }}</script>',
            '<a href="https://elsewhere.example/">',
        ],
    )
    def test_that_keep_it_are_let_through(self, markup):
        assert breaches(markup) == []

    @pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: str(path.relative_to(ROOT)))
    def test_scripts_write_no_inline_style_attributes_and_no_code_from_text(self, path):
        text = path.read_text()
        assert not re.search(r"\beval\(|new Function\(|setAttribute\(\s*[\"']style[\"']", text)


class TestInChromium:
    def test_admin_keeps_to_the_policy(self, new_page, admin_user):
        page = new_page(locale="ko-KR")
        page.goto("/admin/")
        page.fill("[name=login]", "admin")
        page.fill("[name=password]", "password")
        page.click("#login-form [type=submit]")
        page.wait_for_selector("#user-tools .account")
        assert page.evaluate("document.documentElement.lang") == "ko"

    def test_breach_of_the_policy_is_noticed(self, new_page):
        page = new_page(expect_problems=True)
        said = []
        page.on("console", lambda message: said.append(message.text))
        page.goto("/admin/login/")
        page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: '1'}))")
        assert "Content Security Policy" in "".join(said)


def test_settings_under_test_are_those_of_production_but_for_what_is_slow():
    assert settings.MIDDLEWARE == production.MIDDLEWARE
    assert settings.SECURE_CSP == production.SECURE_CSP
    assert not settings.DEBUG


def test_make_lets_python_keep_what_it_compiles():
    """Otherwise each process of a run compiles the newsroom again, and each pytest worker the tests too."""
    rules = 'include Makefile\nprobe: ; @echo "[$$PYTHONDONTWRITEBYTECODE]"\n'
    found = subprocess.run(
        ["make", "--no-print-directory", "--file=-", "probe"],
        cwd=ROOT, env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        input=rules, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert found.stdout == "[]\n"


def commands_of_make(target):
    """Return the commands that `make target` would run, one a line."""
    return subprocess.run(
        ["make", "--no-print-directory", "--dry-run", target],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip


HOOKS = [
    hook
    for repository in yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    for hook in repository["hooks"]
]


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_hooks_of_git_run_commands_of_make_lint(hook):
    """Hooks of a language would install a second set of versions."""
    assert hook["language"] == "system"
    command = hook["entry"].replace(" --force-exclude", "")
    if command.startswith("make "):
        command = commands_of_make(command.split()[-1]).splitlines()[-1]
    assert command in commands_of_make("lint")


WITHOUT_REASON = re.compile(r"# type: ignore(?!\[[a-z, -]+\]  # \S)")


def test_an_ignored_error_of_mypy_has_its_code_and_its_reason():
    sources = [path for folder in ("articles", "newsroom") for path in (ROOT / folder).rglob("*.py")]
    assert [str(path) for path in sources if WITHOUT_REASON.search(path.read_text())] == []


ISSUE_FORMS = sorted(
    set((ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml")) - {ROOT / ".github/ISSUE_TEMPLATE/config.yml"}
)
REQUIRED_ATTRIBUTES = {
    "markdown": {"value"},
    "input": {"label"},
    "textarea": {"label"},
    "dropdown": {"label", "options"},
    "checkboxes": {"label", "options"},
}


@pytest.mark.parametrize("path", ISSUE_FORMS, ids=lambda path: path.stem)
class TestIssueForms:
    """GitHub does not offer a form that breaks its schema, and shows no error that we would see."""

    def test_have_what_github_requires(self, path):
        form = yaml.safe_load(path.read_text())
        assert form.keys() >= {"name", "description", "body"}
        assert {element["type"] for element in form["body"]} != {"markdown"}
        for element in form["body"]:
            assert element["attributes"].keys() >= REQUIRED_ATTRIBUTES[element["type"]]

    def test_ids_are_unique(self, path):
        questions = [
            element for element in yaml.safe_load(path.read_text())["body"] if element["type"] != "markdown"
        ]
        ids = [element["id"] for element in questions]
        labels = [element["attributes"]["label"] for element in questions]
        assert len(ids) == len(set(ids))
        assert len(labels) == len(set(labels))
        assert [name for name in ids if not re.fullmatch(r"[A-Za-z0-9_-]+", name)] == []


def test_security_reports_are_sent_to_the_policy():
    links = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE/config.yml").read_text())["contact_links"]
    assert all(link.keys() == {"name", "url", "about"} for link in links)
    assert [link for link in links if link["url"].endswith("/SECURITY.md")]

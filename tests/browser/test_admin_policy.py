"""Every screen of the admin, once, in a real browser: none breaks the content security policy or fails."""

from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from time_machine import travel

from articles.models import Article, StandingPage
from articles.redaction.performing import request_redaction
from articles.workflow.preview_links import share
from newsroom.confidential.models import ConfidentialSource, RestrictedStory
from newsroom.security.permission_requests import Increase, ask_or_give
from newsroom.translations.models import MemoryEntry
from tests.articles.admin.screens import ADMIN, screen_of
from tests.articles.admin.test_language_purity import newsroom, steps
from tests.articles.admin.test_stale_forms import editable, make_row
from tests.factories import NOON, make_user

NO_SCREEN = ("/admin/jsi18n/", "/admin/logout/", "/admin/r/")
FILES = ("/export/", "/zip/", "/file/")
REPORT = (
    "document.addEventListener('securitypolicyviolation',"
    " (one) => console.error(one.effectiveDirective, one.blockedURI))"
)
LINKS = "[...document.querySelectorAll('a[href]')].map((one) => one.href)"
# Chromium on a busy machine may find no idle time at all; after 2,000 ms it calls back in any case.
IDLE = "() => new Promise((done) => requestIdleCallback(done, { timeout: 2000 }))"


@pytest.fixture
def chief(transactional_db):
    """A managing editor and superuser, in a newsroom with at least one row of everything."""
    with travel(NOON, tick=False) as clock:
        chief = make_user("chief", is_superuser=True)
        newsroom(chief, clock)
        story, kim = Article.objects.first(), make_user("kim", role="Interns", email="kim@paper.example")
        make_user("second", role="Administrators")
        ConfidentialSource.objects.create(article=story, name="Ida", held_by=chief)
        RestrictedStory.objects.create(title_en="Harbor chief", held_by=chief)
        request_redaction(words="Harbor", ground="court", reference="Case 7", by=chief)
        ask_or_give(Increase(groups=list(Group.objects.all()[:1])), by=chief, account=kim)
        seen = {"first_seen_at": NOON, "last_seen_at": NOON}
        MemoryEntry.objects.create(source_language="en", source_text="Pier", target_text="부두", **seen)
        share(story, for_whom="A lawyer", days=30, by=chief)
        for one in editable():
            if not one.model._base_manager.exists():
                make_row(one.model)
    return chief


@pytest.fixture
def page(new_page, live_server, chief):
    """Return (page of the managing editor, list of the problems in its console)."""
    client, page, problems = Client(), new_page(), []

    def tell(message):
        if message.type == "error":
            problems.append(f"{page.url}: {message.text}")

    client.force_login(chief)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([session])
    page.add_init_script(REPORT)
    page.on("console", tell)
    page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
    return page, problems


def first_addresses(chief):
    """The first screen, those that the browser would find late or never, and the steps of stories."""
    kim = f"/admin/accounts/user/{type(chief).objects.get(username='kim').pk}"
    actions = [f"{kim}/do/{name}/" for name in ("invite", "send-password-link", "end-sessions", "hand-over")]
    about = StandingPage.objects.get(slug="about").pk
    pages = [f"/admin/articles/standingpage/{about}/publish/en/", f"/admin/preview/page/{about}/en/"]
    pages.append(f"/admin/translations/memoryentry/{MemoryEntry.objects.first().pk}/change/")
    popups = [f"/admin/articles/{name}/add/?_popup=1" for name in ("article", "image", "author")]
    return [ADMIN, f"{kim}/change/", *actions, *pages, *popups, *steps()]


def links_of(page):
    """The addresses of screens that a page links to, without the filters of lists."""
    paths = [urlsplit(link).path for link in page.evaluate(LINKS)]
    return [
        path
        for path in paths
        if path.startswith(ADMIN) and not (path.startswith(NO_SCREEN) or path.endswith(FILES))
    ]


@pytest.mark.long
def test_no_screen_breaks_the_policy_or_fails(page, chief):
    page, problems = page
    waiting, opened = first_addresses(chief), {}
    while waiting:
        address = waiting.pop(0)
        screen = screen_of(address)
        if screen in opened:
            continue
        response = page.goto(address, wait_until="domcontentloaded")
        page.evaluate(IDLE)  # the scripts have run
        opened[screen] = response.status
        waiting += links_of(page)
    assert {screen: status for screen, status in opened.items() if status != 200} == {}
    assert len(opened) > 140
    assert problems == []

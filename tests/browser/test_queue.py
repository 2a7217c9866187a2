"""The translators' queue in a real browser: taken on without scripts, by keyboard, on a phone, under axe."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import LanguageProgress
from articles.workflow.transitions import perform
from tests.browser.axe import faults, is_wider
from tests.factories import HOUR, approve, make_article, make_published, make_user, rewrite

pytestmark = pytest.mark.django_db(transaction=True)

QUEUE, PACE = "/admin/translations/", "/admin/translations/pace/"


@pytest.fixture
def newsroom(transactional_db):
    """Make a user, and translations that are late, stale, assigned, free (in either language), and done."""
    user = make_user()
    rows = LanguageProgress.objects.filter(article=make_published(number=" late", by=user), language="ko")
    rows.update(due_at=timezone.now() - HOUR, priority=2, assignee=user)
    stale = make_published(number=" stale", languages=("en", "ko"))
    rewrite(stale, body_en="<p>The harbor closes.</p>")
    done = make_published(number=" done", languages=("en", "ko"))
    make_published(number=" free", languages=("ko",))
    make_article(number=" early")
    perform("submit", make_article(number=" held"), language="en", by=None)
    held = LanguageProgress.objects.filter(article__title_en="Harbor opens held", language="ko")
    held.update(assignee=make_user("other"))
    approve(done, "ko")
    return user


@pytest.fixture
def open_page(page_of, newsroom):
    """A function that opens an address as that person."""

    def open_as(address, *, language="", **options):
        newsroom.language = language
        newsroom.save()
        return page_of(newsroom, address, **options)

    return open_as


def test_is_taken_on_and_put_back_without_scripts(open_page):
    page = open_page(f"{QUEUE}?whose=free&q=free", java_script_enabled=False)
    page.get_by_role("button", name="Assign to me").click()
    expect(page.locator(".messagelist")).to_contain_text("Assigned to you: 항구 문 열어 free")
    assert page.url.endswith("?whose=free&q=free")
    page.goto(f"{QUEUE}?whose=mine&q=free")
    page.get_by_role("button", name="Unassign").click()
    assert LanguageProgress.objects.filter(
        article__title_ko="항구 문 열어 free", language="en", assignee=None
    ).exists()


def test_keys_lead_there_and_through_its_lines(open_page):
    page = open_page("/admin/")
    page.keyboard.press("g")
    page.keyboard.press("w")
    page.wait_for_url(f"**{QUEUE}")
    page.wait_for_load_state()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "Harbor opens late"


@pytest.mark.parametrize("language", ["en", "ko"])
def test_is_usable_in_either_language_and_scheme(open_page, language):
    page = open_page(QUEUE, language=language, width=390, expect_problems=True)
    for address in (QUEUE, f"{QUEUE}?source=early", f"{QUEUE}?q=nothing", PACE):
        page.goto(address)
        assert not is_wider(page), address
        assert not faults(page)

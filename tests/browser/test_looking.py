"""The history, previews and other instants, in a real browser."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import PreviewLink
from articles.workflow.edit_session import editing
from tests.browser.axe import faults, is_wider
from tests.factories import make_article, make_publication, make_published, make_topic, make_user, rewrite

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(page_of):
    """A function that opens an address as a managing editor."""

    def open_desk(address, user=None, **options):
        page = page_of(user or make_user("somebody"), address, **options)
        page.wait_for_load_state()
        return page

    return open_desk


@pytest.fixture
def story(transactional_db):
    """A story with three states and something of everything in them."""
    make_publication()
    article = make_article(languages=("en", "ko"))
    rewrite(article, title_en="Harbor closes", body_ko="<p>항구가 닫혔다.</p>")
    with editing(article.pk) as copy:
        copy.topics.add(make_topic())
        copy.sources.create(name_en="Port office", note="By telephone")
    return article


def base(article):
    return f"/admin/articles/article/{article.pk}/"


def first_state(article):
    return article.history.order_by("history_id").first().history_id


@pytest.mark.parametrize("language", ["en", "ko"])
def test_everybody_can_use_the_screens(desk, story, language):
    first, last = first_state(story), story.history.order_by("-history_id").first().history_id
    page = desk("/admin/", make_user("somebody", language=language))
    addresses = [
        "history/",
        f"history/?from={first}&to={last}",
        f"history/{first}/restore/",
        "preview/?width=phone",
        "links/",
    ]
    found = []
    for address in [f"/{language}/?at=2026-11-25T09:00", *(base(story) + one for one in addresses)]:
        page.goto(address)
        for details in page.locator("details.change").all():
            details.evaluate("details => { details.open = true; }")
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            found += faults(page)
            assert not is_wider(page), (address, width)
    assert not found, "\n".join(found)


def test_two_states_are_compared_and_a_former_headline_comes_back_by_keyboard(desk, story):
    page = desk(f"{base(story)}history/")
    page.locator("[name=from]").last.focus()
    page.keyboard.press("Space")
    page.keyboard.press("c")
    page.wait_for_url("**/history/?*from=*")
    assert page.locator("ins").first.inner_text().endswith("closes")
    page.goto(f"{base(story)}history/")
    page.get_by_role("link", name="Restore…").last.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/restore/")
    for piece in ("body_ko", "topics", "sources"):
        page.locator(f"[name=piece][value={piece}]").focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Restore selected").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/history/")
    story.refresh_from_db()
    assert (story.title_en, story.body_ko) == ("Harbor opens", "<p>항구가 닫혔다.</p>")
    assert "Restored: Headline (English)." in page.locator(".messagelist").inner_text()


def test_what_was_typed_is_saved_and_previewed_in_its_frame(desk, story):
    page = desk(f"{base(story)}change/")
    page.fill("[name=title_en]", "Harbor opens at last")
    page.locator("h1").evaluate("heading => { heading.tabIndex = -1; heading.focus(); }")
    page.keyboard.press("p")
    page.wait_for_url("**/preview/?language=en")
    frame = page.frame_locator("iframe")
    assert frame.locator("h1").inner_text() == "Harbor opens at last"
    page.get_by_role("link", name="Phone").click()
    page.wait_for_url("**width=phone")
    assert page.locator("iframe").bounding_box()["width"] == 390
    page.keyboard.press("v")
    page.wait_for_url("**language=ko**")
    assert frame.locator("html").get_attribute("lang") == "ko"
    frame.locator(".sections a").first.click()
    page.wait_for_url("**/ko/sections/**")


def test_a_link_is_made_copied_and_opened_by_somebody_outside(desk, same_page, story):
    page = desk(f"{base(story)}links/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.fill("[name=for_whom]", "Counsel")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Copy").wait_for()
    page.wait_for_load_state()  # the script of the button is there
    page.get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copied").wait_for()
    address = page.evaluate("navigator.clipboard.readText()")
    outside = same_page(width=390)
    outside.goto(address)
    assert "For Counsel." in outside.locator(".ribbon").inner_text()
    assert not is_wider(outside)
    outside.get_by_role("link", name="한국어").first.click()
    outside.wait_for_url("**/ko/")
    assert outside.locator("h1").inner_text() == story.title_ko
    assert PreviewLink.objects.get().visits.count() == 2
    page.get_by_role("button", name="Revoke").click()
    page.get_by_text("no longer works").wait_for()
    assert outside.reload().status == 410


def test_the_time_machine_moves_from_change_to_change(desk, transactional_db):
    make_publication()
    make_published()
    embargo = timezone.now() + timedelta(days=2)
    make_published(number=" at last", at=embargo)
    page = desk("/admin/front-pages/")
    local = timezone.localtime(embargo - timedelta(hours=1), timezone.get_default_timezone())
    page.get_by_label("At", exact=True).fill(f"{local:%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="View the site at this time").click()
    expect(page.locator(".ribbon")).to_be_visible()
    expect(page.locator(".card__headline")).to_have_text(["Harbor opens"])
    page.get_by_role("link", name="Next change").click()
    expect(page.locator(".card__headline")).to_have_text(["Harbor opens at last", "Harbor opens"])
    page.get_by_role("link", name="Harbor opens at last").click()
    page.wait_for_url("**/harbor-opens-at-last/?at=*")
    assert page.locator("h1").inner_text() == "Harbor opens at last"
    page.get_by_role("link", name="Now").click()
    page.wait_for_url("**/harbor-opens-at-last/")
    assert page.locator("h1").inner_text() == "Page not found"

"""The first run of a newsroom, from an empty database to the first story in both languages."""

import pytest
from playwright.sync_api import expect

from articles.models import Byline, Edition, Section
from tests.browser.axe import faults, is_wider
from tests.browser.clicks import Clicks
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)

MOST_CLICKS = 12
REASON = "Nobody else works here yet."


@pytest.fixture
def founder():
    return make_user("founder", role=None, is_superuser=True, first_name="Bora", last_name="Testman")


@pytest.fixture
def page_of_founder(founder, page_of):
    """A function that opens a page of the newsroom's only person."""

    def open_page(address, **options):
        page = page_of(founder, address, **options)
        page.wait_for_load_state()
        return page

    return open_page


def write(page, name, words):
    page.get_by_role("textbox", name=name).filter(visible=True).first.fill(words)


@pytest.mark.parametrize("width", [1440, 390])
def test_first_bilingual_story_takes_twelve_clicks(founder, page_of_founder, width):
    page = page_of_founder("/admin/", width=width)
    walk = Clicks(page)
    walk.click(page.get_by_role("link", name="Set up your newsroom"))
    page.get_by_role("group", name="Publication").get_by_label("Name (English)").fill("The Test Harbor")
    page.get_by_role("group", name="Publication").get_by_label("Name (Korean)").fill("시험항구신문")
    page.get_by_role("group", name="You as an author").get_by_label("Name (Korean)").fill("시험보라")
    walk.click(page.get_by_role("button", name="Set up and write the first story"))

    expect(page.locator(".ProseMirror")).to_have_count(2)  # it hides the fields of the texts
    write(page, "Headline (English)", "Harbor opens its second gate")
    write(page, "Summary (English)", "Ships no longer wait for the tide.")
    write(page, "Text (English)", "The second gate opened.")
    write(page, "Headline (Korean)", "항구 둘째 문 열어")
    write(page, "Summary (Korean)", "배가 물때를 기다리지 않는다.")
    write(page, "Text (Korean)", "둘째 문이 열렸다.")
    walk.click(page.get_by_role("button", name="Save", exact=True))
    for language in ("English", "Korean"):
        walk.click(page.get_by_role("button", name=f"Submit {language}"))
        expect(page.get_by_text(f"{language}: Submitted")).to_be_visible()
    for language in ("English", "Korean"):
        walk.click(page.get_by_role("button", name=f"Approve {language} without review…"))
        page.get_by_label("Reason").fill(REASON)
        walk.click(page.get_by_role("button", name="Approve without review"))
        expect(page.get_by_text(f"{language}: Approved")).to_be_visible()
    walk.click(page.get_by_role("button", name="Publish both…"))
    walk.click(page.get_by_label("I have reviewed these."))
    walk.click(page.get_by_role("button", name="Publish both languages"))
    expect(page.get_by_text("Both languages published.")).to_be_visible()

    walk.report(f"first bilingual story, {width} px")
    assert walk.count <= MOST_CLICKS
    assert Edition.objects.live().count() == 2
    assert Byline.objects.get().author.user == founder
    page.goto("/admin/")
    expect(page.get_by_text("Your first bilingual story")).to_have_count(0)


@pytest.mark.parametrize("locale", ["en-US", "ko-KR"])
def test_guide_and_setup_are_accessible_wide_and_narrow(page_of_founder, locale):
    page = page_of_founder("/admin/", locale=locale)
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for address in ("/admin/", "/admin/first-run/"):
            page.goto(address)
            assert faults(page) == []
            assert not is_wider(page), (address, width)


def test_address_follows_the_name_until_somebody_edits_it(page_of_founder):
    page = page_of_founder("/admin/first-run/")
    name, address = page.get_by_label("News: Name (English)"), page.get_by_label("News: Address")
    name.fill("Around Town")
    expect(address).to_have_value("around-town")
    address.fill("town")
    name.fill("Our Town")
    with page.expect_request_finished(lambda request: "/address/" in request.url):
        page.get_by_label("Politics: Name (English)").fill("Government")
    expect(page.get_by_label("Politics: Address")).to_have_value("government")
    expect(address).to_have_value("town")


def test_setup_needs_no_mouse(page_of_founder):
    page = page_of_founder("/admin/first-run/")
    page.get_by_role("group", name="Publication").get_by_label("Name (English)").focus()
    page.keyboard.type("The Test Harbor")
    page.keyboard.press("Tab")
    page.keyboard.insert_text("시험항구신문")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # leaves out the first section
    page.get_by_role("group", name="You as an author").get_by_label("Name (Korean)").focus()
    page.keyboard.insert_text("시험보라")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/articles/article/add/**")
    assert list(Section.objects.values_list("slug", flat=True)) == [
        "politics",
        "economy",
        "culture",
        "opinion",
    ]

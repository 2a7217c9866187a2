"""Embeds of other sites in a story: no request before the click, a sandboxed frame behind it."""

import pytest

from tests.factories import make_publication, make_published
from tests.public.newsdesk import make_image
from tests.waiting import intercept

pytestmark = pytest.mark.django_db(transaction=True)

BODY = (
    "<p>The harbor opens on Monday.</p>"
    '<figure data-embed="youtube:dQw4w9WgXcQ"><figcaption>The launch.</figcaption></figure>'
    '<figure data-embed="openstreetmap:15/37.5547/126.9707"><figcaption>The station.</figcaption></figure>'
)
WEIGHT = "(element) => getComputedStyle(element).fontWeight"
PLAYER = "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"


@pytest.fixture
def open_story(same_page, live_server):
    """A function that opens a story with two embeds: (page, addresses that it asked elsewhere)."""
    make_publication()

    def opened(*, body=BODY, **options):
        story = make_published(body_en=body)
        page, asked = same_page(**options), []

        def answer(route):
            asked.append(route.request.url)
            route.fulfill(body="<p>player</p>", content_type="text/html")

        intercept(page, lambda address: not address.startswith(live_server.url), answer)
        page.goto(f"/en/articles/{story.pk}/harbor-opens/")
        page.wait_for_load_state("networkidle")
        return page, asked

    return opened


def test_nothing_is_asked_of_another_site_before_the_click(open_story):
    page, asked = open_story()
    for button in page.get_by_role("button", name="Load the").all():
        button.scroll_into_view_if_needed()
        button.hover()
    page.wait_for_load_state("networkidle")
    assert asked == []
    assert page.locator("iframe").count() == 0


def test_title_author_and_our_picture_are_shown_before_the_click(open_story):
    image = make_image(alt_en="A crane at the quay")
    facts = f' data-image="{image.pk}" data-title="항구의 첫 배" data-author="Harbor TV"'
    for width, scheme in ((1440, "light"), (390, "dark")):
        body = BODY.replace('Q"><figcaption', f'Q"{facts}><figcaption')
        page, asked = open_story(body=body, width=width, color_scheme=scheme)
        picture = page.get_by_role("img", name="A crane at the quay")
        picture.scroll_into_view_if_needed()
        page.wait_for_function("image => image.complete && image.naturalWidth", arg=picture.element_handle())
        assert page.get_by_text("항구의 첫 배").get_attribute("lang") == "ko"
        assert page.get_by_text("(in Korean)").is_visible()
        assert page.get_by_text("Harbor TV").is_visible()
        weights = [page.get_by_text(words).first.evaluate(WEIGHT) for words in ("Video on", "항구의 첫 배")]
        assert weights == ["400", "600"]
        assert asked == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Load the video from YouTube").click()
    page.frame_locator("iframe").get_by_text("player").wait_for()
    assert asked == [PLAYER]
    assert not picture.is_visible()
    assert page.locator("iframe").get_attribute("title") == "Video on YouTube: 항구의 첫 배"


def test_click_loads_one_player_in_a_sandbox(open_story):
    page, asked = open_story(width=390)
    page.get_by_role("button", name="Load the video from YouTube").click()
    page.frame_locator("iframe").get_by_text("player").wait_for()
    assert asked == [PLAYER]
    frame = page.locator("iframe")
    assert frame.get_attribute("title") == "Video on YouTube"
    assert "allow-scripts" in frame.get_attribute("sandbox")
    assert "allow-top-navigation" not in frame.get_attribute("sandbox")
    assert frame.get_attribute("allow") == "fullscreen; encrypted-media; picture-in-picture"
    assert page.get_by_role("button", name="Load the map from OpenStreetMap").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_keyboard_loads_it_and_stays_there(open_story):
    page, asked = open_story()
    page.get_by_role("button", name="Load the video from YouTube").focus()
    page.keyboard.press("Enter")
    page.frame_locator("iframe").get_by_text("player").wait_for()
    assert page.evaluate("document.activeElement.localName") == "iframe"
    assert asked == [PLAYER]


def test_without_scripts_there_is_a_link(open_story):
    page, asked = open_story(java_script_enabled=False)
    assert page.get_by_role("button", name="Load the").count() == 0
    link = page.get_by_role("link", name="Open on YouTube")
    assert link.get_attribute("href") == "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
    assert asked == []


def test_print_has_the_address_in_place_of_the_button(open_story):
    page, _asked = open_story()
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="Load the video from YouTube").is_visible()
    content = page.locator(".embed__link a").first.evaluate(
        "link => getComputedStyle(link, '::after').content"
    )
    assert "youtube.com" in content or "href" in content

"""An advertisement from its form to a front page, and a sponsored story, by visible labels. No page moves."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import Article
from newsroom.advertising.models import AdSlot, Advertisement
from tests.advertising.makers import make_advertisement, picture_bytes
from tests.browser.axe import faults, is_wider
from tests.factories import make_publication, make_user
from tests.public.newsdesk import tell

pytestmark = pytest.mark.django_db(transaction=True)
LOOKS = [("en", 1440, "light"), ("ko", 390, "dark")]
LABELS = {
    "en": {"menu": "Advertisements", "add": "Add advertisement", "name": "Name", "advertiser": "Advertiser"}
    | {"link": "Link", "wide": "Wide picture (English)", "phone": "Picture for phones (English)"}
    | {
        "replace": "Replace…",
        "alt": "Alt text (English)",
        "save": "Save",
        "label": "Advertisement",
        "story": "Sponsored",
    },
    "ko": {"menu": "광고", "add": "광고 추가", "name": "이름", "advertiser": "광고주"}
    | {"link": "링크", "wide": "넓은 이미지(한국어)", "phone": "휴대전화용 이미지(한국어)"}
    | {"replace": "바꾸기…", "alt": "대체 텍스트(한국어)", "save": "저장", "label": "광고", "story": "광고"},
}
SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((one) => { sum += one.value; }))
    .observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
})"""


@pytest.fixture
def newspaper(transactional_db):
    make_publication()
    tell(languages=("en", "ko"))


def picture(name, size):
    return {"name": name, "mimeType": "image/png", "buffer": picture_bytes(size)}


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_somebody_adds_one_and_readers_see_it(page_of, newspaper, language, width, scheme):
    labels = LABELS[language]
    page = page_of(
        make_user(language=language), "/admin/advertising/advertisement/", width=width, color_scheme=scheme
    )
    assert faults(page) == [] and not is_wider(page)
    page.get_by_role("link", name=labels["add"]).first.click()
    page.get_by_label(labels["name"], exact=False).first.fill("Paint in spring")
    page.get_by_label(labels["advertiser"]).fill("Haedong Paints")
    page.get_by_label(labels["link"]).fill("https://paints.example/")
    page.get_by_label(labels["wide"]).set_input_files(picture("ad.png", (300, 250)))
    page.get_by_label(labels["phone"]).set_input_files(picture("ad.png", (320, 100)))
    page.get_by_label(labels["alt"]).fill("Paint that lasts")
    assert faults(page) == [] and not is_wider(page)
    page.get_by_role("button", name=labels["save"], exact=True).first.click()
    expect(page.get_by_text("970 × 250 / 1940 × 500").first).to_be_visible()
    assert not Advertisement.objects.exists()
    page.get_by_label(labels["wide"]).set_input_files(picture("ad.png", (970, 250)))
    page.get_by_label(labels["phone"]).set_input_files(picture("ad.png", (320, 100)))
    page.get_by_role("button", name=labels["save"], exact=True).first.click()
    expect(page).to_have_url(re.compile(r"/advertisement/$"))
    page.goto(f"/admin/advertising/advertisement/{Advertisement.objects.get().pk}/change/")
    expect(page.locator(".ad-preview img")).to_have_count(2)
    assert faults(page) == [] and not is_wider(page)
    page.goto(f"/{language}/")
    shown = page.get_by_role("complementary", name=labels["label"])
    expect(shown.get_by_role("link", name="Paint that lasts")).to_be_visible()


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_pages_with_advertisements_neither_move_nor_grow(same_page, newspaper, language, width, scheme):
    for slot in AdSlot:
        make_advertisement(slot=slot)
    page = same_page(width=width, color_scheme=scheme, java_script_enabled=True)
    for path in (f"/{language}/", f"/{language}/sections/economy/"):
        page.goto(path)
        shown = page.locator("aside.sold")
        expect(shown.locator("p")).to_have_text(LABELS[language]["label"])
        shown.scroll_into_view_if_needed()
        expect(shown.locator("img")).to_have_js_property("complete", True)
        box = shown.locator("img").bounding_box()
        assert box["width"] <= width and box["height"] >= 90
        assert page.evaluate(SHIFTS) < 0.01
        assert faults(page) == [] and not is_wider(page)


def test_none_is_printed(same_page, newspaper):
    for slot in AdSlot:
        make_advertisement(slot=slot)
    page = same_page(width=794)
    story = Article.objects.get()
    for path in ("/en/", "/en/sections/economy/", f"/en/articles/{story.pk}/x/"):
        page.goto(path)
        expect(page.locator("aside.sold")).to_be_visible()
        page.emulate_media(media="print")
        expect(page.locator("aside.sold")).to_be_hidden()
        page.emulate_media(media="screen")


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_a_sponsored_story_says_so_without_scripts(same_page, newspaper, language, width, scheme):
    tell(
        number=" 2", languages=("en", "ko"), is_sponsored=True, sponsor_en="Haedong", sponsor_ko="해동"
    )  # fmt: skip
    page = same_page(width=width, color_scheme=scheme, java_script_enabled=False)
    page.goto(f"/{language}/sections/economy/")
    label = LABELS[language]["story"]
    expect(page.locator("strong.mark")).to_have_text(label)
    page.get_by_role("link", name=re.compile("2$")).first.click()
    expect(page.locator(".story__head strong.mark")).to_have_text(label)
    expect(page.locator(".sponsor")).to_contain_text("Haedong" if language == "en" else "해동")
    assert not is_wider(page)


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_one_that_readers_have_seen_is_replaced(page_of, newspaper, language, width, scheme):
    labels, old = LABELS[language], make_advertisement(slot=AdSlot.LIST)
    page = page_of(
        make_user(language=language),
        f"/admin/advertising/advertisement/{old.pk}/change/",
        width=width,
        color_scheme=scheme,
    )
    expect(page.get_by_label(labels["alt"])).to_have_count(0)
    assert faults(page) == [] and not is_wider(page)
    page.get_by_role("link", name=labels["replace"]).click()
    page.get_by_label(labels["link"]).fill("https://autumn.example/")
    assert page.get_by_label(labels["link"]).bounding_box()["width"] >= min(width * 0.8, 600)
    assert faults(page) == [] and not is_wider(page)
    page.get_by_role("button", name=labels["save"], exact=True).first.click()
    expect(page).to_have_url(re.compile(r"/advertisement/$"))
    new = Advertisement.objects.get(link="https://autumn.example/")
    old.refresh_from_db()
    assert (old.placed_until, old.wide_en.name) == (new.placed_from, new.wide_en.name)

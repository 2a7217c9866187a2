"""A picture in a live entry, in a real browser: chosen or taken on a telephone, and seen by readers."""

import pytest
from playwright.sync_api import expect

from newsroom.live.models import LiveEntry
from newsroom.live.pictures import ChosenPicture
from tests.browser.axe import faults, is_wider
from tests.browser.test_live import open_desk  # noqa: F401  (a fixture)
from tests.live.cases import WORDS, make_live, post
from tests.live.test_picture_desk import photograph
from tests.public.test_media import make_photograph
from tests.waiting import intercept

pytestmark = pytest.mark.django_db(transaction=True)

LABELS = {
    "en": {"text": "Text", "publish": "Publish now", "choose": "Choose an image", "remove": "Remove image"}
    | {"alt": "Alt text", "new": "1 new entry", "upload": "Upload an image", "picture": "Light"},
    "ko": {"text": "본문", "publish": "지금 발행", "choose": "사진 고르기", "remove": "사진 빼기"}
    | {"alt": "대체 텍스트", "new": "새 글 1개", "upload": "사진 올리기", "picture": "빛"},
}


@pytest.fixture
def pictured_story():
    story = make_live()
    picture = make_photograph()
    post(story, picture=ChosenPicture(picture.pk, "A quay"))
    return f"/en/articles/{story.pk}/any/"


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_picture_of_the_library_is_posted_from_a_telephone(open_desk, same_page, language):  # noqa: F811
    labels, story = LABELS[language], make_live(languages=(language, "ko" if language == "en" else "en"))
    make_photograph()
    desk = open_desk(f"/admin/live/{story.pk}/", language=language)
    reader = same_page(width=390, locale="ko-KR" if language == "ko" else "en-US")
    reader.goto(f"/{language}/articles/{story.pk}/")
    desk.get_by_label(f"{labels['text']}:", exact=True).fill(WORDS[language])
    expect(desk.get_by_label(f"{labels['alt']}:", exact=True)).to_be_hidden()
    desk.get_by_role("button", name=labels["choose"]).click()
    desk.get_by_role("dialog").get_by_role("button", name=labels["picture"]).click()
    expect(desk.locator(".lead-picture__image img")).to_be_visible()
    expect(desk.get_by_label(f"{labels['alt']}:", exact=True)).to_have_attribute(
        "placeholder", labels["picture"]
    )
    expect(desk.get_by_role("button", name=labels["remove"])).to_be_visible()
    assert faults(desk) == [] and not is_wider(desk)
    desk.get_by_role("button", name=labels["publish"]).click()
    expect(desk.locator("#e1 img")).to_be_visible()
    reader.get_by_role("button", name=labels["new"]).press("Enter")
    expect(reader.get_by_role("img", name=labels["picture"])).to_be_visible()
    assert faults(reader) == [] and not is_wider(reader)


def test_paper_keeps_an_entry_with_its_picture(same_page, pictured_story):
    page = same_page(width=672, height=1000)  # an A4 page within its margins
    page.emulate_media(media="print")
    page.goto(pictured_story)
    entry, picture = page.locator("#e1"), page.locator("#e1 .picture img")
    assert entry.evaluate("one => getComputedStyle(one).breakInside") == "avoid"
    assert picture.bounding_box()["width"] <= 672 / 2
    assert page.locator(".live__state .mark").evaluate("one => getComputedStyle(one).color") == "rgb(0, 0, 0)"
    assert page.locator(".live__new").evaluate("one => getComputedStyle(one).display") == "none"
    assert not is_wider(page)


def test_a_photograph_of_the_telephone_is_posted_with_its_alt_text(open_desk):  # noqa: F811
    story, labels = make_live(), LABELS["en"]
    desk = open_desk(f"/admin/live/{story.pk}/")
    desk.get_by_label(f"{labels['text']}:", exact=True).fill("Look.")
    file = photograph()
    content = {"name": file.name, "mimeType": file.content_type, "buffer": file.read()}
    desk.get_by_label(labels["upload"]).set_input_files(content)
    desk.get_by_role("button", name=labels["publish"]).click()
    expect(desk.get_by_text("has no alt text in this language")).to_be_visible()
    assert faults(desk) == [] and not is_wider(desk)
    desk.get_by_label(f"{labels['alt']}:", exact=True).fill("A quay")
    desk.get_by_role("button", name=labels["publish"]).click()
    expect(desk.locator("#e1 img")).to_be_visible()
    assert LiveEntry.objects.get().alt == "A quay"


def test_the_picture_keeps_its_place_before_it_arrives(same_page):
    story, image = make_live(), make_photograph()
    post(story, picture=ChosenPicture(image.pk))
    reader = same_page(width=1440)
    intercept(reader, "**/media/**", lambda route: route.abort())
    reader.goto(f"/en/articles/{story.pk}/")
    box = reader.locator("#e1 img").bounding_box()
    assert box["height"] == pytest.approx(box["width"] * 2 / 3, rel=0.02)

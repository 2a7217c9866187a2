"""A live story in a real browser: an entry posted from a phone appears in an open reader's page."""

import pytest
from playwright.sync_api import expect

from newsroom.frontpage.models import LayoutKind, LeadPresentation
from newsroom.frontpage.placements import place_story
from newsroom.live.models import LiveEntry
from newsroom.live.publication import end_coverage, take_down
from tests.browser.axe import faults, is_wider
from tests.browser.clicks import Clicks
from tests.factories import make_author, make_published, make_user
from tests.frontpage.slots import LEAD
from tests.live.cases import WORDS, make_live, post

pytestmark = pytest.mark.django_db(transaction=True)

LABELS = {
    "en": {"live": "Live coverage", "begin": "Begin live coverage", "text": "Text", "publish": "Publish now"}
    | {
        "language": "English",
        "new": "1 new entry",
        "only": "Only in English so far",
        "translate": "Translate",
    }
    | {"publish_translation": "Publish the translation", "pin": "Pin as key point", "key": "Key points"},
    "ko": {"live": "실시간 보도", "begin": "실시간 보도 시작", "text": "본문", "publish": "지금 발행"}
    | {
        "language": "한국어",
        "new": "새 글 1개",
        "only": "아직 한국어로만 볼 수 있습니다",
        "translate": "번역하기",
    }
    | {"publish_translation": "번역 발행", "pin": "핵심으로 지정", "key": "핵심"},
}


@pytest.fixture
def open_desk(page_of):
    """A function that opens an address as an editor, on a phone."""

    def open_as(address, *, language="en", width=390):
        user = make_user(language=language)
        make_author(user=user)
        return page_of(user, address, width=width)

    return open_as


@pytest.mark.parametrize("language", ["en", "ko"])
def test_from_the_story_to_an_entry_in_a_readers_page(open_desk, same_page, language):
    labels, there = LABELS[language], "ko" if language == "en" else "en"
    story = make_published(languages=(language, there))
    desk = open_desk(f"/admin/articles/article/{story.pk}/change/", language=language)
    walk = Clicks(desk)
    walk.click(desk.locator(".bar-story > summary"))
    walk.click(desk.locator(".bar-story").get_by_role("link", name=labels["live"]))
    walk.click(desk.get_by_role("button", name=labels["begin"]))
    expect(desk.get_by_label(f"{labels['text']}:", exact=True)).to_be_visible()
    assert faults(desk) == [] and not is_wider(desk)
    reader = same_page(width=390, locale="ko-KR" if language == "ko" else "en-US")
    reader.goto(f"/{language}/articles/{story.pk}/")
    desk.get_by_label(f"{labels['text']}:", exact=True).fill(WORDS[language])
    walk.click(desk.get_by_role("button", name=labels["publish"]))
    expect(desk.locator("#e1")).to_contain_text(WORDS[language])
    button = reader.get_by_role("button", name=labels["new"])
    expect(button).to_be_visible()
    assert reader.locator(".live__entry").count() == 0  # nothing moves before the reader says so
    button.press("Enter")
    expect(reader.locator("#e1")).to_be_focused()
    expect(reader.locator("#e1")).to_contain_text(WORDS[language])
    walk.click(desk.get_by_role("button", name=labels["pin"]))
    expect(reader.get_by_role("heading", name=labels["key"], exact=True)).to_be_visible()
    assert faults(reader) == [] and not is_wider(reader)
    walk.click(desk.get_by_role("link", name=labels["translate"]))
    desk.get_by_label(f"{labels['text']}:", exact=True).fill(WORDS[there])
    assert faults(desk) == [] and not is_wider(desk)
    walk.click(desk.get_by_role("button", name=labels["publish_translation"]))
    expect(desk.locator("#e1")).to_contain_text(WORDS[there])
    assert LiveEntry.objects.open().count() == 2
    walk.report(f"live coverage, first entry, key point and translation, {language}, 390 px")


def test_a_page_follows_what_becomes_of_entries_until_the_end(same_page):
    story = make_live()
    post(story, text="First.")
    post(story, text="Second.")
    reader = same_page()
    reader.goto(f"/en/articles/{story.pk}/")
    take_down(story, 1, by=None)
    expect(reader.locator("#e1")).to_contain_text("This entry was taken down.")
    expect(reader.locator("#e1")).not_to_contain_text("First.")
    end_coverage(story, by=None)
    expect(reader.get_by_text("The live coverage has ended.")).to_be_visible()
    expect(reader.locator("[data-ended]")).to_have_count(1)
    assert reader.locator(".live__text").count() == 1
    assert faults(reader) == [] and not is_wider(reader)


def test_the_front_page_has_the_latest_entries_between_its_lead_and_the_others(same_page):
    story = make_live()
    make_published(number=" calm")
    place_story(story, LEAD, by=None, presentation=LeadPresentation(LayoutKind.LIVE))
    post(story, text="First.")
    reader = same_page()
    reader.goto("/en/")
    entry = reader.locator(".front__live").get_by_role("link", name="First.")
    for width in (390, 1440):
        reader.set_viewport_size({"width": width, "height": 900})
        expect(entry).to_be_visible()
        parts = reader.locator(".front__lead h2"), entry, reader.locator(".front__list h2")
        tops = [part.bounding_box()["y"] for part in parts]
        assert tops == sorted(tops), width
        assert faults(reader) == [] and not is_wider(reader), width


def test_text_that_was_typed_while_the_coverage_ended_is_published_by_one_button(open_desk):
    story = make_live()
    desk = open_desk(f"/admin/live/{story.pk}/")
    desk.get_by_label("Text:", exact=True).fill("Kept words.")
    end_coverage(story, by=None)
    desk.get_by_role("button", name="Publish now").click()
    expect(desk.get_by_text("Your text is still here.")).to_be_visible()
    expect(desk.get_by_label("Text:", exact=True)).to_have_value("Kept words.")
    assert faults(desk) == [] and not is_wider(desk)
    desk.get_by_role("button", name="Begin again and publish").click()
    expect(desk.locator("#e1")).to_contain_text("Kept words.")


def test_words_of_an_entry_are_as_large_as_ours_and_korean_ones_stay_whole(open_desk):
    story = make_live()
    post(story, "ko")
    desk = open_desk(f"/admin/live/{story.pk}/1/take-down/", language="ko")
    entry = desk.get_by_text(WORDS["ko"])
    size = "(element) => getComputedStyle(element).fontSize"
    assert entry.evaluate(size) == desk.locator("#content-main > p").evaluate(size)
    desk.get_by_label("이유").fill("두 번 올렸습니다.")
    desk.get_by_role("button", name="내리기", exact=True).click()
    message = desk.locator(".messagelist li")
    assert message.evaluate("(element) => getComputedStyle(element).wordBreak") == "keep-all"

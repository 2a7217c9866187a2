"""Breaking news in a real browser: from the first screen to both live pages, by visible labels."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import Article, Author, Edition
from newsroom.breaking_news.models import BreakingStory
from tests.breaking_news.news import REASON, TEXTS, publish_news
from tests.browser.axe import faults, is_wider
from tests.browser.clicks import Clicks
from tests.factories import make_author, make_published, make_user
from tests.machine_translation.engine_server import engine_server, engine_settings, in_korean

pytestmark = pytest.mark.django_db(transaction=True)

MARKS = {"en": "Breaking", "ko": "속보"}
LABELS = {
    "en": {"screen": "Breaking news", "headline": "Headline", "summary": "Summary", "section": "Section"}
    | {"reason": "Reason", "publish": "Publish now", "reviewed": "I have reviewed these."}
    | {"story": "View the story", "languages": ("English", "Korean")}
    | {"kept": re.compile("^Draft saved at"), "restore": "Restore them"}
    | {"consent": re.compile("^I consent"), "fill": "Fill empty Korean fields by machine"}
    | {"review": "Review the machine drafts", "is_reviewed": re.compile("^Reviewed:")},
    "ko": {"screen": "속보", "headline": "제목", "summary": "요약", "section": "섹션"}
    | {"reason": "이유", "publish": "지금 발행", "reviewed": "모두 확인했습니다."}
    | {"story": "기사 보기", "languages": ("한국어", "영어")}
    | {"kept": re.compile("임시 보관됨"), "restore": "입력란에 넣기"}
    | {"consent": re.compile("동의합니다"), "fill": "빈 한국어 입력란을 기계 번역으로 채우기"}
    | {"review": "기계 번역 초안 확인하기", "is_reviewed": re.compile("^확인함:")},
}


@pytest.fixture
def editor(transactional_db):
    make_published(languages=("en", "ko"))  # without a story, the first screen shows first steps
    user = make_user()
    make_author(user=user)
    return user


@pytest.fixture
def open_page(page_of, editor):
    """A function that opens an address as that editor."""

    def open_as(address="/admin/breaking-news/", *, language="en", **options):
        editor.language = language
        editor.save()
        return page_of(editor, address, **options)

    return open_as


def write(page, language, labels):
    """Type headline and summary of both languages, which the person reaches by the Tab key."""
    first, second = ("en", "ko") if language == "en" else ("ko", "en")
    for code, name in zip((first, second), labels["languages"], strict=True):
        part = page.get_by_role("region", name=name)
        part.get_by_role("textbox", name=labels["headline"]).fill(TEXTS[code][0])
        part.get_by_label(labels["summary"]).fill(TEXTS[code][1])
    page.get_by_label(labels["reason"]).fill(REASON)


@pytest.fixture
def without_byline(editor):
    """Delete all authors, so that preflight warns in each language that the news has no byline."""
    Author.objects.all().delete()


def begin_to_publish(page, language):
    """Walk from the first screen to the button of the filled form, and return the Clicks."""
    labels, walk = LABELS[language], Clicks(page)
    walk.click(page.get_by_role("main").get_by_role("link", name=labels["screen"], exact=True).first)
    write(page, language, labels)
    walk.click(page.get_by_label(labels["section"]))
    page.get_by_label(labels["section"]).select_option(index=1)
    walk.click(page.get_by_role("button", name=labels["publish"]))
    return walk


@pytest.mark.parametrize(("language", "width"), [("en", 1440), ("ko", 390)])
def test_breaking_news_takes_three_clicks_on_one_page(open_page, language, width):
    page = open_page("/admin/", language=language, width=width)
    walk = begin_to_publish(page, language)
    expect(page.get_by_role("link", name=LABELS[language]["story"])).to_have_count(2)
    assert faults(page) == [] and not is_wider(page)
    walk.report(f"breaking news in both languages, {language}, {width} px")
    assert (walk.count, walk.pages) == (3, 2)
    article = BreakingStory.objects.get().article
    for code, (headline, summary) in TEXTS.items():
        page.goto(f"/{code}/articles/{article.pk}/")
        expect(page.get_by_role("heading", level=1)).to_have_text(headline)
        expect(page.get_by_text(summary)).to_be_visible()
        page.goto(f"/{code}/")
        # The lead, with a mark in the place of a banner that would say the same.
        expect(page.get_by_text(headline)).to_have_count(1)
        expect(page.get_by_role("main").get_by_text(MARKS[code], exact=True)).to_be_visible()


@pytest.mark.parametrize(("language", "width"), [("en", 1440), ("ko", 390)])
def test_a_look_at_warnings_takes_two_clicks_more(open_page, without_byline, language, width):
    labels = LABELS[language]
    page = open_page("/admin/", language=language, width=width)
    walk = begin_to_publish(page, language)
    assert faults(page) == [] and not is_wider(page)
    walk.click(page.get_by_label(labels["reviewed"]))
    walk.click(page.get_by_role("button", name=labels["publish"]).first)
    expect(page.get_by_role("link", name=labels["story"])).to_have_count(2)
    walk.report(f"breaking news with warnings, {language}, {width} px")
    assert (walk.count, walk.pages) == (5, 3)


def test_it_is_filled_and_published_by_keys_alone(open_page, without_byline):
    page = open_page()
    expect(page.get_by_label("Headline").first).to_be_focused()
    for code in ("en", "ko"):
        for text in TEXTS[code]:
            page.keyboard.insert_text(text)
            page.keyboard.press("Tab")
        for _choice in ("Add a text", "lead", "banner", "banner text"):
            page.keyboard.press("Tab")
    expect(page.get_by_label("Section")).to_be_focused()
    page.keyboard.press("e")
    for _field in ("byline", "show the banner for", "reason"):
        page.keyboard.press("Tab")
    page.keyboard.insert_text(REASON)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_label("I have reviewed these.").press("Space")
    page.get_by_role("button", name="Publish now").first.press("Enter")
    expect(page.get_by_role("heading", name="English: live")).to_be_visible()


def test_the_banner_follows_the_headline_until_it_has_words_of_its_own(open_page):
    page = open_page()
    english = page.get_by_role("region", name="English")
    english.get_by_label("Headline").fill("Quake shakes the harbor")
    expect(english.get_by_label("Banner text")).to_have_value("Quake shakes the harbor")
    english.get_by_label("Banner text").fill("Quake: stay away from the harbor")
    english.get_by_label("Headline").fill("Strong quake shakes the harbor")
    expect(english.get_by_label("Banner text")).to_have_value("Quake: stay away from the harbor")
    english.get_by_label("Show as banner on English pages").uncheck()
    expect(english.get_by_label("Banner text")).to_be_hidden()


@pytest.mark.parametrize(("language", "width"), [("en", 390), ("ko", 1440)])
@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_machine_fills_the_other_language_and_a_person_reviews_it(
    open_page, settings, language, width, has_scripts
):
    labels = LABELS[language]
    with engine_server() as server:
        settings.MACHINE_TRANSLATION = engine_settings("deepl", server.origin, consent="ask")
        page = open_page(language=language, width=width, java_script_enabled=has_scripts)
        english, korean = (page.locator(f"[data-language={code}]") for code in ("en", "ko"))
        english.get_by_label(labels["headline"]).first.fill(TEXTS["en"][0])
        english.get_by_label(labels["summary"]).fill(TEXTS["en"][1])
        korean.get_by_label(labels["headline"]).first.fill(TEXTS["ko"][0])
        korean.get_by_label(labels["consent"]).check()
        korean.get_by_role("button", name=labels["fill"]).click()
        expect(korean.get_by_label(labels["summary"])).to_have_value(in_korean(TEXTS["en"][1]))
        expect(korean.get_by_label(labels["headline"]).first).to_have_value(TEXTS["ko"][0])
    if has_scripts:
        assert faults(page) == [] and not is_wider(page)
    page.get_by_label(labels["reason"]).fill(REASON)
    page.get_by_label(labels["section"]).select_option(index=1)
    page.get_by_role("button", name=labels["publish"]).click()
    page.get_by_role("link", name=labels["review"]).click()
    korean.get_by_role("checkbox", name=labels["is_reviewed"]).check()
    page.get_by_role("button", name=labels["publish"]).click()
    page.get_by_label(labels["reviewed"]).check()
    page.get_by_role("button", name=labels["publish"]).first.click()
    expect(page.get_by_role("link", name=labels["story"])).to_have_count(2)
    edition = Edition.objects.get(article=BreakingStory.objects.get().article, language="ko")
    assert edition.printed["machine"]["engines"] == [["DeepL", ""]]


def test_a_kept_draft_is_offered_in_sight_on_a_telephone(open_page):
    page = open_page(width=390)
    page.get_by_label("Headline").first.fill("Quake")
    expect(page.locator(".bar-saved")).to_have_text(LABELS["en"]["kept"])
    page.reload()
    expect(page.get_by_role("link", name="Restore them")).to_be_in_viewport()


def test_enter_publishes_nothing_and_a_colleagues_news_stops_an_older_window(open_page):
    page = open_page()
    write(page, "en", LABELS["en"])
    page.get_by_label("Headline").first.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Section")
    expect(page.get_by_label("Headline").first).to_have_value(TEXTS["en"][0])
    assert Article.objects.count() == 1
    a_colleagues_news_stops_it_and_keeps_the_words(page)


def a_colleagues_news_stops_it_and_keeps_the_words(page):
    page.get_by_label("Section").select_option(index=1)
    publish_news(make_user("jane", first_name="Jane", last_name="Doe"))
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_role("alert")).to_contain_text(re.compile(r"Jane Doe published this at .+:"))
    expect(page.get_by_label("Headline").first).to_have_value(TEXTS["en"][0])
    assert BreakingStory.objects.count() == 1


def test_without_scripts_a_double_click_publishes_one_story(open_page):
    page = open_page(java_script_enabled=False)
    write(page, "en", LABELS["en"])
    page.get_by_label("Section").select_option(index=1)
    page.get_by_role("button", name="Publish now").dblclick()
    expect(page.get_by_role("heading", name="Korean: live")).to_be_visible()
    assert BreakingStory.objects.count() == 1


@pytest.mark.parametrize(("language", "width", "other_width"), [("en", 1440, 390), ("ko", 390, 1440)])
def test_everybody_can_use_it_and_typed_words_outlive_a_closed_window(
    open_page, language, width, other_width
):
    """axe, which looks at both color schemes, looks at each width in one of the languages."""
    labels = LABELS[language]
    page = open_page(language=language, width=width)
    assert faults(page) == []
    page.locator(".breaking-text > summary").first.click()
    expect(page.locator(".ProseMirror").first).to_be_visible()
    assert faults(page) == [] and not is_wider(page)
    page.set_viewport_size({"width": other_width, "height": 900})
    assert not is_wider(page)
    page.set_viewport_size({"width": width, "height": 900})
    part = page.get_by_role("region", name=labels["languages"][0])
    part.get_by_role("textbox", name=labels["headline"]).first.fill(TEXTS[language][0])
    page.locator(".ProseMirror").first.fill(TEXTS[language][1])
    part.get_by_role("checkbox").first.uncheck()
    expect(page.locator(".bar-saved")).to_have_text(labels["kept"])
    again = page.context.new_page()
    page.close(run_before_unload=False)
    again.goto("/admin/breaking-news/")
    assert faults(again) == [] and not is_wider(again)
    again.get_by_role("link", name=labels["restore"]).click()
    part = again.get_by_role("region", name=labels["languages"][0])
    expect(part.get_by_role("textbox", name=labels["headline"]).first).to_have_value(TEXTS[language][0])
    expect(again.locator(".ProseMirror").first).to_have_text(TEXTS[language][1])
    expect(part.get_by_role("checkbox").first).not_to_be_checked()
    assert faults(again) == [] and not is_wider(again)

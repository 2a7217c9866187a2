"""The story's form in a real browser: keys, names of fields, and what is not lost by leaving."""

from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect
from time_machine import travel

from articles.models import Article, EditionKind, LanguageProgress, Section, Stage, StandingPage
from articles.publishing import publish, withdraw
from tests.browser.writing import IS_SAVED
from tests.factories import (
    HOUR,
    approve,
    make_article,
    make_published,
    make_section,
    make_topic,
    make_user,
    rewrite,
)
from tests.waiting import until


@pytest.fixture
def desk(page_of):
    """A function that opens a page, logged in as a managing editor."""
    user = make_user()

    def open_desk(address, **options):
        return page_of(user, address, **options)

    return open_desk


def form_of(article):
    return f"/admin/articles/article/{article.pk}/change/"


def test_a_language_unfolds_and_enter_in_the_headline_saves_and_takes_no_action(desk):
    article = make_article()
    page = desk(form_of(article))
    assert not page.is_visible("#id_title_ko"), "it is not begun"
    page.click(".language-ko summary")
    assert page.is_visible("#id_title_ko")
    page.fill("#id_title_en", "Harbor opens early")
    page.press("#id_title_en", "Enter")
    page.wait_for_function(IS_SAVED)
    assert Article.objects.get().title_en == "Harbor opens early"
    assert LanguageProgress.objects.get(article=article, language="en").stage == Stage.WRITING


def stays_when_asked(page):
    """Whether the browser asks before the page is left; the answer is that it shall stay."""
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.click("#site-name a", no_wait_after=True)
    return until(page, lambda: asked) and asked == ["beforeunload"]


def test_leaving_with_unsaved_typing_asks_first(desk):
    story = f"/admin/articles/article/{make_published().pk}/"
    fields = {
        f"{story}change/": "#id_title_en",
        f"{story}action/en/quick-fix/": "#id_headline",
        "/admin/articles/topic/add/": "#id_name_en",
        "/admin/articles/standingpage/add/": "#id_title_en",
        "/admin/articles/article/from-text/": "#id_text",
    }
    page = desk("/admin/")
    for address, field in fields.items():
        page.goto(address)
        page.wait_for_load_state()
        page.fill(field, "Harbor opens early")
        assert stays_when_asked(page), address
        assert page.input_value(field) == "Harbor opens early"


def test_what_was_only_read_of_a_text_is_not_saved_either(desk):
    page = desk("/admin/articles/article/from-text/")
    page.check("[name=language][value=en]")
    page.fill("#id_text", "# Harbor opens\n\nShips come in.")
    page.locator("[name=_read]").last.click()
    page.wait_for_selector("[name=_create]")
    page.wait_for_load_state()  # the script that asks is there
    assert stays_when_asked(page)


def test_topic_is_chosen_by_its_korean_name_in_a_list_with_a_name(desk):
    make_topic("economy", name_en="Economy", name_ko="경제")
    article = make_article()
    page = desk(form_of(article))
    page.click(".field-topics [role=combobox]")
    page.wait_for_selector(".select2-results__option")
    found = Axe().run(page, options={"runOnly": ["aria-required-attr", "region"]}).response["violations"]
    assert [violation["id"] for violation in found] == []
    page.keyboard.type("경제")
    page.click(".select2-results__option:has-text('Economy')")
    page.click(".bar [name=_continue]")
    page.wait_for_function(IS_SAVED)
    assert [topic.slug for topic in article.topics.all()] == ["economy"]


def test_a_standing_page_is_written_across_its_columns(desk):
    about = StandingPage.objects.create(slug="about", title_en="About", title_ko="소개", body_en="<p>Us.</p>")
    page = desk(f"/admin/articles/standingpage/{about.pk}/change/")
    editors = page.locator(".ProseMirror")
    expect(editors).to_have_count(2)
    assert [editor.bounding_box()["width"] > 400 for editor in editors.all()] == [True, True]


NAMELESS_FIELDS = """() => [
    ...document.querySelectorAll("#article_form :is(input, select, textarea, [role=combobox])")
]
    .filter((field) => field.checkVisibility() && !field.closest("[aria-hidden=true]"))
    .filter((field) => !["hidden", "submit"].includes(field.type))
    .filter((field) => !field.labels?.length && !field.ariaLabel)
    .map((field) => field.outerHTML)"""


def test_every_field_has_a_name_and_a_refused_form_leads_to_what_is_refused(desk):
    page = desk(form_of(make_article()))
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    page.wait_for_selector(".field-topics .select2-container")
    assert page.evaluate(NAMELESS_FIELDS) == []
    page.get_by_role("button", name="Add a source").click()
    page.fill("#id_sources-0-note", "By telephone.")
    page.click(".bar [name=_continue]")
    link = page.locator(".errornote a")
    expect(link).to_have_text(["Address: Enter the name of the source or its address."])
    link.click()
    expect(page.locator("#id_sources-0-url")).to_be_focused()
    assert page.evaluate("document.activeElement.getBoundingClientRect().top < innerHeight")


def test_phone_shows_everything_without_scrolling_sideways(desk):
    article = make_article(languages=("en", "ko"))
    history = f"/admin/articles/article/{article.pk}/history/"
    page = desk("/admin/", width=390)
    for address in (form_of(article), "/admin/articles/article/", history):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address


LISTS = ["/admin/articles/article/", "/admin/articles/event/", "/admin/articles/edition/"]
# Words of the list that stand on two lines, though nothing in them lets a line end.
TORN_WORDS = """list => {
    const torn = [], range = document.createRange();
    const texts = document.createNodeIterator(list, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        for (const word of text.data.matchAll(/[\\p{L}\\p{N}]+/gu)) {
            range.setStart(text, word.index);
            range.setEnd(text, word.index + word[0].length);
            const lines = [...range.getClientRects()].filter((box) => box.width);
            if (lines.some((line) => line.top >= lines[0].bottom)) torn.push(word[0]);
        }
    }
    return torn;
}"""


# Half past twelve in Seoul on a day in December, read in the next year: no date and time is wider.
WIDEST_TIME, NEXT_YEAR = datetime(2026, 12, 30, 3, 30, tzinfo=UTC), datetime(2027, 1, 2, 3, 30, tzinfo=UTC)


@pytest.fixture
def full_lists(transactional_db):
    """Stories in both languages with headlines as long as they come, corrected, withdrawn and waiting."""
    with travel(WIDEST_TIME):
        make_full_lists()
    with travel(NEXT_YEAR):
        yield


def make_full_lists():
    texts = {"title_en": "A long headline of a story on the " + "harbor " * 8, "title_ko": "항구 이야기 " * 9}
    live, gone = (make_published(languages=("en", "ko"), **texts) for _ in range(2))
    withdraw(gone, "ko", by=None, note="항구가 문을 열지 않았으므로 기사를 거두어들입니다.")
    rewrite(live, title_en="Harbor closes")
    approve(live, "en")
    publish(live, "en", by=None, kind=EditionKind.UPDATE)
    scheduled = make_article(languages=("en", "ko"), **texts)
    approve(scheduled, "ko")
    publish(scheduled, "ko", by=None, at=timezone.now() + HOUR)


@pytest.mark.parametrize("locale", ["en-US", "ko-KR"])
def test_a_row_of_a_list_is_seen_whole(desk, full_lists, locale):
    page = desk("/admin/", locale=locale)
    for address in LISTS:
        page.goto(address)
        for width in (390, 1024, 1201, 1280, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            rows = page.locator(".results")
            assert rows.evaluate("list => list.scrollWidth - list.clientWidth") == 0, (address, width)
            assert rows.evaluate(TORN_WORDS) == [], (address, width)


def open_stale(desk, **options):
    """Open the form of a section, let another user save a new address, and save a different one."""
    section = make_section()
    page = desk(f"/admin/articles/section/{section.pk}/change/", **options)
    section.slug = "money"
    section.save()
    page.fill("#id_slug", "trade")
    page.click("input[name=_continue]")
    page.wait_for_selector(".choice")
    page.wait_for_load_state()
    return page


def test_a_stale_form_is_decided_without_scripts(desk):
    page = open_stale(desk, java_script_enabled=False, width=390)
    assert page.input_value("#id_slug") == "trade"
    page.get_by_label("Saved version:").check()
    page.click("input[name=_continue]")
    page.wait_for_selector(".messagelist .success")
    assert Section.objects.get().slug == "money"


def test_a_conflict_can_be_used_by_everybody(desk):
    page = open_stale(desk)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()

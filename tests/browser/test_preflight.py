"""From a finding to its words, in a real browser: by keyboard, on a phone, and for everybody."""

import pytest
from playwright.sync_api import expect

from articles.models import Edition
from tests.browser.axe import faults, is_wider
from tests.factories import LANGUAGES, approve, make_article, make_user, make_whole_article
from tests.waiting import until

SELECTED = """() => {
    const field = document.activeElement
    return field.value?.slice(field.selectionStart, field.selectionEnd) ?? String(getSelection())
}"""


@pytest.fixture
def desk(page_of, transactional_db):
    """A function that opens a page as a managing editor, or another user."""
    editor = make_user()

    def open_desk(address, user=editor, **options):
        return page_of(user, address, **options)

    return open_desk


def story(article, more):
    return f"/admin/articles/article/{article.pk}/{more}"


def selected(page):
    """The words that are selected, as soon as any are: Playwright's own waiting asks for eval."""
    until(page, lambda: page.evaluate(SELECTED))
    return page.evaluate(SELECTED)


@pytest.mark.parametrize("width", [1440, 390])
def test_go_there_selects_the_words(desk, width):
    article = make_whole_article(
        languages=LANGUAGES,
        title_en="The **old** harbor opens",
        body_en="<p>The quay.</p><p>The <em>new</em> harbor **opens** now.</p><p>It is **so<br>new**.</p>",
        summary_ko="항구가 **월요일**에 문을 연다.",
    )
    page = desk("/static/admin/js/cancel.js", width=width)
    for words in ("**opens**", "**so new**", "**old**", "**월요일**"):
        page.goto(story(article, "preflight/"))
        page.get_by_role("link", name=f": {words}").press("Enter")
        page.wait_for_url("**/change/")  # the way there has gone from the address
        assert selected(page).replace("\n", " ") == words
        assert page.evaluate("() => document.activeElement.getBoundingClientRect().bottom > 0"), words


def test_go_there_finds_rows_words_in_a_row_and_the_first_field_of_a_source(desk):
    article = make_whole_article()
    article.related_links.create(url="https://paper.example/1", title_en="A", summary_en="The **quay**")
    article.related_links.create(title_en="Second, which leads nowhere")
    article.sources.create(name_en="A letter")
    page = desk(story(article, "preflight/"))
    page.get_by_role("link", name="Show – Related stories", exact=True).first.click()
    page.wait_for_url("**/change/")
    row = page.evaluate("() => document.activeElement.closest('.inline-related').id")
    assert row == "related_links-1"
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(story(article, "preflight/"))
    page.get_by_role("link", name=": **quay**").click()
    expect(page.locator("#id_related_links-0-summary_en")).to_be_focused()
    assert selected(page) == "**quay**"
    page.goto(story(article, "preflight/"))
    page.get_by_role("link", name="Show – Sources").first.click()
    expect(page.locator("#id_sources-1-kind")).to_be_focused()


def test_go_there_leads_readers_of_a_language_to_its_words(desk):
    reader = make_user("reader", role="Korean translators")
    article = make_whole_article(languages=LANGUAGES, body_en="<p>The quay.</p><p>It is **new**.</p>")
    page = desk(story(article, "preflight/"), reader)
    page.get_by_role("link", name=": **new**").click()
    page.wait_for_url("**/change/**")
    assert selected(page) == "**new**"


def test_a_blocker_is_waived_and_warnings_are_confirmed_by_keyboard(desk):
    article = make_article(title_en="The **art** of the star")
    approve(article, "en")
    page = desk(story(article, "preflight/"), width=390)
    page.locator("summary", has_text="Waive").press("Enter")
    page.locator("[name=reason]").fill("It is the name of a play.")
    page.get_by_role("button", name="Waive").press("Enter")
    page.wait_for_selector(".messagelist .success")
    page.goto(story(article, "action/en/publish/"))
    page.get_by_label("I have reviewed these.").press("Space")
    page.get_by_role("button", name="Publish now").press("Enter")
    page.wait_for_url("**/change/")
    assert Edition.objects.get().headline == "The **art** of the star"


def test_everybody_can_use_the_screens(desk):
    article = make_article(languages=LANGUAGES, body_ko="<p>항구가 **문**을 열었다.</p>")
    approve(article, "en")
    page = desk(story(article, "preflight/"), width=390)
    page.locator("summary", has_text="Waive").click()
    assert not faults(page)
    assert not is_wider(page)
    page.goto(story(article, "action/en/publish/"))
    expect(page.locator("summary", has_text="Waive")).to_have_count(0)
    assert not faults(page)
    assert not is_wider(page)

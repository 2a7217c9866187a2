"""The form of a story in a real browser: topics found in the text, and tracked changes that are pasted."""

import pytest
from playwright.sync_api import expect

from articles.models import Article, Term
from tests.browser.writing import IS_SAVED, PASTE, drafts_held
from tests.factories import make_article, make_topic, make_user, rewrite

pytestmark = pytest.mark.django_db(transaction=True)

EXPLAINED = {"explanation_en": "A country of islands.", "explanation_ko": "섬나라."}


@pytest.fixture
def desk(page_of):
    """A function that opens the form of a story as a managing editor."""

    def open_desk(article, **options):
        page = page_of(make_user(), f"/admin/articles/article/{article.pk}/change/", **options)
        page.locator(".ProseMirror").nth(1).wait_for(state="attached")
        page.wait_for_load_state()
        return page

    return open_desk


def save(page):
    page.keyboard.press("Control+s")
    page.wait_for_function(IS_SAVED)
    return Article.objects.get()


class TestOffers:
    def test_a_topic_is_filed_by_key_and_kept_by_saving(self, desk):
        japan = make_topic("japan", name_en="Japan", name_ko="일본", **EXPLAINED)
        page = desk(make_article(body_en="<p>Ships sail to Japan.</p>"))
        with drafts_held(page):
            page.get_by_role("button", name="Add topic Japan").focus()
            page.keyboard.press("Enter")
            assert "Japan" in page.locator("#id_topics + .select2-container").inner_text()
            assert page.locator(".offers [role=status]").inner_text().startswith("Topic added")
            assert page.locator(".bar-saved").inner_text() == "Unsaved changes"
        assert not Article.objects.get().topics.exists()
        assert list(save(page).topics.all()) == [japan]
        assert page.get_by_role("button", name="Add topic Japan").count() == 0

    def test_a_link_is_set_at_the_first_mention_in_its_language(self, desk):
        japan = make_topic("japan", name_en="Japan", name_ko="일본", **EXPLAINED)
        article = make_article(
            languages=("en", "ko"),
            body_en="<p>Ships sail to Japan.</p>",
            body_ko="<p>일본은행은 멀다. 배가 <strong>일본</strong>으로 가고 일본에 닿는다.</p>",
        )
        page, korean = desk(article), article.body_ko
        for width in (1440, 390):
            rewrite(article, body_ko=korean)
            page.set_viewport_size({"width": width, "height": 900})
            page.reload()
            page.wait_for_load_state()
            page.get_by_role("button", name="Link in Korean Japan").focus()
            page.keyboard.press("Enter")
            page.locator(f"[data-topic='{japan.pk}']").first.wait_for(state="attached")
            saved = save(page)
            link = f'<a data-topic="{japan.pk}"><strong>일본</strong></a>'
            assert saved.body_ko == f"<p>일본은행은 멀다. 배가 {link}으로 가고 일본에 닿는다.</p>", width
            assert saved.body_en == "<p>Ships sail to Japan.</p>"

    def test_single_words_in_bold_are_made_plain_at_once(self, desk):
        bold = "<p>Talks with <strong>Haeon</strong> may change the <strong>pace</strong> of trade.</p>"
        page = desk(make_article(body_en=bold))
        page.get_by_role("button", name="Remove all Haeon, pace").click()
        assert page.locator(".offers [role=status]").inner_text().startswith("Bold removed")
        assert save(page).body_en == "<p>Talks with Haeon may change the pace of trade.</p>"

    def test_words_that_are_gone_are_told(self, desk):
        make_topic("japan", name_en="Japan", name_ko="일본", **EXPLAINED)
        page = desk(make_article(body_en="<p>Ships sail to Japan.</p>"))
        page.locator(".language-en .ProseMirror").fill("Ships stay.")
        page.get_by_role("button", name="Link in English Japan").click()
        assert "no longer" in page.locator(".offers [role=status]").inner_text()

    def test_a_term_is_marked_at_its_first_mention_and_kept_by_saving(self, desk):
        term = Term.objects.create(
            name_en="ship lock", name_ko="갑문", explanation_en="A small dam.", explanation_ko="작은 둑."
        )
        page = desk(make_article(body_en="<p>The <em>ship</em> stops. At the ship lock it waits.</p>"))
        page.get_by_role("button", name="Explain in English ship lock").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".offers [role=status]")).to_have_text("Term marked. Save the story to keep it.")
        expect(page.get_by_role("button", name="Explain in English ship lock")).to_have_count(0)
        assert f'At the <a data-term="{term.pk}">ship lock</a> it' in save(page).body_en


def test_headline_and_summary_take_tracked_changes_as_accepted(desk):
    page = desk(make_article())
    html = "<p>Fares rise <del>3</del><ins>4</ins> percent.</p>"
    for field, before in (("title_en", "Harbor: "), ("summary_en", "Ferries. ")):
        area = page.locator(f"#id_{field}")
        area.fill(before)
        area.press("End")
        area.evaluate(PASTE, {"text/plain": "Fares rise 34 percent.", "text/html": html})
        expect(area).to_have_value(f"{before}Fares rise 4 percent.")
        area.press("ControlOrMeta+z")
        expect(area).to_have_value(before)
    for other in ("<p>Fares <ins>4</ins> <s>3</s></p>", ""):
        is_left = page.locator("#id_summary_en").evaluate(PASTE, {"text/plain": "Fares", "text/html": other})
        assert is_left, "other text is left to the browser"

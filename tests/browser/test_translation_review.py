"""The review page of a translation and the uses of a glossary term, in a real Chromium."""

import re

import pytest
from playwright.sync_api import expect

from articles import clock
from articles.models import Term
from newsroom.search.consumer import catch_up
from newsroom.translations.memory_entries import MemoryPair, remember
from tests.browser.axe import faults, is_wider
from tests.browser.test_translation_screen import screen_of, translator
from tests.factories import make_article, make_published

__all__ = ["screen_of", "translator"]

pytestmark = pytest.mark.django_db(transaction=True)

ENGLISH = (
    "<p>The ship carries two tons of grain.</p><p>It sails at 3 p.m. on Monday.</p><p>It has 40 seats.</p>"
)
KOREAN = "<p>배는 곡물 2톤을 싣는다.</p><p>월요일 오후 4시에 떠난다.</p><p>좌석은 41석이다.</p>"


@pytest.fixture
def review_of(screen_of, translator):
    """Return a function that opens the review page of a story with a few facts."""

    def open_review(**options):
        article = make_article(languages=("en", "ko"), body_en=ENGLISH, body_ko=KOREAN)
        page = screen_of(article, translator, **options)
        page.goto(f"/admin/translations/{article.pk}/ko/review/")
        return page

    return open_review


class TestReview:
    def test_a_mark_shows_its_partner_under_the_pointer_and_with_the_focus(self, review_of):
        page = review_of()
        english, korean = page.get_by_role("link", name="two tons"), page.get_by_role("link", name="2톤")
        english.hover()
        expect(korean).to_have_class("fact fact-figure is-lit")
        page.get_by_role("link", name="3 p.m.", exact=False).first.focus()
        expect(korean).not_to_have_class("fact fact-figure is-lit")
        korean.focus()
        expect(english).to_have_class("fact fact-figure is-lit")

    def test_keys_go_from_difference_to_difference(self, review_of):
        page = review_of()
        for words in ("오후 4시", "41석"):
            page.keyboard.press("j")
            assert words in page.evaluate("document.activeElement.textContent")
        page.keyboard.press("k")
        assert "오후 4시" in page.evaluate("document.activeElement.textContent")

    def test_it_is_accessible_and_fits_wide_and_narrow(self, review_of):
        page = review_of(reduced_motion="reduce")
        assert faults(page) == []
        sides = [one.bounding_box() for one in page.locator(".facing-text").all()[:2]]
        assert sides[0]["y"] == sides[1]["y"]
        page.set_viewport_size({"width": 390, "height": 844})
        assert not is_wider(page)
        sides = [one.bounding_box() for one in page.locator(".facing-text").all()[:2]]
        assert sides[0]["y"] < sides[1]["y"]

    def test_without_scripts_a_mark_leads_to_its_partner(self, review_of):
        page = review_of(java_script_enabled=False)
        page.get_by_role("link", name="two tons").click()
        partner = page.get_by_role("link", name="2톤").get_attribute("id")
        expect(page).to_have_url(re.compile(f"#{partner}$"))


class TestTermUsage:
    def test_the_uses_of_a_term_are_accessible_and_fit(self, screen_of, translator):
        term = Term.objects.create(name_en="Harbor", name_ko="항구", forbidden_ko="항만")
        story = make_published(title_en="Harbor opens")
        pairs = [
            MemoryPair("p", "The harbor opens.", "항구가 열린다."),
            MemoryPair("p", "A harbor.", "항만이다."),
        ]
        remember(pairs, source_language="en", article=story, by=None, at=clock.now())
        catch_up()
        page = screen_of(story, translator, reduced_motion="reduce")
        page.goto(f"/admin/articles/term/{term.pk}/usage/")
        assert page.locator("mark").count() == 4
        assert faults(page) == []
        page.set_viewport_size({"width": 390, "height": 844})
        assert not is_wider(page)

"""The tools of the translation screen in a real Chromium: segments changed, aids, layout at several sizes."""

import itertools
import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from articles.models import Article, Term, TranslatedSegment
from articles.workflow.edit_session import editing
from newsroom.translations.memory_entries import MemoryPair, remember
from tests.browser.axe import faults
from tests.browser.test_translation_screen import BODY, fields, korean, screen_of, translator, until_saved
from tests.factories import NOON, make_article, make_user
from tests.waiting import until

__all__ = ["screen_of", "translator"]

pytestmark = pytest.mark.django_db(transaction=True)

SCROLL = """() => new Promise((done) => {
    const frames = []
    scrollTo(0, 0)
    let last = performance.now()
    const step = () => {
        const now = performance.now()
        frames.push(now - last)
        last = now
        scrollBy(0, 400)
        if (scrollY + innerHeight < document.documentElement.scrollHeight - 10 && frames.length < 400)
            requestAnimationFrame(step)
        else done(Math.max(...frames.slice(1)))
    }
    requestAnimationFrame(step)
})"""

IS_ABOVE_THE_AIDS = """() => document.activeElement.getBoundingClientRect().bottom <=
    document.querySelector(".translation-side").getBoundingClientRect().top"""


class TestSegments:
    def test_a_segment_is_split_and_one_is_added_behind_it(self, screen_of, translator):
        article = make_article(body_en=BODY)
        page = screen_of(article, translator)
        fields(page).nth(2).focus()
        page.keyboard.insert_text("항구가 열린다. 배가 기다린다.")
        for _ in range(len("배가 기다린다.")):
            page.keyboard.press("ArrowLeft")
        page.keyboard.press("Alt+s")
        until_saved(page)
        assert korean(article) == "<p>항구가 열린다.</p><p>배가 기다린다.</p>"
        page.keyboard.press("Alt+p")
        page.keyboard.insert_text("이 항구는 지난해에 닫혔다.")
        page.keyboard.press("Control+Enter")
        until_saved(page)
        assert korean(article).endswith("<p>이 항구는 지난해에 닫혔다.</p>")
        assert page.locator(".seg-added").count() == 1

    def test_a_paragraph_opened_by_mistake_is_gone_when_it_is_left_empty(self, screen_of, translator):
        page = screen_of(make_article(body_en=BODY, body_ko="<p>항구가 열린다.</p>"), translator)
        fields(page).nth(2).focus()
        page.keyboard.press("Alt+p")
        assert page.locator("#u-new textarea").evaluate("field => field === document.activeElement")
        page.keyboard.press("Alt+ArrowUp")
        expect(page.locator("#u-new")).to_have_count(0)

    def test_a_segment_is_left_out_with_a_reason_and_taken_in_again(self, screen_of, translator):
        article = make_article(body_en=BODY)
        page = screen_of(article, translator)
        fields(page).nth(2).focus()
        page.keyboard.press("Alt+l")
        page.keyboard.type("Known here")
        page.keyboard.press("Enter")
        page.locator(".seg-left_out").wait_for()
        assert TranslatedSegment.objects.get().reason == "Known here"
        page.keyboard.press("Alt+ArrowUp")
        page.keyboard.press("Alt+l")
        page.locator(".seg-left_out").wait_for(state="detached")

    def test_keys_and_menu_of_a_segment(self, screen_of, translator):
        page = screen_of(make_article(body_en=BODY), translator)
        fields(page).nth(3).fill("⟨1⟩자세한⟨/1⟩ 계획")
        fields(page).nth(3).evaluate("field => field.setSelectionRange(11, 13)")
        page.keyboard.press("Alt+1")
        assert fields(page).nth(3).input_value() == "자세한 ⟨1⟩계획⟨/1⟩", "a tag moves to what is marked"
        fields(page).nth(0).focus()
        page.keyboard.press("Alt+s")
        expect(page.locator(".seg-refused")).to_have_count(1)
        page.keyboard.press("Alt+ArrowDown")
        expect(page.locator(".seg-refused")).to_have_count(0)  # the message stays until the user continues
        self.use_the_menu(page)
        page.keyboard.press("Escape")
        fields(page).nth(2).focus()
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        listed = page.locator("dialog[open] [data-shortcuts-own]").inner_text()
        for words in ("Split at the cursor", "Tags 1 to 9", "Show: Untranslated", "Submit for review", "↓"):
            assert words in listed

    def use_the_menu(self, page):
        """See that it closes when something is chosen, and by Escape."""
        fields(page).nth(2).fill("항구가 열린다.")
        fields(page).nth(2).select_text()
        menu, opener = page.locator("[data-more]"), page.locator("[data-more] summary")
        opener.click()
        page.get_by_role("button", name="Bold").click()
        assert fields(page).nth(2).input_value() == "⟨strong⟩항구가 열린다.⟨/strong⟩"
        assert menu.get_attribute("open") is None
        opener.press("Enter")
        page.get_by_role("button", name="Split at the cursor").focus()
        page.keyboard.press("Escape")
        assert menu.get_attribute("open") is None
        expect(opener).to_be_focused()

    def test_length_and_missing_tags_are_told_after_a_save_too(self, screen_of, translator):
        page = screen_of(make_article(body_en=BODY), translator)
        for place, told in ((0, "2 of about"), (3, "Missing tags: 1")):
            fields(page).nth(place).fill("계획")
            page.locator(".seg:focus-within[data-draft]").wait_for()
            until_saved(page)
            expect(page.locator(".seg:focus-within [data-length]")).to_contain_text(told)


class TestAids:
    def test_a_term_is_put_in_by_its_key(self, screen_of, translator):
        Term.objects.create(name_en="harbor", name_ko="시험항", kind="concept")
        article = make_article(body_en=BODY)
        page = screen_of(article, translator)
        fields(page).nth(2).focus()
        page.keyboard.insert_text("는 열린다.")
        page.keyboard.press("Home")
        page.get_by_role("button", name="시험항").wait_for()
        page.keyboard.press("Alt+Shift+Digit1")
        expect(page.locator("textarea:focus")).to_have_value("시험항은 열린다.")
        until_saved(page)
        assert Article.objects.get(pk=article.pk).body_ko == "<p>시험항은 열린다.</p>"

    def test_what_the_checks_warn_of_is_marked_and_may_be_filtered(self, screen_of, translator):
        article = make_article(body_en="<p>It lent 35 million won.</p><p>Rain fell.</p>")
        page = screen_of(article, translator)
        fields(page).nth(2).focus()
        page.keyboard.insert_text("350만 원을 빌려줬다.")
        page.locator(".aid-checks").wait_for()
        expect(page.locator(".seg-failing")).to_have_count(1)
        page.get_by_role("link", name="Failing checks").click()
        expect(page.locator(".seg:visible")).to_have_count(1)

    def test_what_is_finished_at_once_is_judged_although_one_has_gone_on(self, screen_of, translator):
        page = screen_of(make_article(body_en="<p>It lent 35 million won.</p><p>Rain fell.</p>"), translator)
        for text, marked in (("350만 원을 빌려줬다.", 1), ("3,500만 원을 빌려줬다.", 0)):
            fields(page).nth(2).fill(text)
            page.keyboard.press("Control+Enter")
            expect(page.locator(".seg-failing")).to_have_count(marked)

    def test_words_are_looked_up_in_the_memory_by_key(self, screen_of, translator):
        pairs = [MemoryPair("p", "The harbor of ⟨1⟩Test City⟨/1⟩ is closed.", "⟨1⟩시험시⟨/1⟩ 항구는 닫혔다.")]
        remember(pairs, source_language="en", by=translator, at=NOON)
        page = screen_of(make_article(body_en=BODY), translator)
        fields(page).nth(2).fill("시험시")
        fields(page).nth(2).select_text()
        page.keyboard.press("Alt+k")
        hit = page.locator("[data-searched] li")
        expect(hit.locator("mark")).to_have_text("시험시")
        assert hit.locator("[lang=en]").inner_text() == "The harbor of Test City is closed."
        page.keyboard.insert_text("harbor city")
        page.keyboard.press("Enter")
        expect(hit.locator("mark")).to_have_text(["harbor", "City"])
        page.keyboard.press("Escape")
        assert fields(page).nth(2).evaluate("field => field === document.activeElement")
        page.keyboard.press("Alt+k")
        assert page.locator("#search-memory").input_value() == "harbor city"


class TestFindings:
    def test_what_preflight_finds_is_counted_at_once_and_after_a_save(self, screen_of, translator):
        article = make_article(body_en=BODY, title_ko="**항구** 문 열어", summary_ko="항구가 문을 연다.")
        page = screen_of(article, translator)
        told = page.get_by_role("link", name="Preflight")
        expect(told).to_contain_text("2 blockers")
        fields(page).nth(0).fill("항구 문 열어")
        until_saved(page)
        expect(told).to_contain_text("1 blocker,")

    def test_what_is_written_beside_the_story_counts_as_well(self, screen_of, translator):
        article = make_article(languages=("en", "ko"))
        with editing(article.pk) as story:
            story.related_links.create(url="https://a.example/tides", title_en="Tides")
        page = screen_of(article, translator)
        told = page.get_by_role("link", name="Preflight")
        expect(told).to_contain_text("3 warnings")
        page.get_by_label("Related story 1, Title (Korean)").fill("밀물과 썰물")
        expect(told).to_contain_text("2 warnings")


class TestSize:
    def test_three_hundred_segments_scroll_without_a_pause(self, screen_of, translator):
        texts = "".join(f"<p>Ship {n} waits at the pier for grain from the north.</p>" for n in range(300))
        page = screen_of(make_article(body_en=texts), translator)
        assert page.locator("[data-translation-rows] > .seg").count() == 302
        # Milliseconds for the slowest frame; other tests on the machine only add to it.
        assert any(page.evaluate(SCROLL) < 250 for _time in range(30))

    def test_at_the_foot_of_a_narrow_page_the_aids_leave_the_field_in_sight(self, screen_of, translator):
        article = make_article(body_en="<p>It lent 35 million won, 12 ships and 9 boats on May 4.</p>" * 6)
        page = screen_of(article, translator, width=390, height=844)

        def is_about_the_text(answer):
            return "/aids/" in answer.url and quote("빌려줬다") in answer.request.post_data

        for _place in range(5):
            with page.expect_response(is_about_the_text):
                page.keyboard.press("Alt+ArrowDown")
                page.keyboard.insert_text("빌려줬다.")
                until_saved(page)
            page.locator("[data-aids-place][aria-busy=false]").wait_for()
            assert until(page, lambda: page.evaluate(IS_ABOVE_THE_AIDS))


class TestAccessibility:
    def test_axe_finds_nothing(self, screen_of, translator):
        article = make_article(body_en=BODY)
        page = screen_of(article, translator, expect_problems=True)
        for width, language in itertools.product((1440, 390), ("en", "ko")):
            translator.language = language
            translator.save(update_fields=["language"])
            page.set_viewport_size({"width": width, "height": 900})
            page.reload()
            page.wait_for_load_state()
            fields(page).nth(3).focus()
            page.keyboard.press("Control+a")
            page.keyboard.insert_text("자세한 내용은 12월에.")
            page.locator(".aid").first.wait_for()
            until_saved(page)
            page.keyboard.press("Alt+p")
            assert not faults(page), (width, language)
            assert page.evaluate("document.documentElement.scrollWidth") <= width


class TestReading:
    def test_who_may_not_write_reads_and_moves_by_keyboard(self, screen_of):
        reader = make_user("reader", role="English translators")
        page = screen_of(make_article(body_en=BODY, languages=("en", "ko")), reader)
        page.locator(".seg").first.focus()
        page.keyboard.press("f")
        page.keyboard.press("u")
        expect(page).to_have_url(re.compile("show=untranslated$"))
        assert page.locator("textarea[name=text], [data-tools]").count() == 0

    def test_the_translation_alone_is_running_text_and_a_note_begins_with_its_passage(
        self, screen_of, translator
    ):
        article = make_article(body_en=BODY)
        page = screen_of(article, translator)
        fields(page).nth(2).focus()
        page.keyboard.press("Alt+v")
        assert page.locator(".seg-source:visible").count() == 0
        page.keyboard.press("Alt+v")
        assert page.locator(".seg-source:visible").count() == 5
        fields(page).nth(3).focus()
        page.keyboard.press("Alt+n")
        page.locator(".note-new textarea:focus").wait_for()
        page.keyboard.press("Escape")
        expect(fields(page).nth(3)).to_be_focused()
        page.keyboard.press("Alt+n")
        page.locator(".note-new textarea:focus").wait_for()
        page.keyboard.type("Which plan?")
        page.keyboard.press("Control+Enter")
        page.locator(".thread").wait_for()
        note = article.notes.get()
        assert (note.language, note.field, note.passage) == ("en", "body", "See the plan for details.")
        expect(page.locator(".seg-notes")).to_have_count(1)
        page.locator(".thread").get_by_role("button", name="Resolve").click()
        expect(page.locator(".seg-notes")).to_have_count(0)

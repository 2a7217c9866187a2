"""A translation with a changed source is marked, found and linked in every list."""

from datetime import date

from django.test import override_settings
from lxml import html

from articles.models import Article, EditionKind, LanguageProgress
from articles.publishing import publish
from articles.translations import translation_address
from articles.translations.freshness import translation_of
from articles.translations.segments import accept_segment
from articles.workflow.assignments import assign_to_self
from articles.workflow.transitions import perform
from tests.cases import ClockTestCase
from tests.factories import HOUR, NOON, approve, make_article, make_published, make_user, rewrite

LIST, BOARD, CALENDAR = "/admin/articles/article/", "/admin/board/", "/admin/calendar/"


def words(element):
    return " ".join(element.text_content().split())


class StaleTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.translator = make_user("translator", role="Korean translators")

    def setUp(self):
        super().setUp()
        self.client.force_login(self.translator)

    def make_stale(self, **fields):
        article = make_article(languages=("en", "ko"), **fields)
        rewrite(article, title_en="Harbor closes")
        return article

    def page(self, address, **query):
        return html.fromstring(self.client.get(address, query).content.decode())

    def chips(self, address, **query):
        return len(self.page(address, **query).xpath("//*[contains(@class, 'chip-stale')]"))

    def translate_links(self, address):
        """Return the links of a page to the translation screen."""
        return self.page(address).xpath(
            "//main//a[starts-with(@href, '/admin/translations/')][contains(@href, '/ko/')]/@href"
        )


class ChipTests(StaleTestCase):
    def test_the_list_marks_it_and_finds_it(self):
        article = self.make_stale()
        make_article(languages=("en", "ko"), number=" b")
        self.assertEqual(self.chips(LIST), 1)
        for language, found in (("ko", [article]), ("en", [])):
            listed = self.client.get(LIST, {language: "stale"}).context["cl"].result_list
            self.assertEqual(list(listed), found)

    def test_a_korean_story_has_a_stale_english_translation(self):
        article = make_article(languages=("ko", "en"))
        rewrite(article, title_ko="항구 문 닫아")
        self.assertEqual(list(self.client.get(LIST, {"en": "stale"}).context["cl"].result_list), [article])

    def test_what_readers_have_is_another_question(self):
        article = make_published(languages=("en", "ko"))
        self.clock.shift(HOUR)
        rewrite(article, title_en="Harbor closes")
        self.assertEqual((self.chips(LIST), self.chips(LIST, ko="behind")), (1, 0))
        approve(article, "en")
        publish(article, "en", by=None, kind=EditionKind.UPDATE)
        translation = translation_of(Article.objects.get(), LanguageProgress.objects.get(language="ko"))
        accept_segment(article, "ko", translation.unit_ids[0], by=self.translator)
        self.assertEqual((self.chips(LIST), len(self.page(LIST, ko="behind").xpath("//tbody/tr"))), (0, 1))

    def test_an_outdated_text_says_nothing_else_of_itself(self):
        article = make_published(languages=("en", "ko"))
        self.clock.shift(HOUR)
        rewrite(article, title_en="Harbor closes")
        approve(article, "en")
        publish(article, "en", by=None, kind=EditionKind.UPDATE)
        cell = self.page(LIST).xpath("//td[contains(@class, 'in_korean')]//*[contains(@class, 'chip ')]")
        self.assertEqual([words(chip) for chip in cell], ["Outdated"])
        bar = self.page(f"{LIST}{article.pk}/change/").xpath("//details[@id='bar-ko']/summary//span")
        self.assertEqual([words(chip) for chip in bar if "chip" in chip.get("class")], ["Outdated"])
        self.assertEqual((self.chips(BOARD), self.chips("/admin/")), (0, 0))

    def test_the_board_marks_its_card(self):
        self.make_stale()
        [card] = self.page(BOARD).xpath("//article[.//*[contains(@class, 'chip-stale')]]")
        self.assertEqual(words(card.xpath(".//*[@class='card-language']")[0]), "Korean")

    def test_a_card_of_both_languages_is_marked_for_either(self):
        article = make_article(languages=("en", "ko"))
        for language in ("en", "ko"):
            approve(article, language)
            publish(article, language, by=None, at=NOON + HOUR)
        self.assertEqual(self.chips(BOARD), 0)
        rewrite(article, title_en="Harbor closes")
        self.assertEqual(self.chips(BOARD), 1)

    def test_the_calendar_says_it_of_what_is_planned_and_of_what_slipped(self):
        rows = LanguageProgress.objects.filter(article=self.make_stale())
        rows.update(planned_on=date(2026, 3, 4))
        [entry] = self.page(CALENDAR).xpath("//li[contains(@class, 'entry-planned')]")
        self.assertIn("Source changed", words(entry))
        rows.update(planned_on=date(2026, 3, 1))
        [line] = self.page(CALENDAR).xpath(
            "//section[contains(@class, 'slipped')]//li[.//*[@class='chip chip-stale']]"
        )
        self.assertIn("Korean", words(line))

    def test_the_first_screen_marks_and_counts_it(self):
        article = self.make_stale()
        make_article(languages=("en", "ko"), number=" b")
        assign_to_self(article, "ko", by=self.translator)
        page = self.page("/admin/")
        self.assertEqual(len(page.xpath("//*[@class='chip chip-stale']")), 1)
        [cell] = page.xpath("//tr[@class='matrix-stale']//a")
        self.assertEqual((words(cell), cell.get("href")), ("1", f"{LIST}?ko=stale"))


class BenchTests(StaleTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.article = make_article()
        cls.address = f"/admin/translations/{cls.article.pk}/ko/"

    def test_list_and_board_lead_whoever_may_translate_to_the_workbench(self):
        for address in (LIST, BOARD):
            self.assertEqual(self.translate_links(address), [self.address])
        self.client.force_login(make_user("desk", role="English desk"))
        for address in (LIST, BOARD):
            self.assertEqual(self.translate_links(address), [])

    def test_what_somebody_else_holds_is_theirs(self):
        assign_to_self(self.article, "ko", by=make_user("other", role="Korean translators"))
        self.assertEqual(self.translate_links(LIST), [])

    def test_what_the_desk_reads_is_not_translated_unless_its_source_has_changed(self):
        article = make_article(languages=("en", "ko"))
        perform("submit", article, language="ko", by=None)
        self.assertEqual(self.translate_links(LIST), [self.address])
        rewrite(article, title_en="Harbor closes")
        self.assertIn(f"/admin/translations/{article.pk}/ko/", self.translate_links(LIST))

    def test_a_newsroom_without_a_translations_leads_nowhere(self):
        with override_settings(ROOT_URLCONF="newsroom.previews"):
            self.assertEqual(translation_address(self.article.pk, "ko"), "")

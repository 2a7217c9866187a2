"""Preflight findings between a translation and its source."""

from datetime import date

from django.test import TestCase
from django.utils.translation import override

from articles.admin.story.preflight import FindingPresenter
from articles.checks.preflight import DISCREPANCY_CHECKS
from articles.checks.registry import CHECKS
from articles.models import Article, LanguageProgress, Term
from tests.articles.checks.text.stories import findings_of, rewrite
from tests.factories import make_article

ENGLISH = "<p>The package is worth 1.2 trillion won.</p><p>Wang Wentao met reporters in Beijing.</p>"
KOREAN = "<p>이번 대책의 규모는 1조 2천억 원이다.</p><p>왕원타오는 베이징에서 기자들을 만났다.</p>"


class RegisteredTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.article = make_article(languages=("en", "ko"), body_en=ENGLISH, body_ko=KOREAN)

    def found(self, code, language="ko"):
        return findings_of(Article.objects.get(pk=self.article.pk), code, language)

    def codes(self):
        return [code for code, _title in DISCREPANCY_CHECKS.values() if self.found(code)]

    def test_a_true_translation_is_passed(self):
        self.assertEqual(self.codes(), [])

    def test_a_figure_of_another_size_is_found_at_its_words_with_both_sides_told(self):
        rewrite(self.article, body_ko=KOREAN.replace("1조 2천억", "1조 2백억"))
        [finding] = self.found("languages.figures")
        self.assertEqual((finding.field, finding.passage), ("body", "1조 2백억 원"))
        self.assertIn("1.2 trillion won", finding.message)
        self.assertEqual(self.codes(), ["languages.figures"])

    def test_a_figure_is_shown_in_its_own_paragraph_and_not_within_another_figure(self):
        english, korean = "<p>All 19 pilots met.</p><p>{} of 29 boats sank.</p>", "도선사 19명이 모두 모였다."
        texts = {
            "body_en": english.format(11),
            "body_ko": f"<p>{korean}</p><p>29척 가운데 9척이 가라앉았다.</p>",
        }
        rewrite(self.article, **texts)
        [finding] = self.found("languages.figures")
        told = FindingPresenter(finding, "ko", self.article, None)
        self.assertEqual(told.context, ("29척 가운데 ", "9척", "이 가라앉았다."))

    def test_another_country_is_found_with_both_sides_told(self):
        rewrite(self.article, body_en="<p>Ships left Spain.</p>", body_ko="<p>배들이 프랑스를 떠났다.</p>")
        for language, words in (("en", "The countries differ"), ("ko", "국가가 다릅니다")):
            with override(language):
                [finding] = self.found("languages.countries")
                self.assertEqual((finding.field, finding.passage), ("body", "프랑스"))
                self.assertIn(words, finding.message)
                self.assertIn("Spain", finding.message)

    def test_a_day_is_compared_with_the_weekday_by_the_planned_date(self):
        rewrite(self.article, body_en="<p>It opened on Saturday.</p>", body_ko="<p>27일 문을 열었다.</p>")
        progress = LanguageProgress.objects.filter(article=self.article, language="ko")
        progress.update(planned_on=date(2026, 11, 29))
        [finding] = self.found("languages.figures")
        self.assertEqual(finding.passage, "27일")
        rewrite(self.article, body_ko="<p>28일 문을 열었다.</p>")
        self.assertEqual(self.found("languages.figures"), [])

    def test_a_term_is_asked_for_while_it_is_in_force(self):
        term = Term.objects.create(name_en="Wang Wentao", name_ko="왕웬타오", kind="person")
        self.assertEqual(self.codes(), ["languages.terms"])
        term.valid_until = "2020-01-01"
        term.save()
        self.assertEqual(self.codes(), [])

    def test_a_term_that_the_translation_names_elsewhere_is_not_asked_for_again(self):
        Term.objects.create(name_en="Wang Wentao", name_ko="왕원타오", kind="person")
        rewrite(self.article, body_ko=KOREAN.replace("왕원타오는", "그는"))
        self.assertEqual(self.codes(), ["languages.terms"])
        rewrite(self.article, summary_ko="왕원타오 부장이 왔다.")
        self.assertEqual(self.codes(), [])

    def test_the_source_itself_is_held_against_nothing(self):
        rewrite(self.article, body_ko=KOREAN.replace("1조 2천억", "1조 2백억"))
        self.assertEqual(self.found("languages.figures", "en"), [])

    def test_every_check_is_registered(self):
        self.assertLessEqual({code for code, _title in DISCREPANCY_CHECKS.values()}, set(CHECKS))

"""Preflight warns of a translation that is outdated or incomplete."""

from django.test import TestCase

from articles.models import Article, LanguageProgress
from articles.translations.freshness import translation_of
from articles.translations.segments import fill_segment, leave_out_unit, segment_change
from tests.articles.checks.text.stories import findings_of, rewrite
from tests.factories import make_article

ENGLISH = "<p>The harbor opens on Monday.</p><p>Ships wait at sea.</p><p>Salt is dear.</p>"
KOREAN = "<p>항구가 월요일에 열린다.</p><p>배들이 바다에서 기다린다.</p><p>소금이 비싸다.</p>"


class FreshnessTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.article = make_article(languages=("en", "ko"), body_en=ENGLISH, body_ko=KOREAN)

    def codes(self):
        codes = ("untranslated", "unfinished", "stale")
        return [code for code in codes if self.found(code)]

    def found(self, code):
        self.article.refresh_from_db()
        return findings_of(self.article, f"languages.{code}", "ko")

    def stale(self):
        return [finding.passage for finding in self.found("stale")]

    def test_nothing_is_found_of_a_whole_translation_nor_of_its_source(self):
        self.assertEqual(self.codes(), [])
        self.assertEqual(findings_of(self.article, "languages.stale", "en"), [])

    def test_a_stale_segment_is_found_at_its_words(self):
        rewrite(self.article, body_en=ENGLISH.replace("Ships", "Ten ships"))
        self.assertEqual(self.stale(), ["배들이 바다에서 기다린다."])
        self.assertEqual(self.codes(), ["stale"])

    def test_what_the_source_does_not_say_any_more_is_found(self):
        rewrite(self.article, body_en=ENGLISH.replace("<p>Salt is dear.</p>", ""))
        self.assertEqual(self.stale(), ["소금이 비싸다."])

    def test_untranslated_segments_are_counted_and_named(self):
        rewrite(self.article, body_en=ENGLISH + "<p>A storm broke the gate.</p><p>Nobody saw it.</p>")
        [finding] = self.found("untranslated")
        self.assertEqual(finding.message.count("“"), 2)
        self.assertIn("2 segments", finding.message)

    def test_what_was_left_out_with_a_reason_is_not_asked_for(self):
        rewrite(self.article, body_en=ENGLISH + "<p>A storm broke the gate.</p>")
        segment_change(leave_out_unit)(self.article, "ko", self.last(), by=None, reason="Told elsewhere.")
        self.assertEqual(self.codes(), [])

    def test_a_draft_is_found(self):
        rewrite(self.article, body_en=ENGLISH + "<p>A storm broke the gate.</p>")
        fill_segment(self.article, "ko", self.last(), ["폭풍이"], by=None, seen="")
        self.assertEqual(self.codes(), ["unfinished"])

    def test_of_a_language_in_which_nothing_is_written_nothing_is_said(self):
        self.article = make_article(body_en=ENGLISH)
        self.assertEqual(self.codes(), [])

    def last(self):
        article = Article.objects.get(pk=self.article.pk)
        progress = LanguageProgress.objects.get(article=article, language="ko")
        return translation_of(article, progress).unit_ids[-1]

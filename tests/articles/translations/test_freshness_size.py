"""The remaining work of a translation, as translators see it."""

from django.test import TestCase

from articles.models import LanguageProgress
from articles.translations.freshness import Workload, read_translations
from tests.factories import WANTED, make_article, rewrite


class SizeTests(TestCase):
    def sizes(self):
        rows = LanguageProgress.objects.select_related("article").filter(language="ko")
        with self.assertNumQueries(2):
            found = read_translations(list(rows))
        return [Workload.of(translation, row.language) for row, translation in found]

    def test_all_of_it_before_it_is_begun(self):
        make_article()
        self.assertEqual(self.sizes(), [Workload(words=10, done=0, total=3)])

    def test_of_a_brief_headline_and_summary_alone(self):
        make_article(wanted={"ko": WANTED.BRIEF})
        self.assertEqual(self.sizes(), [Workload(words=7, done=0, total=2)])

    def test_stale_segment_counts_whole(self):
        rewrite(make_article(languages=("en", "ko")), body_en="<p>The harbor closes today.</p>")
        self.assertEqual(self.sizes(), [Workload(words=4, done=2, total=3)])

    def test_change_of_markup_needs_no_new_words(self):
        rewrite(make_article(languages=("en", "ko")), body_en="<p>The <em>harbor</em> opens.</p>")
        self.assertEqual(self.sizes(), [Workload(words=0, done=2, total=3)])

    def test_what_was_added_for_these_readers_is_asked_of_nobody(self):
        article = make_article(languages=("en", "ko"))
        rewrite(article, body_ko=f"{article.body_ko}<p>덧붙인 말.</p>")
        self.assertEqual(self.sizes(), [Workload(words=0, done=3, total=3)])

    def test_of_many_in_as_many_queries(self):
        for number in range(3):
            make_article(number=f" {number}")
        self.assertEqual(len(self.sizes()), 3)

"""Waiting times of first translations."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models.event import ConsumerPosition
from articles.workflow.edit_session import editing
from articles.workflow.transitions import perform
from newsroom.translations.models import FirstTranslation, first_translations, waits
from tests.articles.models.test_pace import MONDAY, NEXT, WEEK, PaceTestCase, make_translated
from tests.factories import HOUR, NOON, WANTED, approve, make_article, make_published, rewrite


class WaitTests(PaceTestCase):
    def found(self, since=MONDAY):
        first_translations.catch_up()
        return waits(since, NEXT + WEEK)

    def test_from_the_sources_approval_to_the_translations_submission(self):
        article = make_translated()
        self.clock.shift(5 * HOUR)
        perform("submit", article, language="ko", by=None)
        self.clock.shift(HOUR)
        approve(article, "ko")
        self.assertEqual(self.found(), [("ko", NOON, NOON + 5 * HOUR)])

    def test_only_the_first_time_counts(self):
        article = make_translated()
        approve(article, "ko")
        self.clock.shift(WEEK)
        perform("reopen", article, language="ko", by=None, reason="Late news.")
        approve(article, "ko")
        self.assertEqual(self.found(), [("ko", NOON, NOON)])
        self.assertEqual(self.found(since=NEXT), [])

    def test_source_itself_waits_for_nobody(self):
        make_published(wanted={"ko": WANTED.NOTHING})
        self.assertEqual(self.found(), [])

    def test_translation_of_a_source_that_never_stood_is_left_out(self):
        article = make_article(languages=("en", "ko"))
        perform("submit", article, language="ko", by=None)
        self.assertEqual(self.found(), [])

    def test_it_is_the_same_in_small_batches_and_when_the_log_is_read_again(self):
        for number in range(3):
            article = make_translated(number=f" {number}")
            self.clock.shift(HOUR)
            perform("submit", article, language="ko", by=None)
        found = self.found()
        self.assertEqual(len(found), 3)
        FirstTranslation.objects.all().delete()
        ConsumerPosition.objects.filter(name=first_translations.name).delete()
        while first_translations.read_for_page(2):
            pass
        self.assertEqual(self.found(), found)

    def test_no_story_is_read(self):
        with CaptureQueriesContext(connection) as queries:
            waits(MONDAY, NEXT)
        [query] = queries.captured_queries
        self.assertNotIn("articles_article", query["sql"])

    def test_the_log_of_a_deleted_story_is_passed_over(self):
        article = make_article(languages=("en", "ko"))
        perform("submit", article, language="ko", by=None)
        article.delete()
        self.assertEqual(self.found(), [])

    def test_a_translation_that_becomes_the_source_counts_no_more(self):
        article = make_translated()
        approve(article, "ko")
        self.assertEqual(self.found(), [("ko", NOON, NOON)])
        with editing(article.pk) as copy:
            copy.source_language = "ko"
        rewrite(article, title_ko="항구 다시 열어")
        approve(article, "ko")
        self.assertEqual(self.found(), [])

"""Words translated in a week."""

from datetime import UTC, date, datetime, timedelta

import time_machine
from django.test import TestCase

from articles.models import TranslatedSegment
from articles.models.translated_segment import week_of, weeks_until
from tests.factories import NOON, make_published, rewrite

MONDAY, NEXT = date(2026, 3, 2), date(2026, 3, 9)
WEEK = timedelta(weeks=1)


def make_translated(**fields):
    """Make a story that is live in English and was translated at the desk."""
    article = make_published(**fields)
    rewrite(article, title_ko="항구 문 열어", summary_ko="항구가 문을 연다.", body_ko="<p>항구.</p>")
    return article


class PaceTestCase(TestCase):
    def setUp(self):
        self.clock = self.enterContext(time_machine.travel(NOON, tick=False))


class WordTests(PaceTestCase):
    def counted(self):
        return TranslatedSegment.objects.words_by_week(MONDAY, NEXT + WEEK)

    def test_words_of_the_source_count_in_the_week_of_the_translation(self):
        make_translated()
        self.clock.shift(WEEK)
        make_translated()
        # Two of the headline, five of the summary, three of the text.
        self.assertEqual(self.counted(), {(MONDAY, "ko"): 10, (NEXT, "ko"): 10})

    def test_what_is_rewritten_counts_once_in_its_last_week(self):
        article = make_translated()
        self.clock.shift(WEEK)
        rewrite(article, title_ko="항구 다시 열어")
        self.assertEqual(self.counted(), {(MONDAY, "ko"): 8, (NEXT, "ko"): 2})

    def test_words_that_a_machine_drafted_count_once_a_person_has_confirmed_them(self):
        make_translated()
        rows = TranslatedSegment.objects.order_by("position")
        drafted = {"machine_engine": "DeepL", "machine_at": NOON, "machine_changed": 50}
        rows.filter(pk=rows[0].pk).update(**drafted, confirmed_at=NOON)
        rows.filter(pk=rows[1].pk).update(**drafted | {"machine_changed": 10}, confirmed_at=NOON)
        rows.filter(pk=rows[2].pk).update(**drafted, is_draft=True)
        found = TranslatedSegment.objects.machine_words_by_week(MONDAY, NEXT + WEEK)
        self.assertEqual(found, {(MONDAY, "ko"): (7, round((2 * 50 + 5 * 10) / 7))})

    def test_drafts_and_what_has_no_translation_do_not_count(self):
        make_translated()
        rows = TranslatedSegment.objects.order_by("position")
        rows.filter(pk=rows[0].pk).update(is_draft=True)
        rows.filter(pk=rows[1].pk).update(target_html="", reason="Known here.")
        rows.filter(pk=rows[2].pk).update(source_html="")
        self.assertEqual(self.counted(), {})

    def test_week_begins_on_the_newsrooms_monday(self):
        # In Seoul, Sunday ends at 15:00 UTC.
        self.assertEqual(week_of(datetime(2026, 3, 1, 14, 59, tzinfo=UTC)), MONDAY - WEEK)
        self.assertEqual(week_of(datetime(2026, 3, 1, 15, tzinfo=UTC)), MONDAY)
        self.assertEqual(weeks_until(NOON, 2), [MONDAY - WEEK, MONDAY])

"""Queries of planning: the board's columns, late work, planned work."""

from datetime import UTC, date, datetime, timedelta

import time_machine
from django.test import TestCase

from articles.models import BoardStage, Edition, EditionKind, LanguageProgress
from articles.models.planning import day_of, start_of
from articles.publishing import publish, withdraw
from tests.factories import HOUR, INSTANT, NOON, WANTED, approve, make_article, make_published, rewrite

# NOON is 9 p.m. in Seoul on March 2.
TODAY = date(2026, 3, 2)


def rows(article, language="en"):
    return LanguageProgress.objects.filter(article=article, language=language)


class PlanningTestCase(TestCase):
    def setUp(self):
        self.clock = self.enterContext(time_machine.travel(NOON, tick=False))

    def column(self, article, language="en", at=None):
        return rows(article, language).with_column(at).get().column


class ColumnTests(PlanningTestCase):
    def test_what_came_out_is_live_until_the_newsrooms_midnight(self):
        article = make_published()
        midnight = start_of(TODAY + timedelta(days=1))
        self.assertEqual(self.column(article, at=midnight - INSTANT), BoardStage.LIVE)
        self.assertIsNone(self.column(article, at=midnight))

    def test_scheduled_stays_so_whatever_is_changed_at_the_desk(self):
        article = make_article()
        approve(article, "en")
        publish(article, "en", by=None, at=NOON + HOUR)
        rewrite(article, title_en="Harbor closes")
        self.assertEqual(self.column(article), BoardStage.SCHEDULED)

    def test_withdrawn_text_is_off_the_board_until_it_is_taken_up_again(self):
        article = make_published()
        self.clock.shift(HOUR)
        withdraw(article, "en", by=None, note="Wrong.")
        self.assertIsNone(self.column(article))
        rewrite(article, title_en="Harbor closes")
        self.assertIn(self.column(article), (BoardStage.WRITING, BoardStage.IN_REVIEW))

    def test_retracted_text_never_comes_back(self):
        article = make_published()
        self.clock.shift(HOUR)
        withdraw(article, "en", by=None, note="Untrue.", kind=EditionKind.RETRACTION)
        rows(article).update(stage="writing")
        self.assertIsNone(self.column(article))

    def test_counts_tell_all_and_rows_the_first(self):
        for number in range(3):
            make_article(number=f" {number}", wanted={"ko": WANTED.NOTHING})
        found = LanguageProgress.objects.for_board(most=2)
        self.assertEqual(
            {name: total for name, (total, _rows) in found.items() if total}, {BoardStage.WRITING: 3}
        )
        self.assertEqual(len(found[BoardStage.WRITING][1]), 2)
        self.assertEqual(
            LanguageProgress.objects.for_board(most=2, only=[BoardStage.LIVE])[BoardStage.WRITING], (3, [])
        )


class OverdueTests(PlanningTestCase):
    def test_counts_from_the_instant_on_and_ends_with_the_work(self):
        article = make_article()
        rows(article).update(due_at=NOON)
        self.assertFalse(LanguageProgress.objects.overdue(NOON).exists())
        self.assertEqual(list(LanguageProgress.objects.overdue(NOON + INSTANT)), list(rows(article)))
        approve(article, "en")
        self.assertTrue(LanguageProgress.objects.overdue(NOON + HOUR).exists())
        publish(article, "en", by=None, at=NOON + HOUR)
        self.assertFalse(LanguageProgress.objects.overdue(NOON + INSTANT).exists())

    def test_an_update_has_a_deadline_of_its_own(self):
        article = make_published()
        rewrite(article, title_en="Harbor closes")
        rows(article).update(due_at=NOON - HOUR)
        self.assertFalse(LanguageProgress.objects.overdue(NOON + 2 * HOUR).exists())
        rows(article).update(due_at=NOON + HOUR)
        self.assertTrue(LanguageProgress.objects.overdue(NOON + 2 * HOUR).exists())


class PlannedTests(PlanningTestCase):
    def test_both_ends_of_a_span_belong_to_it(self):
        for day in (1, 2, 3, 4):
            rows(make_article(number=f" {day}")).update(planned_on=date(2026, 3, day))
        found = LanguageProgress.objects.planned_between(date(2026, 3, 2), date(2026, 3, 3))
        self.assertEqual(sorted(row.planned_on.day for row in found), [2, 3])

    def test_slips_with_the_newsrooms_midnight(self):
        rows(make_article()).update(planned_on=TODAY)
        midnight = datetime(2026, 3, 2, 15, tzinfo=UTC)
        self.assertEqual(day_of(midnight), TODAY + timedelta(days=1))
        self.assertFalse(LanguageProgress.objects.slipped(midnight - INSTANT).exists())
        self.assertTrue(LanguageProgress.objects.slipped(midnight).exists())

    def test_what_came_out_on_its_day_has_not_slipped_and_an_update_may(self):
        article = make_published()
        rows(article).update(planned_on=TODAY)
        later = NOON + timedelta(days=9)
        self.assertFalse(LanguageProgress.objects.slipped(later).exists())
        rows(article).update(planned_on=TODAY + timedelta(days=3))
        self.assertTrue(LanguageProgress.objects.slipped(later).exists())


class CameOutTests(PlanningTestCase):
    def test_the_first_of_each_day_and_language(self):
        for number in range(3):
            make_published(number=f" {number}", languages=("en", "ko"))
            self.clock.shift(HOUR)
        self.clock.shift(timedelta(days=1))
        make_published(number=" next")
        found = Edition.objects.came_out(NOON, NOON + timedelta(days=3), most=2)
        self.assertEqual([edition.language for edition in found], ["en", "ko", "en", "ko", "en"])

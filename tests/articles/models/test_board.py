"""Lists of scheduled, outdated and withdrawn texts, and counts by status."""

from datetime import date, timedelta

import time_machine
from django.test import TestCase

from articles.models import DashboardList, Edition, EditionKind, LanguageProgress
from articles.publishing import publish, withdraw
from tests.factories import HOUR, NOON, approve, make_article, make_published, rewrite


class BoardTestCase(TestCase):
    def setUp(self):
        self.clock = self.enterContext(time_machine.travel(NOON, tick=False))

    def scheduled(self, hours, **fields):
        article = make_article(**fields)
        approve(article, "en")
        publish(article, "en", by=None, at=NOON + hours * HOUR)
        return article

    def updated(self):
        article = make_published(languages=("en", "ko"))
        self.clock.shift(HOUR)
        rewrite(article, title_en="Harbor closes")
        approve(article, "en")
        publish(article, "en", by=None, kind=EditionKind.UPDATE)
        return article


class PanelTests(BoardTestCase):
    def shown(self, most=10):
        panels = LanguageProgress.objects.for_panels(most=most)
        return [(name, row.article_id, row.language) for name, rows in panels.items() for row in rows]

    def test_what_is_simply_live_is_in_none(self):
        make_published()
        self.assertEqual(self.shown(), [])

    def test_the_next_to_come_stands_first(self):
        later, sooner = self.scheduled(9), self.scheduled(3)
        self.assertEqual(
            self.shown(),
            [(DashboardList.SCHEDULED, sooner.pk, "en"), (DashboardList.SCHEDULED, later.pk, "en")],
        )

    def test_notices_of_either_kind_the_latest_first(self):
        withdrawn, retracted = make_published(), make_published()
        self.clock.shift(HOUR)
        withdraw(withdrawn, "en", by=None, note="It was wrong.")
        self.clock.shift(HOUR)
        withdraw(retracted, "en", by=None, note="It was made up.", kind=EditionKind.RETRACTION)
        self.assertEqual(
            self.shown(), [(DashboardList.GONE, retracted.pk, "en"), (DashboardList.GONE, withdrawn.pk, "en")]
        )

    def test_a_translation_behind_its_source_tells_since_when(self):
        article = self.updated()
        self.assertEqual(self.shown(), [(DashboardList.BEHIND, article.pk, "ko")])
        [row] = LanguageProgress.objects.for_panels(most=1)[DashboardList.BEHIND]
        self.assertEqual(row.latest_behind_from, NOON + HOUR)

    def test_each_has_its_own_room(self):
        for hours in range(1, 4):
            self.scheduled(hours)
        gone = make_published()
        self.clock.shift(HOUR / 2)
        withdraw(gone, "en", by=None, note="It was wrong.")
        names = [name for name, *_row in self.shown(most=2)]
        self.assertEqual(names, [DashboardList.SCHEDULED, DashboardList.SCHEDULED, DashboardList.GONE])

    def test_they_are_four_queries_without_the_texts(self):
        withdraw(self.updated(), "en", by=None, note="It was wrong.")
        self.clock.shift(HOUR)
        with self.assertNumQueries(4) as queries:
            for rows in LanguageProgress.objects.for_panels(most=5).values():
                for row in rows:
                    self.assertTrue(row.article.title_en)
        self.assertFalse([query for query in queries.captured_queries if '"body_en"' in query["sql"]])


class PublishedByDayTests(BoardTestCase):
    def test_counts_first_editions_by_day_of_the_newsroom_and_language(self):
        make_published(languages=("en", "ko"))
        self.updated()  # at 9 p.m. in Seoul, and an update
        self.clock.move_to(NOON + 4 * HOUR)  # after midnight in Seoul
        make_published()
        days = Edition.objects.published_by_day(NOON - timedelta(days=1), NOON + timedelta(days=1))
        self.assertEqual(
            days,
            {
                (date(2026, 3, 2), "en"): 2,
                (date(2026, 3, 2), "ko"): 2,
                (date(2026, 3, 3), "en"): 1,
            },
        )

    def test_what_is_still_to_come_is_not_counted(self):
        self.scheduled(3)
        self.assertEqual(Edition.objects.published_by_day(NOON - HOUR, NOON + HOUR), {})


class CountedTests(BoardTestCase):
    def test_counts_each_language_by_standing_and_those_behind_beside_it(self):
        self.updated()
        make_article()
        self.assertEqual(
            LanguageProgress.objects.counted(),
            {
                ("en", "live"): 1,
                ("ko", "live"): 1,
                ("ko", "behind"): 1,
                ("ko", "stale"): 1,
                ("en", "writing"): 1,
                ("ko", "wanted"): 1,
            },
        )

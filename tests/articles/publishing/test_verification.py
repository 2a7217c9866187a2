"""Editions, the log and the digests of days are compared with each other."""

from datetime import timedelta

from django.db import connection

from articles.models import DayDigest, Edition, Event
from articles.publishing import cancel, publish, withdraw
from articles.publishing.verification import (
    day_digests,
    events_without_edition,
    unlogged_editions,
    verified_days,
)
from tests.articles.models.test_day_digest import DAY, SECOND, THIRD
from tests.articles.publishing.acts import PublishingTestCase
from tests.factories import HOUR, NOON, approve, make_article, make_published


class VerificationTests(PublishingTestCase):
    """Three days of a newsroom, two of them stored, and forgeries in the database."""

    def setUp(self):
        super().setUp()
        self.story = make_published()
        make_published(number=" 2")
        for number in range(2):
            self.clock.shift(DAY)
            make_published(number=f" of day {number}")
        day_digests.catch_up()

    def execute(self, sql, *values):
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            self.assertEqual(cursor.rowcount, 1)

    def broken(self):
        return [day.day for day, is_sound in verified_days() if not is_sound]

    def event(self):
        return Event.objects.sealing().filter(subject_id=self.story.pk).get()

    def test_what_nobody_touched_is_sound(self):
        self.assertEqual([day.day for day, _is_sound in verified_days()], [SECOND, THIRD])
        self.assertEqual(self.broken(), [])
        self.assertEqual((list(unlogged_editions()), list(events_without_edition())), ([], []))

    def test_each_column_of_an_event_counts(self):
        forged = {"at": NOON + HOUR, "type": "minor", "subject_type": "x", "subject_id": 1, "language": "ko"}
        forged |= {"edition_number": 9, "edition_digest": "f" * 64}
        for column, value in forged.items():
            with self.subTest(column):
                before = getattr(self.event(), column)
                pk = self.event().pk
                sql = f"UPDATE articles_event SET {column} = %s WHERE id = %s"  # noqa: S608
                self.execute(sql, value, pk)
                self.assertEqual(self.broken(), [SECOND])
                self.execute(sql, before, pk)
        self.assertEqual(self.broken(), [])

    def test_words_may_be_redacted(self):
        self.execute("UPDATE articles_event SET reason = 'Redacted' WHERE id = %s", self.event().pk)
        self.assertEqual(self.broken(), [])

    def test_a_deleted_event_breaks_its_day(self):
        self.execute("DELETE FROM articles_event WHERE id = %s", self.event().pk)
        self.assertEqual(self.broken(), [SECOND])
        self.assertEqual([edition.article_id for edition in unlogged_editions()], [self.story.pk])

    def test_a_changed_day_breaks_itself_and_the_next(self):
        self.execute("UPDATE articles_daydigest SET digest = %s WHERE day = %s", "f" * 64, SECOND)
        self.assertEqual(self.broken(), [SECOND, THIRD])

    def test_a_deleted_day_breaks_the_next(self):
        self.execute("DELETE FROM articles_daydigest WHERE day = %s", SECOND)
        self.assertEqual(self.broken(), [THIRD])

    def test_a_day_that_ends_elsewhere_is_broken(self):
        last = DayDigest.objects.get(day=SECOND).last_event_id
        self.execute("UPDATE articles_daydigest SET last_event_id = %s WHERE day = %s", last + 1, SECOND)
        self.assertEqual(self.broken(), [SECOND])

    def test_an_edition_that_was_sealed_anew_is_not_in_the_log(self):
        forged = Edition.objects.get(article=self.story)
        forged.headline = "Forged"
        sql = "UPDATE articles_edition SET headline = %s, digest = %s WHERE id = %s"
        self.execute(sql, forged.headline, forged.sealed(None), forged.pk)
        self.assertEqual([edition.article_id for edition in unlogged_editions()], [self.story.pk])
        self.assertEqual(self.broken(), [])
        sql = "UPDATE articles_event SET edition_digest = %s WHERE id = %s"
        self.execute(sql, forged.sealed(None), self.event().pk)
        self.assertEqual((list(unlogged_editions()), self.broken()), ([], [SECOND]))

    def test_a_deleted_edition_is_missing(self):
        self.execute("DELETE FROM articles_edition WHERE article_id = %s", self.story.pk)
        self.assertEqual([event.subject_id for event in events_without_edition()], [self.story.pk])

    def test_editions_that_are_canceled_or_withdrawn_are_not_missing(self):
        planned = make_article(number=" planned")
        approve(planned, "en")
        publish(planned, "en", by=None, at=NOON + 9 * DAY)
        cancel(planned, "en", by=None)
        withdraw(self.story, "en", by=None, note="Wrong.")
        self.clock.shift(timedelta(days=20))
        self.assertEqual((list(unlogged_editions()), list(events_without_edition())), ([], []))

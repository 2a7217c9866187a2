from django.db import connection, transaction

from articles.models import Edition, Section
from articles.publishing import broken_seals, correct, publish, withdraw
from tests.articles.publishing.test_publish import PublishingTestCase
from tests.factories import HOUR, make_published, make_section

# Values that a forger with access to the database might write, by column.
FORGERIES = {
    "headline": "Harbor closed",
    "summary": "Closed.",
    "body": "<p>Closed.</p>",
    "slug": "closed",
    "kind": "minor",
    "note": "Nothing to see.",
    "source_number": 7,
    "printed": '{"bylines": []}',
    "live_from": "2026-03-02 12:30:00",
    "first_published_at": "2026-03-01 12:00:00",
    "digest": "0" * 64,
}


class SealTests(PublishingTestCase):
    def setUp(self):
        super().setUp()
        self.article = make_published()
        make_published(languages=["ko"])
        self.clock.shift(HOUR)
        correct(self.article, "en", by=None, note="It was wrong.")
        self.clock.shift(HOUR)
        withdraw(self.article, "en", by=None, note="All of it.")
        self.clock.shift(HOUR)
        publish(self.article, "en", by=None)

    def forge(self, column, value, number=1):
        sql = f"UPDATE articles_edition SET {column} = %s WHERE article_id = %s AND number = %s"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(sql, [value, self.article.pk, number])

    def broken(self):
        return [(edition.article_id, edition.number) for edition in broken_seals()]

    def test_what_nobody_touched_is_whole(self):
        self.assertEqual(Edition.objects.count(), 5)
        self.assertEqual(self.broken(), [])

    def test_each_forgery_shows(self):
        for column, value in FORGERIES.items():
            with self.subTest(column), transaction.atomic():
                self.forge(column, value)
                self.assertIn((self.article.pk, 1), self.broken())
                transaction.set_rollback(True)
        self.assertEqual(self.broken(), [])

    def test_a_forged_section_shows(self):
        self.forge("section_id", make_section("world").pk)
        self.assertEqual(self.broken(), [(self.article.pk, 1)])
        self.assertEqual(Section.objects.count(), 2)

    def test_one_sealed_anew_breaks_the_chain_behind_it(self):
        self.forge("headline", "Harbor closed")
        forged = Edition.objects.get(article=self.article, number=1)
        self.forge("digest", forged.sealed(None))
        self.assertEqual(self.broken(), [(self.article.pk, 2)])

    def test_an_end_may_move_and_is_not_sealed(self):
        self.forge("live_until", "2026-03-02 12:30:00", number=1)
        self.assertEqual(self.broken(), [])

import time_machine
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import TestCase

from articles.models import Edition, Image
from articles.publishing import publish, withdraw
from tests.factories import (
    HOUR,
    INSTANT,
    LANGUAGES,
    NOON,
    approve,
    make_article,
    make_author,
    make_published,
    make_section,
    make_topic,
    make_user,
    rewrite,
)


class EditionTestCase(TestCase):
    def setUp(self):
        self.clock = self.enterContext(time_machine.travel(NOON, tick=False))


class LiveTests(EditionTestCase):
    def test_an_edition_is_seen_at_its_first_instant_and_gone_at_its_last(self):
        article = make_published()
        self.clock.shift(HOUR)
        notice = withdraw(article, "en", by=None, note="Wrong.")
        first = article.editions.get(number=1)
        for instant, live, notices in [
            (NOON - INSTANT, [], []),
            (NOON, [first], []),
            (NOON + HOUR - INSTANT, [first], []),
            (NOON + HOUR, [], [notice]),
        ]:
            self.assertEqual(list(Edition.objects.live(instant)), live)
            self.assertEqual(list(Edition.objects.notices(instant)), notices)
            self.assertEqual(list(Edition.objects.open_at(instant)), live + notices)

    def test_now_is_the_default(self):
        article = make_article()
        approve(article, "en")
        edition = publish(article, "en", by=None, at=NOON + HOUR)
        self.assertEqual(list(Edition.objects.live()), [])
        self.assertEqual(list(Edition.objects.ahead()), [edition])
        self.clock.shift(HOUR)
        self.assertEqual(list(Edition.objects.live()), [edition])
        self.assertEqual(list(Edition.objects.ahead()), [])

    def test_lists_order_by_first_publication_whatever_is_mended_later(self):
        older, newer = make_published(), make_published(number=" two")
        self.clock.shift(HOUR)
        rewrite(older, title_en="Mended")
        approve(older, "en")
        publish(older, "en", by=None)
        listed = Edition.objects.live().newest_first()
        self.assertEqual([edition.article_id for edition in listed], [newer.pk, older.pk])
        self.assertEqual([row.article_id for row in listed.older_than(NOON, newer.pk)], [older.pk])

    def test_topics_and_authors_list_their_language_alone(self):
        topic, author = make_topic(), make_author()
        article = make_article(languages=LANGUAGES)
        article.topics.add(topic)
        article.bylines.create(author=author)
        for language in LANGUAGES:
            approve(article, language)
            publish(article, language, by=None)
        for language in LANGUAGES:
            for found in (
                Edition.objects.on_topic(topic, language),
                Edition.objects.by_author(author, language),
            ):
                self.assertEqual([edition.language for edition in found], [language])


class ThePastNeverChangesTests(EditionTestCase):
    def setUp(self):
        super().setUp()
        self.article = make_published()
        self.edition = self.article.editions.get()

    def test_a_save_moves_nothing_but_the_end(self):
        self.edition.headline = "Other"
        for fields in (None, ["headline"], ["headline", "live_until"], ["number"], ["live_from"]):
            with self.assertRaises(TypeError):
                self.edition.save(update_fields=fields)
        self.edition.live_until = NOON + HOUR
        self.edition.save(update_fields=["live_until"])
        self.edition.refresh_from_db()
        self.assertEqual((self.edition.headline, self.edition.live_until), ("Harbor opens", NOON + HOUR))

    def test_a_new_one_with_a_taken_number_overwrites_nothing(self):
        forged = self.edition.copy()
        forged.pk, forged.headline = self.edition.pk, "Other"
        with self.assertRaises(IntegrityError), transaction.atomic():
            forged.save()

    def test_what_readers_have_seen_is_not_deleted(self):
        with self.assertRaises(TypeError):
            self.edition.delete()

    def test_bulk_writes_are_refused(self):
        rows = Edition.objects.filter(pk=self.edition.pk)
        for write in [
            lambda: rows.update(headline="x"),
            lambda: Edition._base_manager.update(headline="x"),
            lambda: Edition._base_manager.filter(pk=self.edition.pk).update(headline="x"),
            lambda: rows.bulk_update([self.edition], ["headline"]),
            lambda: rows.bulk_create([self.edition]),
            rows.delete,
            lambda: self.article.editions.update(headline="x"),
        ]:
            with self.assertRaises(TypeError):
                write()

    def test_related_managers_cannot_file_it_elsewhere(self):
        image = Image.objects.create(file="quay.jpg", width=1, height=1)
        other = make_article(number=" two")
        for manager in (make_section("world").editions, image.lead_of_editions, other.editions):
            with self.assertRaises(TypeError):
                manager.add(self.edition)

    def test_what_it_stands_on_is_protected(self):
        author, topic = make_author(), make_topic()
        image = Image.objects.create(file="quay.jpg", width=1, height=1, alt_en="A quay")
        editor = make_user()
        article = make_article(by=editor, lead_image=image)
        article.topics.add(topic)
        article.bylines.create(author=author)
        approve(article, "en")
        publish(article, "en", by=editor)
        for thing in (article, author, topic, image, editor, article.section):
            with self.subTest(thing), self.assertRaises(ProtectedError):
                thing.delete()
        self.assertEqual(Edition.objects.count(), 2)

    def test_a_copy_shares_nothing_with_it(self):
        copy = self.edition.copy()
        copy.printed["topics"].append(7)
        self.assertEqual(self.edition.printed["topics"], [])
        self.assertIsNone(copy.pk)

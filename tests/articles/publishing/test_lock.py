"""The lock of the log: when it is taken, the statements under it, and timeouts."""

import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test import TransactionTestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.events import log
from articles.models import Edition, Image
from articles.publishing import (
    PublicationRefused,
    bring_forward,
    correct,
    publish,
    publish_together,
    quick_fix,
    withdraw,
)
from articles.refusals import has_waited_too_long
from articles.workflow.edit_session import editing
from tests.factories import (
    LANGUAGES,
    NOON,
    approve,
    make_article,
    make_author,
    make_published,
    make_topic,
    make_user,
    make_whole_article,
    rewrite,
)
from tests.together import together


def under_the_lock(act):
    """Return the statements of an act between the lock of the log and the commit."""
    with CaptureQueriesContext(connection) as captured:
        act()
    statements = [query["sql"] for query in captured]
    [place] = [number for number, sql in enumerate(statements) if "pg_advisory_xact_lock" in sql]
    return [sql for sql in statements[place + 1 :] if sql != "COMMIT"]


@contextmanager
def lock_held(seconds=60):
    """Hold the lock of the log in another connection, for some seconds or until the end."""
    is_held, is_over = threading.Event(), threading.Event()

    def hold():
        try:
            with log.unit_of_work():
                log.lock_log()
                is_held.set()
                is_over.wait(seconds)
        finally:
            connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    is_held.wait(30)
    try:
        yield
    finally:
        is_over.set()
        thread.join()


@pytest.mark.postgresql
class StatementTests(TransactionTestCase):
    def assert_few(self, act):
        self.assertLessEqual(len(under_the_lock(act)), 6)

    def test_a_first_edition_with_topics_authors_and_pictures(self):
        article = make_whole_article()
        picture = Image.objects.create(file="pictures/quay.jpg", width=1, height=1, alt_en="A quay")
        with editing(article.pk) as copy:
            copy.lead_image = picture
            copy.topics.add(make_topic())
        approve(article, "en")
        statements = under_the_lock(lambda: publish(article, "en", by=None))
        self.assertLessEqual(len(statements), 6, statements)

    def test_both_languages_together(self):
        article = make_article(languages=LANGUAGES)
        for language in LANGUAGES:
            approve(article, language)
        self.assert_few(lambda: publish_together(article, "en", by=None))

    def test_what_is_done_to_a_live_text(self):
        article = make_published()
        self.assert_few(lambda: quick_fix(article, "en", by=None, headline="Port reopens on Friday"))
        rewrite(article, title_en="Port reopens on Monday")
        approve(article, "en")
        self.assert_few(lambda: correct(article, "en", by=None, note="The day was wrong.", alone=True))
        rewrite(article, title_en="Port reopens on Tuesday")
        approve(article, "en")
        publish(article, "en", by=None, at=timezone.now() + timedelta(hours=1))
        self.assert_few(lambda: bring_forward(article, "en", by=None))
        self.assert_few(lambda: withdraw(article, "en", by=None, note="It was wrong."))


@pytest.mark.postgresql
class WaitingTests(TransactionTestCase):
    def test_what_waited_is_live_from_the_end_of_the_wait(self):
        articles = [make_published(number=f" {number}") for number in range(3)]
        acts = [
            lambda article=article: quick_fix(article, "en", by=None, summary="It opens on Friday.")
            for article in articles
        ]
        began = timezone.now()
        with lock_held(1.5):
            results = together(*acts)
        for result in results:
            self.assertGreater(result.edition.live_from - began, timedelta(seconds=1))
            before = Edition.objects.get(article=result.edition.article_id, number=1)
            self.assertEqual(before.live_until, result.edition.live_from)

    def test_who_waits_too_long_has_published_nothing(self):
        article = make_published()
        with lock_held():
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '300ms'")
            try:
                with self.assertRaises(OperationalError) as caught:
                    quick_fix(article, "en", by=None, summary="It opens on Friday.")
            finally:
                with connection.cursor() as cursor:
                    cursor.execute("RESET lock_timeout")
        self.assertTrue(has_waited_too_long(caught.exception))
        self.assertEqual(article.editions.count(), 1)


class OvertakenTests(TransactionTestCase):
    def test_a_change_is_refused_if_the_scheduled_edition_went_live_while_it_waited(self):
        with time_machine.travel(NOON, tick=False) as traveller:
            article = make_published()
            rewrite(article, title_en="Port reopens on Monday")
            approve(article, "en")
            publish(article, "en", by=None, at=NOON + timedelta(minutes=1))

            def fix_late():
                with log.unit_of_work():
                    quick_fix(article, "en", by=None, summary="It opens on Friday.", under=True)
                    traveller.shift(timedelta(minutes=1))

            with self.assertRaisesMessage(PublicationRefused, "went live in the meantime"):
                fix_late()
        self.assertEqual(Edition.objects.filter(article=article).count(), 2)

    def test_an_edition_that_starts_within_a_second_counts_as_live(self):
        with time_machine.travel(NOON, tick=False) as traveller:
            article = make_article()
            approve(article, "en")
            publish(article, "en", by=None, at=NOON + timedelta(milliseconds=500))
            with log.unit_of_work():
                quick_fix(article, "en", by=None, summary="It opens on Friday.")
                traveller.shift(timedelta(seconds=1))
        fixed = Edition.objects.get(article=article, number=2)
        self.assertEqual(fixed.live_from, NOON + timedelta(seconds=1))


class BusyPageTests(TransactionTestCase):
    """A publication that waits too long gives 503 with the filled form."""

    def test_an_action_says_that_nothing_was_published(self):
        self.client.force_login(make_user())
        article = make_published()
        page = reverse("admin:articles_article_action", args=[article.pk, "en", "withdraw"])
        with self.busy(), self.assertLogs("articles.admin.story", "WARNING"):
            response = self.client.post(page, {"note": "It was wrong.", "seen": 1, "after": 1})
        self.assertContains(response, "Nothing was published. Try again.", status_code=503)
        self.assertContains(response, "It was wrong.", status_code=503)
        self.assertEqual(article.editions.count(), 1)

    def test_a_form_is_kept_and_can_be_sent_again(self):
        self.client.force_login(make_user())
        author = make_author()
        page = reverse("admin:articles_author_change", args=[author.pk])
        posted = {"name_en": "Bora <Quay>", "name_ko": "보라", "slug": author.slug}
        with self.busy():
            response = self.client.post(page, posted, headers={"accept": "text/html"})
        self.assertContains(response, "Nothing was saved. Try again.", status_code=503)
        self.assertContains(response, "Bora &lt;Quay&gt;</textarea>", status_code=503)
        self.assertContains(response, "Send the form again", status_code=503)

    @contextmanager
    def busy(self):
        """Let the database give up at once, as when another connection holds the lock of the log."""
        real = log.UnitOfWork.write

        def give_up(unit):
            error = OperationalError("canceling statement due to lock timeout")
            error.__cause__ = Exception()
            error.__cause__.sqlstate = "55P03"
            raise error

        log.UnitOfWork.write = give_up
        try:
            yield
        finally:
            log.UnitOfWork.write = real

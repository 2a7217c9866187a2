"""Action pages while a scheduled edition is canceled or published by another person give conflicts."""

from itertools import product
from unittest import mock

from django.db import transaction
from django.test import TestCase
from lxml import html
from time_machine import travel

from articles.admin.story.actions import views
from articles.clock import process_clock
from articles.models import Article
from articles.publishing import bring_forward, cancel, publish
from tests.articles.admin.forms import PostedForm
from tests.articles.admin.story.test_actions import action_url
from tests.factories import HOUR, LANGUAGES, NOON, approve, make_user, make_whole_article, rewrite

LATER = NOON + 24 * HOUR
LONG = "It was wrong, as we found out."
# {action: (typed fields, the same with an error)}
FILLED = {
    "reschedule": ({"at": "2026-03-09T09:00"}, {"at": "soon"}),
    "bring-forward": ({"when": "now"}, {"when": "at", "at": "soon"}),
    "cancel": ({"optional_reason": LONG}, {"seen": "x"}),
    "publish-under": ({"kind": "minor", "note": LONG}, {"kind": "", "note": LONG}),
    "quick-fix": ({"headline": "Harbor to open"}, {"headline": ""}),
    "withdraw": ({"note": LONG}, {"note": ""}),
    "retract": ({"note": LONG}, {"note": ""}),
    "schedule": ({"at": "2026-03-09T09:00", "kind": "minor"}, {"at": "soon"}),
    "publish-as": ({"kind": "minor"}, {"kind": ""}),
    "publish-both": ({"kind": "minor"}, {"kind": ""}),
}
GONE = "It is no longer scheduled: it is live already, or someone canceled it."
VANISH = {"canceled": cancel, "published": bring_forward}


class GoneTestCase(TestCase):
    """A story that is live in English, with a changed edition scheduled and another change approved."""

    @classmethod
    def setUpTestData(cls):
        cls.article = make_whole_article(languages=LANGUAGES)
        with process_clock(), travel(NOON, tick=False):
            for language in LANGUAGES:
                approve(cls.article, language)
            publish(cls.article, "en", by=None)
        with process_clock(), travel(NOON + HOUR, tick=False):
            rewrite(cls.article, title_en="Harbor opens early")
            approve(cls.article, "en")
            publish(cls.article, "en", by=None, at=LATER, kind="minor")
            rewrite(cls.article, title_en="Harbor opens early, says the mayor")
            approve(cls.article, "en")

    def setUp(self):
        self.enterContext(travel(NOON + 2 * HOUR, tick=False))
        self.client.force_login(make_user())

    def cases(self):
        """Yield (action, whether the form is valid, how the edition vanishes), each on the same story."""
        for action, is_valid, how in product(FILLED, [True, False], VANISH):
            with self.subTest(action=action, is_valid=is_valid, how=how), transaction.atomic():
                yield action, is_valid, how
                transaction.set_rollback(True)

    def vanish(self, how, language="en"):
        VANISH[how](Article.objects.get(pk=self.article.pk), language, by=None)

    def posted(self, action, fields):
        """Return the data that the page of an action posts, or of a bare form if it is not offered."""
        response = self.client.get(action_url(self.article, action))
        if response.status_code == 302:
            return {"seen": 1, "after": 2, "after_there": 0, "planned_for": LATER.isoformat()} | fields
        return PostedForm(response, "action_form").data(**fields)

    def post(self, action, data):
        response = self.client.post(action_url(self.article, action), data)
        return response, html.fromstring(response.content.decode() or "<p>")


class GoneTests(GoneTestCase):
    def test_before_the_form_is_sent(self):
        for action, is_valid, how in self.cases():
            data = self.posted(action, FILLED[action][not is_valid])
            self.vanish(how)
            response, page = self.post(action, data)
            self.assertEqual(response.status_code, 409)
            errors = page.xpath("//ul[contains(@class, 'nonfield')]/li/text()")
            self.assertTrue(any(error.startswith(GONE) for error in errors), errors)

    def test_a_start_that_no_form_shows_is_an_error_of_the_form(self):
        for action in FILLED:
            with self.subTest(action):
                data = self.posted(action, FILLED[action][0]) | {"planned_for": "\0"}
                self.assertIn(self.post(action, data)[0].status_code, [409, 422])

    def test_while_the_form_is_judged(self):
        """A valid action that does not need the scheduled edition may still succeed."""
        statuses = views.language_statuses
        for action, is_valid, how in self.cases():
            data, has_vanished = self.posted(action, FILLED[action][not is_valid]), []

            def read_then_vanish(*args, how=how, has_vanished=has_vanished, **options):
                found = statuses(*args, **options)
                if not has_vanished:
                    has_vanished.append(self.vanish(how))
                return found

            with mock.patch.object(views, "language_statuses", read_then_vanish):
                response, _page = self.post(action, data)
            self.assertIn(response.status_code, [302, 409] if is_valid else [409, 422])

    def test_a_text_for_a_field_that_is_gone_is_shown_to_be_copied(self):
        """No edition is live in Korean any more, so its note is no longer required."""
        publish(self.article, "ko", by=None, at=LATER)
        texts = {"kind": "correction", "note": LONG, "note_there": "정정합니다."}
        data = self.posted("publish-under", texts)
        for language in ("ko", "en"):
            self.vanish("canceled", language)
        response, page = self.post("publish-under", data)
        self.assertEqual(response.status_code, 409)
        self.assertEqual(page.xpath("//textarea[@readonly]/text()"), ["정정합니다."])
        self.assertEqual(page.xpath("//textarea[@name='note']/text()")[0].strip(), LONG)

"""Base class of the publishing tests: a stopped clock, and refusals that write nothing."""

import time_machine
from django.test import TestCase

from articles.models import Edition, Event
from articles.publishing import PublicationRefused
from tests.factories import NOON, approve, rewrite


def told(article):
    """Return the events of the editions of an article, in order."""
    events = Event.objects.about(article).exclude(edition_number=None).order_by("id")
    return list(events.values_list("type", "edition_number"))


class PublishingTestCase(TestCase):
    """The clock is stopped at NOON; `self.clock.shift()` moves it."""

    def setUp(self):
        self.clock = self.enterContext(time_machine.travel(NOON, tick=False))

    def change(self, article, language="en", **columns):
        rewrite(article, **columns)
        approve(article, language)

    def intervals(self, article, language="en"):
        rows = Edition.objects.of(article, language).order_by("number")
        return [(row.number, row.live_from, row.live_until) for row in rows]

    def refused(self, act, *words, error=PublicationRefused):
        """Assert that an act is refused with these words and writes nothing."""
        before = list(Edition.objects.order_by("id").values()), Event.objects.count()
        with self.assertRaises(error) as caught:
            act()
        for word in words:
            self.assertIn(word, str(caught.exception))
        self.assertEqual((list(Edition.objects.order_by("id").values()), Event.objects.count()), before)
        return caught.exception

"""Pictures while the database is away."""

import time
from datetime import timedelta
from unittest import mock

from time_machine import travel

from articles.publishing import withdraw
from newsroom.public import media
from tests.factories import HOUR, NOON
from tests.outages import database_away
from tests.public.newsdesk import make_image, tell
from tests.public.test_media import LATER, MediaCase


class OutageTests(MediaCase):
    """A recently public picture is still served while the database is away."""

    def setUp(self):
        self.enterContext(mock.patch.object(media, "SHOWN", media.RecentlyShown()))

    def publish(self, **fields):
        image = make_image(**fields)
        with travel(NOON, tick=False):
            return image, tell(lead_image=image)

    def while_away(self, image):
        with database_away():
            return self.status(image)

    def test_picture_that_was_public_a_moment_ago(self):
        image, _story = self.publish()
        self.assertEqual(self.while_away(image), 503)
        self.assertEqual(self.status(image), 200)
        with database_away():
            response = self.fetch(image)
        self.assertEqual((response.status_code, "max-age=59" in response["Cache-Control"]), (200, True))

    def test_no_longer_than_a_shared_cache_may_keep_it(self):
        image, _story = self.publish()
        self.status(image)
        after = mock.Mock(monotonic=lambda: time.monotonic() + media.MINUTES)
        with mock.patch.object(media, "time", after):
            self.assertEqual(self.while_away(image), 503)

    def test_no_longer_than_its_rights(self):
        image, _story = self.publish(rights_until=LATER)
        self.assertEqual(self.status(image, at=LATER - timedelta(seconds=1)), 200)
        with mock.patch.object(media, "time", mock.Mock(monotonic=lambda: time.monotonic() + 1)):
            self.assertEqual(self.while_away(image), 503)

    def test_picture_that_was_refused_since_is_not_served(self):
        image, story = self.publish()
        self.status(image)
        with travel(NOON + HOUR, tick=False):
            withdraw(story, "en", by=None, note="It was wrong.")
        self.assertEqual((self.status(image), self.while_away(image)), (404, 503))

    def test_as_many_names_as_fit(self):
        shown = media.RecentlyShown()
        with mock.patch.object(media, "MOST_SHOWN", 2):
            for name in "abc":
                shown.note(name, 60)
        self.assertEqual([shown.seconds_left(name) is None for name in "abc"], [True, True, False])

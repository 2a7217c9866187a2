"""Replaced files of the library are deleted after some time, unless an edition printed them."""

import io
from datetime import timedelta
from io import StringIO
from unittest import mock

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import TestCase
from PIL import Image as Pillow
from time_machine import travel

from articles.media.renditions import files
from articles.media.renditions.consumer import renditions
from articles.models import Author
from articles.publishing import cancel, correct
from tests.factories import HOUR, NOON, rewrite
from tests.public.newsdesk import tell
from tests.public.test_media import make_photograph

DAY = timedelta(days=1)


class ReplacedTests(TestCase):
    def setUp(self):
        self.clock = self.enterContext(travel(NOON, tick=False))
        self.image = make_photograph(700, 500)
        self.old = self.image.file.name
        renditions.catch_up()

    def replace(self):
        self.clock.shift(HOUR)
        file = io.BytesIO()
        Pillow.new("RGB", (660, 500), "teal").save(file, "JPEG")
        self.image.file = ContentFile(file.getvalue(), "another.jpg")
        self.image.save()
        renditions.catch_up()
        self.clock.shift(HOUR * 2)

    def tidy(self, **options):
        out = StringIO()
        call_command("remove_replaced_pictures", stdout=out, **options)
        return out.getvalue().splitlines()

    def is_there(self, name):
        return default_storage.exists(name) or bool(files.kept_names(name))

    def test_a_replaced_file_goes_with_all_that_was_made_of_it(self):
        self.replace()
        self.assertTrue(self.is_there(self.old))
        self.assertEqual(self.tidy(), [self.old, "1 files removed."])
        self.assertFalse(self.is_there(self.old))
        self.assertTrue(default_storage.exists(self.image.file.name))
        self.assertEqual(self.tidy(), ["0 files removed."])

    def test_what_an_edition_printed_stays_for_good(self):
        story = tell(lead_image=self.image)
        self.replace()
        self.tidy()
        rewrite(story, lead_image=None)
        correct(story, "en", by=None, note="A picture was wrong.", alone=True)
        self.clock.shift(DAY)
        self.assertEqual(self.tidy(), ["0 files removed."])
        self.assertTrue(default_storage.exists(self.old))

    def test_what_a_planned_edition_will_print_stays_until_it_is_cancelled(self):
        story = tell(lead_image=self.image, at=NOON + 30 * DAY)
        self.replace()
        self.assertEqual(self.tidy(), ["0 files removed."])
        self.clock.shift(10 * DAY)
        cancel(story, "en", by=None)
        self.assertEqual(self.tidy(), [self.old, "1 files removed."])

    def test_what_was_replaced_just_now_stays_for_a_while(self):
        self.replace()
        self.image.alt_en = "Other words"
        self.image.save()
        self.assertEqual(self.tidy(), ["0 files removed."])
        self.clock.shift(HOUR * 2)
        self.assertEqual(self.tidy()[0], self.old)

    def test_the_portrait_of_an_author_is_the_new_file(self):
        Author.objects.create(name_en="Ann", name_ko="앤", slug="ann", photo=self.image)
        self.replace()
        self.assertEqual(self.tidy()[0], self.old)

    def test_a_dry_run_names_and_removes_nothing(self):
        self.replace()
        self.assertEqual(self.tidy(dry_run=True), [self.old, "1 files would be removed."])
        self.assertTrue(default_storage.exists(self.old))

    def test_a_storage_that_is_away_stops_nothing(self):
        self.replace()
        away = mock.patch(
            "articles.media.renditions.files.default_storage.exists", side_effect=OSError("away")
        )
        with away, self.assertLogs("articles.management", "ERROR"):
            self.assertEqual(self.tidy(), ["0 files removed."])
        self.assertEqual(self.tidy()[0], self.old)

"""Pictures are scaled down by a consumer of the log, and removed pictures leave no files."""

from unittest import mock

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import TestCase
from time_machine import travel

from articles.media.renditions import consumer, files
from articles.media.renditions.consumer import make_renditions, renditions
from articles.models import Image
from tests.factories import NOON
from tests.public.newsdesk import make_image, tell
from tests.public.test_media import make_photograph


class ConsumerTests(TestCase):
    def setUp(self):
        self.image = make_photograph(700, 500)
        renditions.catch_up()

    def kept(self):
        return files.kept_names(self.image.file.name)

    def test_picture_of_the_library_is_made_smaller_ahead(self):
        expected = {f"whole-{width}.{kind}" for width in (320, 480, 640) for kind in ("avif", "webp")}
        expected |= {f"card-50-50-{width}.{kind}" for width in (320, 480, 640) for kind in ("avif", "webp")}
        self.assertEqual(self.kept(), expected | {"whole-640.jpg", "card-50-50-640.jpg"})
        self.assertEqual(consumer.missing_renditions(self.image), [])

    def test_new_focal_point_makes_new_crops(self):
        self.image.focal_x = 10
        self.image.save()
        renditions.catch_up()
        self.assertIn("card-10-50-320.avif", self.kept())

    def test_nothing_is_made_twice(self):
        self.image.alt_en = "Other words"
        self.image.save()
        with mock.patch.object(consumer, "draw_rendition") as drawn:
            renditions.catch_up()
        drawn.assert_not_called()

    def test_removed_picture_leaves_no_file(self):
        name = self.image.file.name
        self.image.delete()
        renditions.catch_up()
        self.assertEqual(files.kept_names(name), set())
        self.assertFalse(default_storage.exists(name))
        self.assertFalse(default_storage.exists(files.rendition_folder(name)))

    def test_file_that_another_image_holds_is_kept(self):
        twin = Image.objects.create(file=self.image.file.name)
        self.image.delete()
        renditions.catch_up()
        self.assertTrue(default_storage.exists(twin.file.name))
        self.assertTrue(files.kept_names(twin.file.name))

    def test_file_that_cannot_be_read_stops_nobody(self):
        broken = make_image()
        default_storage.delete(broken.file.name)
        with self.assertLogs("articles.media.renditions", "WARNING"):
            self.assertEqual(make_renditions.func(broken.pk), 0)
        self.assertEqual(make_renditions.func(10**9), 0)


class ProtectedTests(TestCase):
    def test_what_an_edition_printed_cannot_be_deleted(self):
        from django.db.models import ProtectedError

        inside = make_image()
        with travel(NOON, tick=False):
            tell(body_en=f'<p>Look.</p><figure data-image="{inside.pk}"></figure>')
        with self.assertRaises(ProtectedError):
            inside.delete()


class HalfWritten(ContentFile):
    def chunks(self, chunk_size=None):
        yield self.read()[:3]
        raise OSError(28, "No space left on device")


class StorageTests(TestCase):
    def test_half_a_file_does_not_stay(self):
        path = "renditions/half/whole-320.webp"
        with mock.patch.object(files, "ContentFile", HalfWritten), self.assertRaises(OSError):
            files.keep_file(path, b"picture")
        self.assertFalse(default_storage.exists(path))


class NamesTests(TestCase):
    def test_same_photograph_of_two_months_has_copies_of_its_own(self):
        digest = "0123456789abcdef" * 2
        first, second = (f"pictures/2026/{month}/{digest}.jpg" for month in ("01", "02"))
        for name in (first, second):
            files.keep_file(f"{files.rendition_folder(name)}/whole-320.webp", b"picture")
        files.remove_renditions(first)
        self.assertEqual([files.kept_names(first), files.kept_names(second)], [set(), {"whole-320.webp"}])
        files.remove_renditions(second)

    def test_names_that_tell_no_content_are_kept_apart(self):
        names = ("pictures/2026/01/crane.png", "pictures/2026/02/crane.png", "pictures/2026/01/crane.jpg")
        self.assertEqual(len({files.rendition_folder(name) for name in names}), 3)

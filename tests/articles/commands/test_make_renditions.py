import io
from unittest import mock

from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import TestCase

from articles.media.renditions import consumer, files
from tests.public.newsdesk import make_image
from tests.public.test_media import make_photograph


class MakeRenditionsTests(TestCase):
    def setUp(self):
        self.images = [make_photograph(350, 300), make_photograph(340, 300)]

    def run_it(self, *arguments):
        out = io.StringIO()
        call_command("make_renditions", *arguments, stdout=out, stderr=out)
        return out.getvalue()

    def kept(self):
        return [len(files.kept_names(image.file.name)) for image in self.images]

    def test_what_is_missing_is_made_and_nothing_twice(self):
        self.assertIn("2 of 2 pictures, 12 copies made", self.run_it())
        self.assertEqual(self.kept(), [6, 6])
        files.remove_renditions(self.images[0].file.name)
        self.assertIn("2 of 2 pictures, 6 copies made", self.run_it())

    def test_dry_run_only_counts(self):
        self.assertIn("12 copies missing", self.run_it("--dry-run"))
        self.assertEqual(self.kept(), [0, 0])

    def test_stopped_it_goes_on_where_it_was(self):
        real = consumer.draw_rendition
        outcomes = [real, real, real, KeyboardInterrupt]
        stopping = mock.patch.object(
            consumer, "draw_rendition", side_effect=lambda *of: step(outcomes.pop(0), of)
        )
        told = "Stopped; 0 copies made. Run the command again to continue."
        with stopping, self.assertRaisesMessage(CommandError, told):
            self.run_it()
        self.assertEqual(sum(self.kept()), 3)
        self.assertIn("9 copies made", self.run_it())

    def test_picture_that_cannot_be_read_is_named_and_stops_no_other(self):
        broken = make_image()
        default_storage.delete(broken.file.name)
        with self.assertRaisesMessage(CommandError, "1 of 3 pictures cannot be read."):
            self.run_it()
        self.assertEqual(self.kept(), [6, 6])


def step(outcome, of):
    if outcome is KeyboardInterrupt:
        raise outcome
    return outcome(*of)

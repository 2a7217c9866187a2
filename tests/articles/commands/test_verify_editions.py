import io
from unittest import mock

from django.core.management import CommandError, call_command
from django.db import connection
from django.test import TestCase

from articles.management.commands import verify_editions
from tests.factories import make_published


def run():
    out = io.StringIO()
    call_command("verify_editions", stdout=out, stderr=out)
    return out.getvalue()


class VerifyEditionsTests(TestCase):
    def setUp(self):
        self.stories = [make_published(languages=("en", "ko"), number=f" {number}") for number in range(3)]

    def tamper(self, story, language):
        """As somebody with access to the database would."""
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE articles_edition SET headline = 'Forged' WHERE article_id = %s AND language = %s",
                [story.pk, language],
            )

    def test_untouched_editions_pass(self):
        self.assertIn("All 6 editions are as they were published.", run())

    def test_newsroom_without_editions_passes(self):
        for story in self.stories:
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM articles_edition WHERE article_id = %s", [story.pk])
        self.assertIn("All 0 editions", run())

    def test_forged_edition_is_named_and_fails_the_command(self):
        self.tamper(self.stories[1], "ko")
        out = io.StringIO()
        with self.assertRaisesMessage(CommandError, "1 of 6 editions"):
            call_command("verify_editions", stdout=out, stderr=out)
        self.assertIn(f"story {self.stories[1].pk}, ko, edition 1", out.getvalue())

    def test_progress_is_told_while_it_runs(self):
        with mock.patch.object(verify_editions, "STORIES_AT_ONCE", 2):
            said = run()
        self.assertIn("4 of 6 editions", said)
        self.assertIn("6 of 6 editions", said)

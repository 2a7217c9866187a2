import io
from unittest import mock

from django.core.management import CommandError, call_command
from django.db import connection
from django.test import TestCase
from time_machine import travel

from articles.management.commands import verify_editions
from articles.models import DayDigest
from articles.publishing.verification import day_digests
from tests.articles.models.test_day_digest import DAY, SECOND
from tests.factories import NOON, make_published


def run(*arguments):
    out = io.StringIO()
    call_command("verify_editions", *arguments, stdout=out, stderr=out)
    return out.getvalue()


class VerifyEditionsTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.stories = [make_published(languages=("en", "ko"), number=f" {number}") for number in range(3)]

    def tamper(self, story, language):
        """Change an edition directly in the database."""
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE articles_edition SET headline = 'Forged' WHERE article_id = %s AND language = %s",
                [story.pk, language],
            )

    def test_untouched_editions_pass(self):
        self.assertIn("All 6 editions are as they were published.", run())

    def test_deleted_editions_are_named_and_fail_the_command(self):
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM articles_edition WHERE article_id = %s", [self.stories[0].pk])
        out = io.StringIO()
        with self.assertRaisesMessage(CommandError, "2 of the log are missing"):
            call_command("verify_editions", stdout=out, stderr=out)
        self.assertIn(f"Missing: story {self.stories[0].pk}, en, edition 1", out.getvalue())

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


class NoEditionTests(TestCase):
    def test_newsroom_without_editions_passes(self):
        self.assertIn("All 0 editions", run())


class DayTests(TestCase):
    """Stories on three days: the first is stored, the second has ended, the third is not over."""

    def setUp(self):
        clock = self.enterContext(travel(NOON, tick=False))
        for number in range(3):
            make_published(number=f" {number}")
            if number < 2:
                day_digests.catch_up()
                clock.shift(DAY)
        self.stored = DayDigest.objects.get()

    def refused(self, *arguments):
        """Return the message of the CommandError, and the output before it."""
        out = io.StringIO()
        with self.assertRaises(CommandError) as refusal:
            call_command("verify_editions", *arguments, stdout=out, stderr=out)
        return str(refusal.exception), out.getvalue()

    def test_days_that_fit_pass(self):
        self.assertIn("All 1 days match the log.", run())

    def test_a_day_that_does_not_fit_is_named(self):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE articles_event SET edition_number = 7 WHERE id = %s", [self.last_event()])
        message, said = self.refused()
        self.assertIn("1 of 1 days do not fit the log.", message)
        self.assertIn("1 editions are not in the log as they are", message)
        self.assertIn("Broken: the checksum of 2026-03-02 does not match the log", said)

    def last_event(self):
        return self.stored.last_event_id

    def test_progress_is_told_while_days_are_verified(self):
        with mock.patch.object(verify_editions, "DAYS_AT_ONCE", 1):
            self.assertIn("1 of 1 days compared with the log", run())

    def test_noted_checksums_are_compared_with_stored_and_with_computed_days(self):
        [computed] = DayDigest.objects.unstored(NOON + 9 * DAY)
        noted = [
            f"--day={self.stored.day}={self.stored.digest.upper()}",
            f"--day=2026-03-03={computed.digest}",
        ]
        self.assertIn("All 2 noted checksums are the same.", run(*noted))
        self.assertEqual(DayDigest.objects.get(), self.stored)

    def test_another_checksum_than_the_noted_one_fails(self):
        message, said = self.refused("--day", f"{SECOND}={'f' * 64}")
        self.assertEqual(message, "1 of 1 noted checksums are different.")
        self.assertIn(f"Different: 2026-03-02 has the checksum {self.stored.digest}", said)

    def test_a_chain_that_was_computed_anew_is_found_by_a_noted_checksum_alone(self):
        noted = f"--day={SECOND}={self.stored.digest}"
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE articles_event SET actor_id = NULL, type = 'scheduled' WHERE edition_digest != ''"
            )
            cursor.execute("DELETE FROM articles_daydigest")
        self.assertIn("All 0 days match the log.", run())
        self.assertIn("1 of 1 noted checksums are different.", self.refused(noted)[0])

    def test_what_is_not_a_day_with_a_checksum_is_refused(self):
        digest = "f" * 64
        for text in ("2026-03-02", f"2026-03-02={digest}0", f"2026-02-30={digest}", f"2.3.2026={digest}"):
            message, said = self.refused("--day", text)
            self.assertIn(f"--day {text}: enter a date and its checksum", message)
            self.assertEqual(said, "")
        self.assertIn(
            "--day 2026-03-01: that day has no checksum", self.refused(f"--day=2026-03-01={digest}")[0]
        )
        self.assertIn(
            "--day 2026-03-04: that day has not ended", self.refused(f"--day=2026-03-04={digest}")[0]
        )

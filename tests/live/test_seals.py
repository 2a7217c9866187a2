"""verify_editions finds live entries that were changed directly in the database."""

from django.db import connection, models
from django.test import TestCase

from articles.models import LegalGround
from articles.redaction.performing import perform_redaction, request_redaction
from newsroom.claims.models import Statement
from newsroom.live.models import LiveEntry
from newsroom.live.publication import correct_entry, pin_entry, take_down
from tests.articles.commands.verification import VerificationMixin
from tests.claims.cases import make_statement
from tests.factories import make_user
from tests.live.cases import make_live, post, translate


class SealTests(VerificationMixin, TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.by = make_user()
        cls.story = make_live(by=cls.by)
        translate(post(cls.story, text="Bora Testman said it."))
        correct_entry(cls.story, 1, "en", "Bora Testman wrote it.", by=cls.by, seen=1)
        post(cls.story, text="Taken down.")
        take_down(cls.story, 2, by=cls.by)

    def change(self, **values):
        """Change columns directly in the database, without the model."""
        models.QuerySet(LiveEntry).filter(number=1, language="en", version=1).update(**values)

    def test_untouched_entries_pass(self):
        self.assertIn("All 4 live entries are as they were published.", self.verify())

    def test_each_altered_column_is_found(self):
        row = LiveEntry.objects.get(number=1, language="en", version=1)
        for change in ({"text": "Forged."}, {"is_pinned": True}, {"byline": "Nobody"}, {"number": 9}):
            with self.subTest(change):
                self.change(**change)
                told = self.verify("1 live entries are not as they were published.")
                self.assertIn(f"Broken: story {self.story.pk}, liveentry {row.pk}", told)
                models.QuerySet(LiveEntry).filter(pk=row.pk).update(
                    **{name: getattr(row, name) for name in change}
                )

    def test_an_entry_that_was_sealed_anew_is_not_in_the_log(self):
        row = LiveEntry.objects.get(number=1, language="en", version=1)
        row.text = "Forged."
        self.change(text="Forged.", digest=row.sealed())
        self.assertIn("Not in the log", self.verify("1 live entries"))

    def test_an_entry_that_was_deleted_is_missing(self):
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM live_liveentry WHERE number = 2")
        self.assertIn(f"Missing: story {self.story.pk}, liveentry", self.verify("1 live entries"))

    def test_words_removed_by_law_pass_also_in_later_versions(self):
        words = request_redaction(words="Bora Testman", ground=LegalGround.COURT, reference="1", by=self.by)
        perform_redaction(words, by=make_user("second"))
        pin_entry(self.story, 1, by=self.by)
        self.verify()
        models.QuerySet(LiveEntry).exclude(redacted_at=None).exclude(digest_key="").update(text="Forged.")
        self.verify("1 live entries")

    def test_an_entry_that_pretends_to_be_redacted_is_found(self):
        self.change(text="Forged.", digest_key="", redacted_at="2026-03-02T12:00Z")
        self.verify("1 live entries")

    def test_statements_are_verified_as_well(self):
        statement = make_statement(by=self.by)
        self.assertIn("All 1 statements", self.verify())
        models.QuerySet(Statement).filter(pk=statement.pk).update(text_en="Forged.")
        self.verify("1 statements are not as they were published.")

"""verify_editions finds advertisements that were changed directly in the database."""

from datetime import datetime

from django.db import connection, models
from django.test import TestCase
from time_machine import travel

from articles.models import Event, LegalGround
from articles.redaction.performing import perform_redaction, request_redaction
from newsroom.advertising.models import Advertisement
from tests.advertising.makers import make_advertisement
from tests.articles.commands.verification import VerificationMixin
from tests.factories import HOUR, NOON, make_user


class SealTests(VerificationMixin, TestCase):
    def setUp(self):
        self.clock = self.enterContext(travel(NOON, tick=False))
        self.row = make_advertisement(placed_from=NOON + HOUR)

    def change(self, **values):
        """Change columns directly in the database, without the model."""
        models.QuerySet(Advertisement).filter(pk=self.row.pk).update(**values)

    def begin(self):
        self.row.link, self.row.alt_en = "https://new.example/", "What  it says"
        self.row.save()
        self.clock.shift(2 * HOUR)

    def test_one_that_was_changed_before_it_began_and_ended_later_passes(self):
        make_advertisement(placed_from=NOON + 9 * HOUR).delete()
        self.begin()
        self.row.placed_until, self.row.name = NOON + 9 * HOUR, "Other"
        self.row.save()
        self.assertIn("All advertisements are as readers saw them.", self.verify())

    def test_what_readers_have_seen_is_found_when_it_was_altered(self):
        self.begin()
        former = Advertisement.objects.get()
        changes = {"alt_en": "Forged", "link": "https://forged.example/", "wide_ko": "advertising/other.webp"}
        for name, value in (changes | {"placed_from": NOON, "slot": "list", "digest_key": ""}).items():
            with self.subTest(name):
                self.change(**{name: value})
                told = self.verify("1 advertisements are not as readers saw them.")
                self.assertIn(f"Altered: advertisement {self.row.pk}", told)
                self.change(**{name: getattr(former, name)})
        self.verify()

    def test_going_back_to_what_it_was_before_it_began_is_found(self):
        former = {name: getattr(self.row, name) for name in ("link", "alt_en")}
        self.begin()
        self.change(**former)
        self.verify("1 advertisements")

    def test_one_that_was_deleted_is_missing(self):
        self.begin()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM advertising_advertisement")
        self.assertIn(f"Missing: advertisement {self.row.pk}", self.verify("1 advertisements"))

    def test_those_of_earlier_versions_have_no_digest(self):
        self.begin()
        self.change(digest_key="", alt_en="Whatever it said")
        models.QuerySet(Event).filter(subject_type="advertisement").update(edition_digest="")
        self.row.refresh_from_db()
        self.row.placed_until = datetime(2100, 1, 1, tzinfo=NOON.tzinfo)
        self.row.save()
        self.verify()

    def test_words_removed_by_law_pass(self):
        self.row.alt_en = "Bora Testman paints"
        self.begin()
        self.change(alt_en="Bora Testman paints")
        self.row.refresh_from_db()
        words = request_redaction(
            words="Bora Testman", ground=LegalGround.COURT, reference="1", by=make_user()
        )
        perform_redaction(words, by=make_user("second"))
        row = Advertisement.objects.get()
        self.assertNotIn("Testman", row.alt_en)
        self.assertEqual(row.digest_key, "")
        self.verify()

"""verify_editions finds placements that were changed directly in the database."""

from django.db import connection, models
from django.test import TestCase
from time_machine import travel

from articles.models import DayDigest, Event, LegalGround
from articles.publishing.verification import day_digests
from articles.redaction.performing import perform_redaction, request_redaction
from newsroom.frontpage import placements
from newsroom.frontpage.models import LayoutKind, LeadPresentation, Placement
from tests.articles.commands.verification import VerificationMixin
from tests.factories import HOUR, NOON, make_published, make_user
from tests.frontpage.slots import placed

BIG = LeadPresentation(LayoutKind.BIG_NEWS, "Bora Testman opens the harbor", "Port  strike")


class SealTests(VerificationMixin, TestCase):
    def setUp(self):
        self.clock = self.enterContext(travel(NOON, tick=False))
        self.story = make_published()
        self.other = make_published(number=" 2")
        self.lead = placed(self.story, presentation=BIG)
        self.clock.shift(HOUR)

    def change(self, **values):
        """Change columns directly in the database, without the model."""
        models.QuerySet(Placement).filter(pk=self.lead.pk).update(**values)

    def test_untouched_placements_pass_also_when_they_are_ended_planned_and_canceled(self):
        plan = placed(self.other, at=NOON + 9 * HOUR)
        step = placements.end_placement(plan, by=None)
        self.verify()
        placements.undo_step(step, "en", by=None)
        placed(self.other)
        placements.undo_step(placements.place_story(self.story, plan.slot_position, by=None), "en", by=None)
        self.assertIn("placements are as they were published.", self.verify())
        self.assertFalse(Placement.objects.filter(digest="").exists())

    def test_each_altered_column_is_found(self):
        row = Placement.objects.get()
        changes = {"lead_headline": "Forged.", "lead_kicker": "", "layout": "calm"}
        changes |= {"placed_from": NOON - HOUR, "article_id": self.other.pk, "language": "ko"}
        for name, value in changes.items():
            with self.subTest(name):
                self.change(**{name: value})
                told = self.verify("1 placements are not as they were published.")
                self.assertIn(f"placement {row.pk}", told)
                self.change(**{name: getattr(row, name)})

    def test_one_that_was_sealed_anew_or_lost_its_seal_is_not_in_the_log(self):
        row = Placement.objects.get()
        row.lead_headline = "Forged."
        self.change(lead_headline="Forged.", digest=row.sealed())
        self.assertIn("Not in the log", self.verify("1 placements"))
        self.change(digest="")
        self.assertIn("Not in the log", self.verify("1 placements"))

    def test_one_that_was_deleted_is_missing(self):
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM frontpage_placement")
        self.assertIn(f"Missing: story {self.story.pk}, placement", self.verify("1 placements"))

    def test_those_of_earlier_versions_have_no_seal(self):
        self.change(digest="", digest_key="", lead_headline="Whatever it said")
        models.QuerySet(Event).filter(subject_type="placement").update(edition_digest="")
        self.verify()

    def test_words_removed_by_law_pass(self):
        by = make_user()
        words = request_redaction(words="Bora Testman", ground=LegalGround.COURT, reference="1", by=by)
        perform_redaction(words, by=make_user("second"))
        row = Placement.objects.get()
        self.assertNotIn("Testman", row.lead_headline)
        self.assertEqual((row.digest_key, bool(row.redacted_at)), ("", True))
        self.verify()
        placements.end_placement(row, by=None)
        self.verify()

    def test_one_that_pretends_to_be_redacted_is_found(self):
        self.change(lead_headline="Forged.", digest_key="", redacted_at=NOON)
        self.verify("1 placements")

    def test_the_digest_of_the_day_covers_it(self):
        self.clock.shift(24 * HOUR)
        placed(self.other)
        day_digests.catch_up()
        [event] = Event.objects.filter(subject_type="placement", subject_id=self.lead.pk, type="added")
        self.assertEqual(event.edition_digest, Placement.objects.get(pk=self.lead.pk).digest)
        self.assertTrue(DayDigest.objects.exists())
        models.QuerySet(Event).filter(pk=event.pk).update(edition_digest="0" * 64)
        self.verify("do not fit the log")

    def test_nothing_but_its_end_changes(self):
        row = Placement.objects.get()
        row.lead_headline = "Other"
        for options in ({}, {"update_fields": ["lead_headline"]}):
            with self.assertRaises(TypeError):
                row.save(**options)

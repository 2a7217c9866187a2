"""Statements: permission to publish them, their interval, and that they cannot be changed."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction

from articles.models import DayDigest, Event, LegalGround
from articles.publishing.verification import day_digests
from articles.redaction.performing import perform_redaction, request_redaction
from newsroom.claims.decisions import (
    AgreedText,
    ClaimRefused,
    end_statement,
    publish_statement,
    release_story,
)
from newsroom.claims.models import Claim, Statement
from tests.cases import ClockTestCase
from tests.claims.cases import AGREED, DAY, make_claim, make_statement
from tests.factories import HOUR, NOON, make_published, make_user


class PublicationTests(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.by = make_user()

    def test_it_is_live_for_the_agreed_time(self):
        found = make_statement(by=self.by, live_from=NOON + HOUR)
        live = [
            Statement.objects.live(NOON + at).exists() for at in (0 * HOUR, HOUR, 2 * DAY, 2 * DAY + HOUR)
        ]
        self.assertEqual(live, [False, True, True, False])
        self.assertEqual(found.claim.state, "published")
        self.assertEqual(Claim.objects.get().closed_by, self.by)

    def test_its_event_tells_everybody_and_names_its_digest(self):
        found = make_statement(by=self.by)
        event = Event.objects.latest("id")
        self.assertEqual((event.subject_type, event.type, event.actor), ("statement", "added", self.by))
        self.assertEqual(event.edition_digest, found.digest)
        self.assertEqual((event.at, found.live_from), (NOON, NOON))
        self.clock.move_to(NOON + 3 * DAY)
        make_published()
        day_digests.catch_up()
        self.assertTrue(DayDigest.objects.exists())

    def test_an_accepted_claim_is_needed(self):
        claim = make_claim(by=self.by)
        with self.assertRaises(ClaimRefused):
            publish_statement(claim, AgreedText(**AGREED), by=self.by, live_until=NOON + DAY)

    def test_both_languages_and_an_end_ahead_are_needed(self):
        claim = make_claim(by=self.by, accepted=True)
        for texts, until in ((AGREED | {"text_en": " "}, NOON + DAY), (AGREED, NOON)):
            with self.subTest(until), self.assertRaises(ClaimRefused):
                publish_statement(claim, AgreedText(**texts), by=self.by, live_until=until)
        self.assertFalse(Statement.objects.exists())

    def test_handling_claims_is_not_enough(self):
        claim = make_claim(by=self.by, accepted=True)
        self.by.groups.clear()
        clerk = make_user("clerk", role="English desk")
        clerk.user_permissions.add(*permissions("change_claim"))
        with self.assertRaises(PermissionDenied):
            publish_statement(claim, AgreedText(**AGREED), by=clerk, live_until=NOON + DAY)

    def test_what_was_published_does_not_change(self):
        found = make_statement(by=self.by)
        found.text_en = "Something else."
        for act in (
            found.save,
            found.delete,
            lambda: found.save(update_fields=["text_en"]),
            lambda: Statement.objects.update(text_en="Something else."),
            Statement.objects.all().delete,
        ):
            with self.assertRaises(TypeError):
                act()
        self.assertTrue(Statement.objects.get().is_sound)
        models.QuerySet(Statement).update(text_en="Something else.")
        self.assertFalse(Statement.objects.get().is_sound)

    def test_its_end_comes_earlier_for_a_reason_that_the_log_keeps(self):
        found = make_statement(by=self.by)
        self.clock.move_to(NOON + DAY)
        for refused in ({"until": NOON}, {"until": NOON + 3 * DAY}, {"reason": " "}):
            with self.subTest(refused), self.assertRaises(ClaimRefused):
                end_statement(found, by=self.by, **({"reason": "Agreed."} | refused))
        with self.assertRaises(PermissionDenied):
            end_statement(found, by=make_user("desk", role="English desk"), reason="Agreed.")
        end_statement(found, by=self.by, reason="The claimant agrees.")
        self.assertFalse(Statement.objects.live().exists())
        event = Event.objects.latest("id")
        self.assertEqual((event.type, event.reason), ("changed", "The claimant agrees."))

    def test_one_that_lies_ahead_can_end_before_readers_see_it(self):
        found = make_statement(by=self.by, live_from=NOON + DAY)
        end_statement(found, by=self.by, reason="The claimant drops it.")
        self.assertFalse(Statement.objects.live(NOON + DAY + HOUR).exists())

    def test_a_redaction_leaves_a_digest_that_nobody_can_guess_from(self):
        found = make_statement(by=self.by)
        release_story(found.claim, by=self.by, reason="The court orders the removal.")
        words = request_redaction(words="항만공사", ground=LegalGround.COURT, reference="2026-2", by=self.by)
        words = perform_redaction(words, by=make_user("second"))
        self.assertIn("claims.claim", words.removed["counts"])
        for role, number in (("Administrators", 0), ("Managing editors", 1)):
            self.client.force_login(make_user(f"person{number}", role=role))
            page = self.client.get(f"/admin/articles/redaction/{words.pk}/change/").content.decode()
            self.assertEqual(page.count("Claims: 1"), number)
        found.refresh_from_db()
        self.assertNotIn("항만공사", found.text_ko)
        self.assertEqual((found.redacted_at, found.digest_key, found.is_sound), (NOON, "", True))

    def test_the_database_knows_valid_times(self):
        make_statement(by=self.by)
        for wrong in ({"live_until": NOON - timedelta(days=9)}, {"headline_ko": ""}, {"kind": "apology"}):
            with self.subTest(wrong), self.assertRaises(IntegrityError), transaction.atomic():
                models.QuerySet(Statement).update(**wrong)


def permissions(*names):
    from django.contrib.auth.models import Permission

    return Permission.objects.filter(codename__in=names)

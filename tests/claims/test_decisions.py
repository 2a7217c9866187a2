"""Claims: their deadlines, the steps that they can take, and the records of these steps."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import override_settings

from newsroom.claims.decisions import ClaimRefused, accept_claim, close_claim, refuse_claim, set_claim_dates
from newsroom.claims.models import Claim, ClaimState
from newsroom.security.models import SecurityEvent
from tests.cases import ClockTestCase
from tests.claims.cases import make_claim
from tests.factories import NOON, make_article, make_user

DAY = date(2026, 3, 2)


class DecisionTests(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.by = make_user()

    def steps(self):
        events = SecurityEvent.objects.filter(kind="claim").order_by("id")
        return [event.details["step"] for event in events]

    def test_answer_is_due_after_three_days_and_publication_after_seven(self):
        claim = make_claim(by=self.by)
        self.assertEqual(claim.due_on, date(2026, 3, 5))
        self.assertEqual([claim.days_left(DAY), claim.days_left(date(2026, 3, 7))], [3, -2])
        self.assertEqual(make_claim(by=self.by, accepted=True).due_on, date(2026, 3, 9))

    @override_settings(CLAIM_ANSWER_DAYS=5)
    def test_the_settings_may_give_more_time(self):
        self.assertEqual(make_claim(by=self.by).due_on, date(2026, 3, 7))

    def test_a_claim_that_comes_too_late_says_so(self):
        late = make_claim(by=self.by, learned_on=date(2026, 3, 2), received_on=date(2026, 6, 3))
        self.assertTrue(late.is_lapsed)
        self.assertEqual(late.lapses_on, date(2026, 6, 2))
        self.assertFalse(make_claim(by=self.by).is_lapsed)

    def test_open_claims_are_in_the_order_of_their_deadlines(self):
        last = make_claim(by=self.by, received_on=date(2026, 3, 9))
        first = make_claim(by=self.by)
        refuse_claim(make_claim(by=self.by), by=self.by, reason="The story is true.")
        self.assertEqual(list(Claim.objects.open()), [first, last])

    def test_each_step_is_recorded(self):
        claim = make_claim(by=self.by, accepted=True)
        set_claim_dates(claim, by=self.by, received_on=DAY, learned_on=DAY, due_on=date(2026, 3, 12))
        closed = close_claim(claim, ClaimState.SETTLED, by=self.by, reason="They accept an apology.")
        self.assertEqual((closed.due_on, closed.closed_by), (None, self.by))
        self.assertEqual(self.steps(), ["recorded", "accepted", "dates", "settled"])
        dates = SecurityEvent.objects.get(kind="claim", details__step="dates")
        self.assertEqual(dates.details["days"], {"learned_on": "", "due_on": "2026-03-09"})

    def test_a_closed_claim_takes_no_further_step(self):
        claim = refuse_claim(make_claim(by=self.by), by=self.by, reason="The story is true.")
        for act in (
            lambda: accept_claim(claim, by=self.by, publish_by=DAY),
            lambda: refuse_claim(claim, by=self.by, reason="Again."),
            lambda: close_claim(claim, ClaimState.SETTLED, by=self.by, reason="Again."),
        ):
            with self.assertRaisesMessage(ClaimRefused, "It is now: Refused."):
                act()

    def test_a_refusal_needs_a_reason(self):
        with self.assertRaisesMessage(ClaimRefused, "Give the reason."):
            refuse_claim(make_claim(by=self.by), by=self.by, reason=" ")

    def test_a_story_that_was_never_published_has_no_claims(self):
        with self.assertRaisesMessage(ClaimRefused, "This story was never published."):
            make_claim(by=self.by, article=make_article())

    def test_others_change_nothing(self):
        claim, desk = make_claim(by=self.by), make_user("desk", role="English desk")
        for act in (
            lambda: make_claim(by=desk, article=claim.article),
            lambda: accept_claim(claim, by=desk, publish_by=DAY),
        ):
            with self.assertRaises(PermissionDenied):
                act()

    def test_the_database_knows_valid_states(self):
        claim = make_claim(by=self.by)
        for wrong in (
            {"state": "accepted"},
            {"state": "settled", "due_on": None},
            {"due_on": None},
            {"state": "refused", "due_on": None, "decided_by": self.by, "decided_at": NOON},
            {"learned_on": DAY + timedelta(days=1)},
            {"received_on": DAY - timedelta(days=1)},
            {"claimant": ""},
            {"kind": "apology"},
        ):
            with self.subTest(wrong), self.assertRaises(IntegrityError), transaction.atomic():
                Claim.objects.filter(pk=claim.pk).update(**wrong)

"""The release of a held copy: each overdue plan is confirmed or dropped, by name."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from time_machine import travel

from articles import clock
from articles.models import Event, EventType
from articles.publishing import cancel, reschedule
from newsroom.claims.decisions import end_statement
from newsroom.claims.models import Statement
from newsroom.frontpage.models import Placement
from newsroom.operations.management.commands.release import ReleaseRefused, decide
from newsroom.operations.models import HeldCopy
from newsroom.security.models import SecurityEvent, SecurityEventKind
from tests.claims.cases import make_statement
from tests.factories import NOON, make_published, make_user
from tests.frontpage.slots import placed
from tests.operations.backup.test_held_copy import HOUR, HeldTestCase


class ReleaseTestCase(HeldTestCase):
    def said(self, *words):
        out = StringIO()
        call_command("release", *words, stdout=out)
        return out.getvalue()

    def decided(self, *words):
        return self.said(*words, "--by=chief")

    def end(self):
        with self.captureOnCommitCallbacks(execute=True):
            return self.decided("--end")

    def logged(self):
        """Return the kinds and objects of the decisions in the security log, oldest first."""
        kinds = SecurityEventKind.PLAN_CONFIRMED, SecurityEventKind.PLAN_DROPPED
        events = SecurityEvent.objects.filter(kind__in=kinds, user=self.chief).order_by("id")
        return list(events.values_list("kind", "object_type"))


class EditionTests(ReleaseTestCase):
    def setUp(self):
        super().setUp()
        self.name = f"edition:{self.edition.pk}"

    def test_what_has_passed_is_listed_and_has_to_be_decided(self):
        self.assertIn(f"{self.name}  undecided, planned for", self.said())
        with pytest.raises(CommandError, match=f"Undecided: {self.name}"):
            self.decided("--end")
        self.assertEqual(clock.stopped_at(), NOON)

    def test_what_was_confirmed_goes_live_at_the_end(self):
        self.assertIn("confirmed", self.decided(f"--confirm={self.name}"))
        self.assertFalse(self.readers_see())
        self.end()
        self.assertEqual(clock.now(), NOON + 2 * HOUR)
        self.assertTrue(self.readers_see())
        self.assertEqual(HeldCopy.objects.get().released_at, NOON + 2 * HOUR)
        self.assertFalse(HeldCopy.objects.held().exists())

    def test_what_was_dropped_never_does_and_both_logs_have_it(self):
        self.decided(f"--drop={self.name}")
        self.end()
        self.assertFalse(self.readers_see())
        event = Event.objects.order_by("-id").first()
        self.assertEqual((event.type, event.actor), (EventType.CANCELLED, self.chief))
        self.assertEqual(self.logged(), [("plan_dropped", "articles.edition")])

    def test_what_was_canceled_in_the_admin_is_decided(self):
        cancel(self.article, "en", by=self.chief)
        self.end()
        self.assertFalse(self.readers_see())

    def test_what_was_rescheduled_waits_for_its_new_time(self):
        reschedule(self.article, "en", by=self.chief, at=NOON + 3 * HOUR)
        self.end()
        self.assertFalse(self.readers_see())
        with travel(NOON + 3 * HOUR, tick=False):
            self.assertTrue(self.readers_see())

    def test_the_security_log_knows_who_confirmed_and_who_released(self):
        self.decided(f"--confirm={self.name}")
        self.end()
        self.assertEqual(self.logged(), [("plan_confirmed", "articles.edition")])
        event = SecurityEvent.objects.get(kind=SecurityEventKind.COPY_RELEASED)
        self.assertEqual(event.user, self.chief)
        self.assertEqual(event.at, NOON + 2 * HOUR)

    def test_all_is_decided_or_nothing(self):
        for options in ({"confirmed": [self.name, "edition:7"]}, {"confirmed": ["7"]}):
            with self.subTest(options), pytest.raises(ReleaseRefused, match="no overdue plan named"):
                decide(**options, by=self.chief)
        with pytest.raises(ReleaseRefused, match="not both"):
            decide(confirmed=[self.name], dropped=[self.name], by=self.chief)
        self.assertEqual(HeldCopy.objects.get().confirmed, [])
        self.assertEqual(self.logged(), [])

    def test_whoever_decides_is_named_and_may_cancel(self):
        make_user("reporter", role="Reporters")
        make_user("gone", is_active=False)
        drop = f"--drop={self.name}"
        for words, refusal in (
            ([drop], "--by with the username"),
            ([drop, "--by=nobody"], "no active account 'nobody'"),
            ([drop, "--by=gone"], "no active account"),
            ([drop, "--by=reporter"], "reporter may not"),
        ):
            with self.subTest(words=words), pytest.raises(CommandError, match=refusal):
                self.said(*words)
        self.assertIn("undecided", self.said())

    def test_a_newsroom_that_is_not_held_has_nothing_to_release(self):
        HeldCopy.objects.update(released_at=timezone.now())
        for words in ([], ["--end", "--by=chief"], [f"--confirm={self.name}", "--by=chief"]):
            with self.subTest(words=words), pytest.raises(CommandError, match="is not on hold"):
                self.said(*words)


class PlacementTests(ReleaseTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        with travel(NOON - HOUR, tick=False):
            cls.before = placed(make_published()).pk
            cls.plan = placed(make_published(number=" 2"), at=NOON + HOUR)

    def setUp(self):
        super().setUp()
        self.decided(f"--drop=edition:{self.edition.pk}")
        self.name = f"placement:{self.plan.pk}"

    def lead(self):
        return list(Placement.objects.active(clock.now()).values_list("pk", flat=True))

    def test_confirmed_it_begins_at_the_end(self):
        self.assertIn(f"{self.name}  undecided", self.said())
        self.decided(f"--confirm={self.name}")
        self.end()
        self.assertEqual(self.lead(), [self.plan.pk])

    def test_dropped_it_leaves_the_place_to_whoever_has_it(self):
        self.decided(f"--drop={self.name}")
        self.end()
        self.assertEqual(self.lead(), [self.before])
        self.assertIn(("plan_dropped", "frontpage.placement"), self.logged())


class StatementTests(ReleaseTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        with travel(NOON - HOUR, tick=False):
            statement = make_statement(by=cls.chief, live_from=NOON + HOUR)
        cls.statement = Statement.objects.get(claim=statement.claim)

    def setUp(self):
        super().setUp()
        self.decided(f"--drop=edition:{self.edition.pk}")
        self.name = f"statement:{self.statement.pk}"

    def test_confirmed_it_begins_at_the_end(self):
        with pytest.raises(CommandError, match=f"Undecided: {self.name}"):
            self.decided("--end")
        self.decided(f"--confirm={self.name}")
        self.end()
        self.assertEqual(list(Statement.objects.live()), [self.statement])

    def test_dropped_it_is_never_shown(self):
        self.decided(f"--drop={self.name}")
        self.assertNotIn("statement", self.said())
        self.end()
        self.assertFalse(Statement.objects.live().exists())

    def test_ended_in_the_admin_it_is_decided(self):
        end_statement(self.statement, by=self.chief, reason="Both sides agreed.")
        self.end()
        self.assertFalse(Statement.objects.live().exists())

    def test_the_security_log_hides_it_from_those_who_know_of_no_claims(self):
        self.decided(f"--confirm={self.name}")
        confirmed = SecurityEvent.objects.filter(kind=SecurityEventKind.PLAN_CONFIRMED)
        self.assertTrue(confirmed.exists())
        self.assertFalse(confirmed.without_claims().exists())

"""Rules for texts sent to an engine (consent, embargoes, sources, glossary, memory), and costs."""

import json
from decimal import Decimal
from threading import Barrier, Thread
from unittest import mock

from django.db import connection, transaction
from django.test import TransactionTestCase
from django.utils import timezone

from articles.models import Term
from articles.publishing import publish, withdraw
from articles.redaction.registry import PerformedRedaction, Removal
from newsroom.confidential.models import ConfidentialSource
from newsroom.machine_translation.consent import (
    Clearance,
    StoryClearance,
    give_consent,
    given_consent,
    withdraw_consent,
)
from newsroom.machine_translation.engine import EngineConfiguration
from newsroom.machine_translation.models import (
    LimitReached,
    MachineRequest,
    MachineSuggestion,
    MonthOfCosts,
    PauseReason,
    RequestState,
    forget_suggestions,
    lock_month,
    month_at,
    reserve,
    settle,
)
from newsroom.machine_translation.sending import CopyIsHeld, send_batch
from newsroom.security.models import SecurityEvent, SecurityEventKind
from newsroom.translations.memory_entries import MemoryPair, make_memory_entry, remember, store_entries
from tests.factories import HOUR, NOON, approve, make_article, make_published
from tests.machine_translation.cases import BODY, MachineCase
from tests.machine_translation.engine_server import engine_settings

NEW = "Nobody has read this yet."


class ClearanceTests(MachineCase):
    def clearance(self, words=NEW):
        self.article.refresh_from_db()
        return StoryClearance(self.article, "ko", self.configuration).of(words)

    def test_text_that_readers_have_is_free_on_every_level(self):
        for level in ("published", "ask", "drafts"):
            self.configure(consent=level)
            self.assertEqual(self.clearance("Ships wait for 9 days."), Clearance.FREE)

    def test_other_text_depends_on_the_level(self):
        found = {"published": Clearance.BARRED, "ask": Clearance.CONSENT, "drafts": Clearance.FREE}
        for level, expected in found.items():
            self.configure(consent=level)
            self.assertEqual(self.clearance(), expected)

    def test_consent_frees_it_but_not_where_only_published_text_may_be_sent(self):
        for level, expected in (("published", Clearance.BARRED), ("ask", Clearance.FREE)):
            self.configure(consent=level)
            give_consent(self.article, "ko", self.configuration, by=self.translator)
            self.assertEqual(self.clearance(), expected)

    def test_a_story_under_embargo_needs_consent_on_the_widest_level(self):
        self.configure(consent="drafts")
        self.rewrite_source()
        approve(self.article, "en")
        publish(self.article, "en", by=None, at=timezone.now() + HOUR, kind="update")
        self.assertEqual(self.clearance(), Clearance.CONSENT)
        give_consent(self.article, "ko", self.configuration, by=self.translator)
        self.assertEqual(self.clearance(), Clearance.FREE)

    def test_so_does_a_story_with_a_confidential_source(self):
        self.configure(consent="drafts")
        ConfidentialSource.objects.create(article=self.article, held_by=self.translator, name="Dana Fictman")
        self.assertEqual(self.clearance(), Clearance.CONSENT)

    def test_text_that_was_withdrawn_is_not_published_any_more(self):
        withdraw(self.article, "en", by=None, note="It was wrong.")
        self.assertEqual(self.clearance("Ships wait for 9 days."), Clearance.BARRED)

    def test_a_consent_is_bound_to_engine_and_country(self):
        self.configure(consent="ask")
        give_consent(self.article, "ko", self.configuration, by=self.translator)
        self.assertIsNotNone(given_consent(self.article, "ko", self.configuration))
        for changed in ({"country": "US"}, {"address": "https://deepl.example"}, {"engine": "openai"}):
            self.configure(consent="ask", **changed)
            self.assertIsNone(given_consent(self.article, "ko", self.configuration))

    def test_consents_are_in_the_security_log_with_engine_and_country(self):
        for step in (give_consent, give_consent, withdraw_consent, withdraw_consent):
            step(self.article, "ko", self.configuration, by=self.translator)
        events = SecurityEvent.objects.filter(kind=SecurityEventKind.MACHINE_CONSENT).order_by("pk")
        self.assertEqual([event.details["step"] for event in events], ["consented", "consent_withdrawn"])
        self.assertEqual(events[0].details["country"], "DE")
        self.assertEqual(events[0].user, self.translator)


class RunClearanceTests(MachineCase):
    def test_only_what_is_cleared_is_sent(self):
        self.rewrite_source()
        for level, outcome in (("published", "barred"), ("ask", "consent")):
            self.configure(consent=level)
            run = self.draft()
            self.assertIn(outcome, self.outcomes(run))
        self.assertNotIn(NEW, json.dumps(self.server.calls))
        give_consent(self.article, "ko", self.configuration, by=self.translator)
        self.draft()
        self.assertIn(NEW, json.dumps(self.server.calls))

    def test_what_a_confidential_source_says_is_never_sent(self):
        self.configure(consent="drafts")
        names = {"name": "Dana Fictman", "contact": "at the quay", "note": "told of 40 crates"}
        ConfidentialSource.objects.create(article=self.article, held_by=self.translator, **names)
        give_consent(self.article, "ko", self.configuration, by=self.translator)
        self.draft()
        for words in names.values():
            self.assertNotIn(words, json.dumps(self.server.calls))

    def test_the_log_has_nothing_of_a_story_under_embargo(self):
        self.configure(consent="drafts")
        secret = make_article(body_en="<p>Zanzibar buys the harbor.</p>", title_en="Zanzibar buys")
        approve(secret, "en")
        publish(secret, "en", by=None, at=timezone.now() + HOUR)
        give_consent(secret, "ko", self.configuration, by=self.translator)
        self.article = secret
        with self.assertLogs(level="DEBUG") as logs:
            self.draft()
        self.assertIn("Zanzibar", json.dumps(self.server.calls))
        self.assertNotIn("Zanzibar", "".join(logs.output))
        self.assertNotIn("a-secret-key", "".join(logs.output))

    def test_a_restored_copy_sends_nothing(self):
        with mock.patch("articles.clock.stopped_at", return_value=NOON), self.assertRaises(CopyIsHeld):
            send_batch(self.open, self.article, "ko", self.configuration, by=self.translator)
        self.assertEqual((self.server.calls, MachineRequest.objects.count()), ([], 0))


class ReferenceTests(MachineCase):
    def instructions(self):
        self.draft()
        return self.server.calls[0].get("custom_instructions", []), self.server.calls[0].get("context", "")

    def test_terms_of_the_segments_go_along(self):
        Term.objects.create(name_en="harbor", name_ko="항만", kind="concept")
        Term.objects.create(name_en="airport", name_ko="공항", kind="concept")
        self.assertEqual(self.instructions()[0], ["Translate “harbor” as “항만”."])

    def test_the_memory_gives_nothing_away(self):
        here, there = "The harbor opens on ⟨1⟩Tuesday⟨/1⟩.", "항구는 ⟨1⟩화요일⟨/1⟩에 연다."
        draft = make_article()
        remember([MemoryPair("p", here, there)], source_language="en", article=draft, by=None, at=NOON)
        self.assertEqual(self.instructions()[1], "")

    def test_what_came_in_a_file_goes_along(self):
        fields = {"origin": "old.tmx", "source_language": "en", "first_seen_at": NOON, "last_seen_at": NOON}
        entry = make_memory_entry("p", "The harbor opens on Tuesday.", "항구는 화요일에 연다.", **fields)
        store_entries([entry], source_language="en")
        self.assertEqual(self.instructions()[1], "The harbor opens on Tuesday.")

    def test_so_does_what_readers_have_in_both_languages_and_nothing_newer(self):
        texts = {"body_en": "<p>The harbor opens on Friday.</p>", "body_ko": "<p>항구는 금요일에 연다.</p>"}
        public = make_published(languages=("en", "ko"), **texts)
        pairs = [
            MemoryPair("p", "The harbor opens on Friday.", "항구는 금요일에 연다."),
            MemoryPair("p", "The harbor opens on Sunday.", "항구는 일요일에 연다."),
        ]
        remember(pairs, source_language="en", article=public, by=None, at=NOON)
        self.assertEqual(self.instructions()[1], "The harbor opens on Friday.")


class BudgetTests(MachineCase):
    def request(self, cost):
        return MachineRequest(article=self.article, language="ko", engine="deepl", country="DE", cost=cost)

    def reserve(self, cost):
        month = lock_month(self.configuration)
        request = self.request(Decimal(cost))
        reserve(request, [], self.configuration, month)
        return request

    def test_the_estimate_counts_until_the_answer_says_otherwise(self):
        request = self.reserve("3")
        self.assertEqual(self.spent, 3)
        settle(request, RequestState.ANSWERED, cost=Decimal("0.5"))
        self.assertEqual(self.spent, Decimal("0.5"))
        request.refresh_from_db()
        self.assertEqual((request.state, request.cost), ("answered", Decimal("0.5")))

    def test_the_limit_may_be_reached_and_not_passed(self):
        self.reserve("5")
        with self.assertRaises(LimitReached):
            self.reserve("0.000001")
        self.assertEqual(self.spent, 5)

    def test_a_run_is_paused_before_it_passes_the_limit(self):
        self.configure(monthly_limit=Decimal("0.0001"))
        run = self.draft()
        self.assertEqual((run.reason, self.server.calls, self.spent), (PauseReason.LIMIT, [], 0))

    def test_a_new_month_begins_with_nothing(self):
        MonthOfCosts.objects.create(first_day=month_at(NOON), currency="EUR", spent=5)
        request = self.reserve("5")
        self.assertEqual((request.month.spent, self.spent), (5, 10))

    def test_another_currency_has_costs_of_its_own(self):
        self.reserve("5")
        self.configure(currency="KRW")
        self.reserve("5")
        self.assertEqual(MonthOfCosts.objects.count(), 2)

    def test_an_answer_costs_what_the_engine_bills(self):
        self.draft()
        request = MachineRequest.objects.get()
        self.assertEqual(request.cost, self.configuration.cost(request))
        self.assertEqual(self.spent, request.cost)
        self.assertGreater(request.characters, 50)


class RedactionTests(MachineCase):
    def test_suggestions_for_a_redacted_story_are_forgotten(self):
        run = self.draft()
        other = make_published(body_en=BODY.replace("9", "8"))
        forget_suggestions(PerformedRedaction(Removal(["Fictman"]), {"article": [other.pk]}))
        self.assertTrue(MachineSuggestion.objects.exists())
        forget_suggestions(PerformedRedaction(Removal(["Fictman"]), {"article": [self.article.pk]}))
        self.assertFalse(MachineSuggestion.objects.exists())
        run.refresh_from_db()
        self.assertEqual(run.outcomes, {})


class TwoAtOnceTests(TransactionTestCase):
    def test_two_requests_at_once_do_not_pass_the_limit(self):
        article, refused = make_article(), []
        configuration = EngineConfiguration(**engine_settings("deepl", "http://127.0.0.1:1"))
        barrier = Barrier(2)

        def work():
            barrier.wait(20)
            try:
                with transaction.atomic():
                    month = lock_month(configuration)
                    fields = {"article": article, "language": "ko", "engine": "deepl", "country": "DE"}
                    reserve(MachineRequest(cost=Decimal(3), **fields), [], configuration, month)
            except LimitReached:
                refused.append(1)
            finally:
                connection.close()

        threads = [Thread(target=work) for _number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual((refused, MonthOfCosts.objects.get().spent), ([1], 3))

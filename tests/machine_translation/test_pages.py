"""The page of machine drafts, the overview of costs, and drafts of a single segment."""

from datetime import timedelta
from decimal import Decimal

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import TranslatedSegment
from articles.translations.freshness import segments_stamp
from articles.translations.segments import fill_segment
from articles.workflow.permissions import ROLES
from newsroom.machine_translation.admin import cost_charts, last_months
from newsroom.machine_translation.consent import give_consent, given_consent
from newsroom.machine_translation.models import (
    LEASE,
    DraftRun,
    MachineRequest,
    MachineSuggestion,
    MonthOfCosts,
    RunState,
    month_at,
)
from newsroom.machine_translation.runs import start_run
from tests.factories import NOON, make_published, make_user
from tests.machine_translation.cases import PARAGRAPHS, MachineCase
from tests.machine_translation.engine_server import KEY, KOREAN, NO_ENGINE, in_korean, status

OVERVIEW = "/admin/machine-drafts/"


class PageCase(MachineCase):
    def setUp(self):
        super().setUp()
        self.client.force_login(self.translator)
        self.address = f"/admin/translations/{self.article.pk}/ko/machine/"

    def page(self, language="en"):
        return self.client.get(self.address, headers={"Accept-Language": language}).content.decode()

    def press(self, action, **fields):
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(self.address, {"action": action, **fields})


class DraftPageTests(PageCase):
    def test_it_says_what_is_sent_where_and_what_it_costs(self):
        html = self.page()
        for words in (
            "<code>127.0.0.1</code>",
            "Germany",
            "5 segments",
            "0.00 / 5.00",
            ">Draft open segments<",
        ):
            self.assertIn(words, html)
        self.assertNotIn(KEY, html)

    def test_its_button_drafts_the_open_segments_and_the_page_shows_the_results(self):
        self.server.translate = lambda text: "" if "plan" in text else in_korean(text)
        self.assertRedirects(self.press("start"), self.address)
        html = self.page()
        self.assertIn("Finished", html)
        self.assertIn("The answer is empty.", html)
        self.assertIn(f"{self.article.pk}/ko/#u-", html)
        self.assertNotIn("data-running", html)

    def test_everything_is_there_in_korean(self):
        self.translator.language = "ko"
        self.translator.save()
        self.press("start")
        html = self.page("ko")
        self.assertIn("독일", html)
        self.assertIn("완료", html)

    def test_a_run_at_work_is_drawn_anew_and_can_be_stopped(self):
        run = start_run(self.article, "ko", self.configuration, by=self.translator)
        html = self.page()
        self.assertIn("data-running", html)
        self.assertIn('value="stop"', html)
        self.assertNotIn('value="start"', html)
        self.assertIn("data-running", self.client.get(f"{self.address}progress/").content.decode())
        self.press("stop")
        run.refresh_from_db()
        self.assertTrue(run.is_stop_requested)

    def test_an_interrupted_run_can_be_resumed(self):
        run = start_run(self.article, "ko", self.configuration, by=self.translator)
        old = timezone.now() - 2 * LEASE
        DraftRun.objects.filter(pk=run.pk).update(started_at=old, seen_at=old)
        html = self.page()
        self.assertIn("Interrupted", html)
        self.assertNotIn("data-running", html)
        self.press("resume")
        self.assertEqual(DraftRun.objects.get().state, RunState.FINISHED)

    def test_a_paused_run_says_why_and_is_resumed_by_a_button(self):
        self.server.faults[:] = [status(456)]
        self.press("start")
        self.assertIn("The account at the engine has no quota left.", self.page())
        self.press("resume")
        self.assertEqual(DraftRun.objects.get().state, RunState.FINISHED)

    def test_a_second_run_is_refused_while_one_is_at_work(self):
        start_run(self.article, "ko", self.configuration, by=self.translator)
        self.press("start")
        self.assertEqual(DraftRun.objects.count(), 1)
        self.assertIn("Another run is in progress.", self.page())

    def test_what_was_perhaps_billed_is_sent_again_only_by_a_tick(self):
        self.server.faults[:] = [status(500)]
        self.press("start")
        self.assertIn("possibly billed", self.page())
        self.press("resume")
        self.assertEqual(len(self.server.calls), 1)
        self.press("resume", again="on")
        self.press("start", again="on")
        self.assertEqual((len(self.server.calls), len(self.open)), (2, 0))

    def test_bad_input_is_answered_404(self):
        for action in ("", "delete", "x" * 1000):
            self.assertEqual(self.press(action).status_code, 404)
        self.assertEqual(self.press("resume").status_code, 302)

    def test_without_an_engine_there_is_no_page_and_no_link(self):
        screen = f"/admin/translations/{self.article.pk}/ko/"
        self.assertContains(self.client.get(screen), self.address)
        with self.settings(MACHINE_TRANSLATION=NO_ENGINE):
            self.assertEqual(self.client.get(self.address).status_code, 404)
            self.assertNotContains(self.client.get(screen), self.address)

    def test_the_page_takes_the_same_queries_for_more_segments(self):
        self.press("start")
        with CaptureQueriesContext(connection) as one:
            self.client.get(self.address)
        count = len(one)
        self.configure(consent="drafts")
        self.rewrite_source("".join(f"<p>Paragraph {n} of the harbor.</p>" for n in range(23)))
        self.press("start")
        with self.assertNumQueries(count):
            self.client.get(self.address)


class PermissionTests(PageCase):
    def test_whoever_may_write_the_language_may_draft(self):
        for role in ROLES:
            person = make_user(role.replace(" ", "."), role=role)
            self.client.force_login(person)
            may_write = person.has_perm("articles.write_ko") and role != "Interns"
            with self.subTest(role):
                self.assertEqual(self.press("stop").status_code, 302 if may_write else 403)
                self.assertEqual(self.client.get(self.address).status_code, 200)

    def test_whoever_approves_or_publishes_the_language_may_consent(self):
        self.configure(consent="ask")
        self.rewrite_source()
        for role in ROLES:
            self.client.force_login(make_user(role.replace(" ", "."), role=role))
            may = role in {"Korean desk", "Managing editors"}
            with self.subTest(role):
                self.assertEqual('value="consent"' in self.page(), may)
                self.assertEqual(self.press("consent").status_code, 302 if may else 403)
                consent = given_consent(self.article, "ko", self.configuration)
                self.assertEqual(consent is not None, may)
                if may:
                    self.assertIn('value="withdraw"', self.page())
                    self.press("withdraw")

    def test_nobody_who_is_logged_out(self):
        self.client.logout()
        for address in (self.address, f"{self.address}progress/", OVERVIEW):
            self.assertEqual(self.client.get(address).status_code, 302)


class SegmentTests(PageCase):
    def fields(self, place=3):
        translation = self.translation
        unit = translation.units[place]
        return {
            "unit": translation.unit_ids[place],
            "seen": segments_stamp(translation.targets_of(unit)),
            "source": segments_stamp(translation.sources_of(unit)),
        }

    def ask(self, fields=None, **more):
        fields = (fields or self.fields()) | more
        return self.client.post(f"{self.address}segment/", fields, headers={"Accept": "application/json"})

    def test_an_empty_segment_gets_the_draft_at_once(self):
        told = self.ask(self.fields(2)).json()
        self.assertEqual(told["text"], f"{KOREAN}⟨1⟩{KOREAN}⟨/1⟩{KOREAN}")
        self.assertEqual((told["engine"], told["is_placed"]), ("DeepL", True))
        row = TranslatedSegment.objects.get(article=self.article)
        self.assertEqual((row.machine_engine, row.is_draft), ("DeepL", True))
        self.assertIn("Machine draft", told["rows"][told["here"]])
        self.assertEqual(MachineRequest.objects.get().run, None)

    def test_what_a_person_wrote_is_replaced_only_where_they_ask_for_it(self):
        unit_id = self.fields(2)["unit"]
        fill_segment(self.article, "ko", unit_id, ["사람이 썼다."], seen="", by=self.translator)
        told = self.ask(self.fields(2)).json()
        self.assertEqual((told["is_placed"], "order" in told), (False, False))
        self.assertIn("사람이 썼다.", self.korean)
        self.assertTrue(self.ask(self.fields(2), replace="1").json()["is_placed"])
        self.assertNotIn("사람이 썼다.", self.korean)
        self.assertEqual(len(self.server.calls), 1)

    def test_it_is_paid_for_once(self):
        unit_id = self.fields()["unit"]
        self.ask()
        spent = self.spent
        fill_segment(self.article, "ko", unit_id, [], seen=self.fields()["seen"], by=self.translator)
        self.assertEqual(self.ask().status_code, 200)
        self.assertEqual((len(self.server.calls), self.spent), (1, spent))
        self.draft()
        self.assertEqual(len(self.server.calls[1]["text"]), PARAGRAPHS + 1)

    def test_each_refusal_has_its_status_and_its_reason(self):
        self.assertEqual(self.ask(unit="s0").status_code, 410)
        self.assertEqual(self.ask(source="0").status_code, 410)
        self.assertEqual(self.ask(seen="0").status_code, 409)
        self.server.faults[:] = [status(429)]
        busy = self.ask()
        self.assertEqual((busy.status_code, busy.json()["refused"][:10]), (503, "The engine"))
        self.server.translate = lambda text: "<b>"
        self.assertEqual(self.ask().status_code, 422)
        self.assertEqual(self.ask().json()["refused"], "The answer contains markup.")
        self.server.translate = in_korean
        self.assertEqual(self.ask(again="1").status_code, 200)
        self.configure(monthly_limit=Decimal(0))
        self.assertEqual(self.ask(self.fields(4)).status_code, 503)
        with self.settings(MACHINE_TRANSLATION=NO_ENGINE):
            self.assertEqual(self.ask().status_code, 404)

    def test_a_segment_that_is_being_drafted_is_not_sent_twice(self):
        self.ask()
        MachineSuggestion.objects.update(text="")
        for state, expected in (("sent", 503), ("unknown", 422)):
            MachineRequest.objects.update(state=state)
            self.assertEqual(self.ask().status_code, expected)
        self.assertEqual(len(self.server.calls), 1)

    def test_text_that_may_not_leave_is_refused(self):
        self.rewrite_source("<p>Nobody has read this yet.</p>")
        self.assertEqual(self.ask(self.fields(2)).status_code, 403)
        self.configure(consent="ask")
        self.assertEqual(self.ask(self.fields(2)).status_code, 403)
        give_consent(self.article, "ko", self.configuration, by=self.translator)
        self.assertEqual(self.ask(self.fields(2)).status_code, 200)

    def test_whoever_may_not_write_gets_none(self):
        self.client.force_login(make_user("english", role="English translators"))
        self.assertEqual(self.ask().status_code, 403)
        self.assertEqual(self.server.calls, [])


class OverviewTests(PageCase):
    def test_only_managing_editors_see_costs(self):
        for role in ROLES:
            self.client.force_login(make_user(role.replace(" ", "."), role=role))
            expected = 200 if role == "Managing editors" else 403
            self.assertEqual(self.client.get(OVERVIEW).status_code, expected, role)

    def test_runs_and_costs_are_listed(self):
        self.draft()
        MonthOfCosts.objects.create(first_day=month_at(timezone.now()), currency="KRW", spent=900)
        self.client.force_login(make_user())
        html = self.client.get(OVERVIEW).content.decode()
        self.assertIn(f"/admin/translations/{self.article.pk}/ko/machine/", html)
        self.assertIn("<code>KRW</code>", html)
        self.assertIn("<rect", html)
        self.assertIn(OVERVIEW, self.client.get("/admin/").content.decode())

    def test_it_takes_the_same_queries_for_more_stories(self):
        self.client.force_login(make_user())
        self.client.get(OVERVIEW)
        self.draft()
        with CaptureQueriesContext(connection) as few:
            self.client.get(OVERVIEW)
        for number in range(3):
            self.article = make_published(body_en=f"<p>Harbor {number} opens.</p>", number=f" {number}")
            self.draft()
        with self.assertNumQueries(len(few)):
            self.client.get(OVERVIEW)

    def test_it_is_there_without_an_engine(self):
        self.draft()
        self.client.force_login(make_user())
        with self.settings(MACHINE_TRANSLATION=NO_ENGINE):
            self.assertContains(self.client.get(OVERVIEW), "Machine translation is not set up.")
            self.assertNotContains(self.client.get("/admin/"), OVERVIEW)


class ChartTests(TestCase):
    def test_a_chart_has_twelve_months_to_the_present_one(self):
        months = last_months(NOON.date().replace(day=1))
        self.assertEqual((str(months[0]), str(months[-1]), len(months)), ("2025-04-01", "2026-03-01", 12))

    def test_each_currency_has_its_chart_and_bars_are_in_proportion(self):
        first = NOON.date().replace(day=1)
        for month, currency, spent in (
            (first, "EUR", 4),
            (first - timedelta(days=1), "EUR", 2),
            (first, "KRW", 9),
        ):
            MonthOfCosts.objects.create(first_day=month.replace(day=1), currency=currency, spent=spent)
        euro, won = cost_charts(NOON)
        self.assertEqual([bar.height for bar in euro.bars][-2:], [48.0, 96.0])
        self.assertEqual((won.currency, won.most), ("KRW", 9))

"""Checks of an agreed statement: the checks of stories, on both texts and between them."""

from articles.models import Term
from articles.publishing.refusals import PreflightRefused, WarningsUnconfirmed
from newsroom.claims.agreed_text import AgreedText, examine_agreed
from newsroom.claims.decisions import ClaimRefused, publish_statement
from newsroom.claims.models import Statement
from newsroom.security.models import SecurityEvent, SecurityEventKind
from tests.cases import ClockTestCase
from tests.claims.cases import AGREED, DAY, make_claim
from tests.factories import NOON, make_user

DIFFERING = AGREED | {
    "text_en": "The company states that 3 engines failed.",
    "text_ko": "회사는 엔진 5대가 고장 났다고 밝혀 왔습니다.",
}
UNCLOSED = AGREED | {"text_ko": "항만공사는 “항구가 열려 있었다고 밝혀 왔습니다."}
MARKED_UP = AGREED | {"text_ko": "항만공사는 항구가 &quot;열려&quot; 있었다고 밝혀 왔습니다."}


class StatementChecksTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.by = make_user()
        cls.claim = make_claim(by=cls.by, accepted=True)

    def findings(self, **texts):
        return examine_agreed(AgreedText(**AGREED | texts), source_language="en", at=NOON)

    def publish(self, texts, **options):
        return publish_statement(
            self.claim, AgreedText(**texts), by=self.by, live_until=NOON + DAY, **options
        )

    def confirmed(self, texts):
        return [one.fingerprint for one in examine_agreed(AgreedText(**texts), source_language="en", at=NOON)]


class FindingTests(StatementChecksTestCase):
    def test_the_languages_are_compared(self):
        [finding] = self.findings(text_en=DIFFERING["text_en"], text_ko=DIFFERING["text_ko"])
        self.assertEqual((finding.code, finding.language, finding.field), ("languages.figures", "ko", "body"))
        self.assertEqual((finding.source_passage, finding.passage), ("3", "5대"))

    def test_headlines_and_dates_are_compared_too(self):
        found = self.findings(
            headline_en="Two ships were seized on May 3", headline_ko="5월 4일 선박 두 척 억류"
        )
        self.assertIn(("languages.figures", "title"), {(one.code, one.field) for one in found})

    def test_texts_of_different_length_are_compared_whole(self):
        found = self.findings(
            text_en="The company states that the engine ran.\n\nIt says that 3 people were hurt.",
            text_ko="회사는 엔진이 작동했다고 밝혔습니다. 5명이 다쳤다고 합니다.",
        )
        self.assertIn("languages.figures", {one.code for one in found})

    def test_names_are_compared_by_the_glossary(self):
        Term.objects.create(name_en="Haeon Port Authority", name_ko="해온항만공사")
        found = self.findings(
            text_en="The Haeon Port Authority states that it was open.",
            text_ko="회사는 열려 있었다고 합니다.",
        )
        self.assertIn("languages.terms", {one.code for one in found})

    def test_each_text_has_the_checks_of_one_language(self):
        found = self.findings(text_ko=UNCLOSED["text_ko"])
        self.assertIn(("quote.unclosed", "ko"), {(one.code, one.language) for one in found})

    def test_a_sound_statement_has_no_finding_about_what_only_stories_have(self):
        self.assertEqual(self.findings(), [])


class PublicationTests(StatementChecksTestCase):
    def test_a_difference_has_to_be_confirmed(self):
        with self.assertRaises(WarningsUnconfirmed) as refusal:
            self.publish(DIFFERING)
        [finding] = refusal.exception.findings
        self.assertFalse(Statement.objects.exists())
        self.publish(DIFFERING, confirmed=[finding.fingerprint])
        self.assertTrue(Statement.objects.exists())

    def test_a_confirmation_is_not_taken_over_for_other_words(self):
        confirmed = self.confirmed(DIFFERING)
        with self.assertRaises(WarningsUnconfirmed):
            changed = {"text_ko": "회사는 엔진 7대가 고장 났다고 합니다."}
            self.publish(DIFFERING | changed, confirmed=confirmed)

    def test_the_security_log_keeps_what_was_confirmed(self):
        self.publish(DIFFERING, confirmed=self.confirmed(DIFFERING))
        event = SecurityEvent.objects.filter(kind=SecurityEventKind.CLAIM_CHANGED).latest("id")
        self.assertEqual((event.user, event.details["step"]), (self.by, "published"))
        self.assertEqual(event.details["warnings"], ["languages.figures"])
        self.assertEqual(len(event.details["confirmed"]), 1)
        self.client.force_login(self.by)
        page = self.client.get(f"/admin/security/securityevent/{event.pk}/change/")
        self.assertContains(page, "Figures match in both languages")

    def test_a_blocker_stops_it_also_where_it_is_confirmed(self):
        with self.assertRaises(PreflightRefused):
            self.publish(MARKED_UP, confirmed=self.confirmed(MARKED_UP))
        self.assertFalse(Statement.objects.exists())

    def test_a_confirmed_blocker_passes_with_a_reason_that_is_recorded(self):
        self.publish(MARKED_UP, confirmed=self.confirmed(MARKED_UP), waiver="The court wrote it so.")
        details = SecurityEvent.objects.filter(kind=SecurityEventKind.CLAIM_CHANGED).latest("id").details
        self.assertEqual((details["waived"], details["waiver"]), (["text.html"], "The court wrote it so."))

    def test_a_reason_without_the_tick_waives_nothing(self):
        with self.assertRaises(PreflightRefused):
            self.publish(MARKED_UP, waiver="The court wrote it so.")

    def test_an_empty_text_cannot_be_waived(self):
        with self.assertRaises(ClaimRefused):
            self.publish(AGREED | {"text_ko": " "}, waiver="Ordered.")

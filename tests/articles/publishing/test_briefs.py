"""A brief from writing to publication, within the permissions of its writer."""

from django.core.exceptions import PermissionDenied

from articles.models import Edition, Event, LanguageProgress, Stage, Wanted
from articles.publishing import publish_brief
from articles.workflow.edit_session import EditConflict
from articles.workflow.transitions import TransitionRefused
from tests.cases import ClockTestCase
from tests.factories import approve, make_article, make_published, make_user, rewrite

WORDS = {"headline": "항구 문 열어", "summary": "항구가 월요일에 문을 연다."}


class BriefTests(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.article = make_published()

    def brief(self, role, **told):
        person = make_user(role.replace(" ", "-"), role=role)
        return publish_brief(self.article, "ko", by=person, **WORDS, **told)

    def standing(self):
        row = LanguageProgress.objects.get(article=self.article, language="ko")
        return row.wanted, row.stage

    def test_a_desk_that_gives_its_reason_publishes_it_at_once(self):
        edition = self.brief("Korean desk", reason="Nobody else is here.")
        self.assertTrue(edition.is_brief)
        self.assertEqual((edition.headline, edition.source_number), (WORDS["headline"], 1))
        happened = list(Event.objects.about(self.article).values_list("type", flat=True)[:4])
        self.assertEqual(happened, ["published", "approve", "submit", "wanted"])
        self.assertTrue(Event.objects.get(type="approve", language="ko").details["alone"])

    def test_without_a_reason_it_waits_for_somebody_else(self):
        self.assertEqual(self.brief("Korean desk").stage, Stage.IN_REVIEW)
        self.assertEqual(self.standing(), (Wanted.BRIEF, Stage.IN_REVIEW))

    def test_a_newsroom_without_four_eyes_asks_for_none(self):
        with self.settings(FOUR_EYES=False):
            self.assertIsInstance(self.brief("Korean desk"), Edition)

    def test_a_translator_saves_and_submits_it(self):
        self.assertEqual(self.brief("Korean translators", reason="So.").stage, Stage.IN_REVIEW)

    def test_who_does_not_write_the_language_writes_no_brief(self):
        with self.assertRaises(PermissionDenied):
            self.brief("English desk", reason="So.")
        self.assertEqual(self.standing(), (Wanted.FULL, Stage.WRITING))

    def test_before_its_source_it_is_approved_and_waits_or_goes_by_a_decision(self):
        self.article = make_article()
        approve(self.article, "en")
        self.assertEqual(self.brief("Korean desk", reason="So.").stage, Stage.APPROVED)
        self.article = make_article()
        edition = self.brief("Managing editors", reason="It is about Korea.", before_source=True)
        self.assertTrue(edition.is_brief)
        self.assertTrue(Event.objects.about(self.article).first().details["before_source"])

    def test_what_somebody_wrote_meanwhile_is_not_overwritten(self):
        rewrite(self.article, title_ko="먼저 쓴 제목")
        with self.assertRaises(TransitionRefused):
            self.brief("Korean desk", reason="So.")
        self.article.refresh_from_db()
        self.assertEqual(self.article.title_ko, "먼저 쓴 제목")

    def test_an_older_version_is_a_conflict(self):
        with self.assertRaises(EditConflict):
            self.brief("Korean desk", seen=99)

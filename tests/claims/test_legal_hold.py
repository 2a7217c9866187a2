"""Legal holds: the actions that they refuse, and their end."""

from datetime import timedelta

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction

from articles.models import Article, Edition, EditionKind, LegalGround, UnsavedTyping
from articles.publishing import PublicationRefused, correct, publish, quick_fix
from articles.redaction.performing import RedactionRefused, leave_out, perform_redaction, request_redaction
from newsroom.claims.decisions import ClaimRefused, hold_story, refuse_claim, release_story
from newsroom.claims.models import Claim
from newsroom.operations.retention import prune
from newsroom.security.models import SecurityEvent
from tests.cases import ClockTestCase
from tests.claims.cases import make_claim
from tests.factories import NOON, approve, make_published, make_user, rewrite

HELD = "This story is under a legal hold"


class HoldTests(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.by = make_user()
        cls.claim = make_claim(by=cls.by)
        cls.story = cls.claim.article

    def fix(self):
        return quick_fix(self.story, "en", by=self.by, headline="Harbour opens")

    def redact(self, words="항구가", **left_out):
        found = request_redaction(words=words, ground=LegalGround.COURT, reference="2026-1", by=self.by)
        if left_out:
            leave_out(found, **left_out, by=self.by)
        return perform_redaction(found, by=make_user(f"second{found.pk}"))

    def test_quick_fixes_and_minor_changes_are_refused(self):
        with self.assertRaisesMessage(PublicationRefused, HELD):
            self.fix()
        rewrite(self.story, title_en="Harbour opens")
        approve(self.story, "en")
        with self.assertRaisesMessage(PublicationRefused, HELD):
            publish(self.story, "en", by=self.by, kind=EditionKind.MINOR)
        correct(self.story, "en", by=self.by, note="It was spelled wrong.", alone=True)
        self.assertEqual(Edition.objects.of(self.story, "en").count(), 2)

    def test_the_desk_is_told_on_the_page_of_the_quick_fix(self):
        self.client.force_login(make_user("desk", role="English desk"))
        page = f"/admin/articles/article/{self.story.pk}/action/en/quick-fix/"
        form = self.client.get(page).context["form"]
        data = {name: form[name].value() or "" for name in form.fields} | {"headline": "Harbour opens"}
        self.assertContains(self.client.post(page, data), HELD, status_code=409)

    def test_redactions_are_refused_unless_they_leave_the_story_out(self):
        other = make_published(languages=("ko",))
        with self.assertRaisesMessage(RedactionRefused, f"they are evidence: {self.story.pk}."):
            self.redact()
        self.redact(names=[f"article-{self.story.pk}"])
        bodies = dict(Article.objects.values_list("pk", "body_ko"))
        self.assertIn("항구가", bodies[self.story.pk])
        self.assertNotIn("항구가", bodies[other.pk])

    def test_what_is_recorded_of_the_story_is_kept(self):
        story, other = self.story, make_published()
        for article in (story, other):
            SecurityEvent(kind="preview_created", object_type="articles.article", object_id=article.pk).save()
            LogEntry.objects.create(
                user=self.by,
                action_flag=CHANGE,
                content_type=ContentType.objects.get_for_model(Article),
                object_id=str(article.pk),
            )
        LogEntry.objects.create(user=self.by, action_flag=CHANGE)
        LogEntry.objects.update(action_time=NOON - timedelta(days=2 * settings.ADMIN_LOG_DAYS))
        models.QuerySet(SecurityEvent).update(at=NOON - timedelta(days=999))
        prune()
        self.assertEqual([one.object_id for one in LogEntry.objects.all()], [str(story.pk)])
        self.assertEqual([one.object_id for one in SecurityEvent.objects.all()], [str(story.pk)])
        release_story(self.claim, by=self.by, reason="The claimant is content.")
        models.QuerySet(SecurityEvent).update(at=NOON - timedelta(days=999))
        prune()
        self.assertFalse(LogEntry.objects.exists() or SecurityEvent.objects.exists())

    def test_text_of_the_story_that_was_never_saved_is_kept(self):
        for tab, article in enumerate((self.story, make_published(), None)):
            draft = UnsavedTyping.objects.create(user=self.by, tab=f"tab{tab}", article=article)
            UnsavedTyping.objects.filter(pk=draft.pk).update(kept_at=NOON - timedelta(days=999))
        prune()
        self.assertEqual([one.article for one in UnsavedTyping.objects.all()], [self.story])
        release_story(self.claim, by=self.by, reason="The claimant is content.")
        prune()
        self.assertFalse(UnsavedTyping.objects.exists())

    def test_a_hold_outlives_its_claim_and_is_released_for_a_reason(self):
        refuse_claim(self.claim, by=self.by, reason="The story is true.")
        with self.assertRaisesMessage(PublicationRefused, HELD):
            self.fix()
        self.assertEqual(list(Claim.objects.held()), [self.claim])
        with self.assertRaisesMessage(ClaimRefused, "Give the reason."):
            release_story(self.claim, by=self.by, reason="")
        release_story(self.claim, by=self.by, reason="The court has dismissed it.")
        with self.assertRaisesMessage(ClaimRefused, "released in the meantime"):
            release_story(self.claim, by=self.by, reason="Again.")
        self.assertEqual(self.fix().edition.headline, "Harbour opens")
        self.assertTrue(hold_story(self.claim, by=self.by).is_holding)

    def test_each_of_two_claims_holds_the_story(self):
        other = make_claim(by=self.by, article=self.story)
        release_story(other, by=self.by, reason="One of two.")
        with self.assertRaisesMessage(PublicationRefused, HELD):
            self.fix()

    def test_the_database_wants_a_reason(self):
        with self.assertRaises(IntegrityError), transaction.atomic():
            models.QuerySet(type(self.claim.hold)).update(released_by=self.by, released_at=NOON)

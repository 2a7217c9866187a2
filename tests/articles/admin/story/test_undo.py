"""Undo buttons: in the message about an action, and for a submission also in the bar."""

from lxml import html

from articles.models import Event, EventType, Stage
from articles.publishing import withdraw
from articles.workflow.transitions import perform
from articles.workflow.withdrawal_checklist import StepState, set_steps
from tests.articles.admin.forms import change_url
from tests.articles.admin.story.test_actions import ActionTestCase, action_url
from tests.factories import make_article, make_published, make_user


class UndoTestCase(ActionTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.article = make_article()

    def undo_form(self, response):
        """Return the address of the undo button in the message, or None."""
        page = html.fromstring(response.content.decode())
        forms = page.xpath("//ul[@class='messagelist']//form[.//button[normalize-space()='Undo']]")
        return forms[0].get("action") if forms else None


class UndoButtonTests(UndoTestCase):
    def test_submission_approval_and_return_can_be_undone(self):
        found = self.undo_form(self.press(self.article, "submit", follow=True))
        self.assertContains(self.client.post(found, follow=True), "English: Undone.")
        self.assertEqual(self.stage(self.article), Stage.WRITING)
        self.press(self.article, "submit")
        found = self.undo_form(self.press(self.article, "approve", follow=True))
        self.client.post(found)
        self.assertEqual(self.stage(self.article), Stage.IN_REVIEW)
        self.fill(self.article, "return", reason="Who says so?")
        self.client.post(self.undo_form(self.client.get(change_url(self.article))))
        self.assertEqual(self.stage(self.article), Stage.IN_REVIEW)
        self.assertEqual(Event.objects.filter(type=EventType.UNDONE).count(), 3)

    def test_the_history_of_a_story_describes_it_and_the_steps_after_a_withdrawal(self):
        self.client.post(self.undo_form(self.press(self.article, "submit", follow=True)))
        withdrawn = make_published(number=" withdrawn")
        withdraw(withdrawn, "en", by=None, note="Wrong.")
        set_steps(withdrawn, {"google": StepState.DONE}, by=self.user)
        for article, words in ((self.article, "undone: submitted"), (withdrawn, "Google Search: Done")):
            address = f"/admin/articles/article/{article.pk}/history/"
            self.assertContains(self.client.get(address), words)

    def test_other_steps_cannot(self):
        self.press(self.article, "submit")
        self.press(self.article, "approve")
        response = self.press(self.article, "publish", follow=True)
        self.assertIsNone(self.undo_form(response))

    def test_it_leads_back_to_where_the_step_was_taken(self):
        perform("submit", self.article, language="en", by=None)
        address = f"{action_url(self.article, 'return')}?next=/admin/board/"
        response = self.client.post(address, {"reason": "So.", "seen": 1, "after": 0}, follow=True)
        found = self.undo_form(response)
        self.assertRedirects(self.client.post(found), "/admin/board/", fetch_redirect_response=False)

    def test_too_late_is_said_and_changes_nothing(self):
        perform("submit", self.article, language="en", by=None)
        found = self.undo_form(self.press(self.article, "approve", follow=True))
        self.clock.shift(60)
        self.assertContains(self.client.post(found, follow=True), "English: It is too late to undo this.")
        self.assertEqual(self.stage(self.article), Stage.APPROVED)

    def test_it_takes_a_post_of_a_known_language(self):
        found = self.undo_form(self.press(self.article, "submit", follow=True))
        self.assertEqual(self.client.get(found).status_code, 405)
        self.assertEqual(self.client.post(found.replace("/en/", "/fr/")).status_code, 404)
        self.assertContains(
            self.client.post(found.replace("/en/", "/ko/"), follow=True), "can no longer be undone"
        )

    def test_a_step_of_somebody_else_is_not_undone(self):
        found = self.undo_form(self.press(self.article, "submit", follow=True))
        self.client.force_login(make_user("colleague"))
        self.assertEqual(self.client.post(found).status_code, 403)
        self.assertEqual(self.stage(self.article), Stage.IN_REVIEW)


class RecallTests(UndoTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.desk, cls.user = cls.user, make_user("writer", role="Reporters")

    def setUp(self):
        super().setUp()
        self.client.force_login(self.user)
        self.press(self.article, "submit")

    def test_the_bar_offers_it_to_whoever_has_submitted(self):
        self.assertContains(self.client.get(change_url(self.article)), "Recall English")
        self.assertContains(self.press(self.article, "recall", follow=True), "You can go on writing.")
        self.assertEqual(self.stage(self.article), Stage.WRITING)

    def test_whoever_may_approve_their_own_text_has_it_in_the_menu(self):
        self.client.force_login(self.desk)
        article = make_article(by=self.desk)
        self.press(article, "submit")
        self.assertIn("recall", self.offers(article))
        self.assertNotContains(self.client.get(change_url(article)), "Recall English")

    def test_a_colleague_who_does_not_approve_changes_nothing(self):
        self.client.force_login(make_user("colleague", role="Reporters"))
        self.assertNotIn("recall", self.offers(self.article))
        self.client.force_login(self.user)
        self.assertIn("recall", self.offers(self.article))

    def test_once_the_desk_has_opened_the_text_it_is_gone(self):
        for address in (
            change_url(self.article),
            f"/admin/articles/article/{self.article.pk}/preview/",
            action_url(self.article, "return"),
        ):
            with self.subTest(address=address):
                self.article.progress.update(opened_at=None)
                self.client.force_login(self.desk)
                self.client.get(address)
                self.client.force_login(self.user)
                self.assertNotIn("recall", self.offers(self.article))

    def test_a_page_from_before_that_is_refused(self):
        self.article.progress.update(opened_at=self.article.changed_at)
        self.assertContains(self.press(self.article, "recall", follow=True), "Ask them to return it.")
        self.assertEqual(self.stage(self.article), Stage.IN_REVIEW)

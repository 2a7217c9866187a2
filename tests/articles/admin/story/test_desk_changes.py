"""The story form and the notification lead a writer to the changes of the desk."""

from datetime import timedelta

from lxml import html

from articles.workflow.transitions import perform
from newsroom.notifications.consumer import catch_up
from newsroom.notifications.models import Notification
from tests.articles.admin.forms import change_url
from tests.articles.admin.story.test_actions import ActionTestCase
from tests.factories import make_article, make_user, rewrite


class DeskChangeTests(ActionTestCase):
    """Changes of the desk, as the writer of a submitted text sees them."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.desk, cls.writer = cls.user, make_user("writer", role="Reporters")
        cls.article = make_article(by=cls.writer)
        perform("submit", cls.article, language="en", by=cls.writer)
        rewrite(cls.article, by=cls.desk, title_en="Harbor opens early", title_ko="항구 열어")

    def shown(self, user):
        """Return the page with the differences, or None if the story form has no link to it."""
        self.client.force_login(user)
        page = html.fromstring(self.client.get(change_url(self.article)).content.decode())
        links = page.xpath("//a[starts-with(normalize-space(), 'Show')][contains(@href, 'language=en')]")
        if not links:
            return None
        self.assertIn("The desk changed 1 word.", " ".join(links[0].getparent().text_content().split()))
        return self.client.get(links[0].get("href")).content.decode()

    def test_the_writer_sees_the_words_in_the_language_that_was_decided(self):
        perform("approve", self.article, language="en", by=self.desk)
        page = self.shown(self.writer)
        self.assertIn("early", page)
        self.assertNotIn("열어", page)
        self.assertIsNone(self.shown(self.desk))

    def test_a_returned_text_has_it_beside_the_reason(self):
        perform("return", self.article, language="en", by=self.desk, reason="Who says so?")
        self.assertIn("early", self.shown(self.writer))

    def test_it_goes_after_a_week_or_with_the_next_submission(self):
        perform("return", self.article, language="en", by=self.desk, reason="Who says so?")
        self.clock.shift(timedelta(days=8))
        self.assertIsNone(self.shown(self.writer))
        perform("submit", self.article, language="en", by=self.writer)
        self.assertIsNone(self.shown(self.writer))

    def test_the_notification_of_the_approval_leads_there(self):
        perform("approve", self.article, language="en", by=self.desk)
        catch_up()
        self.client.force_login(self.writer)
        [notification] = Notification.objects.filter(user=self.writer)
        response = self.client.get(f"/admin/notifications/{notification.pk}/")
        self.assertIn("/history/?from=", response["Location"])

"""An approved text is declared unwanted only with a reason, which the log keeps."""

from articles.models import Event, EventType, LanguageProgress, Stage, Wanted
from tests.articles.admin.forms import PostedForm
from tests.articles.admin.story.test_actions import ActionTestCase, action_url
from tests.factories import approve, make_article


class WantNothingTests(ActionTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.article = make_article()

    def test_nothing_is_wanted_of_an_approved_text_only_with_a_reason(self):
        approve(self.article, "en")
        response = self.press(self.article, "want-nothing")
        self.assertIn(action_url(self.article, "want-nothing"), response["Location"])
        response = self.fill(self.article, "want-nothing")
        self.assertContains(response, "This field is required.", status_code=422)
        self.assertEqual(self.stage(self.article), Stage.APPROVED)
        self.fill(self.article, "want-nothing", reason="The ship has sunk.")
        progress = LanguageProgress.objects.get(article=self.article, language="en")
        self.assertEqual((progress.wanted, progress.stage), (Wanted.NOTHING, Stage.IN_REVIEW))
        [event] = Event.objects.filter(type=EventType.WANTED)
        self.assertEqual((event.reason, event.actor), ("The ship has sunk.", self.user))

    def test_a_text_approved_while_the_page_was_open_is_refused_without_a_reason(self):
        form = PostedForm(self.client.get(action_url(self.article, "want-nothing")), "action_form")
        approve(self.article, "en")
        response = self.client.post(action_url(self.article, "want-nothing"), form.data())
        self.assertEqual((response.status_code, self.stage(self.article)), (422, Stage.APPROVED))

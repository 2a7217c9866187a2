"""A withdrawal leads to its checklist. The story links to it while steps are open."""

from django.conf import settings

from articles.models import Event, EventType
from articles.workflow.withdrawal_checklist import STEPS, read_checklist
from tests.articles.admin.forms import PostedForm, change_url
from tests.articles.admin.story.test_actions import ActionTestCase
from tests.factories import HOUR, make_published, make_user


class WithdrawalTests(ActionTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.article = make_published()
        cls.clock.shift(HOUR)

    def setUp(self):
        super().setUp()
        self.response = self.fill(self.article, "withdraw", note="It was wrong.")
        self.address = f"/admin/articles/article/{self.article.pk}/withdrawal/"

    def form(self):
        return PostedForm(self.client.get(self.address), "withdrawal_form")

    def open_count(self):
        return read_checklist(self.article).open_count

    def test_it_leads_to_the_checklist(self):
        self.assertEqual(self.response.url, self.address)
        page = self.client.get(self.address)
        self.assertContains(page, "https://developers.kakao.com/tool/debugger/sharing")
        self.assertContains(page, f"<code>{settings.SITE_URL}/en/articles/")

    def test_ticks_are_saved_together_and_told_with_name_and_time(self):
        response = self.client.post(self.address, self.form().data(google="on", naver="on"), follow=True)
        self.assertContains(response, "2 steps recorded.")
        self.assertContains(response, "Done: editor")
        self.assertEqual(self.open_count(), len(STEPS) - 2)
        self.client.post(self.address, self.form().data())
        self.assertEqual(self.open_count(), len(STEPS) - 2)

    def test_a_tick_is_taken_back(self):
        self.client.post(self.address, self.form().data(google="on"))
        form = self.form()
        del form.values["google"]
        self.client.post(self.address, form.data())
        self.assertEqual(self.open_count(), len(STEPS))

    def test_a_page_that_is_out_of_date_takes_no_tick_of_others_back(self):
        old = self.form()
        self.client.post(self.address, self.form().data(google="on"))
        self.client.post(self.address, old.data(naver="on"))
        self.assertEqual(self.open_count(), len(STEPS) - 2)

    def test_the_rest_is_closed_in_one_step(self):
        self.client.post(self.address, self.form().data("_rest", google="on"))
        self.assertEqual(self.open_count(), 0)
        states = Event.objects.filter(type=EventType.WITHDRAWAL_STEP).values_list("details__state", flat=True)
        self.assertEqual(sorted(states), ["done", *["not_needed"] * (len(STEPS) - 1)])

    def test_the_story_and_the_first_screen_lead_to_it_while_steps_are_open(self):
        for page in (change_url(self.article), "/admin/"):
            self.assertContains(self.client.get(page), f'href="{self.address}"')
        self.client.post(self.address, self.form().data("_rest"))
        self.assertNotContains(self.client.get("/admin/"), f'href="{self.address}"')

    def test_the_history_of_the_story_names_each_step(self):
        self.client.post(self.address, self.form().data(google="on"))
        response = self.client.get(f"/admin/articles/article/{self.article.pk}/history/")
        self.assertContains(response, "Google Search: Done")

    def test_who_may_not_withdraw_sees_it_and_ticks_nothing(self):
        data = self.form().data(google="on")
        self.client.force_login(make_user("writer", role="Reporters"))
        self.assertContains(self.client.get(self.address), "disabled")
        self.assertEqual(self.client.post(self.address, data).status_code, 403)

    def test_a_story_that_was_not_withdrawn_has_no_such_page(self):
        other = make_published(number=" 2")
        self.assertEqual(self.client.get(f"/admin/articles/article/{other.pk}/withdrawal/").status_code, 404)

"""The screens of redactions: the request, the preview of removals, the second person."""

from django.test import TestCase
from lxml import html

from articles.models import Edition, Event, EventType, Redaction
from tests.articles.admin.forms import PostedForm
from tests.factories import make_published, make_user

LIST, ADD = "/admin/articles/redaction/", "/admin/articles/redaction/add/"
REQUEST = {"words": "Dana Fictman", "ground": "court", "reference": "Court 12/2026"}


class RedactionTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.asker, cls.second = make_user("asker"), make_user("second", role="Administrators")
        cls.story = make_published(title_en="Dana Fictman sues")
        cls.namesake = make_published(title_en="Dana Fictman scores")

    def setUp(self):
        self.client.force_login(self.asker)

    def ask(self, **fields):
        form = PostedForm(self.client.get(ADD), "redaction_form")
        return self.client.post(ADD, form.data("_save", **REQUEST | fields))

    def request(self):
        self.ask()
        return Redaction.objects.get()

    def page(self, redaction, *, by=None):
        if by:
            self.client.force_login(by)
        return self.client.get(f"{LIST}{redaction.pk}/change/")

    def press(self, redaction, button, *, by=None, **fields):
        [seen] = html.fromstring(self.page(redaction, by=by).content).xpath("//input[@name='seen']/@value")
        return self.client.post(f"{LIST}{redaction.pk}/change/", {"seen": seen, button: "1"} | fields)

    def headlines(self):
        return set(Edition.objects.values_list("headline", flat=True))


class AskingTests(RedactionTestCase):
    def test_a_request_leads_to_the_list_of_what_it_removes(self):
        response = self.ask()
        redaction = Redaction.objects.get()
        self.assertRedirects(response, f"{LIST}{redaction.pk}/change/")
        page = self.page(redaction)
        self.assertContains(page, "Dana Fictman sues")
        self.assertContains(page, "Dana Fictman scores")
        self.assertNotContains(page, "Remove for good")
        self.assertContains(page, "A second person has to confirm this")
        self.assertTrue(
            Event.objects.about(redaction).filter(type=EventType.ADDED, actor=self.asker).exists()
        )

    def test_the_form_says_that_it_is_not_about_one_story_and_leads_back_to_that(self):
        address = f"{ADD}?article={self.story.pk}"
        back = f'<a href="/admin/articles/article/{self.story.pk}/change/">'
        page = self.client.get(address)
        self.assertContains(page, f"not only from “{back}")
        refused = self.client.post(address, PostedForm(page, "redaction_form").data("_save", reference=""))
        self.assertContains(refused, back)
        for nonsense in ("", "?article=", "?article=0", "?article=x", f"?article={10**30}"):
            with self.subTest(nonsense):
                self.assertContains(
                    self.client.get(ADD + nonsense), "every story that contains them, in both"
                )

    def test_a_refusal_keeps_what_was_typed(self):
        response = self.ask(reference="About Dana Fictman")
        self.assertContains(response, "contains the words to remove")
        self.assertContains(response, "About Dana Fictman")
        self.assertFalse(Redaction.objects.exists())

    def test_the_log_of_the_admin_does_not_repeat_the_words(self):
        self.ask()
        self.assertNotContains(self.client.get(f"{LIST}{Redaction.objects.get().pk}/history/"), "Fictman")

    def test_story_and_image_lead_to_the_request(self):
        story = f"/admin/articles/article/{self.story.pk}/change/"
        self.assertContains(self.client.get(story), f'"{ADD}?article={self.story.pk}"')

    def test_others_see_nothing_of_it(self):
        redaction = self.request()
        self.client.force_login(make_user("reporter", role="Reporters"))
        self.assertEqual(self.client.get(LIST).status_code, 403)
        self.assertEqual(self.client.get(ADD).status_code, 403)
        self.assertEqual(self.page(redaction).status_code, 403)
        self.assertNotContains(self.client.get(f"/admin/articles/article/{self.story.pk}/change/"), f'"{ADD}')


class ConfirmingTests(RedactionTestCase):
    def test_the_second_person_finds_it_on_the_first_screen(self):
        redaction = self.request()
        self.assertNotContains(self.client.get("/admin/"), "Redactions to confirm")
        self.client.force_login(self.second)
        self.assertContains(self.client.get("/admin/"), f"{LIST}{redaction.pk}/change/")

    def test_one_press_removes_for_good(self):
        redaction = self.request()
        response = self.press(redaction, "_confirm", by=self.second)
        address = f"{LIST}{redaction.pk}/change/"
        self.assertRedirects(response, address, fetch_redirect_response=False)
        self.assertEqual(self.headlines(), {"███ sues", "███ scores"})
        page = self.client.get(address)
        self.assertContains(page, "Removed for good.")
        self.assertNotContains(page, "Fictman")

    def test_the_asker_is_refused(self):
        redaction = self.request()
        response = self.press(redaction, "_confirm")
        self.assertContains(response, "You requested it.", status_code=409)
        self.assertIn("Dana Fictman sues", self.headlines())

    def test_a_namesake_keeps_the_name(self):
        redaction = self.request()
        self.press(redaction, "_select", kept=[f"article-{self.namesake.pk}"])
        self.assertContains(self.page(redaction), f'"article-{self.namesake.pk}" checked')
        self.press(redaction, "_confirm", by=self.second)
        self.assertEqual(self.headlines(), {"███ sues", "Dana Fictman scores"})

    def test_a_list_that_changed_is_shown_again(self):
        redaction = self.request()
        self.client.force_login(self.second)
        page = html.fromstring(self.page(redaction).content)
        [seen] = page.xpath("//input[@name='seen']/@value")
        make_published(title_en="Dana Fictman again")
        response = self.client.post(f"{LIST}{redaction.pk}/change/", {"seen": seen, "_confirm": "1"})
        self.assertContains(response, "The list has changed", status_code=409)
        self.assertContains(response, "Dana Fictman again", status_code=409)
        self.assertIn("Dana Fictman sues", self.headlines())

    def test_cancelling_forgets_the_words(self):
        redaction = self.request()
        self.press(redaction, "_cancel")
        self.assertNotContains(self.page(redaction), "Fictman")
        self.assertIn("Dana Fictman sues", self.headlines())
        again = self.client.post(f"{LIST}{redaction.pk}/change/", {"seen": "x", "_confirm": "1"})
        self.assertEqual(again.status_code, 409)

    def test_an_unknown_redaction_is_not_an_error(self):
        self.assertRedirects(
            self.client.get(f"{LIST}999999/change/"), "/admin/", fetch_redirect_response=False
        )
        self.assertRedirects(self.client.get(f"{LIST}x/change/"), "/admin/", fetch_redirect_response=False)

    def test_lists_show_state_and_people(self):
        redaction = self.request()
        self.press(redaction, "_confirm", by=self.second)
        page = self.client.get(LIST)
        for words in ("Court 12/2026", "Removed", "asker", "second"):
            self.assertContains(page, words)

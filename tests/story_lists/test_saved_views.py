"""Saved views above the list of stories: private or shared, of known filters."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from newsroom.story_lists import admin
from newsroom.story_lists.models import SavedView
from tests.cases import ClockTestCase
from tests.factories import make_article, make_user

LIST, VIEWS = "/admin/articles/article/", "/admin/story-views/"


class SavedViewTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user("reporter", role="Reporters")

    def setUp(self):
        super().setUp()
        self.client.force_login(self.user)

    def links(self, query=""):
        page = html.fromstring(self.client.get(f"{LIST}{query}").content.decode())
        found = page.xpath("//nav[contains(@class, 'list-views')]//li/a")
        return {link.text_content().strip(): (link.get("href"), link.get("aria-current")) for link in found}

    def save(self, name="Mine in Korean", **fields):
        return self.client.post(VIEWS, {"name": name, "whose": "mine", "ko": "writing", **fields})


class SavingTests(SavedViewTestCase):
    def test_a_view_is_a_link_above_the_list_which_marks_the_present_one(self):
        response = self.save()
        self.assertRedirects(response, f"{LIST}?ko=writing&whose=mine")
        address, current = self.links("?whose=mine&ko=writing")["Mine in Korean"]
        self.assertEqual((address, current), (f"{LIST}?ko=writing&whose=mine", "page"))
        self.assertEqual(self.links()["All stories"], (LIST, "page"))

    def test_a_name_is_marked_with_its_language(self):
        self.save("내 기사")
        self.assertContains(self.client.get(LIST), '<span lang="ko">내 기사</span>')

    def test_unknown_parameters_are_dropped(self):
        self.save(next="https://elsewhere.example/", o="1", title_en__contains="x")
        self.assertEqual(SavedView.objects.get().filters, {"ko": "writing", "whose": "mine"})

    def test_nul_is_left_out(self):
        self.save(q="a\0b", en="\0")
        self.assertEqual(SavedView.objects.get().filters, {"ko": "writing", "whose": "mine", "q": "ab"})

    def test_a_name_is_taken_once_and_the_form_keeps_what_was_typed(self):
        self.save()
        response = self.save(en="live")
        self.assertContains(response, "There is a view with this name already.", status_code=422)
        page = html.fromstring(response.content.decode())
        self.assertEqual(page.xpath("//form[@id='view_form']//input[@name='en']/@value"), ["live"])

    def test_a_view_without_filters_or_name_is_refused(self):
        self.assertEqual(self.client.post(VIEWS, {"name": "All"}).status_code, 422)
        self.assertEqual(self.save(name=" ").status_code, 422)
        self.assertFalse(SavedView.objects.exists())

    def test_views_of_a_person_are_bounded(self):
        rows = [SavedView(owner=self.user, name=f"{number}") for number in range(admin.MOST_VIEWS)]
        SavedView.objects.bulk_create(rows)
        self.assertContains(self.save(), "You have 30 views.", status_code=422)

    def test_the_same_name_in_the_same_moment_is_an_error_of_the_form(self):
        form = admin.SavedViewForm(self.user, {"name": "Mine", "whose": "mine"})
        self.assertTrue(form.is_valid())
        SavedView.objects.create(owner=self.user, name="Mine")
        self.assertFalse(form.save_once())
        self.assertIn("name", form.errors)


class SharingTests(SavedViewTestCase):
    def test_managing_editors_share_and_others_see_it_but_not_their_private_ones(self):
        self.client.force_login(make_user())
        self.save("Night", is_shared="on")
        self.save("Private")
        self.client.force_login(self.user)
        self.assertEqual(set(self.links()), {"All stories", "Night shared"})

    def test_a_reporter_cannot_share(self):
        self.save(is_shared="on")
        self.assertFalse(SavedView.objects.get().is_shared)


class DeletingTests(SavedViewTestCase):
    def delete(self, view):
        self.client.post(VIEWS, {"_delete": view})
        return SavedView.objects.filter(pk=view).exists() if isinstance(view, int) else None

    def test_people_delete_their_own_and_whoever_shares_any_shared_one(self):
        editor = make_user()
        own = SavedView.objects.create(owner=self.user, name="Own")
        shared = SavedView.objects.create(owner=editor, name="Shared", is_shared=True)
        private = SavedView.objects.create(owner=editor, name="Private")
        self.assertTrue(self.delete(shared.pk))
        self.assertTrue(self.delete(private.pk))
        self.assertFalse(self.delete(own.pk))
        self.client.force_login(make_user("other"))
        self.assertFalse(self.delete(shared.pk))
        self.assertTrue(self.delete(private.pk))

    def test_a_number_that_is_none_deletes_nothing(self):
        for number in ("x", "9" * 40, ""):
            self.assertEqual(self.client.post(VIEWS, {"_delete": number}).status_code, 302)


class QueryTests(SavedViewTestCase):
    def test_one_query_for_one_view_as_for_many(self):
        make_article()

        def count():
            self.client.get(LIST)
            with CaptureQueriesContext(connection) as queries:
                self.client.get(LIST)
            return len(queries)

        none = count()
        for number in range(20):
            SavedView.objects.create(owner=self.user, name=f"{number}", filters={"whose": "mine"})
        self.assertEqual(count(), none)

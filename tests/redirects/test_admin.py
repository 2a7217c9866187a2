"""The desk's screens of redirects: permissions, the form with its refusals, the list and its filters."""

from unittest import mock

from django.test import TestCase
from lxml import html

from articles.admin import base
from articles.models import Event, EventType
from articles.workflow.permissions import ROLES
from newsroom.redirects.models import Redirect, RedirectUse
from newsroom.redirects.rules import RedirectRow, store_redirects
from tests.cases import ClockTestCase
from tests.factories import NOON, make_article, make_published, make_section, make_user
from tests.redirects.test_answers import make_redirect

LIST, ADD = "/admin/redirects/redirect/", "/admin/redirects/redirect/add/"
IMPORT, EXPORT = "/admin/redirects/redirect/import/", "/admin/redirects/redirect/export/"
MAY = {"Managing editors", "Administrators"}


def form_of(redirect):
    return f"{LIST}{redirect.pk}/change/"


class PermissionTests(TestCase):
    def test_managing_editors_and_administrators_look_after_redirects(self):
        redirect = make_redirect("/a", "/en/")
        addresses = (LIST, ADD, form_of(redirect), f"{LIST}{redirect.pk}/delete/", IMPORT, EXPORT)
        for number, role in enumerate([*ROLES, None]):
            self.client.force_login(make_user(f"person{number}", role=role))
            for address in addresses:
                with self.subTest(role=role, address=address):
                    status = 200 if role in MAY else 403
                    self.assertEqual(self.client.get(address).status_code, status)
            self.assertEqual(self.client.post(IMPORT, {"text": "x"}).status_code, 422 if role in MAY else 403)

    def test_nobody_who_is_not_logged_in(self):
        for address in (LIST, ADD, IMPORT, EXPORT):
            self.assertEqual(self.client.get(address).status_code, 302)


class RedirectAdminTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user()

    def setUp(self):
        super().setUp()
        self.client.force_login(self.user)

    def add(self, old_address, target="", status=302):
        response = self.client.post(ADD, {"old_address": old_address, "target": target})
        self.assertEqual(response.status_code, status, old_address)
        return response

    def errors(self, response):
        form = response.context["adminform"].form
        return {name: html.fromstring(str(found)).text_content() for name, found in form.errors.items()}


class FormTests(RedirectAdminTestCase):
    def test_stores_the_normal_form(self):
        self.add("https://www.old.example/2020/%ed%95%ad%EA%B5%AC/?b=2&a=1", "http://localhost/ko/#top")
        redirect = Redirect.objects.get()
        self.assertEqual((redirect.old_address, redirect.target), ("/2020/항구?a=1&b=2", "/ko/#top"))
        [event] = Event.objects.filter(subject_type="redirect")
        self.assertEqual((event.type, event.actor), (EventType.ADDED, self.user))

    def test_a_story_is_known_by_its_address(self):
        story = make_published()
        self.add("/?p=7", story.editions.get().get_absolute_url())
        redirect = Redirect.objects.get()
        self.assertEqual((redirect.article, redirect.language), (story, "en"))
        self.assertEqual(Event.objects.concerning(story).filter(subject_type="redirect").count(), 1)
        page = self.client.get(form_of(redirect))
        self.assertContains(page, f"/admin/articles/article/{story.pk}/change/")
        self.client.post(form_of(redirect), {"old_address": "/?p=7", "target": "https://x.example/"})
        redirect.refresh_from_db()
        self.assertEqual((redirect.kind, redirect.article, redirect.language), ("address", None, ""))
        self.client.post(form_of(redirect), {"old_address": "/?p=7", "target": ""})
        redirect.refresh_from_db()
        self.assertEqual((redirect.kind, redirect.target), ("gone", ""))

    def test_refuses_what_no_redirect_can_be(self):
        make_section("ports")
        for old, target, field, words in (
            ("/en/sections/ports/", "/ko/", "old_address", "is the address of a page of this site"),
            ("/admin/", "/ko/", "old_address", "belong to the newsroom itself"),
            ("/a", "javascript:alert(1)", "target", "begins with one slash"),
            ("/a", "/nothing/", "target", "There is no page at the new address"),
            ("/a", "/en/articles/77/", "target", "There is no story number 77."),
            ("/a\r\nb", "/ko/", "old_address", "control character"),
            ("", "/ko/", "old_address", "This field is required."),
            ("/" + "a" * 6000, "/ko/", "old_address", "at most 5000 characters"),
        ):
            with self.subTest(old=old[:20], target=target):
                response = self.add(old, target, 422)
                self.assertIn(words, self.errors(response)[field])
                self.assertContains(response, target, status_code=422)
        self.assertFalse(Redirect.objects.exists())

    def test_refuses_chains_from_either_end_and_names_the_other(self):
        other = make_redirect("/b", "https://x.example/")
        response = self.add("/a", "/b/", 422)
        self.assertIn(
            "leads to “https://x.example/”. Enter that address here.", self.errors(response)["target"]
        )
        self.assertContains(response, form_of(other), status_code=422)
        section = make_section("ports")
        leading = make_redirect("/c", "/en/sections/ports/")
        section.delete()
        response = self.add("/en/sections/ports", "/en/", 422)
        self.assertIn("“/c” leads to this address.", self.errors(response)["old_address"])
        self.assertContains(response, form_of(leading), status_code=422)
        make_redirect("/gone")
        self.assertIn("gone. Leave this field empty.", self.errors(self.add("/d", "/gone", 422))["target"])

    def test_refuses_itself_and_an_address_twice(self):
        redirect = make_redirect("/a", "/en/")
        self.assertIn("already", self.errors(self.add("/a/", "/ko/", 422))["old_address"])
        response = self.client.post(form_of(redirect), {"old_address": "/a", "target": "/a"})
        self.assertIn("The new address is the old one.", self.errors(response)["target"])
        response = self.client.post(form_of(redirect), {"old_address": "/a/", "target": "/ko/"})
        self.assertEqual(response.status_code, 302)

    def test_deletes(self):
        redirect = make_redirect("/a", "/en/")
        RedirectUse.objects.create(redirect=redirect, count=1, last_day=NOON.date())
        page = self.client.get(f"{LIST}{redirect.pk}/delete/")
        self.assertNotContains(page, "redirectuse")
        self.client.post(f"{LIST}{redirect.pk}/delete/", {"post": "yes"})
        self.assertFalse(Redirect.objects.exists())
        self.assertEqual(Event.objects.filter(subject_type="redirect").latest("pk").type, EventType.REMOVED)


class ListTests(RedirectAdminTestCase):
    def listed(self, query=""):
        page = html.fromstring(self.client.get(f"{LIST}{query}").content.decode())
        return [one.text_content() for one in page.xpath("//*[@id='result_list']//th//a")]

    def test_shows_where_each_leads_and_how_often_it_was_used(self):
        story = make_article()
        used = make_redirect("/a", story=story, language="en")
        RedirectUse.objects.create(redirect=used, count=4321, last_day=NOON.date())
        page = self.client.get(LIST)
        for words in ("Harbor opens", f"/en/articles/{story.pk}/", "4321", "Mar"):
            self.assertContains(page, words)

    def test_filters_and_search(self):
        story = make_article()
        used = make_redirect("/a", "/en/")
        make_redirect("/항구?id=7", "https://x.example/")
        make_redirect("/c")
        make_redirect("/d", story=story)
        RedirectUse.objects.create(redirect=used, count=1, last_day=NOON.date())
        for query, found in (
            ("", ["/d", "/c", "/항구?id=7", "/a"]),
            ("?kind__exact=gone", ["/c"]),
            ("?kind__exact=story", ["/d"]),
            ("?state=unused", ["/d", "/c", "/항구?id=7"]),
            ("?state=broken", ["/d"]),
            ("?q=x.example", ["/항구?id=7"]),
            ("?q=https%3A%2F%2Fold.example%2F%25ed%2595%25ad%25EA%25B5%25AC%2F%3Fid%3D7", ["/항구?id=7"]),
            ("?q=%00", ["/d", "/c", "/항구?id=7", "/a"]),
        ):
            with self.subTest(query):
                self.assertEqual(self.listed(query), found)

    def test_costs_as_much_for_many_and_stops_at_a_bound(self):
        def fill(first, count):
            store_redirects([RedirectRow(f"/{n}", "/en/") for n in range(first, first + count)], by=None)

        self.enterContext(mock.patch.object(base, "MOST_LISTED", 20))
        fill(0, 2)
        self.client.get(LIST)
        with self.assertNumQueries(7):
            self.client.get(LIST)
        fill(2, 60)
        with self.assertNumQueries(7):
            page = self.client.get(LIST)
        self.assertLessEqual(len(page.context["cl"].result_list), 21)

    def test_a_batch_in_the_log_is_readable(self):
        store_redirects([RedirectRow("/a", "/en/"), RedirectRow("/b", "/en/")], by=self.user)
        self.assertContains(self.client.get("/admin/articles/event/"), "/a → /en/ (+1)")

"""Lists of sections and standing pages, whose rows can be moved."""

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from lxml import html

from articles.models import Section
from articles.workflow.masthead import arrange_rows, ordered_ids
from tests.articles.admin.forms import PostedForm
from tests.factories import make_section, make_standing_page, make_user

LIST = "/admin/articles/section/"


class RowOrderTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user("lead", role="Managing editors")
        cls.one, cls.two, cls.three = [make_section(name).pk for name in ("harbor", "money", "sports")]
        cls.seen = ",".join(map(str, ordered_ids(Section)))

    def setUp(self):
        self.client.force_login(self.user)

    def buttons(self, address=LIST):
        page = html.fromstring(self.client.get(address).content.decode())
        return page.xpath("//button[@name='_move']/@value")

    def test_each_row_has_its_buttons_and_no_number_is_typed(self):
        rows = (self.one, self.two, self.three)
        self.assertEqual(self.buttons(), [f"{row}:{step}" for row in rows for step in ("up", "down")])
        for address in (f"{LIST}add/", "/admin/articles/standingpage/add/"):
            self.assertNotContains(self.client.get(address), 'name="position"')
        make_standing_page()
        self.assertEqual(len(self.buttons("/admin/articles/standingpage/")), 2)

    def test_the_rows_are_counted_once(self):
        with CaptureQueriesContext(connection) as queries:
            self.client.get(LIST)
        counts = [
            one["sql"] for one in queries if "COUNT(" in one["sql"] and "articles_section" in one["sql"]
        ]
        self.assertEqual(len(counts), 1, counts)

    def test_a_button_moves_a_row_one_step(self):
        response = self.client.post(LIST, {"_seen": self.seen, "_move": f"{self.three}:up"}, follow=True)
        self.assertRedirects(response, LIST)
        self.assertContains(response, "Moved.")
        self.assertEqual(ordered_ids(Section), [self.one, self.three, self.two])
        self.undo(response)

    def test_the_first_row_goes_no_further_up(self):
        self.assertEqual(
            self.client.post(LIST, {"_seen": self.seen, "_move": f"{self.one}:up"}).status_code, 302
        )
        self.assertEqual(ordered_ids(Section), [self.one, self.two, self.three])

    def test_the_script_sends_a_whole_order(self):
        order = f"{self.three},{self.one},{self.two}"
        response = self.client.post(LIST, {"_seen": self.seen, "_order": order})
        self.assertEqual(ordered_ids(Section), [self.three, self.one, self.two])
        self.undo(response)

    def undo(self, response):
        """Press the undo button of the message in a response."""
        [form] = html.fromstring(response.content.decode()).xpath("//form[@class='undo']")
        fields = {one.get("name"): one.get("value") for one in form.xpath(".//input")}
        response = self.client.post(form.get("action"), fields, follow=True)
        self.assertRedirects(response, LIST)
        self.assertContains(response, "Undone.")
        self.assertEqual(ordered_ids(Section), [self.one, self.two, self.three])

    def test_undo_is_refused_on_the_page_if_the_list_has_changed(self):
        order = f"{self.three},{self.one},{self.two}"
        response = self.client.post(LIST, {"_seen": self.seen, "_order": self.seen, "_undo": "1"})
        self.assertRedirects(response, LIST)
        response = self.client.post(LIST, {"_seen": order, "_order": self.seen, "_undo": "1"})
        self.assertContains(response, "<h1>", status_code=409)
        self.assertContains(response, "has changed in the meantime", status_code=409)

    def test_the_name_in_the_language_of_the_screens_comes_first(self):
        for language, first in (("en", "field-english_name"), ("ko", "field-korean_name")):
            self.user.language = language
            self.user.save()
            page = html.fromstring(self.client.get(LIST).content.decode())
            [heading, *_others] = page.xpath("//table[@id='result_list']/tbody/tr[1]/th")
            self.assertEqual(heading.get("class"), first)

    def test_of_two_people_the_second_is_told_of_the_first(self):
        ids = ordered_ids(Section)
        other = make_user("bo", role="Managing editors", first_name="Bo", last_name="Lim")
        arrange_rows(Section, ids[::-1], seen=ids, by=other)
        for data in ({"_move": f"{self.two}:up"}, {"_order": f"{self.two},{self.one},{self.three}"}):
            response = self.client.post(LIST, {"_seen": self.seen} | data)
            self.assertContains(response, "Bo Lim changed the list in the meantime.", status_code=409)
        self.assertEqual(ordered_ids(Section), ids[::-1])

    def test_what_is_no_order_is_refused(self):
        for data in (
            {"_order": "x", "_seen": self.seen},
            {"_order": "9" * 19, "_seen": self.seen},
            {"_order": self.seen},
            {"_move": "up", "_seen": self.seen},
            {"_move": "99999:up", "_seen": self.seen},
            {"_move": f"{self.one}:over", "_seen": self.seen},
            {"_move": f"{self.one}:up", "_seen": ""},
        ):
            with self.subTest(data):
                self.assertEqual(self.client.post(LIST, data).status_code, 400)

    def test_who_only_reads_moves_nothing(self):
        self.client.force_login(make_user("rae", role="Reporters"))
        self.assertEqual(self.buttons(), [])
        response = self.client.post(LIST, {"_seen": self.seen, "_move": f"{self.two}:up"})
        self.assertEqual(response.status_code, 403)

    def test_a_filtered_list_moves_nothing(self):
        self.assertEqual(self.buttons(f"{LIST}?q=harbor"), [])
        self.assertEqual(self.buttons(f"{LIST}?o=1"), [])

    def test_a_new_section_comes_last(self):
        ids = ordered_ids(Section)
        arrange_rows(Section, ids[::-1], seen=ids, by=None)
        form = PostedForm(self.client.get(f"{LIST}add/"), "section_form")
        data = form.data(name_en="Weather", name_ko="날씨", slug="weather")
        self.assertEqual(self.client.post(f"{LIST}add/", data).status_code, 302)
        self.assertEqual(ordered_ids(Section), [*ids[::-1], Section.objects.get(slug="weather").pk])

"""Marks of live stories: in lists of readers, on the desk's lists and on the first screen."""

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from lxml import html

from newsroom.live.publication import begin_coverage, end_coverage
from newsroom.search.consumer import catch_up
from tests.cases import ClockTestCase
from tests.factories import HOUR, make_published, make_user
from tests.live.cases import make_live

LIVE_HEADLINES = "//article[.//p[contains(@class, 'kicker')]/strong[normalize-space()='Live']]//a"


class ReaderTests(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.by = make_user()
        cls.story = make_live(by=cls.by, number=" live")
        make_published(number=" calm")

    def marked(self, address, **query):
        page = html.fromstring(self.client.get(address, query).content.decode())
        links = [link.text_content().strip() for link in page.xpath(LIVE_HEADLINES)]
        return [words for words in links if "Harbor" in words]

    def test_lists_mark_a_story_while_it_is_live(self):
        self.clock.shift(HOUR)
        catch_up()
        pages = ("/en/", "/en/2026/03/02/", "/en/search/?q=harbor")
        for address in pages:
            with self.subTest(address):
                path, _, words = address.partition("?q=")
                self.assertEqual(self.marked(path, **({"q": words} if words else {})), ["Harbor opens live"])
        end_coverage(self.story, by=self.by)
        self.clock.shift(HOUR)
        self.assertEqual(self.marked("/en/"), [])

    def test_the_time_machine_marks_what_was_live_then(self):
        self.clock.shift(HOUR)
        end_coverage(self.story, by=self.by)
        self.clock.shift(HOUR)
        self.client.force_login(self.by)
        self.assertEqual(self.marked("/en/", at="2026-03-02T21:30"), ["Harbor opens live"])
        self.assertEqual(self.marked("/en/", at="2026-03-02T22:30"), [])


class DeskTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.by = make_user()
        cls.story = make_live(by=cls.by, number=" live")
        cls.calm = make_published(number=" calm")

    def setUp(self):
        self.client.force_login(self.by)

    def links(self, address):
        page = html.fromstring(self.client.get(address).content.decode())
        return set(page.xpath("//main//a/@href")) & {
            f"/admin/live/{one.pk}/" for one in (self.story, self.calm)
        }

    def test_first_screen_board_and_list_lead_to_the_coverage(self):
        for address in ("/admin/", "/admin/board/", "/admin/articles/article/"):
            with self.subTest(address):
                self.assertEqual(self.links(address), {f"/admin/live/{self.story.pk}/"})
        end_coverage(self.story, by=self.by)
        for address in ("/admin/", "/admin/board/", "/admin/articles/article/"):
            with self.subTest(address):
                self.assertEqual(self.links(address), set())

    def test_more_stories_that_are_live_cost_no_query_more(self):
        counts = [self.count(address) for address in ("/admin/", "/admin/board/")]
        begin_coverage(self.calm, by=self.by)
        self.assertEqual([self.count(address) for address in ("/admin/", "/admin/board/")], counts)

    def count(self, address):
        self.client.get(address)  # runs the consumers of the log
        with CaptureQueriesContext(connection) as queries:
            self.client.get(address)
        return len(queries)

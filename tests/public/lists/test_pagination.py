from datetime import UTC, datetime

import pytest
from django.http import Http404
from django.test import TestCase
from time_machine import travel

from articles.models import Edition
from newsroom.public.pagination import Cursor, take_slice
from tests.factories import HOUR, NOON, make_author, make_section, make_topic
from tests.public.newsdesk import headlines, page_of, print_many

LATER = NOON + 100 * HOUR


class TestCursor:
    def test_reads_what_it_writes(self):
        cursor = Cursor(datetime(2026, 3, 2, 12, 0, 0, 7, tzinfo=UTC), 41, "ko")
        assert Cursor.parse(str(cursor)) == cursor

    @pytest.mark.parametrize(
        "text",
        [
            "", "1", "-", "1-", "-1", "1-0", "01-1", "1-01", "1-1 ", " 1-1", "1-1\n", "1-1-1", "a-1", "1.5-1",
            "+1-1", "-1-1", "fr.1-1", "ko1-1", "KO.1-1", "1" * 18 + "-1", "1-" + "1" * 19, "１-１", "1-1'--",
        ],
    )  # fmt: skip
    def test_refuses_what_it_would_not_write(self, text):
        with pytest.raises(Http404):
            Cursor.parse(text)

    def test_takes_the_largest_number_that_fits(self):
        assert Cursor.parse("9" * 17 + "-" + "9" * 18).at.year == 5138


@travel(LATER, tick=False)
class PagesTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.section, cls.topic, cls.author = make_section(), make_topic(), make_author()
        cls.editions = print_many(45, section=cls.section, topic=cls.topic, author=cls.author, since=NOON)
        cls.expected = [edition.headline for edition in reversed(cls.editions)]

    def walk(self, address):
        """Return the headlines of all following pages, a list for each page."""
        pages = []
        while address:
            response = self.client.get(address)
            pages.append(headlines(response))
            older = page_of(response).xpath("//a[@rel='next' and ancestor::nav[@class='paging']]/@href")
            address = address.split("?")[0].split("#")[0] + "?" + older[0].split("?")[1] if older else None
        return pages

    def test_every_list_shows_each_story_once_newest_first(self):
        for address in ("/en/sections/economy/", "/en/topics/harbours/", "/en/authors/bora-testman/"):
            with self.subTest(address):
                pages = self.walk(address)
                self.assertEqual([len(page) for page in pages], [20, 20, 5])
                self.assertEqual([headline for page in pages for headline in page], self.expected)

    def test_stories_of_one_instant_are_told_apart_by_number(self):
        twins = print_many(2, section=make_section("twins"), since=NOON) + print_many(
            1, section=self.section, since=NOON
        )
        editions = Edition.objects.filter(pk__in=[twins[0].pk, twins[2].pk])
        first = take_slice(editions, size=1)
        second = take_slice(editions, first.older, size=1)
        self.assertEqual([first.editions[0].pk, second.editions[0].pk], [twins[2].pk, twins[0].pk])
        self.assertIsNone(second.older)

    def test_new_story_moves_nothing_to_another_page(self):
        second = page_of(self.client.get("/en/sections/economy/")).xpath("//a[@rel='next']/@href")[0]
        before = headlines(self.client.get(second))
        print_many(3, section=self.section, since=NOON + 50 * HOUR, words="News")
        self.assertEqual(headlines(self.client.get(second)), before)

    def test_cursor_that_makes_no_sense_is_404(self):
        for cursor in ("x", "", "ko.1-1", "0-1"):
            with self.subTest(cursor):
                response = self.client.get("/en/sections/economy/", {"before": cursor})
                self.assertEqual(response.status_code, 404)

    def test_later_page_says_where_it_begins_and_is_not_indexed(self):
        second = page_of(self.client.get("/en/sections/economy/")).xpath("//a[@rel='next']/@href")[0]
        page = page_of(self.client.get(second))
        self.assertEqual(page.findtext(".//title"), "Economy: before March 2, 2026, 9:25 p.m. KST · Newsroom")
        self.assertEqual(page.xpath("//meta[@name='robots']/@content"), ["noindex, follow"])
        self.assertEqual(page.xpath("//link[@rel='canonical']/@href"), [f"http://testserver{second}"])
        self.assertEqual(page.xpath("//link[@rel='alternate'][@hreflang]"), [])

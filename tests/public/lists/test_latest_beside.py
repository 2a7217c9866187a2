"""The latest stories next to a list, without those in the list."""

from django.test import TestCase
from time_machine import travel

from tests.factories import HOUR, NOON, make_publication, make_section
from tests.public.newsdesk import page_of, print_many, texts


class LatestBesideTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_publication()
        cls.economy, culture = make_section("economy"), make_section("culture")
        print_many(2, section=cls.economy, since=NOON + 20 * HOUR, words="Money")
        print_many(7, section=culture, since=NOON, words="Stage")

    def latest(self, address, part="h3"):
        with travel(NOON + 30 * HOUR, tick=False):
            page = page_of(self.client.get(address))
        return texts(page, f"//section[contains(@class, 'latest')]//{part}")

    def test_shows_the_newest_that_the_list_does_not(self):
        self.assertEqual(
            self.latest("/en/sections/economy/"), [f"Stage {number}" for number in range(6, 1, -1)]
        )

    def test_two_stories_are_no_list(self):
        self.assertEqual(self.latest("/en/sections/culture/"), [])

    def test_says_the_day_of_those_of_another_day(self):
        self.assertEqual(self.latest("/en/sections/economy/", "time")[0], "March 2, 2026")

    def test_the_archive_of_a_day_has_its_calendar_there(self):
        self.assertEqual(self.latest("/en/2026/03/02/"), [])

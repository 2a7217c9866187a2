"""Live entries in the feeds of stories: the latest entries update the item of their story."""

import json

from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsroom.live.publication import correct_entry, end_coverage, take_down
from tests.factories import HOUR, make_published
from tests.live.cases import post, translate
from tests.live.test_pages import PagesTestCase


class FeedTests(PagesTestCase):
    def item(self, language="en", **query):
        items = json.loads(self.client.get(f"/{language}/feed.json", query).content)["items"]
        return next(one for one in items if f"/articles/{self.story.pk}/" in one["url"])

    def test_the_item_of_a_story_has_its_entries_and_the_time_of_the_last(self):
        before = self.item()
        self.assertNotIn("Live coverage", before["content_html"])
        self.clock.shift(HOUR)
        translate(post(self.story, text="The gate opened. https://example.org/"))
        self.clock.shift(HOUR)
        post(self.story, "ko", "두 번째 소식.")
        item = self.item()
        self.assertEqual(item["date_modified"], "2026-03-02T14:00:00Z")
        self.assertEqual(item["date_published"], before["date_published"])
        content = item["content_html"]
        self.assertLess(content.index("두 번째 소식."), content.index("The gate opened."))
        self.assertIn("Only in Korean so far", content)
        self.assertIn('<div lang="ko">', content)
        self.assertIn('href="https://example.org/"', content)

    def test_an_entry_that_is_gone_is_not_in_it_and_the_item_is_updated(self):
        post(self.story, text="zzgonezz")
        post(self.story, text="zzwrongzz")
        self.clock.shift(HOUR)
        take_down(self.story, 1, by=self.by)
        correct_entry(self.story, 2, "en", "Right.", by=self.by, seen=1)
        end_coverage(self.story, by=self.by)
        item = self.item()
        self.assertEqual(item["date_modified"], "2026-03-02T13:00:00Z")
        self.assertNotIn("zz", item["content_html"])
        self.assertIn("Right.", item["content_html"])
        self.client.force_login(self.by)
        self.clock.shift(HOUR)
        self.assertIn("zzgonezz", self.item(at="2026-03-02T21:30")["content_html"])

    def test_the_ten_latest_are_enough_and_cost_the_same(self):
        for number in range(12):
            post(self.story, text=f"Number {number}.")
        self.assertEqual(self.item()["content_html"].count("Number "), 10)
        make_published(number=" calm")
        with self.assertNumQueries(self.count()):
            self.client.get("/en/feed.json")

    def count(self):
        with CaptureQueriesContext(connection) as queries:
            self.client.get("/en/feed.json")
        post(self.story, text="One more.")
        return len(queries)

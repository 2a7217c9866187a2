from urllib.robotparser import RobotFileParser

from django.test import TestCase


class RobotsTests(TestCase):
    def test_robots_stay_out_of_the_newsroom(self):
        response = self.client.get("/robots.txt")
        self.assertEqual(response["Content-Type"], "text/plain; charset=utf-8")
        lines = response.content.decode().splitlines()
        self.assertEqual(lines[:3], ["User-agent: *", "Disallow: /admin/", "Disallow: /preview/"])

    def test_robots_are_told_where_the_sitemaps_are(self):
        lines = self.client.get("/robots.txt", SERVER_NAME="localhost").content.decode().splitlines()
        sitemaps = ["sitemap.xml", "sitemaps/news.xml"]
        self.assertEqual(lines[-2:], [f"Sitemap: http://localhost/{name}" for name in sitemaps])

    def test_search_engines_index_pages(self):
        robots = RobotFileParser()
        robots.parse(self.client.get("/robots.txt").content.decode().splitlines())
        self.assertTrue(robots.can_fetch("Googlebot", "/en/articles/1/harbor-opens/"))
        self.assertTrue(robots.can_fetch("GPTBot", "/en/articles/1/harbor-opens/"))

    def test_search_engines_read_a_search_but_follow_none_that_was_narrowed(self):
        lines = self.client.get("/robots.txt").content.decode().splitlines()
        for language in ("en", "ko"):
            self.assertIn(f"Disallow: /{language}/search/?*&", lines)
        robots = RobotFileParser()
        robots.parse(lines)
        self.assertTrue(robots.can_fetch("Googlebot", "/en/search/?q=harbor"))

    def test_newsroom_may_keep_out_who_trains_models(self):
        with self.settings(AI_TRAINING=False):
            lines = self.client.get("/robots.txt").content.decode().splitlines()
        robots = RobotFileParser()
        robots.parse(lines)
        self.assertFalse(robots.can_fetch("GPTBot", "/en/articles/1/harbor-opens/"))
        self.assertTrue(robots.can_fetch("Googlebot", "/en/articles/1/harbor-opens/"))

import json
from urllib.robotparser import RobotFileParser

from django.contrib.staticfiles import finders
from django.test import TestCase
from PIL import Image
from time_machine import travel

from newsroom.identity.configuration import colour_pairs
from newsroom.public.site_files import short_name
from tests.factories import NOON, make_publication, make_section
from tests.public.newsdesk import page_of


class ManifestTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_publication()
        make_section()

    def manifest(self, language):
        response = self.client.get(f"/{language}/manifest.webmanifest")
        self.assertEqual(response["Content-Type"], "application/manifest+json")
        return json.loads(response.content)

    def test_each_language_has_its_own(self):
        english, korean = self.manifest("en"), self.manifest("ko")
        self.assertEqual((english["name"], english["start_url"]), ("The Test Harbor", "/en/"))
        self.assertEqual((korean["name"], korean["lang"]), ("시험항구신문", "ko"))
        self.assertEqual(korean["shortcuts"], [{"name": "economy 부문", "url": "/ko/sections/economy/"}])

    def test_icons_are_as_large_as_it_says(self):
        for icon in self.manifest("en")["icons"]:
            path = finders.find(icon["src"].removeprefix("/static/"))
            with Image.open(path) as picture:
                self.assertEqual("{}x{}".format(*picture.size), icon["sizes"], icon["src"])

    def test_name_under_an_icon_is_short(self):
        self.assertEqual(short_name("The Test Harbor"), "Test Harbor")
        self.assertEqual(short_name("The Dalmuri Courier"), "Dalmuri")
        self.assertEqual(short_name("달무리신문"), "달무리신문")

    def test_pages_name_it_and_their_colors(self):
        head = page_of(self.client.get("/ko/")).find("head")
        self.assertEqual(head.xpath("link[@rel='manifest']/@href"), ["/ko/manifest.webmanifest"])
        self.assertEqual(tuple(head.xpath("meta[@name='theme-color']/@content")), colour_pairs()["--paper"])


class AskedWithoutReadingTests(TestCase):
    def test_icons_at_the_root_lead_to_the_files(self):
        for path in ("favicon.ico", "apple-touch-icon.png", "apple-touch-icon-precomposed.png"):
            response = self.client.get(f"/{path}")
            self.assertEqual(response.status_code, 302, path)
            with Image.open(finders.find(response["Location"].removeprefix("/static/"))) as picture:
                self.assertGreaterEqual(picture.size[0], 48, path)


@travel(NOON, tick=False)
class SecurityTests(TestCase):
    ADDRESS = "/.well-known/security.txt"

    def test_names_the_contact_and_when_to_look_again(self):
        make_publication(contact="desk@paper.example")
        response = self.client.get(self.ADDRESS)
        self.assertEqual(response["Content-Type"], "text/plain; charset=utf-8")
        self.assertEqual(
            response.content.decode().splitlines(),
            [
                "Contact: mailto:desk@paper.example",
                "Expires: 2027-03-01T00:00:00Z",
                "Preferred-Languages: en, ko",
                "Canonical: http://testserver/.well-known/security.txt",
            ],
        )

    def test_newspaper_without_a_contact_has_none(self):
        make_publication()
        self.assertEqual(self.client.get(self.ADDRESS).status_code, 404)


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

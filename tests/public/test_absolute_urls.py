"""Absolute URLs come from the settings, not from the request."""

from pathlib import Path
from unittest import mock

from django.test import TestCase, override_settings
from time_machine import travel

from newsroom.search import suggestions
from tests.factories import HOUR, NOON, make_author, make_publication, make_topic, make_user
from tests.public.newsdesk import make_image, page_of, tell

PUBLIC = Path(__file__).resolve().parents[2] / "newsroom/public"
HOME, CALLED = "https://news.example", "testserver:1337"
LICENSE = {"license_name_en": "Test License", "license_terms_en": "Name us."}
# Pages, feeds, sitemaps and files with addresses that clients store.
PATHS = """
    /en/ /ko/ /en/feeds/ /en/feed.atom /en/feed.json /en/corrections/ /en/corrections/feed.json
    /en/sections/economy/ /en/sections/economy/feed.atom /en/topics/harbours/feed.json
    /en/authors/bora-testman/ /en/authors/bora-testman/feed.atom /en/2026/03/02/
    /en/search/ /en/search/suggestions/?q=h /en/opensearch.xml
    /robots.txt /sitemap.xml /sitemaps/pages.xml /sitemaps/news.xml /.well-known/security.txt
    {story} {story}republish/ {story}side-by-side/
"""


class AbsoluteTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_publication(contact="desk@paper.example", **LICENSE)
        filing = {"topics": [make_topic()], "authors": [make_author()], "lead_image": make_image()}
        with travel(NOON, tick=False):
            cls.story = tell(languages=("en", "ko"), **filing)
        cls.address = f"/en/articles/{cls.story.pk}/harbor-opens/"

    def setUp(self):
        self.enterContext(travel(NOON + HOUR, tick=False))
        suggested = [suggestions.Suggestion("harbor", "", "")]
        self.enterContext(mock.patch.object(suggestions, "suggest", lambda *_asked, **_known: suggested))

    def text(self, path):
        response = self.client.get(path, headers={"host": CALLED})
        self.assertEqual(response.status_code, 200, path)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        return content.decode()

    @override_settings(SITE_URL=HOME)
    def test_name_that_a_request_chose_is_told_to_nobody(self):
        listed = page_of(self.client.get("/sitemap.xml")).xpath("//loc/text()")
        files = [address.removeprefix(HOME) for address in listed]
        self.assertEqual(len(files), 4)  # for pages, topics, authors and stories
        for path in {*PATHS.format(story=self.address).split(), *files}:
            with self.subTest(path):
                text = self.text(path)
                self.assertIn(HOME, text)
                self.assertNotIn("testserver", text)

    @override_settings(SITE_URL=HOME)
    def test_a_story_is_known_by_one_address_whoever_asks(self):
        tags = set()
        for host in (CALLED, "localhost", "127.0.0.1:8000"):
            tags.add(self.client.get(self.address, headers={"host": host})["ETag"])
        self.assertEqual(len(tags), 1)
        page = page_of(self.client.get(self.address))
        self.assertEqual(page.xpath("//link[@rel='canonical']/@href"), [HOME + self.address])
        self.assertEqual(
            page.xpath("//a[@class='share__address']/@href"), [f"{HOME}/en/articles/{self.story.pk}/"]
        )

    @override_settings(SITE_URL=HOME)
    def test_letters_of_korean_addresses_are_written_as_in_any_address(self):
        korean = self.story.editions.get(language="ko").get_absolute_url()
        self.assertIn(f'hreflang="ko" href="{HOME}{korean}"', self.text(self.address))
        self.assertTrue(korean.isascii())

    def test_site_of_this_machine_goes_by_the_name_that_it_is_called_by(self):
        for home in ("http://localhost", "http://127.0.0.1:8000", "http://[::1]:8000"):
            with self.subTest(home), override_settings(SITE_URL=home):
                self.assertIn(f'<link rel="canonical" href="http://{CALLED}/en/">', self.text("/en/"))

    @override_settings(SITE_URL=HOME)
    def test_time_machine_stays_on_the_host_that_it_is_used_on(self):
        self.client.force_login(make_user())
        links = page_of(self.client.get(self.address, {"at": NOON.isoformat()})).xpath("//a/@href")
        self.assertEqual([link for link in links if link.startswith(HOME)], [])
        self.assertIn(f"/en/articles/{self.story.pk}/?at=2026-03-02T21%3A00", links)

    def test_no_page_makes_an_address_otherwise(self):
        files = [path for path in PUBLIC.rglob("*.py") if "build_absolute_uri" in path.read_text()]
        self.assertEqual([path.name for path in files], ["responses.py"])

"""Sitemaps contain every indexable page and no other, with correct dates."""

from datetime import datetime, timedelta

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from lxml import etree
from time_machine import travel

from articles.models import Edition, Wanted
from articles.publishing import quick_fix, withdraw
from newsroom.public import sitemaps
from tests.factories import (
    HOUR,
    NOON,
    make_author,
    make_publication,
    make_published,
    make_section,
    make_standing_page,
    make_topic,
    rewrite,
)
from tests.numbers import count_on
from tests.public.newsdesk import page_of, print_many, publish_again, tell

HREFLANG = "{http://www.w3.org/1999/xhtml}link"
NEWS = {"n": sitemaps.NEWS, "s": sitemaps.SITEMAP}
HOST = "http://testserver"
NUMBER = 100  # number of the file with all stories of a test, also with high ids on PostgreSQL
FILE = f"/sitemaps/stories-{NUMBER}.xml"


def body_of(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


class SitemapCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        count_on("articles_article", after=(NUMBER - 1) * sitemaps.STORY_RANGE)
        make_publication()

    def setUp(self):
        traveller = travel(NOON, tick=False)
        self.clock = traveller.start()
        self.addCleanup(traveller.stop)

    def read(self, address):
        response = self.client.get(address)
        self.assertEqual(response.status_code, 200, address)
        return etree.fromstring(body_of(response))

    def files(self):
        """Return {path of a file: its lastmod or None} of the index."""
        rows = self.read("/sitemap.xml").findall("{*}sitemap")
        return {row.findtext("{*}loc").removeprefix(HOST): row.findtext("{*}lastmod") for row in rows}

    def urls(self, file=FILE):
        """Return {path of a page: its lastmod or None}."""
        rows = self.read(file).findall("{*}url")
        return {row.findtext("{*}loc").removeprefix(HOST): row.findtext("{*}lastmod") for row in rows}

    def all_urls(self):
        return {path: at for file in self.files() for path, at in self.urls(file).items()}


class StoryTests(SitemapCase):
    def setUp(self):
        super().setUp()
        self.story = tell(languages=("en", "ko"))
        self.clock.shift(HOUR)

    def address(self, story=None, language="en"):
        story = story or self.story
        return Edition.objects.live().get(article=story, language=language).get_absolute_url()

    def test_each_language_of_a_story_is_listed_with_both(self):
        rows = self.read(FILE).findall("{*}url")
        self.assertEqual(len(rows), 2)
        for row in rows:
            links = {link.get("hreflang"): link.get("href") for link in row.iter(HREFLANG)}
            english, korean = (HOST + self.address(language=code) for code in ("en", "ko"))
            self.assertEqual(links, {"en": english, "ko": korean, "x-default": english})

    def test_lastmod_is_what_readers_were_told_of_last(self):
        self.assertEqual(self.urls()[self.address()], "2026-03-02T12:00:00+00:00")
        quick_fix(self.story, "en", by=None, headline="Harbour opens")
        self.assertEqual(self.urls()[self.address()], "2026-03-02T12:00:00+00:00")
        self.clock.shift(HOUR)
        rewrite(self.story, summary_en="It opens on Monday.")
        publish_again(self.story, kind="correction", note="Wrong.", note_there="틀렸다.")
        self.assertEqual(self.urls()[self.address()], "2026-03-02T14:00:00+00:00")
        self.assertEqual(self.files()[FILE], "2026-03-02T14:00:00+00:00")

    def test_only_what_is_live_is_listed(self):
        alone = tell(number=" alone")
        gone = tell(number=" gone")
        make_published(number=" tomorrow", at=NOON + 24 * HOUR)
        self.clock.shift(HOUR)
        withdraw(gone, "en", by=None, note="Not true.")
        self.clock.shift(HOUR)
        expected = {self.address(), self.address(language="ko"), self.address(alone)}
        self.assertEqual(set(self.urls()), expected)
        self.assertEqual(len(list(self.read(FILE).iter(HREFLANG))), 6)
        self.clock.move_to(NOON + 25 * HOUR)
        self.assertEqual(len(self.urls()), 4)

    def test_stories_are_spread_over_files_by_their_numbers(self):
        section = make_section("arts")
        editions = print_many(20, section=section, since=NOON - 50 * HOUR)
        numbers = {*(edition.article_id for edition in editions), self.story.pk}
        with patched(sitemaps, "STORY_RANGE", 10):
            files = {path: at for path, at in self.files().items() if "stories" in path}
            listed = [set(self.urls(path)) for path in files]
        self.assertEqual(len(files), len({(number - 1) // 10 for number in numbers}))
        self.assertEqual(sum(map(len, listed)), 22)
        self.assertLessEqual(max(map(len, listed)), 20)

    def test_a_file_is_not_written_again_for_who_has_it(self):
        first = self.client.get(FILE)
        body_of(first)
        with CaptureQueriesContext(connection) as queries:
            again = self.client.get(FILE, headers={"if-none-match": first["ETag"]})
        self.assertEqual((again.status_code, len(queries)), (304, 1))
        for change in (
            lambda: quick_fix(self.story, "en", by=None, headline="Harbour opens"),
            lambda: withdraw(self.story, "en", by=None, note="Not true."),
        ):
            before = self.client.get(FILE)["ETag"]
            self.clock.shift(HOUR)
            change()
            self.clock.shift(HOUR)
            self.assertNotEqual(self.client.get(FILE)["ETag"], before)

    def test_ranges_without_a_story_and_rubbish_are_404(self):
        rubbish = "0 999999999999999999 1e3 %00".split()
        for name in (*(f"stories-{one}" for one in (NUMBER + 1, *rubbish, "9" * 5000)),
                     "topics-1", "authors-7", "pages-1"):  # fmt: skip
            self.assertEqual(self.client.get(f"/sitemaps/{name}.xml").status_code, 404, name[:20])
        self.assertEqual(self.client.get("/sitemap.xml?at=2026-03-09").status_code, 404)

    def test_the_index_is_read_anew_when_something_has_changed(self):
        with CaptureQueriesContext(connection) as first:
            self.files()
        with CaptureQueriesContext(connection) as second:
            self.files()
        self.assertEqual(len(second), len(first) - 1)
        self.clock.shift(HOUR)
        quick_fix(self.story, "en", by=None, headline="Harbour opens")
        self.assertEqual(self.files()[FILE], "2026-03-02T14:00:00+00:00")

    def test_a_file_costs_two_questions_whatever_is_in_it(self):
        for count in (1, 300):
            print_many(count, section=make_section(f"arts-{count}"), since=NOON - 50 * HOUR)
            with CaptureQueriesContext(connection) as queries:
                body_of(self.client.get(FILE))
            self.assertEqual(len(queries), 2)


class patched:
    """Replace a constant of a module."""

    def __init__(self, module, name, value):
        self.module, self.name, self.value = module, name, value

    def __enter__(self):
        self.kept = getattr(self.module, self.name)
        setattr(self.module, self.name, self.value)

    def __exit__(self, *error):
        setattr(self.module, self.name, self.kept)


class LimitTests(TestCase):
    def test_a_file_of_the_longest_addresses_stays_under_fifty_megabytes(self):
        address = "https://www.a-rather-long-name-of-a-host.example/ko/articles/1000000/" + "%EA%B0%80" * 200
        place = sitemaps.SitemapPage({"en": address, "ko": address}, {"en": NOON, "ko": NOON})
        size = 2 * len(sitemaps.url_element(place, "ko")) * sitemaps.STORY_RANGE
        self.assertLess(size, 50 * 2**20)
        self.assertLess(2 * sitemaps.STORY_RANGE, 50_000)


class ListTests(SitemapCase):
    def setUp(self):
        super().setUp()
        self.section = make_section()
        make_standing_page(slug="about", title_en="About", body_en="<p>A</p>")

    def test_pages_that_there_are_one_or_a_few_of(self):
        self.assertEqual(
            set(self.urls("/sitemaps/pages.xml")),
            {
                *("/en/", "/ko/", "/en/corrections/", "/ko/corrections/", "/en/feeds/", "/ko/feeds/"),
                *("/en/checksums/", "/ko/checksums/"),
                *("/en/sections/economy/", "/ko/sections/economy/", "/en/pages/about/"),
            },
        )

    def test_topics_and_authors_are_listed_once_they_have_a_story(self):
        make_topic("silent"), make_author("silent-testman")
        named = make_topic("harbours", name_ko="")
        tell(languages=("ko",), topics=[named], authors=[make_author()])
        found = self.all_urls()
        self.assertIn("/en/topics/harbours/", found)
        self.assertIn("/ko/authors/bora-testman/", found)
        self.assertNotIn("/en/authors/bora-testman/", found)
        self.assertNotIn("/ko/topics/harbours/", found)
        self.assertEqual([path for path in found if "silent" in path], [])

    def test_every_page_that_is_listed_is_one_that_is_to_be_found(self):
        tell(languages=("en", "ko"), topics=[make_topic()], authors=[make_author()])
        tell(languages=("ko", "en"), wanted={"en": Wanted.BRIEF}, number=" brief", body_en="")
        found = self.all_urls()
        self.assertGreater(len(found), 15)
        for path in found:
            response = self.client.get(path)
            self.assertEqual(response.status_code, 200, path)
            kept_out = "//meta[@name='robots'][contains(@content, 'noindex')]"
            self.assertEqual(page_of(response).xpath(kept_out), [], path)

    def test_alternates_are_those_of_the_page_itself(self):
        tell(languages=("en", "ko"), topics=[make_topic()], authors=[make_author()])
        seen = 0
        for file in self.files():
            for row in self.read(file).findall("{*}url"):
                told = {link.get("hreflang"): link.get("href") for link in row.iter(HREFLANG)}
                page = page_of(self.client.get(row.findtext("{*}loc")))
                links = page.xpath("//link[@rel='alternate' and @hreflang]")
                there = {link.get("hreflang"): link.get("href") for link in links}
                seen += len(told)
                self.assertEqual(told, there if len(there) > 2 else {})
        self.assertGreater(seen, 20)


class NewsTests(SitemapCase):
    def test_stories_of_two_days_are_told_in_full(self):
        tell(number=" old", at=NOON)
        self.clock.shift(timedelta(days=2, hours=1))
        story = tell(languages=("en", "ko"), title_en="Harbor & ferries")
        make_published(number=" tomorrow", at=NOON + timedelta(days=9))
        rows = self.read("/sitemaps/news.xml").findall("s:url", NEWS)
        self.assertEqual(len(rows), 2)
        told = {
            field: rows[0].findtext(f".//n:{field}", namespaces=NEWS)
            for field in ("name", "language", "title")
        }
        self.assertEqual(told, {"name": "The Test Harbor", "language": "en", "title": "Harbor & ferries"})
        at = datetime.fromisoformat(rows[0].findtext(".//n:publication_date", namespaces=NEWS))
        self.assertEqual(at, NOON + timedelta(days=2, hours=1))
        self.assertIn(f"/ko/articles/{story.pk}/", rows[1].findtext("s:loc", namespaces=NEWS))
        self.assertEqual(rows[1].findtext(".//n:name", namespaces=NEWS), "시험항구신문")

    def test_a_thousand_at_most(self):
        section = make_section()
        for language in ("en", "ko"):
            print_many(600, section=section, since=NOON - 20 * HOUR, language=language)
        self.assertEqual(len(self.read("/sitemaps/news.xml").findall("s:url", NEWS)), 1000)

    def test_brief_leads_to_what_is_listed_itself(self):
        tell(languages=("ko", "en"), wanted={"en": Wanted.BRIEF}, body_en="")
        self.assertEqual(len(self.read("/sitemaps/news.xml").findall("s:url", NEWS)), 1)

"""Alternates of pages in the other language exist and refer back."""

import pytest
from django.test import TestCase
from time_machine import travel

from articles.models import Wanted
from tests.factories import (
    HOUR,
    NOON,
    make_author,
    make_publication,
    make_section,
    make_standing_page,
    make_topic,
    rewrite,
)
from tests.public.crawl import crawl
from tests.public.newsdesk import page_of, publish_again, tell

HOST = "http://testserver"


@pytest.mark.long  # crawls the site
class AlternateTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        with travel(NOON, tick=False) as clock:
            make_publication()
            make_standing_page(slug="about", title_en="About", body_en="<p>A</p>")
            make_section()
            filing = {"topics": [make_topic(), make_topic("korean", name_en="")], "authors": [make_author()]}
            both = tell(languages=("en", "ko"), **filing)
            for number in range(22):  # more than one page of a list
                tell(number=f" {number}", **filing)
            tell(languages=("ko",), number=" 혼자", **filing)
            tell(languages=("ko", "en"), wanted={"en": Wanted.BRIEF}, number=" brief", body_en="", **filing)
            clock.shift(HOUR)
            rewrite(both, summary_en="It opens on Monday.")
            publish_again(both, kind="correction", note="Wrong.", note_there="틀렸다.")
            clock.shift(HOUR)
            answers = crawl(cls.client_class())
        cls.pages = {
            HOST + path: page_of(answer)
            for path, answer in answers.items()
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
        }

    def alternates(self, page):
        links = page.xpath("//link[@rel='alternate' and @hreflang]")
        return {link.get("hreflang"): link.get("href") for link in links}

    def test_each_alternate_is_a_page_in_its_language_that_names_this_one(self):
        pairs = 0
        for address, page in self.pages.items():
            for code, there in self.alternates(page).items():
                with self.subTest(address, code=code):
                    self.assertIn(there, self.pages)
                    self.assertIn(address, self.alternates(self.pages[there]).values())
                    if code != "x-default":
                        self.assertEqual(self.pages[there].get("lang"), code)
                        pairs += 1
        self.assertGreater(pairs, 60)

    def test_page_with_alternates_names_itself_and_a_default(self):
        kinds = set()
        for address, page in self.pages.items():
            found = self.alternates(page)
            if found:
                kinds.add(address.split("/")[4])
                self.assertEqual(found[page.get("lang")], address)
                self.assertEqual(found["x-default"], found.get("en", address))
        self.assertLessEqual({"", "articles", "sections", "topics", "authors", "pages", "corrections"}, kinds)

    def test_later_pages_of_a_list_name_none_and_are_not_indexed(self):
        later = {address: page for address, page in self.pages.items() if "?before=" in address}
        self.assertGreater(len(later), 1)
        for address, page in later.items():
            self.assertEqual(self.alternates(page), {}, address)
            self.assertEqual(page.xpath("//meta[@name='robots']/@content"), ["noindex, follow"], address)

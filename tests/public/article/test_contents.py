"""The table of contents of a long story, and the size of a long headline."""

import re

from newsroom.public.article.page import LONG_MINUTES, MANY_HEADINGS, table_of_contents
from newsroom.public.templatetags.newspaper import headline_length
from tests.factories import make_published
from tests.public.article.test_article import ArticleCase
from tests.public.newsdesk import tell, texts

HEADINGS = "".join(f"<h2>Part {number}</h2><p>Text.</p>" for number in range(MANY_HEADINGS))
LINKS = "//nav[@class='contents']//a"


class ContentsTests(ArticleCase):
    def test_entries_lead_to_the_headings_of_the_text(self):
        page = self.read(tell(body_en=HEADINGS))
        self.assertEqual(texts(page, LINKS), ["Part 0", "Part 1", "Part 2", "Part 3"])
        addresses = page.xpath(f"{LINKS}/@href")
        self.assertEqual(addresses, [f"#{name}" for name in page.xpath("//div[@class='body']/h2/@id")])

    def test_a_short_text_has_none(self):
        self.assertEqual(self.read(tell(body_en=HEADINGS[: len(HEADINGS) // 2])).xpath(LINKS), [])

    def test_two_headings_are_enough_for_a_text_that_takes_long_to_read(self):
        html = '<h2 id="s-a">A</h2><h2 id="s-b">B</h2>'
        self.assertEqual(table_of_contents(html, LONG_MINUTES - 1), [])
        self.assertEqual(table_of_contents(html, LONG_MINUTES), [("s-a", "A"), ("s-b", "B")])

    def test_labels_and_links_of_headings_are_left_out_and_languages_stay(self):
        other = make_published(languages=("ko",), number=" 2")
        first = f'<h2 data-label="lead">See <a data-article="{other.pk}">this</a></h2>'
        page = self.read(tell(body_en=first + '<h2>About <span lang="ko">항구</span></h2>' + HEADINGS))
        self.assertEqual(texts(page, LINKS)[:2], ["See this", "About 항구"])
        self.assertEqual(texts(page, f"{LINKS}/span[@lang='ko']"), ["항구"])
        self.assertEqual(page.xpath(f"{LINKS}//a"), [])


class HeadlineTests(ArticleCase):
    def test_long_headlines_are_marked_by_their_width(self):
        for headline, length in (
            ("a" * 69, ""),
            ("a" * 70, "long"),
            ("가" * 35, "long"),
            ("가" * 55, "longest"),
        ):
            self.assertEqual(re.findall('data-length="(.*)"', headline_length(headline)) or [""], [length])

"""Pages of one language contain words of the other only in elements marked with it."""

import re
from html import escape

from django.test import TestCase
from lxml import etree
from time_machine import travel

from articles.models import Role, Wanted
from newsroom.search.consumer import catch_up
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
from tests.public.crawl import crawl
from tests.public.newsdesk import make_image, page_of, publish_again, tell

HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
# Words without a language: e-mail addresses, the time zone, tags in a text to be copied.
NEITHER = re.compile(r"\S+@\S+|\bKST\b|</?[a-z][^<>]*>")
LATIN = re.compile(r"[A-Za-z]{2,}")
ELSEWHERE = {
    "url": "https://paper.example/",
    "publisher_en": "Harbor Daily",
    "title_en": "A",
    "title_ko": "가",
}
SEARCHES = ["harbor", "항구", "harbor 항구", "hatbor", "항그", "none 없음", "harbor&since=x", "x&section=x"]
MORE = [
    *("/en/nonsense/", "/ko/nonsense/", "/en/articles/3/", "/ko/articles/2/"),
    *(f"/{language}/search/?q={query}" for language in ("en", "ko") for query in SEARCHES),
]
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
SPOKEN = ("alt", "aria-label", "title", "content")
NAMES = ("og:url", "og:image", "og:type", "og:locale", "og:locale:alternate", "article:published_time",
         "article:modified_time", "article:author", "twitter:card", "og:image:type",
         "theme-color")  # fmt: skip


def spoken(page):
    """Yield (language of the element, text) of all texts and attributes that are shown or read aloud."""
    for node in page.iter():
        if not isinstance(node.tag, str):
            continue
        language = language_of(node)
        yield language, "" if node.tag == "script" else node.text or ""  # data names both languages
        if node.tag == "meta" and not is_prose(node):
            continue
        for name in SPOKEN:
            yield language, node.get(name, "")
        if node.getparent() is not None:
            yield language_of(node.getparent()), node.tail or ""


def page_in(language, html):
    """Return a response with a page that contains some markup."""

    class Answer:
        content = f'<html lang="{language}"><meta charset="utf-8">{html}'.encode()

    return Answer


def is_prose(meta):
    name = meta.get("name") or meta.get("property") or ""
    return bool(name) and name not in (*NAMES, "viewport", "color-scheme", "robots")


def language_of(node):
    return next(iter(node.xpath("ancestor-or-self::*[@lang][1]/@lang")), "")


def foreign(response):
    """Return the texts of a page that are not in the language of their element."""
    found = []
    for language, text in spoken(page_of(response)):
        words = NEITHER.sub("", text)
        alien = HANGUL.search(words) if language == "en" else LATIN.search(words)
        if language != "zxx" and (alien or not language):  # zxx marks an address
            found += [(language, text.strip())] if text.strip() else []
    return found


class PurityTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        with travel(NOON, tick=False) as clock:
            make_publication(
                contact="desk@paper.example", legal_notice_en="All ours.", legal_notice_ko="모두 우리 것."
            )
            section = make_section(name_ko="경제")
            make_standing_page(
                slug="about",
                title_en="About",
                title_ko="소개",
                body_en="<p>We print.</p>",
                body_ko="<p>찍는다.</p>",
            )
            topic = make_topic(name_ko="항만", description_en="Ships.", description_ko="배.")
            author = make_author(name_ko="나시험", position_ko="기자", position_en="Reporter")
            filing = {
                "section": section,
                "topics": [topic],
                "lead_image": make_image(),
                "authors": [author, (author, Role.TRANSLATION)],
            }
            both = tell(languages=("en", "ko"), **filing)
            english, korean = tell(**filing), tell(languages=("ko",), **filing)
            related = [ELSEWHERE, *({"target": story} for story in (both, english, korean))]
            tell(languages=("en", "ko"), related=related,
                 sources=[{"name_en": "Board"}, {"name_ko": "항만청"}], **filing)  # fmt: skip
            make_published(languages=("ko", "en"), wanted={"en": Wanted.BRIEF}, section=section)
            clock.shift(HOUR)
            rewrite(both, summary_en="Mended.", summary_ko="고쳤다.")
            publish_again(both, kind="correction", note="It was wrong.", note_there="사실과 달랐다.")
            publish_again(both, "ko", kind="correction", note="틀렸다.")
            catch_up()

    def feeds(self):
        """Return {address: root} of every Atom feed that pages announce."""
        with travel(NOON + 2 * HOUR, tick=False):
            answers = crawl(self.client)
        kind = "application/atom+xml"
        return {
            address: etree.fromstring(answer.content)
            for address, answer in answers.items()
            if answer.get("Content-Type", "").startswith(kind)
        }

    def test_feeds_never_mix_languages(self):
        feeds = self.feeds()
        self.assertGreater(len(feeds), 8)
        for address, feed in feeds.items():
            language = address[1:3]
            words = [node.text or "" for node in feed.iter("{*}title", "{*}subtitle", "{*}summary")]
            words += [node.get("term") for node in feed.iter("{*}category")]
            html = "".join(node.text for node in feed.iter("{http://www.w3.org/2005/Atom}content"))
            prose = "".join(f"<p>{escape(text)}</p>" for text in words)
            with self.subTest(address):
                self.assertEqual(feed.get(XML_LANG), language)
                self.assertEqual(foreign(page_in(language, html + prose)), [])

    def pages(self):
        with travel(NOON + 2 * HOUR, tick=False):
            found = crawl(self.client, MORE)
        return {
            address: answer
            for address, answer in found.items()
            if answer.get("Content-Type", "").startswith("text/html") and not answer.has_header("Location")
        }

    def test_every_text_is_in_the_language_that_its_element_says(self):
        pages = self.pages()
        self.assertGreater(len(pages), 20)
        for address, answer in pages.items():
            with self.subTest(address):
                self.assertEqual(page_of(answer).get("lang"), address[1:3])
                self.assertEqual(foreign(answer), [])

    def test_check_sees_a_foreign_word_and_lets_a_labelled_one_pass(self):
        class Answer:
            html = '<html lang="en"><meta charset="utf-8"><p>항구</p><p lang="ko">항구</p><img alt="배">'
            content = html.encode()

        self.assertEqual(foreign(Answer), [("en", "항구"), ("en", "배")])

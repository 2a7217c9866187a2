"""Numbers of queries of each kind of search, in a process that has already made pages."""

import json
from types import SimpleNamespace
from unittest.mock import patch
from urllib.parse import urlencode

from django.core.cache import caches
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from articles.models import Term
from newsroom.pagecache import journal
from newsroom.pagecache.handler import PageCacheHandler
from newsroom.search import statements, vocabulary
from newsroom.search.consumer import catch_up, index_articles
from tests.factories import HOUR, NOON, make_author, make_publication, make_section, make_topic
from tests.pagecache.ask import FRESH, ask
from tests.public.newsdesk import headlines, print_many, tell

LIGHTHOUSE, BUDGET, ZEBRAS = "Lighthouse keeper retires", "Harbor budget approved", "Zebras arrive"
CHIPS, TRADE = "반도체 수출 증가", "자유무역협정 발효"
ARTS, LATER = {"section": "arts"}, {"since": "2026-03-01", "until": "2026-03-02"}
# (language, words, other parameters, number of queries, headlines of the first stories)
KINDS = {
    "one word": ("en", "lighthouse", {}, 2, [LIGHTHOUSE]),
    "two words": ("en", "harbor budget", {}, 2, [BUDGET]),
    "a phrase": ("en", '"keeper retires"', {}, 2, [LIGHTHOUSE]),
    "a phrase that no story has": ("en", '"retires keeper"', {}, 2, []),
    "stories in the other language": ("en", "반도체", {}, 3, [CHIPS]),
    "a term by its other name": ("ko", "free trade agreement", {}, 2, [TRADE]),
    "an acronym": ("en", "FTA", {}, 3, [TRADE]),
    "a section": ("en", "zebra", ARTS, 2, [ZEBRAS]),
    "days": ("en", "zebra", LATER, 2, [ZEBRAS]),
    "one language": ("ko", "zebra", {"in": "en"}, 2, [ZEBRAS]),
    "by date": ("en", "lighthouse", {"order": "date"}, 2, [LIGHTHOUSE]),
    "page 2": ("en", "ferry", {"page": "2"}, 2, ["Ferry 24"]),
    "a late page": ("en", "ferry", {"page": "3"}, 2, ["Ferry 4"]),
    "a misspelt word": ("en", "lighthuose", {}, 5, [LIGHTHOUSE]),
    "a misspelt word beside a right one": ("en", "lighthuose keeper", {}, 5, [LIGHTHOUSE]),
    "a misspelt Korean word": ("ko", "반도채 수출", {}, 5, [CHIPS]),
    "two misspelt words": ("en", "lighthuose keepre", {}, 5, [LIGHTHOUSE]),
    "a misspelt word of a day": ("en", "zebars", LATER, 5, [ZEBRAS]),
    "words that are never together": ("en", "lighthouse budget", {}, 5, [BUDGET, LIGHTHOUSE]),
    "a misspelt word and one elsewhere": ("en", "lighthuose budget", {}, 5, [BUDGET, LIGHTHOUSE]),
    "a word that is nowhere": ("en", "lighthouse qwzxv", {}, 5, [LIGHTHOUSE]),
    "initial consonants": ("ko", "ㅂㄷㅊ", {}, 5, [CHIPS]),
    "initial consonants of nothing": ("ko", "ㅇㅁㅅㅎ", {}, 4, []),
    "half a syllable": ("ko", "반도ㅊ", {}, 5, [CHIPS]),
    "half a syllable behind a word": ("ko", "수출 반도ㅊ", {}, 5, [CHIPS]),
    "the other keyboard": ("en", "qksehcp", {}, 5, [CHIPS]),
    "a word in two": ("en", "light house", {}, 5, [LIGHTHOUSE]),
    "two words in one": ("en", "harborbudget", {}, 5, [BUDGET]),
    "capitals": ("en", "KEEPER RETIRES", {}, 2, [LIGHTHOUSE]),
    "nothing": ("en", "qwzxv", {}, 3, []),
    "a name that no story has": ("ko", "나시험", {}, 4, []),
    "two words that are nowhere": ("en", "qwzxv vxzwq", {}, 5, []),
    "nothing in a section": ("en", "lighthouse", ARTS, 2, []),
    "signs alone": ("en", "*** \"'", {}, 1, []),
    "an attack": ("en", "'; DROP TABLE x; -- \" OR (* NEAR", {}, 5, []),
    "no words": ("en", "", {}, 0, []),
}
TYPED = {
    "letters": ("en", "zeb", 1, ["zebras"]),
    "a topic": ("en", "harb", 2, ["Harbours", "harbor"]),
    "an author and a word": ("ko", "나", 2, ["나시험"]),
    "initial consonants": ("ko", "ㅂㄷㅊ", 1, ["반도체"]),
    "a second word": ("en", "harbor bud", 1, ["harbor budget"]),
    "the other keyboard": ("en", "qksehc", 2, ["반도체"]),
    "nothing": ("en", "qwzxv", 2, []),
}


class SearchPagesTests(TestCase):
    """A newspaper with some stories, and a handler that has already made search pages."""

    @classmethod
    def setUpTestData(cls):
        cls.enterClassContext(patch.object(statements, "RECENT", 3))  # on PostgreSQL most entries are older
        # Do not read the log a second time.
        cls.enterClassContext(patch.object(journal, "INTERVAL", 600))
        with travel(NOON, tick=False):
            make_publication()
            cls.make_stories()

    @classmethod
    def make_stories(cls):
        Term.objects.create(name_en="free trade agreement", synonyms_en="FTA", name_ko="자유무역협정")
        tell(title_en=LIGHTHOUSE, summary_en="She is sixty.", body_en="<p>The lighthouse stays.</p>")
        tell(title_en=BUDGET, summary_en="By the council.", body_en="<p>It grows.</p>", topics=[make_topic()])
        tell(languages=("en", "ko"), title_en=ZEBRAS, title_ko="얼룩말 도착", section=make_section("arts"))
        authors = [make_author(name_ko="나시험")]
        tell(languages=("ko",), title_ko=CHIPS, body_ko="<p>늘었다.</p>", authors=authors)
        tell(languages=("ko",), title_ko=TRADE, body_ko="<p>오늘부터다.</p>")
        catch_up()
        ferries = print_many(45, section=make_section("sea"), since=NOON, words="Ferry")
        index_articles([edition.article_id for edition in ferries])

    def setUp(self):
        self.enterContext(travel(NOON + 2 * HOUR, tick=False))
        self.start_process()

    def start_process(self):
        """Start with an empty cache, and make a search page in each language."""
        caches["pages"].clear()
        self.site = PageCacheHandler()
        for language in ("en", "ko"):
            self.ask(f"/{language}/search/?q=nobody")

    def ask(self, address):
        return ask(self.site, address, **FRESH)

    def asked(self, address):
        """Return the second answer to an address, and its queries."""
        self.ask(address)
        with CaptureQueriesContext(connection) as queries:
            answer = self.ask(address)
        self.assertEqual(answer.status, 200, address)
        return answer, [query["sql"] for query in queries]

    def headlines(self, answer):
        return headlines(SimpleNamespace(content=answer.body))

    def test_a_search_page_asks_few(self):
        for kind, (language, words, more, count, first) in KINDS.items():
            with self.subTest(kind):
                self.start_process()
                answer, queries = self.asked(f"/{language}/search/?{urlencode({'q': words, **more})}")
                found = self.headlines(answer)
                self.assertEqual((len(queries), found[: len(first) or 1]), (count, first), queries)
                self.assertLessEqual(len(queries), 5)

    def test_suggestions_ask_few(self):
        for kind, (language, words, count, suggested) in TYPED.items():
            with self.subTest(kind):
                self.start_process()
                answer, queries = self.asked(f"/{language}/search/suggestions/?{urlencode({'q': words})}")
                self.assertEqual((len(queries), json.loads(answer.body)[1]), (count, suggested), queries)

    def test_a_new_form_of_a_term_is_known_once_the_index_has_it(self):
        address = f"/en/search/?{urlencode({'q': 'commerce pact'})}"
        self.assertNotIn(TRADE.encode(), self.ask(address).body)
        term = Term.objects.get()
        term.synonyms_en = "FTA\ncommerce pact"
        term.save()
        catch_up()
        self.site.journal.look_again()
        self.assertEqual(self.headlines(self.ask(address)), [TRADE])

    def test_a_larger_glossary_is_not_kept_and_finds_the_same(self):
        self.enterContext(patch.object(vocabulary, "MOST_KEPT", 1))
        self.site.parts.clear()
        answer, queries = self.asked("/en/search/?q=FTA")
        self.assertEqual(self.headlines(answer), [TRADE])
        self.assertEqual(len([sql for sql in queries if "search_termform" in sql]), 1)

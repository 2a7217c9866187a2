"""Hostile queries, and changes of the index during a search."""

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from articles.text.search.query import parse_query
from newsroom.search.consumer import catch_up
from newsroom.search.questions import SearchQuestion, ask
from newsroom.search.suggestions import suggest
from tests.factories import HOUR, NOON, make_section
from tests.public.newsdesk import print_many, tell

LATER = NOON + HOUR
RUBBISH = [
    '"', '""', "'", "\\", "*", "har*", "NEAR(harbor opens)", "harbor AND", "OR NOT", "(", ")(",
    "words:harbor", "^harbor", "harbor -opens", "{words}: harbor", "harbor; DROP TABLE search_words",
    "' OR 1=1 --", "%", "_", "\x00", "harbor\x00opens", "\ud800", "\udfff항구", "😀", "👩‍👩‍👧", "   ",
    "\u200b", "!!!", "…", "the of", "것", "수", "ㄱ", "ㅏ", "ㅎㄱ", "ㅘ", "가", "9" * 400, "0", "-1",
    "1e309", "a" * 100_000, "가" * 100_000, "가 나 다 " * 40_000, "《》", "<b>harbor</b>",
    "항구".encode().decode("latin-1"), "\u1112\u1161\u11bc\u1100\u116e", "\u1161\u11bc", "ＨＡＲＢＯＲ",
    "港口", "İstanbul", "ﬁre", "&amp;", "U.S.", "'''", "a'b'c", "3.14.15", "-", "--", "&", "a&b", "=s1",
    "_항구", "^^", "=", "\u02bc", "\u0301\u0301", "\r\n\t", "http://x.example/?q=1", "@name", "#항구",
    "a@b.example",
]  # fmt: skip


class HostileTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        with travel(NOON, tick=False):
            tell(languages=("en", "ko"))
        catch_up()

    def test_nothing_that_is_typed_breaks_an_answer(self):
        for words in RUBBISH:
            with self.subTest(ascii(words[:40])):  # a process of tests tells another in UTF-8
                answer = ask(SearchQuestion(words, "ko"), LATER)
                self.assertLessEqual(answer.total, 1)
                text = f"{words[:500]} 항구가 문을 열었다"
                self.assertEqual("".join(piece for piece, _is_hit in answer.marks(text)), text)

    def test_nothing_that_is_typed_breaks_suggestions(self):
        for words in RUBBISH:
            with self.subTest(ascii(words[:40])):  # a process of tests tells another in UTF-8
                self.assertLessEqual(len(suggest(words, "en", LATER)), 8)

    def test_signs_of_the_index_are_no_way_into_it(self):
        for words in ("=s1", "^^", "_", "="):
            self.assertEqual(ask(SearchQuestion(words, "en"), LATER).total, 0, words)

    def test_full_width_and_decomposed_letters_are_letters(self):
        self.assertEqual(ask(SearchQuestion("ＨＡＲＢＯＲ", "en"), LATER).total, 1)
        self.assertEqual(ask(SearchQuestion("\u1112\u1161\u11bc\u1100\u116e", "en"), LATER).total, 1)


class CostTests(TestCase):
    """Queries are few, and as many for many stories as for few."""

    WORDS = ("story", "story 7", "storry", "stori unknown", "story text summary", "text of unknown words")

    def costs(self):
        found = {}
        for words in self.WORDS:
            with CaptureQueriesContext(connection) as queries:
                ask(SearchQuestion(words, "ko"), LATER + 1000 * HOUR)
            found[words] = len(queries)
        with CaptureQueriesContext(connection) as queries:
            suggest("sto", "en", LATER + 1000 * HOUR)
        return found | {"suggest": len(queries)}

    def print_stories(self, count):
        from newsroom.search.consumer import rebuild_index

        print_many(count, section=self.section, since=NOON)
        list(rebuild_index())

    def test_answers_cost_the_same_for_ten_and_for_three_hundred_stories(self):
        self.section = make_section()
        self.print_stories(10)
        few = self.costs()
        self.print_stories(300)
        self.assertEqual(self.costs(), few)
        self.assertLessEqual(max(few.values()), 18)


@pytest.mark.sqlite
def test_sqlite_finds_the_newest_without_sorting(db):
    from newsroom.search.retrieval import find_first
    from newsroom.search.statements import QueryReading, SearchScope

    with CaptureQueriesContext(connection) as queries:
        find_first(SearchScope(LATER), [QueryReading(parse_query("harbor news"))])
    with connection.cursor() as database:
        database.execute("EXPLAIN QUERY PLAN " + queries[0]["sql"].replace("%", "%%"))
        plan = "\n".join(row[3] for row in database.fetchall())
    assert "VIRTUAL TABLE" in plan.splitlines()[0]
    assert "TEMP B-TREE" not in plan

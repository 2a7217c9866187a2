"""The cost of pages: few queries, a constant number, and lists read in the order of an index."""

import re

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from articles.models import Edition
from newsroom.public.pagination import Cursor, take_slice
from newsroom.search.consumer import catch_up, index_articles
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
from tests.public.newsdesk import make_image, print_many, publish_again, tell

LATER = NOON + 1000 * HOUR
TOPIC = "/en/topics/harbours/"
# Processes cache some of these for all pages: the frame, the statements and the live stories.
BUDGET = {
    "/en/": 11,
    "/en/sections/economy/": 13,
    TOPIC: 15,
    "/en/authors/bora-testman/": 13,
    "/en/2026/03/02/": 10,
    "/en/pages/about/": 5,
    "/en/corrections/": 10,
    "/en/checksums/": 7,
    "/checksums.json": 3,
    "/en/search/": 5,
    "/en/search/?q=story&section=economy&author=bora-testman&since=2026-03-01": 11,
    "/ko/search/?q=none+story&order=date": 14,
    "/en/search/suggestions/?q=sto": 3,
    "/en/opensearch.xml": 3,
    "/en/feeds/": 4,
    "/en/feed.atom": 15,
    "/en/sections/economy/feed.json": 14,
    "/en/topics/harbours/feed.atom": 15,
    "/en/authors/bora-testman/feed.json": 15,
    "/en/corrections/feed.atom": 15,
}


class BudgetTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_publication(license_name_en="License", license_terms_en="Leave it as it is.")
        make_standing_page(
            slug="about", title_en="About", title_ko="소개", body_en="<p>A</p>", body_ko="<p>가</p>"
        )
        cls.section, cls.topic, cls.author = make_section(), make_topic(), make_author()
        for slug in ("arts", "sport", "world"):
            make_section(slug)
        with travel(NOON, tick=False):
            cls.image, target = make_image(), tell(languages=("ko",))
            links = f'<a data-article="{target.pk}">a</a> <a data-topic="{cls.topic.pk}">b</a>'
            cls.story = tell(
                languages=("en", "ko"), topics=[cls.topic], authors=[cls.author], lead_image=cls.image,
                related=[{"target": target}], sources=[{"name_en": "Board"}], body_en=f"<p>{links}</p>",
            )  # fmt: skip
            for number in range(3):
                rewrite(cls.story, summary_en=f"It opens at {number}.")
                publish_again(cls.story, kind="correction", note="Wrong.", note_there="틀렸다.")
        catch_up()
        cls.story.refresh_from_db()
        story = f"/en/articles/{cls.story.pk}/harbor-opens/"
        told = f"/ko/articles/{cls.story.pk}/{cls.story.slug_ko}/"
        # One more query fetches an older source, if the source has changed since the translation.
        more = {"history/": 9, "history/1/": 13, "side-by-side/": 12, "republish/": 15}
        cls.budget = BUDGET | {story: 14, told: 15} | {story + path: cost for path, cost in more.items()}

    def budget_of(self, address):
        """Return the limit of queries.

        On PostgreSQL, a search needs three more, for the index and its results.
        """
        is_search = "/search/" in address and connection.vendor == "postgresql"
        return self.budget[address] + (3 if is_search else 0)

    def costs(self):
        found = {}
        with travel(LATER, tick=False):
            for address in self.budget:
                with CaptureQueriesContext(connection) as queries:
                    self.assertEqual(self.client.get(address).status_code, 200, address)
                found[address] = len(queries)
        return found

    def print_stories(self, count):
        for language in ("en", "ko"):
            printed = print_many(
                count,
                section=self.section,
                topic=self.topic,
                author=self.author,
                image=self.image,
                since=NOON,
                language=language,
            )
            index_articles([edition.article_id for edition in printed])

    def test_pages_stay_within_their_budget(self):
        self.print_stories(10)
        for address, cost in self.costs().items():
            self.assertLessEqual(cost, self.budget_of(address), address)

    def test_pages_cost_the_same_for_ten_and_for_five_hundred_stories(self):
        self.print_stories(10)
        few = self.costs()
        self.print_stories(500)
        many = self.costs()
        # A topic fetches stories in the other language and their pictures only below the end of its own.
        self.assertEqual(many.pop(TOPIC), few.pop(TOPIC) - 3)
        # A feed fetches rows that its stories refer to. These stories refer to none.
        for address in [address for address in few if "/feed." in address]:
            self.assertLessEqual(many.pop(address), few.pop(address), address)
        self.assertEqual(many, few)


def lists():
    """Return (name of the index, editions, cursor) for the first page of each list, and for a later one."""
    live = Edition.objects.live(LATER)
    own = {
        "edition_topic_river": live.on_topic(1, "en"),
        "edition_byline_river": live.by_author(1, "en"),
        "edition_section_river": live.in_language("en").in_section(1),
        "edition_river": live.in_language("en"),
    }
    return [
        (index, editions, cursor) for index, editions in own.items() for cursor in (None, Cursor(NOON, 9))
    ]


class PlanTests(TestCase):
    """Query plans for lists of 300 stories, among 1,200 others."""

    @classmethod
    def setUpTestData(cls):
        filed = {"topic": make_topic(id=1), "author": make_author(id=1)}
        print_many(300, section=make_section(id=1), since=NOON - 4 * HOUR, **filed)
        print_many(1200, section=make_section("arts", id=2), since=NOON - 10 * HOUR)

    def statement(self, editions, cursor):
        with CaptureQueriesContext(connection) as queries:
            take_slice(editions, cursor)
        return queries[0]["sql"]

    def explained(self, editions, cursor, how):
        with connection.cursor() as database:
            database.execute(how + self.statement(editions, cursor).replace("%", "%%"))
            return "\n".join(str(column) for row in database.fetchall() for column in row)

    @pytest.mark.sqlite
    def test_sqlite_reads_every_list_by_one_index_range_without_sorting(self):
        for index, editions, cursor in lists():
            with self.subTest(index, cursor=cursor):
                plan = self.explained(editions, cursor, "EXPLAIN QUERY PLAN ")
                self.assertRegex(plan, rf"SEARCH \S+ USING (COVERING )?INDEX {index} \(")
                self.assertNotIn("TEMP B-TREE", plan)
                self.assertNotIn("SCAN", plan)
                if cursor:
                    self.assertRegex(plan, rf"{index} \(.*first_published_at<\?")

    @pytest.mark.postgresql
    def test_postgresql_reads_every_list_by_one_index_range_without_sorting(self):
        with connection.cursor() as database:
            database.execute("ANALYZE articles_edition, articles_editiontopic, articles_editionbyline")
            # PostgreSQL sorts small tables, which is as fast, but not large ones.
            for way in ("seqscan", "bitmapscan", "sort"):
                database.execute(f"SET LOCAL enable_{way} = off")
        for index, editions, cursor in lists():
            with self.subTest(index, cursor=cursor):
                plan = self.explained(editions, cursor, "EXPLAIN ")
                self.assertIn(f"Index Scan using {index}", plan.replace("Index Only Scan", "Index Scan"))
                self.assertNotIn("Sort", plan)
                if cursor:
                    self.assertTrue(re.search(r"Index Cond: .*first_published_at <= ", plan), plan)

    @pytest.mark.postgresql
    def test_postgresql_finds_the_few_corrections_by_an_index_of_their_own(self):
        told = Edition.objects.in_corrections("en", LATER).latest_first()[:20]
        with connection.cursor() as database:
            for way in ("seqscan", "bitmapscan", "sort"):
                database.execute(f"SET LOCAL enable_{way} = off")
        plan = told.explain()
        self.assertIn("Index Scan using edition_corrections", plan)
        self.assertNotIn("Sort", plan)

    @pytest.mark.sqlite
    def test_sqlite_finds_the_few_corrections_by_an_index_of_their_own(self):
        plan = Edition.objects.in_corrections("en", LATER).latest_first()[:20].explain()
        self.assertIn("SEARCH articles_edition USING INDEX edition_corrections", plan)
        self.assertNotIn("TEMP B-TREE", plan)

"""The costs of readers' pages do not grow with the stories: queries, database work, bytes."""

from unittest import mock

import pytest
from django.db import connection, transaction
from django.test import TestCase
from time_machine import travel

from articles.models import Edition
from newsroom.public.pagination import Cursor
from newsroom.search import statements
from tests.database_work import counting_work
from tests.factories import HOUR, NOON
from tests.many_editions import make_many_editions

# Numbers of stories that fill the first page of each list, and make PostgreSQL use its indexes.
SIZES = {"sqlite": (450, 1500), "postgresql": (1000, 3000)}
RECENT = 500  # newest entries that a search reads first: fewer than there are
# Limits of the ratio of work; three times the stories could take three. PostgreSQL reads a block for each row
# of a list, and in a small table the same block for many rows.
MORE = {"sqlite": 1.25, "postgresql": 2}
MORE_BYTES = 1.25
LISTS = """
    /en/ /ko/ /en/sections/economy/ /en/sections/economy/?before={cursor} /en/search/
    /en/search/?q=lighthouse /ko/search/?q=등대 /en/corrections/ /en/feed.atom
    /en/sections/economy/feed.json /sitemaps/news.xml
""".split()
OF_A_STORY = ("", "history/")


def use_indexes():
    """Make PostgreSQL plan queries as in large tables, until the transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            cursor.execute("SET LOCAL enable_seqscan = off")


@pytest.mark.long
class LargeNewspaperTests(TestCase):
    def measured(self, stories):
        """Return {page: its DatabaseWork with `bytes`} in a newspaper of `stories` stories."""
        with transaction.atomic():
            make_many_editions(stories, at=NOON, sentences=100)
            use_indexes()
            found = {}
            for name, address in self.addresses().items():
                self.client.get(address)  # queries made once per process are not counted
                with counting_work() as work:
                    response = self.client.get(address)
                self.assertEqual(response.status_code, 200, address)
                found[name], work.bytes = work, len(response.content)
            transaction.set_rollback(True)
        return found

    def addresses(self):
        """Return {page: address}: lists of the same length in any newspaper, and the pages of a story."""
        live = Edition.objects.live(NOON).in_language("en").filter(is_brief=False)
        story = live.exclude(topic_filings=None).newest_first()[5]
        lists = {path: path.format(cursor=Cursor(NOON - 48 * HOUR, 1)) for path in LISTS}
        return lists | {f"story {path}": story.get_absolute_url() + path for path in OF_A_STORY}

    def test_as_many_queries_and_as_much_work_and_as_many_bytes(self):
        with travel(NOON, tick=False), mock.patch.object(statements, "RECENT", RECENT):
            few, many = map(self.measured, SIZES[connection.vendor])
        for name, work in many.items():
            with self.subTest(name):
                self.assertLessEqual(work.queries, few[name].queries)
                self.assertLessEqual(work.work, few[name].work * MORE[connection.vendor])
                self.assertLessEqual(work.bytes, few[name].bytes * MORE_BYTES)

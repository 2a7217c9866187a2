"""Readers' pages cost the same with many stories as with few: queries, work in the database, bytes."""

import pytest
from django.db import transaction
from django.test import TestCase
from time_machine import travel

from articles.models import Edition
from newsroom.public.pagination import Cursor
from tests.database_work import counting_work
from tests.factories import HOUR, NOON
from tests.many_editions import make_many_editions

FEW, MANY = 450, 1500  # so many that each list fills its first page
MORE = 1.25  # times the work, and the bytes
LISTS = """
    /en/ /ko/ /en/sections/economy/ /en/sections/economy/?before={cursor} /en/search/
    /en/search/?q=lighthouse /ko/search/?q=등대 /en/corrections/ /en/feed.atom
    /en/sections/economy/feed.json /sitemaps/news.xml
""".split()
OF_A_STORY = ("", "history/")


@pytest.mark.sqlite  # PostgreSQL reads a table of so few stories as a whole, and a larger one by its indexes
class LargeNewspaperTests(TestCase):
    def measured(self, stories):
        """Return {page: its DatabaseWork with `bytes`} in a newspaper of so many stories."""
        with transaction.atomic():
            make_many_editions(stories, at=NOON, sentences=100)
            found = {}
            for name, address in self.addresses().items():
                self.client.get(address)  # what is asked once a process
                with counting_work() as work:
                    response = self.client.get(address)
                self.assertEqual(response.status_code, 200, address)
                found[name], work.bytes = work, len(response.content)
            transaction.set_rollback(True)
        return found

    def addresses(self):
        """Return {page: address}: lists that are as long in any newspaper, and the pages of a story."""
        live = Edition.objects.live(NOON).in_language("en").filter(is_brief=False)
        story = live.exclude(topic_filings=None).newest_first()[5]
        lists = {path: path.format(cursor=Cursor(NOON - 48 * HOUR, 1)) for path in LISTS}
        return lists | {f"story {path}": story.get_absolute_url() + path for path in OF_A_STORY}

    def test_as_many_queries_and_as_much_work_and_as_many_bytes(self):
        with travel(NOON, tick=False):
            few, many = self.measured(FEW), self.measured(MANY)
        for name, work in many.items():
            with self.subTest(name):
                self.assertLessEqual(work.queries, few[name].queries)
                self.assertLessEqual(work.work, few[name].work * MORE)
                self.assertLessEqual(work.bytes, few[name].bytes * MORE)

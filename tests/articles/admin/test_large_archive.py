"""The cost of the desk's screens does not grow with the archive, if the open work stays the same."""

from datetime import timedelta
from math import inf
from unittest import mock

import pytest
from django.db import connection

from articles.admin import base, events
from articles.admin.story import admin as story_admin
from articles.admin.story.admin import ArticleAdmin
from articles.models import progress
from newsroom.story_search import admin as search_admin
from newsroom.story_search import models as matches
from newsroom.story_search.consumer import queue_all_stories, story_search
from tests.cases import ClockTestCase
from tests.database_work import counting_work
from tests.factories import NOON, make_user, rewrite
from tests.many_stories import make_many

STORIES, BOARD = "/admin/articles/article/", "/admin/board/"
SCREENS = [
    "/admin/",
    BOARD,
    f"{BOARD}?column=in_review",
    f"{BOARD}?whose=waiting",
    f"{BOARD}?by=person",
    f"{BOARD}?only=overdue",
    "/admin/calendar/",
    "/admin/report/",
    "/admin/translations/",
    "/admin/translations/?q=harbor",
    "/admin/translations/pace/",
    STORIES,
    *(f"{STORIES}?q={word}" for word in ("lighthouse", "lightning")),
    *(f"{STORIES}?q=harbor{more}" for more in ("", "&p=2", "&en=in_review")),
    *(f"{STORIES}?{filtered}" for filtered in ("en=live", "en=public", "en=in_review", "ko=withdrawn")),
    *(f"{STORIES}?{filtered}" for filtered in ("ko=behind", "ko=stale", "ko=correction", "due=overdue")),
    f"{STORIES}?whose=free",
    f"{STORIES}?waiting=review",
    *(
        f"{STORIES}?{filtered}"
        for filtered in ("changed=week", "planned=week", "published=week", "aside=only")
    ),
    *(f"{STORIES}?{filtered}" for filtered in ("author=bora", "topic=port", "assignee=editor")),
    "/admin/articles/edition/",
    "/admin/articles/event/",
    "/admin/articles/event/?q=harbor",
    "/admin/articles/image/",
    "/admin/redirects/redirect/",
    "/admin/advertising/advertisement/",
    "/admin/newsletters/newsletterissue/",
    "/admin/newsletters/newsletterissue/add/?language=en",
    "/admin/machine-drafts/",
    "/admin/breaking-news/",
    "/admin/live/",
]
OPEN, FEW, MANY = 20, 1000, 4000
LISTED = 20  # rows that a list counts in this test
# Limits of the list's search, lowered below the number of stories here: ids searched first, stories found,
# filtered results, stories looked up by id, and stories searched by letters.
SEARCH = (
    (matches, "RECENT", 300),
    (search_admin, "MOST_FOUND", 100),
    (search_admin, "ENOUGH", 50),
    (story_admin, "FEW", 50),
    (story_admin, "MOST_BY_LETTERS", 300),
)
A_PAGE = 10
# Limits of the ratio of work; five times the stories could take five. PostgreSQL plans by statistics of its
# tables, which contain dead rows of other tests.
MORE = {"sqlite": 1.5, "postgresql": 1.6}
# Additional buffers for deeper indexes, which matter for screens that read few rows.
DEEPER = {"sqlite": 0, "postgresql": 115}
# Buffers for a screen: 2,000, and a tenth for tables that no test can vacuum.
MOST = {"sqlite": inf, "postgresql": 2200}


@pytest.mark.long
class LargeArchiveTests(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user, cls.now = make_user(), NOON

    def setUp(self):
        super().setUp()
        self.client.force_login(self.user)
        for module, name in ((base, "MOST_LISTED"), (events, "MOST_LISTED"), (progress, "MOST_COUNTED")):
            self.enterContext(mock.patch.object(module, name, LISTED))
        for module, name, value in SEARCH:
            self.enterContext(mock.patch.object(module, name, value))

    def measured(self):
        found = {}
        for address in SCREENS:
            per_page = A_PAGE if "?q=harbor" in address else ArticleAdmin.list_per_page
            with mock.patch.object(ArticleAdmin, "list_per_page", per_page):
                self.client.get(address)  # queries made once per process are not counted
                with counting_work() as work:
                    self.assertEqual(self.client.get(address).status_code, 200, address)
            found[address] = work
        return found

    def make_archive(self, count, *, age):
        make_many(count, by=self.user, at=self.now - timedelta(days=age), live_share=1)
        queue_all_stories()
        story_search.catch_up()

    def test_as_many_queries_and_as_much_work_in_the_database(self):
        story = make_many(OPEN, by=self.user, at=self.now, live_share=0)
        rewrite(story, body_en="<p>The lighthouse is dark.</p>")
        self.make_archive(FEW, age=0)
        few = self.measured()
        self.make_archive(MANY, age=60)
        for address, work in self.measured().items():
            with self.subTest(address):
                self.assertLessEqual(work.queries, few[address].queries)
                most = few[address].work * MORE[connection.vendor] + DEEPER[connection.vendor]
                self.assertLessEqual(work.work, most)
                self.assertLessEqual(work.work, MOST[connection.vendor])

"""Must-show: the desk's screens make the same number of queries for 200 stories as for ten."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsroom.notifications.consumer import catch_up
from newsroom.translations.models import first_translations
from tests.cases import ClockTestCase
from tests.factories import make_user
from tests.many_stories import make_many

SCREENS = {
    "first screen": "/admin/",
    "board": "/admin/board/",
    "one column of the board": "/admin/board/?column=in_review",
    "narrowed board": "/admin/board/?language=ko&whose=mine&only=overdue",
    "board of what waits": "/admin/board/?whose=waiting",
    "calendar": "/admin/calendar/",
    "morning report": "/admin/report/",
    "translators’ queue": "/admin/translations/",
    "translators’ pace": "/admin/translations/pace/",
    "list of stories": "/admin/articles/article/",
    "list of what is in review": "/admin/articles/article/?en=in_review",
    "form of a story": "/admin/articles/article/{}/change/",
    "history of a story": "/admin/articles/article/{}/history/",
}


class ManyStoriesTests(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user()

    def setUp(self):
        super().setUp()
        self.client.force_login(self.user)

    def counts(self, article):
        found = {}
        catch_up()
        first_translations.catch_up()
        for name, address in SCREENS.items():
            self.client.get(address.format(article.pk))  # queries made once per process are not counted
            with CaptureQueriesContext(connection) as queries:
                self.assertEqual(self.client.get(address.format(article.pk)).status_code, 200, name)
            found[name] = len(queries)
        return found

    def test_as_many_queries_for_ten_stories_as_for_two_hundred(self):
        article = make_many(10, by=self.user)
        few = self.counts(article)
        make_many(190, by=self.user)
        # A large newsroom skips the query for a first story in both languages.
        few["first screen"] -= 1
        self.assertEqual(self.counts(article), few)
        self.assertLessEqual(max(few["board"], few["calendar"]), 18)
        self.assertLessEqual(few["morning report"], 19)  # four of them read the security log

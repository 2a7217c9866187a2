"""The list of the most read stories in the admin is read-only."""

import html5lib

from newsroom.pageviews.models import MostRead, ReadingsBefore
from tests.cases import ClockTestCase
from tests.factories import NOON, make_published, make_user
from tests.public.newsdesk import texts

ADDRESS = "/admin/pageviews/mostread/"


class MostReadTests(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.story = make_published(languages=("en", "ko"))
        counted = {"article_id": cls.story.pk, "counted_at": NOON}
        MostRead.objects.create(language="en", place=1, reads=40, **counted)
        MostRead.objects.create(language="ko", place=1, reads=30, **counted)
        ReadingsBefore.objects.create(article_id=cls.story.pk, language="ko", reads=700)

    def test_the_desk_sees_counts_beside_headlines_of_now(self):
        self.client.force_login(make_user())
        page = html5lib.parse(
            self.client.get(ADDRESS).content.decode(), treebuilder="lxml", namespaceHTMLElements=False
        ).getroot()
        rows = [texts(row, "th | td") for row in page.xpath("//table[@id='result_list']/tbody/tr")]
        self.assertEqual(
            rows,
            [["1", "Harbor opens", "English", "40", "0"], ["1", "항구 문 열어", "Korean", "30", "700"]],
        )
        self.assertContains(self.client.get("/admin/"), f'href="{ADDRESS}"')

    def test_nobody_changes_what_was_counted(self):
        self.client.force_login(make_user("root", role=None, is_superuser=True))
        self.assertEqual(self.client.get(f"{ADDRESS}add/").status_code, 403)
        row = MostRead.objects.first()
        self.assertEqual(self.client.post(f"{ADDRESS}{row.pk}/delete/", {"post": "yes"}).status_code, 403)

    def test_a_pattern_that_no_filter_asks_for_is_a_bad_request(self):
        self.client.force_login(make_user())
        self.assertEqual(self.client.get(f"{ADDRESS}?language__regex=(((").status_code, 400)

    def test_others_do_not_see_it(self):
        self.client.force_login(make_user("guest", role=None))
        self.assertEqual(self.client.get(ADDRESS).status_code, 403)

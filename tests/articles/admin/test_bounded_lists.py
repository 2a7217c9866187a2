"""Lists with more rows than are counted."""

from unittest.mock import patch

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.test import TestCase
from lxml import html

from articles.admin.base import BoundedPaginator
from articles.models import PreviewLink, Topic
from articles.workflow.preview_links import share
from tests.factories import make_article, make_topic, make_user

ADDRESS = "/admin/articles/topic/"
HINT = "More than 4 topics. Use search or filters to find those that are not listed."


@patch("articles.admin.base.MOST_LISTED", 4)
class BoundedPaginatorTests(TestCase):
    """Pages of two topics each. At most four topics are counted."""

    def pages(self, count):
        for number in range(count):
            make_topic(f"topic-{number}")
        return BoundedPaginator(Topic.objects.order_by("slug"), 2)

    def test_the_limit_itself_is_counted_in_full(self):
        paginator = self.pages(4)
        self.assertEqual((paginator.count, paginator.num_pages, paginator.has_more), (4, 2, False))

    def test_one_row_above_it_is_not_counted(self):
        paginator = self.pages(5)
        self.assertEqual((paginator.count, paginator.num_pages, paginator.has_more), (4, 2, True))

    def test_fewer_rows_and_none(self):
        for count, pages in ((0, 1), (3, 2)):
            with self.subTest(count=count):
                paginator = self.pages(count)
                self.assertEqual((paginator.count, paginator.num_pages), (count, pages))
                self.assertFalse(paginator.has_more)

    def test_a_page_has_its_rows_in_order(self):
        self.assertEqual([topic.slug for topic in self.pages(5).page(2)], ["topic-2", "topic-3"])

    def test_no_statement_goes_beyond_the_limit(self):
        paginator = self.pages(5)
        with self.assertNumQueries(1) as counted:
            self.assertTrue(paginator.count and paginator.has_more)
        self.assertIn("LIMIT 5", counted[0]["sql"])


@patch("articles.admin.base.MOST_LISTED", 4)
@patch("articles.admin.library.taxonomy.TopicAdmin.list_per_page", 2)
class BoundedListTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user()

    def setUp(self):
        self.client.force_login(self.user)

    def page(self, count=0, **query):
        for number in range(count):
            make_topic(f"topic-{number}")
        return self.client.get(ADDRESS, query)

    def words(self, response, path):
        page = html.fromstring(response.content.decode())
        return [" ".join(element.text_content().split()) for element in page.xpath(path)]

    def test_a_list_says_that_there_is_more_and_what_to_do(self):
        response = self.page(5)
        self.assertEqual(self.words(response, "//nav[@class='paginator']/span"), [HINT])
        self.assertEqual(self.words(response, "//nav[@class='paginator']//li"), ["1", "2"])

    def test_a_list_at_the_limit_says_how_many_there_are(self):
        self.assertEqual(self.words(self.page(4), "//nav[@class='paginator']/span"), ["4 topics"])

    def test_the_last_page_is_full_and_there_is_none_behind_it(self):
        response = self.page(5, p=2)
        self.assertEqual([topic.slug for topic in response.context["cl"].result_list], ["topic-2", "topic-3"])
        self.assertRedirects(self.page(p=3), f"{ADDRESS}?e=1")

    def test_a_search_says_that_it_found_more(self):
        response = self.page(5, q="topic")
        self.assertEqual(
            self.words(response, "//form[@id='changelist-search']//span"), ["More than 4 results · Show all"]
        )

    def test_a_search_reaches_what_is_not_listed(self):
        response = self.page(5, q="topic-4")
        self.assertEqual([topic.slug for topic in response.context["cl"].result_list], ["topic-4"])
        self.assertEqual(self.words(response, "//nav[@class='paginator']/span"), ["1 topic"])

    def test_korean_says_the_same(self):
        self.user.language = "ko"
        self.user.save()
        hint = "주제 4건 이상. 목록에 없는 항목은 검색이나 필터로 찾으십시오."
        self.assertEqual(self.words(self.page(5), "//nav[@class='paginator']/span"), [hint])


@patch("articles.admin.base.MOST_LISTED", 2)
@patch("articles.admin.story.preview.PreviewLinkAdmin.list_per_page", 1)
class BoundedActionTests(TestCase):
    def test_all_rows_are_no_more_than_the_list_counts(self):
        user = make_user()
        article = make_article()
        links = [share(article, for_whom="A lawyer", days=number, by=user) for number in (1, 2, 3)]
        self.client.force_login(user)
        action = {"action": "revoke_chosen", ACTION_CHECKBOX_NAME: [links[2].pk], "select_across": "1"}
        self.client.post("/admin/articles/previewlink/", action)
        self.assertEqual(list(PreviewLink.objects.open()), [links[0]])

    def test_rows_that_are_no_ids_are_left_out(self):
        user, article = make_user(), make_article()
        link = share(article, for_whom="A lawyer", days=1, by=user)
        self.client.force_login(user)
        for others in (["x"], ["9" * 30], ["\0"], ["x", link.pk]):
            action = {"action": "revoke_chosen", ACTION_CHECKBOX_NAME: others}
            self.assertEqual(self.client.post("/admin/articles/previewlink/", action).status_code, 302)
            self.assertEqual(PreviewLink.objects.open().exists(), link.pk not in others)

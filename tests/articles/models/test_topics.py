from django.test import TestCase

from articles.models import Topic
from tests.factories import make_article, make_topic


class TopicsOfArticleTests(TestCase):
    """Two topics without an English name differ, in every active language."""

    @classmethod
    def setUpTestData(cls):
        cls.article = make_article()
        cls.sea, cls.trade = [
            make_topic(slug, name_en="", name_ko=name) for slug, name in [("sea", "바다"), ("trade", "무역")]
        ]

    def slugs(self):
        return sorted(self.article.topics.values_list("slug", flat=True))

    def test_setting_takes_one_for_the_other(self):
        self.article.topics.add(self.sea)
        self.article.topics.set([self.trade])
        self.assertEqual(self.slugs(), ["trade"])
        self.article.topics.set([self.trade, self.sea])
        self.assertEqual(self.slugs(), ["sea", "trade"])

    def test_removing_takes_the_one_that_was_given(self):
        self.article.topics.add(self.sea, self.trade)
        self.article.topics.remove(self.sea)
        self.assertEqual(self.slugs(), ["trade"])

    def test_adding_twice_is_adding_once(self):
        self.article.topics.add(self.sea)
        self.article.topics.add(self.sea)
        self.assertEqual(self.slugs(), ["sea"])

    def test_a_name_is_never_made_a_topic(self):
        for write in (lambda: self.article.topics.add("바다"), lambda: self.article.topics.set(["바다"])):
            with self.assertRaises((TypeError, ValueError)):
                write()
        self.assertEqual(Topic.objects.count(), 2)

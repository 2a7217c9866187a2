"""A merge of topics and other work at the same time do not deadlock."""

import time

import pytest
from django.db import transaction
from django.test import TransactionTestCase

from articles.events import log
from articles.models import Article, EventType, Topic
from articles.publishing.topic_merge import merge_topics
from articles.workflow.edit_session import EditSession, editing
from tests.factories import make_article, make_topic
from tests.together import together


@pytest.mark.postgresql
class MergingTogetherTests(TransactionTestCase):
    """The others take their first lock, the merge begins, then they take their next lock."""

    def setUp(self):
        self.old, self.new = make_topic("harbours"), make_topic("ports")
        self.articles = [make_article(number=f" {number}") for number in range(2)]
        for article in self.articles:
            with editing(article.pk) as copy:
                copy.topics.add(self.old)

    def merged_beside(self, act):
        """Run a merge and a generator that starts before it. Return both results."""

        @transaction.atomic
        def other():
            for _step in act:
                time.sleep(0.5)

        def merge():
            time.sleep(0.2)
            return merge_topics(self.old, self.new, by=None)

        return together(other, merge)

    def test_while_one_of_them_is_saved(self):
        def saved():
            topic = Topic.objects.select_for_update().get(pk=self.old.pk)
            yield
            topic.name_en = "Harbors"
            topic.save()

        self.assertEqual(self.merged_beside(saved()), [None, 2])
        topic = Topic.objects.get(pk=self.old.pk)
        self.assertEqual((topic.name_en, topic.merged_into), ("Harbors", self.new))

    def test_while_a_story_of_it_is_saved(self):
        def saved():
            edit = EditSession(self.articles[1].pk)
            yield
            log.record(EventType.REVIEW_AGAIN, edit.article, by=None, language="en")

        self.assertEqual(self.merged_beside(saved()), [None, 2])
        self.assertEqual({one.topics.get() for one in Article.objects.all()}, {self.new})

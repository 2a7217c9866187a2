"""Hiding a related story while it is being published does not deadlock."""

import time

import pytest
from django.db import transaction
from django.test import TransactionTestCase

from articles import story_exceptions
from articles.events.log import record
from articles.models import Article, EventType, RelatedExclusion
from tests.factories import make_article
from tests.together import together


@pytest.mark.postgresql
class HidingTogetherTests(TransactionTestCase):
    def test_while_the_hidden_story_is_published(self):
        story, other = (make_article(number=f" {number}") for number in range(2))

        @transaction.atomic
        def publish():
            Article.objects.select_for_update().get(pk=other.pk)
            time.sleep(0.5)
            record(EventType.PUBLISHED, other, by=None, language="en")

        def hide():
            time.sleep(0.2)
            return story_exceptions.hide_related(story.pk, other.pk, by=None)

        self.assertEqual(together(publish, hide), [None, True])
        self.assertEqual(RelatedExclusion.objects.get().other, other)

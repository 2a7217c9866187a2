"""Relating many stories in turn reuses earlier queries, with the same results."""

from unittest import mock

from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsroom.related.models import Reading, Relation
from newsroom.related.similarity import RelationCache, relate_stories
from tests.factories import HOUR
from tests.public.newsdesk import tell
from tests.related.test_related import LOCK, OPERA, STURGEON, RelatingCase


def relate(number, known=None):
    """Find and store the related stories of one story. Return them."""
    return relate_stories([Reading.objects.get(pk=number)], known)[number]


class PaceTests(RelatingCase):
    def stories(self):
        told = []
        for number in range(4):
            for words in (STURGEON, LOCK, OPERA):
                told.append(tell(number=f" {number}", **words).pk)
                self.clock.shift(HOUR)
        self.catch_up()
        return told

    def rows(self):
        return sorted(Relation.objects.values_list("article_id", "other_id", "score"))

    def test_one_after_the_other_gives_what_each_alone_gives(self):
        numbers = self.stories()
        for number in numbers:
            relate(number)
        alone, known = self.rows(), RelationCache()
        for number in numbers:
            relate(number, known)
        self.assertEqual(self.rows(), alone)
        self.assertGreater(len(alone), 20)

    def test_a_batch_gives_what_each_alone_gives(self):
        numbers = self.stories()
        for number in numbers:
            relate(number)
        alone = self.rows()
        relate_stories(Reading.objects.order_by("pk"))
        self.assertEqual(self.rows(), alone)

    def test_what_has_not_changed_is_not_written_again(self):
        self.stories()
        relate_stories(Reading.objects.order_by("pk"))
        before = list(Relation.objects.order_by("pk").values())
        relate_stories(Reading.objects.order_by("pk"))
        self.assertEqual(list(Relation.objects.order_by("pk").values()), before)

    def test_the_later_ones_ask_for_less(self):
        numbers, known, costs = self.stories(), RelationCache(), []
        for number in (numbers[0], numbers[3]):
            with CaptureQueriesContext(connection) as queries:
                relate(number, known)
            costs.append(len(queries))
        self.assertLess(costs[1], costs[0] - 2)

    def test_what_a_consumer_read_meanwhile_counts(self):
        first, known = tell(**STURGEON), RelationCache()
        self.catch_up()
        known.refresh()
        self.assertEqual(relate(first.pk, known), {})
        second = tell(**LOCK)
        self.catch_up()
        known.refresh()
        self.assertEqual(list(relate(first.pk, known)), [second.pk])

    def test_there_is_an_end_to_what_is_kept(self):
        numbers = self.stories()
        for number in numbers:
            relate(number)
        alone = self.rows()
        with (
            mock.patch("newsroom.related.similarity.CACHED_STORIES", 3),
            mock.patch("newsroom.related.similarity.CACHED_MARKS", 5),
            mock.patch("newsroom.related.similarity.CACHED_LISTS", 2),
        ):
            known = RelationCache()
            for number in numbers:
                relate(number, known)
        self.assertEqual(self.rows(), alone)

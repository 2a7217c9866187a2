"""The newest matches of an expression, found in a few ranges of ids, and matches among given stories."""

from unittest import mock

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from articles.text.search.query import AllOf, parse_query
from newsroom.search.expressions import Tokens
from newsroom.story_search import models as matches
from newsroom.story_search.models import StoryWords, matches_among, newest_matches

COUNT = 60


class MatchesTestCase(TestCase):
    def setUp(self):
        """Index sixty stories: all have “harbor”, every tenth “viaduct”, the third “crane”; “pier” is old."""
        words = {"harbor": 1, "viaduct": 10}
        rows = []
        for number in range(1, COUNT + 1):
            tokens = [word for word, every in words.items() if number % every == 0]
            tokens += ["crane"] * (number == 3) + ["pier"] * (number <= 12)
            rows.append(StoryWords(pk=number, words=Tokens(tokens)))
        StoryWords.objects.bulk_create(rows)
        self.enterContext(mock.patch.object(matches, "RECENT", 4))

    def expression(self, words):
        return AllOf(one.ways for one in parse_query(words))


class NewestTests(MatchesTestCase):
    def newest(self, words, most, known=()):
        return newest_matches(self.expression(words), most, known)

    def test_newest_are_found_and_one_more_if_there_are(self):
        for words, most, expected in (
            ("harbor", 2, [60, 59, 58]),
            ("harbor", 20, list(range(60, 39, -1))),
            ("harbor", 100, list(range(60, 0, -1))),
            ("viaduct", 2, [60, 50, 40]),
            ("viaduct", 5, [60, 50, 40, 30, 20, 10]),
            ("viaduct", 9, [60, 50, 40, 30, 20, 10]),
            ("crane", 9, [3]),
            ("pier", 3, [12, 11, 10, 9]),
            ("pier viaduct", 9, [10]),
            ("zeppelin", 9, []),
        ):
            with self.subTest(words, most=most):
                self.assertEqual(self.newest(words, most), expected)

    def test_known_ones_are_not_looked_for_again(self):
        for words, known in (("harbor", [60, 59, 58]), ("viaduct", [60]), ("pier", [12, 11])):
            with self.subTest(words):
                self.assertEqual(self.newest(words, 9, known), self.newest(words, 9))

    def test_without_stories_nothing_is_found(self):
        StoryWords.objects.all().delete()
        self.assertEqual(self.newest("harbor", 5), [])

    @pytest.mark.postgresql
    def test_a_frequent_word_is_looked_for_among_the_newest_alone(self):
        for words, most, queries in (("harbor", 3, 2), ("harbor", 30, 3), ("crane", 1, 3)):
            with self.subTest(words, most=most), CaptureQueriesContext(connection) as captured:
                self.newest(words, most)
            self.assertEqual(len(captured), queries)

    @pytest.mark.postgresql
    def test_settings_end_with_the_question(self):
        self.newest("harbor", 3)
        with connection.cursor() as cursor:
            for name in ("enable_seqscan", "enable_indexscan"):
                cursor.execute(f"SHOW {name}")
                self.assertEqual(cursor.fetchone(), ("on",))


class AmongTests(MatchesTestCase):
    def test_those_of_given_stories_are_found(self):
        for words, ids, expected in (
            ("viaduct", range(5, 31), [30, 20, 10]),
            ("viaduct", [60, 1, 2, 30], [60, 30]),
            ("harbor", {60, 1}, [60, 1]),
            ("harbor", [59, 61, 62], [59]),
            ("viaduct", [], []),
        ):
            with self.subTest(words, ids=ids):
                self.assertEqual(matches_among(self.expression(words), ids), expected)

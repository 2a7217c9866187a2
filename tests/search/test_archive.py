"""Finds in a large index: before a date, behind what is closed, among many words that begin alike."""

from datetime import timedelta

from django.db.models import QuerySet
from django.test import TestCase

from articles.models import Edition
from newsroom.search.consumer import rebuild_index
from newsroom.search.index import prepare_entries, save_known_words, write_entries
from newsroom.search.models import KnownWord
from newsroom.search.questions import SearchQuestion, ask
from newsroom.search.suggestions import suggest
from tests.factories import HOUR, NOON, make_section
from tests.public.newsdesk import MINUTE, print_many

LATER = NOON + 1000 * HOUR


class ArchiveTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.editions = print_many(1_300, section=make_section(), since=NOON, words="Zebra")
        list(rebuild_index())

    def test_the_first_stories_are_found_by_their_date(self):
        early = NOON + 200 * MINUTE
        self.assertEqual(ask(SearchQuestion("zebra", "en", until=early), LATER).total, 200)
        self.assertEqual(
            ask(SearchQuestion("zebra", "en", since=NOON + MINUTE, until=early), LATER).total, 199
        )

    def test_the_past_finds_what_it_had(self):
        self.assertEqual(ask(SearchQuestion("zebra", "en"), NOON + 150 * MINUTE).total, 151)

    def test_closed_editions_hide_none_that_is_live(self):
        closed = [one.pk for one in self.editions[200:]]
        QuerySet(Edition).filter(pk__in=closed).update(live_until=NOON + timedelta(days=2))
        answer = ask(SearchQuestion("zebra", "en"), LATER)
        self.assertEqual((answer.total, answer.is_more), (200, False))


class KnownTests(TestCase):
    def publish(self, words):
        editions = print_many(1, section=make_section(), since=NOON, words=words)
        write_entries(prepare_entries(editions))

    def test_a_mistyped_word_is_found_among_thousands_that_begin_alike(self):
        letters = "abcdefghij"
        save_known_words(
            {f"com{a}{b}{c}{d}": 0 for a in letters for b in letters for c in letters for d in "abc"}
        )
        save_known_words({f"com{a}{b}zzzz": 0 for a in letters for b in letters})
        self.publish("Company")
        self.assertGreater(KnownWord.objects.filter(text__startswith="com").count(), 3_000)
        self.assertEqual(ask(SearchQuestion("comapny", "en"), LATER).meant, "company")

    def test_the_newest_is_suggested_first_whatever_was_indexed_last(self):
        old, new = (
            print_many(1, section=make_section(words), since=at, words=words)
            for words, at in (("Zebrano", NOON), ("Zebra", NOON + HOUR))
        )
        write_entries(prepare_entries(new))
        write_entries(prepare_entries(old))
        both = print_many(1, section=make_section("both"), since=NOON - HOUR, words="Zebra")
        write_entries(prepare_entries(both))
        self.assertEqual([one.words for one in suggest("zeb", "en", LATER)], ["zebra", "zebrano"])

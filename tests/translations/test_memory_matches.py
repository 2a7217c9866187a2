"""Matches of the memory: exact ones first, then similar ones, from the present rows."""

from random import Random
from unittest import mock

from django.test import TestCase

from articles.models import Language
from newsroom.translations import memory_matches as indexing
from newsroom.translations.memory_entries import MemoryPair, remember, words_only
from newsroom.translations.memory_matches import MemoryIndex, indexes, memory_matches
from newsroom.translations.models import MemoryEntry
from tests.factories import HOUR, NOON
from tests.many_pairs import edited, remember_many

LINE = "The harbor ministry opens 3 ferry lines to the coast on Monday."


class MatchingTestCase(TestCase):
    def setUp(self):
        self.enterContext(mock.patch.dict(indexes, {one.value: MemoryIndex(one.value) for one in Language}))

    def remember(self, *sources, language="en", target="번역 {}", at=NOON):
        pairs = [MemoryPair("p", source, target.format(place)) for place, source in enumerate(sources)]
        remember(pairs, source_language=language, by=None, at=at)

    def found(self, text, language="en", **options):
        """Return [(source of the entry, score)] in the order of the offers."""
        return [
            (match.entry.source_text, match.score)
            for match in memory_matches(text, source_language=language, **options)
        ]


class MatchTests(MatchingTestCase):
    def test_the_same_text_is_a_hundred_and_comes_first(self):
        self.remember(LINE.replace("coast", "island"), LINE)
        self.assertEqual([score for _source, score in self.found(f" {LINE} ")], [100, 92])

    def test_the_form_of_quotation_marks_does_not_count(self):
        self.remember('He said "yes" to it.')
        self.assertEqual([score for _source, score in self.found("He said “yes” to it.")], [100])

    def test_an_alike_text_comes_with_the_words_that_differ(self):
        self.remember(LINE)
        [match] = memory_matches(LINE.replace("Monday", "Friday"), source_language="en")
        changed = [piece for piece in match.pieces if piece.kind != "same"]
        self.assertEqual(changed, [("gone", "Monday"), ("new", "Friday")])
        self.assertFalse(match.is_numbers_only)

    def test_what_differs_in_numbers_alone_is_marked(self):
        self.remember(LINE)
        [match] = memory_matches(LINE.replace("3", "1,200"), source_language="en")
        self.assertTrue(match.is_numbers_only)
        self.assertLess(match.score, 100)

    def test_other_tags_are_no_full_match(self):
        self.remember(LINE.replace("ferry", "⟨1⟩ferry⟨/1⟩"))
        [match] = memory_matches(LINE, source_language="en")
        self.assertEqual((match.score, match.is_numbers_only), (99, False))

    def test_what_has_letters_alone_in_common_are_not_offered(self):
        self.remember("Prices of imported steel fell by a tenth in the last quarter, a report says.")
        self.assertEqual(self.found(LINE), [])

    def test_korean_particles_and_endings_do_not_hide_a_sentence(self):
        self.remember("정부가 항구를 월요일에 연다고 밝혔다.", language="ko", target="translation {}")
        self.assertEqual(len(self.found("정부는 항구도 월요일엔 연다며 밝혔고,", "ko")), 1)

    def test_each_language_has_its_own_memory(self):
        self.remember(LINE)
        self.assertEqual(self.found(LINE, "ko"), [])

    def test_the_later_decision_stands_before_the_earlier(self):
        self.remember(LINE, target="이전", at=NOON)
        self.remember(LINE, target="나중", at=NOON + HOUR)
        for text in (LINE, LINE.replace("Monday", "Friday")):
            targets = [match.entry.target_text for match in memory_matches(text, source_language="en")]
            self.assertEqual(targets, ["나중", "이전"])

    def test_one_translation_is_offered_once(self):
        self.remember(LINE, LINE.replace("Monday", "Friday"), target="같은 번역")
        self.assertEqual(self.found(LINE.replace("Monday", "Tuesday"))[1:], [])

    def test_gives_no_more_than_is_asked_for_and_nothing_below_the_threshold(self):
        self.remember(*[LINE.replace("3", str(number)) for number in range(10, 30)])
        self.assertEqual(len(self.found(LINE, limit=3)), 3)
        self.assertEqual(self.found(LINE.replace("Monday", "Friday"), threshold=95), [])

    def test_nothing_is_like_nothing(self):
        self.remember(LINE)
        for text in ("", " ", "⟨1⟩⟨/1⟩", "12", "x" * 5000):
            self.assertEqual(self.found(text), [], text)

    def test_a_few_words_again_and_again_are_told_apart_as_one_change(self):
        before, after = "가 나 다 " * 300, "가 나 다 " * 299 + "다 나 가"
        self.remember(before, language="ko")
        [match] = memory_matches(after, source_language="ko")
        self.assertEqual([piece.kind for piece in match.pieces], ["same", "gone", "new"])

    def test_finds_what_comparing_all_would_find(self):
        remember_many(2000)
        chance = Random(3)
        for row in MemoryEntry.objects.order_by("pk")[0:4000:50]:
            text = edited(chance, row.source_text, row.source_language)
            closest = indexing.fuzz.ratio(words_only(text), row.source_text)
            if closest >= 75:
                self.assertIn(row.source_text, dict(self.found(text, row.source_language)), text)


class IndexTests(MatchingTestCase):
    def test_learns_of_what_was_added_since(self):
        self.remember(LINE)
        self.found(LINE[:-1])
        self.remember(LINE.replace("Monday", "Friday"), target="또 {}")
        self.assertEqual(len(self.found(LINE[:-1])), 2)

    def test_a_lookup_asks_three_times_whatever_the_memory_holds(self):
        for count in (1, 50):
            self.remember(*[LINE.replace("3", str(number)) for number in range(count)])
            self.found(LINE[:-1])
            with self.assertNumQueries(3):
                self.found(LINE[:-1])

    def test_what_was_deleted_is_not_offered_and_hides_nothing(self):
        self.remember(*[LINE.replace("3", str(number)) for number in range(40)])
        self.found(LINE[:-1])
        MemoryEntry.objects.exclude(target_text="번역 38").delete()
        self.assertEqual([source for source, _score in self.found(LINE[:-1])], [LINE.replace("3", "38")])
        with self.assertNumQueries(3):  # deleted entries are not fetched again
            self.found(LINE[:-1])

    def test_another_table_under_the_same_numbers_is_read_anew(self):
        self.remember(LINE)
        self.found(LINE[:-1])
        MemoryEntry.objects.update(
            source_text="A storm warning stands for all of the coast.", source_digest="x"
        )
        self.assertEqual(len(self.found("A storm warning stands for all of the coasts.")), 1)
        self.assertEqual(self.found(LINE[:-1]), [])

    def test_an_entry_that_is_another_now_is_read_anew(self):
        self.remember(LINE, "A ferry sails to the island at night.")
        self.found(LINE[:-1])
        MemoryEntry.objects.filter(source_text=LINE).update(source_text=LINE.replace("opens", "closes"))
        self.assertEqual(self.found(LINE[:-1]), [])
        self.assertEqual(len(self.found(LINE[:-1])), 1)

    def test_keeps_the_newest_alone_in_memory(self):
        self.enterContext(mock.patch.object(indexing, "KEPT", 10))
        self.remember(*[LINE.replace("3", str(number)) for number in range(100, 130)])
        found = self.found(LINE[:-1], limit=50)
        self.assertEqual(len(found), 10)
        self.assertIn(LINE.replace("3", "129"), dict(found))
        self.assertEqual(self.found(LINE.replace("3", "100"), limit=1)[0][1], 100)

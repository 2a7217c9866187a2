"""Quality of the search by the newsroom's own trials, on the database of the run.

Each trial publishes its stories. Three of them run always, the others with the long tests.
"""

import unicodedata
from pathlib import Path

import pytest
from django.test import TestCase
from time_machine import travel

from newsroom.search.management.commands.evaluate_search import (
    find_documents,
    mean_scores,
    publish_trial,
    read_trial,
    score_queries,
)
from tests.factories import HOUR, NOON

HERE = Path(__file__).parent


class Trials(TestCase):
    file = ""

    @classmethod
    def setUpTestData(cls):
        cls.trial = read_trial(HERE / cls.file)
        with travel(NOON):
            cls.numbers = publish_trial(cls.trial)

    def find(self, words):
        return set(find_documents(words, self.numbers, NOON + HOUR))

    def judged(self):
        return score_queries(self.trial, self.numbers, NOON + HOUR)


class AnswersAreRight:
    """A trial whose answers have these figures at least."""

    least = {"f1": 0.98, "mrr": 0.98}

    def test_answers_are_right(self):
        figures = mean_scores(self.judged())
        for name, least in self.least.items():
            self.assertGreaterEqual(figures[name], least, name)


class StoriesTests(AnswersAreRight, Trials):
    file = "stories.json"
    least = {"f1": 0.98, "precision": 0.98, "mrr": 0.99}

    def test_a_particle_changes_nothing(self):
        self.assertEqual(self.find("무역을"), self.find("무역"))
        self.assertLessEqual({"d01", "d03", "d04", "d05"}, self.find("무역을"))

    def test_blanks_and_abbreviations_change_nothing(self):
        for words in ("FTA", "자유무역협정", "자유 무역 협정", "free trade agreement"):
            self.assertLessEqual({"d01"}, self.find(words), words)
        self.assertEqual(self.find("FTA"), {"d01", "d02", "d03"})
        self.assertEqual(self.find("자유 무역 협정"), self.find("자유무역협정"))

    def test_one_syllable_is_no_part_of_another_word(self):
        self.assertEqual(self.find("물"), {"d44", "d45"})
        self.assertEqual(self.find("배"), {"d62", "d63"})

    def test_verbs_are_found_in_any_form(self):
        self.assertIn("d25", self.find("금리를 올린다"))
        self.assertEqual(self.find("쐈다"), {"d50"})

    def test_hanja_are_read(self):
        self.assertEqual(self.find("日銀"), {"d25"})
        self.assertEqual(self.find("日銀"), self.find("일본은행"))

    def test_scripts_in_one_word_may_be_parted(self):
        self.assertEqual(self.find("sk 하이닉스"), {"d08"})

    def test_a_mistyped_name_is_found(self):
        self.assertEqual(self.find("왕원따오"), {"d01", "d66"})

    def test_decomposed_letters_are_the_same_letters(self):
        for words in ("무역을", "왕원타오", "日銀", "쐈다"):
            decomposed = unicodedata.normalize("NFD", words)
            self.assertEqual(self.find(decomposed), self.find(words), words)


@pytest.mark.long
class NamesTests(Trials):
    file = "names.json"

    def test_every_name_is_found_in_every_sentence_and_form(self):
        missed = [(one.query.text, one.missed) for one in self.judged() if one.missed]
        self.assertEqual(missed, [])
        self.assertEqual(len(self.trial.queries), 360)


class BlindTests(AnswersAreRight, Trials):
    """Stories and queries that were written before the search was looked at."""

    file = "blind.json"

    def test_a_country_is_not_another_that_begins_alike(self):
        self.assertEqual(self.find("인도"), {"9"})
        self.assertEqual(self.find("인도네시아"), {"10"})

    def test_english_is_found_in_any_form(self):
        self.assertEqual(self.find("rejected ceasefire plans"), {"30"})
        self.assertEqual(self.find("Japan’s shrine"), {"28"})


@pytest.mark.long
class DayTests(AnswersAreRight, Trials):
    """Another day’s stories, by another hand: words within longer ones, and queries of several words."""

    file = "blind_2.json"

    def test_a_noun_is_found_with_one_syllable_more(self):
        self.assertEqual(self.find("우승"), {"e28", "e29"})

    def test_a_part_of_another_word_is_none(self):
        self.assertNotIn("e57", self.find("집"), "누리집 is no house")

    def test_of_some_words_those_that_tell_most_are_found(self):
        self.assertEqual(self.find("등록금 올린다"), {"e05"})


class HandsTests(AnswersAreRight, Trials):
    """Queries as hands type them: blanks too many or too few, the other keyboard, names by ear."""

    file = "blind_3.json"

    def test_blanks_may_be_too_many_or_too_few(self):
        self.assertEqual(self.find("지하 철역"), {"f31"})
        self.assertEqual(self.find("지하 철역에서"), {"f31"})
        self.assertEqual(self.find("꿀 벌"), {"f44"})
        self.assertEqual(self.find("손흥민첫골"), {"f81"})
        self.assertEqual(self.find("gold crowns exhi bition"), {"f73"})
        self.assertEqual(self.find("shootingstars"), {"f100"})
        self.assertEqual(self.find("birdstrikes"), {"f48"})

    def test_the_keyboard_may_stand_in_the_other_language(self):
        self.assertEqual(self.find("thsgmdals"), self.find("손흥민"))
        self.assertEqual(self.find("ㄴ므녀ㅜㅎ"), self.find("samsung"))

    def test_names_and_loanwords_may_be_spelled_by_ear(self):
        self.assertEqual(self.find("Kyongju"), {"f73"})
        self.assertEqual(self.find("로케트"), {"f68"})

    def test_two_languages_of_a_story_answer_together(self):
        self.assertEqual(self.find("Gaza 트럭"), {"f22"})

    def test_what_counts_is_no_thing(self):
        self.assertEqual(self.find("배"), {"f91", "f99"})


@pytest.mark.long
class MixedTests(AnswersAreRight, Trials):
    """Two days’ stories beside each other, and queries that were written before a look at the answers."""

    file = "blind_4.json"


@pytest.mark.long
class TownTests(AnswersAreRight, Trials):
    """Towns, courts, weather and sport: one syllable as a word, and words that only look like others."""

    file = "blind_5.json"

    def test_one_syllable_is_a_noun_though_it_is_a_verb_too(self):
        self.assertEqual(self.find("감"), {"d48"})

    def test_a_cost_is_no_rain(self):
        self.assertEqual(self.find("비"), {"d18", "d19"})


@pytest.mark.long
class TradeTests(AnswersAreRight, Trials):
    """Trade, prices and diplomacy, with names that no other text contains."""

    file = "blind_6.json"

    def test_the_stock_market_is_no_price_of_oil(self):
        self.assertEqual(self.find("유가"), {"d04", "d07"})

    def test_a_name_from_china_is_found_in_either_spelling(self):
        self.assertEqual(self.find("천지엔궈"), self.find("천젠궈"))


@pytest.mark.long
class CompoundTests(AnswersAreRight, Trials):
    """Words inside words: those that a compound is about, and those that are there by accident."""

    file = "blind_7.json"

"""Weights of marks in texts, and the similarity of two texts."""

from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.related.similarity import (
    MOST_WORDS,
    count_marks,
    heaviest_marks,
    mark_weights,
    rarity,
    reduce_by_age,
    story_similarity,
)

SPOKEN = st.text(st.sampled_from("ab 가나다 항만 port, the\u1112\u1161\u11ab") | st.characters(), max_size=80)
COUNTS = st.dictionaries(
    st.sampled_from(["ko 항만", "ko 여객선", "en port", "en ferri", "@1", "@2", "#7"]), st.integers(1, 99)
)
RARITIES = st.fixed_dictionaries(
    {mark: st.floats(0, 1) for mark in ["ko 항만", "ko 여객선", "en port", "en ferri", "@1", "@2", "#7"]}
)


class TestWords:
    def test_are_nouns_and_names_without_particles(self):
        found = count_marks("ko", "", "", "달무리항에서 여객선을 기다렸다. 여객선은 늦었다.")
        assert found["ko 여객선"] == 2
        assert not [mark for mark in found if "기다리" in mark]

    def test_are_stems_in_english_and_none_that_say_nothing(self):
        found = count_marks("en", "", "", "The ferries wait for the ferry.")
        assert found["en ferri"] == 2
        assert "en the" not in found

    def test_weigh_more_in_headline_and_summary(self):
        found = count_marks("en", "Ferry", "harbor", "pier")
        assert found["en ferri"] > found["en harbor"] > found["en pier"]

    def test_are_the_same_whatever_form_the_letters_come_in(self):
        assert count_marks("ko", normalize("NFD", "여객선"), "", "") == count_marks("ko", "여객선", "", "")

    @given(text=SPOKEN)
    @settings(max_examples=60, deadline=None)
    def test_of_any_text_are_marks_that_a_database_takes(self, text):
        found = count_marks("ko", text, text, text)
        assert all("\x00" not in mark and len(mark) <= 64 for mark in found)
        assert all(mark.encode() for mark in found)


class TestRarity:
    def test_is_all_for_what_one_story_has_and_nothing_for_what_each_has(self):
        assert rarity(1, 1000) == 1
        assert rarity(1000, 1000) == 0
        assert rarity(10, 1000) > rarity(100, 1000)

    def test_of_what_was_never_counted_is_all(self):
        assert rarity(0, 1000) == 1

    def test_is_not_lost_in_a_small_newspaper(self):
        assert rarity(2, 2) > 0.5


class TestLikeness:
    def test_comes_from_rare_words_not_from_common_ones(self):
        rarities = {"en sturgeon": 1.0, "en city": 0.1, "en council": 0.1}
        one = mark_weights({"en sturgeon": 3, "en city": 3}, rarities)
        by_rare = story_similarity(one, mark_weights({"en sturgeon": 1, "en council": 9}, rarities))
        by_common = story_similarity(one, mark_weights({"en council": 1, "en city": 9}, rarities))
        assert by_rare > 0.8 > 0.3 > by_common

    def test_is_taken_from_the_language_in_which_they_are_most_alike(self):
        both = mark_weights({"en port": 1, "ko 항만": 1}, {})
        assert story_similarity(both, mark_weights({"ko 항만": 1}, {})) == pytest.approx(1)
        assert story_similarity(both, mark_weights({"ko 항만": 1, "en sea": 1}, {})) == pytest.approx(1)

    def test_of_stories_without_a_language_in_common_comes_from_subjects(self):
        english, korean = mark_weights({"en port": 1, "@1": 1}, {}), mark_weights({"ko 항만": 1, "@1": 1}, {})
        assert story_similarity(english, korean) == pytest.approx(0.3)
        assert story_similarity(mark_weights({"en port": 1}, {}), mark_weights({"ko 항만": 1}, {})) == 0

    def test_of_a_subject_that_everything_is_about_is_none(self):
        one = mark_weights({"@1": 1}, {"@1": 0.0})
        assert story_similarity(one, one) == 0

    @given(one=COUNTS, other=COUNTS, rarities=RARITIES)
    def test_is_the_same_both_ways_and_between_none_and_all(self, one, other, rarities):
        one, other = mark_weights(one, rarities), mark_weights(other, rarities)
        assert story_similarity(one, other) == pytest.approx(story_similarity(other, one))
        assert 0 <= story_similarity(one, other) <= 1

    def test_keeps_so_many_words_of_each_language(self):
        counts = {f"{code} w{place}": 1 for code in ("en", "ko") for place in range(99)}
        assert len(mark_weights(counts, {})) == 2 * MOST_WORDS


def test_the_most_telling_come_first_and_in_one_order_whenever_asked():
    assert list(heaviest_marks({"en b": 1.0, "en a": 1.0, "en c": 2.0}, 2)) == ["en c", "en a"]


def test_older_stories_lose_some_of_their_score_and_later_ones_none():
    assert reduce_by_age(0.5, -400) == reduce_by_age(0.5, 0) == 0.5
    assert 0.5 > reduce_by_age(0.5, 30) > reduce_by_age(0.5, 3000) >= 0.3

"""Words and phrases of a query as they were typed."""

import pytest

from articles.text.search.query import MOST_WORDS, TypedWord, phrase_pattern, split_query


class TestSplit:
    def test_a_word_counts_once_however_often_it_is_typed(self):
        assert split_query("ferry " * 200 + "Ferry quay") == ([("ferry", False), ("quay", False)], [])

    def test_what_is_quoted_is_a_phrase(self):
        words, left_out = split_query("ban “social  media” now")
        assert words == [TypedWord("ban"), TypedWord("social media", is_phrase=True), TypedWord("now")]
        assert left_out == []

    def test_words_beyond_the_limits_are_named(self):
        typed = [f"word{number}" for number in range(MOST_WORDS + 2)]
        words, left_out = split_query(" ".join(typed))
        assert [one.text for one in words] == typed[:MOST_WORDS]
        assert left_out == typed[MOST_WORDS:]
        assert split_query(f"ferry {'x' * 300} quay").left_out == ["x" * 300]

    def test_an_endless_phrase_is_cut_behind_a_word_and_the_others_are_named(self):
        [phrase], left_out = split_query(f"“{'harbor ' * 29}opens late”")
        assert phrase == TypedWord(("harbor " * 28).strip(), is_phrase=True)
        assert left_out == ["harbor", "opens", "late"]

    def test_one_endless_word_is_cut(self):
        assert [len(one.text) for one in split_query("가" * 5_000).words] == [200]


@pytest.mark.parametrize(
    ("phrase", "text", "is_in"),
    [
        ("ferry night", "The Ferry Night.", True),
        ("ferry night", "a ferry, “night” and day", True),
        ("ferry night", "the ferry-night plan", True),
        ("ferry night", "the ferry at night", False),
        ("ferry night", "They took the ferry. Night fell.", False),
        ("ferry night", "ferry nights", False),
        ("ferry night", "Ferry\nNight", False),
        ("the U.S. fleet", "Of the US fleet", True),
        ("자유 무역", "자유 무역을", True),
        ("자유 무역", "자유무역", False),
        ("자유 무역", "부자유 무역", False),
    ],
)
def test_a_text_contains_a_phrase_or_does_not(phrase, text, is_in):
    assert bool(phrase_pattern(phrase).search(text)) == is_in

"""Word differences that are readable and contain both whole texts."""

import pytest

from articles.text.differences import changed_words, differences

PAIRS = [
    ("", ""),
    ("", "New."),
    ("Gone.", ""),
    ("The ferry leaves at 8 a.m.", "The night ferry leaves at 9 a.m."),
    ("항구가 월요일에 문을 연다.", "항구는 화요일에 문을 연다."),
    ("one\ntwo\nthree", "one\n2\nthree\nfour"),
]


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_both_texts_can_be_put_together_again(before, after):
    pieces = differences(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after


def test_marks_words_not_letters():
    assert differences("It leaves at 8.", "It leaves at 9.") == [
        ("same", "It leaves at "),
        ("gone", "8"),
        ("new", "9"),
        ("same", "."),
    ]


def test_a_few_signs_between_two_changes_belong_to_the_change():
    pieces = differences("red, dry wine here", "blue, wet beer here")
    assert pieces == [("gone", "red, dry wine"), ("new", "blue, wet beer"), ("same", " here")]


def test_equal_texts_have_one_piece():
    assert differences("Same.", "Same.") == [("same", "Same.")]


class TestRepetition:
    def test_what_repeats_itself_is_one_change_between_what_both_begin_and_end_with(self):
        before, after = "Start " + ". " * 900 + "end", "Start " + " ." * 900 + " end"
        pieces = differences(before, after)
        assert [piece.kind for piece in pieces] == ["same", "gone", "new", "same"]
        assert "".join(text for kind, text in pieces if kind != "new") == before
        assert "".join(text for kind, text in pieces if kind != "gone") == after


@pytest.mark.parametrize(
    ("before", "after", "count"),
    [
        ("", "", 0),
        ("", "The harbor opens.", 3),
        ("The harbor opens.", "", 3),
        ("The harbor opens.", "The harbor opens", 1),
        ("The harbor opens.", "The new harbor soon opens.", 2),
        ("항구가 월요일에 문을 연다.", "항구는 화요일에 문을 연다.", 2),
        ("one two three four", "three four one two", 2),
    ],
)
def test_words_that_were_changed_are_counted_once(before, after, count):
    assert changed_words(before, after) == count


def test_words_of_a_text_that_repeats_itself_without_end_are_counted_at_once():
    assert changed_words("ha " * 200_000, "ha ho " * 100_000) >= 100_000

"""Figures and weekdays of a text, paired with those in its translation."""

import pytest

from articles.checks.pairs import paired_figures, paired_weekdays


def words_of(pairs):
    return [tuple(" ".join(one.passage for one in side) for side in pair) for pair in pairs]


@pytest.mark.parametrize(
    ("english", "korean", "expected"),
    [
        ("two tons of grain", "곡물 2톤", [("two tons", "2톤")]),
        ("on Dec. 22 at 3 p.m.", "22일 오후 3시", [("Dec. 22", "22일"), ("3 p.m.", "오후 3시")]),
        (
            "$1.2 trillion, up 35 percent",
            "1조2000억 달러로 35%",
            [("$1.2 trillion", "1조2000억 달러"), ("35 percent", "35%")],
        ),
        ("300 people, 300 ships", "300명, 배 300척", [("300", "300명"), ("300", "300척")]),
        ("40 ships; the 40 ships", "배 40척", [("40 40", "40척")]),
        ("about 12,000 people", "1만2345명", []),  # the translation is more exact than its source
        ("12,345 people", "약 1만2000명", [("12,345", "1만2000명")]),
    ],
)
def test_figures_that_state_the_same_are_paired(english, korean, expected):
    assert words_of(paired_figures(english, korean, "en")) == expected


def test_the_closest_figure_is_taken_before_the_first():
    pairs = paired_figures("22 days from Dec. 22", "22일부터 22일간", "en")
    assert [(here[0].start, there[0].start) for here, there in pairs] == [(0, 6), (13, 0)]


def test_turns_of_phrase_are_no_pairs():
    assert paired_figures("one of the ships", "배 한 척", "en") == []


def test_endless_lists_are_paired_by_equal_figures_alone():
    english = "".join(f"{number} ships. " for number in range(11, 311))
    korean = "".join(f"배 {number}척. " for number in range(211, 511))
    assert len(paired_figures(english, korean, "en")) == 100


def test_weekdays_are_paired_with_all_their_mentions():
    pairs = paired_weekdays("On Monday and Sunday; Monday.", "월요일과 화요일", "en")
    assert words_of(pairs) == [("Monday Monday", "월요일")]

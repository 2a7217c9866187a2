"""From 2.4 to 2.6 in one language, from 2.6 to 2.4 in the other."""

import pytest

from articles.text.figures import compare_figures

ENGLISH = "The rate rose from 2.4 percent to 2.6 percent."


def exchanged(english, korean):
    """Return the reversed courses of a pair. As many are found with the Korean as the source."""
    there = compare_figures(english, korean, source_language="en").exchanged
    back = compare_figures(korean, english, source_language="ko").exchanged
    assert len(there) == len(back)
    return [[tuple(figure.passage for figure in course) for course in courses] for courses in there]


@pytest.mark.parametrize(
    ("english", "korean"),
    [
        (ENGLISH, "금리는 2.6%에서 2.4%로 올랐다."),
        ("Growth slowed to 2.4 percent in May from 2.6 percent.", "성장률은 2.4%에서 5월 2.6%로 떨어졌다."),
        ("It cut its staff from 120 to 80 people.", "직원을 80명에서 120명으로 줄였다."),
        ("Sales rose from about $5 billion to $6 billion.", "매출은 60억 달러에서 약 50억 달러로 늘었다."),
        ("The age rises from 60 to 65.", "정년이 65세에서 60세로 오른다."),
    ],
)
def test_the_way_back_is_told(english, korean):
    assert len(exchanged(english, korean)) == 1


def test_both_courses_are_told():
    [courses] = exchanged(ENGLISH, "금리는 2.6%에서 2.4%로 올랐다.")
    assert courses == [("2.4 percent", "2.6 percent"), ("2.6%", "2.4%")]


@pytest.mark.parametrize(
    ("english", "korean"),
    [
        (ENGLISH, "금리는 2.4%에서 2.6%로 올랐다."),
        ("Growth slowed to 2.4 percent in May from 2.6 percent.", "성장률은 2.6%에서 5월 2.4%로 떨어졌다."),
        (
            "The rate rose to 2.6 percent from 2.4 percent a year earlier.",
            "금리는 1년 전 2.4%에서 2.6%로 올랐다.",
        ),
        (ENGLISH, "금리는 2.6%로, 전의 2.4%보다 높다."),
        ("It fell from 5 to 3, then rose from 3 to 5.", "5에서 3으로 줄었다가 3에서 5로 늘었다."),
        ("Prices rose 2 percent in 10 of 25 districts.", "25개 구 가운데 10곳에서 2%로 올랐다."),
        ("The race is from 9 a.m. to 11 a.m.", "경기는 오전 9시부터 11시까지다."),
    ],
)
def test_the_same_course_in_other_words_is_not(english, korean):
    assert exchanged(english, korean) == []

"""Dates of the lunar calendar, which Korean and English write in other words."""

from datetime import date

import pytest

from articles.text.figures import compare_figures, misdated_weekdays


def is_same(english, korean):
    both = [
        compare_figures(english, korean, source_language="en").is_same,
        compare_figures(korean, english, source_language="ko").is_same,
    ]
    assert both[0] == both[1]
    return both[0]


@pytest.mark.parametrize(
    ("english", "korean"),
    [
        ("on the third day of the second lunar month", "음력 2월 3일에"),
        ("on the 13th day of the 10th month of the lunar calendar", "음력 10월 13일에"),
        ("the 21st of the seventh month on the Korean lunar calendar", "음력 7월 21일"),
        ("on the eighth day of the lunar calendar's fourth month", "음력 사월 초파일에"),
        ("born in 1931, on the third day of the second lunar month", "1931년 음력 2월 3일에 태어난"),
        ("born on the third day of the second lunar month of 1931", "음력 1931년 2월 3일에 태어난"),
        ("on Feb. 3 of the lunar calendar", "음력 2월 3일에"),
        ("on Feb. 3, according to the lunar calendar", "음력으로 2월 3일에"),
        ("on lunar Feb. 3", "2월 3일(음력)에"),
        ("By the lunar calendar, the rite falls on Feb. 3.", "제사는 음력 2월 3일이다."),
        ("March 8 (3 February in the lunar calendar)", "3월 8일(음력 2월 3일)"),
        ("The day, July 5, is the 15th day of the sixth lunar month.", "음력 유월 보름인 7월 5일이다."),
        ("from Feb. 3 to 5 of the lunar calendar", "음력 2월 3∼5일"),
        ("in the fourth lunar month", "음력 4월에"),
        ("on the first day of the first lunar month", "음력 정월 초하루에"),
        ("on Lunar New Year’s Day", "음력 1월 1일에"),
        ("the first day of the lunar year", "음력 1월 1일"),
        ("On Feb. 3, 1971, a lunar module landed.", "1971년 2월 3일 달 착륙선이 내렸다."),
        ("on Feb. 3 (lunar)", "음력 2월 3일"),
        ("on the fifth day of the fifth lunar month", "음력 5월 단오에"),
        ("on the seventh day of the seventh lunar month", "음력 칠월 칠석에"),
        ("on the last day of the 12th lunar month", "음력 섣달그믐에"),
        ("on the third day of the 11th lunar month", "음력 동짓달 초사흘에"),
        ("on the third day of the 11th lunar month", "음력 십일월 3일에"),
    ],
)
def test_are_the_same(english, korean):
    assert is_same(english, korean)


@pytest.mark.parametrize(
    ("english", "korean"),
    [
        ("on Feb. 3", "음력 2월 3일에"),
        ("on the third day of the second month", "음력 2월 3일에"),
        ("on the third day of the second lunar month", "2월 3일에"),
        ("on Feb. 3 of the lunar calendar", "2월 3일에"),
        ("on the third day of the third lunar month", "음력 2월 3일에"),
        ("on the 13th day of the second lunar month", "음력 2월 3일에"),
        ("on Feb. 4 of the lunar calendar", "음력 2월 3일에"),
        ("in the fourth lunar month", "음력 5월에"),
        ("on the last day of the 11th lunar month", "음력 섣달그믐에"),
        ("on the fifth day of the sixth lunar month", "음력 5월 단오에"),
        ("on Feb. 3 of the lunar calendar and on May 4", "음력 2월 3일과 5월 5일에"),
    ],
)
def test_are_told_where_they_differ(english, korean):
    assert not is_same(english, korean)


def test_have_no_weekday_of_the_solar_calendar():
    day = date(2026, 11, 1)
    assert misdated_weekdays("음력 8월 15일 목요일이다.", "ko", day) == []
    assert misdated_weekdays("음력 8월 15일(목)이다.", "ko", day) == []
    assert len(misdated_weekdays("8월 15일(목)이다.", "ko", day)) == 1

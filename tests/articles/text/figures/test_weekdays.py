"""Weekdays in both languages, and beside their dates."""

from datetime import date

import pytest

from articles.text.figures import compare_figures, misdated_weekdays
from articles.text.figures.contradictions import find_weekdays

STORY_DAY = date(2026, 11, 29)  # a Sunday


def differing(english, korean):
    there = compare_figures(english, korean, source_language="en").weekdays
    back = compare_figures(korean, english, source_language="ko").weekdays
    assert [pair[::-1] for pair in back] == list(there)
    return [(one.passage, other.passage) for one, other in there]


class TestDiffering:
    @pytest.mark.parametrize(
        ("english", "korean", "expected"),
        [
            ("It opens on Sunday.", "수요일에 연다.", ("Sunday", "수요일")),
            ("It met on Friday and Saturday.", "금요일에 모이고 금요일에 또 모였다.", ("Saturday", "금요일")),
            ("It opens on Saturday (Sept. 26).", "9월 26일(일)에 연다.", ("Saturday", "일(일)")),
            ("It is closed on Mondays.", "화요일마다 쉰다.", ("Mondays", "화요일")),
            ("It opens on Monday (0900 GMT).", "화요일(GMT 0900)에 연다.", ("Monday", "화요일")),
        ],
    )
    def test_are_told(self, english, korean, expected):
        assert differing(english, korean) == [expected]

    @pytest.mark.parametrize(
        ("english", "korean"),
        [
            ("It opens on Sunday.", "일요일에 연다."),
            ("It opens on Sunday.", "29일에 연다."),
            ("The Mail on Sunday asked on Friday.", "메일 온 선데이가 금요일에 물었다."),
            ("It met on Saturday and Sunday.", "토·일요일에 모였다."),
            ("It met from Monday to Friday.", "월~금요일에 모였다."),
            ("It fell at 9 p.m. Friday ET.", "한국시간 토요일 오전 11시에 떨어졌다."),
        ],
    )
    def test_are_not_told_where_they_are_said_otherwise(self, english, korean):
        assert differing(english, korean) == []


@pytest.mark.parametrize(
    ("text", "language", "numbers"),
    [
        ("Monday, TUESDAY and (Wed.)", "en", [0, 1, 2]),
        ("The sun sat; they wed.", "en", []),
        ("토·일요일, 29일(수), 월~금", "ko", [5, 6, 2, 0, 4]),
        ("요일을 모른다. 금·은·동", "ko", []),
    ],
)
def test_weekdays_are_found(text, language, numbers):
    assert [one.weekday for one in find_weekdays(text, language)] == numbers


class TestMisdated:
    @pytest.mark.parametrize(
        ("text", "language", "day"),
        [
            ("on Sunday, September 29, 2018", "en", date(2018, 9, 29)),
            ("on Friday (29 September 2018)", "en", date(2018, 9, 29)),
            ("on Sept. 29, 2018 (Sunday)", "en", date(2018, 9, 29)),
            ("on Monday, November 29", "en", STORY_DAY),
            ("on Monday the 29th of November", "en", STORY_DAY),
            ("2018년 9월 29일 일요일", "ko", date(2018, 9, 29)),
            ("2018.9.29.(일)", "ko", date(2018, 9, 29)),
            ("11월 29일(월)", "ko", STORY_DAY),
            ("토요일인 11월 29일", "ko", STORY_DAY),
            ("29일(월)", "ko", STORY_DAY),
        ],
    )
    def test_are_told_with_the_date_that_is_meant(self, text, language, day):
        assert [one.date for one in misdated_weekdays(text, language, STORY_DAY)] == [day]

    @pytest.mark.parametrize(
        ("text", "language"),
        [
            ("on Saturday, September 29, 2018", "en"),
            ("on Sunday, November 29", "en"),
            ("on Monday, January 4", "en"),
            ("between Monday and the 29th", "en"),
            ("on Friday, February 30", "en"),
            ("2018년 9월 29일 토요일", "ko"),
            ("지난달 29일(수)", "ko"),
            ("29일(일)", "ko"),
            ("월·화요일 3일간", "ko"),
        ],
    )
    def test_are_none_where_the_calendar_agrees(self, text, language):
        assert misdated_weekdays(text, language, STORY_DAY) == []

    def test_are_not_guessed_without_a_day_of_the_story(self):
        assert misdated_weekdays("on Monday, November 29", "en") == []
        assert len(misdated_weekdays("on Monday, November 29, 2026", "en")) == 1

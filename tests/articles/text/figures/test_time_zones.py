"""Times that translators turn into another zone, and days that a weekday stands for."""

from datetime import date

import pytest

from articles.text.figures import compare_figures

STORY_DAY = date(2026, 11, 29)  # a Sunday


def is_same(english, korean, day=None):
    both = [
        compare_figures(english, korean, source_language="en", day=day).is_same,
        compare_figures(korean, english, source_language="ko", day=day).is_same,
    ]
    assert both[0] == both[1]
    return both[0]


class TestTimes:
    @pytest.mark.parametrize(
        ("english", "korean"),
        [
            ("at 7 p.m. ET", "한국시간 오전 8시에"),
            ("at 7 p.m. ET", "미국 동부시간 오후 7시에"),
            ("at 0140 GMT on Nov. 28", "한국시간 28일 오전 10시 40분에"),
            ("at 11 p.m. ET on Nov. 27", "한국시간 28일 오후 1시에"),
            ("at 7 p.m. ET (2300 GMT)", "동부시간 오후 7시에"),
            ("at about 19:30 BST", "영국 서머 타임으로 오후 7시 30분쯤"),
            ("It starts at 4 p.m. UTC.", "한국시간 오전 1시에 시작한다."),
            ("at 4 p.m. UTC (1 a.m. KST)", "오후 4시(한국시간 오전 1시)에"),
        ],
    )
    def test_may_be_converted(self, english, korean):
        assert is_same(english, korean)

    @pytest.mark.parametrize(
        ("english", "korean"),
        [
            ("at about 19:30 BST", "영국 서머 타임으로 오전 7시 30분쯤"),
            ("at 7 p.m. ET", "한국시간 오전 7시에"),
            ("at 7:15 p.m. ET", "한국시간 오전 8시 45분에"),
            ("at 11 p.m. ET on Nov. 27", "한국시간 25일 오후 1시에"),
            ("It starts at 4 p.m. UTC.", "한국시간 오후 4시에 시작한다."),
        ],
    )
    def test_are_told_where_no_zone_explains_them(self, english, korean):
        assert not is_same(english, korean)


class TestDays:
    def test_that_a_weekday_stands_for_are_let_pass(self):
        assert is_same("It opened on Saturday.", "28일 문을 열었다.")
        assert is_same("It opened on Saturday.", "28일 문을 열었다.", STORY_DAY)
        assert is_same("It opens today.", "29일 문을 연다.", STORY_DAY)

    def test_are_told_where_the_calendar_has_another_weekday(self):
        assert not is_same("It opened on Saturday.", "27일 문을 열었다.", STORY_DAY)
        assert not is_same("It opened on Saturday.", "11월 27일 문을 열었다.", STORY_DAY)

    def test_are_told_where_both_name_the_weekday(self):
        assert not is_same("On Friday it said four boats sank.", "금요일 27일 배 네 척이 가라앉았다고 했다.")

    def test_of_work_are_a_span(self):
        assert is_same("a four-day working week", "주 4일 근무")
        assert not is_same(
            "A four-day working week will not come overnight.", "주 6일제는 하루아침에 안 된다."
        )

"""Figures whose unit or scale stands elsewhere in the text, or above its column."""

import pytest

from articles.text.figures import compare_figures


def is_same(english, korean, role="p"):
    both = [
        compare_figures(english, korean, source_language="en", role=role).is_same,
        compare_figures(korean, english, source_language="ko", role=role).is_same,
    ]
    assert both[0] == both[1]
    return both[0]


class TestUnitsElsewhere:
    @pytest.mark.parametrize(
        ("english", "korean"),
        [
            ("deposits of 2.9 billion won, 4.5 million each", "예금 29억 원, 한 사람에 450만 원"),
            ("A pump is 5 million won. That is a million less.", "펌프는 500만 원이다. 100만 원 싸다."),
            ("Sales rose to 12.6 billion won, up from 10.4.", "매출이 104억 원에서 126억 원으로 늘었다."),
            ("They fell from 12.6 to 10.4 billion won.", "126억 원에서 104억 원으로 줄었다."),
            ("from 14 to 12 million people", "1,400만 명에서 1,200만 명으로"),
            ("It opens from 3 a.m. to 10.", "새벽 3시부터 오전 10시까지 연다."),
            ("It lands a little after 11.", "밤 11시를 조금 넘겨 닿는다."),
            ("He rows out at five every morning.", "매일 새벽 5시에 노를 젓는다."),
            ("It sails at 11 Sunday.", "일요일 오전 11시에 뜬다."),
        ],
    )
    def test_are_found_in_the_same_text(self, english, korean):
        assert is_same(english, korean)

    @pytest.mark.parametrize(
        ("english", "korean"),
        [
            ("for 35 million travelers", "3,500만 원"),
            ("deposits of 2.9 billion won, 4.5 million each", "예금 29억 원, 한 사람에 540만 원"),
            ("Sales rose to 12.6 billion won, up from 10.4.", "매출이 114억 원에서 126억 원으로 늘었다."),
            ("180 million won, and 21 million for the rest", "1억 8천만 원, 나머지는 2,100억 원"),
            ("Pier 17 opens at 5 p.m.", "18부두는 오후 5시에 연다."),
            ("It lands a little after 11.", "밤 10시를 조금 넘겨 닿는다."),
        ],
    )
    def test_are_not_made_up(self, english, korean):
        assert not is_same(english, korean)


class TestColumns:
    @pytest.mark.parametrize(("english", "korean"), [("12.6", "126"), ("12.0", "120"), ("45", "4,500")])
    def test_count_billions_and_millions_or_their_own_myriads(self, english, korean):
        assert is_same(english, korean, role="td")
        assert not is_same(english, korean)

    @pytest.mark.parametrize(("english", "korean"), [("12.6", "136"), ("4,380", "43,800"), ("12.6%", "126%")])
    def test_change_nothing_else(self, english, korean):
        assert not is_same(english, korean, role="td")

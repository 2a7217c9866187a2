"""Times of day, which both languages say in figures and in words."""

import pytest

from articles.text.figures import compare_figures, find_figures


def is_same(english, korean):
    both = [
        compare_figures(english, korean, source_language="en").is_same,
        compare_figures(korean, english, source_language="ko").is_same,
    ]
    assert both[0] == both[1]
    return both[0]


class TestTimes:
    @pytest.mark.parametrize(
        ("english", "korean"),
        [
            ("By 5:30 everybody is up.", "5시 반에는 온 마을이 일어나 있다."),
            ("when I call at two in the morning", "새벽 2시에 물으면"),
            ("shortly after three in the morning", "오전 3시를 조금 넘겨"),
            ("It closed at eleven at night.", "밤 11시에 닫았다."),
            ("at three o'clock in the morning", "새벽 3시에"),
            ("The bell rings at one o’clock.", "오후 1시에 종이 울린다."),
            ("It opens at half past five.", "오전 5시 30분에 연다."),
            ("a quarter to six in the evening", "저녁 5시 45분"),
            ("at ten past three", "3시 10분에"),
            ("at twenty minutes to six", "5시 40분에"),
            ("at six-thirty", "6시 반부터"),
            ("10 minutes before 7 a.m.", "오전 7시 10분 전"),
            ("at 6:50 a.m.", "오전 7시 10분 전"),
            ("before 7:10 a.m.", "오전 7시 10분 전"),
            ("The clock stops at midday.", "낮 12시에 시계가 선다."),
            ("Midnight is early here.", "여기서 자정은 이르다."),
            ("from five to six in the evening", "저녁 5시부터 6시까지"),
        ],
    )
    def test_are_the_same_in_words(self, english, korean):
        assert is_same(english, korean)

    @pytest.mark.parametrize(
        ("english", "korean"),
        [
            ("when I call at two in the morning", "새벽 3시에 물으면"),
            ("It closed at eleven at night.", "오전 11시에 닫았다."),
            ("The bell rings at one o’clock.", "오후 2시에 종이 울린다."),
            ("It opens at half past five.", "오전 5시 15분에 연다."),
            ("at twenty minutes to six", "6시 20분에"),
            ("By 5:30 everybody is up.", "5시에는 온 마을이 일어나 있다."),
        ],
    )
    def test_are_told_where_they_differ(self, english, korean):
        assert not is_same(english, korean)

    @pytest.mark.parametrize(
        "text",
        [
            "a vote of ten to six",
            "room 0140",
            "at 0140 555",
            "in 1940",
            "two and a half to one",
            "twenty-two boats",
        ],
    )
    def test_are_not_made_of_other_words(self, text):
        assert not any(one.kind == "time" for one in find_figures(text, "en"))

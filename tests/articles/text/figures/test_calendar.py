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
            ("The boat leaves at 5.30pm.", "배는 오후 5.30에 떠난다."),
            ("It runs from 9.15am to 5.30 pm.", "오전 9.15부터 오후 5.30까지 다닌다."),
            ("It runs from 9.15am to 5.30 pm.", "오전 9.15~오후 5.30 다닌다."),
            ("at 08.30 BST", "영국시간 오전 8시 30분에"),
            ("at 8.30 BST", "영국시간 오전 8시 30분에"),
            ("at 17.30 GMT", "그리니치 표준시 오후 5시 30분에"),
            ("at 05:30", "오전 5시 30분에"),
            ("at 05.30 on Friday", "금요일 오전 5시 30분에"),
            ("at 05:30 p.m.", "오후 5시 30분에"),
            ("at 5:30 p.m.", "05:30 PM에"),
            ("at 5:30 a.m.", "05:30에"),
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
            ("The boat leaves at 5.30pm.", "배는 오전 5.30에 떠난다."),
            ("The boat leaves at 5.30pm.", "배는 오후 5.20에 떠난다."),
            ("at 08.30 BST", "영국시간 오후 8시 30분에"),
            ("at 7:30 BST", "영국시간 오후 7시 30분에"),
            ("at 05:30", "오후 5시 30분에"),
            ("at 5:30 p.m.", "05:30에"),
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
            "up 5.30 percent",
            "on 05.06.2018",
            "version 05.30",
        ],
    )
    def test_are_not_made_of_other_words(self, text):
        assert not any(one.kind == "time" for one in find_figures(text, "en"))

    @pytest.mark.parametrize("text", ["오후 5.30% 올랐다", "오전 5.30달러", "오후 5.30 포인트", "오후 5.305"])
    def test_are_not_made_of_other_figures_in_korean(self, text):
        assert not any(one.kind == "time" for one in find_figures(text, "ko"))


class TestHalves:
    @pytest.mark.parametrize(
        ("english", "korean"),
        [
            ("The second half of the film drags.", "영화 후반부가 늘어진다."),
            ("The second half began.", "경기후반이 시작됐다."),
            ("It sings in the first half of the show.", "공연 전반부에 노래한다."),
            ("The second half of her life was calm.", "그의 남은 삶은 평온했다."),
            ("The second half of the list is longer.", "명단의 나머지 절반이 더 길다."),
            ("his second half-century", "그의 두 번째 반세기"),
            ("in the late 1990s", "1990년대 후반에"),
            ("She is in her late 20s.", "그는 20대 후반이다."),
            ("Sales grew in the second half.", "하반기에 매출이 늘었다."),
        ],
    )
    def test_are_the_same_in_words(self, english, korean):
        assert is_same(english, korean)

    @pytest.mark.parametrize(
        ("english", "korean"),
        [
            ("She scored in the second half of the match.", "그는 전반에 골을 넣었다."),
            ("She scored in the first half.", "그는 후반에 골을 넣었다."),
            ("in the second half of this year", "올해 상반기에"),
            ("in the second half of 2026", "2026년에"),
        ],
    )
    def test_are_told_where_they_differ(self, english, korean):
        assert not is_same(english, korean)

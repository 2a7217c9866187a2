"""5-3 in one language, 3-5 in the other."""

import pytest

from articles.text.figures import compare_figures


def turned(english, korean):
    there = compare_figures(english, korean, source_language="en").scores
    back = compare_figures(korean, english, source_language="ko").scores
    assert [pair[::-1] for pair in back] == list(there)
    return [tuple(one.passage for one in pair) for pair in there]


@pytest.mark.parametrize(
    ("english", "korean", "expected"),
    [
        ("Haeon won 5-3 at home.", "해온이 안방에서 3-5로 이겼다.", ("5-3", "3-5")),
        ("The vote was 51 to 49.", "표결은 49 대 51이었다.", ("51 to 49", "49 대 51")),
        ("They won 2&1.", "그들은 1&2로 이겼다.", ("2&1", "1&2")),
        ("The team is 5-0-2.", "팀은 0-5-2를 기록했다.", ("5-0-2", "0-5-2")),
        ("It led 16.5 to 10.5.", "10.5대 16.5로 앞섰다.", ("16.5 to 10.5", "10.5대 16.5")),
    ],
)
def test_a_score_the_other_way_round_is_told(english, korean, expected):
    assert turned(english, korean) == [expected]


@pytest.mark.parametrize(
    ("english", "korean"),
    [
        ("Haeon won 5-3 at home.", "해온이 안방에서 5 대 3으로 이겼다."),
        ("Haeon lost 5-3 at home.", "해온이 안방에서 3-5로 크게 졌다."),
        ("Haeon lost 5-3.", "해온은 5-3 패배를 당했다."),
        ("Lost 6-4, 3-6, 7-5 at home.", "안방에서 4-6, 6-3, 5-7로 졌다."),
        ("It won 5-3, then lost 5-3.", "5-3으로 이기고 3-5로 졌다."),
        ("It starts at 12:30.", "30:12에 시작한다."),
        ("Call 859-292-3680.", "292-859-3680으로 전화하라."),
    ],
)
def test_the_same_score_is_not(english, korean):
    assert turned(english, korean) == []

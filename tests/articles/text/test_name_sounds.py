"""Names that are found in the other language by their sound."""

import pytest

from articles.text.name_sounds import names_by_sound

FOUND = [
    ("No Eul-bit", "법원은 월요일 노을빛을 심문했다.", "노을빛"),
    ("Eul-bit No", "노을빛 씨가 소송을 냈다.", "노을빛"),
    ("Dana Fictman", "항구는 다나 픽트만이 낸 소송에서 이겼다.", "다나 픽트만"),
    ("Lee Ha-neul", "이하늘 선장은 배를 돌렸다.", "이하늘"),
    ("노을빛", "The court heard No Eul-bit’s lawyer on Monday.", "No Eul-bit"),
    ("다나 픽트만", "The harbor won against Dana Fictman in May.", "Dana Fictman"),
]


@pytest.mark.parametrize(("name", "text", "expected"), FOUND)
def test_a_name_is_found_in_the_other_language(name, text, expected):
    assert names_by_sound(name, text) == [expected]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("No Eul-bit", "법원은 월요일 증인을 심문했다. 비가 왔다."),
        ("노을빛", "The court heard a witness on Monday. It rained in Busan."),
        ("the welder", "경찰은 부두의 작업자를 조사했다."),
        ("", "노을빛"),
        ("노을빛", ""),
    ],
)
def test_words_that_sound_otherwise_are_none(name, text):
    assert names_by_sound(name, text) == []

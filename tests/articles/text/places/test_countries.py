"""Countries without their names: 한미일, 방중, 美, "Chinese"."""

import pytest
from babel import Locale

from articles.text.places.countries import ADJECTIVES, COUNTRIES, LETTERS, is_country_named


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("한미일은 연합훈련을 했다.", "한국 미국 일본"),
        ("미·중 정상회담이 열렸다.", "미국 중국"),
        ("북중러가 만났다.", "북한 중국 러시아"),
        ("한미연합훈련이 끝났다.", "한국 미국"),
        ("러·우 전쟁이 길어졌다.", "러시아 우크라이나"),
        ("이·팔 전쟁", "이스라엘"),
        ("대통령은 방미 중이다. 대북 제재", "미국 북한"),
        ("미 국방부는 일측에 알렸다.", "미국 일본"),
        ("美, 韓 선박 통과 허용", "미국 한국"),
    ],
)
def test_korean_writes_a_syllable_for_a_country(text, countries):
    named = {name for name in LETTERS if is_country_named([name], text, "ko")}
    assert set(countries.split()) <= named
    assert not named & ({"한국", "미국", "일본", "중국", "독일", "프랑스"} - set(countries.split()))


@pytest.mark.parametrize(
    "text",
    [
        "그 이유는 우호 때문이다.",
        "미래 세대",
        "한 남성이 일을 했다.",
        "남자 중 한 명",
        "일부러",
        "이에 대한 제재",
        "그에게 대한 말",
    ],
)
def test_a_syllable_of_another_word_is_no_country(text):
    assert not any(is_country_named([name], text, "ko") for name in LETTERS)


@pytest.mark.parametrize("text", ["북한이 떠났다.", "북한에 대한 제재", "北韓이 떠났다."])
def test_a_syllable_of_another_country_is_no_country(text):
    assert not is_country_named(["한국"], text, "ko")
    assert is_country_named(["북한"], text, "ko")


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("The Chinese government objected.", "China", True),
        ("U.S. officials", "United States", True),
        ("American-made", "United States", True),
        ("The U.S.-China talks", "United States", True),
        ("South American rivers", "Brazil", False),
        ("Thais voted.", "Thailand", False),
        ("THE US", "United States", True),
        ("Tell us.", "United States", False),
    ],
)
def test_english_makes_an_adjective_of_a_country(text, name, expected):
    assert is_country_named([name], text, "en") is expected


def test_the_table_names_countries_of_cldr():
    territories = Locale("en").territories
    codes = [
        code for table in (*COUNTRIES.names, *COUNTRIES.capitals) for entry in table for code in entry.split()
    ]
    assert set(codes) <= set(territories)
    assert COUNTRIES.capitals.en.keys() == COUNTRIES.capitals.ko.keys()
    others = {name for names in COUNTRIES.names.en.values() for name in names}
    assert set(ADJECTIVES) <= {*territories.values(), *others}

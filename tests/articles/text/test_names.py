"""Names in texts: where a name stands, and where its letters only look like it."""

import pytest

from articles.text.names import SoughtName, find_names, is_distinctive


def found(text, *names, is_exact=False):
    """Return the names found in the text."""
    return [
        text[one.start : one.end]
        for one in find_names(text, [SoughtName(name, name, is_exact) for name in names])
    ]


class TestNames:
    @pytest.mark.parametrize(
        ("text", "name", "expected"),
        [
            ("Trade with Japan and Japan’s ports.", "Japan", ["Japan", "Japan"]),
            ("The ferry sails.", "Ferries", ["ferry"]),
            ("Two ferries sail.", "ferry", ["ferries"]),
            ("Interest rates rose.", "Interest rate", ["Interest rates"]),
            ("The free-trade agreement holds.", "free trade agreement", ["free-trade agreement"]),
            ("The FTA holds.", "FTA", ["FTA"]),
            ("Japan’s rice in clear skies", "rice", ["rice"]),
            ("Under clear skies", "clear sky", ["clear skies"]),
            ("In the skies", "sky", ["skies"]),
            ("The workers’ party won.", "Workers' party", ["workers’ party"]),
            ("일본은 항의했다.", "일본", ["일본"]),
            ("한국·일본·중국, 일본산 맥주", "일본", ["일본", "일본"]),
            (
                "산업통상자원부장관과 산업 통상 자원부의 일",
                "산업통상자원부",
                ["산업통상자원부", "산업 통상 자원부"],
            ),
            ("자유무역협정을 맺었다.", "자유 무역 협정", ["자유무역협정"]),
            ("금리가 오르고 금리로 번다.", "금리", ["금리", "금리"]),
            ("배를 타고 물을 마신다.", "배", ["배"]),
            ("서울로 간다.", "서울", ["서울"]),
            ("FTA를 맺고 FTA는 남는다.", "FTA", ["FTA", "FTA"]),
            ("정부로부터, 정부측에서 정부만으로도", "정부", ["정부", "정부", "정부"]),
            ("자유무역협정입니다", "자유무역협정", ["자유무역협정"]),
        ],
    )
    def test_finds_whole_names(self, text, name, expected):
        assert found(text, name) == expected

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("The growth rate fell.", "interest rate"),
            ("The growth rate fell.", "rate"),
            ("The Growth Rate Fell", "Rate"),
            ("We met in Trade Street.", "Trade"),
            ("It was moderate.", "rate"),
            ("An anti-Japan protest", "Japan"),
            ("The fta holds.", "FTA"),
            ("They say that it may, and that may be.", "May"),
            ("물가가 오르고 물가 상승이 이어진다.", "물"),
            ("배추와 배터리, 두 배로 늘었다.", "배"),
            ("일본어와 일본은행", "일본"),
            ("남일본", "일본"),
            ("은행이 문을 열었다.", "은"),
            ("쌀값이 올랐다.", "쌀"),
            ("강의를 듣고 강도를 잡고 강산을 봤다.", "강"),
            ("바다가 넓다.", "바"),
            ("일본이다운 일", "일본"),
        ],
    )
    def test_finds_no_part_of_another_word(self, text, name):
        assert found(text, name) == []

    def test_prefers_the_longer_name(self):
        assert found("The Bank of Japan met.", "Japan", "Bank of Japan") == ["Bank of Japan"]
        assert found("일본은행이 금리를 올렸다.", "일본은행", "일본", "은행") == ["일본은행"]

    def test_minds_capitals_where_asked(self):
        assert found("They ate turkey in Turkey.", "Turkey", is_exact=True) == ["Turkey"]

    def test_tells_all_that_the_same_words_name(self):
        names = [SoughtName("topic", "Japan"), SoughtName("term", "Japan"), SoughtName("term", "일본")]
        assert [one.key for one in find_names("Japan", names)] == ["term", "topic"]


@pytest.mark.parametrize(
    ("short", "name", "expected"),
    [
        ("FTA", "free trade agreement", True),
        ("Office of Lights", "Dalmuri Office of Lights", True),
        ("the pact", "Haeon Strait Pact", False),
        ("rate", "interest rate", False),
        ("한은", "한국은행", True),
        ("산업부", "산업통상자원부", True),
        ("협정", "해온해협협정", False),
    ],
)
def test_short_forms_tell_what_they_mean_or_not(short, name, expected):
    assert is_distinctive(short, name) == expected

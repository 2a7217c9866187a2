"""Countries of the source that the translation replaces by others."""

import pytest

from articles.text.places.country_mentions import Certainty, country_mentions, differing_countries


def differing(english, korean):
    there = differing_countries(english, korean, "en")
    back = differing_countries(korean, english, "ko")
    assert [pair[::-1] for pair in back] == there
    return [(one.passage, other.passage) for one, other in there]


def certain(text, language):
    found = country_mentions(text, language)
    return [one.passage for one in found if one.certainty == Certainty.CERTAIN]


@pytest.mark.parametrize(
    ("english", "korean", "expected"),
    [
        ("Ships left Indonesia.", "배들이 호주를 떠났다.", ("Indonesia", "호주")),
        ("The German navy sailed.", "이집트 해군이 떠났다.", ("German", "이집트")),
        ("Americans sailed.", "러시아인들이 떠났다.", ("Americans", "러시아")),
        ("The U.S. and the EU sailed.", "일본과 EU가 떠났다.", ("U.S.", "일본")),
        ("North Korea agreed.", "남한이 동의했다.", ("North Korea", "남한")),
        ("The Spaniard Sergio won.", "멕시코의 세르지오가 이겼다.", ("Spaniard", "멕시코")),
        ("Boats came from Mexico City.", "이라크 시티에서 배가 왔다.", ("Mexico City", "이라크")),
        ("Chinese boats met China's navy.", "중국 배가 인도 해군을 만났다.", ("China", "인도")),
        ("Indonesia Tsunami Kills Hundreds", "이스라엘 쓰나미", ("Indonesia", "이스라엘")),
        ("BRITAIN AND FRANCE AGREE", "영국·독일 합의", ("FRANCE", "독일")),
        ("South Korea agreed.", "북한이 동의했다.", ("South Korea", "북한")),
        ("South Korea faces sanctions.", "북한에 대한 제재가 있다.", ("South Korea", "북한")),
        ("It leaves at 9 a.m. BST.", "일본 서머타임 오전 9시에 떠난다.", ("BST", "일본")),
        ("Sanctions on the South Koreans", "북한에게 대한 제재", ("South Koreans", "북한")),
    ],
)
def test_another_country_is_told(english, korean, expected):
    assert differing(english, korean) == [expected]


def test_a_capital_wants_its_country():
    there = differing_countries("Athens has insisted.", "시리아는 고집했다.", "en")
    assert [(one.passage, other.passage) for one, other in there] == [("Athens", "시리아")]
    assert differing_countries("Athens has insisted.", "아테네는 고집했다.", "en") == []


def test_a_country_that_explains_a_city_is_not_told():
    assert differing_countries("The British boat left Paris.", "배가 프랑스 파리를 떠났다.", "en") == []


@pytest.mark.parametrize(
    ("english", "korean"),
    [
        ("American Jordan Field won.", "미국의 조던 필드가 이겼다."),
        ("Chad Hill of St. Martin met German boats.", "세인트마틴의 채드 힐이 독일 배를 만났다."),
        ("British boats left New Mexico.", "영국 배들이 뉴멕시코를 떠났다."),
        ("Scotland beat the United Kingdom.", "스코틀랜드가 영국을 이겼다."),
        ("Seoul and Washington agreed.", "한국과 미국이 동의했다."),
        ("South Korea and Japan met the Chinese.", "한일이 중국을 만났다."),
        ("Turkey's boats sailed.", "튀르키예의 배들이 떠났다."),
        ("Australian boats sailed.", "호주 배들이 떠났다."),
        ("The Dutch ship sailed by means of sails.", "네덜란드 배는 돛을 수단으로 삼았다."),
        ("The Egyptian state was handed over.", "이집트는 인도되었다."),
        ("He reads Korean to the Americans.", "그는 미국인에게 한국어로 읽는다."),
        ("The president sailed.", "러시아 대통령이 떠났다."),
        ("South Korea won.", "대한축구협회가 북한을 이겼다."),
        ("The launch is at 6 p.m. UTC.", "발사는 한국시간 오전 3시다."),
        ("Britain’s boat leaves at 0600 GMT.", "영국의 배는 한국시간 오후 3시에 떠난다."),
        ("It starts at 7 p.m. BST.", "한국시간 오전 3시에 시작한다."),
        ("Americans wait until 8 p.m. ET, U.S. media say.", "미국은 한국 시각 오전 9시까지 기다린다."),
        ("It opens at 9 a.m. Korean time, or 8 p.m. in Britain.", "한국시간 오전 9시, 영국 시간 오후 8시다."),
    ],
)
def test_the_same_country_in_other_words_is_not(english, korean):
    assert differing(english, korean) == []


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("The South American, the Pacific and the Americas", "en", []),
        ("US-China talks in the UK", "en", ["US", "China", "UK"]),
        ("Nigerian and Niger", "en", ["Nigerian", "Niger"]),
        ("Tell us, jordan.", "en", []),
        ("Roman Green met Russ Chan, Georg Pak and Ice Span.", "en", []),
        (
            "Lebanese, Afghan, Serb, Italian, Chilean, Iraqi and Icelandic boats",
            "en",
            "Lebanese Afghan Serb Italian Chilean Iraqi Icelandic".split(),
        ),
        ("인도네시아와 인도, 인도적 지원", "ko", ["인도네시아", "인도"]),
        ("중국산 배는 남아프리카공화국에", "ko", ["중국", "남아프리카"]),
        ("방영이 끝난 대중 매체", "ko", []),
        ("호주머니 속 기니피그에 대만족, 이란성 쌍둥이", "ko", []),
        ("UTC, GMT, KST, Korea Standard Time", "en", []),
        ("한국시간, 한국 표준시, 한국 시각", "ko", []),
        ("한국 시간당 임금", "ko", ["한국"]),
    ],
)
def test_certain_mentions(text, language, expected):
    assert certain(text, language) == expected

"""Parsed search queries."""

import pytest

from articles.text.search.query import LONGEST_QUERY, MOST_WORDS, AnyOf, parse_query
from articles.text.search.words import index_text, written_words


def has(tokens, expression):
    if isinstance(expression, str):
        return expression in tokens
    some = any if isinstance(expression, AnyOf) else all
    return some(has(tokens, part) for part in expression)


def finds(query, text):
    tokens = index_text(written_words(text)).all
    return all(has(tokens, one.ways) for one in parse_query(query))


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("무역을", "무역이 늘었다"),
        ("자유 무역 협정", "자유무역협정"),
        ("자유무역협정", "자유 무역 협정"),
        ("반려견순찰대", "반려견 순찰대가 돈다"),
        ("지하 철", "지하철이 멈췄다"),
        ("꿀 벌", "꿀벌이 죽는다"),
        ("sk 하이닉스", "SK하이닉스"),
        ("금리를 올린다", "금리를 올렸다"),
        ("줄어든 해녀", "해녀가 줄었다"),
        ("안덕근가", "안덕근은 말했다"),
        ("16만명", "관객 16만 명"),
        ("2배", "두 배로"),
        ("日銀", "일본은행"),
        ("“trade deal”", "a trade deal"),
        ("stole", "thieves steal"),
        ("감", "감 농가"),
        ("가나", "가나 대통령"),
        ("소비", "소비자가 늘었다"),
        ("의사", "의사의 의사소통"),
        ("눈", "첫눈이 내렸다"),
        ("꽃", "꽃다발을 전했다"),
        ("소", "전남의 소 농장에서"),
        ("교수가 쓴 논문", "교수가 논문을 썼다"),
        ("학교에 가지 않는", "학교에 가지 않는 아이들"),
        ("탈 원전 정책", "탈원전 정책을 폐기한다"),
        ("신 도시 개발", "신도시를 개발한다"),
        ("유가 증권", "유가증권시장"),
        ("무기 징역", "무기징역을 선고했다"),
        ("무기징역", "무기 징역을 선고했다"),
        ("수도", "수도를 옮길 수도 있다"),
        ("AIDS", "an AIDS clinic"),
        ("aids", "에이즈(AIDS) 환자"),
        ("banks", "central bank raises rates"),
        ("LED", "LED조명을 켠다"),
        ("rate", "RATES RISE AGAIN"),
    ],
)
def test_a_query_finds_a_text_that_says_so(query, text):
    assert finds(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("물", "물가가 올랐다"),
        ("배", "배추와 배터리"),
        ("수도", "그럴 수도 있다"),
        ("수가", "할 수가 없다"),
        ("AIDS", "foreign aid"),
        ("aid", "an AIDS clinic"),
        ("LED", "he leads them"),
        ("배", "값이 두 배로 뛰었다"),
        ("배", "배전함에서 불이 났다"),
        ("인도", "인도네시아"),
        ("16만명", "16세 미만"),
        ("“deal trade”", "a trade deal"),
        ("새 집", "새우 집회"),
        ("감", "가자지구로 갔다"),
        ("가나", "기차가 갔다"),
        ("비자", "소비자가 늘었다"),
        ("인도", "인도적 지원"),
        ("비", "간병비가 올랐다"),
        ("금", "직불금을 준다"),
    ],
)
def test_a_query_finds_no_text_that_says_something_else(query, text):
    assert not finds(query, text)


def test_what_is_quoted_is_one_word():
    assert [one.text for one in parse_query("ban “social media” now")] == ["ban", "social media", "now"]


def test_a_word_may_be_mistyped_with_what_may_be_its_particle():
    [one] = parse_query("밀레에")
    assert one.mistyped == ("ㅁㅣㄹㄹㅔ", "ㅁㅣㄹㄹㅔㅇㅔ")


def test_several_may_be_mistyped_as_one():
    assert [one.mistyped for one in parse_query("ambulences 3rd")] == [("ambulences", "ambulence"), ()]


def test_a_syllable_that_is_no_noun_to_the_analyzer_is_asked_for_all_the_same():
    assert finds("별", "별과 바람")
    assert not finds("별", "별난 사람")


def test_only_so_much_is_read():
    assert len(parse_query(" ".join(f"word{number}" for number in range(40)))) == MOST_WORDS
    assert sum(len(one.text) for one in parse_query("가" * 10_000)) == LONGEST_QUERY


@pytest.mark.parametrize("query", ["", "“”", '""', "\u200b", "\ud800", "…", "\x00"])
def test_a_query_of_no_words_asks_for_nothing(query):
    assert parse_query(query) == []

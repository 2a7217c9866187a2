"""Differences in figures between a source and its translation."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.text.figures import compare_figures

NUMBERS = st.text(alphabet="0123456789,. ~-년월일시분초만억조천백%$원달러명두세사흘오전후:KG/ ", max_size=60)


def told(source, target, source_language="en"):
    found = compare_figures(source, target, source_language=source_language)
    return [one.passage for one in found.missing], [one.passage for one in found.added]


class TestCompared:
    @pytest.mark.parametrize(
        ("english", "korean"),
        [
            ("1.2 trillion won", "1조 2천억 원"),
            ("by a quarter of a percentage point", "0.25%포인트"),
            ("three days", "사흘"),
            ("in two weeks", "보름 만에"),
            ("on December 22", "22일"),
            ("on Monday", "22일"),
            ("in the first nine months", "1∼9월"),
            ("a 10-mile road", "16km 도로"),
            ("seen at 24 miles, then at six miles", "24해리, 다시 6해리에서 보였다"),
            ("24 miles out at sea", "44km 먼바다"),
            ("23 degrees Fahrenheit", "영하 5도"),
            ("16.2 billion won ($11 million)", "162억 원"),
            ("more than 3,000", "3천여"),
            ("the Dec. 3 decree", "12·3 포고"),
            ("The vote was 188-13.", "찬성 188표, 반대 13표"),
            ("in the 87th minute", "후반 42분"),
            ("won 11-9, 8-11, 11-7, 11-6", "3-1(11-9, 8-11, 11-7, 11-6)로 이겼다"),
            ("Two in three teenagers", "10대 3명 중 2명"),
            ("at 0917 GMT", "세계표준시 9시 17분이었다"),
            ("a 60-year-old", "60세"),
            ("She came at 26.", "스물여섯에 왔다."),
            ("more than seven-tenths full", "열 가운데 일곱 넘게 찼다"),
            ("three in five", "다섯 가운데 셋"),
            ("Nine out of ten will return.", "열에 아홉은 다시 온다."),
            ("70 percent of the catch", "어획량의 7할"),
            ("It fell to 12 below zero.", "영하 12도까지 내려갔다."),
            ("It froze in ’94.", "1994년에 얼었다."),
            ("One hundred and eight bells were cast.", "종 백여덟 개를 만들었다."),
            ("marks for a quarter, a half and full", "4분의 1, 절반, 가득"),
            ("It is a third cheaper.", "3분의 1이 싸다."),
            ("She had a third, then a fourth.", "세 번째, 그리고 네 번째를 마셨다."),
            ("The student found it.", "열일곱 살 학생이 찾아냈다."),
            ("after two months of roadwork", "공사로 두 달을 쉰 달무리 시장"),
            ("2.25 billion people by 2030", "2030 년까지 22 억 5 천만 명"),
            ("$37 billion on September 30, 2018", "2018 년 9 월 30 일 370 억 달러"),
            ("fifteen cats", "고양이 열 다섯 마리"),
            ("thousands of people", "수 천명"),
            ("14½ miles", "14½ 마일"),
            ("It was 80 degrees.", "화씨 80도였다."),
            ("It was 78 degrees.", "25도였다."),
            ("It was 25 degrees.", "25도였다."),
            ("Pope Benedict XVI", "교황 베네딕토 16세"),
            ("World War II", "2차 세계대전"),
            ("Jan Gelfand said so.", "얀 겔판드가 말했다."),
            ("April Jones came in April.", "에이프릴 존스가 4월에 왔다."),
            ("At 0140 it sank.", "오전 1시 40분에 가라앉았다."),
            ("a million ounces of silver", "은 28톤"),
            ("a 6-foot-6 sailor", "키 6피트 6인치의 선원"),
            ("a 6-foot-6 sailor", "키 198cm의 선원"),
            ("through the first half of October", "10월 초순까지"),
            ("€3.1 billion ($3.6bn)", "31억€($3.6bn)"),
            ("40 percent, 35 percent and 25 percent", "40, 35, 25%"),
            ("by five percent to ten percent", "5에서 10%"),
        ],
    )
    def test_lets_both_ways_of_saying_it_pass(self, english, korean):
        assert told(english, korean) == ([], [])
        assert told(korean, english, "ko") == ([], [])

    @pytest.mark.parametrize(
        ("english", "korean"),
        [
            ("1.2 trillion won", "1조 2백억 원"),
            ("500 billion won", "5천억 달러"),
            ("2.4 percent", "2.4%포인트"),
            ("December 22", "12월 23일"),
            ("3 p.m.", "오전 3시"),
            ("three days", "나흘"),
            ("tens of thousands", "수십만 명"),
            ("minus 5 degrees", "5도"),
            ("the F-35", "F-15"),
            ("won 3-2", "3-1로 이겼다"),
            ("three months", "3년"),
            ("rose sixfold", "일곱 배로"),
            ("seen at 24 miles", "18해리에서 보였다"),
            ("She came at 26.", "스물일곱에 왔다."),
            ("It froze in ’94.", "1995년에 얼었다."),
            ("It fell to 12 below zero.", "영하 13도까지 내려갔다."),
            ("One hundred and eight bells were cast.", "종 백아홉 개를 만들었다."),
            ("at seventeen", "열여덟 살에"),
            ("72 percent of the boats", "배의 72가"),
            ("half an inch of rain", "비 1.5인치"),
            ("It was 78 degrees.", "35도였다."),
            ("€3.1 billion ($3.6bn)", "31억€($36bn)"),
            ("the first half of 2018", "2018년 하반기"),
            ("Of the boats 72 percent came and 15 percent stayed.", "배의 72가 오고 15%가 남았다."),
        ],
    )
    def test_tells_what_either_side_says(self, english, korean):
        missing, added = told(english, korean)
        assert missing
        assert added

    def test_tells_what_is_left_out(self):
        assert told("Prices rose 20 percent.", "물가가 올랐다.") == (["20 percent"], [])
        assert told("seven-tenths full", "열 가운데 여덟이 찼다") == (["seven-tenths"], [])
        assert told("a 6-foot-6 sailor", "키 6미터 6인치의 선원") == (["6-foot-6"], [])
        assert told("Pope Benedict XVI", "교황 베네딕토 15세") == ([], ["15세"])

    @pytest.mark.parametrize("role", ["headline", "summary", "h2"])
    def test_lets_headlines_leave_figures_to_the_text(self, role):
        english, korean = "Cisterns hold the first rain", "첫 비 받아 낸 물통 86개"
        assert compare_figures(english, korean, source_language="en", role=role).is_same
        assert not compare_figures(english, korean, source_language="en").is_same

    @pytest.mark.parametrize(
        ("english", "korean"),
        [
            ("68 cisterns hold the rain", "비 받아 낸 물통 86개"),
            ("Three of 12 buoys speak to both shores", "22기 가운데 3기가 두 해안에 말한다"),
            ("36 percent of readers came late", "늦은 독자 3분의 1"),
            ("120 tanks", "12개 물통, 신고는 19건"),
            ("Half of 72 percent stay", "72의 절반이 남는다"),
        ],
    )
    def test_lets_no_headline_say_otherwise(self, english, korean):
        assert not compare_figures(english, korean, source_language="en", role="headline").is_same
        assert not compare_figures(korean, english, source_language="ko", role="headline").is_same

    @pytest.mark.parametrize(
        ("exact", "rounded"),
        [
            ("1조 2,345억 원", "1.23 trillion won"),
            ("298명", "about 300 people"),
            ("16,702명", "more than 16,700 people"),
            ("39.8%", "nearly 40 percent"),
        ],
    )
    def test_lets_a_translation_round_and_not_know_better(self, exact, rounded):
        assert told(exact, rounded, "ko") == ([], [])
        missing, added = told(rounded, exact)
        assert missing and added == [exact]

    @pytest.mark.parametrize(
        ("english", "korean"),
        [
            ("more than 800 people", "802명이 넘는 사람"),
            ("302 people", "300명"),
            ("about 300 km (190 miles)", "약 301km(190마일)"),
            ("12,345 people", "12,300명"),
            ("Of 50 boats one stayed, at least 50.", "배 50척 중 한 척이 남았다. 최소한 49척이다."),
        ],
    )
    def test_takes_no_slip_for_rounding(self, english, korean):
        missing, added = told(english, korean)
        assert missing + added

    @pytest.mark.parametrize(
        ("english", "korean"),
        [
            ("It sailed for a second time.", "세 번째로 떠났다."),
            ("the second of four boats to sink", "배 네 척 중 네 번째로 가라앉았다"),
            ("It sank twice.", "일곱 번 가라앉았다."),
            ("It sank two times.", "세 차례 가라앉았다."),
            ("The pair sailed.", "그 세 사람이 떠났다."),
            ("The sailors came.", "다섯 사람이 왔다."),
            ("13 gold, nine silver and ten bronze medals", "금메달 13개, 은메달 9개, 동메달 13개"),
        ],
    )
    def test_tells_small_numbers_in_words_that_say_otherwise(self, english, korean):
        assert told(english, korean) != ([], [])

    @pytest.mark.parametrize(
        ("english", "korean"),
        [
            ("It sailed for a second time.", "둘째로 떠났다."),
            ("a second boat", "또 다른 배"),
            ("second on the list, third in the race", "명단에서 2위, 경주에서 세 번째"),
            ("Both sailed.", "모두 떠났다."),
            ("Kim, Lee and Park sailed.", "김, 이, 박 세 사람이 떠났다."),
            ("Three teenagers sailed.", "10대 세 명이 떠났다."),
            ("It doubled.", "두 배가 됐다."),
            ("70 percent sailed.", "열 명 중 일곱 명이 떠났다."),
            ("It was born with four others.", "다섯쌍둥이로 태어났다."),
        ],
    )
    def test_lets_small_numbers_be_said_in_other_words(self, english, korean):
        assert told(english, korean) == ([], [])

    def test_lets_a_column_have_its_sign_above(self):
        assert compare_figures("72%", "72", source_language="en", role="td").is_same
        assert not compare_figures("72%", "72", source_language="en", role="p").is_same

    def test_lets_soft_figures_be_said_in_other_words(self):
        assert told("The two sides met.", "양측이 만났다.") == ([], [])

    @settings(deadline=None)
    @given(NUMBERS, st.sampled_from(["en", "ko"]))
    def test_finds_nothing_between_a_text_and_itself(self, text, language):
        assert compare_figures(text, text, source_language=language, target_language=language).is_same

    @pytest.mark.long
    @pytest.mark.parametrize(
        "seed", ["1", "1,", "1조 ", "1월 1일~", "one hundred and ", "$1 ", "3분의 ", "((1)", "-1"]
    )
    def test_takes_no_longer_than_the_text_is_long(self, seed):
        text = (seed * 20_000)[:20_000]
        begun = time.process_time()
        compare_figures(text, text, source_language="en")
        assert time.process_time() - begun < 10

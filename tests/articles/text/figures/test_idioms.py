"""Figures that each language says in its own way."""

import pytest

from articles.text.figures import compare_figures


def is_same(english, korean):
    both = {
        compare_figures(english, korean, source_language="en").is_same,
        compare_figures(korean, english, source_language="ko").is_same,
    }
    assert len(both) == 1
    return both.pop()


@pytest.mark.parametrize(
    ("english", "korean"),
    [
        # measures
        ("with winds of 90 kilometers per hour", "시속 90㎞의 강풍"),
        ("a limit cut from 50 to 30 kilometers per hour", "제한속도를 시속 50㎞에서 30㎞로 낮춘다"),
        ("at 60 miles an hour", "시속 97㎞로"),
        ("flying at 690,000 kilometers an hour", "시속 69만 km로 날아"),
        ("Heat the oven to 350 degrees Fahrenheit.", "오븐을 약 180도로 예열한다."),
        ("above 40 percent alcohol", "알코올 도수 40도를 넘는다"),
        ("the pound each of butter and flour", "버터와 밀가루를 1파운드씩"),
        ("The 4x100-meter team took silver in 42.87 seconds.", "4×100m 대표팀은 42초87로 은메달을 땄다."),
        # people and their time
        ("She turned 100 this year.", "올해 백 세를 맞았다."),
        ("The poet celebrated his 70th birthday.", "시인은 칠순을 자축했다."),
        ("They spent a second night there.", "이틀째 그곳에서 밤을 보냈다."),
        ("Once a year is enough.", "한 해 한 번이면 된다."),
        ("He left after the ninth grade.", "중학교 3학년을 마치고 떠났다."),
        ("It halved in a quarter of a century.", "25년 만에 반토막이 났다."),
        ("It will run for 11 days.", "열하루 동안 진행된다."),
        ("in the three months through September", "7∼9월"),
        ("in the six months to June", "1~6월"),
        ("in the first 10 months of this year", "올해 들어 10월까지"),
        ("Q3 profit", "3분기 이익"),
        ("third baseman Seo Jun-ho’s four hits", "3루수 서준호의 4안타"),
        # parts
        ("one billionth of a meter", "10억분의 1m"),
        ("Rents rose by roughly a fifth since 2021.", "2021년 이후 임대료가 20%가량 올랐다."),
        ("batting .312", "타율 3할1푼2리"),
        ("Seventeen percent of listed companies", "상장사 100곳 중 17곳"),
        ("Three of the 50 guests fell ill.", "손님 50명 중 3명이 앓았다."),
        ("raise the ceiling by half, to 45 from 30", "한도를 30에서 45로 1.5배로 늘린다"),
        ("Sales rose 200 percent.", "매출이 3배로 늘었다."),
        ("half a hectare", "0.5㏊"),
        ("an error of ±3.1%p", "표본오차 ±3.1%p"),
        ("raised by 0.2 percentage points to 2.0 percent", "1.8%에서 2.0%로 0.2%포인트 높였다"),
        ("will raise the fare by 300 won to 1,800 won", "1,500원에서 1,800원으로 300원 올린다"),
        ("There were 120 applicants for each opening.", "경쟁률은 120 대 1이었다."),
        ("per 3.3 square meters", "평당"),
        ("at 9 p.m. on Jan. 20 Eastern time", "한국시간 21일 오전 11시에"),
        ("double-digit growth", "두 자릿수 성장"),
        ("in the first three quarters of this year", "올해 3분기까지"),
        ("its second straight quarterly loss", "2분기 연속 적자"),
        ("a record of 57.91 seconds", "57초 91의 신기록"),
        # large numbers and names
        ("voters in their 20s and 30s", "2030세대"),
        ("salaries of more than 100 million won", "억대 연봉"),
        ("Article 11, Paragraph 1 of the Constitution", "헌법 제11조 1항"),
        ("The court sentenced him.", "형사합의25부는 형을 선고했다."),
        ("a poll of 1,002 adults", "만 18세 이상 1,002명에게 물었다"),
        ("when martial law was declared on Dec. 3, 2024", "12·3 비상계엄 선포 당시"),
        ("per million British thermal units", "100만BTU당"),
        ("66 crore people (660 million)", "6억 6천만 명"),
        ("Scale: 1:50,000", "축척 1:5만"),
        ("chains such as 7-Eleven", "세븐일레븐을 비롯한 편의점"),
        ("The Dow Jones Industrial Average fell.", "다우존스30산업평균지수가 내렸다."),
        # rounds of a cup
        ("reached the quarter-finals", "8강에 올랐다"),
        ("won the semifinal and reached the last 16", "준결승에서 이겼고 16강에 올랐다"),
        ("the four powers around the peninsula", "한반도 주변 4강"),
    ],
)
def test_both_say_the_same(english, korean):
    assert is_same(english, korean)


@pytest.mark.parametrize(
    ("english", "korean"),
    [
        ("with winds of 90 kilometers per hour", "시속 70㎞의 강풍"),
        ("Heat the oven to 350 degrees Fahrenheit.", "오븐을 약 350도로 예열한다."),
        ("silver in 42.87 seconds", "42초78로 은메달"),
        ("for 11 days", "열사흘 동안"),
        ("It halved in a quarter of a century.", "50년 만에 반토막이 났다."),
        ("in the three months through September", "6∼8월"),
        ("Q3 profit", "2분기 이익"),
        ("one billionth of a meter", "100만분의 1m"),
        ("Rents rose by roughly a fifth.", "임대료가 25%가량 올랐다."),
        ("batting .312", "타율 3할2푼1리"),
        ("Seventeen percent of companies", "상장사 100곳 중 27곳"),
        ("66 crore people", "6천6백만 명"),
        ("Scale: 1:50,000", "축척 1:50만"),
        ("reached the quarter-finals", "4강에 올랐다"),
        ("A fire on Line 2 halted trains for 50 minutes.", "3호선 열차 운행이 50분간 멈췄다."),
        ("Sales rose 200 percent.", "매출이 4배로 늘었다."),
        ("people aged 65 and older", "60세 이상"),
        ("single-digit growth", "두 자릿수 성장"),
        ("They have lost five straight games.", "3연패에 빠졌다."),
        ("raised by 0.2 percentage points to 2.0 percent", "1.6%에서 2.0%로 0.2%포인트 높였다"),
        ("It took a year to build.", "짓는 데 2년이 걸렸다."),
        ("sworn in at noon on Jan. 20", "1월 30일 정오(현지시간)에 취임했다"),
        ("The fine of 5 million pounds is the largest.", "벌금 600만 파운드는 최대다."),
        ("It returns to 3,058, down 1,507 from 4,565.", "올해(5565명)보다 1507명 적은 3058명이다."),
        ("Article 12, Paragraph 1 of the Constitution", "헌법 제11조 1항"),
    ],
)
def test_what_differs_is_told(english, korean):
    assert not is_same(english, korean)

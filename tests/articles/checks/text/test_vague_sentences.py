"""Vague attribution: sentences without a speaker, and similar ones that name one."""

import pytest

from articles.checks.sources import vague_attributions

VAGUE = [
    "According to official sources, the two ministers agreed to accelerate negotiations.",
    "Analysts suggest the move could be an attempt to create a counterweight.",
    "Legal experts in Seoul believe that the law is void.",
    "Some observers have warned of a crisis.",
    "Sources say the deal is done.",
    "Sources close to the talks told the Courier that it is done.",
    "It is said that the minister will resign.",
    "It’s widely believed that rates will fall.",
    "The plan was dropped, people familiar with the matter said.",
    "The ship was late, according to analysts.",
    "The ship was late, according to people familiar with the schedule.",
    "Market insiders expect a cut.",
    "Economists predict a rise of 2 percent.",
    "Senior officials said the vote would be delayed.",
    "An aide said so on condition of anonymity.",
    "A sailor, who asked not to be named, shook his head.",
    "Unconfirmed reports suggest that two people are missing.",
    "Officials familiar with the talks said a deal was near.",
    "An anonymous official said the deal was near.",
    "A senior government official said the deal was near.",
    "한 고위 당국자는 협상이 끝났다고 말했다.",
    "외신에 따르면 협상은 끝났다.",
    "분석가들은 금리가 내릴 것으로 전망했다.",
    "그러나 금리가 내리자 시장 분석가들은 환율을 우려했다.",
    "일부 전문가는 금리가 내릴 것으로 본다.",
    "관계자에 따르면 협상은 다음 달 열린다.",
    "정부 고위 관계자는 협상이 늦어질 것이라고 말했다.",
    "한 관계자는 협상이 늦어질 것이라고 말했다.",
    "한 관계자가 협상이 늦어질 것이라고 말했다.",
    "익명을 요구한 관계자는 고개를 저었다.",
    "외교 소식통은 협상이 늦어질 것이라고 전했다.",
    "복수의 소식통에 따르면 회담은 무산됐다.",
    "전문가들은 금리가 내릴 것으로 본다.",
    "경제 전문가들은 금리 인하를 점쳤다.",
    "업계에 따르면 판매량이 절반으로 줄었다.",
    "금리가 내리자 해외 전문가들은 환율을 우려했다.",
    "익명을 요구한 직원은 고개를 저었다.",
    "일각에서는 성급하다는 비판이 나온다.",
    "대통령은 다음 주 귀국할 것으로 알려졌다.",
    "대통령은 다음 주 귀국하는 것으로 전해졌다.",
]
NAMED = [
    "Analysts at Morgan Example suggest a cut.",
    "Experts from the University of Seoul believe it.",
    "Economists surveyed by Reuters expect a rise.",
    "Experts including Kim Ha-neul warned of a crisis.",
    "“Analysts suggest otherwise,” Kim Ha-neul said.",
    "Two sources told Reuters that the deal was done.",
    "South Korean officials said the talks would go on.",
    "Police officials said the road was closed.",
    "The bank published data from open sources.",
    "Sources say little of how the map reached the court.",
    "Historical sources say the king drew it.",
    "Solar energy is one of the sources of growth.",
    "The observers arrived in Nairobi on Monday.",
    "She is one of many experts who work there.",
    "The analysts are paid well.",
    "It is believed in many cultures.",
    "According to the Bank of Korea, prices rose.",
    "A senior White House official said the deal was near.",
    "A senior official at the Bank of Korea said the rate would fall.",
    "외교부 고위 당국자는 협상이 끝났다고 말했다.",
    "유라시아그룹 분석가들은 우경화로 봤다.",
    "골드만삭스 이코노미스트들은 금리 인하를 예상했다.",
    "로이터 등 외신에 따르면 협상은 끝났다.",
    "전문가 김하늘 교수는 금리가 내릴 것으로 본다.",
    "외교부 관계자는 협상이 늦어질 것이라고 말했다.",
    "달무리 대표단의 한 관계자는 요금 문제를 나중에 다룬다고 했다.",
    "삼성전자 관계자는 사실이 아니라고 말했다.",
    "김하늘 교수 등 전문가들은 금리 인하를 점쳤다.",
    "그는 “전문가들은 다르게 본다”고 말했다.",
    "이 다리는 세계에서 가장 긴 다리로 알려져 있다.",
    "국토교통부에 따르면 도로는 다음 달 열릴 것으로 알려졌다.",
    "통계청에 따르면 물가는 2% 올랐다.",
    "관계자들이 현장을 살펴보고 있다.",
    "전문가들과 함께 회의를 열었다.",
    "전문가들은 초청장을 받고 서울에 왔다.",
    "한국은행 전문가들은 물가 상승을 예상했다.",
    "널리 알려진 노래다.",
]


@pytest.mark.parametrize("sentence", VAGUE)
def test_finds_what_names_nobody(sentence):
    assert vague_attributions(sentence)


@pytest.mark.parametrize("sentence", NAMED)
def test_lets_pass_what_names_somebody(sentence):
    assert vague_attributions(sentence) == []

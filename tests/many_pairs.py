"""A translation memory of many entries with random sentences of a few hundred words."""

from random import Random

from articles.models import Language, other
from newsroom.translations.memory_entries import MemoryPair, remember
from tests.factories import NOON

ENGLISH = """
the a of to in on for with by from at its their new city council harbor ministry minister budget port ferry
bridge opens closes rises falls says said will would could not after before during million percent workers
union talks agreement plan vote court ruling storm typhoon warning residents schools hospitals prices exports
imports steel semiconductor factory investment bank rate inflation growth quarter year month week Monday
Tuesday Friday night morning region province island coast river railway station airport police fire rescue
investigation report survey researchers university students election candidate party opposition government
president prime spokesperson statement decision delay repair construction safety standards inspection
""".split()
KOREAN = """
정부는 정부가 장관은 시의회는 시의회가 항만공사는 올해 내년 지난해 예산을 예산안을 다리를 연락선이 항구가
문을 열었다 닫았다 오른다 올랐다 내렸다 밝혔다 말했다 전했다 따르면 대한 위한 관련 이번 지난 다음
주민들은 학교와 병원은 물가가 수출이 수입은 반도체 공장에 투자를 은행은 금리를 물가상승률은 성장률이 분기
월요일 화요일 금요일 밤 아침 지역에서 도는 섬 해안 강을 철도 역에서 공항은 경찰은 소방당국은 조사를
보고서는 연구진은 대학 학생들이 선거 후보는 여당과 야당은 대통령은 총리는 대변인은 성명을 결정을 공사를
안전 기준을 점검을 파업을 노조는 합의안을 투표에 법원은 판결을 태풍이 경보를 내려졌다 예정이다 계획이다
것으로 보인다 수 있다 없다
""".split()
WORDS = {Language.EN: ENGLISH, Language.KO: KOREAN}


def sentence(chance, language, *, shortest=20, longest=300):
    """Return a random sentence of words and numbers; lengths are in characters."""
    words, wanted = [], chance.randint(shortest, longest)
    while sum(map(len, words)) + len(words) < wanted:
        number = f"{chance.randint(1, 9999):,}"
        words.append(number if chance.random() < 0.06 else chance.choice(WORDS[language]))
    return " ".join(words)[:longest]


def edited(chance, text, language):
    """Return the sentence as a later story might have it, with up to a fifth of its words changed."""
    words = text.split()
    for _change in range(chance.randint(1, max(1, len(words) // 5))):
        place = chance.randrange(len(words))
        act = chance.choice(["other", "more", "fewer"])
        words[place : place + (act != "more")] = [] if act == "fewer" else [chance.choice(WORDS[language])]
    return " ".join(words) or text


def remember_many(count, *, at=NOON, seed=1):
    """Save `count` entries for each source language."""
    chance = Random(seed)
    for language in Language:
        pairs = (
            MemoryPair("p", sentence(chance, language), sentence(chance, other(language)))
            for _pair in range(count)
        )
        remember(pairs, source_language=language, by=None, at=at)

"""Korean nouns and the words inside them: 예산안 holds 예산, 소비자 holds 소비 and no 비자."""

from functools import cache, lru_cache
from pathlib import Path

from articles.text.korean.morphemes import load_analyzer

WHOLE_WORDS = Path(__file__).parent / "whole_words.txt"
# Behind a noun of two syllables they leave it that word: 수출+액, 이사+회, 실업+률.
ENDINGS = frozenset(
    """
    가 값 객 계 곡 과 관 교 국 군 권 극 금 급 기 길 꽃 난 님 단 당 대 도 돈 떡 란 량 력 령 론 료 류 률 율
    망 문 물 미 민 발 밥 방 밭 법 벽 별 병 복 부 비 빚 빵 사 산 상 색 생 서 석 선 설 섬 성 세 소 속 수 술
    숲 시 식 실 심 씨 안 액 약 업 역 연 열 옷 왕 용 원 위 인 자 장 재 전 점 제 족 죄 주 증 지 직 진 집 차
    창 책 처 청 체 초 촌 총 춤 측 층 치 컵 탄 탑 탕 팀 판 편 표 품 학 함 항 행 형 화 회 훈
    """.split()
)
BEFORE = frozenset("고 구 대 무 미 반 부 불 비 소 신 역 원 재 저 전 준 중 초 최 총 친 탈 한 핵".split())
# 쌀값 is about 쌀, a ransom about no body.
PRICE, NO_PRICES = "값", frozenset("몸값 떡값 꼴값 나잇값".split())
LONGEST_NOUN = 12  # syllables; what is longer is no noun


@lru_cache(maxsize=50_000)
def words_inside(noun):
    """The words within a noun that the analyzer leaves whole: 예산안 → 예산, 장맛비 → 비.

    Only words that it knows, 인도네시아 holds no 인도; those of one syllable are listed, 물가 holds no 물.
    """
    if (held := whole_words().get(noun)) is not None:
        return held
    if len(noun) == 2 and noun[1] == PRICE and noun not in NO_PRICES:
        return (noun[0],)
    if not 3 <= len(noun) <= LONGEST_NOUN:
        return ()
    if len(noun) == 3:
        return _inside_three(noun)
    if noun[:-1] not in whole_words() and (found := noun_halves(noun)):
        return tuple(dict.fromkeys([*found, *words_inside(found[0]), *words_inside(found[1])]))
    if noun[-1] in ENDINGS and is_known_noun(noun[:-1]):
        return (noun[:-1], *words_inside(noun[:-1]))
    return ()


@lru_cache(maxsize=50_000)
def noun_halves(noun):
    """The two words of which a noun is made, the first as short as may be: 반려견+순찰대; else nothing."""
    for end in range(2, min(len(noun), LONGEST_NOUN) - 1):
        first, rest = noun[:end], noun[end:]
        if is_known_noun(first) and (is_known_noun(rest) or words_inside(rest)):
            return first, rest
    return ()


def _inside_three(noun):
    found = [noun[:2]] if noun[-1] in ENDINGS and is_known_noun(noun[:2]) else []
    found += [noun[1:]] if noun[0] in BEFORE and is_known_noun(noun[1:]) else []
    return tuple(found)


@lru_cache(maxsize=50_000)
def is_known_noun(noun):
    """Whether the analyzer's dictionary has it as a common noun or as a name."""
    found = load_analyzer().tokenize(noun)
    return len(found) == 1 and found[0].tag in ("NNG", "NNP") and not found[0].oov


@cache
def whole_words():
    """{noun: the words that it does hold} of nouns that tell it otherwise than by their looks."""
    rows = map(str.split, WHOLE_WORDS.read_text(encoding="utf-8").splitlines())
    return {noun: tuple(held) for noun, *held in rows}

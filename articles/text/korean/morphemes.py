"""Morphemes of Korean text, words inside compound nouns, and analysis of many texts in several processes.

The analyzer is Kiwi. Its model takes about 310 MB and more than a second to load, and is loaded once. A
process that forks calls `load_analyzer` first, so that all its children share the model.
"""

import os
import re
import signal
import threading
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cache, lru_cache
from multiprocessing import connection, get_context, parent_process
from pathlib import Path
from typing import Any, NamedTuple, Protocol

NOUNS = {"NNG", "NNP", "NR", "XR"}
JOINED = {*NOUNS, "NNB", "NP", "SL", "SN", "SH", "XPN", "XSN", "W_SERIAL"}
VERBS = {"VV", "VA"}
# Verbs that hardly show the subject of a text.
EMPTY_VERBS = frozenset(
    "하 되 있 없 않 이 보 주 같 말 위하 대하 따르 통하 의하 관하 가지 나오 만들 밝히 들".split()
)
# Counters after a number: 20배, 두 배 and 미사일 두 발 do not mention a pear or a foot.
COUNTING = frozenset("배 발 병 통 장 판 잔".split())
NUMERALS = dict(zip("한 두 세 네 다섯 여섯 일곱 여덟 아홉 열".split(), map(str, range(1, 11)), strict=True))
# Verbs that are searched as a simpler verb of the same meaning.
SAME_VERBS = dict(
    pair.split("=")
    for pair in """
    줄어들다=줄다 늘어나다=늘다 넘어서다=넘다 올라가다=오르다 올라서다=오르다 뛰어오르다=뛰다 내려가다=내리다
    솟아오르다=솟다 사그라지다=사그라들다 쓰러뜨리다=쓰러지다 무너뜨리다=무너지다
    """.split()
)
# Characters that Kiwi gets at once: for some texts its time grows with the square of their length.
LONGEST_PART = 4_000
ASTRAL = re.compile(r"[^\u0000-\uffff]|[\ud800-\udfff]")


class Token(Protocol):
    """A morpheme as Kiwi returns it."""

    form: str
    tag: str
    start: int
    len: int
    oov: bool


class Analyzer(Protocol):
    """The part of Kiwi that this module uses."""

    def tokenize(self, text: str) -> list[Token]: ...

    def space(self, text: str, *, reset_whitespace: bool) -> str: ...


class Morpheme(NamedTuple):
    """A part of a text: text[start:end], in its dictionary form; verbs end in 다."""

    form: str
    tag: str
    start: int
    end: int

    @property
    def is_verb(self) -> bool:
        return self.tag in VERBS

    @property
    def is_joined(self) -> bool:
        """Whether it is a noun, or may form one word with nouns: 3분기, sk하이닉스, 비현실성."""
        return self.tag in JOINED


@cache
def load_analyzer() -> Analyzer:
    """Return the analyzer, which then stays in memory. A process may fork once it is loaded."""
    from kiwipiepy import Kiwi

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # warns about a former meaning of 0
        analyzer: Analyzer = Kiwi(num_workers=0, load_multi_dict=False, load_typo_dict=False)
    analyzer.tokenize("가")  # the first text makes it build a third of the model
    return analyzer


def morphemes(text: str) -> list[Morpheme]:
    """Return the Morphemes of a text, including particles and endings."""
    # Characters beyond 16 bits (emoji) would shift all positions after them.
    text, analyzed = ASTRAL.sub(" ", text), []
    for start, end in _analyzed_parts(text):
        analyzed += [_to_morpheme(token, start) for token in load_analyzer().tokenize(text[start:end])]
    return _mark_counters(analyzed)


def _analyzed_parts(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of the parts of a text to analyze at once, cut after a space if possible."""
    start = 0
    while len(text) - start > LONGEST_PART:
        end = max(text.rfind(blank, start, start + LONGEST_PART) for blank in " \n") + 1
        end = end if end > start else start + LONGEST_PART
        yield start, end
        start = end
    yield start, len(text)


@lru_cache(maxsize=20_000)
def word_morphemes(word: str) -> tuple[Morpheme, ...]:
    """Return the Morphemes of a word without context."""
    return tuple(morphemes(word))


def space_korean(text: str) -> str:
    """Return a text with regular spaces: "손흥민첫골" → "손흥민 첫 골", "신 도시" → "신도시"."""
    return load_analyzer().space(ASTRAL.sub(" ", text), reset_whitespace=True)


def _to_morpheme(token: Token, shift: int) -> Morpheme:
    tag = token.tag.partition("-")[0]
    form = f"{token.form}다" if tag in VERBS else token.form
    return Morpheme(SAME_VERBS.get(form, form), tag, shift + token.start, shift + token.start + token.len)


def _mark_counters(morphemes: list[Morpheme]) -> list[Morpheme]:
    """Tag counters after numbers as dependent nouns, and give 두 배 the form 2배, as with digits."""
    for index in range(1, len(morphemes)):
        before, morpheme = morphemes[index - 1], morphemes[index]
        if morpheme.form in COUNTING and morpheme.tag == "NNG":
            if before.tag in ("SN", "NR"):
                morphemes[index] = morpheme._replace(tag="NNB")
            elif number := NUMERALS.get(before.form) if before.tag == "MM" else "":
                morphemes[index] = morpheme._replace(form=number + morpheme.form)
    return morphemes


WHOLE_WORDS = Path(__file__).parent / "whole_words.txt"
# Suffixes that do not change a noun of two syllables: 수출+액, 이사+회, 실업+률.
ENDINGS = frozenset(
    """
    가 값 객 계 곡 과 관 교 국 군 권 극 금 급 기 길 꽃 난 님 단 당 대 도 돈 떡 란 량 력 령 론 료 류 률 율
    망 문 물 미 민 발 밥 방 밭 법 벽 별 병 복 부 비 빚 빵 사 산 상 색 생 서 석 선 설 섬 성 세 소 속 수 술
    숲 시 식 실 심 씨 안 액 약 업 역 연 열 옷 왕 용 원 위 인 자 장 재 전 점 제 족 죄 주 증 지 직 진 집 차
    창 책 처 청 체 초 촌 총 춤 측 층 치 컵 탄 탑 탕 팀 판 편 표 품 학 함 항 행 형 화 회 훈
    """.split()
)
BEFORE = frozenset("고 구 대 무 미 반 부 불 비 소 신 역 원 재 저 전 준 중 초 최 총 친 탈 한 핵".split())
# 쌀값 is about 쌀 (rice), but 몸값 (ransom) is not about 몸 (body).
PRICE, NO_PRICES = "값", frozenset("몸값 떡값 꼴값 나잇값".split())
LONGEST_NOUN = 12  # syllables; anything longer is not a noun


@lru_cache(maxsize=50_000)
def words_inside(noun: str) -> tuple[str, ...]:
    """Return the words within a noun that the analyzer does not split: 예산안 → 예산, 장맛비 → 비.

    Only words in its dictionary count: 인도네시아 does not contain 인도. Words of one syllable must be
    listed: 물가 does not contain 물.
    """
    if (held := whole_words().get(noun)) is not None:
        return held
    if len(noun) == 2 and noun[1] == PRICE and noun not in NO_PRICES:
        return (noun[0],)
    if not 3 <= len(noun) <= LONGEST_NOUN:
        return ()
    if len(noun) == 3:
        return _inside_three(noun)
    if noun[:-1] not in whole_words() and (halves := noun_halves(noun)):
        return tuple(dict.fromkeys([*halves, *words_inside(halves[0]), *words_inside(halves[1])]))
    if noun[-1] in ENDINGS and is_known_noun(noun[:-1]):
        return (noun[:-1], *words_inside(noun[:-1]))
    return ()


@lru_cache(maxsize=50_000)
def noun_halves(noun: str) -> tuple[str, ...]:
    """Return the two words of a compound noun, the first as short as possible: 반려견+순찰대; else ()."""
    for end in range(2, min(len(noun), LONGEST_NOUN) - 1):
        first, rest = noun[:end], noun[end:]
        if is_known_noun(first) and (is_known_noun(rest) or words_inside(rest)):
            return first, rest
    return ()


def _inside_three(noun: str) -> tuple[str, ...]:
    inside = [noun[:2]] if noun[-1] in ENDINGS and is_known_noun(noun[:2]) else []
    inside += [noun[1:]] if noun[0] in BEFORE and is_known_noun(noun[1:]) else []
    return tuple(inside)


@lru_cache(maxsize=50_000)
def is_known_noun(noun: str) -> bool:
    """Return whether the analyzer's dictionary has a word as a common noun or a name."""
    tokens = load_analyzer().tokenize(noun)
    return len(tokens) == 1 and tokens[0].tag in ("NNG", "NNP") and not tokens[0].oov


@lru_cache(maxsize=50_000)
def is_unknown_noun(word: str) -> bool:
    """Return whether a word is a noun without a particle that the analyzer's dictionary does not have."""
    tokens = load_analyzer().tokenize(word)
    return all(token.tag in JOINED for token in tokens) and any(token.oov for token in tokens)


@lru_cache(maxsize=50_000)
def is_proper_noun(word: str) -> bool:
    """Return whether a word is a name without a particle, or an unknown noun."""
    tokens = load_analyzer().tokenize(word)
    is_noun = all(token.tag in JOINED for token in tokens)
    return is_noun and any(token.oov or token.tag == "NNP" for token in tokens)


@cache
def whole_words() -> dict[str, tuple[str, ...]]:
    """Return {noun: the words inside it} for nouns that are exceptions to the rules."""
    rows = map(str.split, WHOLE_WORDS.read_text(encoding="utf-8").splitlines())
    return {noun: tuple(held) for noun, *held in rows}


WAITING = 2  # batches submitted ahead for each process

_analysis: Callable[[Any], Any] | None = None  # set in worker processes


def analyze_batches[Batch, Found](
    analyze: Callable[[Batch], Found], batches: Iterable[Batch], *, processes: int
) -> Iterator[tuple[Batch, Found]]:
    """Yield (batch, result of `analyze`), in order; with one process, analyze in the current process.

    The processes are forked when the first batch is requested, and share the model. They must not use the
    database, because its connections belong to the parent. They end with the parent, however it ends.
    """
    if processes <= 1:
        yield from ((batch, analyze(batch)) for batch in batches)
        return
    load_analyzer()
    pool = ProcessPoolExecutor(processes, get_context("fork"), initializer=_begin, initargs=(analyze,))
    try:
        waiting: deque[tuple[Batch, Future[Found]]] = deque()
        for batch in batches:
            waiting.append((batch, pool.submit(_analyze, batch)))
            if len(waiting) > WAITING * processes:
                yield _first_result(waiting)
        while waiting:
            yield _first_result(waiting)
    finally:
        pool.shutdown(cancel_futures=True)


def _first_result[Batch, Found](waiting: deque[tuple[Batch, Future[Found]]]) -> tuple[Batch, Found]:
    batch, future = waiting.popleft()
    return batch, future.result()


def _begin(analyze: Callable[[Any], Any]) -> None:
    global _analysis  # noqa: PLW0603
    _analysis = analyze
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent also receives Ctrl-C, and shuts down the pool
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None  # this runs in a worker process
    connection.wait([parent.sentinel])
    os._exit(1)


def _analyze(batch: Any) -> Any:
    assert _analysis is not None  # set by _begin
    return _analysis(batch)

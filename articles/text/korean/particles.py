"""Korean particles: the final sound of a word, and the form of the particle that follows it.

은 이 을 과 으로 follow a consonant, 는 가 를 와 로 a vowel; 로 also follows ㄹ. Text that is not Hangul is
pronounced as newspapers do:

- capitals by their names (SK 에스케이, FTA, IMF), a few abbreviations as words (OPEC 오펙);
- other Latin words by their spelling (Apple 애플, Boeing 보잉, Facebook 페이스북, Tesla 테슬라);
- numbers in Sino-Korean, by the last numeral or the unit of zeros (3 삼, 10 십, 3,000 천, 2.5 이 점 오), one
  digit after letters in English (G7 지세븐, K2 케이투); units and signs by their words (10kg, 10%, 5℃);
- quotation marks, and an aside in brackets after a word, are not pronounced: “한국은행(BOK)”.
"""

import re
import unicodedata
from enum import Enum


class WordEnd(Enum):
    """The final sound of a word."""

    VOWEL = "vowel"
    RIEUL = "ㄹ"
    CONSONANT = "consonant"


# Values below are the last syllable that is pronounced. The letters: 에이, 비 … 엘, 엠, 엔 … 알 …
LETTERS = dict(
    zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "이비씨디이프지치이이이엘엠엔오피큐알스티유이유스이트", strict=True)
)
# Words that do not end like their last letter: capitals pronounced as a word, and names.
WORDS = dict(
    zip(
        "OPEC APEC TOEIC LINE NAVER LIBOR SIM COVID Trump Park York Chile".split(),
        "펙펙익인버보심드프박욕레",
        strict=True,
    )
)
ENGLISH_DIGITS = "로원투리포브스븐트인"
DIGITS, TENS, MYRIADS = "영일이삼사오육칠팔구", "십백천", "만억조경해"
SIGNS = {
    **dict.fromkeys("%％&＆㎾", "트"),
    **dict.fromkeys("°℃℉˚", "도"),
    **dict.fromkeys("㎜㎝㎞㎡㎢㎥ℓ㎖", "터"),
    **dict.fromkeys("㎎㎏", "램"),
    **dict.fromkeys("$＄", "러"),
    **dict.fromkeys("¥￥", "엔"),
    **dict.fromkeys("₩￦", "원"),
    **dict.fromkeys("+＋", "스"),
    **dict(zip("€£㏊#", "로드르샵", strict=True)),
}
# After a numeral.
UNITS = {
    **dict.fromkeys("mm cm m km l L ml mL".split(), "터"),
    **dict.fromkeys("mg g kg".split(), "램"),
    **dict.fromkeys("W kW MW GW TW V kt Mt KB MB GB TB".split(), "트"),
    **dict.fromkeys("kWh MWh GWh TWh h".split(), "시"),
    **dict.fromkeys("Hz kHz MHz GHz".split(), "츠"),
    **dict(zip("t ha s".split(), "톤르초", strict=True)),
}
# Hanja for countries, parties and offices in headlines.
HANJA = dict(
    zip("美日中北南韓英獨佛露印濠與野檢警軍政黨靑", "미일중북남한영독불러인호여야검경군정당청", strict=True)
)

CLOSING = {")": "(", "]": "[", "）": "（", "］": "［", "〕": "〔"}
SILENT = " \u00a0\u2060.,;:!?…·'\"’”›»〉》」』】>*™®"
NEAR = 200  # characters at the end of a word that are examined
VOWELS = "aeiou"
NUMBER = re.compile(r"\d[\d,]*(?P<fraction>\.\d+)?$")
BEHIND_LETTERS = re.compile(r"[A-Za-z]-?\d$")
MEASURE = re.compile(r"\d ?(?:[A-Za-z]+/)?(?P<unit>[A-Za-z]+)$")
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]+$")
IN_L = re.compile(r"(?:l|le)$")
NASAL = re.compile(r"(?:[mn]|ng|[aiou][nm]e|nne|mme)$")
# After one short vowel p, t and k close the syllable: chip 칩, Internet 인터넷, Slack 슬랙.
CLOSED = re.compile(rf"(?:(?:^|[^{VOWELS}])[{VOWELS}](?:[ptkc]|ck)|ook)$")


def word_end(word: str) -> WordEnd | None:
    """Return the WordEnd of a word read aloud, or None if it cannot be read aloud."""
    word = _pronounced_part(unicodedata.normalize("NFC", word[-NEAR:]))
    if not word:
        return None
    if word[-1] in SIGNS:
        return _end_of_syllable(SIGNS[word[-1]])
    measure = MEASURE.search(word)
    if measure and measure["unit"] in UNITS:
        return _end_of_syllable(UNITS[measure["unit"]])
    if number := NUMBER.search(word):
        return _end_of_syllable(_last_numeral(word, number))
    if latin := LATIN.search(word):
        return _end_of_latin(latin[0])
    return _end_of_syllable(HANJA.get(word[-1], word[-1]))


def _pronounced_part(word: str) -> str:
    """Return a word without its silent end: quotation marks, and an aside in brackets."""
    word = word.rstrip(SILENT)
    while word and word[-1] in CLOSING:
        before = word[: _opening_bracket(word)].rstrip(SILENT)
        word = before if any(map(str.isalnum, before)) else word[:-1].rstrip(SILENT)
    return word if word[-1:] in SIGNS else unicodedata.normalize("NFKC", word)


def _opening_bracket(word: str) -> int:
    """Return the position of the bracket that opens the one at the end, or 0."""
    closing, depth = word[-1], 0
    for index in range(len(word) - 1, -1, -1):
        depth += (word[index] == closing) - (word[index] == CLOSING[closing])
        if not depth:
            return index
    return 0


def _end_of_syllable(letter: str) -> WordEnd | None:
    if "가" <= letter <= "힣":
        final = (ord(letter) - ord("가")) % 28
        return WordEnd.RIEUL if final == 8 else WordEnd.CONSONANT if final else WordEnd.VOWEL
    return None


def _last_numeral(word: str, number: re.Match[str]) -> str:
    """Return the last syllable of a number: 삼 for 3, 천 for 3,000, 조 for a one with twelve zeros."""
    digits = number[0].replace(",", "")
    if BEHIND_LETTERS.search(word):
        return ENGLISH_DIGITS[int(digits)]
    zeros = len(digits) - len(digits.rstrip("0"))
    if number["fraction"] or zeros in (0, len(digits)):
        return DIGITS[int(digits[-1])]
    if zeros % 4:
        return TENS[zeros % 4 - 1]
    return MYRIADS[min(zeros // 4, len(MYRIADS)) - 1]


def _end_of_latin(word: str) -> WordEnd | None:
    if word in WORDS:
        return _end_of_syllable(WORDS[word])
    if len(word) == 1 or word[-1].isupper():
        return _end_of_syllable(LETTERS.get(word[-1].upper(), "으"))
    word = word.lower()
    if IN_L.search(word):
        return WordEnd.RIEUL
    return WordEnd.CONSONANT if NASAL.search(word) or CLOSED.search(word) else WordEnd.VOWEL


# Form after a consonant, form after a vowel, and endings that may be joined to either.
ALTERNATING = """
    은 는 | 커녕
    이 가
    을 를
    과 와 | 의 는 도 만 만은 만의
    으로 로 | 는 도 만 만은 만의 서 서는 서도 서의 써 써는 써도 부터 부터는 부터의 의 까지 라도
    이나 나 | 마
    이란 란
    이라 라 | 는 고 고는 고도 며 면 서 도 든 지만 던
    이랑 랑
    이며 며
    이자 자
    이던 던
    이든 든 | 지
    이다 다
    이었 였 | 다 다고 다는 다며 고 던 으며 지만 는데 으나 습니다 음
    이어서 여서
    이에요 예요
    이고 고
    이지만 지만
    이므로 므로
    이니 니
    이야말로 야말로
    이야 야
    이여 여
    아 야
"""
INVARIANT = frozenset(
    """
    의 에 에는 에도 에만 에의 에서 에서는 에서도 에서만 에서의 에서부터 에게 에게는 에게도 에게만 에게서
    한테 한테는 께 께는 께서 께서는 께서도 도 만 만이 만은 만을 만의 만으로 만으로는 만으로도 까지
    까지는 까지도 까지만 까지의 부터 부터는 부터도 부터의 보다 보다는 보다도 처럼 마다 마저 마저도 조차
    조차도 밖에 밖에는 뿐 뿐만 뿐인 뿐이다 만큼 만큼은 만큼이나 대로 하고 인 인데 인지 임 입니다
    """.split()
)
# Particles after a word of one syllable. With others it is usually another word (사고, 나라, 바다) …
OF_ONE_SYLLABLE = frozenset(
    "은 는 이 가 을 를 과 와 의 에 에는 에도 에서 에서는 도 만 으로 로 으로는 로는".split()
)
# … and these are other words in spite of such an ending.
LOOK_ALIKE = frozenset(
    """
    가로 각도 감도 강도 강의 같은 결과 결의 경과 고도 고의 금은 기도 기만 길이 깊이 남은 낭만 논의 놀이
    높은 높이 대로 대만 도로 동의 따로 많은 명의 바로 보도 본의 부도 불과 불만 비만 빈도 사의 상의 새로
    서로 성과 성의 세로 속도 수도 수로 순도 시가 시도 온도 용도 유가 유의 의도 이의 인도 자만 작은 장만
    젊은 정도 정의 제도 종이 주가 주도 주의 지도 창의 추가 태도 통과 파도 피로 학과 한도 합의 항의 허가
    호의 홀로 회의 휴가
    """.split()
)
# Suffixes that do not change a name, and may have particles: 일본산은, 산업통상부장관이.
SUFFIXES = tuple(
    """
    들 등 측 발 행 산 계 별 용 형 식 간 내 씨 님
    장관 차관 청장 위원장 대변인 대통령 총리 의원 대표 회장 총장
    """.split()
)


def _particle_pairs() -> dict[str, tuple[str, str]]:
    """Return {form: (after a consonant, after a vowel)} of the alternating particles."""
    pairs: dict[str, tuple[str, str]] = {}
    for line in ALTERNATING.strip().splitlines():
        forms, _, tails = line.partition("|")
        closed, is_open = forms.split()
        for tail in ["", *tails.split()]:
            pair = (closed + tail, is_open + tail)
            pairs |= dict.fromkeys(pair, pair)
    return pairs | {"이야": ("이야", "야")}  # 야 itself is the vocative


PAIRS = _particle_pairs()
PARTICLES = PAIRS.keys() | INVARIANT
LONGEST = 10  # characters of a suffix and a particle
WORD_BEGINS, WORD_ENDS = r"(?<![가-힣A-Za-z0-9])", r"(?![가-힣A-Za-z0-9])"
LETTER = re.compile(r"[가-힣A-Za-z0-9]")
BOTH_WAYS = re.compile(r"(?P<form>[가-힣]+)(?:/[가-힣]+|\([가-힣]+\))|\((?P<open>[이으])\)(?P<rest>[가-힣]+)")
ASIDE = r"[(（\[［〔][^()（）\[\]［］〔〕]{1,80}[)）\]］〕]"
FOLLOWING = re.compile(
    rf"(?P<closing>(?:[’”'\"›»〉》」』】*{re.escape(''.join(CLOSING))}]|{ASIDE}){{0,4}})"
    rf"(?P<particle>{'|'.join(sorted(PAIRS, key=len, reverse=True))}){WORD_ENDS}"
)


def fit_particle(word: str, particle: str) -> str:
    """Return the form of a particle that follows a word: fit_particle("SK", "은") is "는".

    particle  in either form, or in both as in dictionaries (은/는, 을(를), (으)로). Returned unchanged if it
              has only one form, is unknown, or the word cannot be read aloud
    """
    if both := BOTH_WAYS.fullmatch(particle):
        particle = both["form"] or both["open"] + both["rest"]
    end, pair = word_end(word), PAIRS.get(particle)
    if pair is None or end is None:
        return particle
    is_open = end is WordEnd.VOWEL or (end is WordEnd.RIEUL and pair[0].startswith("으로"))
    return pair[1] if is_open else pair[0]


def split_particle(word: str) -> tuple[str, str]:
    """Return (stem, particle) of a written word: the longest particle that fits the stem, or "".

    No dictionary is used, so any fitting ending counts as a particle: 고양이 is split like 서양이.
    """
    for start in range(max(1, len(word) - LONGEST), len(word)):
        stem, particle = word[:start], word[start:]
        is_one = particle in PARTICLES and not stem[-1].isspace() and word_end(stem)
        if is_one and fit_particle(stem, particle) == particle:
            return stem, particle
    return word, ""


def may_follow(word: str, letters: str) -> bool:
    """Return whether a word is still complete with letters joined to it: a particle, or a suffix with one.

    A word of one syllable takes no suffixes, because too many other words begin with it. Latin letters take
    either form of a particle, because their pronunciation varies.
    """
    if not letters or len(letters) > LONGEST:
        return not letters
    if len(word) == 1:
        is_itself = letters in OF_ONE_SYLLABLE and word + letters not in LOOK_ALIKE
        return is_itself and _is_particle_behind(word, letters)
    behind = [(suffix, letters.removeprefix(suffix)) for suffix in SUFFIXES if letters.startswith(suffix)]
    return any(not rest or _is_particle_behind(before, rest) for before, rest in [(word, letters), *behind])


def _is_particle_behind(word: str, letters: str) -> bool:
    if letters in INVARIANT:
        return True
    return letters in PAIRS and (word[-1].isascii() or fit_particle(word, letters) == letters)


def joined_letters(text: str, place: int) -> str:
    """Return the letters and digits that follow a position without a space, at most LONGEST + 1."""
    end = place
    while end < len(text) and end - place <= LONGEST and LETTER.match(text[end]):
        end += 1
    return text[place:end]


def refit_particle(word: str, text: str, place: int) -> tuple[int, str]:
    """Return (end, replacement of text[place:end]) for a word inserted before a particle at `place`.

    Closing punctuation and an aside in brackets may come between them: 왕이(王毅)가.
    """
    match = FOLLOWING.match(text, place)
    if not match:
        return place, ""
    return match.end(), match["closing"] + fit_particle(word + match["closing"], match["particle"])

"""Spellings that sound alike: 로케트 and 로켓, 컨텐츠 and 콘텐츠, Kyongju and Gyeongju.

Given and found as `jamo.decompose_hangul` has them: Hangul by its jamo, Latin letters as they are.
"""

import re
from functools import cache, lru_cache

MOST = 600
VOWELS = "ㅏ-ㅣ"
# Two that are taken for each other; each side is tried for the other. "^" and "$" are the ends of a word.
KOREAN = """
    ㅐ ㅔ|ㅙ ㅚ|ㅚ ㅞ|ㅙ ㅞ|ㅟ ㅜ|ㅓ ㅗ|ㅓ ㅏ|ㅐ ㅏ|ㅔ ㅓ|ㅣ ㅔ|ㅡ ㅜ|ㅜ ㅠ|ㅗ ㅛ|ㅏ ㅑ|ㅓ ㅕ
    ㅎㅘ ㅍㅏ|ㅎㅜ ㅍㅡ|ㅎㅞ ㅍㅐ|ㅎㅗ ㅍㅗ|ㄹㄹ ㄹ|ㅗㅇㅜ$ ㅗ$|ㅊㅡ ㅅ$|ㅑ ㅛ|ㅅㅟ ㅅㅣ|ㅘ ㅝ
    ㅣㅇㅜ ㅠ|ㅣㅇㅏ ㅑ|ㅣㅇㅓ ㅕ|ㅣㅇㅗ ㅛ|ㅣㅇㅔ ㅖ|ㅣㅇㅔ ㅔ
"""
# A tense consonant may stand for a plain one and for an aspirated one; few write them the other way round.
TENSE = {"ㄲ": "ㄱㅋ", "ㄸ": "ㄷㅌ", "ㅃ": "ㅂㅍ", "ㅆ": "ㅅ", "ㅉ": "ㅈㅊ"}
SMOOTHED = dict(zip("ㅑㅕㅛㅠ", "ㅏㅓㅗㅜ", strict=True))  # behind ㅈ, ㅊ and ㅅ: 쥬스 is 주스
ENDS = {"ㅌㅡ": "ㅅ", "ㅋㅡ": "ㄱ", "ㅍㅡ": "ㅂ"}  # 로케트 is 로켓, 케이크 케익, 테이프 테입
LATIN = """
    k g|p b|t d|ch j|eo o|eo u|eu u|oo u|ee i|yy y|iy y|ie y|y i|ou u|q k|q g|c k|ck k|ph f|sh s|z s|w v
    ae e|ei ai|kh k|gh g|tch ch|l r|e a|o u|woo u|nn n|ss s|mm m|rr r|ll l|tt t|dd d|ff f|pp p
"""
SHORTEST = {True: 4, False: 5}  # letters, of Hangul and of Latin
LONGEST = 100  # letters; what is longer is no word, and has too many places
SHORT, LONG = 5, 6  # shorter ones have only what nobody tells apart, longer ones two such places


@lru_cache(maxsize=100)
def similar_sounding(letters: str) -> frozenset[str]:
    """Return spellings that sound alike, one or two letters away; none of a word too short or too long."""
    is_korean = not letters.isascii()
    if not SHORTEST[is_korean] <= len(letters) <= LONGEST:
        return frozenset()
    rules = _sound_rules(is_korean, is_short=is_korean and len(letters) < SHORT)
    found = dict.fromkeys(_substitutions(letters, rules))
    if len(letters) >= LONG:
        for one in list(found):
            found.update(dict.fromkeys(_substitutions(one, rules)))
            if len(found) > MOST:
                break
    found.pop(letters, None)
    return frozenset(list(found)[:MOST])


def _substitutions(letters, rules):
    for pattern, put in rules:
        for match in pattern.finditer(letters):
            yield f"{letters[: match.start()]}{put}{letters[match.end() :]}"


@cache
def _sound_rules(is_korean, *, is_short):
    if not is_korean:
        return [rule for pair in _sound_pairs(LATIN) for rule in _both_ways(*pair)]
    rules = [(re.compile(f"{one}(?=[{VOWELS}])"), put) for one, puts in TENSE.items() for put in puts]
    rules += [(re.compile(f"(?<=[ㅈㅊㅉㅅ]){one}"), put) for one, put in SMOOTHED.items()]
    pairs = _sound_pairs(KOREAN)
    rules += [rule for pair in pairs[: 5 if is_short else None] for rule in _both_ways(*pair)]
    if not is_short:
        rules.append((re.compile("ㅅ(?=[ㅊㅋㅌㅍㅅㅆ])"), ""))  # 왓치 is 워치
        for two, final in ENDS.items():
            rules.append((re.compile(f"(?<=[{VOWELS}]){two}"), final))
            rules.append((re.compile(f"(?<=[{VOWELS}]){final}(?![{VOWELS}])"), two))
    return rules


def _sound_pairs(rows):
    return [pair.split() for row in rows.strip().splitlines() for pair in row.split("|")]


def _both_ways(one, other):
    return [(re.compile(one), other.rstrip("$")), (re.compile(other), one.rstrip("$"))]

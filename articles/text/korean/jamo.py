"""Hangul by its jamo: typing errors, homophones, half-typed syllables, initial consonants, keyboards.

Also Hanja read in Hangul: 日銀 is 일본은행, 對美 대미, a single 美 미국, 李 before a title 이.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from os.path import commonprefix
from pathlib import Path

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS: list[str] = ["", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"]
# Letters that are typed with two keys: 왕우 may be the beginning of 왕원.
TYPED = dict(
    zip(
        "ㅘㅙㅚㅝㅞㅟㅢㄳㄵㄶㄺㄻㄼㄽㄾㄿㅀㅄ",
        "ㅗㅏ ㅗㅐ ㅗㅣ ㅜㅓ ㅜㅔ ㅜㅣ ㅡㅣ ㄱㅅ ㄴㅈ ㄴㅎ ㄹㄱ ㄹㅁ ㄹㅂ ㄹㅅ ㄹㅌ ㄹㅍ ㄹㅎ ㅂㅅ".split(),
        strict=True,
    )
)
TOGETHER = {keys: letter for letter, keys in TYPED.items()}
# Half-width letters from U+FFA1 to U+FFDC, a range with gaps.
HALF_WIDTH = dict(
    zip(
        "ﾡﾢﾣﾤﾥﾦﾧﾨﾩﾪﾫﾬﾭﾮﾯﾰﾱﾲﾳﾴﾵﾶﾷﾸﾹﾺﾻﾼﾽﾾￂￃￄￅￆￇￊￋￌￍￎￏￒￓￔￕￖￗￚￛￜ",
        "ㄱㄲㄳㄴㄵㄶㄷㄸㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅃㅄㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ",
        strict=True,
    )
)
FIRST_SYLLABLE, LAST_SYLLABLE = "가", "힣"


def is_syllable(letter: str) -> bool:
    return FIRST_SYLLABLE <= letter <= LAST_SYLLABLE


def decompose_hangul(text: str) -> str:
    """Return a text with its syllables as jamo: "반도체" → "ㅂㅏㄴㄷㅗㅊㅔ". Other letters stay."""
    return "".join(_decompose_syllable(letter) if is_syllable(letter) else letter for letter in text)


def typed_keys(text: str) -> str:
    """Return a text as the keys that type it, so that 하 is a prefix of 한, and 우 of 원."""
    return "".join(TYPED.get(letter, letter) for letter in decompose_hangul(text))


def compose_hangul(jamo: Sequence[str]) -> str:
    """Return the syllables of a sequence of jamo or typed keys: ㅎㅏㄴㄱㅡㄹ is 한글; "" if impossible."""
    syllables, position = "", 0
    while position < len(jamo):
        syllable, position = _compose_syllable(jamo, position)
        if not syllable:
            return ""
        syllables += syllable
    return syllables


def initial_consonants(text: str) -> str:
    """Return the initial consonants of a text without spaces: "왕원타오" → "ㅇㅇㅌㅇ". Other letters stay."""
    consonants = (
        INITIALS[(ord(letter) - 0xAC00) // 588] if is_syllable(letter) else letter for letter in text
    )
    return "".join(consonants).replace(" ", "")


def is_initial_consonants(text: str) -> bool:
    """Return whether a text consists of consonants only, typed as an abbreviation."""
    letters = text.replace(" ", "")
    return bool(letters) and all(letter in INITIALS for letter in letters)


def is_one_edit(one: str, other: str) -> bool:
    """Return whether texts differ by one inserted, deleted or replaced letter, or by two swapped letters."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    position = len(commonprefix((one, other)))
    # Compare the remainders as a whole, which takes linear time.
    is_swapped = one[position : position + 2] == other[position : position + 2][::-1]
    return (
        one[position + 1 :] == other[position + 1 :]
        or one[position + 1 :] == other[position:]
        or one[position:] == other[position + 1 :]
        or (is_swapped and one[position + 2 :] == other[position + 2 :])
    )


def _decompose_syllable(syllable: str) -> str:
    index = ord(syllable) - 0xAC00
    return INITIALS[index // 588] + VOWELS[index % 588 // 28] + FINALS[index % 28]


def _compose_syllable(jamo: Sequence[str], place: int) -> tuple[str, int]:
    """Return (the syllable at a place, the place after it). A final before a vowel is the next initial."""
    initial = jamo[place]
    vowel, end = _longest_jamo(jamo, place + 1, VOWELS)
    if initial not in INITIALS or not vowel:
        return "", place
    final, after = _longest_jamo(jamo, end, FINALS)
    if final and after < len(jamo) and jamo[after] in VOWELS:
        final, after = (jamo[end], end + 1) if after - end == 2 else ("", end)
    code = (INITIALS.index(initial) * 21 + VOWELS.index(vowel)) * 28 + FINALS.index(final)
    return chr(0xAC00 + code), after


def _longest_jamo(jamo: Sequence[str], place: int, letters: Sequence[str]) -> tuple[str, int]:
    """Return (the vowel or final at a place or "", the place after it); join two jamo if possible."""
    both = TOGETHER.get("".join(jamo[place : place + 2]), "")
    if both in letters and both:
        return both, place + 2
    single = jamo[place] if place < len(jamo) else ""
    return (single, place + 1) if single and single in letters else ("", place)


SHORTEST = 3  # keys; shorter sequences too often form a word by chance
LETTERS = "qwertyuiopasdfghjklzxcvbnmQWERTOP"
KEYS = dict(zip(LETTERS, "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡㅃㅉㄸㄲㅆㅒㅖ", strict=True))
LATIN = {jamo: letter for letter, jamo in KEYS.items()}


def as_hangul_keys(text: str) -> str:
    """Return Latin letters as the Hangul typed with the same keys, or "" if this is impossible."""
    keys = [KEYS.get(letter) or KEYS.get(letter.lower(), "") for letter in text]
    if len(keys) < SHORTEST or not all(keys):
        return ""
    return compose_hangul(keys)


def as_latin_keys(text: str) -> str:
    """Return Hangul, in syllables or jamo, as the Latin letters of the same keys; "" if impossible."""
    return "" if text.isascii() else on_other_keyboard(text).lower()


def on_other_keyboard(text: str) -> str:
    """Return the letters of the same keys in the other language: thsg is ㅅㅗㄴㅎ; "" if impossible."""
    there = KEYS if text.isascii() else LATIN
    keys = [there.get(key, "") for key in typed_keys(text)]
    return "".join(keys) if len(keys) >= SHORTEST and all(keys) else ""


# Spellings that sound alike: 로케트 and 로켓, 컨텐츠 and 콘텐츠, Kyongju and Gyeongju. All are in the form of
# `decompose_hangul`: Hangul as jamo, Latin letters unchanged.
MOST_SPELLINGS = 600
VOWEL_RANGE = "ㅏ-ㅣ"
# Pairs that are often confused, replaced in both directions. "$" is the end of a word.
type SoundRule = tuple[re.Pattern[str], str]

SOUNDS_KOREAN = """
    ㅐ ㅔ|ㅙ ㅚ|ㅚ ㅞ|ㅙ ㅞ|ㅟ ㅜ|ㅓ ㅗ|ㅓ ㅏ|ㅐ ㅏ|ㅔ ㅓ|ㅣ ㅔ|ㅡ ㅜ|ㅜ ㅠ|ㅗ ㅛ|ㅏ ㅑ|ㅓ ㅕ
    ㅎㅘ ㅍㅏ|ㅎㅜ ㅍㅡ|ㅎㅞ ㅍㅐ|ㅎㅗ ㅍㅗ|ㄹㄹ ㄹ|ㅗㅇㅜ$ ㅗ$|ㅊㅡ ㅅ$|ㅑ ㅛ|ㅅㅟ ㅅㅣ|ㅘ ㅝ
    ㅣㅇㅜ ㅠ|ㅣㅇㅏ ㅑ|ㅣㅇㅓ ㅕ|ㅣㅇㅗ ㅛ|ㅣㅇㅔ ㅖ|ㅣㅇㅔ ㅔ
"""
# A tense consonant may replace a plain or an aspirated one; the opposite is rare.
TENSE = {"ㄲ": "ㄱㅋ", "ㄸ": "ㄷㅌ", "ㅃ": "ㅂㅍ", "ㅆ": "ㅅ", "ㅉ": "ㅈㅊ"}
SMOOTHED = dict(zip("ㅑㅕㅛㅠ", "ㅏㅓㅗㅜ", strict=True))  # after ㅈ, ㅊ and ㅅ: 쥬스 is 주스
ENDS = {"ㅌㅡ": "ㅅ", "ㅋㅡ": "ㄱ", "ㅍㅡ": "ㅂ"}  # 로케트 is 로켓, 케이크 케익, 테이프 테입
SOUNDS_ENGLISH = """
    k g|p b|t d|ch j|eo o|eo u|eu u|oo u|ee i|yy y|iy y|ie y|y i|ou u|q k|q g|c k|ck k|ph f|sh s|z s|w v
    ae e|ei ai|kh k|gh g|tch ch|l r|e a|o u|woo u|nn n|ss s|mm m|rr r|ll l|tt t|dd d|ff f|pp p
"""
SHORTEST_WORD = {True: 4, False: 5}  # letters, for Hangul and for Latin
LONGEST = 100  # letters; anything longer is not a word, and has too many variants
SHORT, LONG = 5, 6  # letters: below SHORT only the commonest variants, from LONG on two substitutions


@lru_cache(maxsize=100)
def similar_sounding(letters: str) -> frozenset[str]:
    """Return spellings that sound alike, with one or two substitutions; none for very short or long words."""
    is_korean = not letters.isascii()
    if not SHORTEST_WORD[is_korean] <= len(letters) <= LONGEST:
        return frozenset()
    rules = _sound_rules(is_korean, is_short=is_korean and len(letters) < SHORT)
    spellings = dict.fromkeys(_substitutions(letters, rules))
    if len(letters) >= LONG:
        for spelling in list(spellings):
            spellings.update(dict.fromkeys(_substitutions(spelling, rules)))
            if len(spellings) > MOST_SPELLINGS:
                break
    spellings.pop(letters, None)
    return frozenset(list(spellings)[:MOST_SPELLINGS])


def _substitutions(letters: str, rules: Iterable[SoundRule]) -> Iterator[str]:
    for pattern, put in rules:
        for match in pattern.finditer(letters):
            yield f"{letters[: match.start()]}{put}{letters[match.end() :]}"


@cache
def _sound_rules(is_korean: bool, *, is_short: bool) -> list[SoundRule]:
    if not is_korean:
        return [rule for pair in _sound_pairs(SOUNDS_ENGLISH) for rule in _both_ways(*pair)]
    rules = [
        (re.compile(f"{sound}(?=[{VOWEL_RANGE}])"), put) for sound, puts in TENSE.items() for put in puts
    ]
    rules += [(re.compile(f"(?<=[ㅈㅊㅉㅅ]){sound}"), put) for sound, put in SMOOTHED.items()]
    pairs = _sound_pairs(SOUNDS_KOREAN)
    rules += [rule for pair in pairs[: 5 if is_short else None] for rule in _both_ways(*pair)]
    if not is_short:
        rules.append((re.compile("ㅅ(?=[ㅊㅋㅌㅍㅅㅆ])"), ""))  # 왓치 is 워치
        for two, final in ENDS.items():
            rules.append((re.compile(f"(?<=[{VOWEL_RANGE}]){two}"), final))
            rules.append((re.compile(f"(?<=[{VOWEL_RANGE}]){final}(?![{VOWEL_RANGE}])"), two))
    return rules


def _sound_pairs(rows: str) -> list[list[str]]:
    return [pair.split() for row in rows.strip().splitlines() for pair in row.split("|")]


def _both_ways(one: str, other: str) -> list[SoundRule]:
    return [(re.compile(one), other.rstrip("$")), (re.compile(other), one.rstrip("$"))]


HERE = Path(__file__).parent
HANJA_RUN = re.compile(r"[\u4e00-\u9fff]+")
# Abbreviations in newspapers. Their reading is separated from Hangul that follows: 美정부 is 미국 정부.
HANJA_COUNTRIES = dict(
    pair.split("=")
    for pair in """
    美=미국 中=중국 日=일본 英=영국 獨=독일 佛=프랑스 露=러시아 蘇=소련 伊=이탈리아 加=캐나다 印=인도 濠=호주
    北=북한 韓=한국 南=남한 臺=대만 與=여당 野=야당 靑=청와대 檢=검찰 軍=군 前=전 現=현 故=고
    """.split()
)
HANJA_WORDS = HANJA_COUNTRIES | dict(
    pair.split("=")
    for pair in """
    日銀=일본은행 韓銀=한국은행 人民銀=인민은행 金=김 癡呆=치매 台灣=대만
    """.split()
)
# Readings at the beginning of a word: 女子 is 여자, 李 is 이, 來日 내일 …
FIRST_READINGS = {
    **dict(zip("녀뇨뉴니", "여요유이", strict=True)),
    **dict(zip("랴려례료류리", "야여예요유이", strict=True)),
    **dict(zip("라래로뢰루르", "나내노뇌누느", strict=True)),
    **dict(zip("량력련렬렴렵령류륙륜률륭륵름릉림립", "양역연열염엽영유육윤율융늑늠능임입", strict=True)),
    **dict(zip("락란람랍랑랭략로록론롱뢰료룡루", "낙난남납낭냉약노녹논농뇌요용누", strict=True)),
    **dict(zip("년념녕닉", "연염영익", strict=True)),
}
VOWEL_OR_NIEUN = (0, 4)  # after these final consonants, 렬 and 률 become 열 and 율: 비율, 백분율


def read_hanja(text: str) -> str:
    """Return a text with its Hanja read in Hangul; characters without a reading stay."""
    return HANJA_RUN.sub(_read_hanja_word, text) if HANJA_RUN.search(text) else text


def _read_hanja_word(match: re.Match[str]) -> str:
    letters = match[0].translate(hanja_variants())
    if known := HANJA_WORDS.get(letters):
        follows = match.string[match.end() : match.end() + 1]
        return f"{known} " if letters in HANJA_COUNTRIES and "가" <= follows <= "힣" else known
    read = ""
    for index, letter in enumerate(letters):
        syllable = hanja_readings().get(letter, letter)
        if index == 0 and not "가" <= match.string[match.start() - 1 : match.start()] <= "힣":
            syllable = FIRST_READINGS.get(syllable, syllable)
        elif syllable in "렬률" and read and _final_consonant(read[-1]) in VOWEL_OR_NIEUN:
            syllable = FIRST_READINGS[syllable]
        elif letter == "不":
            syllable = "불"
        read += syllable
    return re.sub("불(?=[다-딯자-짛])", "부", read)


def _final_consonant(syllable: str) -> int | None:
    return (ord(syllable) - 0xAC00) % 28 if "가" <= syllable <= "힣" else None


@cache
def hanja_readings() -> dict[str, str]:
    """Return {character: syllable} for the characters in KS X 1001."""
    rows = map(str.split, _data_lines("hanja.txt"))
    return {letter: syllable for syllable, letters in rows for letter in letters}


@cache
def hanja_variants() -> dict[int, str]:
    """Return a str.translate table from Chinese and Japanese variants to characters with a reading."""
    pairs = " ".join(_data_lines("hanja_variants.txt")).split()
    return str.maketrans({pair[0]: pair[1] for pair in pairs})


def _data_lines(name: str) -> list[str]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]

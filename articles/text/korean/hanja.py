"""Hanja read in Hangul: 日銀 is 일본은행, 對美 대미, 美 alone 미국, 李 before a title 이."""

import re
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
RUN = re.compile(r"[\u4e00-\u9fff]+")
# Abbreviations of longer words in newspapers; alone, one is separated from the next word, as 미국 is.
COUNTRIES = dict(
    pair.split("=")
    for pair in """
    美=미국 中=중국 日=일본 英=영국 獨=독일 佛=프랑스 露=러시아 蘇=소련 伊=이탈리아 加=캐나다 印=인도 濠=호주
    北=북한 韓=한국 南=남한 臺=대만 與=여당 野=야당 靑=청와대 檢=검찰 軍=군 前=전 現=현 故=고
    """.split()
)
WORDS = COUNTRIES | dict(
    pair.split("=")
    for pair in """
    日銀=일본은행 韓銀=한국은행 人民銀=인민은행 金=김 癡呆=치매 台灣=대만
    """.split()
)
# A reading that begins a word: 女子 is 여자, 李 is 이, 來日 내일 …
FIRST = {
    **dict(zip("녀뇨뉴니", "여요유이", strict=True)),
    **dict(zip("랴려례료류리", "야여예요유이", strict=True)),
    **dict(zip("라래로뢰루르", "나내노뇌누느", strict=True)),
    **dict(zip("량력련렬렴렵령류륙륜률륭륵름릉림립", "양역연열염엽영유육윤율융늑늠능임입", strict=True)),
    **dict(zip("락란람랍랑랭략로록론롱뢰료룡루", "낙난남납낭냉약노녹논농뇌요용누", strict=True)),
    **dict(zip("년념녕닉", "연염영익", strict=True)),
}
VOWEL_OR_NIEUN = (0, 4)  # the final consonants behind which 렬 and 률 are 열 and 율: 비율, 백분율


def read_hanja(text: str) -> str:
    """Return a text with its Hanja read in Hangul; characters without a reading stay."""
    return RUN.sub(_read_hanja_word, text) if RUN.search(text) else text


def _read_hanja_word(match):
    letters = match[0].translate(hanja_variants())
    if known := WORDS.get(letters):
        follows = match.string[match.end() : match.end() + 1]
        return f"{known} " if letters in COUNTRIES and "가" <= follows <= "힣" else known
    read = ""
    for place, letter in enumerate(letters):
        syllable = hanja_readings().get(letter, letter)
        if place == 0 and not "가" <= match.string[match.start() - 1 : match.start()] <= "힣":
            syllable = FIRST.get(syllable, syllable)
        elif syllable in "렬률" and read and _final_consonant(read[-1]) in VOWEL_OR_NIEUN:
            syllable = FIRST[syllable]
        elif letter == "不":
            syllable = "불"
        read += syllable
    return re.sub("불(?=[다-딯자-짛])", "부", read)


def _final_consonant(syllable):
    return (ord(syllable) - 0xAC00) % 28 if "가" <= syllable <= "힣" else None


@cache
def hanja_readings():
    """Return {character: syllable} of the characters in KS X 1001."""
    rows = map(str.split, _data_lines("hanja.txt"))
    return {letter: syllable for syllable, letters in rows for letter in letters}


@cache
def hanja_variants():
    """Return a table for str.translate from Chinese and Japanese variants to characters with a reading."""
    pairs = " ".join(_data_lines("hanja_variants.txt")).split()
    return str.maketrans(dict(map(tuple, pairs)))


def _data_lines(name):
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]

"""Countries without their names: by a syllable in Korean, by an adjective in English.

한미일 means South Korea, the United States and Japan, 방중 a visit to China, 美 the United States. “The
Chinese government” refers to China.
"""

import re
from collections.abc import Iterable

# Korean names, as in glossaries, and the syllables and Hanja that newspapers use for them.
LETTERS = {
    "한국": "한韓",
    "대한민국": "한韓",
    "남한": "남南",
    "북한": "북北朝",
    "미국": "미美",
    "중국": "중中",
    "일본": "일日",
    "러시아": "러露",
    "영국": "영英",
    "독일": "독獨",
    "프랑스": "프불佛",
    "유럽연합": "유",
    "EU": "유",
    "우크라이나": "우",
    "인도": "인印",
    "호주": "호濠",
    "오스트레일리아": "호濠",
    "이스라엘": "이",
    "이란": "이",
}
ADJECTIVES = {
    "Belgium": "Belgian",
    "Brazil": "Brazilian",
    "Britain": "British",
    "Canada": "Canadian",
    "China": "Chinese",
    "Denmark": "Danish",
    "Egypt": "Egyptian",
    "Finland": "Finnish",
    "France": "French",
    "Germany": "German",
    "Greece": "Greek",
    "Hungary": "Hungarian",
    "Ireland": "Irish",
    "Italy": "Italian",
    "Mexico": "Mexican",
    "Netherlands": "Dutch",
    "Norway": "Norwegian",
    "Philippines": "Philippine Filipino",
    "Poland": "Polish",
    "Portugal": "Portuguese",
    "Saudi Arabia": "Saudi",
    "Spain": "Spanish",
    "Sweden": "Swedish",
    "Switzerland": "Swiss",
    "Thailand": "Thai",
    "Turkey": "Turkish",
    "Türkiye": "Turkish",
    "Ukraine": "Ukrainian",
    "United Kingdom": "British U.K. UK",
    "United States": "American U.S. US",
}
FIRM = "한남북미중일러영독프불"  # the other syllables are also part of everyday words: 우호, 이유
HANJA = re.compile("(?<!北)韓|[南北朝美中日露英獨佛印濠]")
ANY = "".join(sorted(set("".join(LETTERS.values()))))
AMONG = (
    "정상|회담|관계|무역|갈등|전쟁|동맹|연합|훈련|협[상력정]|합의|외교|국방|경제|군사|안보"
    "|공[동조]|양국|[2-9]국|간"
)
KNOWN_BY = re.compile(
    rf"""(?<![가-힣])(?:
        (?P<dotted>[{ANY}](?:[·ㆍ・‧∙][가-힣]){{1,4}})
        | (?!북한)(?P<run>[{FIRM}]{{2,4}})(?:{AMONG}|[은는이가을를의과와도]?(?![가-힣]))
        | (?P<north>북)한
        # 방미, 대중; broadcast, reflect and about (에 대한) are none.
        | (?!방영|반영|(?<=[에게][ ])대한(?![가-힣]))[방주대반친재탈](?P<towards>[{FIRM}])
        | (?P<alone>[미북러](?=[ ])|[{FIRM}](?=[군측핵]))  # 미 국방부, 일측
    )""",
    re.VERBOSE,
)


def country_letters(text: str) -> list[tuple[str, int]]:
    """Return (character, position) of the syllables and Hanja that denote countries in a Korean text.

    Other characters are among them.
    """
    spans = [match.span() for match in HANJA.finditer(text)]
    spans += [match.span(name) for match in KNOWN_BY.finditer(text) for name in match.groupdict()]
    return [(text[place], place) for start, end in spans for place in range(start, end)]


def is_country_named(names: Iterable[str], text: str, language: str) -> bool:
    """Return whether a text in "en" or "ko" denotes the country with one of these names in that language."""
    if language == "ko":
        letters = {letter for name in names for letter in LETTERS.get(name, "")}
        return not letters.isdisjoint(letter for letter, _place in country_letters(text))
    adjectives = {word for name in names for word in ADJECTIVES.get(name, "").split()}
    return any(re.search(rf"(?<![\w.]){re.escape(one)}(?!\w)", text) for one in adjectives)

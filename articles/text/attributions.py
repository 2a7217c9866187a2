"""Vague attributions in a sentence, and the speaker of a quotation.

The words are data, in attributions.toml.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from articles.text.punctuation import QUOTING, quotations
from articles.text.word_tables import any_of, read_word_tables


class EnglishWords(NamedTuple):
    kinds: tuple[str, ...]
    people: tuple[str, ...]
    adverbs: tuple[str, ...]
    verbs: tuple[str, ...]
    affiliations: tuple[str, ...]
    media: tuple[str, ...]
    insiders: tuple[str, ...]
    offices: tuple[str, ...]
    beliefs: tuple[str, ...]


class KoreanWords(NamedTuple):
    houses: tuple[str, ...]
    unnamed: tuple[str, ...]
    fields: tuple[str, ...]
    opinions: tuple[str, ...]
    statements: tuple[str, ...]


class AttributionTables(NamedTuple):
    """The tables of attributions.toml."""

    english: EnglishWords
    korean: KoreanWords


WORDS = read_word_tables(Path(__file__).with_name("attributions.toml"), AttributionTables)

# Vague attribution names no speaker, so readers cannot judge it. Attribution to a named person, institution
# or newspaper is not vague. "외교부 관계자는" names the responsible ministry, as is common in Korean
# newspapers, and passes; "한 관계자는" does not. Quotations are ignored: their words are the speaker's own.
KIND = rf"(?:(?:{any_of(WORDS.english.kinds)}) ){{0,5}}"
PEOPLE = rf"(?:{any_of(WORDS.english.people)})"
MAY = rf"(?:(?:{any_of(WORDS.english.adverbs)}) ){{0,4}}"
SAY = rf"(?:{any_of(WORDS.english.verbs)})\b"
# Not vague: "analysts at Morgan Example", "experts including Kim Ha-neul". A place after "in" is no name.
NAMED = (
    rf"(?! (?:{any_of(WORDS.english.affiliations)}) (?:the |a |an )?(?-i:[A-Z]))"
    r"(?!, (?:including|such as|among them)\b)"
)
MEDIA = rf"(?! (?-i:{any_of(WORDS.english.media)}))"
OF_PAPER = r"(?<!data )(?<!open )(?<!historical )(?<!written )(?<!primary )(?<!ancient )"
ENGLISH = [
    # "Analysts suggest", "legal experts in Seoul now believe"
    rf"\b{KIND}(?<![\w-]){PEOPLE}\b{NAMED}(?=(?: (?!and\b|who\b|are\b|were\b)[\w’'-]+){{0,3}}? {MAY}{SAY})",
    rf"\baccording to {KIND}(?:{PEOPLE}|officials|media reports)\b{NAMED}",
    rf"\baccording to {KIND}(?:sources?|(?:people|persons?|a person|those) familiar)\b(?! cited by)",
    # "sources say", "sources close to the talks said", but not "sources of history say"
    rf"\b{KIND}{OF_PAPER}sources?(?=(?: (?:in|at|within|close to|familiar with)(?: [\w’'-]+)"
    rf"{{1,3}})? {MAY}(?:says?|said|told|tell|confirm(?:ed)?|suggest(?:ed)?|claim(?:ed)?)\b"
    rf"(?! (?:little|nothing|much)\b){MEDIA})",
    r"\b(?:official|diplomatic|well-placed|unnamed|anonymous|informed) sources\b(?! (?:of|cited by)\b)",
    rf"\b(?:{any_of(WORDS.english.insiders)})"
    r" (?:familiar with|briefed on|with (?:direct )?knowledge of) the \w+",
    rf"(?:^|(?<=[,;:] )|(?<=that ))(?:(?:unnamed|anonymous|senior|high-ranking|top|some|several) ){{1,4}}"
    rf"officials\b{NAMED}(?= {MAY}{SAY})",
    rf"\ban? (?:unnamed|anonymous|senior|top|high-ranking) (?:(?:{any_of(WORDS.english.offices)}) )?"
    rf"(?:official|diplomat|executive)\b{NAMED}(?= {MAY}{SAY})",
    r"\b(?:on (?:the )?condition of anonymity|(?:asked not|declined) to be (?:named|identified))\b",
    r"\bit(?: is|['’]s| was) (?:widely |generally |commonly |often )?"
    rf"(?:{any_of(WORDS.english.beliefs)}) that\b",
    r"(?:^|(?<=[,;:.] )|(?<=but )|(?<=and ))(?:some|many) (?:say|argue|believe|fear|suggest)\b",
    r"\b(?:media|press|unconfirmed|some) reports (?:say|said|suggest(?:ed)?)\b",
]

# Words before 관계자 (an official) that do not identify an institution.
UNNAMED = any_of(WORDS.korean.unnamed)
ANY = f"(?:(?:{any_of(WORDS.korean.houses)}|{UNNAMED}) )"
SAID = (
    r"(?:들)?(?:은|는|도|에 따르면|에 의하면|을 인용|를 인용|의 말을|의 전언|[이가](?=[^.]*(?:말했|전했"
    r"|밝혔|설명했|귀띔했|털어놨)))"
)
FIELD = f"(?:(?:{any_of(WORDS.korean.fields)}) ){{0,4}}"
SCHOLARS = r"(?:전문가|분석가|애널리스트|평론가|관측통|관측자|이코노미스트)들"
# The last syllables of institutions that their experts represent: 한국은행 전문가들은, 국책연구원 전문가들은.
HOUSE = "[원소행회] "
# Experts after a noun without a particle belong to that institution: 유라시아그룹 분석가들은.
OF_NO_HOUSE = (
    r"(?<![A-Za-z0-9] )(?<!그룹 )(?<!증권 )(?<!투자 )"
    r"(?:(?<![가-힣] )|(?<=[은는이가을를에서도로고자며면만해데] )|(?=[가-힣 ]{0,24}전문가))"
)
OPINION = f"(?:{any_of(WORDS.korean.opinions)})"
BEGINNING = r"(?:^|(?<=[.,?!”’] )|(?<=^그러나 )|(?<=^다만 )|(?<=^이어 ))"
KOREAN = [
    rf"(?<![가-힣]){ANY}{{0,5}}소식통{SAID}",
    rf"(?<![가-힣A-Za-z])(?<!의 )(?<!측 ){ANY}{{1,5}}관계자{SAID}",
    rf"{BEGINNING}관계자{SAID}",
    rf"{BEGINNING}(?:{ANY}){{0,3}}(?:{UNNAMED}) 당국자{SAID}",
    r"(?<![가-힣])(?<!등 )(?:외신|(?:현지|일부|국내|해외) 언론)에 따르면",
    rf"(?<![가-힣])일부 (?:전문가|분석가|애널리스트)[는가도](?=.*{OPINION})",
    rf"(?<![가-힣])(?<!등 )(?<!의 )(?<!{HOUSE}){OF_NO_HOUSE}{FIELD}{SCHOLARS}"
    rf"(?:(?:은|이|도|사이에서)(?=.*{OPINION})|에 따르면|의 (?:분석|말|전망))",
    r"익명을 (?:요구|전제|요청)[가-힣]*",
    r"(?<![가-힣])(?:관련 ?)?(?:업계|증권가|정치권|외교가|금융권|재계|시장)(?: ?안팎)?에 따르면",
    r"(?<![가-힣])일각에서는?(?![가-힣])",
    r"(?<=[가-힣]) 것으로 (?:알려졌|알려진다|전해졌|전해진다|알려지고)[가-힣]*",
    r"알려진 바에 (?:따르면|의하면)",
    r"라고 전해졌[가-힣]*",
]
VAGUE = re.compile("|".join(ENGLISH), re.IGNORECASE), re.compile("|".join(KOREAN))
# The sentence names a source after all: 김하늘 교수 등 전문가들은; 국토교통부에 따르면 … 것으로 알려졌다.
HEARSAY = re.compile(r"것으로|라고")
ACCORDING = re.compile(
    r"([가-힣A-Za-z0-9]+)(?: 등)?에 (?:따르면|의하면)|[가-힣]+(?:은|는) [^.]*(?:밝혔|말했|발표했|설명했)"
)
NOBODY = re.compile(r"(?:관계자|소식통|업계|증권가|정치권|전문가|바|보도)(?:들)?$")


def vague_attributions(sentence: str) -> list[tuple[int, int]]:
    """Return [(start, end)] of the vague attributions in a sentence, except in quotations."""
    quoted = quotations(sentence)
    spans = sorted(match.span() for pattern in VAGUE for match in pattern.finditer(sentence))
    spans = [span for span in spans if not any(start <= span[0] < end for start, end in quoted)]
    return [span for span in spans if not _is_hearsay_attributed(sentence, span)]


def _is_hearsay_attributed(sentence: str, span: tuple[int, int]) -> bool:
    """Return whether the sentence names the source of hearsay (… 것으로 알려졌다)."""
    if not HEARSAY.match(sentence[span[0] : span[1]].strip()):
        return False
    named = ACCORDING.search(sentence)
    return named is not None and not NOBODY.search(named[1] or "")


# A quotation announced at the end of the sentence before it.
ANNOUNCED = re.compile(r"(?:[:：]|(?:다음과 같이|이렇게|이같이) [가-힣]+다\.|(?:said|wrote|added)[.,]?)$")
# Beside the words of a quotation: … said Oh Se-jin; …고 오세진 선장은 말했다; — Oh Se-jin.
ATTRIBUTED = re.compile(
    rf"\b{SAY}|\b(?:wrote|added|asked|replied|recalled|explained)\b"
    rf"|(?:{any_of(WORDS.korean.statements)})(?:[가-힣]{{0,3}})(?:다|며|면서)(?![가-힣])"
    r"|[—–―-] ?[^\W\d_]{1,40}(?: [^.!?]{0,80})?$",
    re.IGNORECASE,
)
# After a quotation without marks.
SAID_BY = re.compile(rf", {SAY} [A-Z]|[.!?…] ?[—–―] ?[^\W\d_]{{1,40}}(?: [^.!?]{{0,80}})?$")
# Around quotation marks: “…,” Oh Se-jin insisted; Oh Se-jin: “…”; “…”고 오세진 선장은 했다.
AROUND_MARKS = re.compile(
    rf"^[“\"‘][^“”\"]+,[”\"’] [^“\"‘]|^[^“”\"]{{1,80}}[:：] ?[“\"]|(?<=[”\"]){QUOTING.pattern}"
)
WORDS_OF_A_QUOTATION = 4
# Minimum words beside a quotation that can name its speaker: a verb, a name, a speaker after a dash.
WORDS_BESIDE = 2


def announces_quotation(text: str) -> bool:
    """Return whether a text ends with words that announce a quotation: … said:"""
    return ANNOUNCED.search(text) is not None


def names_speaker(text: str) -> bool:
    """Return whether a text names the speaker of its quotation, beside the quoted words or at the end."""
    if SAID_BY.search(text) or AROUND_MARKS.search(text):
        return True
    beside = _words_beside(text, quotations(text))
    return beside != text and ATTRIBUTED.search(beside) is not None


def is_bare_quotation(text: str) -> bool:
    """Return whether a text is a quotation and nothing else."""
    quoted = quotations(text)
    if not any(len(text[start:end].split()) >= WORDS_OF_A_QUOTATION for start, end in quoted):
        return False
    return len(re.findall(r"\w+", _words_beside(text, quoted))) < WORDS_BESIDE


def _words_beside(text: str, quoted: Sequence[tuple[int, int]]) -> str:
    """Return a text without its quotations, given as [(start, end)] in order."""
    starts = [0, *(end for _start, end in quoted)]
    ends = [*(start for start, _end in quoted), len(text)]
    return " ".join(text[start:end] for start, end in zip(starts, ends, strict=True))

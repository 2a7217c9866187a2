"""Unknown names that a story uses like countries, with institutions, offices and people of a state.

A parliament, a currency or a border makes any name a country. Otherwise the name must sound like one, have an
adjective in the story (Brennish), or be called a kingdom or an island nation.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import chain

from articles.text.places import english, korean
from articles.text.script import HANGUL

# Institutions and offices that companies, clubs and people do not have.
STATE = (
    r"parliament|constitution|supreme court|constitutional court|central bank|currency|borders?|frontier"
    r"|coast guard|(?:foreign|finance|interior|defen[cs]e|justice|health|energy) minist(?:er|ry)"
    r"|ministry of [a-z]+|prime minister|embass(?:y|ies)|navy|air ?force|armed forces|army"
    r"|Red Cross|Red Crescent|territorial waters|airspace|crown prince|crown princess|monarchy|junta"
    r"|national assembly|independence day"
)
# These need an adjective: towns, companies and people have them too.
POWER = r"government|regime|authorities|king|queen|troops|soldiers|forces|capital|elections?|ambassadors?"
WORDS = r"(?:(?:[a-z]+ ){0,2}?)"
SIDE = (
    r"(?:(?:the )?(?:(?:north|south|east|west)(?:ern)?|central|neighbou?ring|disputed|war-torn|landlocked"
    r"|tiny|small) )*"
)
NAME = r"((?-i:[A-Z][a-zà-ÿ]{2,}(?: [A-Z][a-zà-ÿ]{2,})?))"
LEADER = (
    r"(?:Prime Minister|King|Queen|Chancellor|Foreign Minister|Finance Minister|Crown Prince"
    r"|Premier)"
)
NATION = (
    r"(?:country|kingdom|nation|republic|island (?:nation|state)|city-state|monarchy|emirate|sultanate"
    r"|principality)"
)
OF_ONE = (
    r"parliament|constitution|central bank|currency|coast guard|(?:foreign|finance|prime) minister"
    r"|armed forces|navy|government|capital|crown prince|national assembly|airspace|territorial waters|junta"
)
COMPANY = r"\b(?:[Uu]niversit|[Cc]ollege|compan|firm|maker|corporation|club|association|bank\b|church|school)"
ELECTS = r"goes to the polls|holds (?:general |presidential |parliamentary )?elections"
AS_A_STATE = re.compile(
    "|".join(
        [
            rf"\b{NAME}[’'](?:s )?{WORDS}(?:{STATE})\b",
            rf"\b(?:{OF_ONE}) of {SIDE}{NAME}",
            rf"\b(?:central bank|[Pp]arliament|embassy|coup|inflation|bond yields) in {SIDE}{NAME}",
            rf"\b(?:[Ww]ar|border|treaty|ceasefire|diplomatic (?:ties|relations)) with {SIDE}{NAME}",
            rf"\b(?:refugees from|trade delegation from|ambassadors? (?:of|to)|reigned over) {SIDE}{NAME}",
            rf"\b{LEADER} (?:[A-Z][\w’'-]+ ){{1,3}}of {NAME}(?! [A-Z]|[’']s? [A-Z])",
            rf"\bPresident (?:[A-Z][\w’'-]+ ){{1,3}}of {NAME}(?! [A-Z]|[’']s? [A-Z])(?!.*{COMPANY})",
            rf"\b{NAME}, an? (?:[a-z-]+ ){{0,3}}{NATION}\b",
            rf"\b{NAME} (?:{ELECTS}|(?:has been|was|is) at war)\b",
            rf"\bneighbou?rs?,? {NAME}",
            rf"\b{NAME} and its neighbou?r\b",
        ]
    )
)
ENDINGS = r"(?:ian|an|n|i|ish|ic|ese|ean)"
OWNED = rf"{STATE}|{POWER}|president|side|coast|lawmakers|economy"
ADJECTIVE = re.compile(rf"\b([A-Z][a-zà-ÿ]{{3,}}{ENDINGS}) {WORDS}(?:{OWNED})\b")
# Endings of country names. If a person has such a name, the story also has the full name.
SOUNDS = re.compile(r"(?<![\w’'-])([A-Z][a-zà-ÿ]*(?:[a-z]{2}ia|stan|land|nesia|mark|gard))(?![\w-])")
NO_COUNTRY = re.compile(
    r"(?:media|pedia|academia|[mn]onia|\b(?:is|high|main|home|wood|grass|farm|waste|mid|wet|low|in|wonder|disney|lego)land)$",
    re.IGNORECASE,
)
ADJOINED = re.compile(r"(?=(?<!\w)([A-Z][\w’]+) ([A-Z][\w]+))")
PROPER = re.compile(r"\b[A-Z][a-zà-ÿ]{3,}\b")
WHERE = re.compile(
    r"\b(?i:in|from|across|throughout|into|for|off|over|to"
    r"|(?:highlands|forests|plains|shores|north|south|east|west) of) "
    r"(?:(?:the )?(?:north|south|east|west)(?:ern)? )?([A-Z][a-zà-ÿ]{3,})(?![\w’'-]| [A-Z])"
)
OF_STATE = re.compile(
    r"\b(?:minister|ministry|parliament|president|government|embassy|army|border|elections?|officials|law"
    r"|lawmakers|prosecutors|tariffs|United Nations|World (?:Health|Trade) Organization"
    r"|state of emergency|state (?:television|media)|country|currency|separatists|rebels|police|coup)\b",
    re.IGNORECASE,
)
KIND = r"(?:(?:tiny|small|poor|rich|young|landlocked|island) )"
IT_IS = re.compile(
    rf"\b(?:the|this) (?:{KIND}+(?:country|nation|state)|{KIND}*(?:kingdom|republic|monarchy))\b"
)
LEAST_STEM, LONGEST_ENDING = 4, 4
FOLLOWING = 160  # characters after a passage that may describe its names

K_NAME = r"(?<![가-힣])([가-힣]{2,7}?)"
K_STATE = (
    r"의회|헌법|헌법재판소|대법원|중앙은행|[가-힣]{1,3}무장관|외교장관|국방장관|[가-힣]{1,2}무부|외교부"
    r"|국방부|국경|통화|영해|영공|대사관|적십자|적신월사|총선|대선|국채|정부군|해군|공군|육군"
    r"|군부|난민|국민|공화국|왕국|국영방송|국립대|무역사절단|[가-힣]{1,4}화"
)
K_END = r"(?=[은는이가을를의와과도에로]|으로|까지|부터|라고|[ ,.·”’)]|$)"
K_AS_A_STATE = [
    re.compile(pattern)
    for pattern in (
        rf"{K_NAME}의? (?:{K_STATE}){K_END}",
        rf"{K_NAME} (?:전역|인구의 )",
        rf"(?:주한|주미|주일|주중) {K_NAME} (?:대사|총영사)",
        rf"{K_NAME} 주재 [가-힣 ]{{0,12}}(?:대사|총영사|외교관)",
        rf"{K_NAME}행 (?:항공편|여객기|열차|선박)",
        rf"{K_NAME}군[이은과의] ",
        rf"{K_NAME}[은는] 인구 \d",
        rf"인구 [\d,.만억 ]{{1,12}}명의 {K_NAME}(?=[은는이가을를의와과도])",
        rf"{K_NAME}에서 (?:[가-힣]+ )?(?:총선|대선|쿠데타|내전|국민투표)",
        rf"(?:쿠데타|내전|총선|대선)[이가은는를] (?:일어난|벌어진|치러진|열린) {K_NAME}(?= |에)",
        rf"{K_NAME}[와과] [가-힣]{{2,7}} 사이의 국경",
        rf"[와과] {K_NAME} 사이의 국경",
        rf"{K_NAME} 정부(?:와|군과) .{{0,20}}(?:반군|전선|평화협상|휴전)",
        rf"이웃 ?나라(?:인)? {K_NAME}(?=[은는이가을를의와과도]| )",
    )
]
# A surname follows a given name; here a country follows both.
K_LEADER = re.compile(
    r"(?<![가-힣])([가-힣]{1,5} [가-힣]{1,6}) ([가-힣]{2,7}) (?:대통령|총리|국가주석)" + K_END
)
K_OWNED = (
    r"[동서남북]{1,2}부|고원|경찰|당국|정부|의회|법원|야당|여당|언론|국영|출신|농민|간호사|의사|학생|시위대|선거"
    r"|무역"
)
K_WHERE = re.compile(
    r"(?<![가-힣])([가-힣]{1,5}(?:니아|리아|디아|비아|시아|키아|티아|스탄|란드|랜드))"
    rf"(?:에서|의 | (?:{K_OWNED})|[이가은는] [^.]{{0,40}}(?:가입|금지|조약|국교|관세|선거|국민투표|제재))"
)
K_IT_IS = re.compile(r"이 (?:작은 )?(?:섬나라|나라|왕국|공화국|내륙국|도시국가)")
K_PLACED = re.compile(r"(?<![가-힣])([가-힣]{2,7}?)(?:에서|의 |[은는이가] )")
K_WORD = re.compile(r"(?<![가-힣])[가-힣]{2,8}")
K_PARTICLE = re.compile(r"(?:에서|에게|께서|부터|까지|[은는이가을를의에와과도만로며고인된한할던간들서게])$")
K_PERSON = re.compile(
    r"(?<![가-힣])([가-힣]{2,7}) (?:전 )?(?:씨|판사|검사|차관|의원|감독|선수|후보|대표|지명자|박사|교수"
    r"|변호사|회장|대변인|여사|기자|작가|배우)" + K_END
)
K_BEFORE = re.compile(r"([가-힣]+) $")
K_FULL_NAME = re.compile(r"(?<![가-힣])([가-힣]{1,6}) (?=([가-힣]{2,7}))")


def stated_countries(passage: str, text: str, knows: Callable[[str], bool]) -> list[str]:
    """Return the unknown names that a passage uses like countries.

    text  the whole story; knows  whether a name is a known place
    """
    names = _korean_names if HANGUL.search(passage) else _english_names
    return [name for name in dict.fromkeys(names(passage, text, knows)) if not knows(name)]


def _english_names(passage, text, knows) -> Iterator[str]:
    people = english.SurroundingText.of(text).people
    finders = (_names_of_states, _names_of_places, _names_that_sound_so, _named_by_adjective)
    for name in chain.from_iterable(find(passage, text, knows) for find in finders):
        words = name.split()
        is_odd = any(word in english.NO_PLACE or word in english.LEADING for word in words)
        if words and not is_odd and name not in people:
            yield name


def _names_of_states(passage, _text, _knows):
    for match in AS_A_STATE.finditer(passage):
        words = next(filter(None, match.groups())).split()
        while words and words[0] in english.OPENERS:
            words.pop(0)
        yield " ".join(words)


def _names_of_places(passage, text, knows):
    around = _with_following(passage, text)
    is_of_state = bool(OF_STATE.search(around))
    is_told = bool(IT_IS.search(around)) and not any(map(knows, PROPER.findall(around)))
    for match in WHERE.finditer(passage):
        name = match[1]
        sounds_so = english.PLACE_LIKE.search(name) and not name.endswith(("media", "pedia"))
        has_adjective = _derived_stems(text).get(_stem(name), set()) - {name}
        if has_adjective or (is_of_state and (sounds_so or is_told)):
            yield name


def _names_that_sound_so(passage, text, _knows):
    if not OF_STATE.search(text):
        return
    for match in SOUNDS.finditer(passage):
        if not NO_COUNTRY.search(match[1]) and match[1] not in _parts_of_names(text):
            yield match[1]


@lru_cache(maxsize=8)
def _parts_of_names(text):
    """Return the capitalised words beside another capitalised word: Olivia Testwell, Port Alder."""
    pairs = (pair for pair in ADJOINED.findall(text) if pair[0] not in english.OPENERS)
    return frozenset(word for pair in pairs for word in pair)


def _named_by_adjective(passage, text, _knows):
    for match in ADJECTIVE.finditer(passage):
        for stem in _beginnings(match[1]):
            yield from (name for name in _names_by_stem(text).get(stem, ()) if name != match[1])


def _with_following(passage, text):
    start = text.find(passage)
    return text[start : start + len(passage) + FOLLOWING] if start >= 0 else passage


def _stem(name):
    return name.rstrip("aeiou")


def _beginnings(word):
    """Return the possible stems of a name for its adjective."""
    return [word[:end] for end in range(max(LEAST_STEM, len(word) - LONGEST_ENDING), len(word))]


@lru_cache(maxsize=8)
def _names_by_stem(text):
    """Return {stem: [names]} of the capitalised words of a text."""
    by_stem = {}
    for name in dict.fromkeys(PROPER.findall(text)):
        by_stem.setdefault(_stem(name), []).append(name)
    return by_stem


@lru_cache(maxsize=8)
def _derived_stems(text):
    """Return {stem: words} of the possible adjectives of names in a text."""
    by_stem = {}
    for word in set(PROPER.findall(text)):
        if re.search(f"{ENDINGS}$", word):
            for stem in _beginnings(word):
                by_stem.setdefault(stem, set()).add(word)
    return by_stem


def _korean_names(passage, text, knows) -> Iterator[str]:
    people = _people_of(text)
    for pattern in (*K_AS_A_STATE, K_WHERE):
        for match in pattern.finditer(passage):
            if not _is_second_word(passage, match.start(1), knows) and _may_be_country(match[1], people):
                yield match[1]
    for match in K_LEADER.finditer(passage):
        if _sounds_foreign(match[1]) and _may_be_country(match[2], people):
            yield match[2]
    around = _with_following(passage, text)
    if K_IT_IS.search(around) and not any(map(knows, bare_words(around))):
        yield from (match[1] for match in K_PLACED.finditer(passage) if _may_be_country(match[1], people))


def _is_second_word(passage, start, knows):
    """Return whether a name follows a given name, or a known place that includes it."""
    before = K_BEFORE.search(passage[max(0, start - 20) : start])
    if not before:
        return False
    return knows(before[1]) or (_sounds_foreign(before[1]) and not K_PARTICLE.search(before[1]))


def _may_be_country(name, people):
    is_noun = korean.COMMON.fullmatch(name) or korean.COMMON_END.search(name)
    is_else = name in people or name in korean.LEADING or K_PARTICLE.search(name)
    return not is_noun and not is_else and _sounds_foreign(name)


def _sounds_foreign(name):
    return bool(korean.FOREIGN.search(name)) and not korean.NO_PLACE.search(name)


@lru_cache(maxsize=8)
def _people_of(text):
    """Return the people in a Korean text: with a title, or with a given name before the name."""
    people = set(K_PERSON.findall(text))
    for given, name in K_FULL_NAME.findall(text):
        if _sounds_foreign(given) and _sounds_foreign(name) and not K_PARTICLE.search(given):
            people.add(name)
    return people - {match[2] for match in K_LEADER.finditer(text)}


def bare_words(text: str) -> Iterator[str]:
    """Yield each Korean word of a text with up to two final letters removed, which may be particles."""
    for word in K_WORD.findall(text):
        yield from (word[:end] for end in range(max(2, len(word) - 2), len(word) + 1))

"""Stems and stop words of English for search.

Stems follow Porter's second algorithm for inflection only (plurals, -ed, -ing, final y and e). Suffixes that
form new words are kept, because "organ" is not "organization".
"""

import re
from functools import lru_cache

WEIGHTLESS = frozenset(
    """
    a an the and or but nor if of in on at to for from by with as into onto over under about after before
    between during through against is are was were be been being am has have had having do does did will would
    shall should can could may might must it its he him his she her hers they them their theirs we us our ours
    you your yours i me my mine this that these those there here who whom whose which what when where why how
    not no than then so such too very just also up out off s t
    """.split()
)
# Irregular forms: form → dictionary form.
IRREGULAR = {
    form: forms.split()[0]
    for forms in """
    man men|woman women|child children|foot feet|tooth teeth|mouse mice|person people|crisis crises
    analysis analyses|basis bases|life lives|wife wives|knife knives|leaf leaves|half halves|shelf shelves
    thief thieves|wolf wolves|loaf loaves|calf calves|scarf scarves|self selves|goose geese|ox oxen
    criterion criteria|phenomenon phenomena|bacterium bacteria|hypothesis hypotheses
    arise arose arisen|bend bent|bid bade bidden|bite bitten|bleed bled|blow blew blown
    begin began begun|break broke broken|bring brought|build built|buy bought|catch caught|cling clung
    choose chose chosen|come came|creep crept|deal dealt|dig dug|draw drew drawn|drive drove driven
    drink drank drunk drunken|eat ate eaten|feed fed|flee fled|fling flung|forbid forbade forbidden
    forgive forgave forgiven|die dying|lie lying|tie tying
    fall fell fallen|feel felt|fight fought|find found|fly flew flown|forget forgot forgotten
    freeze froze frozen|get got gotten|give gave given|go went gone|grow grew grown|hear heard
    hang hung|hide hid hidden|hold held|keep kept|know knew known|lay laid|lead led|lend lent|lose lost
    make made|mistake mistook mistaken|overcome overcame|overtake overtook overtaken
    mean meant|meet met|pay paid|ride rode ridden|rise rose risen|run ran|say said|see saw seen
    seek sought|sell sold|send sent|shake shook shaken|shoot shot|show showed shown|shrink shrank shrunk
    ring rang rung|shine shone|slide slid|spin spun|spring sprang sprung|stick stuck|sting stung
    sweep swept|swell swollen|swing swung|tear tore torn|undergo underwent undergone|weave wove woven
    undertake undertook undertaken|withdraw withdrew withdrawn|withstand withstood|weep wept
    sing sang sung|sink sank sunk|sit sat|sleep slept|speak spoke spoken|spend spent|stand stood
    steal stole stolen|strike struck|swear swore sworn|swim swam swum|take took taken|teach taught
    tell told|think thought|throw threw thrown|wake woke woken|wear wore worn|win won
    write wrote written
    """.replace("\n", "|").split("|")
    for form in forms.split()
}
del IRREGULAR["won"], IRREGULAR["saw"], IRREGULAR["bases"], IRREGULAR["lives"], IRREGULAR["found"]
# British spellings and their American replacements.
BRITISH = (
    (re.compile("(?<=^practi)s(?=e|ing)"), "c"),
    (re.compile("(?<=[a-z]{2}[bdlmnprtv])our(?=$|s$|e[dr]|ing|able|ful|ite|hood|ly|less)"), "or"),
    (re.compile("(?<=[a-z]{4})is(?=(?:e|ed|es|er|ers|ing|ations?)$)"), "iz"),
    (re.compile("(?<=[a-z]{3})ys(?=(?:e|ed|es|er|ers|ing)$)"), "yz"),
    (re.compile("(?<=[a-z][bt])re(?=s?$)"), "er"),
    (re.compile("(?<=[a-z]{3}og)ue(?=s?$)"), ""),
    (re.compile("(?<=[a-z]{2}[aeiou])ll(?=[eo]rs?$)"), "l"),
    (re.compile("(?<=def|off|lic)ence(?=s?$)"), "ense"),
    (re.compile("(?<=dg)e(?=ments?$)"), ""),
    (re.compile("(?<=progra)mme(?=s?$)"), "m"),
    (re.compile("(?<=^t)y(?=res?$)"), "i"),
    (re.compile("(?<=^gr)e(?=ys?$)"), "a"),
    (re.compile("(?<=alumin)i(?=um$)"), ""),
)
KEPT = frozenset("news species series politics economics physics mathematics texas paris".split())
VOWEL = re.compile("[aeiouy]")
REGION = re.compile("[aeiouy][^aeiouy]")
DOUBLE = ("bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt")
SHORT_END = re.compile("(?:^[aeiouy][^aeiouy]|[^aeiouy][aeiouy][^aeiouywx])$")


@lru_cache(maxsize=50_000)
def english_stem(word: str) -> str:
    """Return the stem of a lower-case word; words with any other character are returned unchanged."""
    if len(word) < 3 or not (word.isascii() and word.isalpha()):
        return word
    word = IRREGULAR.get(word, word)
    if word in KEPT:
        return word
    for pattern, american in BRITISH:
        word = pattern.sub(american, word)
    word = _without_participle(_without_plural(word))
    if len(word) > 3 and word.endswith("ll"):  # cancelled and canceled share a stem, like fulfill and fulfil
        word = word[:-1]
    if len(word) > 2 and word.endswith("y") and word[-2] not in "aeiou":
        word = f"{word[:-1]}i"
    return _without_e(word)


def _without_plural(word: str) -> str:
    if word.endswith(("sses", "tzes")):
        return word[:-2]
    if word.endswith("zzes"):
        return word[:-3]
    if word.endswith(("ied", "ies")):
        return word[:-2] if len(word) > 4 else word[:-1]
    if word.endswith(("xes", "ches", "shes")) and len(word) > 4:
        return word[:-2]
    if word.endswith("s") and not word.endswith(("us", "ss", "is")) and VOWEL.search(word[:-2]):
        return word[:-1]
    return word


def _without_participle(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _porter_region(word) <= len(word) - 3 else word
    for suffix in ("ed", "ing"):
        start = word[: -len(suffix)]
        if word.endswith(suffix) and VOWEL.search(start) and len(start) > 1:
            if start.endswith(("at", "bl", "iz")):
                return f"{start}e"
            if start.endswith(DOUBLE):
                return start[:-1]
            is_short = SHORT_END.search(start) and _porter_region(start) >= len(start)
            return f"{start}e" if is_short else start
    return word


def _without_e(word: str) -> str:
    start, end = word[:-1], len(word)
    if not word.endswith("e") or end <= 3:
        return word
    is_after_long = _porter_region(word) < end and not SHORT_END.search(start)
    return start if is_after_long or _porter_region(word, second=True) < end else word


def _porter_region(word: str, *, second: bool = False) -> int:
    """Return the start of Porter's first (or second) region of a word: after a vowel and a consonant."""
    match = REGION.search(word)
    if match and second:
        match = REGION.search(word, match.end())
    return match.end() if match else len(word)

"""Patterns for place names in English sentences."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

WORD = (
    r"(?<![A-Za-zÀ-ÿ])(?:(?:el|al|ad|as|az|ez|ul)-)?[A-ZÀ-Þ][A-Za-zÀ-ÿ]+(?:-[A-Za-zÀ-ÿ]+)*"
    r"(?:[’'][A-Z][a-zà-ÿ]+)?"
)
NAME = rf"((?:{WORD} ){{0,2}}(?:(?:de|del|la|el|al|dos|da|do) )?{WORD})"
SIDE = (
    r"(?:(?:north|south|east|west|north-?east|north-?west|south-?east|south-?west)(?:ern)? |central |upper "
    r"|lower |disputed |rugged |remote |occupied |neighbou?ring |war-torn )*"
)
GEOGRAPHY = (
    "coast|coastline|strait|straits|sea|peninsula|province|region|islands|archipelago|desert|mountains"
    "|delta|gulf|basin|plateau|highlands|prefecture|oblast|governorate|enclave|exclave|autonomous region"
    "|isthmus|canal"
)
BORDER = (
    r"(?:border|frontier)(?! (?:polic|wall|czar|plan|crackdown|bill|deal|agent|patrol|securit|emergency|tax))"
)
CAPITALISED = (
    "Strait|Straits|Sea|Peninsula|Archipelago|Islands|Province|Prefecture|Oblast|Governorate|Desert"
    "|Mountains|Gulf|Autonomous Region|Isthmus"
)
REALM = r"(?:[Rr]epublic|[Kk]ingdom|[Ss]ultanate|[Ee]mirate|[Pp]rincipality|[Gg]rand [Dd]uchy|[Dd]uchy)"
WATER = r"(?:[Ss]traits?|[Gg]ulf|[Ss]ea|[Ii]sle|[Bb]ay)"
SETTLEMENT = (
    r"(?:(?:port|capital|border|coastal|harbou?r|resort|mining|market|frontline|garrison|oil|university"
    r"|holiday) )?(?:city|town)|port|harbou?r|village|capital|island|islet|nation|island (?:nation|republic"
    r"|state|kingdom)|province|region|city-state|enclave|archipelago|peninsula|municipality"
)
OFFICES = (
    r"foreign ministers?|foreign ministry|prime ministers?|defen[cs]e minist(?:er|ry)|finance minister"
    r"|interior minist(?:er|ry)|minister for|parliament|coast|coastline|shores|borders?|territorial waters"
    r"|airspace|junta|central bank|navy|embassy|king|queen|capital city"
)
STATES = (
    r"foreign ministers?|prime ministers?|defen[cs]e ministers?|finance ministers?|governments|parliaments"
)
OF = r"coasts?|shores?|borders?|waters|airspace|parliament|foreign ministry|northern tip|southern tip"
EVENTS = (
    r"(?:earthquake|quake|civil war|coup|insurgency|uprising|famine|fighting|armed clashes|ceasefire"
    r"|cease-fire|war)"
)
CHANGED = (
    r"(?:signed|agreed|resumed?|broke off|severed|restored|established|exchanged|declared|ended|reopened"
    r"|reopen|share|fought|accused|clashed|have|are|will)"
)
PEACE = r"[^.]*\b(?:treaty|ceasefire|cease-fire|truce|diplomatic|border|ambassadors|armistice|territorial)\b"
NATION = (
    r"(?:island nation|island republic|port city|landlocked (?:country|nation)|coastal (?:city|town)|border"
    r" town|city-state|kingdom|port town|seaside town|fishing village|country|nation|republic|archipelago)"
)

# The name is group 1 (and 2). The described place is the whole match after `the`.
CALLED = [
    rf"\b[Tt]he {SIDE}{NAME}(?:[’']s)? (?:(?:north|south|east|west)(?:ern)? )?(?i:{GEOGRAPHY}|{BORDER})\b",
    rf"\b{NAME} (?:{CAPITALISED})\b",
    rf"\b{WATER} of (?:the )?{NAME}",
    rf"\b{REALM} of (?:the )?{NAME}",
]
NAMED = [
    rf"\b(?:{SETTLEMENT}) (?:of|called|named) {NAME}",
    rf"\b(?:[’']s|the|its|their) capital(?: city)?,? {NAME}(?=[,.;]| (?:on|after|where|as|and|to|for|in)\b)",
    rf"{NAME}, (?:the|its) (?:capital|largest city|main port|second-largest city)\b",
    rf"{NAME}, (?:a|an|the) (?:[a-z-]+ )?{NATION}\b",
    rf"{NAME} and {NAME}[’']s? (?:{STATES})\b",
    rf"\b(?:{STATES}) of {SIDE}{NAME}(?:,? and {NAME})?",
    rf"\b(?:{OF}) (?:of|with) {SIDE}{NAME}",
    rf"\b(?:ambassadors?|embassy|consulate|consul general|troops|peacekeepers) (?:to|in|from)"
    rf" {NAME}(?=[\s,.’'])",
    rf"\b(?:border|war|strait|frontier|ceasefire|cease-fire|treaty|peace|armistice) (?:[a-z]+ )?between"
    rf" {NAME} and {NAME}",
]
HAPPENED = re.compile(
    rf"\b(?i:{EVENTS}) (?:[a-z]+ ){{0,2}}?(?:in|near|off|hit|struck|across|rocked) {SIDE}{NAME}"
)
CALLED_RE, NAMED_RE = ([re.compile(pattern) for pattern in patterns] for patterns in (CALLED, NAMED))
# Persons and companies occur here too. So the name must be one word, without a given name or title elsewhere.
POSSESSIVE = re.compile(rf"\b{NAME}[’']s? (?:[a-z-]+ )?(?:{OFFICES})\b")
GOVERNMENT = re.compile(rf"\b{NAME}[’']s? (?:[a-z-]+ )?(?:government|army|troops|capital(?=,| [A-Z]))\b")
LEADERS = re.compile(
    r"\b(?:[Ll]eaders|presidents|[Dd]elegations|[Oo]fficials|[Ee]nvoys|[Nn]egotiators|[Dd]iplomats|armies"
    r"|navies)"
    rf" (?:of|from) {NAME} and {NAME}|\bbetween {NAME} and {NAME}|\b{NAME} and {NAME} {CHANGED}\b"
)
HEADS = re.compile(
    rf"\b(?:(?:[Pp]resident|[Gg]overnment|[Pp]arliament|[Kk]ing|[Qq]ueen|[Aa]rmy|people|capital) of"
    rf"|[Ss]anctions (?:on|against)|\bin {WORD},) {NAME}"
)
SIGNED = re.compile(rf"\b{NAME} and {NAME} {CHANGED}\b{PEACE}")
PEOPLE_OF = re.compile(
    rf"\b({WORD}(?:ian|ean|ese|[lmnrst]an)) (?:government|foreign minist(?:er|ry)|parliament|army|navy"
    rf"|troops|coast"
    rf"|border|prime minister|junta|delegation|embassy|capital|authorities|airspace|island|port)\b"
)
DATELINE = re.compile(
    r"^([A-Z][A-Z'’-]+(?: [A-Z][A-Z'’-]+){0,3})(,[^(—–]{2,20})? (?:\([A-Z][^)]{1,20}\) ?[—–-]|[—–] )"
)
# Kinds of places that are too numerous for a gazetteer.
LISTED = re.compile(r"(?:[a-z]+ )?(?:city|town|village|island|islet|municipality|province|region)\b")
SMALL = re.compile(r"(?:[a-z]+ )?(?:town|village|islet|municipality)\b")
FORE = "New North South East West Upper Lower San Santa Saint Port El La Los Las Fort Mount Great".split()
PLACE_LIKE = re.compile(r"(?:ia|land|lands|stan|nesia|ova|ora|avia|burg|berg|mark|gard|heim|oria|ona)$")

# Capitalised words that are not places.
NO_PLACE = set(
    "January February March April May June July August September October November December Monday Tuesday"
    " Wednesday Thursday Friday Saturday Sunday Spring Summer Autumn Winter Christmas Easter Ramadan God"
    " Heaven Love Islam Art Angels Lights David Tranquility Letters Congress Parliament Senate House Court"
    " Council Cabinet Government State President Minister King Queen Prince Pope Government Ministry"
    " Foreign Prime Deputy Vice Defense Defence Trade University College School Hospital Church Street"
    " Avenue Road Square Park Airport Stadium Hall Center Centre County District Bank Group Corp Inc Party"
    " Union League Army Navy Police Fund Agency Board Committee Commission Association Institute Company"
    " Times Post News Hamas Hezbollah Taliban Houthi Houthis Fatah Isis Islamic Palestinian Nvidia Toyota"
    " Samsung Hyundai Nokia Kia Honda Sony Apple Google Microsoft Amazon Tesla Boeing Airbus Intel Huawei"
    " Wikipedia Expedia Meta OpenAI Netflix Disney Volkswagen Siemens Posco Naver Kakao Coupang Hanwha"
    " Republicans Democrats Republican Democrat Conservative Labour Labor Liberal Conservatives Catholic"
    " Protestant Muslim Christian Jewish Sunni Shiite Shia Kurdish Orthodox Allied Allies Axis Nazi"
    " Communist Parliamentarian Security Supreme Constitution Constitutional Human Social Cold Civil World"
    " Great Second First Third Fifth Old Metropolitan Metro Special Administrative Autonomous Capital"
    " Coastal Border Exclusive Economic Inner Outer Deep High Open Big Wild Dark Northern Southern Eastern"
    " Western Northeastern Northwestern Southeastern Southwestern Central Greater North South East West"
    " Northeast Northwest Southeast Southwest Middle Upper Lower Mid Gulf Sea Twin Cities Triangle Finger"
    " Lakes Quad Empire Inland Golden Emerald Sunshine Sunrise Treasure Thousand Banana Chief Crown Emperor"
    " Empress Sultan Emir Chancellor Premier Governor Mayor Senator Secretary General Admiral Mr Mrs Ms Dr"
    " Sir Lord Lady Dame Saint Our Their His Her Its My Your United Nations Nation National International"
    " Calm Rough Frozen Shallow One Two Three Four Five Six Seven Eight Nine Ten Internet Web Wi-Fi English"
    " French Korean Amalfi Barbary Somerset Dorset Weimar Batavian".split()
)
OPENERS = set(
    "The A An In On At From To For With Near Across Along Off Around Inside Outside Between Under Over"
    " After Before When While As But And Or If Since Until Though Although Because Where Both Either"
    " Neither That This These Those There Then Now Only Even Also Like Unlike Despite Against Amid By Of"
    " Into Through Throughout Via Within Without Meanwhile However Still Yet So Once Today Yesterday"
    " Tomorrow Critics Officials Last Next Every Each All Some Most Many Few No Not Its It He She They We"
    " You I What Who Why How Visit Inside Free".split()
)
LEADING = set(
    "Trump Biden Obama Bush Clinton Putin Xi Zelensky Zelenskyy Macron Merz Scholz Merkel Starmer Sunak"
    " Johnson Modi Netanyahu Erdogan Orban Orbán Meloni Sanchez Sánchez Tusk Duda Carney Trudeau Albanese"
    " Lula Milei Maduro Petro Boric Bukele Sheinbaum Ishiba Takaichi Kishida Abe Koizumi Lee Yoon Moon"
    " Kim Assad Sharaa Khamenei Raisi Pezeshkian Sisi Saied Tebboune Kagame Ruto Tinubu Ramaphosa Abiy"
    " Burhan Hemedti Hamdok Prabowo Widodo Marcos Duterte Anwar Hun Min Prayut Thaksin Paetongtarn Anutin"
    " Yunus Hasina Sharif Khan Lukashenko Fico Babis Vucic Mitsotakis Rutte Leyen Guterres Musk Rubio"
    " Lavrov Blinken Vance Harris Wang Araghchi Fidan Jordan-Smith".split()
)
TITLE = (
    r"(?:President|Prime Minister|Minister|Chancellor|Premier|Governor|Senator|Secretary|King|Queen|Prince"
    r"|Princess"
    r"|Sir|Lord|Mr\.|Mrs\.|Ms\.|Dr\.|Gen\.|Col\.|Capt\.|Judge|Justice|Mayor|Pope|Professor|Ambassador|Envoy"
    r"|CEO)"
)


class SurroundingText(NamedTuple):
    """The text around a sentence, and the last names of the people in it."""

    people: frozenset[str]
    words: str

    @classmethod
    @lru_cache(maxsize=8)
    def of(cls, text):
        people = set(re.findall(rf"\b{TITLE} (?:{WORD} )?({WORD})", text))
        for first, last in re.findall(rf"\b({WORD}) (?=({WORD})\b)", text):
            if first not in OPENERS and first not in NO_PLACE and first not in FORE:
                people.add(last)
        return cls(frozenset(people) | LEADING, text)

    def holds_place(self, name):
        """Return whether a name before "government" is a place, not a leader: by its sound, or after "in"."""
        return bool(PLACE_LIKE.search(name)) or _is_somebody_inside(name, self.words)


@lru_cache(maxsize=256)
def _is_somebody_inside(name, text):
    inside = rf"\b(?:in|into|from|across|near|inside|throughout) {re.escape(name)}\b"
    return bool(re.search(inside, text))


def english_places(
    sentence: str, knows: Callable[[str], bool], text: SurroundingText, paragraph: str
) -> Iterator[tuple[int, str, str]]:
    """Yield (start, name, name with its coast or strait) of likely places, including known ones."""
    for pattern in CALLED_RE[2:] if _is_headline(sentence) else CALLED_RE:
        for match in pattern.finditer(sentence):
            name = _place_name(match[1])
            if name and name not in LEADING and not _is_placed(sentence[match.end() :], knows):
                is_head_first = pattern in CALLED_RE[2:]
                yield match.start(), name, match[0] if is_head_first else match[0][match[0].find(name) :]
    for pattern in NAMED_RE:
        for match in pattern.finditer(sentence):
            if pattern in NAMED_RE[:1] and _is_located(sentence, match, knows, paragraph):
                continue
            yield from ((match.start(), name, name) for name in map(_place_name, match.groups("")) if name)
    for match in HAPPENED.finditer(sentence):
        name = _place_name(match[1])
        # Wars and earthquakes reach towns that no list has; the paragraph gives their location.
        if name and (_sounds_like_country_english(name) or not _names_a_place(paragraph, match[0], knows)):
            yield match.start(), name, name
    for match in DATELINE.finditer(sentence):
        if not (match[2] and knows(match[2].strip(", "))):
            yield match.start(), match[1].title(), match[1].title()
    yield from _unless_persons(sentence, knows, text)


def _unless_persons(sentence, knows, text):
    for pattern in (POSSESSIVE, GOVERNMENT, PEOPLE_OF):
        for match in pattern.finditer(sentence):
            name = _place_name(match[1])
            if not name or (pattern is GOVERNMENT and not text.holds_place(name)):
                continue
            if _is_one_word(name) and not _is_person(name, sentence, match.start(1), text):
                yield match.start(), name, name
    for match in HEADS.finditer(sentence):
        name = _place_name(match[1])
        if _sounds_like_country_english(name) and _is_one_word(name) and name not in text.people:
            yield match.start(), name, name
    for pattern, is_strong in ((LEADERS, False), (SIGNED, True)):
        for match in pattern.finditer(sentence):
            names = [_place_name(name) for name in match.groups() if name]
            is_odd = [name in text.people or not (_is_one_word(name) or knows(name)) for name in names]
            if not all(names) or any(is_odd):
                continue
            if is_strong or all(knows(name) or _sounds_like_country_english(name) for name in names):
                yield from ((match.start(), name, name) for name in names)


def _is_placed(after, knows):
    """Return whether the following words give a location: the Himalayan region of Ladakh."""
    place = re.match(rf",? (?:of|in) (?:the )?(?:[a-z]+ )?{NAME}", after)
    return place is not None and knows(place[1])


def _is_located(sentence, match, knows, paragraph):
    """Return whether the sentence gives the location of a town: the Swiss village of …, … in Ohio."""
    if not LISTED.match(match[0]):
        return False
    if SMALL.match(match[0]):
        return _names_a_place(paragraph, match[0], knows)
    before = re.search(rf"({WORD}) (?:[a-z-]+ )?$", sentence[: match.start()])
    after = re.match(rf",? (?:(?:in|of|on) )?(?:the )?(?:[a-z]+ )?{NAME}", sentence[match.end() :])
    return any(found and knows(found[1]) for found in (before, after))


def _names_a_place(paragraph, words, knows):
    """Return whether a paragraph names a known place outside the given words."""
    return any(knows(name) for name in re.findall(NAME, paragraph.replace(words, ";")))


def _is_headline(sentence):
    """Return whether all content words are capitalised, so that capitals mean nothing: One Calm Strait."""
    words = [word for word in re.findall(r"[A-Za-z][\w’'-]+", sentence) if word.title() not in OPENERS]
    return all(word[0].isupper() for word in words)


def _sounds_like_country_english(name):
    return bool(PLACE_LIKE.search(name)) and not name.endswith(("media", "pedia"))


def _place_name(written):
    """Return the name without words that only open the sentence; "" if it is clearly not a place."""
    words = written.split()
    while words and (words[0] in OPENERS or words[0] in {"the", "The"}):
        words.pop(0)
    if not words or all(word in NO_PLACE or word.isupper() for word in words) or words[-1] in NO_PLACE:
        return ""
    return " ".join(words)


def _is_one_word(name):
    return " " not in name or name.split()[0] in FORE


def _is_person(name, sentence, start, text):
    """Return whether the name is a person's: used as such elsewhere, or after a given name here."""
    before = sentence[:start].split()
    has_given_name = bool(before) and re.fullmatch(WORD, before[-1]) and before[-1] not in OPENERS | NO_PLACE
    return name.split()[-1] in text.people or bool(has_given_name)

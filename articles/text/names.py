"""Search for whole names, with Korean particles and English word boundaries; former names of offices.

`rate` in "growth rate" is not an interest rate, and 물 is not part of 물가: a name counts only as a complete
word, with nothing else joined to it. Of overlapping names, only the longest counts.

Colleagues are mentioned by @ and name: “@minji, please” and “@김민지님이 봐 주세요”. The name must end where
its letters end. After Hangul, and after any name in a Korean sentence, particles and forms of address may
follow without a space; other letters make it another name. An e-mail address is not a mention.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from articles.text.korean.particles import WORD_BEGINS, joined_letters, may_follow
from articles.text.punctuation import quotations
from articles.text.script import HANGUL
from articles.text.word_tables import any_of, read_word_tables


class SoughtName[Key](NamedTuple):
    """A name to search for: a key for the named object, the text, and whether capitals must match."""

    key: Key
    text: str
    is_exact: bool = False


class FoundName[Key](NamedTuple):
    """A name found in a text: its key and its position text[start:end]."""

    key: Key
    start: int
    end: int


class NameTables(NamedTuple):
    """The tables of names.toml."""

    opening: tuple[str, ...]
    english_former: tuple[str, ...]
    korean_former: tuple[str, ...]
    english_changes: tuple[str, ...]
    english_change_stems: tuple[str, ...]
    korean_changes: tuple[str, ...]
    korean_address: tuple[str, ...]
    korean_particles: tuple[str, ...]


WORDS = read_word_tables(Path(__file__).with_name("names.toml"), NameTables)
PLURAL = re.compile(r"(?:ies|y|s)$")
JOINTS = re.compile(r"[\s-]")
BEGINNINGS = re.compile(WORD_BEGINS + r"\S")
# After a numeral, a syllable is no name but a counter: 배 (ship) in 두 배 (twice).
AFTER_A_NUMERAL = r"(?<![0-9두세네몇한] )"
KEY = 4  # number of leading letters in the keys of NameIndex
MONTHS = "January February March April May June July August September October November December".split()
CALENDAR = {*MONTHS, *"Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()}
NEAR = 60  # characters before a one-word name that are examined for a longer term
LONG = 5  # minimum syllables of a name that is also found with spaces inside: 산업 통상 자원부
OPENING = re.compile(rf"(?:^|[.,;:!?()“”‘\"—–]|\b(?:{any_of(WORDS.opening)})|\b\d+|['’]s) ?$", re.IGNORECASE)


class NameIndex[Key]:
    """Names indexed by their first letters: a glossary has thousands of names, a text contains few."""

    def __init__(self, names: Iterable[SoughtName[Key]]) -> None:
        self.names: dict[tuple[bool, str], list[tuple[str, SoughtName[Key]]]] = {}
        for name in names:
            is_korean, letters = _leading_letters(name.text, name.is_exact)
            if letters:
                self.names.setdefault((is_korean, letters[:KEY]), []).append((letters, name))

    def mentions(self, text: str) -> list[FoundName[Key]]:
        """Return the FoundNames of a text in text order, without overlaps.

        If the same words name several objects, each of them is returned.
        """
        mentions = []
        for start, name in self.candidates(text):
            end = _name_end(text, start, name)
            if end and _stands_alone(text, start, end, name):
                mentions.append(FoundName(name.key, start, end))
        return _longest_names(mentions)

    def candidates(self, text: str) -> Iterator[tuple[int, SoughtName[Key]]]:
        """Yield (position, name) wherever a word begins with the letters of a name."""
        folded = _fold_letters(text)
        letters_only: list[str] = []
        squeezed_place: list[int] = []
        for letter in text:
            squeezed_place.append(len(letters_only))
            if not letter.isspace():
                letters_only.append(letter)
        squeezed = "".join(letters_only)
        for match in BEGINNINGS.finditer(text):
            position = match.start()
            sides = (False, folded, position), (True, squeezed, squeezed_place[position])
            for is_korean, letters, start in sides:
                for key in {letters[start : start + length] for length in range(1, KEY + 1)}:
                    for all_letters, name in self.names.get((is_korean, key), ()):
                        if letters.startswith(all_letters, start):
                            yield position, name


def find_names[Key](text: str, names: Iterable[SoughtName[Key]]) -> list[FoundName[Key]]:
    """Return the FoundNames in a text; several names, in either language, may share a key."""
    return NameIndex(names).mentions(text)


def possible_names[Key](text: str, names: Iterable[SoughtName[Key]]) -> list[SoughtName[Key]]:
    """Return the names whose letters occur in a text. A cheap first filter for thousands of names."""
    names = list(names)
    present = {name for _place, name in NameIndex(names).candidates(text)}
    return [name for name in names if name in present]


def is_proper(name: str) -> bool:
    """Return whether capitals are part of a name: Haeon Strait, FTA and May, not "Interest rates"."""
    if name in CALENDAR:
        return True
    words = re.findall(r"[A-Za-z][\w’'.-]*", name)
    return any(map(str.isupper, "".join(words)[1:]))  # the very first letter may be the start of a sentence


def is_distinctive(short: str, name: str) -> bool:
    """Return whether a short form is clear without the full name: FTA and 한은, but not "the pact"."""
    if HANGUL.search(short):
        return short.replace(" ", "") not in name.replace(" ", "") or short == name
    return is_proper(re.sub("^[Tt]he ", "", short)) or short == name


def _longest_names[Key](found: list[FoundName[Key]]) -> list[FoundName[Key]]:
    """Return the FoundNames that do not overlap a longer one."""
    found.sort(key=lambda name: (name.start - name.end, name.start))
    kept: list[FoundName[Key]] = []
    taken: dict[int, tuple[int, int]] = {}
    for name in found:
        span = name[1:]
        across = {taken[position] for position in range(name.start, name.end) if position in taken}
        if across <= {span}:
            taken.update(dict.fromkeys(range(name.start, name.end), span))
            kept.append(name)
    return sorted(set(kept), key=lambda name: (name.start, str(name.key)))


def _fold_letters(text: str) -> str:
    """Fold a text letter by letter: lower case, and one kind of space, hyphen and apostrophe."""
    small = text.lower()
    if len(small) != len(text):  # lower() turns İ into two characters
        small = "".join(letter.lower()[0] for letter in text)
    return JOINTS.sub(" ", small).replace("’", "'")


@lru_cache(maxsize=65536)
def _leading_letters(name: str, is_exact: bool) -> tuple[bool, str]:
    """Return (whether a name is Korean, the letters that all its forms begin with)."""
    name = _plain_name(name)
    if HANGUL.search(name):
        return True, name.replace(" ", "")
    return False, _fold_letters(name if is_exact or is_proper(name) else PLURAL.sub("", name))


def _plain_name(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split())


def _name_end[Key](text: str, place: int, name: SoughtName[Key]) -> int | None:
    """Return the end of a name that begins at `place`, or None if the text has another word there."""
    match = _name_pattern(name.text, name.is_exact).match(text, place)
    if match and may_follow(_plain_name(name.text), joined_letters(text, match.end())):
        return match.end()
    return None


@lru_cache(maxsize=8192)
def _name_pattern(name: str, is_exact: bool) -> re.Pattern[str]:
    name = _plain_name(name)
    if HANGUL.search(name):
        return re.compile(_korean_name_pattern(name))
    is_cased = is_exact or is_proper(name)
    return re.compile(_english_name_pattern(name, is_cased), 0 if is_cased else re.IGNORECASE)


def _korean_name_pattern(name: str) -> str:
    letters = name.replace(" ", "")
    gap = r"\s?" if len(letters) >= LONG else ""
    words = r"\s?".join(gap.join(map(re.escape, word)) for word in name.split(" "))
    return (WORD_BEGINS + AFTER_A_NUMERAL if len(letters) == 1 else WORD_BEGINS) + words


def _english_name_pattern(name: str, is_cased: bool) -> str:
    """Return a pattern that accepts space or hyphen, any apostrophe, and either number of a common noun."""
    words = [re.sub("['’]", "['’]", re.escape(word)) for word in re.split(r"[ -]", name)]
    if not is_cased:
        words[-1] = _in_either_number(words[-1])
    ends = r"(?=[가-힣]|(?![\w-])(?!['’](?!s\b)\w))"  # Korean particles may follow: FTA는
    return r"(?<![\w-])(?<!\w['’])" + r"[\s-]".join(words) + ends


def _in_either_number(word: str) -> str:
    """Return a pattern for singular and plural: ferry matches ferries, rates matches rate."""
    if re.search(r"[^aeiou]y$", word):
        return f"{word[:-1]}(?:y|ies)"
    if word.endswith("ies"):
        return f"{word[:-3]}(?:y|ies)"
    if re.search(r"[^s]s$", word) and len(word) > 3 and not word.endswith(("us", "is")):
        return f"{word[:-1]}s?"
    return f"{word}(?:s|es)?" if word[-1:].isalpha() else word


def _stands_alone[Key](text: str, start: int, end: int, name: SoughtName[Key]) -> bool:
    """Return whether a one-word common noun is not part of a longer term, judged by the words around it."""
    if HANGUL.search(name.text) or re.search(r"[ -]", name.text) or name.is_exact or is_proper(name.text):
        return True
    before = text[max(0, start - NEAR) : start]
    if text[start].isupper():
        if re.search(r"[a-z] $", before) and re.match(r" [A-Z]", text[end : end + 2]):
            return False  # part of a longer proper name: in Trade Street
        if not re.search(r"\b[A-Z][\w’'-]* $", before):
            return True
    return bool(OPENING.search(before))


MINISTRY = re.compile(
    r"(?P<whose>(?:[A-Z][\w’'-]* )?)(?P<kind>Ministry|Department|Minister|Secretary) (?P<of>of|for)"
    r" (?P<the>the )?(?P<field>.+)"
)
OFFICERS = {
    "Ministry": ["Minister", "Vice Minister"],
    "Department": ["Secretary"],
    "Minister": ["Minister"],
    "Secretary": ["Secretary"],
}
OXFORD = re.compile(r", (?=[^,]+ and )")
BEFORE = re.compile(
    rf"(?:\b(?:{any_of(WORDS.english_former)})[ -](?:[\w’'-]+ ){{0,3}}"
    rf"|(?:^|\s)(?:{any_of(WORDS.korean_former)})\s?)$",
    re.IGNORECASE,
)
AFTER = re.compile(
    r"\s?(?:\((?:현|現|now)\b|\((?:현|現) |,? (?:now|as it was then|since renamed)\b|의? 후신|의? 전신)"
)
CHANGE = re.compile(
    rf"\b(?:{any_of(WORDS.english_changes)}|(?:{any_of(WORDS.english_change_stems)})\w*)\b"
    rf"|{any_of(WORDS.korean_changes)}",
    re.IGNORECASE,
)
YEAR = re.compile(
    r"(?<![\d.,])(?P<year>(?:19|20)\d\d)(?!\d|,\d)(?:년 ?(?P<month>\d{1,2})월)?(?!년부터|년 이후|년 이래)"
)
SINCE = re.compile(r"\b(?:since|from|until|by|in force from) (?:early |late )?$", re.IGNORECASE)
NEAR_A_YEAR = 100  # characters before a name or a year that are examined for its use
LAST_YEAR = re.compile(r"\blast year\b|지난해|작년|재작년|\byears? ago\b|\d년 전", re.IGNORECASE)


def derived_forms(name: str, language: str) -> list[str]:
    """Return other names of an office: for a Ministry of Trade and Industry also its Minister.

    Korean titles follow the name (산업통상자원부 장관) and need no extra form.
    """
    match = MINISTRY.fullmatch(name) if language == "en" else None
    if not match:
        return []
    kind, whose, the = match["kind"], match["whose"], match["the"] or ""
    fields, officers = _ministry_spellings(match["field"]), OFFICERS[kind]
    forms = [f"{whose}{kind} {match['of']} {the}{field}" for field in fields]
    for field in fields:
        forms += [f"{whose}{officer} {joint} {the}{field}" for officer in officers for joint in ("of", "for")]
        # Not for a single word: every country has a Trade Minister, but not a Trade and Energy Minister.
        forms += [f"{whose}{field} {title}" for title in (kind, officers[0]) if " " in field]
    # Titles after a name are in lower case: Kim Ha-neul, minister of trade and industry.
    if any(" " in field for field in fields):
        forms += [small for form in [name, *forms] for small in (form.lower(), form[0].lower() + form[1:])]
    return [form for form in dict.fromkeys(forms) if form != name]


def _ministry_spellings(field: str) -> list[str]:
    """Return spellings with and without the comma before "and", and with & for "and"."""
    serial = OXFORD.sub(", ", field)
    spellings = [field, re.sub(r"(?<!,) and ", ", and ", serial) if "," in field else field]
    spellings += [re.sub(r",? and ", " & ", spelling) for spelling in spellings]
    return list(dict.fromkeys([*spellings, re.sub(r", and ", " and ", field)]))


def is_historical_use(sentence: str, start: int, end: int, until: date, day: date) -> bool:
    """Return whether a sentence uses a name at [start:end], valid until `until`, as a historical name.

    It is historical after "former" or 옛, beside a word for the change of name, inside a quotation, beside a
    year before `until`, or beside "last year" if the name was still valid then.

    day  date of the text
    """
    before, after = sentence[:start], sentence[end:]
    if BEFORE.search(before[-NEAR_A_YEAR:]) or AFTER.match(after) or CHANGE.search(before + after):
        return True
    if any(first <= start < last for first, last in quotations(sentence)):
        return True
    if LAST_YEAR.search(sentence) and until.year >= day.year:
        return True
    return any(_is_year_before(match, until) for match in YEAR.finditer(sentence))


def _is_year_before(match: re.Match[str], until: date) -> bool:
    year, month = int(match["year"]), int(match["month"] or 0)
    before = match.string[max(0, match.start() - NEAR_A_YEAR) : match.start()]
    if SINCE.search(before):
        return False
    if not month:
        named = re.search(r"([A-Z][a-z]{2,8})\.?(?: \d{1,2},)? $", before)
        of_name = (number for number, name in enumerate(MONTHS, 1) if named and name.startswith(named[1]))
        month = next(of_name, 0)
    return year < until.year or (year == until.year and 0 < month < until.month)


MENTION_BEGINS = re.compile(r"(?<![\w.+@-])[@＠]")
BEHIND_MENTION = re.compile(
    rf"(?:{any_of(WORDS.korean_address)})*(?:{any_of(WORDS.korean_particles)})*(?![\w@＠])"
)
NAME_GOES_ON = re.compile(r"[.+-]?\w|[@＠]\w")


def mentioned_keys[Key](text: str, names: Iterable[tuple[str, Key]]) -> list[Key]:
    """Return the keys of the people mentioned in a text, without duplicates, in text order.

    Of several names that match at one position, the longest counts. If people share it, all are returned.

    names  [(name, key)]
    """
    text = _fold_case(text)
    by_name: dict[str, list[Key]] = {}
    for name, key in names:
        by_name.setdefault(_fold_case(name), []).append(key)
    keys: dict[Key, None] = {}
    for at in MENTION_BEGINS.finditer(text):
        begun = [name for name in by_name if text.startswith(name, at.end())]
        fitting = [name for name in begun if _is_name_end(text, at.end() + len(name))]
        for key in by_name[max(fitting, key=len)] if fitting else ():
            keys.setdefault(key, None)
    return list(keys)


def _fold_case(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _is_name_end(text: str, place: int) -> bool:
    """Return whether the text from `place` on does not continue the name before it as another name."""
    return not NAME_GOES_ON.match(text, place) or bool(
        text[place] not in ".+-@＠" and not text[place].isascii() and BEHIND_MENTION.match(text, place)
    )

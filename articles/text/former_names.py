"""Former names of offices and institutions: derived forms, and historical use in a text."""

import re
from datetime import date

from articles.text.punctuation import quotations

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
MONTHS = "January February March April May June July August September October November December".split()
BEFORE = re.compile(
    r"(?:\b(?:former|formerly|then|ex|old|previous|predecessor|defunct|erstwhile|now-defunct|late)[ -]"
    r"(?:[\w’'-]+ ){0,3}|(?:^|\s)(?:옛|구|前|전|당시|이전|종전|과거)\s?)$",
    re.IGNORECASE,
)
AFTER = re.compile(
    r"\s?(?:\((?:현|現|now)\b|\((?:현|現) |,? (?:now|as it was then|since renamed)\b|의? 후신|의? 전신)"
)
CHANGE = re.compile(
    r"\b(?:renamed|formerly|previously|used to be|at the time|abolish\w*|dissol\w*|replaced|reorgani[sz]\w*"
    r"|split"
    r"|successor|merged into|became the|was called|were called|changed its name|predecessor)\b"
    r"|이름을 바[꾸꿨]|이름이 바뀌|명칭|개편|개칭|바뀌기 전|바뀐|출범|후신|전신|분리|폐지|해체|통합돼|당시"
    r"|시절",
    re.IGNORECASE,
)
YEAR = re.compile(
    r"(?<![\d.,])(?P<year>(?:19|20)\d\d)(?!\d|,\d)(?:년 ?(?P<month>\d{1,2})월)?(?!년부터|년 이후|년 이래)"
)
SINCE = re.compile(r"\b(?:since|from|until|by|in force from) (?:early |late )?$", re.IGNORECASE)
NEAR = 100  # letters before a name or a year that tell how it is meant
LAST_YEAR = re.compile(r"\blast year\b|지난해|작년|재작년|\byears? ago\b|\d년 전", re.IGNORECASE)


def derived_forms(name: str, language: str) -> list[str]:
    """Return other names of an office: for a Ministry of Trade and Industry its Minister, in every order.

    Korean titles stand behind the name (산업통상자원부 장관) and need no form of their own.
    """
    match = MINISTRY.fullmatch(name) if language == "en" else None
    if not match:
        return []
    kind, whose, the = match["kind"], match["whose"], match["the"] or ""
    fields, officers = _ministry_spellings(match["field"]), OFFICERS[kind]
    found = [f"{whose}{kind} {match['of']} {the}{field}" for field in fields]
    for field in fields:
        found += [f"{whose}{officer} {joint} {the}{field}" for officer in officers for joint in ("of", "for")]
        # The Trade Minister is everybody's; the Trade, Industry and Energy Minister is one.
        found += [f"{whose}{field} {one}" for one in (kind, officers[0]) if " " in field]
    # Behind a name small letters are the rule: Kim Ha-neul, minister of trade and industry.
    if any(" " in field for field in fields):
        found += [small for form in [name, *found] for small in (form.lower(), form[0].lower() + form[1:])]
    return [form for form in dict.fromkeys(found) if form != name]


def _ministry_spellings(field):
    """Return spellings with and without the comma before "and", and with & for "and"."""
    serial = OXFORD.sub(", ", field)
    found = [field, re.sub(r"(?<!,) and ", ", and ", serial) if "," in field else field]
    found += [re.sub(r",? and ", " & ", one) for one in found]
    return list(dict.fromkeys([*found, re.sub(r", and ", " and ", field)]))


def is_historical_use(sentence: str, start: int, end: int, until: date, day: date) -> bool:
    """Return whether a sentence uses a name at [start:end], ended on `until`, as history.

    It does so by "former" or 옛, by telling of the change, by a year before the end, in another's words, or
    beside "last year" where that was before the end. day  that of the text
    """
    before, after = sentence[:start], sentence[end:]
    if BEFORE.search(before[-NEAR:]) or AFTER.match(after) or CHANGE.search(before + after):
        return True
    if any(first <= start < last for first, last in quotations(sentence)):
        return True
    if LAST_YEAR.search(sentence) and until.year >= day.year:
        return True
    return any(_is_year_before(match, until) for match in YEAR.finditer(sentence))


def _is_year_before(match, until):
    year, month = int(match["year"]), int(match["month"] or 0)
    before = match.string[max(0, match.start() - NEAR) : match.start()]
    if SINCE.search(before):
        return False
    if not month:
        named = re.search(r"([A-Z][a-z]{2,8})\.?(?: \d{1,2},)? $", before)
        of_name = (number for number, name in enumerate(MONTHS, 1) if named and name.startswith(named[1]))
        month = next(of_name, 0)
    return year < until.year or (year == until.year and 0 < month < until.month)

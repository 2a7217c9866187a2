"""Words that stand for a figure of the calendar: Monday for 24일, 지난해 for 2025."""

import re

from articles.text.figures.figure import StatedFigure

DAY_ENGLISH = (
    r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:today|yesterday|tomorrow|tonight|overnight)\b"
    r"|\b(?:the|that|previous|next|following|same) day\b"
)
DAY_KOREAN = (
    r"[월화수목금토일]요일|오늘|어제|내일|모레|그제|이날|전날|다음 ?날|당일|같은 날|\([월화수목금토일]\)"
)
WHICH = "(?:last|this|next|previous|the same|same|following|that|current|prior|coming)"
INSTEAD = {
    "day": (DAY_ENGLISH, DAY_KOREAN),
    "month": (rf"\b{WHICH} month\b|\bmonth earlier\b", "지난 ?달|이달|이번 ?달|다음 ?달|전월|같은 달|내달"),
    "year": (
        rf"\b{WHICH} (?:year|decade)\b|\bend of the decade\b|\byears? (?:earlier|ago)\b",
        "지난해|작년|올해|올 |내년|재작년|이듬해|같은 해|전년|그해|금년|[0-9]년 전",
    ),
    "quarter": (rf"\b{WHICH} quarter\b|\bquarter earlier\b", "(?:전|이번|다음|지난|직전|같은) ?분기"),
}
PATTERNS = {
    language: {kind: re.compile(both[place], re.IGNORECASE) for kind, both in INSTEAD.items()}
    for place, language in enumerate(("en", "ko"))
}
STANDS_FOR = {"monthday": "day", "months": "month", "half": "year"}
# Translators turn foreign times into their reader's and say so; 현지시간 says that they did not.
ZONES = {
    "Korea": re.compile(r"\bKST\b|\bKorean? (?:standard )?time\b|(?:한국|우리) ?시[간각]"),
    "Greenwich": re.compile(r"\b(?:GMT|UTC)\b|세계 ?표준시|그리니치"),
    "America": re.compile(
        r"\b(?:E[SD]T|P[SD]T|C[SD]T|(?:Eastern|Pacific|Central)(?: (?:Standard|Daylight))? [Tt]ime)\b"
        r"|(?:미국|동부|서부|중부) ?시[간각]"
    ),
    "elsewhere": re.compile(r"\b(?:CES?T|JST|BST)\b|(?:유럽|일본|영국) ?시[간각]"),
}
IN_ZONES = {"time", "day"}


def without_reworded(
    found: list[StatedFigure], others: list[StatedFigure], text: str, other_text: str, other_language: str
) -> list[StatedFigure]:
    """The figures of a text for which the other text has no such word.

    others  the figures that only the other text has: its figures of a kind take the words of that kind away
    """
    is_converted = _time_zones(text) != _time_zones(other_text)
    said = {kind for kind, words in PATTERNS[other_language].items() if words.search(other_text)}
    said -= {_calendar_kind(one) for one in others}
    said |= IN_ZONES if is_converted else set()
    return [one for one in found if _calendar_kind(one) not in said]


def _time_zones(text: str) -> set[str]:
    return {name for name, words in ZONES.items() if words.search(text)}


def _calendar_kind(figure: StatedFigure) -> str:
    return STANDS_FOR.get(figure.kind, figure.kind)

"""Initial glossary terms: countries, currencies, months and units from CLDR, and renamed ministries.

Checks do not require these terms in translations, because newspapers also abbreviate them (km, or 한미일 for
three countries), and 수단 means both Sudan and “means”. Months, sums and measures are compared as figures.
"""

import re
from datetime import date
from typing import NamedTuple

import babel
from babel import Locale
from babel.core import get_cldr_version, get_global
from babel.numbers import get_currency_name
from babel.units import format_unit, get_unit_name

from articles.events import log
from articles.models import Language, Term, TermKind

# Codes that are not countries, and codes for software tests.
NO_TERRITORY = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
# Units that a newspaper uses; most of CLDR's 190 belong to recipes and physics.
UNITS = """
    area-acre area-hectare area-square-foot area-square-kilometer area-square-meter area-square-mile
    digital-gigabyte digital-megabyte digital-terabyte electric-volt energy-kilowatt-hour
    frequency-gigahertz frequency-megahertz length-centimeter length-foot length-inch length-kilometer
    length-light-year length-meter length-mile length-millimeter length-nanometer length-nautical-mile
    length-yard mass-gram mass-kilogram mass-milligram mass-ounce-troy mass-ton power-gigawatt
    power-horsepower power-kilowatt power-megawatt power-watt pressure-hectopascal
    speed-knot volume-barrel volume-bushel volume-cubic-meter volume-gallon
    volume-liter volume-milliliter
""".split()
# Fields of the tuples yielded for each term. The last two may be missing.
NAMES = ("name_en", "name_ko", "synonyms_en", "synonyms_ko")
# Countries with shorter names in newspapers than in CLDR.
SHORTER = {
    "KR": ("South Korea", "한국", "", "대한민국"),
    "US": ("United States", "미국", "U.S.\nUS", ""),
    "GB": ("United Kingdom", "영국", "Britain\nU.K.\nUK", ""),
}
ACT = "Government Organization Act (정부조직법)"


class Renaming(NamedTuple):
    """A South Korean institution renamed on a day, with its old and new names in English and Korean.

    The old English name is empty if it has not changed. Only the new term then has the English name.
    """

    day: date
    old: tuple[str, str]
    new: tuple[str, str]
    short: tuple[str, str] = ("", "")  # old and new abbreviations in English


RENAMED = [
    Renaming(
        date(2025, 10, 1),
        ("Ministry of Trade, Industry and Energy", "산업통상자원부"),
        ("Ministry of Trade, Industry and Resources", "산업통상부"),
        ("MOTIE", "MOTIR"),
    ),
    Renaming(
        date(2025, 10, 1),
        ("Ministry of Environment", "환경부"),
        ("Ministry of Climate, Energy and Environment", "기후에너지환경부"),
    ),
    Renaming(
        date(2025, 10, 1),
        ("", "여성가족부"),
        ("Ministry of Gender Equality and Family", "성평등가족부"),
    ),
    Renaming(
        date(2025, 10, 1),
        ("Statistics Korea", "통계청"),
        ("Ministry of Data and Statistics", "국가데이터처"),
    ),
    Renaming(
        date(2025, 10, 1),
        ("Korean Intellectual Property Office", "특허청"),
        ("Ministry of Intellectual Property", "지식재산처"),
        ("KIPO", "MOIP"),
    ),
    Renaming(
        date(2024, 5, 17),
        ("Cultural Heritage Administration", "문화재청"),
        ("Korea Heritage Service", "국가유산청"),
    ),
    Renaming(
        date(2023, 6, 5),
        ("", "국가보훈처"),
        ("Ministry of Patriots and Veterans Affairs", "국가보훈부"),
    ),
]
REMARK = re.compile(r" ?\([^)]*\)| SAR China")  # as in Myanmar (Burma), 홍콩(중국 특별행정구)


def build_start_terms() -> list[Term]:
    """Return all start terms, unsaved, with CLDR or the Government Organization Act as their source."""
    english, korean = Locale("en"), Locale("ko")
    named = [(TermKind.PLACE, names) for names in _territory_names(english, korean)]
    for names in (*_currency_names(), *_month_names(english, korean), *_unit_names()):
        named.append((TermKind.CONCEPT, names))
    source = f"CLDR {get_cldr_version()} (Babel {babel.__version__})"
    terms = [
        Term(kind=kind, is_required=False, source=source, **dict(zip(NAMES, names, strict=False)))
        for kind, names in named
    ]
    return [*terms, *(term for renaming in RENAMED for term in _renamed_terms(renaming))]


def _renamed_terms(renaming):
    """Return the terms of the new and the old name. The old term has ended and refers to the new one."""
    (old, new), shared = renaming.short, {"kind": TermKind.ORGANISATION, "is_required": False, "source": ACT}
    successor = Term(
        name_en=renaming.new[0], name_ko=renaming.new[1], synonyms_en=new, valid_from=renaming.day, **shared
    )
    former = Term(
        name_en=renaming.old[0], name_ko=renaming.old[1], synonyms_en=old, valid_until=renaming.day, **shared
    )
    former.successor = successor
    return successor, former


def find_missing_start_terms() -> list[Term]:
    """Return the start terms that share no form, in either language, with a term of the glossary."""
    taken = set().union(*map(_normal_forms, Term.objects.all()))
    missing = []
    for term in build_start_terms():
        names = _normal_forms(term)
        if not names & taken:
            taken |= names
            missing.append(term)
    return missing


@log.unit_of_work()
def load_start_terms() -> list[Term]:
    """Add the missing start terms and return them."""
    Term.objects.lock_table()  # of two concurrent calls, the second finds nothing missing
    missing = find_missing_start_terms()
    for term in missing:
        if term.successor and not term.successor.pk:  # the glossary already has the new name
            term.successor = Term.objects.filter(name_ko=term.successor.name_ko).first()
        term.save()
    return missing


def _territory_names(english, korean):
    for code, name in sorted(english.territories.items()):
        is_country = re.fullmatch("[A-Z]{2}", code) and code not in NO_TERRITORY
        # Leave out names with a dash, such as “Congo - Kinshasa”.
        if is_country and code in korean.territories and " - " not in name:
            names = _clean_cldr_name(name), _clean_cldr_name(korean.territories[code])
            yield SHORTER.get(code, names)


def _currency_names():
    """Yield the names of currencies that are legal tender somewhere today."""
    rows = get_global("territory_currencies").values()
    for code in sorted({code for row in rows for code, _start, end, tender in row if tender and not end}):
        name = get_currency_name(code, locale="ko")
        if name != code:
            english = get_currency_name(code, count=1, locale="en")
            yield _clean_cldr_name(english), _clean_cldr_name(name)


def _month_names(english, korean):
    wide = [locale.months["stand-alone"]["wide"] for locale in (english, korean)]
    return [(wide[0][number], wide[1][number]) for number in range(1, 13)]


def _unit_names():
    for unit in UNITS:
        english, korean = (format_unit(1, unit, length="long", locale=locale) for locale in ("en", "ko"))
        name, many = english.removeprefix("1 "), get_unit_name(unit, length="long", locale="en")
        yield name, re.sub("1 ?", "", korean), "" if many in (name, f"{name}s") else many


def _clean_cldr_name(name):
    return REMARK.sub("", name).replace(" & ", " and ")


def _normal_forms(term):
    """Return all forms of a term, including wrong ones, case-folded and without spaces."""
    forms = (form for language in Language for form in [*term.forms(language), *term.wrong_forms(language)])
    return {"".join(form.split()).casefold() for form in forms}

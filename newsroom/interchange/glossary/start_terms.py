"""Terms to begin a glossary with: countries and territories, currencies, months and units, from CLDR.

They are not required terms: a newspaper writes km and 한미일, 수단 also means "means", and months, sums and
measures are compared as figures.
"""

import re

import babel
from babel import Locale
from babel.core import get_cldr_version, get_global
from babel.numbers import get_currency_name
from babel.units import format_unit, get_unit_name

from articles.events import log
from articles.models import Language, Term, TermKind

# Codes that stand for no country, and tests of software.
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
# What is yielded for a term; its last two may be missing.
NAMES = ("name_en", "name_ko", "synonyms_en", "synonyms_ko")
# Countries whose names are shorter in a newspaper than in CLDR.
SHORTER = {
    "KR": ("South Korea", "한국", "", "대한민국"),
    "US": ("United States", "미국", "U.S.\nUS", ""),
    "GB": ("United Kingdom", "영국", "Britain\nU.K.\nUK", ""),
}
REMARK = re.compile(r" ?\([^)]*\)| SAR China")  # Myanmar (Burma), 홍콩(중국 특별행정구)


def build_start_terms() -> list[Term]:
    """Return all start terms, unsaved, each in both languages and with CLDR as its source."""
    english, korean = Locale("en"), Locale("ko")
    found = [(TermKind.PLACE, names) for names in _territory_names(english, korean)]
    for names in (*_currency_names(), *_month_names(english, korean), *_unit_names()):
        found.append((TermKind.CONCEPT, names))
    source = f"CLDR {get_cldr_version()} (Babel {babel.__version__})"
    return [
        Term(kind=kind, is_required=False, source=source, **dict(zip(NAMES, names, strict=False)))
        for kind, names in found
    ]


def find_missing_start_terms() -> list[Term]:
    """Return the start terms of which the glossary has no name, in any form and language."""
    taken = set().union(*map(_normal_forms, Term.objects.all()))
    found = []
    for term in build_start_terms():
        names = _normal_forms(term)
        if not names & taken:
            taken |= names
            found.append(term)
    return found


@log.unit_of_work()
def load_start_terms() -> list[Term]:
    """Add the missing start terms and return them."""
    Term.objects.lock_table()  # when two people do this at once, the second finds nothing missing
    missing = find_missing_start_terms()
    for term in missing:
        term.save()
    return missing


def _territory_names(english, korean):
    for code, name in sorted(english.territories.items()):
        is_country = re.fullmatch("[A-Z]{2}", code) and code not in NO_TERRITORY
        if is_country and code in korean.territories and " - " not in name:  # Congo - Kinshasa
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
        one, il = (format_unit(1, unit, length="long", locale=locale) for locale in ("en", "ko"))
        name, many = one.removeprefix("1 "), get_unit_name(unit, length="long", locale="en")
        yield name, re.sub("1 ?", "", il), "" if many in (name, f"{name}s") else many


def _clean_cldr_name(name):
    return REMARK.sub("", name).replace(" & ", " and ")


def _normal_forms(term):
    """Return all forms of a term, wrong ones too, without blanks and capitals."""
    forms = (form for one in Language for form in [*term.forms(one), *term.wrong_forms(one)])
    return {"".join(form.split()).casefold() for form in forms}

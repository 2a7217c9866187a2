"""The docs call things as the screens do: every check that there is, and the buttons of the handbook."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils.translation import override

from articles.interchange.term_cells import COLUMNS
from articles.preflight import CHECKS, Severity

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
ROW = re.compile(r"^\| `([a-z_.]+)` \| ([^|]+) \| (.+) \|$", re.M)
SEVERITIES = {
    "en": {Severity.BLOCKER: "blocker", Severity.WARNING: "warning"},
    "ko": {Severity.BLOCKER: "발행 차단", Severity.WARNING: "경고"},
}

LABEL, LANGUAGE = re.compile(r"(?<!\*)\*([^*]+)\*(?!\*)"), re.compile(r" ?%\(language\)s ?")
NO_LABELS = {"⋯", "working copy", "예약"}  # a sign, and what is only stressed


def words_of_the_screens(language):
    with (ROOT / "locale/ko/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file, locale="ko")
    texts = [message.id if language == "en" else message.string for message in catalogue]
    return {LANGUAGE.sub("", text if isinstance(text, str) else text[0]) for text in texts}


@pytest.mark.parametrize("page", ["handbook.md", "glossary.md"])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_handbook_calls_buttons_as_they_are_called(language, page):
    handbook = " ".join((DOCS / language / page).read_text(encoding="utf-8").split())
    labels = {part for label in LABEL.findall(handbook) for part in label.split(" → ")}
    assert labels - words_of_the_screens(language) <= NO_LABELS


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_table_of_checks_is_the_registry(language):
    rows = ROW.findall((DOCS / language / "preflight.md").read_text(encoding="utf-8"))
    codes = [code for code, _severity, _title in rows]
    assert codes == sorted(CHECKS)
    for code, severity, title in rows:
        assert severity == SEVERITIES[language][CHECKS[code].severity]
        with override(language):
            assert title == str(CHECKS[code].title)


HEADS = {"column", "field", "열", "항목"}
FIELD = re.compile(r"^\| ([^`|-]+) \| [^|]+ \|$", re.M)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_glossary_page_names_the_fields_and_all_columns(language):
    page = (DOCS / language / "glossary.md").read_text(encoding="utf-8")
    words = {word.casefold() for word in words_of_the_screens(language)}
    for fields in FIELD.findall(page):
        assert {field.strip().casefold() for field in fields.split(",")} - words <= HEADS
    assert [column for column in COLUMNS if f"`{column}`" not in page] == []

"""The docs name checks and buttons as the screens do. Every check is documented."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils.html import strip_tags
from django.utils.translation import gettext, override
from markdown_it import MarkdownIt

from articles.checks.registry import CHECKS, Severity
from newsroom.interchange.glossary_csv import TERM_COLUMNS
from newsroom.translations.management.commands.evaluate_checks import KINDS
from newsroom.translations.rows import DRAFT_LABEL, STATE_LABELS
from newsroom.translations.screen import FILTERS

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
ROW = re.compile(r"^\| `([a-z_.]+)` \| ([^|]+) \| (.+) \|$", re.M)
SEVERITIES = {
    "en": {Severity.BLOCKER: "blocker", Severity.WARNING: "warning"},
    "ko": {Severity.BLOCKER: "발행 차단", Severity.WARNING: "경고"},
}

PAGES = [*ROOT.glob("*.md"), *DOCS.glob("*/*.md")]
LABEL, LANGUAGE = re.compile(r"(?<!\*)\*([^*]+)\*(?!\*)"), re.compile(r" ?%\(language\)s ?")
NO_LABELS = {"⋯", "working copy", "예약"}  # a sign, and words that are only stressed


def words_of_the_screens(language):
    with (ROOT / "locale/ko/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file, locale="ko")
    texts = [message.id if language == "en" else message.string for message in catalogue]
    return {LANGUAGE.sub("", text if isinstance(text, str) else text[0]) for text in texts}


@pytest.mark.parametrize("page", ["handbook.md", "glossary.md", "translating.md"])
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
    assert [column for column in TERM_COLUMNS if f"`{column}`" not in page] == []


KEY = re.compile(
    r'data-keys="(?P<keys>[^"{]+)"(?: data-keys-label="{% translate "(?P<label>[^"]+)" %}")?'
    r'[^>]*>(?:{% translate "(?P<text>[^"]+)" %})'
)
LISTED = re.compile(r"^\| `([^`]+)` \| ([^|]+) \|$", re.M)
SIGNS = {"Mod": "Ctrl", "ArrowUp": "↑", "ArrowDown": "↓"}


def translation_keys():
    """Return the keyboard shortcuts of the handbook as {key: effect in the active language}."""
    pages = ["_screen_head", "_segment_filters", "_segment_tools"]
    templates = [(ROOT / f"templates/translations/{page}.html").read_text(encoding="utf-8") for page in pages]
    found = [
        (match["keys"], gettext(match["label"] or match["text"]))
        for template in templates
        for match in KEY.finditer(template)
    ]
    found += [(keys, f"{gettext('Show:')} {label}") for label, keys in FILTERS.values()]
    return {written(keys): label for keys, label in found}


def written(keys):
    parts = re.split(r"([ +])", keys)
    return "".join(SIGNS.get(part, part[0].upper() + part[1:]) for part in parts)


@pytest.mark.parametrize("language", ["en", "ko"])
class TestTranslating:
    def page(self, language):
        return (DOCS / language / "translating.md").read_text(encoding="utf-8")

    def test_all_keys_of_the_translation_screen_are_listed(self, language):
        with override(language):
            keys = translation_keys()
        assert dict(LISTED.findall(self.page(language))) == keys
        assert len(keys) > 20

    def test_all_states_are_explained(self, language):
        with override(language):
            states = {str(label) for label in [*STATE_LABELS.values(), DRAFT_LABEL]}
        explained = re.findall(r"^\| \*([^*]+)\* \| [^|]+ \| [^|]*\|$", self.page(language), re.M)
        assert set(explained) == states

    def test_all_kinds_of_errors_that_may_be_expected_are_named(self, language):
        assert [kind for kind in sorted(KINDS) if f"`{kind}`" not in self.page(language)] == []


@pytest.mark.parametrize("folder", [".", "docs/en", "docs/ko", "docs/screens"])
def test_pictures_and_pages_that_are_linked_are_there(folder):
    for page in (ROOT / folder).glob("*.md"):
        links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
        assert [link for link in links if not (page.parent / link).exists()] == [], page.name


@pytest.mark.parametrize("language", ["en", "ko"])
def test_no_star_of_an_emphasis_is_left(language):
    """A particle after a label that ends in a full stop or a colon would leave the stars in the text."""
    for page in (DOCS / language).glob("*.md"):
        text = page.read_text(encoding="utf-8")
        html = MarkdownIt().enable("table").render(text)
        words = strip_tags(re.sub(r"<code.*?</code>", "", html, flags=re.S))
        assert re.findall(r".{0,20}\*.{0,20}", words) == [], page.name


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_of_make_that_are_named_exist(page):
    code = re.findall(r"`([^`\n]+)`|^```sh\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S)
    named = {name for parts in code for part in parts for name in re.findall(r"^make ([a-z]+)", part, re.M)}
    assert named <= set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))

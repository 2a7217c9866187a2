"""Front matter between --- and --- at the head of a Markdown file: title, section, topics and more."""

import re

from django.utils.translation import gettext as _

from articles.body.characters import clean_text
from articles.body.manuscript.draft import FrontMatterValue, Manuscript
from articles.body.manuscript.inline_marks import remarks_on_signs

FENCE = "---"
MOST_LINES = 60
ENTRY = re.compile(r"(?P<key>[\w가-힣][\w가-힣 -]*+)\s*+:(?:\s+(?P<value>.*))?")
ITEM = re.compile(r"\s*-\s+(?P<value>.*)")
KEYS = {
    "title": "headline", "headline": "headline", "제목": "headline",
    "summary": "summary", "description": "summary", "요약": "summary",
    "section": "section", "섹션": "section", "부문": "section",
    "topics": "topic", "topic": "topic", "tags": "topic", "주제": "topic",
    "byline": "byline", "author": "byline", "authors": "byline", "기자": "byline",
    "language": "language", "lang": "language", "언어": "language",
}  # fmt: skip
LISTS = {"topic", "byline"}
TEXTS = {"headline", "summary"}
FOLDED = {">", ">-", ">+", "|", "|-", "|+"}  # the text follows on indented lines


def has_front_matter(lines: list[str]) -> bool:
    return _closing_line(lines) is not None


def read_front_matter(lines: list[str], manuscript: Manuscript) -> int:
    """Take title, summary and wishes into the manuscript; return how many lines the front matter has."""
    end = _closing_line(lines)
    if end is None:
        return 0
    manuscript.understood((1, 1), _("start of the front matter"))
    key = ""
    for number, line in enumerate(lines[1:end], 2):
        line, place = line.rstrip(), (number, number)
        entry, item = ENTRY.fullmatch(line), ITEM.fullmatch(line)
        if item and key:
            _take_value(key, item["value"], place, manuscript)
        elif line[:1].isspace() and line.strip() and key in TEXTS:
            text = f"{getattr(manuscript, key)} {clean_text(line).strip()}".strip()
            _set_text(key, text, place, manuscript)
        elif entry:
            key = KEYS.get(entry["key"].strip().casefold(), "")
            _read_entry(key, entry, place, manuscript)
        elif line.strip():
            manuscript.doubt(place, _("not used: %(text)s") % {"text": line.strip()})
    manuscript.understood((end + 1, end + 1), _("end of the front matter"))
    return end + 1


def _read_entry(key, entry, place, manuscript):
    value = (entry["value"] or "").strip()
    if not key or key in TEXTS and getattr(manuscript, key):
        manuscript.doubt(place, _("not used: %(text)s") % {"text": entry[0].strip()})
    elif value and value not in FOLDED:
        _take_value(key, value, place, manuscript)
    else:
        manuscript.understood(place, _("front matter: %(key)s") % {"key": entry["key"].strip()})


def _take_value(key, value, place, manuscript):
    if key in LISTS:
        for name in value.removeprefix("[").removesuffix("]").split(","):
            _add_value(key, name, place, manuscript)
        return
    text = _unquoted(value)
    if key in TEXTS:
        _set_text(key, text, place, manuscript)
    elif key == "section":
        _add_value(key, value, place, manuscript)
    elif text.casefold()[:2] == manuscript.language:
        manuscript.understood(place, _("language"))
    else:
        manuscript.doubt(place, _("the language “%(text)s” is not the one that was chosen") % {"text": text})


def _set_text(key, text, place, manuscript):
    take = manuscript.set_headline if key == "headline" else manuscript.set_summary
    take(place, text, remarks_on_signs(text, text))


def _add_value(key, value, place, manuscript):
    text = _unquoted(value)
    if text:
        manuscript.wishes.append(FrontMatterValue(key, text, place[0]))
        names = {"section": _("section"), "topic": _("topic"), "byline": _("byline")}
        manuscript.understood(place, _("%(key)s: %(value)s") % {"key": names[key], "value": text})


def _unquoted(value):
    value = clean_text(value).strip()
    is_quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
    return value[1:-1].strip() if is_quoted else value


def _closing_line(lines):
    """Return the index of the line that closes the front matter, or None when there is none."""
    if not lines or lines[0].rstrip() != FENCE:
        return None
    for index, line in enumerate(lines[1:MOST_LINES], 1):
        if line.rstrip() in (FENCE, "..."):
            return index if index > 1 else None
        is_plain = not line.strip() or line[0] in "# \t"
        if not (is_plain or ENTRY.fullmatch(line.rstrip()) or ITEM.fullmatch(line)):
            return None
    return None

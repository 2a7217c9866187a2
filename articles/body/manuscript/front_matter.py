"""Front matter at the start of a Markdown file, and the related block at the end of any story.

The front matter, between --- and ---, has title, section, topics and more. Each line of the related block is
an address, a link or a summary.
"""

import re
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from articles.body.manuscript.draft import FrontMatterValue, Lines, Manuscript, RelatedItem, language_names
from articles.body.manuscript.line_shapes import RULE, remarks_on_signs, strip_marks, without_marker
from articles.body.normal_form import clean_address, clean_text
from articles.text.script import language_of

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


def has_front_matter(lines: Sequence[str]) -> bool:
    return _closing_line(lines) is not None


def read_front_matter(lines: list[str], manuscript: Manuscript) -> int:
    """Read the front matter into the manuscript. Return its number of lines, 0 if there is none."""
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


def _read_entry(key: str, entry: re.Match[str], place: Lines, manuscript: Manuscript) -> None:
    value = (entry["value"] or "").strip()
    if not key or key in TEXTS and getattr(manuscript, key):
        manuscript.doubt(place, _("not used: %(text)s") % {"text": entry[0].strip()})
    elif value and value not in FOLDED:
        _take_value(key, value, place, manuscript)
    else:
        manuscript.understood(place, _("front matter: %(key)s") % {"key": entry["key"].strip()})


def _take_value(key: str, value: str, place: Lines, manuscript: Manuscript) -> None:
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


def _set_text(key: str, text: str, place: Lines, manuscript: Manuscript) -> None:
    take = manuscript.set_headline if key == "headline" else manuscript.set_summary
    take(place, text, remarks_on_signs(text, text))


def _add_value(key: str, value: str, place: Lines, manuscript: Manuscript) -> None:
    text = _unquoted(value)
    if text:
        manuscript.wishes.append(FrontMatterValue(key, text, place[0]))
        names = {"section": _("section"), "topic": _("topic"), "byline": _("byline")}
        manuscript.understood(place, _("%(key)s: %(value)s") % {"key": names[key], "value": text})


def _unquoted(value: str) -> str:
    value = clean_text(value).strip()
    is_quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
    return value[1:-1].strip() if is_quoted else value


def _closing_line(lines: Sequence[str]) -> int | None:
    """Return the index of the line that closes the front matter, or None."""
    if not lines or lines[0].rstrip() != FENCE:
        return None
    for index, line in enumerate(lines[1:MOST_LINES], 1):
        if line.rstrip() in (FENCE, "..."):
            return index if index > 1 else None
        is_plain = not line.strip() or line[0] in "# \t"
        if not (is_plain or ENTRY.fullmatch(line.rstrip()) or ITEM.fullmatch(line)):
            return None
    return None


MAX_TITLE, MAX_URL = 200, 500  # limits of the columns of a related story
URL = r"https?://[^\s<>]+"
ADDRESS_ALONE = re.compile(rf"<?({URL}?)>?")
LINKED = re.compile(r"\[(?P<title>[^\[\]]+)\]\((?P<url>[^\s()]+(?:\([^\s()]*\)[^\s()]*)*)\)\s*(?P<rest>.*)")
ADDRESS_LAST = re.compile(rf"(?P<summary>.*\S)\s+[(<]?(?P<url>{URL}?)[)>]?")


def read_related(lines: Iterable[tuple[int, str]], manuscript: Manuscript) -> None:
    """Add each (number, text) as an item of the related block, and detect its language."""
    for number, text in lines:
        place = (number, number)
        if RULE.fullmatch(text):
            manuscript.understood(place, _("divider, left out of the related stories"))
            continue
        text = without_marker(text)
        item, remarks = _related_item(number, text, manuscript.language)
        manuscript.related.append(item)
        manuscript.understood(place, _related_message(item))
        manuscript.doubts(place, remarks)


def _related_item(number: int, text: str, language: str) -> tuple[RelatedItem, list[str]]:
    parts, remarks = _related_parts(text)
    words = f"{parts.get('title', '')} {parts.get('summary', '')}"
    detected = language_of(words)
    if detected is None and words.strip():
        remarks.append(_("its language could not be detected and is assumed to be the story’s language"))
    return RelatedItem(line=number, language=detected or language, **parts), remarks


def _related_parts(text: str) -> tuple[dict[str, str], list[str]]:
    """Return ({"url": …, "title": …, "summary": …}, remarks). Missing parts are left out."""
    match = ADDRESS_ALONE.fullmatch(text)
    if match and (url := _related_url(match[1])):
        return {"url": url}, []
    match = LINKED.fullmatch(text)
    if match and (url := _related_url(match["url"])) and len(match["title"]) <= MAX_TITLE:
        title, of_title = strip_marks(match["title"])
        summary, of_summary = strip_marks(match["rest"].lstrip("—–-:： "))
        return {"url": url, "title": title, "summary": summary}, of_title + of_summary
    match = ADDRESS_LAST.fullmatch(text)
    if match and "](" not in text and (url := _related_url(match["url"])):
        summary, remarks = strip_marks(match["summary"])
        return {"url": url, "summary": summary}, remarks
    if "](" in text or re.search(URL, text):
        # The words contain an address that cannot be separated: keep everything.
        return {"summary": text}, [_("the address could not be removed and stays in the summary")]
    summary, remarks = strip_marks(text)
    return {"summary": summary}, remarks


def _related_url(written: str) -> str:
    url = clean_address(written)
    return url if url and url.startswith("http") and len(url) <= MAX_URL else ""


def _related_message(item: RelatedItem) -> str:
    language = language_names()[item.language]
    if item.title:
        return _("related story, title in %(language)s and address") % {"language": language}
    if item.summary and item.url:
        return _("related story, summary in %(language)s and address") % {"language": language}
    if item.summary:
        return _("related story, summary in %(language)s, no link yet") % {"language": language}
    return _("related story, address")

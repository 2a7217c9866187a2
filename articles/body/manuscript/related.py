"""The related block at the end of a written story: each line is an address, a link or a summary."""

import re

from django.utils.translation import gettext as _

from articles.body.addresses import clean_address
from articles.body.manuscript.draft import Manuscript, RelatedItem, language_names
from articles.body.manuscript.inline_marks import strip_marks
from articles.body.manuscript.line_shapes import RULE, without_marker
from articles.text.script import language_of

MAX_TITLE, MAX_URL = 200, 500  # what the columns of a related story hold
URL = r"https?://[^\s<>]+"
ADDRESS_ALONE = re.compile(rf"<?({URL}?)>?")
LINKED = re.compile(r"\[(?P<title>[^\[\]]+)\]\((?P<url>[^\s()]+(?:\([^\s()]*\)[^\s()]*)*)\)\s*(?P<rest>.*)")
ADDRESS_LAST = re.compile(rf"(?P<summary>.*\S)\s+[(<]?(?P<url>{URL}?)[)>]?")


def read_related(lines: list[tuple[int, str]], manuscript: Manuscript) -> None:
    """Take each (number, text) as an item of the related block, in its own language."""
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


def _related_item(number, text, language):
    parts, remarks = _related_parts(text)
    words = f"{parts.get('title', '')} {parts.get('summary', '')}"
    found = language_of(words)
    if found is None and words.strip():
        remarks.append(_("its language could not be detected and is assumed to be that of the story"))
    return RelatedItem(line=number, language=found or language, **parts), remarks


def _related_parts(text):
    """Return ({url, title, summary} as far as they are there, remarks)."""
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
        # The words hold an address that is none we can keep apart: all of it stays.
        return {"summary": text}, [_("the address could not be removed and stays in the summary")]
    summary, remarks = strip_marks(text)
    return {"summary": summary}, remarks


def _related_url(written):
    url = clean_address(written)
    return url if url and url.startswith("http") and len(url) <= MAX_URL else ""


def _related_message(item):
    language = language_names()[item.language]
    if item.title:
        return _("related story, title in %(language)s and address") % {"language": language}
    if item.summary and item.url:
        return _("related story, summary in %(language)s and address") % {"language": language}
    if item.summary:
        return _("related story, summary in %(language)s, no link yet") % {"language": language}
    return _("related story, address")

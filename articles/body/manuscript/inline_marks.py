"""Inline marks in plain text: **strong**, *emphasis* and [links](https://…). All else is text."""

import re
from html import escape

from django.utils.translation import gettext as _

from articles.body.addresses import clean_address

# Bounded, so that a line of nothing but asterisks is read in linear time.
PATTERN = re.compile(
    r"\*\*\*(?=[^\s*])(?P<both>[^*]{1,1000}?)(?<=\S)\*\*\*"
    r"|\*\*(?=[^\s*])(?P<strong>(?:[^*]|\*(?!\*)){1,1000}?)(?<=\S)\*\*(?!\*)"
    # 2*3*4 is arithmetic; Korean particles follow the closing asterisk at once.
    r"|(?<![0-9A-Za-z*])\*(?=[^\s*])(?P<em>[^*]{1,1000}?)(?<=\S)\*(?![0-9A-Za-z*])"
    r"|\[(?P<words>[^\[\]]{1,500})\]\((?P<url>[^\s()]{1,2000}(?:\([^\s()]{0,200}\)[^\s()]{0,200})?)\)"
)
LOOKS_LIKE_HTML = re.compile(r"</?[A-Za-z][^<>]{0,200}>|&(?:[A-Za-z]{2,10}|#\d{2,6});")
AROUND = 15  # characters of context in a remark


def marks_to_html(text: str) -> tuple[str, list[str]]:
    """Return (HTML of a line, remarks): remarks are messages about what was left as it stands."""
    remarks = []
    html = _marked_html(text, remarks)
    plain = re.sub(r"<[^>]*>", "", html)
    return html, remarks + remarks_on_signs(plain, text)


def _marked_html(text, remarks):
    parts, end = [], 0
    for match in PATTERN.finditer(text):
        parts.append(escape(text[end : match.start()], quote=False))
        parts.append(_mark_element(match, remarks))
        end = match.end()
    return "".join(parts) + escape(text[end:], quote=False)


def _mark_element(match, remarks):
    name = match.lastgroup
    if name == "url":
        target = clean_address(match["url"])
        words = _marked_html(match["words"], remarks)
        if target:
            return f'<a href="{escape(target)}">{words}</a>'
        remarks.append(invalid_address_remark(match["url"]))
        return escape(match[0], quote=False)
    words = _marked_html(match[name], remarks)
    if name == "both":
        return f"<strong><em>{words}</em></strong>"
    return f"<{name}>{words}</{name}>"


def strip_marks(text: str) -> tuple[str, list[str]]:
    """Return (text without marks, remarks), for headlines and summaries, which are plain."""
    remarks = []
    before, plain = None, text
    while plain != before:
        before, plain = plain, PATTERN.sub(lambda match: _stripped_words(match, remarks), plain)
    if plain != text:
        remarks.insert(0, _("formatting was removed: this is plain text"))
    return plain, remarks + remarks_on_signs(plain, plain)


def _stripped_words(match, remarks):
    name = match.lastgroup
    if name != "url":
        return match[name]
    remarks.append(_("the link to %(address)s was removed: this is plain text") % {"address": match["url"]})
    return match["words"]


def invalid_address_remark(url: str) -> str:
    return _("“%(address)s” is not a complete address and does not become a link") % {"address": url}


def remarks_on_signs(plain: str, source: str) -> list[str]:
    """Return remarks about leftover asterisks in the plain text and about HTML-like text in the source."""
    remarks = []
    if "*" in plain:
        text = text_around(plain, plain.index("*"))
        remarks.append(_("an asterisk remains in the text: “%(text)s”") % {"text": text})
    if html := LOOKS_LIKE_HTML.search(source):
        remarks.append(_("HTML is not interpreted: readers see “%(text)s” as it is") % {"text": html[0]})
    return remarks


def text_around(text, place):
    """Return a few words of a text around a place."""
    start, end = max(0, place - AROUND), place + AROUND + 1
    return ("…" if start else "") + text[start:end].strip() + ("…" if end < len(text) else "")

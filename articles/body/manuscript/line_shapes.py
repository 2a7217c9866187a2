"""Recognition of line types in plain text (headings, quotes, list items, labels), and of inline marks.

Inline marks are **strong**, *emphasis* and [links](https://…). Everything else is text.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from articles.annotations import InterfaceText
from articles.body.content import INSERTS, KINDS, label_text
from articles.body.normal_form import clean_address
from articles.text.word_tables import any_of, read_word_tables


class LineTables(NamedTuple):
    """The tables of line_shapes.toml. The keys of labels are kinds of passages and inserts."""

    english_verbs: tuple[str, ...]
    korean_verbs: tuple[str, ...]
    related: tuple[str, ...]
    labels: dict[str, tuple[str, ...]]


WORDS = read_word_tables(Path(__file__).with_name("line_shapes.toml"), LineTables)
HEADING_WIDTH = 90  # columns: a Hangul syllable takes two
SPEAKER_LENGTH = 100

ENDS_A_SENTENCE = re.compile(r"[.?!…。？！][)\]’'」』]*$|[\"”»]$")
LEADS_ON = re.compile(r"[:：;,]$")
# Short lines with these endings may have been meant as headings.
ENDS_LIKE_A_HEADING = re.compile(r"[?!？！\"”]$|\b(?:[A-Z]\.)+$")
KOREAN_SENTENCE_END = re.compile(r"[다요죠까]$")
BULLET = re.compile(r"(?:[-*+•·▪◦‣]|[●○■□◆◇▶▷])\s+(?=\S)")
NUMBER = re.compile(r"(\d{1,3})[.)]\s+(?=\S)")
RULE = re.compile(r"(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,}")
BYLINE = re.compile(
    r"By [A-Z][\w.’' -]{1,60}|[가-힣]{2,4}\s*(?:기자|특파원|선임기자|인턴기자)(?:\s+\S+@\S+)?"
)

QUOTATION_MARKS = {"“": "”", '"': '"', "「": "」", "『": "』", "«": "»"}
SPEAKER_FIRST = re.compile(
    rf"(?P<speaker>[^:：“”\"「『«\n]{{2,{SPEAKER_LENGTH}}}?)\s*[:：]\s*(?P<quote>\S.*)", re.S
)
SPEAKER_LAST = re.compile(
    rf"(?P<quote>.*\S)\s*(?:[—–―]|--?)\s*(?P<speaker>[^“”\"」』»\n]{{2,{SPEAKER_LENGTH}}})", re.S
)
# “He added: …” is a sentence, not a speaker's name.
TELLS = re.compile(rf"\b(?:{any_of(WORDS.english_verbs)})\b|(?:{any_of(WORDS.korean_verbs)})$")


def without_marker(text: str) -> str:
    """Strip the bullet or number of a list item. Return any other text unchanged."""
    marker = BULLET.match(text) or NUMBER.match(text)
    return text[marker.end() :] if marker else text


def display_width(text: str) -> int:
    """Return the width of a text in columns: two for a Hangul syllable or another wide character."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def is_heading_like(text: str) -> bool:
    """Return whether a line is short, has letters, and does not end like a sentence or with a colon or comma.

    Lines with a web address are excluded: they are pasted links, not headings.
    """
    return (
        display_width(text) <= HEADING_WIDTH
        and "://" not in text
        and any(letter.isalpha() for letter in text)
        and not ENDS_A_SENTENCE.search(text)
        and not LEADS_ON.search(text)
    )


def is_quotation(text: str) -> bool:
    """Return whether the whole text is one quotation, ignoring a final full stop or comma."""
    text = text.strip().rstrip(".,")
    closing = QUOTATION_MARKS.get(text[:1])
    if closing is None or len(text) < 3 or text[-1] != closing:
        return False
    return not any(mark in text[1:-1] for mark in (text[0], closing))


def split_quotation(text: str) -> tuple[str, str] | None:
    """Return (quotation, speaker) if a text is one quotation, with or without a speaker; else None.

    The speaker comes first, followed by a colon, or last, after a dash. It is "" if missing.
    """
    if is_quotation(text):
        return text, ""
    for pattern in (SPEAKER_FIRST, SPEAKER_LAST):
        match = pattern.fullmatch(text)
        if match and is_quotation(match["quote"]) and not TELLS.search(match["speaker"]):
            return match["quote"], match["speaker"].strip()
    return None


# Quantifiers of spaces are possessive: otherwise, every division of a line of only spaces would be tried.
MARK = r"(?P<mark>\*\*|\*|__|_|)"
LABELLED = re.compile(
    rf"{MARK}(?P<words>[^:：*_\[\]\n]{{1,60}}?)\s*+(?:[:：]\s*+(?P=mark)|(?P=mark)\s*+[:：])\s*+(?P<rest>.*)",
    re.S,
)
BRACKETED = re.compile(r"[\[【〔](?P<words>[^\]】〕:：\n]{1,60})[\]】〕](?!\()\s*[:：]?\s*(?P<rest>.*)", re.S)
ALONE = re.compile(rf"{MARK}(?P<words>[^:：*_\[\]\n]{{1,60}})(?P=mark)(?P<rest>)")
PATTERNS = (LABELLED, BRACKETED, ALONE)

# A brand is a proper name: “PRISM Insight”, “프리즘 인사이트”, but not “Here is one insight”.
BRANDED = re.compile(
    r"(?P<brand>(?:[A-Z0-9][\w&.’'-]*\s+){1,4})Insights?|(?P<korean>\S+(?:\s+\S+){0,2}?)\s*인사이트"
)
UNKNOWN = re.compile(
    r"(?P<words>[A-Z][\w’'-]*(?:\s+\w[\w’'-]*){0,4}|[가-힣]+(?:\s+[가-힣]+){0,3})\s*[:：]\s*\S"
)


@dataclass(frozen=True)
class TypedLabel:
    """A label as it was typed.

    kind   one of KINDS or INSERTS
    words  as typed, including the brand
    brand  the words before “Insight”, or ""
    rest   the text after the label on its line
    title  HTML of a fact box's title, once it has been read
    """

    kind: str
    words: str
    brand: str
    rest: str
    title: str = ""

    @property
    def name(self) -> InterfaceText:
        """Its name in the user's language."""
        return (KINDS | INSERTS)[self.kind]


def split_label(text: str, insight_names: Iterable[str] = ()) -> TypedLabel | None:
    """Return the label at the start of a text, or None.

    insight_names  the publication's own names for the label “Insight”, which need not contain this word
    """
    for pattern in PATTERNS:
        match = pattern.fullmatch(text)
        if match:
            words = match["words"].strip()
            kind, brand = _label_kind(words, insight_names)
            if kind:
                return TypedLabel(kind, words, brand, match["rest"].strip())
    return None


def unknown_label(text: str) -> str:
    """Return words before a colon that look like a label but are not a known one, or ""."""
    match = UNKNOWN.match(text)
    return match["words"] if match and len(match["words"]) <= 30 else ""


def related_start(text: str) -> str | None:
    """Return the text after the label of a related block, often ""; None if there is no such label."""
    bare = text.strip(" \t#*_[]【】■□▶▷◆◇<>")
    head, rest, *_ = [*re.split("[:：]", bare, maxsplit=1), ""]
    return rest.strip(" *_") if label_key(head.strip("*_ ")) in _related_keys() else None


def label_key(words: str) -> str:
    """Normalise a label for comparison: without case and spaces, since spacing in Korean labels varies."""
    return re.sub(r"\s", "", words).casefold().rstrip("?？")


def _label_kind(words: str, insight_names: Iterable[str]) -> tuple[str, str]:
    known = _known_words()
    if label_key(words) in known:
        return known[label_key(words)], ""
    if any(name and label_key(name) == label_key(words) for name in insight_names):
        return "insight", words
    match = BRANDED.fullmatch(words)
    return ("insight", (match["brand"] or match["korean"]).strip()) if match else ("", "")


@cache
def _known_words() -> dict[str, str]:
    words = {label_key(label_text(kind, language)): kind for kind in KINDS for language in ("en", "ko")}
    return words | {label_key(word): kind for kind, typed in WORDS.labels.items() for word in typed}


@cache
def _related_keys() -> set[str]:
    return set(map(label_key, WORDS.related))


# Quantifiers are bounded, so that a line of only asterisks is read in linear time.
PATTERN = re.compile(
    r"\*\*\*(?=[^\s*])(?P<both>[^*]{1,1000}?)(?<=\S)\*\*\*"
    r"|\*\*(?=[^\s*])(?P<strong>(?:[^*]|\*(?!\*)){1,1000}?)(?<=\S)\*\*(?!\*)"
    # 2*3*4 is arithmetic; Korean particles directly follow the closing asterisk.
    r"|(?<![0-9A-Za-z*])\*(?=[^\s*])(?P<em>[^*]{1,1000}?)(?<=\S)\*(?![0-9A-Za-z*])"
    r"|\[(?P<words>[^\[\]]{1,500})\]\((?P<url>[^\s()]{1,2000}(?:\([^\s()]{0,200}\)[^\s()]{0,200})?)\)"
)
LOOKS_LIKE_HTML = re.compile(r"</?[A-Za-z][^<>]{0,200}>|&(?:[A-Za-z]{2,10}|#\d{2,6});")
AROUND = 15  # characters of context in a remark


def marks_to_html(text: str) -> tuple[str, list[str]]:
    """Return (HTML of a line, remarks). Remarks are messages about text that was left as typed."""
    remarks: list[str] = []
    html = _marked_html(text, remarks)
    plain = re.sub(r"<[^>]*>", "", html)
    return html, remarks + remarks_on_signs(plain, text)


def _marked_html(text: str, remarks: list[str]) -> str:
    parts, end = [], 0
    for match in PATTERN.finditer(text):
        parts.append(escape(text[end : match.start()], quote=False))
        parts.append(_mark_element(match, remarks))
        end = match.end()
    return "".join(parts) + escape(text[end:], quote=False)


def _mark_element(match: re.Match[str], remarks: list[str]) -> str:
    name = str(match.lastgroup)
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
    """Return (text without marks, remarks), for headlines and summaries, which are plain text."""
    remarks: list[str] = []
    before, plain = None, text
    while plain != before:
        before, plain = plain, PATTERN.sub(lambda match: _stripped_words(match, remarks), plain)
    if plain != text:
        remarks.insert(0, _("formatting was removed: this is plain text"))
    return plain, remarks + remarks_on_signs(plain, plain)


def _stripped_words(match: re.Match[str], remarks: list[str]) -> str:
    name = str(match.lastgroup)
    if name != "url":
        return match[name]
    remarks.append(_("the link to %(address)s was removed: this is plain text") % {"address": match["url"]})
    return match["words"]


def invalid_address_remark(url: str) -> str:
    return _("“%(address)s” is not a complete address and does not become a link") % {"address": url}


def remarks_on_signs(plain: str, source: str) -> list[str]:
    """Return remarks about leftover asterisks in the plain text and HTML-like text in the source."""
    remarks: list[str] = []
    if "*" in plain:
        text = text_around(plain, plain.index("*"))
        remarks.append(_("an asterisk remains in the text: “%(text)s”") % {"text": text})
    if html := LOOKS_LIKE_HTML.search(source):
        remarks.append(_("HTML is not interpreted: readers see “%(text)s” as it is") % {"text": html[0]})
    return remarks


def text_around(text: str, place: int) -> str:
    """Return an excerpt of a text around an index."""
    start, end = max(0, place - AROUND), place + AROUND + 1
    return ("…" if start else "") + text[start:end].strip() + ("…" if end < len(text) else "")

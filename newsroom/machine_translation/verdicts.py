"""Verdicts on suggestions: rejection of unusable answers, and check findings on the others."""

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from articles.body.field import MOST_IN_PASSAGE
from articles.body.normal_form import clean_text, drop_surrogates
from articles.checks.discrepancies import pair_discrepancies
from articles.checks.pairs import SegmentPair
from articles.text.glossary import GlossaryEntry, insert_form, term_occurrences
from articles.text.inline_tags import PLACEHOLDER, TagError, decode_tags, encode_tags, unused_tags
from articles.text.punctuation import markdown_in
from articles.text.script import HANGUL, LATIN, OTHER_LANGUAGE, foreign_passages
from newsroom.translations.rows import TAG_ERRORS

MARKUP = re.compile(r"</?[A-Za-z][^<>]{0,300}>|&(?:[A-Za-z]{2,8}|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});|```")
MOST_IN_HEADLINE = 200  # characters, max_length of Article.title
SCRIPTS = {"ko": HANGUL, "en": LATIN}
FEW_WORDS = 3  # a text of up to this many words may consist of names, in any script
# Maximum characters of a translation per character of the source, plus a constant.
RATIO, SPARE = {"ko": 2, "en": 6}, 60

REJECTIONS = {
    "empty": _("The answer is empty."),
    "html": _("The answer contains markup."),
    "markdown": _("The answer contains Markdown."),
    "language": _("The answer is not in the language of the translation."),
    "too_long": _("The answer is far too long."),
    "unchanged": _("The answer is the same as the source."),
    "missing": _("Tag %(label)s is missing."),
    **TAG_ERRORS,
}
FINDINGS = {
    "number": _("Figures differ from the source."),
    "weekday": _("Weekdays differ from the source or the dates."),
    "place": _("Countries differ from the source."),
    "glossary": _("A term is not translated as in the glossary."),
    "quotes": _("Quotations differ from the source."),
    "tags": _("Links or bold text differ from the source."),
    "length": _("Far shorter or longer than the source."),
    "untranslated": _("The translation is identical to the source."),
    "script": _("Some words are not in the language of the translation."),
    "markdown": _("Markdown is left in the text."),
}


def finding_messages(kinds: Iterable[str]) -> list[str]:
    """Return the messages for stored findings."""
    return [str(FINDINGS[kind]) for kind in kinds if kind in FINDINGS]


class RejectedAnswer(Exception):
    """Raised for an unusable answer.

    code   a key of REJECTIONS
    label  the number or name of the tag that the rejection concerns, or ""
    """

    def __init__(self, code: str, label: object = ""):
        super().__init__(code, label)
        self.code, self.label = code, str(label)[:20]


def rejection_message(code: str, label: str) -> str:
    """Return the message for a stored rejection."""
    return REJECTIONS[code] % {"label": label}


class JudgedSegment(NamedTuple):
    """A source segment whose translation is judged. `day` is the planned day of the translation."""

    html: str
    language: str
    role: str
    day: date | None = None


def judge_answer(answer: str, source: JudgedSegment, terms: Iterable[GlossaryEntry]) -> tuple[str, list[str]]:
    """Return (text with numbered tags, kinds of findings) of an answer. Raise RejectedAnswer.

    Each answer is fully checked, because engines may ignore their instructions.
    """
    text = " ".join(clean_text(drop_surrogates(answer)).split())
    tagged = encode_tags(source.html)
    language = OTHER_LANGUAGE[source.language]
    refuse_unusable_text(text, tagged.text, source.role, language)
    refuse_wrong_tags(text, tagged.tags)
    named = {
        occurrence.entry for occurrence in term_occurrences(plain_text(tagged.text), source.language, terms)
    }
    text = write_glossary_forms(text, language, [entry for entry in terms if entry in named])
    html = decode_tags(text, tagged.tags)
    pair = SegmentPair(source.html, html, source.language, source.role, source.day)
    return text, sorted(
        {discrepancy.kind for discrepancy in pair_discrepancies(pair, terms) if discrepancy.is_warning}
    )


def refuse_unusable_text(text: str, source: str, role: str, language: str) -> None:
    """Raise RejectedAnswer for an answer that is not a translation, regardless of its tags."""
    words, source_words = plain_text(text), plain_text(source)
    if not words:
        raise RejectedAnswer("empty")
    most = MOST_IN_HEADLINE if role == "headline" else MOST_IN_PASSAGE
    if len(words) > min(most, RATIO[language] * len(source_words) + SPARE):
        raise RejectedAnswer("too_long")
    if any(mark not in source for mark in MARKUP.findall(text)):
        raise RejectedAnswer("html")
    if markdown_in(words) and not markdown_in(source_words):
        raise RejectedAnswer("markdown")
    if words.casefold() == source_words.casefold() and any(map(str.isalpha, words)):
        raise RejectedAnswer("unchanged")
    is_long = max(len(words.split()), len(source_words.split())) > FEW_WORDS
    if (is_long and not SCRIPTS[language].search(words)) or foreign_passages(words, language, role=role) == [
        words
    ]:
        raise RejectedAnswer("language")


def plain_text(text: str) -> str:
    """Return a text without its numbered tags."""
    return PLACEHOLDER.sub(lambda tag: "⟨" if tag[0] == "⟨⟨" else "", text).strip()


def refuse_wrong_tags(text: str, tags: tuple[str, ...]) -> None:
    """Raise RejectedAnswer unless a text has each tag of the source exactly once, and no other tags."""
    for match in PLACEHOLDER.finditer(text):
        if match["label"] and not match["label"].isdecimal():
            raise RejectedAnswer("unknown", match["label"])
    try:
        html = decode_tags(text, tags)
    except TagError as error:
        raise RejectedAnswer(error.kind, error.label) from None
    # A pair of tags around no words counts as missing.
    for missing in (unused_tags(text, tags), unused_tags(encode_tags(html, tags).text, tags)):
        if missing:
            raise RejectedAnswer("missing", missing[0])


def write_glossary_forms(text: str, language: str, terms: Iterable[GlossaryEntry]) -> str:
    """Return a text with wrong forms replaced by the glossary's forms, with matching particles."""
    for occurrence in reversed(list(term_occurrences(text, language, terms))):
        right = getattr(occurrence.entry, language).first
        if occurrence.is_wrong and right:
            text = insert_form(text, occurrence.start, right, until=occurrence.end)
    return text

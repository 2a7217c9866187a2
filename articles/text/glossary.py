"""Glossary terms in a text: right and wrong forms, and suggested wordings."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from articles.text.korean.particles import refit_particle
from articles.text.names import NameIndex, SoughtName, is_distinctive
from articles.text.script import OTHER_LANGUAGE

# A syllable written in jamo, or a letter with its accents: characters that NFC composes into one.
CLUSTER = re.compile(r"[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?|.[\u0300-\u036f]*", re.DOTALL)
BEGINS = re.compile(r"(?:^|\n|[.!?:][’”'\"]? )[‘“'\"]?$")  # before the first word of a sentence
NEAR = 4


class TermForms(NamedTuple):
    """The forms of a term in one language: at first mention, later, synonyms, and wrong forms."""

    first: str = ""
    later: str = ""
    synonyms: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()

    @property
    def right(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(form for form in (self.first, self.later, *self.synonyms) if form))


class GlossaryEntry(NamedTuple):
    """A glossary term to search for.

    is_exact     whether its capitals must match and it has no plural
    is_required  whether a translation must use it wherever its source does
    """

    key: object
    en: TermForms = TermForms()
    ko: TermForms = TermForms()
    is_exact: bool = False
    is_required: bool = True
    note: str = ""


class TermOccurrence(NamedTuple):
    """An occurrence of an entry in a text: the form, its position text[start:end], whether it is wrong."""

    entry: GlossaryEntry
    form: str
    start: int
    end: int
    is_wrong: bool = False


class TermWording(NamedTuple):
    """A suggested wording for a term in the source.

    found          the TermOccurrences of the term in the source
    first, later   forms in the other language; both "" if the glossary has none yet
    wrong          forms that must not be used
    is_certain     whether any form in the source is more than an ambiguous short form ("the bank")
    """

    entry: GlossaryEntry
    found: tuple[TermOccurrence, ...]
    first: str
    later: str
    synonyms: tuple[str, ...]
    wrong: tuple[str, ...]
    note: str
    is_certain: bool


class Glossary:
    """The entries of a glossary in one language, prepared for searching many texts."""

    def __init__(self, entries: Iterable[GlossaryEntry], language: str) -> None:
        forms = [(entry, getattr(entry, language)) for entry in entries]
        keys = [(entry, form, False) for entry, term_forms in forms for form in term_forms.right]
        keys += [(entry, form, True) for entry, term_forms in forms for form in term_forms.wrong]
        self.names = NameIndex(SoughtName(key, key[1], key[0].is_exact) for key in keys)

    def occurrences(self, text: str) -> list[TermOccurrence]:
        composed, places = _compose_with_places(text)
        occurrences = []
        for mention in self.names.mentions(composed):
            entry, form, is_wrong = mention.key
            occurrences.append(TermOccurrence(entry, form, mention.start, mention.end, is_wrong))
        told = _right_or_wrong(occurrences, composed)
        return [
            occurrence._replace(start=places[occurrence.start], end=places[occurrence.end])
            for occurrence in told
        ]


_prepared_glossary = lru_cache(maxsize=8)(Glossary)


def term_occurrences(text: str, language: str, entries: Iterable[GlossaryEntry]) -> Iterable[TermOccurrence]:
    """Return the TermOccurrences of entries in a text, in text order, without overlaps.

    Korean is found with particles after it and with or without spaces. English is found with any hyphen or
    apostrophe, common nouns also in either number and with or without capitals. Of overlapping forms, the
    longest counts. If the same words are forms of several entries, each is returned. A right form of any
    entry is never wrong, unless only the wrong form has exactly this spelling (spaces, capitals).
    """
    return _prepared_glossary(tuple(entries), language).occurrences(text)


def term_wordings(
    source_text: str, source_language: str, entries: Iterable[GlossaryEntry]
) -> list[TermWording]:
    """Return a TermWording for each term in a source, in text order.

    entries  the entries in force on the day of the story
    """
    by_entry: dict[GlossaryEntry, list[TermOccurrence]] = {}
    for occurrence in term_occurrences(source_text, source_language, entries):
        by_entry.setdefault(occurrence.entry, []).append(occurrence)
    return [_term_wording(entry, tuple(places), source_language) for entry, places in by_entry.items()]


def insert_form(text: str, position: int, form: str, *, until: int | None = None) -> str:
    """Insert a form into a text, or replace text[position:until] by it; adapt the particle that follows.

    insert_form("는 합의했다.", 0, "한국은행") returns "한국은행은 합의했다."
    """
    until = position if until is None else until
    end, particle = refit_particle(form, text, until) if form else (until, "")
    return text[:position] + form + particle + text[end:]


def _term_wording(
    entry: GlossaryEntry, occurrences: tuple[TermOccurrence, ...], source_language: str
) -> TermWording:
    source, target = getattr(entry, source_language), getattr(entry, OTHER_LANGUAGE[source_language])
    first = target.first or next(iter(target.right), "")
    is_certain = any(
        occurrence.form != source.later or is_distinctive(occurrence.form, source.first)
        for occurrence in occurrences
    )
    return TermWording(
        entry,
        occurrences,
        first,
        target.later or first,
        target.synonyms,
        target.wrong,
        entry.note,
        is_certain,
    )


def _right_or_wrong(occurrences: Iterable[TermOccurrence], text: str) -> Iterator[TermOccurrence]:
    """Yield one TermOccurrence per entry and position: right or wrong, decided by the exact spelling."""
    by_span: dict[tuple[int, int], list[TermOccurrence]] = {}
    for occurrence in occurrences:
        by_span.setdefault((occurrence.start, occurrence.end), []).append(occurrence)
    for (start, end), here in by_span.items():
        words = text[start:end]
        here.sort(key=lambda occurrence: _normalised_form(occurrence.form) == words)
        right = {_normalised_form(occurrence.form) for occurrence in here if not occurrence.is_wrong}
        is_wrong = not right or (words not in right and _is_written_wrongly(text, start, right, here[-1]))
        yield from {
            occurrence.entry: occurrence for occurrence in here if occurrence.is_wrong == is_wrong
        }.values()


def _is_written_wrongly(text: str, start: int, right: set[str], best: TermOccurrence) -> bool:
    """Return whether words are exactly a wrong form, not a right form with a capital at a sentence start."""
    words = _normalised_form(best.form)
    if not best.is_wrong or not text.startswith(words, start):
        return False
    is_first = BEGINS.search(text[max(0, start - NEAR) : start])
    return not (is_first and words[0].lower() + words[1:] in right)


def _normalised_form(form: str) -> str:
    return " ".join(unicodedata.normalize("NFC", form).split())


def _compose_with_places(text: str) -> tuple[str, Sequence[int]]:
    """Return (the text in NFC, offsets in the original text of each character and of the end)."""
    if unicodedata.is_normalized("NFC", text):
        return text, range(len(text) + 1)
    composed, places = [], []
    for match in CLUSTER.finditer(text):
        letters = unicodedata.normalize("NFC", match[0])
        composed.append(letters)
        places += [match.start()] * len(letters)
    return "".join(composed), [*places, len(text)]

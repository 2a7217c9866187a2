"""Checks of names and dates: expired terms, forms that the glossary forbids, wrong weekdays."""

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from functools import cache
from typing import cast

from babel import Locale
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.checks.context import CheckContext, own_passages
from articles.checks.registry import Finding, Severity, register
from articles.models import Language, Term, localized
from articles.text.figures import misdated_weekdays
from articles.text.glossary import Glossary, GlossaryEntry, TermForms
from articles.text.names import (
    FoundName,
    SoughtName,
    derived_forms,
    find_names,
    is_distinctive,
    is_historical_use,
    possible_names,
)
from articles.text.places.countries import ADJECTIVES
from articles.text.sentences import sentences


@register("term.expired", Severity.BLOCKER, gettext_lazy("No name or title is used after it expired"))
def check_expired_names(context: CheckContext) -> Iterator[Finding]:
    expired = {term.pk: term for term in context.rows.terms if term.has_ended(context.day)}
    if not expired:
        return
    passages = own_passages(context)
    text = "\n".join(passage.text for passage in passages)
    names = possible_names(text, _sought_names(context.rows.terms, expired))
    mentions = [
        (passage, sentence, find_names(sentence, names))
        for passage in passages
        for sentence in sentences(passage.text)
    ]
    # Other countries have a 통계청 or a Ministry of Environment too. If the text names the country beside one
    # mention, all mentions of the institution are foreign.
    abroad = {
        name.key
        for _passage, sentence, found_names in mentions
        for name in found_names
        if is_abroad(sentence, name)
    }
    for passage, sentence, found_names in mentions:
        # If a term in force has the same name, that term is meant.
        in_force = {(name.start, name.end) for name in found_names if name.key not in expired}
        reported: set[int] = set()  # each term is reported once per sentence
        for name in found_names:
            term = expired.get(name.key)
            if term is None or (name.start, name.end) in in_force or name.key in reported | abroad:
                continue
            if _is_historical(term, sentence, name, context):
                continue
            assert term.valid_until is not None  # it has ended
            reported.add(name.key)
            words = {"name": sentence[name.start : name.end], "day": date_format(term.valid_until)}
            message = _("“%(name)s” has not been in use since %(day)s.") % words
            yield Finding.of_words(passage, sentence.strip(), message, _expired_hint(term, context))


BEFORE_ENGLISH = re.compile(r"([A-Z][\w.]*(?: [A-Z][\w.]*)*?)(?:[’']s?)? (?:[a-z-]+ )?$")
BEHIND_ENGLISH = re.compile(r" (?:of|in) (?:the )?([A-Z]\w*(?: [A-Z]\w*)*)")
BEFORE_KOREAN = re.compile(r"([가-힣]+?)의? ?$")
OWN = {"South Korea", "한국", "대한민국"}


def is_abroad(sentence: str, mention: FoundName[int]) -> bool:
    """Return whether an institution is mentioned beside the name of another country: 영국 통계청."""
    before, behind = sentence[max(0, mention.start - 60) : mention.start], sentence[mention.end :]
    matches = BEFORE_ENGLISH.search(before), BEFORE_KOREAN.search(before), BEHIND_ENGLISH.match(behind)
    return any(match and not _foreign_countries().isdisjoint(_ends_of(match[1])) for match in matches)


def _ends_of(words: str) -> set[str]:
    """Return the words, and all shorter ends of them: “Then South Africa”, “South Africa”, “Africa”."""
    parts = words.split(" ")
    return {" ".join(parts[index:]) for index in range(len(parts))}


@cache
def _foreign_countries() -> set[str]:
    """Return the names of other countries in both languages, and their English adjectives."""
    names = {name for language in Language for name in Locale(language.value).territories.values()}
    adjectives = {word for words in ADJECTIVES.values() for word in words}
    return (names | adjectives | set(ADJECTIVES)) - OWN


@register("term.forbidden", Severity.WARNING, gettext_lazy("Names are written as in the glossary"))
def check_forbidden_forms(context: CheckContext) -> Iterator[Finding]:
    terms = {term.pk: term for term in context.rows.terms}
    if not any(map(_all_wrong_forms, context.rows.terms)):
        return
    glossary = Glossary(map(_bilingual_entry, context.rows.terms), Language.EN)
    for passage in own_passages(context):
        for sentence in sentences(passage.text):
            for occurrence in glossary.occurrences(sentence):
                if not occurrence.is_wrong:
                    continue
                form = sentence[occurrence.start : occurrence.end]
                message = _("The glossary does not allow “%(form)s”.") % {"form": form}
                term = terms[cast(int, occurrence.entry.key)]
                hint = _("Write “%(name)s”.") % {"name": _term_name(term, context.language)}
                yield Finding.of_words(passage, sentence.strip(), message, hint)


def _bilingual_entry(term: Term) -> GlossaryEntry:
    """Return a GlossaryEntry with the forms of both languages, because Korean texts use Latin letters too."""
    return GlossaryEntry(
        term.pk, TermForms(synonyms=_right_forms(term), wrong=_all_wrong_forms(term)), is_exact=term.is_exact
    )


def _sought_names(terms: Iterable[Term], strict: Collection[int] = ()) -> list[SoughtName[int]]:
    """Return SoughtNames of all right forms of the terms, including offices derived from a ministry's name.

    strict  ids of terms whose ambiguous short forms ("the ministry") are left out
    """
    forms = [(term, form) for term in terms for form in _right_forms(term)]
    sought = [pair for pair in forms if pair[0].pk not in strict or _names_term(*pair)]
    return [SoughtName(term.pk, form, term.is_exact) for term, form in sought]


def _names_term(term: Term, form: str) -> bool:
    """Return whether a form identifies the term without its full name. Only short forms may be ambiguous."""
    for language in Language:
        if form == getattr(term, localized("short", language)):
            return is_distinctive(form, getattr(term, localized("name", language)))
    return True


def _right_forms(term: Term) -> tuple[str, ...]:
    right = []
    for language in Language:
        forms = term.forms(language)
        right += forms + [derived for form in forms for derived in derived_forms(form, language)]
    return tuple(dict.fromkeys(right))


def _all_wrong_forms(term: Term) -> tuple[str, ...]:
    return tuple(form for language in Language for form in term.wrong_forms(language))


def _is_historical(term: Term, sentence: str, mention: FoundName[int], context: CheckContext) -> bool:
    """Return whether the sentence is about the past, or names the successor to explain the change."""
    assert term.valid_until is not None  # it has ended
    if is_historical_use(sentence, mention.start, mention.end, term.valid_until, context.day):
        return True
    successor = _successor(term, context)
    named = _sought_names([successor]) if successor else []
    return any(
        (found_name.start, found_name.end) != (mention.start, mention.end)
        for found_name in find_names(sentence, named)
    )


def _successor(term: Term, context: CheckContext) -> Term | None:
    """Return the first successor of a term, direct or indirect, that is still in force, or None."""
    terms: dict[int | None, Term] = {row.pk: row for row in context.rows.terms}
    seen: set[int | None] = set()
    successor = terms.get(term.successor_id)
    while successor and successor.has_ended(context.day) and successor.successor_id not in seen:
        seen.add(successor.pk)
        successor = terms.get(successor.successor_id)
    return successor


def _expired_hint(term: Term, context: CheckContext) -> str:
    successor = _successor(term, context)
    if successor is None:
        return _("Use the current name, or make clear that it is historical (“former”, a year).")
    name = _term_name(successor, context.language)
    return _("Since then it has been “%(name)s”. For earlier days, say so (“former”, a year).") % {
        "name": name
    }


def _term_name(term: Term, language: str) -> str:
    return next(iter(term.forms(language)), str(term))


@register("text.weekday", Severity.WARNING, gettext_lazy("Weekdays fit their dates"))
def check_weekdays(context: CheckContext) -> Iterator[Finding]:
    """Yield a Finding for each date with a wrong weekday; missing years are derived from the story's day."""
    day = context.progress.planned_on or context.day
    for passage in own_passages(context):
        for weekday in misdated_weekdays(passage.text, context.language, day):
            yield Finding.of_words(passage, weekday.passage, *misdated_weekday_message(weekday.date))


def misdated_weekday_message(day: date) -> tuple[str, str]:
    """Return the message and the hint for a date with a wrong weekday."""
    words = {"date": date_format(day, "DATE_FORMAT"), "weekday": WEEKDAYS[day.weekday()]}
    message = _("The weekday does not fit its date: %(date)s is a %(weekday)s.") % words
    return message, _("Correct the weekday or the date.")

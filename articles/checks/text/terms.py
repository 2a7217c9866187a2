"""The glossary's say: no name after its end, and none in a form that the newsroom does not write."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.checks.context import own_passages
from articles.checks.registry import Finding, Severity, register
from articles.models import Language, localized
from articles.text.former_names import derived_forms, is_historical_use
from articles.text.glossary import Glossary, GlossaryEntry, TermForms
from articles.text.names import SoughtName, find_names, is_distinctive, possible_names
from articles.text.sentences import sentences


@register("term.expired", Severity.BLOCKER, gettext_lazy("No name or title is used after it ended"))
def check_expired_names(copy):
    ended = {term.pk: term for term in copy.terms if term.has_ended(copy.day)}
    if not ended:
        return
    segments = own_passages(copy)
    names = possible_names(_joined_text(segments), _sought_names(copy.terms, lambda term: term.pk in ended))
    for segment in segments:
        for sentence in sentences(segment.text):
            found = find_names(sentence, names)
            now = {(one.start, one.end) for one in found if one.key not in ended}
            told = set()
            for one in found:
                # Where a name in force is the same, that one is meant.
                if one.key not in ended or (one.start, one.end) in now or one.key in told:
                    continue
                term = ended[one.key]
                if _is_historical(term, sentence, one, copy):
                    continue
                told.add(one.key)
                yield Finding(
                    segment.field,
                    _("“%(name)s” has not been the name since %(day)s.")
                    % {"name": sentence[one.start : one.end], "day": _end_date(term)},
                    hint=_expired_hint(term, copy),
                    passage=sentence.strip(),
                    row=segment.row,
                )


@register("term.forbidden", Severity.WARNING, gettext_lazy("Names are written as the glossary has them"))
def check_forbidden_forms(copy):
    terms = {term.pk: term for term in copy.terms}
    if not any(_all_wrong_forms(term) for term in copy.terms):
        return
    glossary = Glossary(map(_bilingual_entry, copy.terms), Language.EN)
    for segment in own_passages(copy):
        for sentence in sentences(segment.text):
            for one in glossary.occurrences(sentence):
                if not one.is_wrong:
                    continue
                yield Finding(
                    segment.field,
                    _("The newsroom does not write “%(form)s”.") % {"form": sentence[one.start : one.end]},
                    hint=_("Write “%(name)s”.") % {"name": _term_name(terms[one.entry.key], copy.language)},
                    passage=sentence.strip(),
                    row=segment.row,
                )


def _bilingual_entry(term):
    """A term with the forms of both languages: Korean texts write names in Latin letters too."""
    return GlossaryEntry(
        term.pk, TermForms(synonyms=_right_forms(term), wrong=_all_wrong_forms(term)), is_exact=term.is_exact
    )


def _joined_text(segments):
    return "\n".join(segment.text for segment in segments)


def _sought_names(terms, is_strict=lambda term: False):
    """All right forms of the glossary, with the offices that follow from a ministry's.

    is_strict  of which terms a short form that may mean anything ("the ministry") is left out
    """
    return [
        SoughtName(term.pk, form, term.is_exact)
        for term in terms
        for form in _right_forms(term)
        if not is_strict(term) or _names_term(form, term)
    ]


def _names_term(form, term):
    """Whether a form names the term by itself; only its short ones may not."""
    for language in Language:
        if form == getattr(term, localized("short", language)):
            return is_distinctive(form, getattr(term, localized("name", language)))
    return True


def _right_forms(term):
    found = []
    for language in Language:
        forms = term.forms(language)
        found += forms + [derived for form in forms for derived in derived_forms(form, language)]
    return tuple(dict.fromkeys(found))


def _all_wrong_forms(term):
    return tuple(form for language in Language for form in term.wrong_forms(language))


def _is_historical(term, sentence, mention, copy):
    """Whether the sentence speaks of the past, or explains the change by naming what followed."""
    if is_historical_use(sentence, mention.start, mention.end, term.valid_until, copy.day):
        return True
    successor = _successor(term, copy)
    named = _sought_names([successor]) if successor else []
    return any((one.start, one.end) != (mention.start, mention.end) for one in find_names(sentence, named))


def _successor(term, copy):
    """What followed and is still in force, down the line of successors."""
    terms, seen = {one.pk: one for one in copy.terms}, set()
    successor = terms.get(term.successor_id)
    while successor and successor.has_ended(copy.day) and successor.successor_id not in seen:
        seen.add(successor.pk)
        successor = terms.get(successor.successor_id)
    return successor


def _expired_hint(term, copy):
    successor = _successor(term, copy)
    if successor is None:
        return _("Write what it is called now, or say that it is history (“former”, a year).")
    return _("Since then it is “%(name)s”. Of earlier days say so (“former”, a year).") % {
        "name": _term_name(successor, copy.language)
    }


def _term_name(term, language):
    return next(iter(term.forms(language)), str(term))


def _end_date(term):
    return date_format(term.valid_until)

"""Checks that compare a translation with its source: discrepancies, drafts, stale segments.

Discrepancies of the kinds "script", "markdown" and "weekday" are not reported here, because the checks of the
text itself report them.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.checks.completeness import UNCONFIRMED
from articles.checks.context import CheckContext
from articles.checks.discrepancies import pair_discrepancies
from articles.checks.pairs import Discrepancy, SegmentPair
from articles.checks.registry import CheckFunction, Finding, Severity, register
from articles.models import Validity, other
from articles.text.freshness import Freshness, TranslationUnit
from articles.text.glossary import GlossaryEntry, term_occurrences
from articles.text.segments import Segment
from articles.translations.freshness import Translation

FIELDS = {"headline": "title", "summary": "summary"}  # role of a segment → field of a Finding; else "body"
# {kind of a Discrepancy: (code of the check that reports it, its title)}
DISCREPANCY_CHECKS = {
    "number": ("languages.figures", gettext_lazy("Figures match in both languages")),
    "place": ("languages.countries", gettext_lazy("Countries match in both languages")),
    "glossary": ("languages.terms", gettext_lazy("Terms are translated as in the glossary")),
    "quotes": ("languages.quotes", gettext_lazy("Quotations match the source")),
    "tags": ("languages.links", gettext_lazy("Links and bold text match the source")),
    "length": ("languages.length", gettext_lazy("No segment is far too short or too long")),
    "untranslated": ("languages.copied", gettext_lazy("No segment is identical to its source")),
}


def translation_discrepancies(
    context: CheckContext,
) -> list[tuple[TranslationUnit, SegmentPair, Discrepancy]]:
    """Return [(TranslationUnit, SegmentPair, Discrepancy)] for all translated segments."""
    if context.translation is None:
        return []
    in_force = [term for term in context.rows.terms if term.validity_on(context.day) == Validity.IN_FORCE]
    terms = tuple(term.entry() for term in in_force)
    day = context.progress.planned_on or context.day
    compared = compare_segments(context.translation, context.language, terms, day=day)
    return [
        (unit, pair, discrepancy) for unit, pair, discrepancies in compared for discrepancy in discrepancies
    ]


def find_discrepancies(
    translation: Translation,
    language: str,
    terms: Iterable[GlossaryEntry],
    units: Iterable[TranslationUnit] | None = None,
    *,
    day: date | None = None,
) -> Iterator[tuple[TranslationUnit, Discrepancy]]:
    """Yield (TranslationUnit, Discrepancy) for all differences of a translation from its source.

    units  units to compare (default: all)
    day    day of the story, used to complete dates without a year
    """
    for unit, _pair, discrepancies in compare_segments(translation, language, terms, units, day=day):
        for discrepancy in discrepancies:
            yield unit, discrepancy


def compare_segments(
    translation: Translation,
    language: str,
    terms: Iterable[GlossaryEntry],
    units: Iterable[TranslationUnit] | None = None,
    *,
    day: date | None = None,
) -> Iterator[tuple[TranslationUnit, SegmentPair, list[Discrepancy]]]:
    """Yield (TranslationUnit, SegmentPair, its Discrepancies) for all units that have both sides.

    The arguments are the same as for find_discrepancies.
    """
    text = "\n".join(segment.words for segment in translation.target)
    occurrences = term_occurrences(text, language, terms)
    named = frozenset(occurrence.entry for occurrence in occurrences if not occurrence.is_wrong)
    for unit in translation.units if units is None else units:
        sources, targets = translation.sources_of(unit), translation.targets_of(unit)
        if sources and targets:
            source, target = (" ".join(segment.html for segment in side) for side in (sources, targets))
            pair = SegmentPair(source, target, str(other(language)), sources[0].role, day)
            yield unit, pair, pair_discrepancies(pair, terms, named)


def _discrepancy_check(kind: str) -> CheckFunction:
    """Return a check function that reports the discrepancies of one kind."""

    def check_discrepancies(context: CheckContext) -> Iterator[Finding]:
        for unit, pair, discrepancy in context.shared(translation_discrepancies):
            if discrepancy.kind == kind and discrepancy.is_warning:
                assert context.translation is not None  # it has discrepancies
                targets = context.translation.targets_of(unit)
                words = " ".join(segment.words for segment in targets)
                yield Finding(
                    FIELDS.get(targets[0].role, "body"),
                    discrepancy.message,
                    hint=discrepancy.hint,
                    passage=discrepancy.passage or words,
                    unit=context.translation.displayed(unit),
                    context=words,  # the same figure may also occur elsewhere
                    source_passage=_source_passage(pair, discrepancy),
                )

    return check_discrepancies


def _source_passage(pair: SegmentPair, discrepancy: Discrepancy) -> str:
    """Return the words of the source at the first position of a Discrepancy, or ""."""
    start, end = next(iter(discrepancy.spans[0]), (0, 0))
    return pair.source_inline.text[start:end]


for kind, (code, title) in DISCREPANCY_CHECKS.items():
    register(code, Severity.WARNING, title)(_discrepancy_check(kind))


LONGEST_EXCERPT = 60  # characters of a segment that are quoted in a message
MOST_NAMED = 3  # segments listed in a message


@register("languages.untranslated", Severity.WARNING, gettext_lazy("The whole source is translated"))
def check_untranslated(context: CheckContext) -> Iterator[Finding]:
    if not context.translation or not context.translation.target:
        return
    untranslated = [unit for unit in context.translation.units if unit.state == Freshness.NEW]
    if untranslated:
        segments = [context.translation.sources_of(unit)[0] for unit in untranslated]
        words = "\n".join(segment.words for segment in segments)
        names = [_segment_name(segment) for segment in segments[:MOST_NAMED]]
        number = len(untranslated)
        message = ngettext(
            "%(number)d segment of the source is not translated: %(segments)s",
            "%(number)d segments of the source are not translated: %(segments)s",
            number,
        )
        message %= {"number": number, "segments": ", ".join(names)}
        hint = _("Translate them on the translation screen, or leave them out there with a reason.")
        field, unit = FIELDS.get(segments[0].role, "body"), context.translation.displayed(untranslated[0])
        yield Finding(field, message, hint=hint, unit=unit, context=words)


@register(
    UNCONFIRMED,
    Severity.BLOCKER,
    gettext_lazy("A person has confirmed every machine draft"),
    is_waivable=False,
)
def check_unconfirmed(context: CheckContext) -> Iterator[Finding]:
    units = context.translation.units if context.translation else ()
    unconfirmed = [unit for unit in units if unit.is_unconfirmed and unit.targets]
    if unconfirmed:
        number = len(unconfirmed)
        message = ngettext(
            "%(number)d machine draft has not been confirmed by a person.",
            "%(number)d machine drafts have not been confirmed by a person.",
            number,
        )
        hint = _("Read it beside its source on the translation screen, correct it and finish it there.")
        yield _unit_finding(context, unconfirmed[0], message % {"number": number}, hint)


@register("languages.unfinished", Severity.WARNING, gettext_lazy("No segment is a draft"))
def check_drafts(context: CheckContext) -> Iterator[Finding]:
    for unit in context.translation.units if context.translation else ():
        if unit.is_draft and unit.targets and not unit.is_unconfirmed:
            hint = _("Finish it on the translation screen.")
            yield _unit_finding(context, unit, _("This is a draft."), hint)


@register("languages.stale", Severity.WARNING, gettext_lazy("The translation is up to date with its source"))
def check_stale(context: CheckContext) -> Iterator[Finding]:
    for unit in context.translation.units if context.translation else ():
        if unit.state == Freshness.STALE and unit.targets:
            message = _("The source has changed since this was translated.")
        elif unit.state == Freshness.REMOVED:
            message = _("This is no longer in the source.")
        else:
            continue
        hint = _("If you publish it now, readers see a note that the original has changed.")
        yield _unit_finding(context, unit, message, hint)


def _unit_finding(context: CheckContext, unit: TranslationUnit, message: str, hint: str) -> Finding:
    """Return a Finding about the whole translation of a unit."""
    assert context.translation is not None  # it has units
    segment = context.translation.targets_of(unit)[0]
    field, displayed = FIELDS.get(segment.role, "body"), context.translation.displayed(unit)
    return Finding(field, message, hint=hint, passage=segment.words, unit=displayed)


def _segment_name(segment: Segment) -> str:
    """Return the first words of a segment in quotation marks, or the kind of a segment without words."""
    words = segment.words
    if not words:
        return _("an embed") if segment.embed else _("an image")
    if len(words) > LONGEST_EXCERPT:
        words = words[:LONGEST_EXCERPT].rsplit(" ", 1)[0] + "…"
    return f"“{words}”"

"""A translation answers its source from end to end, as the source reads now."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.checks.registry import Finding, Severity, register
from articles.text.translation.freshness import State

FIELDS = {"headline": "title", "summary": "summary"}
SHOWN = 60  # signs of a segment by which it is known
NAMED = 3  # segments


@register("languages.untranslated", Severity.WARNING, gettext_lazy("The whole source is translated"))
def untranslated(copy):
    if not copy.translation or not copy.translation.target:
        return
    lacking = [unit for unit in copy.translation.units if unit.state == State.NEW]
    if lacking:
        segments = [copy.translation.sources_of(unit)[0] for unit in lacking]
        named = [
            _("a picture") if not one.words else f"“{_shortened(one.words)}”" for one in segments[:NAMED]
        ]
        number = len(lacking)
        message = ngettext(
            "%(number)d segment of the source is not translated: %(segments)s",
            "%(number)d segments of the source are not translated: %(segments)s",
            number,
        )
        yield Finding(
            FIELDS.get(segments[0].role, "body"),
            message % {"number": number, "segments": ", ".join(named)},
            hint=_("Translate them in the workbench, or leave them out there with a reason."),
            unit=copy.translation.displayed(lacking[0]),
        )


@register("languages.unfinished", Severity.WARNING, gettext_lazy("No segment of a translation is a draft"))
def unfinished(copy):
    for unit in copy.translation.units if copy.translation else ():
        if unit.is_draft and unit.targets:
            yield _at(copy, unit, _("This is a draft."), _("Finish it in the workbench."))


@register("languages.stale", Severity.WARNING, gettext_lazy("A translation says what its source says now"))
def stale(copy):
    for unit in copy.translation.units if copy.translation else ():
        if unit.state == State.STALE and unit.targets:
            message = _("The source has changed since this was translated.")
        elif unit.state == State.REMOVED:
            message = _("The source does not say this any more.")
        else:
            continue
        hint = _("Published as it stands, it tells readers that the original has changed.")
        yield _at(copy, unit, message, hint)


def _at(copy, unit, message, hint):
    segment = copy.translation.targets_of(unit)[0]
    field, seen = FIELDS.get(segment.role, "body"), copy.translation.displayed(unit)
    return Finding(field, message, hint=hint, passage=segment.words, unit=seen)


def _shortened(text):
    return text if len(text) <= SHOWN else text[:SHOWN].rsplit(" ", 1)[0] + "…"

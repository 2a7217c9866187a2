"""What preflight asks of a translation beside its source.

Script and Markdown have checks of the text itself in articles.checks, which are not asked twice.
"""

from django.utils.translation import gettext_lazy as _

from articles.checks.registry import Finding, Severity, register
from articles.checks.translation import Pair, discrepancies
from articles.models import Validity, other
from articles.text.glossary import occurrences

FIELDS = {"headline": "title", "summary": "summary"}
CHECKED = {
    "number": ("languages.figures", _("Both languages give the same figures")),
    "glossary": ("languages.terms", _("Terms are translated as the glossary has them")),
    "quotes": ("languages.quotes", _("A translation quotes as its source does")),
    "tags": ("languages.links", _("A translation has the links and the bold words of its source")),
    "length": ("languages.length", _("No segment of a translation is far too short or too long")),
    "untranslated": ("languages.copied", _("No segment is left as it stands in the source")),
}


def found(copy):
    """[(Unit, Discrepancy)] of every segment that is translated."""
    if copy.translation is None:
        return []
    terms = tuple(term.entry() for term in copy.terms if term.validity_on(copy.day) == Validity.IN_FORCE)
    return list(differing(copy.translation, copy.language, terms))


def differing(translation, language, terms, units=None):
    """Yield (Unit, Discrepancy) for all that a translation into a language says otherwise than its source.

    units  those that are asked about; all of them by default
    """
    text = "\n".join(segment.words for segment in translation.target)
    named = frozenset(one.entry for one in occurrences(text, language, terms) if not one.is_wrong)
    for unit in translation.units if units is None else units:
        sources, targets = translation.sources_of(unit), translation.targets_of(unit)
        if sources and targets:
            sides = (" ".join(one.html for one in side) for side in (sources, targets))
            pair = Pair(*sides, str(other(language)), sources[0].role)
            yield from ((unit, one) for one in discrepancies(pair, terms, named))


def _check(kind):
    def run(copy):
        for unit, one in copy.shared(found):
            if one.kind == kind and one.is_warning:
                targets = copy.translation.targets_of(unit)
                words = " ".join(segment.words for segment in targets)
                yield Finding(
                    FIELDS.get(targets[0].role, "body"),
                    one.message,
                    hint=one.hint,
                    passage=one.passage or words,
                    unit=copy.translation.displayed(unit),
                    context=words,  # the same figure may stand elsewhere as well
                )

    return run


for kind, (code, title) in CHECKED.items():
    register(code, Severity.WARNING, title)(_check(kind))

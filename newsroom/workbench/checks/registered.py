"""What preflight asks of a translation beside its source.

Script and Markdown have checks of the text itself in articles.checks, which are not asked twice.
"""

from django.utils.translation import gettext_lazy as _

from articles.bilingual.freshness import State
from articles.bilingual.glossary import occurrences
from articles.models import Validity
from articles.preflight import Finding, Severity, register
from newsroom.workbench.checks import Pair, discrepancies

FIELDS = {"headline": "title", "summary": "summary"}
CHECKED = {
    "number": ("languages.figures", _("Both languages give the same figures")),
    "glossary": ("languages.terms", _("Terms are translated as the glossary has them")),
    "quotes": ("languages.quotes", _("A translation quotes as its source does")),
    "tags": ("languages.links", _("A translation has the links of its source")),
    "length": ("languages.length", _("No segment of a translation is far too short or too long")),
    "untranslated": ("languages.copied", _("No segment is left as it stands in the source")),
}


def found(copy):
    """[(role, words of the translation, Discrepancy)] of every segment that is translated."""
    translation, at_fault = copy.translation, []
    if translation is None:
        return at_fault
    terms = tuple(term.entry() for term in copy.terms if term.validity_on(copy.day) == Validity.IN_FORCE)
    elsewhere = named_in(translation.target, copy.language, terms)
    for unit in translation.units:
        sources, targets = translation.sources_of(unit), translation.targets_of(unit)
        if sources and targets and unit.state != State.REMOVED:
            sides = (" ".join(one.html for one in side) for side in (sources, targets))
            pair = Pair(*sides, copy.other_language, sources[0].role)
            words = " ".join(one.words for one in targets)
            at_fault += [(targets[0].role, words, one) for one in discrepancies(pair, terms, elsewhere)]
    return at_fault


def named_in(segments, language, terms):
    """The entries that a text names in a right form."""
    text = "\n".join(segment.words for segment in segments)
    return frozenset(one.entry for one in occurrences(text, language, terms) if not one.is_wrong)


def _check(kind):
    def run(copy):
        for role, words, one in copy.shared(found):
            if one.kind == kind and one.is_warning:
                passage = one.passage or words
                yield Finding(FIELDS.get(role, "body"), one.message, hint=one.hint, passage=passage)

    return run


for kind, (code, title) in CHECKED.items():
    register(code, Severity.WARNING, title)(_check(kind))

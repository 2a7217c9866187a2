"""Figures, dates and names in which two editions differ, and the refusal to change them by the way."""

from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from articles.checks.context import checked_passages
from articles.models import Edition
from articles.publishing.refusals import PublicationRefused
from articles.text.changed_facts import ChangedFact, changed_facts


class FactsChanged(PublicationRefused):
    """A quick fix that changes `facts`, for which nobody has given a reason."""

    def __init__(self, facts):
        self.facts = facts
        words = {"facts": ", ".join(fact_words(fact) for fact in facts)}
        super().__init__(
            _("%(facts)s: this is a correction. Give a reason if it has to be a quick fix.") % words
        )


def fact_words(fact: ChangedFact) -> str:
    """Return a ChangedFact as it is shown and logged: “3 → 5”."""
    return f"{fact.before or '—'} → {fact.after or '—'}"


def edition_facts(before: Edition, after: Edition) -> list[ChangedFact]:
    """Return the facts that differ in the texts of two editions of one language, saved or not."""
    passages = (_passages(edition) for edition in (before, after))
    return list(_changed_facts(*passages, after.language))


def _passages(edition):
    return tuple(one.text for one in checked_passages(edition.headline, edition.summary, edition.body))


# Asked by the form, before the transaction and within it: there, nobody waits for the analysis of a text.
@lru_cache(maxsize=64)
def _changed_facts(before, after, language):
    return tuple(changed_facts(before, after, language))

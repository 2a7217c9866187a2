"""Redactions: suggestions with words that were removed from stories are forgotten."""

from articles.redaction.registry import PerformedRedaction, on_redaction
from newsroom.machine_translation.models import DraftRun, MachineSuggestion


@on_redaction(MachineSuggestion)
def forget_suggestions(redacted: PerformedRedaction) -> None:
    """Delete suggestions for redacted stories, and those with the words: digests would let people guess."""
    stories = redacted.objects.get("article", [])
    MachineSuggestion.objects.filter(request__article__in=stories).delete()
    DraftRun.objects.filter(article__in=stories).update(outcomes={})
    named = MachineSuggestion.objects.filter(redacted.removal.condition(["text"]))
    ids = [row.pk for row in named if redacted.removal.text(row.text) != row.text]
    MachineSuggestion.objects.filter(pk__in=ids).delete()

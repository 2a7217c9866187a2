"""Corrections of a working copy that preflight offers: stray bold and unpaired quotation marks."""

from django.core.exceptions import PermissionDenied

from articles.body import stray_emphasis, without_stray_emphasis
from articles.checks.registry import Finding, examine
from articles.models import Article, LanguageProgress
from articles.text.quotation_faults import correct_body
from articles.workflow.edit_session import editing
from articles.workflow.permissions import Actor, Verb, may


def remove_stray_emphasis(article: Article, language: str, *, by: Actor = None) -> int:
    """Remove bold from single words of a text; return the number of words. Raise PermissionDenied."""
    if not may(by, Verb.WRITE, language):
        raise PermissionDenied
    with editing(article.pk, by=by) as current:
        html = current.text("body", language)
        current.set_text("body", language, without_stray_emphasis(html))
    return len(stray_emphasis(html))


def correct_finding(
    article: Article, language: str, *, code: str, fingerprint: str, by: Actor = None
) -> bool:
    """Apply the correction that a finding offers; return False if the text no longer has the finding.

    Raise PermissionDenied.
    """
    if not may(by, Verb.WRITE, language):
        raise PermissionDenied
    with editing(article.pk, by=by) as current:
        progress = LanguageProgress.objects.get(article=current, language=language)
        for finding in examine(current, progress, codes={code}):
            if finding.fingerprint == fingerprint and (text := _corrected_text(current, language, finding)):
                current.set_text(finding.field, language, text)
                return True
    return False


def _corrected_text(article: Article, language: str, finding: Finding) -> str | None:
    """Return the corrected text of the finding's field, or None if the finding has no correction."""
    text = article.text(finding.field, language)
    if not finding.correction:
        return None
    if finding.field == "body":
        return correct_body(text, finding.context, finding.passage, finding.correction)
    return text.replace(finding.passage, finding.correction, 1)

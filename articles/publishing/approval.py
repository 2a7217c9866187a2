"""Approval of a text by a person who has seen the findings that its publication will show."""

from collections.abc import Collection, Iterable

from articles.checks.registry import Finding
from articles.events import log
from articles.models import Article, LanguageProgress
from articles.publishing.refusals import Examination, FindingsUnseen, earlier_confirmations, read_story
from articles.workflow.permissions import Actor
from articles.workflow.transitions import perform


def approve_seen(
    article: Article, language: str, *, by: Actor, looked_at: Collection[str], **step
) -> LanguageProgress:
    """Approve a text; findings that the person has not seen refuse it once, the others not at all.

    looked_at  fingerprints of the findings that the person saw; a warning that was confirmed with an earlier
               publication of the same text need not be among them
    step       as for articles.workflow.transitions.perform
    Return the LanguageProgress. Raise PermissionDenied, TransitionRefused or FindingsUnseen.
    """
    examination = Examination()
    examination.examine(*read_story(article), language, at=None)  # before others have to wait for it
    with log.unit_of_work():
        progress = perform("approve", article, language=language, by=by, **step)
        refuse_unseen(article, examination.examine(*read_story(article), language, at=None), looked_at)
        return progress


def refuse_unseen(article: Article, found: Iterable[Finding], looked_at: Collection[str]) -> None:
    """Raise FindingsUnseen for findings that are not waived and that the person has not seen."""
    findings = [finding for finding in found if finding.waiver is None]
    unseen = [finding for finding in findings if finding.fingerprint not in set(looked_at)]
    if {finding.confirmation for finding in unseen} - earlier_confirmations(article, unseen).keys():
        raise FindingsUnseen(findings)

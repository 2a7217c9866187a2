"""Approval of a text by a user who has seen the findings that its publication will show."""

from collections.abc import Callable, Collection
from typing import TypedDict, Unpack

from articles.models import Article, LanguageProgress
from articles.publishing.refusals import Examination, FindingsUnseen, earlier_confirmations, read_story
from articles.workflow.edit_session import LockedStory
from articles.workflow.permissions import Actor
from articles.workflow.transitions import perform


class ApprovalOptions(TypedDict, total=False):
    """Options of articles.workflow.transitions.perform."""

    reason: str
    seen: int | None
    alone: bool


def approve_seen(
    article: Article,
    language: str,
    *,
    by: Actor,
    looked_at: Collection[str],
    **step: Unpack[ApprovalOptions],
) -> LanguageProgress:
    """Approve a text. Refuse it if it has findings that the user has not seen.

    looked_at  fingerprints of the findings that the user saw; a warning that was confirmed with an earlier
               publication of the same text need not be included
    step       as for articles.workflow.transitions.perform

    Return the LanguageProgress. Raise PermissionDenied, TransitionRefused or FindingsUnseen.
    """
    examination = Examination()
    examination.examine(*read_story(article), language, at=None)  # before the lock
    inspect = inspection(language, looked_at, examination=examination)
    return perform("approve", article, language=language, by=by, inspect=inspect, **step)


def inspection(
    language: str, looked_at: Collection[str], *, examination: Examination | None = None
) -> Callable[[LockedStory], dict[str, list[str]]]:
    """Return a function that refuses a text with findings that the user has not seen.

    It is the argument `inspect` of articles.workflow.transitions.perform. It raises FindingsUnseen, or
    returns {"findings": codes of the findings that are not waived}; {} if there are none.
    """
    examination = examination or Examination()

    def inspect(story: LockedStory) -> dict[str, list[str]]:
        all_findings = examination.examine(story.rows, story.progress, language, at=None)
        findings = [finding for finding in all_findings if finding.waiver is None]
        unseen = [finding for finding in findings if finding.fingerprint not in set(looked_at)]
        if {finding.confirmation for finding in unseen} - earlier_confirmations(story.article, unseen).keys():
            raise FindingsUnseen(findings)
        return {"findings": sorted({finding.code for finding in findings})} if findings else {}

    return inspect

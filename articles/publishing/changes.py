"""Publication in one step, through all stages: a change of a live text, or a brief.

A user who may not take all the steps proposes a change: a note with the kind of change and its public notes.
A brief consists of the headline and summary of a story in its other language.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, TypedDict, Unpack

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from articles.events import log
from articles.models import (
    Article,
    Edition,
    EditionKind,
    Event,
    EventType,
    Language,
    LanguageProgress,
    Note,
    Stage,
    Wanted,
    other,
)
from articles.publishing.approval import inspection
from articles.publishing.both_languages import publish_together
from articles.publishing.publication import publish
from articles.publishing.refusals import Examination, PublicationRefused
from articles.workflow.edit_session import editing, want
from articles.workflow.notes import save_note
from articles.workflow.permissions import Actor, Verb, may
from articles.workflow.transitions import TransitionRefused, lacks_second_pair_of_eyes, perform

STEPS = {Stage.WRITING: ("submit", "approve"), Stage.IN_REVIEW: ("approve",), Stage.APPROVED: ()}
VERBS = {Stage.WRITING: (Verb.WRITE, Verb.APPROVE), Stage.IN_REVIEW: (Verb.APPROVE,), Stage.APPROVED: ()}
NOT_LIVE = _("It is not live in this language.")
RECENT = 20  # number of latest notes that are searched for a proposal
APPROVED_ALREADY = _("The text is already approved. Leave a note for the person who publishes it.")


def may_publish_change(user: Actor, progress: LanguageProgress) -> bool:
    """Return whether a user may take a text from its current stage to publication."""
    verbs = (*VERBS[Stage(progress.stage)], Verb.PUBLISH)
    return all(may(user, verb, progress.language) for verb in verbs)


class ChangeOptions(TypedDict, total=False):
    """Options that publish and publish_together have in common."""

    note: str
    note_there: str
    alone: bool
    after: int | None
    confirmed: Collection[str] | None


def publish_change(
    article: Article,
    language: str,
    *,
    by: Actor,
    kind: EditionKind | None = None,
    both: bool = False,
    seen: int | None = None,
    seen_there: int | None = None,
    after_there: int | None = None,
    alone_reason: str = "",
    **options: Unpack[ChangeOptions],
) -> Edition | list[Edition]:
    """Submit, approve and publish a change of a live text: all of it or nothing.

    kind          required: without it, raise PublicationRefused
    both          whether to publish the other language too, as publish_together does
    seen, seen_there  versions of the texts that the user saw
    alone_reason  reason for approving one's own text
    options       as for publish and publish_together

    Return the Edition, or both Editions in a list. Raise the same errors as publish and perform.
    """
    languages = list(Language) if both else [Language(language)]
    versions = {language: seen, other(language): seen_there}
    if kind is None:
        raise PublicationRefused(NOT_LIVE)
    examination = Examination.before(article, languages, by=by)
    with log.unit_of_work():
        for published_language in languages:
            _take_to_approval(
                article, published_language, by=by, seen=versions[published_language], reason=alone_reason
            )
        shared: dict[str, Any] = {**options, "by": by, "kind": kind, "examination": examination}
        if both:
            return publish_together(article, language, after_there=after_there, **shared)
        return publish(article, language, **shared)


def _take_to_approval(article: Article, language: str, *, by: Actor, seen: int | None, reason: str) -> None:
    """Submit and approve a text from its current stage, following the rules of each step.

    Raise TransitionRefused if the user may not take all the steps, and the errors of perform.
    """
    progress = article.progress.get(language=language)
    if not may_publish_change(by, progress):
        raise TransitionRefused(
            _("Someone else has to approve this text first. Submit it for review, or return to the story.")
        )
    for name in STEPS[Stage(progress.stage)]:
        step: dict[str, Any] = {"language": language, "by": by, "seen": seen}
        if name == "approve" and reason.strip():
            step |= {"alone": True, "reason": reason}
        perform(name, article, **step)


@dataclass(frozen=True)
class ChangeProposal:
    """The kind and the public notes that a user proposed for a change."""

    kind: str
    note: str = ""
    note_there: str = ""


@log.unit_of_work()
def propose_change(
    article: Article, language: str, proposal: ChangeProposal, *, by: Actor, seen: int | None = None
) -> Note:
    """Submit a change of a live text for review, with a note for the publishing editor; return the Note.

    Raise PermissionDenied, TransitionRefused or NoteRefused.
    """
    progress = article.progress.get(language=language)
    if not Edition.objects.of(article, language).live().exists():
        raise TransitionRefused(NOT_LIVE)
    if progress.stage == Stage.APPROVED:
        raise TransitionRefused(APPROVED_ALREADY)
    if progress.stage == Stage.WRITING:
        perform("submit", article, language=language, by=by, seen=seen)
    elif seen is not None and seen != progress.version:
        raise TransitionRefused(_("The text has changed since you read it. Read it again."))
    note = save_note(article, _proposal_text(proposal, language), by=by, language=language)
    log.record(EventType.NOTED, article, by=by, language=language, note=note.pk, proposal=vars(proposal))
    return note


def _proposal_text(proposal: ChangeProposal, language: str) -> str:
    lines = [_("Proposed: %(kind)s") % {"kind": EditionKind(proposal.kind).label}]
    if proposal.note:
        lines.append(_("Public note: %(note)s") % {"note": proposal.note})
    if proposal.note_there:
        words = _("Public note, %(language)s: %(note)s")
        lines.append(words % {"language": other(language).label, "note": proposal.note_there})
    return "\n".join(lines)


def latest_proposal(edition: Edition) -> ChangeProposal | None:
    """Return the latest ChangeProposal since an edition went live, or None. One query.

    Only the RECENT latest notes are searched.
    """
    events = Event.objects.filter(subject_type="article", subject_id=edition.article_id)
    events = events.filter(type=EventType.NOTED, language=edition.language, at__gt=edition.live_from)
    proposals = (event.details.get("proposal") for event in events.order_by("-id")[:RECENT])
    return next((ChangeProposal(**proposal) for proposal in proposals if proposal), None)


@log.unit_of_work()
def publish_brief(
    article: Article,
    language: str,
    *,
    by: Actor,
    headline: str,
    summary: str,
    reason: str = "",
    before_source: bool = False,
    seen: int | None = None,
    after: int | None = None,
    confirmed: Collection[str] | None = None,
) -> Edition | LanguageProgress:
    """Write and submit a brief. If the user may approve and publish, do that at once.

    reason         reason for approving one's own text or for publishing before the source. Without the first,
                   the brief waits for another user; without the second, PublicationRefused is raised
    before_source  whether to publish although the source is not live; otherwise the brief waits, approved
    seen           version of the language that the user saw
    confirmed      fingerprints of the findings that the user has seen; None: not required

    Return the Edition, or the LanguageProgress of a brief that waits. Raise TransitionRefused if the language
    has a text already, EditConflict, and the errors of perform and publish. Nothing is written on refusal.
    """
    if not may(by, Verb.WRITE, language):
        raise PermissionDenied
    article.refresh_from_db()
    if any(article.text(field, language) for field in ("title", "summary", "body")):
        raise TransitionRefused(_("There is already text in this language. Continue in the story."))
    _write_brief(article, language, headline, summary, by=by, seen=seen)
    progress = article.progress.get(language=language)
    if progress.stage == Stage.WRITING:
        progress = perform("submit", article, language=language, by=by)
    is_allowed = reason.strip() or not lacks_second_pair_of_eyes(by, progress)
    if not (is_allowed and may(by, Verb.APPROVE, language)):
        return progress
    is_ready = before_source or Edition.objects.of(article, other(language)).live().exists()
    is_published = is_ready and may(by, Verb.PUBLISH, language)
    if progress.stage == Stage.IN_REVIEW:
        approval: dict[str, Any] = {"language": language, "by": by, "alone": True, "reason": reason}
        if not is_published and confirmed is not None:
            approval["inspect"] = inspection(language, confirmed)
        progress = perform("approve", article, **approval)
    if not is_published:
        return progress
    decision: dict[str, Any] = {"before_source": True, "reason": reason} if before_source else {}
    return publish(article, language, by=by, after=after, confirmed=confirmed, **decision)


def _write_brief(
    article: Article, language: str, headline: str, summary: str, *, by: Actor, seen: int | None
) -> None:
    # Only this language changes, so only its version is compared.
    versions = dict.fromkeys(("filing", "en", "ko"), seen) if seen else None
    with editing(article.pk, by=by, seen=versions) as copy:
        copy.set_text("title", language, headline)
        copy.set_text("summary", language, summary)
    want(article, language, Wanted.BRIEF, by=by)

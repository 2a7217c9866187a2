"""Proposals of a change of a live text, for whoever publishes it: its kind and its public notes."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.events import log
from articles.models import Article, Edition, EditionKind, Event, EventType, Note, Stage, other
from articles.workflow.notes import save_note
from articles.workflow.permissions import Actor
from articles.workflow.transitions import TransitionRefused, perform

RECENT = 20  # notes among which the latest proposal is sought
APPROVED_ALREADY = gettext_lazy("The text is approved already. Write a note to whoever publishes it.")


@dataclass(frozen=True)
class ChangeProposal:
    """The kind and the public notes that somebody proposed for a change."""

    kind: str
    note: str = ""
    note_there: str = ""


@log.unit_of_work()
def propose_change(
    article: Article, language: str, proposal: ChangeProposal, *, by: Actor, seen: int | None = None
) -> Note:
    """Send a change of a live text to review, with a note for whoever publishes it; return the Note.

    Raise PermissionDenied, TransitionRefused or NoteRefused.
    """
    progress = article.progress.get(language=language)
    if not Edition.objects.of(article, language).live().exists():
        raise TransitionRefused(_("It is not live in this language."))
    if progress.stage == Stage.APPROVED:
        raise TransitionRefused(APPROVED_ALREADY)
    if progress.stage == Stage.WRITING:
        perform("submit", article, language=language, by=by, seen=seen)
    elif seen is not None and seen != progress.version:
        raise TransitionRefused(_("The text has changed since you read it. Read it again."))
    note = save_note(article, _proposal_text(proposal, language), by=by, language=language)
    details = {"note": note.pk, "proposal": vars(proposal)}
    log.record(EventType.NOTED, article, by=by, language=language, **details)
    return note


def _proposal_text(proposal, language):
    lines = [_("Proposed: %(kind)s") % {"kind": EditionKind(proposal.kind).label}]
    if proposal.note:
        lines.append(_("Public note: %(note)s") % {"note": proposal.note})
    if proposal.note_there:
        words = _("Public note, %(language)s: %(note)s")
        lines.append(words % {"language": other(language).label, "note": proposal.note_there})
    return "\n".join(lines)


def latest_proposal(edition: Edition) -> ChangeProposal | None:
    """Return the latest ChangeProposal since an edition went live, or None. One query."""
    events = Event.objects.filter(subject_type="article", subject_id=edition.article_id)
    events = events.filter(type=EventType.NOTED, language=edition.language, at__gt=edition.live_from)
    found = (event.details.get("proposal") for event in events.order_by("-id")[:RECENT])
    return next((ChangeProposal(**proposal) for proposal in found if proposal), None)

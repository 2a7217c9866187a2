"""Functions that publish, correct, fix, cancel, bring forward and reschedule an edition.

Each function locks the article, examines the text, and writes its event last. Each raises PublicationRefused
with the reasons if the action is not possible.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Unpack

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils.translation import gettext_lazy as _

from articles.events import log
from articles.models import Article, Edition, EditionKind, EventType, Stage
from articles.models.text import printed_prose
from articles.previews import compose
from articles.publishing.edition_changes import (
    edition_facts,
    fixed_edition,
    merge_editions,
    merge_into_working_copy,
    require_reason_for_facts,
)
from articles.publishing.other_language import (
    MISSING_NOTE,
    OrderDecision,
    decide_order,
    keep_alignment,
    realign,
    realign_with_source,
    record_source,
    set_note_for_other_readers,
)
from articles.publishing.refusals import (
    Examination,
    MergeRefused,
    PublicationRefused,
    QuickFix,
    examine_change,
    read_story,
    refuse_blockers,
    require_permission,
)
from articles.publishing.session import PublishingSession
from articles.workflow.edit_session import FIXED_WORDS, EditSession, count_fix
from articles.workflow.permissions import Actor, Verb, may

ANOTHER_IS_LIVE = _("Another edition has gone live in the meantime. Check it again.")


def publish(
    article: Article,
    language: str,
    *,
    by: Actor,
    at: datetime | None = None,
    kind: EditionKind | None = None,
    note: str = "",
    note_there: str = "",
    alone: bool = False,
    after: int | None = None,
    confirmed: Collection[str] | None = None,
    under: bool = False,
    examination: Examination | None = None,
    **decision: Unpack[OrderDecision],
) -> Edition:
    """Publish one approved language of an article, now or at a future instant.

    kind        an EditionKind; a user must choose it if the text is live. None: ORIGINAL, or UPDATE
    note        the public note; required for a correction
    note_there  for a correction: the note for readers of the other language until their text is corrected
    alone       whether a correction concerns only this language, so that the other needs no note
    after       number of the latest edition that the user saw (0: none); refused if there is a later one
    confirmed   fingerprints of the preflight warnings that the user has confirmed; None: not required
    under       whether to publish now although an edition is scheduled, and merge the change into it
    examination  the Examination of both languages, if they are published together
    decision    before_source and reason, to publish a translation before its source: see decide_order

    Return the Edition. Raise PermissionDenied, or PublicationRefused or one of its subclasses:
    EditionLiesAhead, MergeRefused, PreflightRefused, WarningsUnconfirmed.
    """
    examination = examination or Examination.before(article, [language], by=by, at=at)
    with log.unit_of_work():
        session = PublishingSession(article, language, by=by, after=after)
        if not under:
            session.require_nothing_ahead()
        start = session.start(at)
        edition = _compose_approved(session, start, kind, note, note_there, alone)
        if not under:
            decide_order(session, start, **decision)
        _refuse_findings(session, examination, start, confirmed)
        publish_now = _publish_under_scheduled if under else _publish_edition
        return publish_now(session, edition, start)


class PublishOptions(OrderDecision, total=False):
    """Options of `publish` besides the kind of change and its note."""

    at: datetime | None
    note_there: str
    alone: bool
    after: int | None
    confirmed: Collection[str] | None
    under: bool


def correct(
    article: Article, language: str, *, by: Actor, note: str, **options: Unpack[PublishOptions]
) -> Edition:
    """Publish the working copy as a correction, with a note that tells readers what was wrong."""
    return publish(article, language, by=by, kind=EditionKind.CORRECTION, note=note, **options)


def quick_fix(
    article: Article,
    language: str,
    *,
    by: Actor,
    headline: str | None = None,
    summary: str | None = None,
    body: str | None = None,
    after: int | None = None,
    live_number: int | None = None,
    under: bool = False,
    reason: str = "",
    confirmed: Collection[str] | None = None,
) -> QuickFix:
    """Fix the live text and the working copy at once. Other changes of the working copy stay unpublished.

    headline, summary, body  the fixed texts; None keeps the live text
    live_number  number of the live edition that the user saw; refused if another one is live by now
    under      whether to merge the fix into a scheduled edition; otherwise refused if there is one
    reason     required if the fix changes figures, dates or names; without it, FactsChanged is raised
               unless the system acts (by=None)
    confirmed  as for publish; warnings that the live text already had need no confirmation

    Return a QuickFix. Raise FactsChanged and the same errors as publish.
    """
    texts = {"headline": headline, "summary": summary, "body": body}
    examination = _examination_before_fix(article, language, texts, by=by)
    with log.unit_of_work():
        session = PublishingSession(article, language, by=by, after=after)
        base = _require_fixable(session, live_number, under=under)
        fixed = fixed_edition(base, texts)
        if base.says_the_same_as(fixed):
            raise PublicationRefused(_("Nothing has changed in the live text."))
        require_reason_for_facts(session, base, fixed, reason)
        findings = examine_change(examination, session.story, fixed, base=base, at=session.now)
        session.confirmed_details = refuse_blockers(session.article, findings, confirmed)
        unmerged = merge_into_working_copy(session.article, base=base, fixed=fixed)
        if words := count_fix(session.progress, base, fixed, by=by):
            session.decision_details = session.decision_details | {FIXED_WORDS: words}
        publish_now = _publish_under_scheduled if session.ahead else _publish_edition
        publish_now(session, fixed, session.start())
    return QuickFix(fixed, unmerged)


def _require_fixable(session: PublishingSession, live_number: int | None, *, under: bool) -> Edition:
    """Return the live edition. Raise PublicationRefused if the user saw another, or if it cannot be fixed."""
    live = session.require_live()
    if live_number not in (None, live.number):
        raise PublicationRefused(ANOTHER_IS_LIVE)
    if not under:
        session.require_nothing_ahead()
    session.require_no_hold()
    return live


def _examination_before_fix(
    article: Article, language: str, texts: dict[str, str | None], *, by: Actor
) -> Examination:
    """Return an Examination of a quick fix, as Examination.before does for a publication."""
    require_permission(by, language)
    examination = Examination()
    if connection.in_atomic_block:
        return examination
    if base := Edition.objects.of(article, language).live().first():
        fixed = fixed_edition(base, texts)
        edition_facts(base, fixed)
        examine_change(examination, read_story(article), fixed, base=base, at=None)
    return examination


def carry_fix_over(
    article: Article, language: str, *, by: Actor, live_number: int | None = None, **texts: str | None
) -> None:
    """Copy a fix of the live text into the working copy only, to publish it as a correction.

    texts, live_number  as for quick_fix

    Raise PermissionDenied, PublicationRefused if another edition is live by now, or MergeRefused if the
    working copy has other changes in the same passage.
    """
    if not may(by, Verb.WRITE, language):
        raise PermissionDenied
    with log.unit_of_work():
        edit = EditSession(article.pk, by=by)
        live = Edition.objects.of(article, language).live().first()
        if live is None or live_number not in (None, live.number):
            raise PublicationRefused(ANOTHER_IS_LIVE)
        fixed = fixed_edition(live, texts)
        if unmerged := merge_into_working_copy(edit.article, base=live, fixed=fixed):
            reason = _("The story has other changes in the same place. Correct it there.")
            raise MergeRefused(unmerged, reason)
        edit.finish()


@log.unit_of_work()
def cancel(
    article: Article,
    language: str,
    *,
    by: Actor,
    reason: str = "",
    after: int | None = None,
    before_source: bool = False,
) -> Edition:
    """Delete the scheduled edition and keep the live one. Return an unsaved copy of the deleted edition.

    before_source  whether its scheduled translation may go live without it; needs a reason

    Raise PublicationRefused if nothing is scheduled, or if the reason is missing.
    """
    session = PublishingSession(article, language, by=by, after=after)
    session.require_ahead()
    decide_order(session, None, before_source=before_source, reason=reason)
    deleted = session.delete_scheduled()
    realign_with_source(session, deleted)
    session.record(EventType.CANCELLED, deleted, reason=reason, **session.decision_details)
    return deleted


def bring_forward(
    article: Article,
    language: str,
    *,
    by: Actor,
    at: datetime | None = None,
    after: int | None = None,
    confirmed: Collection[str] | None = None,
    examination: Examination | None = None,
    **decision: Unpack[OrderDecision],
) -> Edition:
    """Start the scheduled edition now, or at an earlier instant. Return the new Edition.

    confirmed, decision  as for publish, because preflight runs again as of the new instant

    Raise the same errors as publish, and PublicationRefused if `at` is not earlier than the scheduled start.
    """
    examination = examination or Examination.before(article, [language], by=by, at=at, planned=True)
    with log.unit_of_work():
        session = PublishingSession(article, language, by=by, after=after)
        session.require_ahead()
        if at is not None and at >= session.ahead.live_from:
            raise PublicationRefused(_("Choose a time earlier than the scheduled one."))
        return _reschedule(session, session.start(at), examination, confirmed, decision)


def reschedule(
    article: Article,
    language: str,
    *,
    by: Actor,
    at: datetime,
    after: int | None = None,
    confirmed: Collection[str] | None = None,
    examination: Examination | None = None,
    **decision: Unpack[OrderDecision],
) -> Edition:
    """Move the scheduled edition to another instant, with the same text. Return the new Edition.

    Raise the same errors as publish.
    """
    examination = examination or Examination.before(article, [language], by=by, at=at, planned=True)
    with log.unit_of_work():
        session = PublishingSession(article, language, by=by, after=after)
        session.require_ahead()
        if at == session.ahead.live_from:
            raise PublicationRefused(_("It is already scheduled for that time."))
        return _reschedule(session, session.start(at), examination, confirmed, decision)


def _reschedule(
    session: PublishingSession,
    start: datetime,
    examination: Examination,
    confirmed: Collection[str] | None,
    decision: OrderDecision,
) -> Edition:
    """Replace the scheduled edition with a copy that has another start; return the copy."""
    decide_order(session, start, **decision)
    _refuse_findings(session, examination, start, confirmed, planned=session.ahead)
    planned = session.ahead.live_from
    event_type = EventType.BROUGHT_FORWARD if start < planned else EventType.SCHEDULED
    moved = session.delete_scheduled()
    keep_alignment(session, moved, start)
    edition = session.insert(moved, start)
    realign_with_source(session, edition)
    details = {
        "planned_for": planned.isoformat(),
        **session.confirmed_details,
        **session.decision_details,
    }
    session.record(event_type, edition, reason=session.reason, **details)
    return edition


def _refuse_findings(
    session: PublishingSession,
    examination: Examination,
    start: datetime,
    confirmed: Collection[str] | None,
    *,
    planned: Edition | None = None,
) -> None:
    """Raise PreflightRefused or WarningsUnconfirmed, or keep the confirmed warnings for the event."""
    findings = examination.examine(*session.story, session.language, at=start, planned=planned)
    session.confirmed_details = refuse_blockers(session.article, findings, confirmed)


def _compose_approved(
    session: PublishingSession,
    start: datetime,
    kind: EditionKind | None,
    note: str,
    note_there: str,
    alone: bool,
) -> Edition:
    """Return the approved working copy as an unsaved Edition of a kind. Raise PublicationRefused."""
    if session.progress.stage != Stage.APPROVED:
        raise PublicationRefused(_("The text has not been approved yet."))
    edition = compose(session.article, session.progress, session.edit.rows)
    if kind is None and session.live and session.by is not None:
        raise PublicationRefused(
            _("Choose what kind of change this is: an update, a correction or a minor change.")
        )
    edition.kind = kind or (EditionKind.UPDATE if session.current else EditionKind.ORIGINAL)
    edition.note = printed_prose(note)
    if edition.is_notice:
        raise PublicationRefused(_("A notice cannot be published. Withdraw the story instead."))
    if edition.kind == EditionKind.CORRECTION and not edition.note:
        raise PublicationRefused(MISSING_NOTE)
    if edition.kind in (EditionKind.CORRECTION, EditionKind.MINOR):
        session.require_live()
    if edition.kind == EditionKind.MINOR:
        session.require_no_hold()
    # The address of the first edition is kept in the working copy: it must not change with the headline.
    session.article.set_text("slug", session.language, edition.slug)
    record_source(session, edition, start)
    set_note_for_other_readers(edition, start, note_there=note_there, alone=alone)
    _refuse_repetition(session, edition)
    return edition


def _refuse_repetition(session: PublishingSession, edition: Edition) -> None:
    """Raise PublicationRefused for an edition that changes nothing, for example after a double click.

    A correction may repeat the text with another note. A minor change of a translation may repeat it for a
    newer source.
    """
    live = session.live
    if live is None or not live.says_the_same_as(edition):
        return
    has_new_note = edition.kind == EditionKind.CORRECTION and edition.note != live.note
    has_new_source = edition.kind == EditionKind.MINOR and edition.source_number != live.source_number
    if not (has_new_note or has_new_source):
        raise PublicationRefused(_("Nothing has changed since edition %(number)d.") % {"number": live.number})


def _publish_edition(session: PublishingSession, edition: Edition, start: datetime) -> Edition:
    """Insert an edition, save the working copy and record the event; return the Edition."""
    session.insert(edition, start)
    session.edit.finish(keep_stage=True)
    session.record_edition(edition)
    return edition


def _publish_under_scheduled(session: PublishingSession, edition: Edition, start: datetime) -> Edition:
    """Publish a change, and replace the scheduled edition with a merged one for the same instant.

    Return the published Edition. Raise PublicationRefused if the change includes the whole scheduled edition.
    """
    session.require_ahead()
    base, planned = session.require_live(), session.delete_scheduled()
    cancelled = planned.copy()
    merge_editions(planned, base=base, change=edition)
    realign(planned, base=cancelled)
    if planned.says_the_same_as(edition):
        raise PublicationRefused(
            _("This includes everything in the scheduled edition. Bring that edition forward instead.")
        )
    at = planned.live_from
    findings = examine_change(Examination(), session.story, planned, base=cancelled, at=at)
    refuse_blockers(session.article, findings, None)
    session.insert(edition, start)
    ahead = session.insert(planned, planned.live_from)
    session.edit.finish(keep_stage=True)
    realign_with_source(session, cancelled, base=None if edition.kind == EditionKind.MINOR else base)
    session.record(EventType.CANCELLED, cancelled)
    session.record_edition(edition)
    session.record_edition(ahead)
    return edition

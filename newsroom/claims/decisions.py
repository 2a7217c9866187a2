"""Decisions on claims and publication of statements. No other code writes claims or statements.

The security log records each change of a claim. The newsroom's event log, which everyone reads, does not
mention claims. It records statements, their earlier end and the result of a redaction.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.annotations import User
from articles.checks.registry import Finding
from articles.clock import INSTANT
from articles.events import log
from articles.models import Article, Edition, Language
from articles.models.planning import day_of
from articles.models.redaction import place_hold, release_hold
from articles.models.text import prose
from articles.publishing.refusals import refuse_blockers
from articles.redaction.registry import PerformedRedaction, on_redaction
from articles.refusals import Refused
from articles.story_exceptions import may_waive
from articles.text.digests import new_digest_key
from articles.workflow.permissions import Verb, may
from newsroom.claims.agreed_text import AgreedText, examine_agreed
from newsroom.claims.models import Claim, ClaimState, Statement
from newsroom.security.log import record
from newsroom.security.models import SecurityEventKind

VIEW, ADD, CHANGE = (f"claims.{verb}_claim" for verb in ("view", "add", "change"))


class ClaimRefused(Refused):
    """Raised if a change of a claim is refused, with reasons in the user's language."""


def first_day_of(article: Article) -> date | None:
    """Return the day when a story was first published in any language, or None if it never was."""
    first = Edition.objects.filter(article=article).begun().order_by("live_from").first()
    return day_of(first.live_from) if first else None


@transaction.atomic
def record_claim(claim: Claim, *, by: User, with_hold: bool = True) -> Claim:
    """Store a new claim with the deadline for the answer. If `with_hold`, place a legal hold on its story.

    Raise PermissionDenied, or ClaimRefused for a story that was never published.
    """
    if not by.has_perm(ADD):
        raise PermissionDenied
    if first_day_of(claim.article) is None:
        raise ClaimRefused(_("This story was never published. A claim must be about a published story."))
    claim.state, claim.due_on = ClaimState.RECEIVED, answer_deadline(claim.received_on)
    claim.recorded_by, claim.recorded_at = by, clock.now()
    claim.hold = place_hold(claim.article, by=by) if with_hold else None
    claim.save(force_insert=True)
    record_step(claim, "recorded", by=by)
    return claim


def answer_deadline(received_on: date) -> date:
    """Return the last day for the answer to a claim. The day of receipt does not count."""
    return received_on + timedelta(days=settings.CLAIM_ANSWER_DAYS)


def publication_deadline(claim: Claim) -> date:
    """Return the last day for publication, which the act also counts from the receipt of the claim."""
    return claim.received_on + timedelta(days=settings.CLAIM_PUBLISH_DAYS)


@transaction.atomic
def accept_claim(claim: Claim, *, by: User, publish_by: date, reason: str = "") -> Claim:
    """Accept a claim or an order; `publish_by` is the last day for publication.

    Raise PermissionDenied, or ClaimRefused if the claim is decided already.
    """
    claim = locked_claim(claim, by=by, states=[ClaimState.RECEIVED])
    claim.due_on = publish_by
    return _decide(claim, ClaimState.ACCEPTED, reason, by=by)


@transaction.atomic
def refuse_claim(claim: Claim, *, by: User, reason: str) -> Claim:
    """Refuse a claim.

    Raise PermissionDenied, or ClaimRefused if there is no reason or the claim is decided already.
    """
    claim = locked_claim(claim, by=by, states=[ClaimState.RECEIVED])
    if not prose(reason):
        raise ClaimRefused(_("Give the reason."))
    claim.due_on = None
    return _decide(claim, ClaimState.REFUSED, reason, by=by)


@transaction.atomic
def close_claim(claim: Claim, state: ClaimState, *, by: User, reason: str) -> Claim:
    """Close an open claim without publication, as SETTLED or as WITHDRAWN by the claimant.

    Raise PermissionDenied, or ClaimRefused if there is no reason or the claim is closed already.
    """
    claim = locked_claim(claim, by=by, states=ClaimState.OPEN)
    if not prose(reason):
        raise ClaimRefused(_("Give the reason."))
    return close_locked(claim, state, by=by, reason=reason)


@transaction.atomic
def set_claim_dates(
    claim: Claim, *, by: User, received_on: date, learned_on: date | None, due_on: date
) -> Claim:
    """Correct the dates and the next deadline of an open claim.

    Raise PermissionDenied, or ClaimRefused if it is not open.
    """
    claim = locked_claim(claim, by=by, states=ClaimState.OPEN)
    after = {"received_on": received_on, "learned_on": learned_on, "due_on": due_on}
    before = {name: getattr(claim, name) for name in after}
    changed = [name for name, value in after.items() if before[name] != value]
    for name in changed:
        setattr(claim, name, after[name])
    claim.save(update_fields=changed)
    days = {name: str(before[name] or "") for name in changed}
    record_step(claim, "dates", by=by, days=days)
    return claim


@transaction.atomic
def hold_story(claim: Claim, *, by: User) -> Claim:
    """Put the story of a claim under a legal hold, even if an earlier hold was released.

    Raise PermissionDenied, or ClaimRefused if the claim holds its story already.
    """
    claim = locked_claim(claim, by=by, states=ClaimState)
    if claim.is_holding:
        raise ClaimRefused(_("The story is already under a legal hold."))
    claim.hold = place_hold(claim.article, by=by)
    claim.save(update_fields=["hold"])
    record_step(claim, "held", by=by)
    return claim


@transaction.atomic
def release_story(claim: Claim, *, by: User, reason: str) -> Claim:
    """Release the legal hold of a claim. Closing a claim does not release its hold.

    Raise PermissionDenied, or ClaimRefused if there is no reason or no hold.
    """
    claim = locked_claim(claim, by=by, states=ClaimState)
    if not claim.is_holding:
        raise ClaimRefused(_("The hold has been released in the meantime."))
    try:
        release_hold(claim.hold, by=by, reason=reason)
    except Refused as refusal:
        raise ClaimRefused(*refusal.reasons) from None
    record_step(claim, "released", by=by)
    return claim


def locked_claim(claim: Claim, *, by: User, states) -> Claim:
    """Return the claim with its row locked.

    states  the states that allow the change
    Raise PermissionDenied, or ClaimRefused if the claim is in another state.
    """
    if not by.has_perm(CHANGE):
        raise PermissionDenied
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    if claim.state not in states:
        reason = _("The state of the claim has changed in the meantime. It is now: %(state)s.")
        raise ClaimRefused(reason % {"state": claim.get_state_display()})
    return claim


def close_locked(claim: Claim, state: ClaimState, *, by: User, reason: str = "", **details) -> Claim:
    """Close a claim whose row is locked. `details` are additional facts for the security log."""
    claim.state, claim.due_on = state, None
    claim.closed_by, claim.closed_at, claim.closing_reason = by, clock.now(), prose(reason)
    claim.save(update_fields=["state", "due_on", "closed_by", "closed_at", "closing_reason"])
    record_step(claim, str(state), by=by, **details)
    return claim


def _decide(claim, state, reason, *, by):
    claim.state, claim.decision_reason = state, prose(reason)
    claim.decided_by, claim.decided_at = by, clock.now()
    claim.save(update_fields=["state", "due_on", "decision_reason", "decided_by", "decided_at"])
    record_step(claim, str(state), by=by)
    return claim


def record_step(claim: Claim, step: str, *, by: User, **details) -> None:
    """Record a change of a claim in the security log."""
    record(SecurityEventKind.CLAIM_CHANGED, about=claim, user=by, step=step, **details)


def may_publish_statements(user: User) -> bool:
    """Return whether the user may change claims and publish in both languages."""
    return user.has_perm(CHANGE) and all(may(user, Verb.PUBLISH, language) for language in Language)


@log.unit_of_work()
def publish_statement(
    claim: Claim,
    agreed: AgreedText,
    *,
    by: User,
    live_until: datetime,
    live_from: datetime | None = None,
    confirmed: Collection[str] = (),
    waiver: str = "",
) -> Statement:
    """Publish the agreed text of an accepted claim, now or at a later instant, and close the claim.

    confirmed  fingerprints of the findings that the user confirmed
    waiver     the reason for publishing in spite of confirmed blockers
    Return the Statement, which has an id after the unit of work. Raise PermissionDenied, ClaimRefused for
    wrong times, a missing text or another state, PreflightRefused or WarningsUnconfirmed for the findings.
    """
    if not may_publish_statements(by):
        raise PermissionDenied
    claim = locked_claim(claim, by=by, states=[ClaimState.ACCEPTED])
    statement = Statement(
        claim=claim,
        article_id=claim.article_id,
        kind=claim.kind,
        **vars(agreed),
        live_from=live_from,
        live_until=live_until,
        published_by=by,
        digest_key=new_digest_key(),
    )
    if live_until <= max(live_from or clock.now(), clock.now()):
        raise ClaimRefused(_("The end time must be after the start time and in the future."))
    if not all(vars(agreed).values()):
        raise ClaimRefused(_("Enter headline and text in both languages."))
    findings = examine_statement(claim, agreed, at=live_from)
    details = refuse_findings(findings, confirmed, waiver=prose(waiver), by=by)
    close_locked(claim, ClaimState.PUBLISHED, by=by, **details)
    log.write_last(_insert, statement)
    return statement


def examine_statement(claim: Claim, agreed: AgreedText, *, at: datetime | None = None) -> list[Finding]:
    """Return the findings about the agreed text of a claim, as of the instant of publication."""
    at = max(at or clock.now(), clock.now())
    return examine_agreed(agreed, source_language=claim.article.source_language, at=at)


def refuse_findings(
    findings: Iterable[Finding], confirmed: Collection[str], *, waiver: str, by: User
) -> dict:
    """Raise PreflightRefused for blockers, or WarningsUnconfirmed for unconfirmed warnings.

    A waivable blocker passes if it is confirmed, a reason is given, and the user may waive it.
    Return the facts for the security log.
    """
    waived = [
        finding
        for finding in findings
        if waiver and finding.is_waivable and finding.fingerprint in confirmed
        if may_waive(by, finding.language)
    ]
    details: dict[str, Any] = refuse_blockers(
        None, [finding for finding in findings if finding not in waived], confirmed
    )
    if waived:
        details |= {"waived": sorted({finding.code for finding in waived}), "waiver": waiver}
    return details


def _insert(statements, now):
    """Store statements under the lock of the log. A start that has passed becomes `now`."""
    for statement in statements:
        statement.live_from = max(statement.live_from or now, now)
        statement.digest = statement.sealed()
        statement.changed_by = statement.published_by
        statement.save(force_insert=True)


@log.unit_of_work()
def end_statement(statement: Statement, *, by: User, reason: str, until: datetime | None = None) -> Statement:
    """End a statement before its agreed end. The log keeps the reason.

    until  the new end (default: now, or directly after the start if it has not started)

    Raise PermissionDenied, or ClaimRefused if there is no reason, or if the new end is in the past or not
    before the agreed end.
    """
    locked_claim(statement.claim, by=by, states=[ClaimState.PUBLISHED])
    statement = Statement.objects.get(pk=statement.pk)
    now = clock.now()
    until = until or max(now, statement.live_from + INSTANT)
    if not prose(reason):
        raise ClaimRefused(_("Give the reason."))
    if not now <= until < statement.live_until or until <= statement.live_from:
        raise ClaimRefused(_("It can only end earlier than agreed, and not before now."))
    statement.live_until, statement.changed_by, statement.change_reason = until, by, prose(reason)
    statement.save(update_fields=["live_until"])
    record_step(statement.claim, "shortened", by=by)
    return statement


@on_redaction()
def keep_redacted_statements(redaction: PerformedRedaction) -> None:
    redaction.drop_keys(Statement)

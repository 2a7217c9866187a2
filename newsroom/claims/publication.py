"""The only writer of statements: publication, an earlier end, and what a redaction leaves."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.clock import INSTANT
from articles.events import log
from articles.models import Language
from articles.models.text import line, prose
from articles.redaction.registry import PerformedRedaction, on_redaction
from articles.text.digests import new_digest_key
from articles.workflow.permissions import Verb, may
from newsroom.claims.decisions import CHANGE, ClaimRefused, close_locked, locked_claim, record_step
from newsroom.claims.models import Claim, ClaimState, Statement


@dataclass
class AgreedText:
    """The agreed headline and text in both languages, in their normal form, which the digest covers."""

    headline_en: str
    headline_ko: str
    text_en: str
    text_ko: str

    def __post_init__(self):
        for name, text in vars(self).items():
            setattr(self, name, line(text) if name.startswith("headline") else prose(text))


def may_publish_statements(user: AbstractUser) -> bool:
    """Return whether a person handles claims and publishes in both languages."""
    return user.has_perm(CHANGE) and all(may(user, Verb.PUBLISH, language) for language in Language)


@log.unit_of_work()
def publish_statement(
    claim: Claim,
    agreed: AgreedText,
    *,
    by: AbstractUser,
    live_until: datetime,
    live_from: datetime | None = None,
) -> Statement:
    """Publish the agreed text of an accepted claim, now or from an instant to come; close the claim.

    Return the Statement, which has an id when the unit of work has ended.
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
    close_locked(claim, ClaimState.PUBLISHED, by=by)
    log.write_last(_insert, statement)
    return statement


def _insert(statements, now):
    """Store statements under the lock of the log; those that are due start now."""
    for statement in statements:
        statement.live_from = max(statement.live_from or now, now)
        statement.digest = statement.sealed()
        statement.changed_by = statement.published_by
        statement.save(force_insert=True)


@log.unit_of_work()
def end_statement(
    statement: Statement, *, by: AbstractUser, reason: str, until: datetime | None = None
) -> Statement:
    """Let a statement end earlier, now or at an instant to come, for a reason that the log keeps."""
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

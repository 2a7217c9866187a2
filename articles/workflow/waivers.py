"""Waivers of blockers: by a named person, with a reason, recorded in the log."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from articles.checks.registry import examine
from articles.events import log
from articles.models import Article, EventType, Waiver
from articles.models.text import prose
from articles.refusals import Refused
from articles.workflow.edit_session import EditSession
from articles.workflow.permissions import Actor, Verb, may


class WaiverRefused(Refused):
    """A waiver that is refused; `reasons` are texts in the user's language."""


def may_waive(user: Actor, language: str) -> bool:
    """Return whether a person may waive in a language. None, the system itself, may not."""
    return user is not None and may(user, Verb.WAIVE, language)


@log.unit_of_work()
def waive(
    article: Article, language: str, *, code, fingerprint, by: Actor, reason: str, at: datetime | None = None
) -> Waiver:
    """Waive one blocker of a language. Return the Waiver.

    code, fingerprint  of a Finding, as of now or of the instant `at` at which the text would go live
    Raise PermissionDenied or WaiverRefused.
    """
    if not may_waive(by, language):
        raise PermissionDenied
    reason = prose(reason)
    if not reason:
        raise WaiverRefused(_("Give a reason."))
    edit = EditSession(article.pk, by=by)
    found = examine(edit.article, edit.progress[language], at=at, codes={code}, rows=edit.rows)
    finding = next((one for one in found if one.fingerprint == fingerprint), None)
    _check_finding(finding)
    waiver = Waiver.objects.create(
        article=edit.article,
        language=language,
        code=code,
        fingerprint=fingerprint,
        place=str(finding),
        reason=reason,
        waived_by=by,
    )
    log.record(
        EventType.WAIVED,
        edit.article,
        by=by,
        language=language,
        reason=reason,
        code=code,
        place=waiver.place,
    )
    return waiver


def _check_finding(finding):
    """Raise WaiverRefused for a finding that cannot be waived, or that is gone (None)."""
    if finding is None:
        raise WaiverRefused(_("Preflight no longer finds this. There is nothing to waive."))
    if finding.waiver is not None:
        raise WaiverRefused(_("Someone has waived this in the meantime."))
    if not finding.is_waivable:
        raise WaiverRefused(_("Only blockers can be waived, and none that every story requires."))


@log.unit_of_work()
def take_back(waiver: Waiver, *, by: Actor) -> None:
    """Delete a waiver, so that its blocker blocks again; nothing is done if that has happened already."""
    if not may_waive(by, waiver.language):
        raise PermissionDenied
    edit = EditSession(waiver.article_id, by=by)
    _number, deleted = Waiver.objects.filter(pk=waiver.pk).delete()
    if deleted:
        log.record(
            EventType.WAIVER_TAKEN_BACK,
            edit.article,
            by=by,
            language=waiver.language,
            code=waiver.code,
            place=waiver.place,
        )

"""Exceptions for one story: hidden related stories, reserved rights, and waived blockers.

The first two change public pages at once, so both require the permission to publish, in either language. A
waiver requires a reason. Packages that find related stories register a finder here, as checks do in
their registry, so that the desk imports no public pages.
"""

from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from articles.checks.registry import examine
from articles.events import log
from articles.models import Article, EventType, RelatedExclusion, RightsReservation, Waiver
from articles.models.text import prose
from articles.refusals import Refused
from articles.workflow.edit_session import LockedStory
from articles.workflow.permissions import Actor, Verb, may, may_somewhere

_finders: list[Callable[[int], dict[int, float]]] = []


def register_finder(finder: Callable[[int], dict[int, float]]) -> Callable[[int], dict[int, float]]:
    """Register a function that takes a story's id and returns {id of another story: score}, best first."""
    _finders.append(finder)
    return finder


def related_scores(article: int) -> dict[int, float]:
    """Return {id of a story: score} for all related stories that were found, hidden or not."""
    return {other: score for finder in _finders for other, score in finder(article).items()}


def may_make_exceptions(user: Actor) -> bool:
    """Return whether a user may hide related stories and reserve rights."""
    return may_somewhere(user, Verb.PUBLISH)


def hide_related(article: int, other: int, *, by: Actor) -> bool:
    """Hide the story `other` from the related block of `article`. Return whether it was shown before."""
    return _add(RelatedExclusion(article_id=article, other_id=other, hidden_by=by), article, other, by=by)


def show_related(article: int, other: int, *, by: Actor) -> bool:
    """Show the story `other` in the related block of `article` again. Return whether it was hidden."""
    return _remove(RelatedExclusion.objects.filter(article=article, other=other), article, by=by)


def reserve_rights(article: int, *, by: Actor) -> bool:
    """Stop offering a story for republication. Return whether it was offered before."""
    return _add(RightsReservation(article_id=article, reserved_by=by), article, by=by)


def release_rights(article: int, *, by: Actor) -> bool:
    """Offer a story under the newsroom's license again. Return whether its rights were reserved."""
    return _remove(RightsReservation.objects.filter(article=article), article, by=by)


@log.unit_of_work()
def _add(row, *articles, by):
    _lock(articles, by=by)
    ids = dict(zip(("article", "other"), articles, strict=False))
    if type(row).objects.filter(**ids).exists():
        return False
    row.changed_by = by
    row.save()
    return True


@log.unit_of_work()
def _remove(rows, article, *, by):
    _lock([article], by=by)
    row = rows.first()
    if row is None:
        return False
    row.changed_by = by
    row.delete()
    return True


def _lock(articles, *, by):
    if not may_make_exceptions(by):
        raise PermissionDenied
    Article.objects.lock(articles)


class WaiverRefused(Refused):
    """A refused waiver; `reasons` are texts in the user's language."""


def may_waive(user: Actor, language: str) -> bool:
    """Return whether a user may waive blockers in a language. None, the system, may not."""
    return user is not None and may(user, Verb.WAIVE, language)


@log.unit_of_work()
def waive(
    article: Article, language: str, *, code, fingerprint, by: Actor, reason: str, at: datetime | None = None
) -> Waiver:
    """Waive one blocker of a language. Return the Waiver.

    code, fingerprint  code and fingerprint of its Finding
    at                 planned instant of publication, as for examine (default: now)

    Raise PermissionDenied or WaiverRefused.
    """
    if not may_waive(by, language):
        raise PermissionDenied
    reason = prose(reason)
    if not reason:
        raise WaiverRefused(_("Give a reason."))
    story = LockedStory(article.pk, by=by)
    findings = examine(story.article, story.progress[language], at=at, codes={code}, rows=story.rows)
    finding = next((finding for finding in findings if finding.fingerprint == fingerprint), None)
    _check_finding(finding)
    waiver = Waiver.objects.create(
        article=story.article,
        language=language,
        code=code,
        fingerprint=fingerprint,
        place=str(finding),
        reason=reason,
        waived_by=by,  # type: ignore[misc]  # may_waive is false for the system
    )
    log.record(
        EventType.WAIVED,
        story.article,
        by=by,
        language=language,
        reason=reason,
        code=code,
        place=waiver.place,
    )
    return waiver


def _check_finding(finding):
    """Raise WaiverRefused if a finding cannot be waived, or no longer exists (None)."""
    if finding is None:
        raise WaiverRefused(_("Preflight no longer finds this. There is nothing to waive."))
    if finding.waiver is not None:
        raise WaiverRefused(_("Someone has waived this in the meantime."))
    if not finding.is_waivable:
        raise WaiverRefused(_("Only blockers can be waived, except those that every story requires."))


@log.unit_of_work()
def take_back(waiver: Waiver, *, by: Actor) -> None:
    """Delete a waiver, so that its blocker blocks again. Do nothing if it is already deleted."""
    if not may_waive(by, waiver.language):
        raise PermissionDenied
    story = LockedStory(waiver.article_id, by=by)
    _number, deleted = Waiver.objects.filter(pk=waiver.pk).delete()
    if deleted:
        log.record(
            EventType.WAIVER_TAKEN_BACK,
            story.article,
            by=by,
            language=waiver.language,
            code=waiver.code,
            place=waiver.place,
        )

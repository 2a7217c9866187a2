"""Exceptions for one story: related stories that an editor hides, and rights that are not given away.

Readers see either at once, so both are for people who publish, in either language. Packages that find related
stories register a finder here, as checks do in their registry: the desk imports no page of readers.
"""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied

from articles.events import log
from articles.models import Article, RelatedExclusion, RightsReservation
from articles.workflow.permissions import Actor, Verb, may_somewhere

_finders: list[Callable[[int], dict[int, float]]] = []


def register_finder(finder: Callable[[int], dict[int, float]]) -> Callable[[int], dict[int, float]]:
    """Register a function that takes a story's id and returns {id of another: score}, the best first."""
    _finders.append(finder)
    return finder


def related_scores(article: int) -> dict[int, float]:
    """Return {id of a story: score} of all that was found for one, hidden or not, the best first."""
    return {other: score for finder in _finders for other, score in finder(article).items()}


def may_make_exceptions(user: Actor) -> bool:
    """Return whether a person may hide related stories and reserve rights."""
    return may_somewhere(user, Verb.PUBLISH)


def hide_related(article: int, other: int, *, by: Actor) -> bool:
    """Keep a found story out of another's related block. Return whether it was shown."""
    return _add(RelatedExclusion(article_id=article, other_id=other, hidden_by=by), article, other, by=by)


def show_related(article: int, other: int, *, by: Actor) -> bool:
    """Let a found story appear in the related block again. Return whether it was hidden."""
    return _remove(RelatedExclusion.objects.filter(article=article, other=other), article, by=by)


def reserve_rights(article: int, *, by: Actor) -> bool:
    """Offer a story to nobody for republishing. Return whether it was offered before."""
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

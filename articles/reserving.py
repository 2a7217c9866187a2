"""Keeps a story from being republished, or lets it go: an exception to the license of the newsroom."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from articles.models import Article, Reserved
from articles.workflow.permissions import Verb, may_somewhere


def may_reserve(user):
    """Readers see it at once: it is for those who publish, in either language."""
    return may_somewhere(user, Verb.PUBLISH)


@transaction.atomic
def reserve(article, *, by):
    """Offer a story, given by its number, to nobody. Return whether it was offered before."""
    _lock(article, by)
    if Reserved.objects.filter(article=article).exists():
        return False
    row = Reserved(article_id=article, reserved_by=by)
    row.changed_by = by
    row.save()
    return True


@transaction.atomic
def release(article, *, by):
    """Offer a story under the license again. Return whether it was reserved."""
    _lock(article, by)
    row = Reserved.objects.filter(article=article).first()
    if row is None:
        return False
    row.changed_by = by
    row.delete()
    return True


def _lock(article, by):
    if not may_reserve(by):
        raise PermissionDenied
    Article.objects.lock([article])

"""Found related stories at the desk: which were found for a story, and which of them an editor hides.

Whatever finds them registers itself here, as checks do in their registry: the desk imports no reader's
page.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from articles.models import Apart, Article
from articles.workflow.permissions import Verb, may_somewhere

_finders = []


def finds(function):
    """Register what finds: it takes a story's number and returns {other story: score}, the best first."""
    _finders.append(function)
    return function


def found(article):
    """{number of a story: score} of all that was found for one, hidden or not, the best first."""
    return {number: score for finder in _finders for number, score in finder(article).items()}


def may_hide(user):
    """Readers see it at once: it is for those who publish, in either language."""
    return may_somewhere(user, Verb.PUBLISH)


@transaction.atomic
def hide(article, other, *, by):
    """Keep a found story out of another's related block; both are numbers. Return whether it was shown."""
    _lock(article, other, by=by)
    if Apart.objects.filter(article=article, other=other).exists():
        return False
    row = Apart(article_id=article, other_id=other, kept_by=by)
    row.changed_by = by
    row.save()
    return True


@transaction.atomic
def show_again(article, other, *, by):
    """Let a found story stand there again. Return whether it was hidden."""
    _lock(article, by=by)
    row = Apart.objects.filter(article=article, other=other).first()
    if row is None:
        return False
    row.changed_by = by
    row.delete()
    return True


def _lock(*articles, by):
    if not may_hide(by):
        raise PermissionDenied
    Article.objects.lock(articles)

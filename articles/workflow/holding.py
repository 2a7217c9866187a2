"""Who works on one language of a story, so that two do not begin the same translation."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles.workflow.assigning import AS_IT_IS, given
from articles.workflow.permissions import may_any
from articles.workflow.saving import Edit
from articles.workflow.transitions import TransitionRefused


def hold(article, language, *, by):
    """Take one language of a story on. Refused while somebody else holds it."""
    return _give(article, language, to=by, by=by)


def let_go(article, language, *, by, was=AS_IT_IS):
    """Put one language of a story back, whoever holds it: people fall ill.

    was  the holder that the person saw, as a number or None; another one by now is a refusal
    """
    return _give(article, language, to=None, by=by, was=was)


@transaction.atomic
def _give(article, language, *, to, by, was=AS_IT_IS):
    if not may_any(by, language):
        raise PermissionDenied
    progress = Edit(article.pk, by=by).progress[language]
    before = progress.holder_id
    if to is not None and before not in (None, to.pk):
        raise TransitionRefused([_("Somebody else has taken it on meanwhile.")])
    if was not in (AS_IT_IS, before):
        raise TransitionRefused([_("Somebody else has taken it on or put it back meanwhile.")])
    progress.holder = to
    progress.save(update_fields=["holder"])
    if progress.holder_id != before:
        given(article, progress, by=by, before=before)
    return progress

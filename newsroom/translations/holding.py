"""Taking a translation of the queue on, and putting it back, without leaving the queue."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.models import Progress
from articles.workflow.assignments import hold, let_go
from articles.workflow.transitions import TransitionRefused
from newsroom.translations.queue import writable_languages


@require_POST
def claim_translation(request, article_id, language):
    """Take it on, unless somebody was faster."""

    def act(row):
        hold(row.article, language, by=request.user)
        return _("You have taken it on: %(headline)s")

    return _change_holder(request, article_id, language, act)


@require_POST
def release_translation(request, article_id, language):
    """Put back what one holds oneself."""

    def act(row):
        let_go(row.article, language, by=request.user, was=request.user.pk)
        return _("You have put it back: %(headline)s")

    return _change_holder(request, article_id, language, act)


def _change_holder(request, article_id, language, act):
    """Do it, say what became of it, and go back to the queue as it was narrowed, by the address's query."""
    if language not in writable_languages(request.user):
        raise PermissionDenied
    rows = Progress.objects.select_related("article", "holder")
    row = get_object_or_404(rows, article=article_id, language=language)
    words = {"headline": str(row.article)}
    try:
        messages.success(request, act(row) % words)
    except TransitionRefused as refused:
        messages.error(request, _refusal_message(rows.get(pk=row.pk), refused, words))
    query = request.GET.urlencode()
    return HttpResponseRedirect(reverse("translations:queue") + (f"?{query}" if query else ""))


def _refusal_message(row, refused, words):
    """Why not, and who was faster."""
    if row.holder is None:
        return " ".join(str(reason) for reason in refused.reasons)
    words["name"] = row.holder.get_full_name() or row.holder.get_username()
    return _("%(name)s has taken it on meanwhile: %(headline)s") % words

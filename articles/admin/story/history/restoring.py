"""Brings back a state of a story, or parts of it: the difference to now first, then the question."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from articles.admin.forms.choosing import is_number
from articles.admin.story.history.changes import diff_pairs, group_by_part
from articles.admin.story.history.names import piece_label
from articles.admin.story.history.screen import HistoryAdmin
from articles.workflow.restoring import RestoreRefused, may_restore, restore
from articles.workflow.saving import PARTS, EditConflict, versions
from articles.workflow.states import PIECES, State


class RestoringAdmin(HistoryAdmin):
    """The part of ArticleAdmin that tells the history of a story, and makes a former state a new change."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.restore_view)
        address = "<int:object_id>/history/<int:record_id>/restore/"
        return [path(address, view, name="articles_article_restore"), *super().get_urls()]

    def restore_view(self, request, object_id, record_id):
        article = self.get_object(request, str(object_id))
        record = article and article.history.select_related("history_user").filter(pk=record_id).first()
        if record is None:
            raise Http404
        if not self.has_change_permission(request, article):
            raise PermissionDenied
        if request.method == "POST":
            return self._restored(request, article, record)
        asked = [piece for piece in request.GET.getlist("piece") if piece in PIECES]
        return self._asked(request, article, record, asked)

    def _restored(self, request, article, record):
        pieces = [piece for piece in PIECES if piece in request.POST.getlist("piece")]
        if not pieces:
            messages.error(request, _("Choose at least one thing to restore."))
            return self._asked(request, article, record, [], status=422)
        try:
            left_out = restore(
                article, record, pieces, by=request.user, seen=posted_versions(request, article)
            )
        except EditConflict as conflict:
            parts = ", ".join(str(PARTS[part]) for part in conflict.parts)
            told = _("Not restored: somebody changed %(parts)s meanwhile. This is the difference to now.")
            messages.error(request, told % {"parts": parts})
            return self._asked(request, article, record, pieces, status=409)
        except RestoreRefused as refusal:
            for reason in refusal.reasons:
                messages.error(request, reason)
            return self._asked(request, article, record, pieces, status=409)
        labels = ", ".join(piece_label(piece) for piece in pieces)
        messages.success(request, _("Restored: %(pieces)s.") % {"pieces": labels})
        for reason in left_out:
            messages.warning(request, reason)
        return HttpResponseRedirect(reverse("admin:articles_article_history", args=[article.pk]))

    def _asked(self, request, article, record, asked, *, status=200):
        """What would change, each with a box; chosen is what was asked for, else all that is theirs."""
        [told] = diff_pairs([(State.now(article), State.of_record(record))])
        mine = {change.piece for change in told if may_restore(request.user, change.piece, article)}
        context = {
            "title": _("Restore"),
            "record": record,
            "parts": group_by_part(told),
            "mine": mine,
            "chosen": mine & set(asked) if asked else mine,
            "seen": versions(article).items(),
        }
        return self.story_page(request, article, "restore", context, status=status)


def posted_versions(request, article):
    """The versions that the page showed; the current one of a part that it did not bring."""
    posted = {part: request.POST.get(f"seen_{part}", "") for part in PARTS}
    return {
        part: int(posted[part]) if is_number(posted[part]) else current
        for part, current in versions(article).items()
    }

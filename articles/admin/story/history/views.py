"""The history page of a story, the comparison of two states, and restoring one."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.admin.forms.fields import is_number
from articles.admin.story.history.differences import diff_pairs, group_by_part, piece_label
from articles.admin.story.history.records import StoryHistory
from articles.admin.story.screens import StoryScreen
from articles.models import Article, Language
from articles.workflow.edit_session import PARTS, EditConflict, versions
from articles.workflow.restoration import RestoreRefused, may_restore, restore
from articles.workflow.snapshot import PIECES, Snapshot

RUNS_A_PAGE = 25


class HistoryScreen(StoryScreen):
    """The history of a story, from which a former state can be restored."""

    def urls(self):
        return [self.path("history/<int:record_id>/restore/", self.restore_view, "restore")]

    def history_view(self, request, object_id):
        """Show the history, or with ?from= and ?to= two states; ArticleAdmin has its address from Django."""
        article = self.model_admin.get_object(request, unquote(object_id))
        if article is None:
            return self.model_admin._get_obj_does_not_exist_redirect(request, Article._meta, object_id)
        if not self.may_open(request, article):
            raise PermissionDenied
        language = request.GET.get("language")
        language = Language(language) if language in Language.values else None
        if "from" in request.GET and "to" in request.GET:
            return self._compared(request, article, language)
        history = StoryHistory(article, language)
        page = Paginator(history.runs, RUNS_A_PAGE).get_page(request.GET.get("p"))
        context = {
            "title": _("History"),
            "page": page,
            "entries": history.entries(page),
            "newest": history.newest,
            "language": language,
            "languages": Language,
            "may_restore": self.may_open(request, article, to_change=True),
        }
        return self.page(request, article, "history", context)

    def _compared(self, request, article, language):
        numbers = [request.GET["from"], request.GET["to"]]
        if not all(is_number(number) for number in numbers):
            raise Http404
        if int(numbers[0]) == int(numbers[1]):
            return HttpResponseRedirect(request.path)
        found = article.history.select_related("history_user").in_bulk([int(number) for number in numbers])
        if len(found) < 2:
            raise Http404
        older, newer = (found[number] for number in sorted(found))
        [changes] = diff_pairs([(Snapshot.of_record(older), Snapshot.of_record(newer))])
        context = {
            "title": _("Differences"),
            "older": older,
            "newer": newer,
            "parts": group_by_part(changes, language),
            "may_restore": self.may_open(request, article, to_change=True),
        }
        return self.page(request, article, "compare", context)

    def restore_view(self, request, object_id, record_id):
        article = self.story(request, object_id, to_change=True)
        record = article.history.select_related("history_user").filter(pk=record_id).first()
        if record is None:
            raise Http404
        if request.method == "POST":
            return self._restored(request, article, record)
        asked = [piece for piece in request.GET.getlist("piece") if piece in PIECES]
        return self._asked(request, article, record, asked)

    def _restored(self, request, article, record):
        pieces = [piece for piece in PIECES if piece in request.POST.getlist("piece")]
        if not pieces:
            messages.error(request, _("Select at least one part to restore."))
            return self._asked(request, article, record, [], status=422)
        try:
            left_out = restore(
                article, record, pieces, by=request.user, seen=posted_versions(request, article)
            )
        except EditConflict as conflict:
            parts = ", ".join(str(PARTS[part]) for part in conflict.parts)
            text = _(
                "Not restored: someone changed %(parts)s in the meantime. These are the differences from "
                "the current version."
            )
            reasons = [text % {"parts": parts}]
        except RestoreRefused as refusal:
            reasons = refusal.reasons
        else:
            labels = ", ".join(piece_label(piece) for piece in pieces)
            messages.success(request, _("Restored: %(pieces)s.") % {"pieces": labels})
            for reason in left_out:
                messages.warning(request, reason)
            return HttpResponseRedirect(reverse("admin:articles_article_history", args=[article.pk]))
        for reason in reasons:
            messages.error(request, reason)
        return self._asked(request, article, record, pieces, status=409)

    def _asked(self, request, article, record, asked, *, status=200):
        """Show the differences to now; the pieces `asked` are ticked, else all that the user may restore."""
        [changes] = diff_pairs([(Snapshot.of(article), Snapshot.of_record(record))])
        mine = {change.piece for change in changes if may_restore(request.user, change.piece, article)}
        context = {
            "title": _("Restore"),
            "record": record,
            "parts": group_by_part(changes),
            "mine": mine,
            "chosen": mine & set(asked) if asked else mine,
            "seen": versions(article).items(),
        }
        return self.page(request, article, "restore", context, status=status)


def posted_versions(request, article):
    """Return {part: version} as the page showed it; the current version of a part that was not posted."""
    posted = {part: request.POST.get(f"seen_{part}", "") for part in PARTS}
    return {
        part: int(posted[part]) if is_number(posted[part]) else current
        for part, current in versions(article).items()
    }

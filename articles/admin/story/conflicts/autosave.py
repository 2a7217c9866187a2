"""Drafts of unsaved text, kept while a person types, and the presence of colleagues."""

import json

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponseRedirect, JsonResponse, QueryDict
from django.http.request import RawPostDataException
from django.middleware.csrf import get_token
from django.urls import path, reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from articles.admin.display import display_name
from articles.admin.forms.fields import is_number
from articles.admin.forms.guarded import posted_values
from articles.admin.story.conflicts.autosave_fields import InvalidAutosave, accepted_fields, unsaved_fields
from articles.admin.story.conflicts.conflict import Conflict, RecoveredForm
from articles.admin.story.screens import StoryScreen
from articles.admin.story_rows import story_address
from articles.models import Article, Language, Presence, UnsavedTyping
from articles.workflow.autosave import be_here, drop_typing, forget_typing, keep_typing, leave
from articles.workflow.edit_session import PARTS, versions


def other_people(article, user, at=None):
    """Return the other people who have the story open, as JSON for story_presence.js."""
    return [
        {
            "name": display_name(row.user),
            "initials": person_initials(display_name(row.user)),
            "text": describe_presence(row),
            "is_typing": row.typed_at is not None,
        }
        for row in Presence.objects.others(article, user, at)
    ]


def describe_presence(row):
    name = display_name(row.user)
    if row.typed_at is None:
        return _("%(name)s has this story open.") % {"name": name}
    if row.language in Language.values:
        part = PARTS[row.language]
        return _("%(name)s has unsaved changes to %(part)s.") % {"name": name, "part": part}
    return _("%(name)s has unsaved changes to this story.") % {"name": name}


def describe_saves(article, read):
    """Return a sentence for each part that was saved since the form was read at {part: version}."""
    now = versions(article)
    parts = [part for part in PARTS if read.get(part, now[part]) < now[part]]
    conflict = Conflict(article, parts)
    return [describe_save(conflict, part) for part in parts]


def describe_save(conflict, part):
    record = conflict.record_of(part)
    if record is None:
        return _("Someone saved %(part)s in the meantime.") % {"part": PARTS[part]}
    values = {"name": conflict.who(part), "part": PARTS[part], "time": format_local_time(record.history_date)}
    return _("At %(time)s, %(name)s saved %(part)s.") % values


def format_local_time(at):
    return formats.time_format(timezone.localtime(at), "TIME_FORMAT")


def person_initials(name):
    """Return two letters of a Latin name, or the last two syllables of a Korean one."""
    words = name.split()
    if len(words) > 1 and name.isascii():
        return (words[0][0] + words[-1][0]).upper()
    return name.replace(" ", "")[-2:] if not name.isascii() else name[:2].upper()


def new_form_data(admin: ModelAdmin, request: HttpRequest) -> QueryDict:
    """Return request.POST, completed with the initial values of a new story's form."""
    data = request.POST.copy()
    form = admin.get_form(request)(initial=admin.get_changeform_initial_data(request))
    for field in form:
        if field.html_name not in data:
            data.setlist(field.html_name, posted_values(field.field.prepare_value(field.initial)))
    return data


MAX_AUTOSAVE_BYTES = 3_000_000  # the longest body in Korean, as it was shown and as it is
DRAFT = "draft"  # query parameter of the form: the id of the draft to fill in
TAB_FIELD = "_tab"  # hidden input that names the browser window
DRAFT_FIELD = "_draft"  # hidden input with the id of the draft that was filled in


class AutosaveScreen(StoryScreen):
    """Addresses at which drafts of unsaved text are kept and dropped, and colleagues announced."""

    def urls(self):
        view = never_cache(require_http_methods(["GET", "POST"])(self.autosave_view))
        drop = self.site.admin_view(require_POST(self.drop_draft_view))
        return [
            path("add/autosave/", view, name="articles_article_add_autosave"),
            path("<int:object_id>/autosave/", view, name="articles_article_autosave"),
            path("drafts/<int:draft_id>/drop/", drop, name="articles_article_drop_draft"),
        ]

    def autosave_view(self, request, object_id=None):
        """Keep a draft and answer who else is here, as JSON. GET returns the CSRF token after a new login."""
        if not self.site.has_permission(request):
            return JsonResponse({"error": _("You are logged out.")}, status=401)
        article = self.model_admin.get_object(request, str(object_id)) if object_id else None
        if object_id and article is None:
            return JsonResponse({"error": _("This story no longer exists.")}, status=404)
        if not (article is None or self.may_open(request, article)):
            raise PermissionDenied
        if request.method == "GET":
            return JsonResponse({"token": get_token(request), "user": request.user.pk})
        try:
            sent = parse_autosave(request)
            if sent.get("leaving") and article:
                leave(article.pk, by=request.user)
            kept = self._keep_draft(request, article, sent) if "typed" in sent else None
            answer = self._autosave_answer(request, article, sent, kept)
        except RequestDataTooBig:
            text = _("This is too long for a draft. Save the story.")
            return JsonResponse({"error": text}, status=413)
        except InvalidAutosave:
            return JsonResponse({"error": _("This cannot be saved as a draft.")}, status=400)
        except IntegrityError:  # deleted between the question and the answer
            return JsonResponse({"error": _("This story no longer exists.")}, status=404)
        return JsonResponse(answer)

    def _keep_draft(self, request, article, sent):
        """Keep the posted fields that the user may write; return the UnsavedTyping, or None."""
        may_add = article is None and self.model_admin.has_add_permission(request)
        if not (may_add or (article and self.may_open(request, article, to_change=True))):
            raise PermissionDenied
        fields = accepted_fields(sent["typed"], request.user, article)
        shown = accepted_fields(sent.get("shown", {}), request.user, article, is_shown=True)
        pk = article.pk if article else None
        return keep_typing(pk, tab=sent["tab"], fields=fields, shown=shown, by=request.user)

    def _autosave_answer(self, request, article, sent, kept):
        answer = {"user": request.user.pk}
        if kept:
            answer["kept"] = _("Draft saved at %(time)s") % {"time": format_local_time(kept.kept_at)}
        if article and not sent.get("leaving"):
            is_typing, language = sent.get("is_typing") is True, sent.get("language")
            part = language if is_typing and language in Language.values else ""
            be_here(article.pk, by=request.user, typed=is_typing, language=part)
            answer["people"] = other_people(article, request.user)
            answer["saved"] = describe_saves(article, sent["versions"])
        return answer

    def drop_draft_view(self, request, draft_id):
        """Discard a draft and go back to the form."""
        row = UnsavedTyping.objects.filter(user=request.user, pk=draft_id).first()
        if row is None:
            raise Http404
        drop_typing(row.pk, by=request.user)
        messages.success(request, _("Draft discarded. The story is as it was last saved."))
        if row.article_id is None:
            return HttpResponseRedirect(reverse("admin:articles_article_add"))
        return HttpResponseRedirect(story_address(row.article_id))


def requested_draft(request: HttpRequest, article: Article | None) -> UnsavedTyping | None:
    """Return the UnsavedTyping that the query names, if it is the user's own and of this story, else None."""
    pk = parse_draft_id(request.GET[DRAFT])
    return UnsavedTyping.objects.of(request.user, article).filter(pk=pk).first()


def forget_posted_draft(request: HttpRequest) -> None:
    """Forget the drafts that a posted form has saved: its window's own and the one that was filled in."""
    forget_typing(by=request.user, tab=request.POST.get(TAB_FIELD, "")[:40], dropped_at=None)
    if draft := parse_draft_id(request.POST.get(DRAFT_FIELD, "")):
        forget_typing(by=request.user, pk=draft)


def autosave_context(
    request: HttpRequest, article: Article | None, conflict: Conflict | None, *, with_drafts: bool
) -> dict:
    """Return the context of admin/articles/article/_autosave.html, with or without the user's drafts."""
    recovered = conflict if isinstance(conflict, RecoveredForm) else None
    # A dropped draft belongs to no window: brought back, it is kept under a new name.
    has_tab = recovered and not recovered.row.is_dropped
    address = reverse("admin:articles_article_add_autosave")
    if article is not None:
        address = reverse("admin:articles_article_autosave", args=[article.pk])
    settings = {
        "address": address,
        "tab": recovered.row.tab if has_tab else request.POST.get(TAB_FIELD, ""),
        "draft": recovered.row.pk if recovered else request.POST.get(DRAFT_FIELD, ""),
        "user": request.user.pk,
        "login": f"{reverse('admin:login')}?next={request.path}",
    }
    context = {"autosave": settings}
    if request.method == "GET" and with_drafts:
        found = [
            (row, places)
            for row in UnsavedTyping.objects.of(request.user, article)[:10]
            if (places := unsaved_fields(row.fields, row.shown, article))
        ]
        context["unsaved"] = [one for one in found if not one[0].is_dropped][:5]
        context["dropped"] = [one for one in found if one[0].is_dropped][:5]
    return context


def parse_autosave(request):
    """Return what story_autosave.js sent: tab, typed, shown, versions, language, is_typing, leaving.

    Raise InvalidAutosave or RequestDataTooBig.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_AUTOSAVE_BYTES:
        raise RequestDataTooBig
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError, RawPostDataException) as error:  # the last: it is a form
        raise InvalidAutosave from error
    tab = sent.get("tab") if isinstance(sent, dict) else None
    if not (isinstance(tab, str) and len(tab) <= 40 and tab.replace("-", "").isalnum()):
        raise InvalidAutosave
    read_at = sent.get("versions")
    read_at = read_at if isinstance(read_at, dict) else {}
    sent["versions"] = {part: number for part, number in read_at.items() if isinstance(number, int)}
    return sent


def parse_draft_id(text):
    """Return the id in a query parameter or input; 0 for anything else."""
    return int(text) if is_number(text) else 0

"""Typing that is not saved yet: kept while it is typed, offered again after a crash, and who else types."""

import json

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import IntegrityError
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from js_asset import ImportMap, Media

from articles.admin.story.conflicts.taking import RecoveredForm, bind_forms, new_form_data
from articles.admin.story.conflicts.together import describe_saves, format_local_time, other_people
from articles.admin.story.conflicts.typed_fields import (
    InvalidAutosave,
    accepted_fields,
    autosave_form_data,
    unsaved_fields,
)
from articles.models import Language, UnsavedTyping
from articles.workflow.typing import be_here, drop_typing, forget_typing, keep_typing, leave

MAX_AUTOSAVE_BYTES = 1_000_000
DRAFT = "typing"  # the parameter of the form's address; its value is the number of what is taken in
TAB_FIELD = "_tab"  # the hidden input that names the window
DRAFT_FIELD = "_taken"  # the one that names what was taken in


class AutosaveAdmin:
    """The part of ArticleAdmin for what is not saved yet, and for those who work on a story together."""

    @property
    def media(self):
        # An import map leads to their hashed names; imports by path would not.
        names = {f"newsroom-story/{name}": f"js/admin/story_{name}.js" for name in ("fields", "people")}
        return super().media + Media(importmap=ImportMap(names))

    def get_urls(self):
        view = never_cache(require_http_methods(["GET", "POST"])(self.typing_view))
        drop = self.admin_site.admin_view(require_POST(self.drop_view))
        return [
            path("add/typing/", view, name="articles_article_add_typing"),
            path("<int:object_id>/typing/", view, name="articles_article_typing"),
            path("typing/<int:typing_id>/drop/", drop, name="articles_article_drop_typing"),
            *super().get_urls(),
        ]

    def typing_view(self, request, object_id=None):
        """Keep what is typed and say who else is here, as JSON. GET: the token, after a new login."""
        if not self.admin_site.has_permission(request):
            return JsonResponse({"error": _("You are not logged in any more.")}, status=401)
        article = self.get_object(request, str(object_id)) if object_id else None
        if object_id and article is None:
            return JsonResponse({"error": _("This story is not there any more.")}, status=404)
        if not (article is None or self.has_view_or_change_permission(request, article)):
            raise PermissionDenied
        if request.method == "GET":
            return JsonResponse({"token": get_token(request), "user": request.user.pk})
        try:
            sent = parse_autosave(request)
            if sent.get("leaving") and article:
                leave(article.pk, by=request.user)
            kept = self._keep_typing(request, article, sent) if "typed" in sent else None
            told = self._typing_told(request, article, sent, kept)
        except RequestDataTooBig:
            told = _("This is too much to be kept as a draft. Save the story.")
            return JsonResponse({"error": told}, status=413)
        except InvalidAutosave:
            return JsonResponse({"error": _("This cannot be kept as a draft.")}, status=400)
        except IntegrityError:  # deleted between the question and the answer
            return JsonResponse({"error": _("This story is not there any more.")}, status=404)
        return JsonResponse(told)

    def _keep_typing(self, request, article, sent):
        """The row that is kept, or None."""
        may_save = (
            self.has_change_permission(request, article) if article else self.has_add_permission(request)
        )
        if not may_save:
            raise PermissionDenied
        fields = accepted_fields(sent["typed"], request.user, article)
        shown = accepted_fields(sent.get("shown", {}), request.user, article, is_shown=True)
        pk = article.pk if article else None
        return keep_typing(pk, tab=sent["tab"], fields=fields, shown=shown, by=request.user)

    def _typing_told(self, request, article, sent, kept):
        told = {"user": request.user.pk}
        if kept:
            told["kept"] = _("Kept as a draft at %(time)s") % {"time": format_local_time(kept.kept_at)}
        if article and not sent.get("leaving"):
            language = sent.get("language", "")
            language = language if language in Language.values else ""
            is_typing = sent.get("is_typing") is True
            be_here(article.pk, by=request.user, typed=is_typing, language=language if is_typing else "")
            told["people"] = other_people(article, request.user)
            told["saved"] = describe_saves(article, sent["versions"])
        return told

    def drop_view(self, request, typing_id):
        """Offer what was typed no more, and go back to the form."""
        row = UnsavedTyping.objects.filter(user=request.user, pk=typing_id).first()
        if row is None:
            raise Http404
        drop_typing(row.pk, by=request.user)
        self.message_user(request, _("Dropped. The story stands as it was saved."), messages.SUCCESS)
        return HttpResponseRedirect(story_form_url(row.article_id))

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """A save ends what was kept of it; ?typing=… shows the form with what was kept."""
        if request.method == "GET" and DRAFT in request.GET:
            return self._take_typing(request, object_id, form_url, extra_context)
        response = super().changeform_view(request, object_id, form_url, extra_context)
        if request.method == "POST" and isinstance(response, HttpResponseRedirect):
            forget_typing(by=request.user, tab=request.POST.get(TAB_FIELD, "")[:40], dropped_at=None)
            forget_typing(by=request.user, pk=parse_draft_id(request.POST.get(DRAFT_FIELD, "")))
        return response

    def _take_typing(self, request, object_id, form_url, extra_context):
        article = self.get_object(request, unquote(object_id)) if object_id else None
        number = parse_draft_id(request.GET[DRAFT])
        row = UnsavedTyping.objects.of(request.user, article).filter(pk=number).first()
        if row is None or (object_id and article is None):
            self.message_user(request, _("What you typed is not kept any more."), messages.WARNING)
            return HttpResponseRedirect(story_form_url(article and article.pk))
        # The form is built as from a post, to be seen: it is not valid while it is being taken in.
        _files = request.FILES  # read first, or Django reads the empty body of this GET over the new POST
        request.method, request.conflict = "POST", None
        request.POST = autosave_form_data(row.fields, row.shown)
        taken = RecoveredForm(article, row)
        if article is None:
            request.POST = new_form_data(self, request)
        else:
            request.POST = taken.rebased(request.POST, *bind_forms(self, request, article))
        # It is saved at the plain address: once saved, there is nothing to take in any more.
        response = self.show_conflict(request, object_id, request.path, extra_context, taken)
        response.status_code = 200
        return response

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """With what the form's script has to know, and what was typed before and not saved."""
        taken = getattr(request, "conflict", None)
        is_taken = isinstance(taken, RecoveredForm)
        context["together"] = {
            "address": autosave_url(obj),
            # What was dropped is in no window; brought back, it is kept under a new name.
            "tab": request.POST.get(TAB_FIELD, "") if not is_taken or taken.row.is_dropped else taken.row.tab,
            "taken": taken.row.pk if is_taken else request.POST.get(DRAFT_FIELD, ""),
            "user": request.user.pk,
            "login": f"{reverse('admin:login')}?next={request.path}",
        }
        if is_taken and len(context["errors"]) == 1:
            # It is no error: it is told in a notice of its own.
            context["taken"], context["errors"] = taken, []
        if request.method == "GET" and context["may_save"]:
            found = unsaved_drafts(request.user, obj)
            context["unsaved"] = [one for one in found if not one[0].is_dropped][:5]
            context["dropped"] = [one for one in found if one[0].is_dropped][:5]
        return super().render_change_form(request, context, add, change, form_url, obj)


def parse_autosave(request):
    """What the form's script sent: tab, typed, shown, versions, language, is_typing, leaving."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_AUTOSAVE_BYTES:
        raise RequestDataTooBig
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise InvalidAutosave from error
    if not (isinstance(sent, dict) and isinstance(sent.get("tab"), str) and 0 < len(sent["tab"]) <= 40):
        raise InvalidAutosave
    if not sent["tab"].replace("-", "").isalnum():
        raise InvalidAutosave
    read_at = sent.get("versions")
    read_at = read_at if isinstance(read_at, dict) else {}
    sent["versions"] = {part: number for part, number in read_at.items() if isinstance(number, int)}
    return sent


def parse_draft_id(text):
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def unsaved_drafts(user, article):
    """What a person typed and did not save: [(UnsavedTyping, [Typed])]. What stands by now is left out."""
    found = UnsavedTyping.objects.of(user, article)[:10]
    rows = [(row, unsaved_fields(row.fields, row.shown, article)) for row in found]
    return [(row, places) for row, places in rows if places]


def story_form_url(article_id):
    name = "admin:articles_article_change" if article_id else "admin:articles_article_add"
    return reverse(name, args=[article_id] if article_id else [])


def autosave_url(article):
    if article is None:
        return reverse("admin:articles_article_add_typing")
    return reverse("admin:articles_article_typing", args=[article.pk])

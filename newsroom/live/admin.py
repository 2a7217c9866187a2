"""Admin views of live coverage, designed for phones: forms of entries, and one-click actions."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.contrib import admin, messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, include, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from js_asset import ImportMap, Media

import newsroom.converters  # noqa: F401  (registers the path converters)
from articles.admin.autosave import MODULES
from articles.admin.editor_widget import editor_modules
from articles.admin.site import register_menu_screen, register_urls
from articles.annotations import StaffRequest, User
from articles.models import Language, other
from articles.refusals import has_waited_too_long
from articles.workflow.permissions import Verb, may_somewhere
from newsroom.live.desk import (
    DeskEntry,
    LiveAutosave,
    desk_address,
    entries_context,
    headlines_of,
    open_rows,
    posting_languages,
    recovered_form,
    render_live,
    shown_story,
    unfinished_forms,
)
from newsroom.live.forms import (
    SOURCE,
    TOKEN,
    LiveCorrectionForm,
    LivePostForm,
    LiveReasonForm,
    LiveTranslationForm,
)
from newsroom.live.models import LiveCoverage, LiveEntry
from newsroom.live.publication import (
    AlreadyPosted,
    EntryChanged,
    LiveRefused,
    begin_coverage,
    correct_entry,
    end_coverage,
    may_post,
    pin_entry,
    post_entry,
    take_down,
    translate_entry,
)

logger = logging.getLogger(__name__)

BUSY = gettext_lazy("The database was busy for too long. Nothing was published. Try again.")
BEGIN = "_begin"  # the button that begins the coverage again and posts
LIVE_MEDIA = Media(importmap=ImportMap(MODULES | editor_modules()), css={"all": ["css/editor.css"]})
MOST_LISTED = 50  # coverages in each part of the list page


def may_open(user: User) -> bool:
    """Return whether the user may post in at least one language."""
    return may_somewhere(user, Verb.PUBLISH)


register_menu_screen("LiveCoverage", gettext_lazy("Live coverage"), "admin:live", may_open)


@register_urls
def live_urls(site: AdminSite) -> list[URLPattern]:
    story = "live/<number:story>/"
    entry = f"{story}<number:number>/"
    return [
        path("live/", site.admin_view(list_page), name="live"),
        path("live/drafts/", include(LiveAutosave(site).urls())),  # type: ignore[list-item]  # a resolver also is a pattern
        path(story, site.admin_view(desk_page), name="live_desk"),
        path(f"{story}begin/", site.admin_view(begin_step), name="live_begin"),
        path(f"{story}end/", site.admin_view(end_step), name="live_end"),
        path(f"{entry}<language:language>/", site.admin_view(entry_page), name="live_entry"),
        path(f"{entry}pin/", site.admin_view(pin_step), name="live_pin"),
        path(f"{entry}take-down/", site.admin_view(take_down_step), name="live_take_down"),
    ]


@dataclass
class LiveRefusal:
    """The reasons why nothing was published, the conflicting entry or None, and the HTTP status."""

    reasons: list
    entry: LiveEntry | None = None
    status: int = 409


@require_safe
def list_page(request: StaffRequest) -> HttpResponse:
    """Show the stories that are live, then those whose coverage has ended, the latest first."""
    if not may_open(request.user):
        raise PermissionDenied
    parts = {
        "open": LiveCoverage.objects.open()[:MOST_LISTED],
        "ended": LiveCoverage.objects.exclude(ended_at=None).order_by("-ended_at")[:MOST_LISTED],
    }
    stories = headlines_of([row for rows in parts.values() for row in rows])
    context = admin.site.each_context(request) | {"title": _("Live coverage")}
    context |= {name: [(row, stories[row.article_id]) for row in rows] for name, rows in parts.items()}
    return TemplateResponse(request, "admin/live/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def desk_page(request: StaffRequest, story: int) -> HttpResponse:
    """Show the entries of a story and a form for a new one. A POST publishes this entry or shows errors."""
    article = shown_story(request, story)
    languages = posting_languages(request.user, article)
    make_form = partial(LivePostForm, languages=languages, user=request.user)
    if request.method == "POST":
        if not languages:
            raise PermissionDenied
        form = make_form(request.POST, request.FILES)
        refusal = attempt(request, form, lambda data: post(article, request, form, data))
        if refusal is None:
            return redirect_after_publication(request, article, form.entry)  # type: ignore[attr-defined]  # kept for the response
        return show_desk(request, article, form, refusal=refusal)
    if not languages:
        return show_desk(request, article, None)
    form, recovered = recovered_form(request, article, make_form)
    return show_desk(request, article, form, recovered=recovered)


def post(article, request, form, data):
    names = {name: data[name] for name in ("kind", "author", "is_pinned")}
    names |= {"picture": form.chosen_picture(), "token": data[TOKEN], "begins": BEGIN in request.POST}
    return post_entry(article, data["language"], data["text"], by=request.user, **names)


@require_http_methods(["GET", "HEAD", "POST"])
def entry_page(request: StaffRequest, story: int, number: int, language: str) -> HttpResponse:
    """Show the form to correct or translate one language of an entry. A POST saves it."""
    article = shown_story(request, story)
    if not may_post(request.user, language):
        raise PermissionDenied
    rows = open_rows(article, number)
    row, there = rows.get(language), rows.get(other(language))
    # A translation form posts a translation, even if another user has translated the entry since it opened.
    is_correction = row is not None if request.method != "POST" else "_correct" in request.POST
    make_form = entry_form(language, row, there, request.user if is_correction else None)
    refusal = recovered = None
    if request.method == "POST":
        form = make_form(request.POST, request.FILES)
        act = correct if is_correction else translate
        target = (article, number, language)
        refusal = attempt(request, form, lambda data: act(*target, data, form.chosen_picture(), request.user))
        if refusal is None:
            return redirect_after_publication(request, article, form.entry)
    elif row is None and there is None:
        messages.warning(request, _("This entry was taken down in the meantime."))
        return HttpResponseRedirect(desk_address(article.pk))
    else:
        form, recovered = recovered_form(request, article, make_form)
    context = {
        "title": _("Correct the entry") if is_correction else _("Translate the entry"),
        "row": row,
        "there": there,
        "is_correction": is_correction,
        "language": Language(language),
    }
    entry_key = f"{number}-{language}"
    return show_form(request, article, form, "entry", context, refusal, recovered, entry_key)


def entry_form(language, row, there, corrector):
    """Return a function that makes the form of an entry: bound if it is called with data, else unbound.

    corrector  the user who corrects the entry, or None for a translation
    """
    if corrector:
        source = there if row and row.is_translation else None
        return partial(LiveCorrectionForm, language=language, row=row, source=source, user=corrector)
    return partial(LiveTranslationForm, language=language, source=there)


def correct(article, number, language, data, picture, user):
    seen = {"seen": data["seen"] or 0, "source_seen": data[SOURCE]}
    note = {"note": data["note"], "token": data[TOKEN]}
    return correct_entry(article, number, language, data["text"], by=user, picture=picture, **seen, **note)


def translate(article, number, language, data, picture, user):
    seen = {"seen": data["seen"] or 1, "token": data[TOKEN]}
    words = {"alt": picture.alt, "caption": picture.caption}
    return translate_entry(article, number, language, data["text"], by=user, **words, **seen)


def attempt(request: StaffRequest, form, act: Callable) -> LiveRefusal | None:
    """Perform the action of a form. Return the refusal, or None.

    On success, form.entry is the new row. After a refusal, the form can be sent again. The refusal has no
    reasons if the errors are in the form.
    """
    if not form.is_valid():
        return LiveRefusal([], status=422)
    try:
        form.entry = act(form.cleaned_data)
    except AlreadyPosted as refused:
        form.renew()
        return LiveRefusal(refused.reasons, refused.entry)
    except EntryChanged as refused:
        form.renew(**({"seen": refused.entry.version, "_correct": 1} if refused.entry else {}))
        return LiveRefusal(refused.reasons, refused.entry)
    except LiveRefused as refused:
        if refused.field not in form.fields:
            return LiveRefusal(refused.reasons)
        form.add_error(refused.field, refused.reasons)
        return LiveRefusal([], status=422)
    except OperationalError as error:
        if not has_waited_too_long(error):
            raise
        logger.warning("A live entry: the database wait timed out.")
        return LiveRefusal([BUSY], status=503)
    LiveAutosave(admin.site).forget_posted(request)
    return None


def redirect_after_publication(request, article, entry):
    """Redirect to the desk with a success message, and a warning if the picture has no credit."""
    messages.success(request, _("Published."))
    if entry.image_id and not entry.credit:
        address = reverse("admin:articles_image_change", args=[entry.image_id])
        reason = _("The image has no credit in this language. Enter it there, then correct the entry.")
        name = _("Image %(number)s") % {"number": entry.image_id}
        messages.warning(request, format_html('{} <a href="{}">{}</a>', reason, address, name))
    return HttpResponseRedirect(desk_address(article.pk))


def show_desk(request, article, form, *, refusal=None, recovered=None):
    context = {"title": _("Live coverage")} | entries_context(request, article)
    context["unfinished"] = unfinished_forms(request, article) if form else []
    return show_form(request, article, form, "desk", context, refusal, recovered)


def has_open_coverage(article):
    return LiveCoverage.objects.open().filter(article=article).exists()


def show_form(request, article, form, template, context, refusal, recovered=None, entry_key=""):
    autosave = LiveAutosave(admin.site, entry_key)
    context |= autosave.context(request, article, recovered, with_drafts=recovered is None)
    context |= {
        "form": form,
        "is_typed": form is not None and (template == "entry" or refusal or has_open_coverage(article)),
        "refusal": refusal,
        "recovered": recovered,
        "media": (form.media if form else Media()) + LIVE_MEDIA,
    }
    return render_live(request, article, template, context, status=refusal.status if refusal else 200)


@require_POST
def begin_step(request: StaffRequest, story: int) -> HttpResponse:
    """Begin the live coverage of a story."""
    article = shown_story(request, story)
    try:
        begin_coverage(article, by=request.user)
    except LiveRefused as refused:
        messages.error(request, str(refused))
    else:
        has_entries = LiveEntry.objects.filter(article=article).exists()
        words = (
            _("The story is live again.") if has_entries else _("The story is live. Post the first entry.")
        )
        messages.success(request, words)
    return HttpResponseRedirect(desk_address(article.pk))


@require_http_methods(["GET", "HEAD", "POST"])
def end_step(request: StaffRequest, story: int) -> HttpResponse:
    """Show a confirmation page; a POST ends the live coverage of the story."""
    article = shown_story(request, story)
    if request.method == "POST":
        if end_coverage(article, by=request.user):
            messages.success(request, _("The live coverage has ended. Its entries stay readable."))
        else:
            messages.warning(request, _("The live coverage had ended already."))
        return HttpResponseRedirect(desk_address(article.pk))
    return render_live(request, article, "end", {"title": _("End the live coverage?")})


@require_POST
def pin_step(request: StaffRequest, story: int, number: int) -> HttpResponse:
    """Make an entry a key point; with `_unpin` in the data, remove it from the key points."""
    article = shown_story(request, story)
    open_rows(article, number)
    is_pinned = "_unpin" not in request.POST
    pin_entry(article, number, by=request.user, is_pinned=is_pinned)
    messages.success(request, _("Now a key point.") if is_pinned else _("No longer a key point."))
    return HttpResponseRedirect(desk_address(article.pk))


@require_http_methods(["GET", "HEAD", "POST"])
def take_down_step(request: StaffRequest, story: int, number: int) -> HttpResponse:
    """Show a confirmation page; a POST takes the entry down in both languages."""
    article = shown_story(request, story)
    rows = open_rows(article, number)
    form = LiveReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        take_down(article, number, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Taken down. Readers no longer see the entry."))
        return HttpResponseRedirect(desk_address(article.pk))
    if not rows:
        messages.warning(request, _("This entry was taken down in the meantime."))
        return HttpResponseRedirect(desk_address(article.pk))
    entry = DeskEntry(list(rows.values()), request.user)
    if not entry.may_change:
        raise PermissionDenied
    context = {"title": _("Take the entry down?"), "entry": entry, "form": form}
    return render_live(request, article, "take_down", context, status=422 if form.errors else 200)

"""Steps of a live story that need one press: its begin and end, key points, and entries taken down."""

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from articles.admin.site import register_urls
from newsroom.live.admin.desk import DeskEntry, desk_address, open_rows, render_live, shown_story
from newsroom.live.admin.forms import LiveReasonForm
from newsroom.live.publication import LiveRefused, begin_coverage, end_coverage, pin_entry, take_down


@register_urls
def step_urls(site: AdminSite) -> list[URLPattern]:
    root = "live/<number:story>"
    return [
        path(f"{root}/begin/", site.admin_view(begin_step), name="live_begin"),
        path(f"{root}/end/", site.admin_view(end_step), name="live_end"),
        path(f"{root}/<number:number>/pin/", site.admin_view(pin_step), name="live_pin"),
        path(f"{root}/<number:number>/take-down/", site.admin_view(take_down_step), name="live_take_down"),
    ]


@require_POST
def begin_step(request: HttpRequest, story: int) -> HttpResponse:
    """Begin the live coverage of a story."""
    article = shown_story(request, story)
    try:
        begin_coverage(article, by=request.user)
    except LiveRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The story is live. Post the first entry."))
    return HttpResponseRedirect(desk_address(article.pk))


@require_http_methods(["GET", "HEAD", "POST"])
def end_step(request: HttpRequest, story: int) -> HttpResponse:
    """Ask before the live coverage of a story ends; a POST ends it."""
    article = shown_story(request, story)
    if request.method == "POST":
        if end_coverage(article, by=request.user):
            messages.success(request, _("The live coverage has ended. Its entries stay readable."))
        else:
            messages.warning(request, _("The live coverage had ended already."))
        return HttpResponseRedirect(desk_address(article.pk))
    return render_live(request, article, "end", {"title": _("End the live coverage?")})


@require_POST
def pin_step(request: HttpRequest, story: int, number: int) -> HttpResponse:
    """Make an entry a key point, or none any more with `_unpin`."""
    article = shown_story(request, story)
    open_rows(article, number)
    is_pinned = "_unpin" not in request.POST
    pin_entry(article, number, by=request.user, is_pinned=is_pinned)
    messages.success(request, _("Now a key point.") if is_pinned else _("No longer a key point."))
    return HttpResponseRedirect(desk_address(article.pk))


@require_http_methods(["GET", "HEAD", "POST"])
def take_down_step(request: HttpRequest, story: int, number: int) -> HttpResponse:
    """Ask before an entry is taken down; a POST takes it down in both languages."""
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

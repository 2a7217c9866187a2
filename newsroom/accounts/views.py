"""Settings that people change for themselves."""

from django.conf import settings as house
from django.contrib import admin, messages
from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from newsroom.accounts.forms import FirstPasswordForm, SettingsForm
from newsroom.accounts.mail import find_invited
from newsroom.accounts.sessions import end_sessions, list_open, remember_browser
from newsroom.middleware import CODES
from newsroom.security.log import record
from newsroom.security.models import SecurityEventKind


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language of the screens on the account, and in a cookie for the log-in page; go back."""
    chosen = request.POST.get("language", "")
    if chosen not in CODES:
        return HttpResponseBadRequest(_("Unknown language. Choose one from the list."))
    if request.user.is_authenticated and request.user.language != chosen:
        request.user.language = chosen
        request.user.save(update_fields=["language"])
    return _with_language(HttpResponseRedirect(_safe_next(request)), chosen)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_member_required(login_url="admin:login")
def settings(request: HttpRequest) -> HttpResponse:
    """Show or save language, time zone and mail of whoever is logged in."""
    form = SettingsForm(request.POST or None, instance=request.user)
    if request.method != "POST" or not form.is_valid():
        context = {**admin.site.each_context(request), "title": _("My settings"), "form": form}
        status = 422 if request.method == "POST" else 200
        return TemplateResponse(request, "admin/account_settings.html", context, status=status)
    request.user.save(update_fields=form.changed_columns())
    response = HttpResponseRedirect(reverse("accounts:settings"))
    chosen = form.cleaned_data["language"]
    with translation.override(chosen or translation.get_language()):
        messages.success(request, _("Saved."))
    return _with_language(response, chosen) if chosen else response


@require_http_methods(["GET", "HEAD", "POST"])
@staff_member_required(login_url="admin:login")
def sessions(request: HttpRequest) -> HttpResponse:
    """List where the person is logged in; POST ends one of these sessions ("session"), or all others."""
    if request.method == "POST":
        chosen = request.POST.get("session", "")
        pk = int(chosen) if chosen.isdecimal() and len(chosen) < 19 else None
        if chosen and pk is None:
            return HttpResponseBadRequest(_("Unknown session. Open the list again."))
        ended = end_sessions(request.user, but=request.session.session_key, pk=pk)
        words = ngettext("%(count)d session was ended.", "%(count)d sessions were ended.", ended)
        messages.success(request, words % {"count": ended})
        return HttpResponseRedirect(reverse("accounts:sessions"))
    context = {**admin.site.each_context(request), "title": _("Sessions"), "sessions": list_open(request)}
    return TemplateResponse(request, "account/sessions.html", context)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Let somebody who was invited choose a password, and log them in."""
    invited = find_invited(token)
    form = FirstPasswordForm(invited, request.POST or None) if invited else None
    if request.method == "POST" and form and form.is_valid():
        form.save()
        record(SecurityEventKind.INVITATION_ACCEPTED, user=invited, account=invited)
        login(request, invited, backend=house.AUTHENTICATION_BACKENDS[0])
        response = HttpResponseRedirect(reverse("admin:index"))
        remember_browser(request, response, invited)
        return _with_language(response, invited.language) if invited.language else response
    title = _("Welcome, %(name)s") % {"name": invited.get_short_name() or invited.username} if invited else ""
    context = {
        **admin.site.each_context(request),
        "title": title or _("This invitation has expired"),
        "invited": invited,
        "form": form,
    }
    status = 422 if form and form.errors else 200 if invited else 410
    return TemplateResponse(request, "account/invitation.html", context, status=status)


def _with_language(response, chosen):
    """Set the cookie that keeps the language for the log-in page."""
    response.set_cookie(
        house.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=house.LANGUAGE_COOKIE_AGE,
        samesite=house.LANGUAGE_COOKIE_SAMESITE,
        secure=house.LANGUAGE_COOKIE_SECURE,
    )
    return response


def _safe_next(request):
    """Return the page that the person was on, if it is one of ours; else the first screen."""
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if is_ours else reverse("admin:index")

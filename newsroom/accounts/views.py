"""Settings that people change for themselves."""

from django.conf import settings as house
from django.contrib import admin, messages
from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from newsroom.accounts.forms import SettingsForm
from newsroom.middleware import CODES


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
    """Language, time zone and mail of whoever is logged in."""
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

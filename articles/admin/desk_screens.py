"""The screens of the daily work beside Django's own: their addresses and what frames them."""

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.admin.dashboard.report import report
from articles.admin.dashboard.screen import may_see
from articles.admin.extensions import registered_urls
from articles.admin.planning.board import board
from articles.admin.planning.calendar import calendar

# address, what it shows, the models whose rows one must be allowed to see
SCREENS = [
    ("board", board, ["article"]),
    ("calendar", calendar, ["article"]),
    ("report", report, ["article", "edition", "event"]),
]


def with_desk_screens(site):
    """AdminSite.get_urls for one site."""

    def get_urls():
        own = [
            path(f"{name}/", site.admin_view(screen(site, name, shown, models)), name=name)
            for name, shown, models in SCREENS
        ]
        return [*own, *registered_urls(site), *AdminSite.get_urls(site)]

    return get_urls


def screen(site, name, shown, models):
    """The view of one screen.

    shown  what it tells: shown(request, at) is the context of admin/<name>/<name>.html
    """

    @require_safe
    def view(request):
        if not all(may_see(request.user, model) for model in models):
            raise PermissionDenied
        at = getattr(request, "at", None) or timezone.now()
        context = site.each_context(request) | shown(request, at)
        return TemplateResponse(request, f"admin/{name}/{name}.html", context)

    return view

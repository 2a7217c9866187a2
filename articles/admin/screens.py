"""The screens of the daily work beside Django's own: their addresses, permissions and templates."""

from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.admin.dashboard import dashboard_context
from articles.admin.morning_report import report_context
from articles.admin.planning.board import board_context
from articles.admin.planning.calendar import calendar_context
from articles.admin.site import may_see, register_urls

# Name and address, the function that returns the context, the models whose rows one must be allowed to see.
SCREENS = [
    ("board", board_context, ["article"]),
    ("calendar", calendar_context, ["article"]),
    ("report", report_context, ["article", "edition", "event"]),
]


@register_urls
def screen_urls(site):
    screens = [
        path(f"{name}/", site.admin_view(screen_view(site, name, context, models)), name=name)
        for name, context, models in SCREENS
    ]
    return [path("", site.admin_view(dashboard_view(site)), name="index"), *screens]


def screen_view(site, name, context, models):
    """Return the view that renders admin/<name>/<name>.html with context(request, at)."""

    @require_safe
    def view(request):
        if not all(may_see(request.user, model) for model in models):
            raise PermissionDenied
        return TemplateResponse(
            request, f"admin/{name}/{name}.html", site.each_context(request) | context(request, request.at)
        )

    return view


def dashboard_view(site):
    """Return the view of the first screen. Django's own index builds the menu twice."""

    def index(request):
        context = site.each_context(request)
        context |= {
            "title": site.index_title,
            "app_list": context["available_apps"],
            "now": timezone.localtime(request.at, timezone.get_default_timezone()),
        }
        context |= dashboard_context(request.user, request.at)
        return TemplateResponse(request, "admin/index.html", context)

    return index

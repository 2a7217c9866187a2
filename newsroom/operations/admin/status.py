"""The screen “System status”: what doctor finds, in words, and charts of the last 24 hours."""

import re
from dataclasses import dataclass

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.admin.display import chip
from articles.admin.site import register_menu_screen, register_urls
from newsroom.operations.admin.charts import disk_bar, hour_charts, lag_bars
from newsroom.operations.admin.panels import is_administrator
from newsroom.operations.installation.check import CheckedPart, CheckState, run_checks
from newsroom.operations.installation.registry import CHECKS

COLOURS = {
    CheckState.BROKEN: "overdue",
    CheckState.ATTENTION: "in_review",
    CheckState.UNKNOWN: "quiet",
    CheckState.FINE: "live",
}  # in the order of the page
CODE = re.compile(r"`([^`]*)`")

register_menu_screen("Status", gettext_lazy("System status"), "admin:status", is_administrator)


@register_urls
def status_urls(site):
    return [path("status/", site.admin_view(never_cache(show_status)), name="status")]


@dataclass
class StatusLine:
    """One part as the page shows it: words for people, with what is typed into a console as code."""

    label: str
    chip: SafeString
    found: SafeString
    remedy: SafeString

    @classmethod
    def of(cls, part: CheckedPart):
        report = part.report
        mark = chip(COLOURS[report.state], report.state.label)
        return cls(part.check.label, mark, code_html(report.found), code_html(report.remedy))


def code_html(words: str) -> SafeString:
    """Return words as HTML, with what stands between backticks as code."""
    return mark_safe(CODE.sub(r"<code>\1</code>", escape(words)))


@require_safe
def show_status(request):
    """Show the state of each part: those with a fault first, and what to do about it."""
    if not is_administrator(request.user):
        raise PermissionDenied
    parts = sorted(run_checks(CHECKS), key=lambda part: list(COLOURS).index(part.report.state))
    lines = [(part.report.state, StatusLine.of(part)) for part in parts]
    context = admin.site.each_context(request) | {
        "title": _("System status"),
        "faults": [line for state, line in lines if state != CheckState.FINE],
        "fine": [line for state, line in lines if state == CheckState.FINE],
        "charts": hour_charts(request.at),
        "lags": lag_bars(),
        "disk": disk_bar(),
    }
    return TemplateResponse(request, "operations/status.html", context)

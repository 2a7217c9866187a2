"""The page of all runs and monthly costs, for managing editors, and its entry in the admin menu."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import formats
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.admin.site import register_menu_screen, register_urls
from articles.annotations import StaffRequest
from articles.models.language import STORY_BODIES
from newsroom.machine_translation.engine import EngineConfiguration
from newsroom.machine_translation.models import (
    REASONS,
    DraftRun,
    MachineRequest,
    MonthOfCosts,
    month_at,
    spent_this_month,
)

MONTHS, RUNS_A_PAGE = 12, 25
WIDTH, HEIGHT, TOP, BAR = 40, 96, 14, 20  # in units of the drawing; WIDTH is the width of a month
FORMAT = {"en": "M", "ko": "n월"}


@require_safe
def overview_page(request: StaffRequest) -> HttpResponse:
    """Show a chart and a table of the monthly costs, and the runs, latest first."""
    if not request.user.has_perm("machine_translation.view_draftrun"):
        raise PermissionDenied
    configuration = EngineConfiguration.current()
    runs = DraftRun.objects.select_related("article", "started_by").defer(*STORY_BODIES, "outcomes")
    page = Paginator(runs, RUNS_A_PAGE).get_page(request.GET.get("page"))
    reasons, costs = dict(REASONS), costs_of_runs(page)
    context = admin.site.each_context(request) | {
        "title": _("Machine drafts"),
        "configuration": configuration,
        "spent": spent_this_month(configuration) if configuration else None,
        "charts": cost_charts(request.at),
        "page": page,
        "lines": [(run, reasons.get(run.reason, ""), costs.get(run.pk, 0)) for run in page],
    }
    return TemplateResponse(request, "machine_translation/overview.html", context)


def costs_of_runs(runs) -> dict[int, Decimal]:
    """Return {primary key of a run: its costs}, without runs that sent no request. Uses one query."""
    requests = MachineRequest.objects.filter(run__in=[run.pk for run in runs]).order_by()
    return dict(requests.values_list("run").annotate(Sum("cost")))


@dataclass
class CostBar:
    """One month of a chart: label, amount, and the x, y and height of its bar."""

    label: str
    amount: Decimal
    x: int
    y: float
    height: float


@dataclass
class CostChart:
    """The costs of twelve months in one currency. The tallest bar has the amount `most`."""

    currency: str
    bars: list = field(default_factory=list)
    most: Decimal = Decimal(0)
    width, base, height, top, bar = WIDTH * MONTHS, TOP + HEIGHT, TOP + HEIGHT + 16, TOP, BAR


def cost_charts(at) -> list[CostChart]:
    """Return a CostChart for each currency with costs in the last MONTHS months. Uses one query."""
    months = last_months(month_at(at))
    rows = MonthOfCosts.objects.filter(first_day__gte=months[0], spent__gt=0)
    amounts = {}
    for row in rows:
        amounts.setdefault(row.currency, {})[row.first_day] = row.spent
    return [_cost_chart(currency, by_month, months) for currency, by_month in sorted(amounts.items())]


def _cost_chart(currency, amounts, months):
    chart = CostChart(currency, most=max(amounts.values()))
    for index, month in enumerate(months):
        amount = amounts.get(month, Decimal(0))
        height = round(float(HEIGHT * amount / chart.most), 1)
        label = formats.date_format(month, FORMAT[get_language()])
        x = WIDTH * index + (WIDTH - BAR) // 2
        chart.bars.append(CostBar(label, amount, x, round(chart.base - height, 1), height))
    return chart


def last_months(month: date) -> list[date]:
    """Return the first days of the MONTHS months that end with the given one, oldest first."""
    count = month.year * 12 + month.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(count - MONTHS + 1, count + 1)]


@register_urls
def overview_urls(site):
    return [path("machine-drafts/", site.admin_view(overview_page), name="machine_drafts")]


def may_open_overview(user) -> bool:
    """Return whether the menu lists the page: an engine is configured and the user may see costs."""
    has_permission = user.has_perm("machine_translation.view_draftrun")
    return has_permission and EngineConfiguration.current() is not None


register_menu_screen(
    "MachineDrafts", gettext_lazy("Machine drafts"), "admin:machine_drafts", may_open_overview
)

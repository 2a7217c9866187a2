"""Subscriptions: how many there are, and those of one address, which has to be entered whole."""

import json

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from articles.admin.base import SafeListMixin
from articles.admin.conflicts import ConflictMixin, DeletionMixin
from articles.admin.display import chip
from articles.admin.forms.fields import ReadOnlyFormMixin
from articles.models import Language
from newsroom.newsletters.models import Subscription
from newsroom.newsletters.subscriptions import export_address, normal_address
from newsroom.security.log import record_export


@admin.register(Subscription)
class SubscriptionAdmin(ConflictMixin, ReadOnlyFormMixin, DeletionMixin, SafeListMixin, admin.ModelAdmin):
    """Lists nobody: who looks for an address knows it, and nobody leafs through all of them."""

    list_display = ("address", "language", "state", "asked_at", "confirmed_at")
    fields = (
        "address", "language", "asked_at", "mailed_at", "confirmed_at", "failures", "suspended_at", "reason",
    )  # fmt: skip
    search_fields = ("address",)
    search_help_text = gettext_lazy("A whole email address.")
    sortable_by = ()
    change_list_template = "admin/newsletters/subscriptions.html"

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def get_search_results(self, request, queryset, search_term):
        if not search_term.strip():
            return queryset.none(), False
        return queryset.filter(address=normal_address(search_term)), False

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("export/", view(self.export_view), name="newsletters_subscription_export"),
            *super().get_urls(),
        ]

    def log_deletions(self, request, queryset):
        """Log who deleted a subscription, without its address: the log is kept longer, and is in backups."""
        rows = [Subscription(pk=row.pk, address="-", language=row.language) for row in queryset]
        return super().log_deletions(request, rows)

    def changelist_view(self, request, extra_context=None):
        context = {"figures": subscription_figures(), "searched": request.GET.get("q", "").strip()}
        return super().changelist_view(request, context | (extra_context or {}))

    @method_decorator(require_safe)
    def export_view(self, request: HttpRequest) -> HttpResponse:
        """Return all that is kept about an address as a JSON file, and log that it was exported."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = export_address(request.GET.get("q", ""))
        if not found:
            raise Http404
        record_export("newsletter address", "JSON", len(found), request=request)
        text = json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        headers = {
            "Content-Disposition": 'attachment; filename="newsletter-address.json"',
            "Cache-Control": "private, no-store",
        }
        return HttpResponse(text, content_type="application/json", headers=headers)

    @admin.display(description=gettext_lazy("state"))
    def state(self, row):
        if row.suspended_at:
            return chip("gone", _("Suspended"))
        if row.confirmed_at:
            return chip("live", _("Confirmed"))
        return chip("writing", _("Not confirmed"))


def subscription_figures() -> list[tuple[str, dict[str, int]]]:
    """Return [(language, {"reachable", "unconfirmed", "suspended": number})], in one query."""
    found = (
        Subscription.objects.order_by()
        .values("language")
        .annotate(
            reachable=Count("pk", filter=Q(confirmed_at__isnull=False, suspended_at=None)),
            unconfirmed=Count("pk", filter=Q(confirmed_at=None)),
            suspended=Count("pk", filter=Q(suspended_at__isnull=False)),
        )
    )
    rows = {row["language"]: row for row in found}
    none = dict.fromkeys(("reachable", "unconfirmed", "suspended"), 0)
    return [(one.label, rows.get(one.value, none)) for one in Language]

"""Screens of requests for a second person: lists, pages, and the panel of open requests."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import admin
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from articles.admin.base import ChoiceFilter, DecisionAdmin
from articles.admin.display import chip, datetime_html, labelled_cell, text_html, who_and_when
from articles.admin.site import register_panel
from articles.annotations import InterfaceText, User
from articles.models.people import display_name
from articles.models.text import line
from newsroom.security.decisions import (
    CONFIRM,
    explain,
    may_confirm,
    may_decide,
    reject,
    request_address,
    withdraw,
)
from newsroom.security.event_facts import mark_words
from newsroom.security.models import PermissionRequest, RequestDecision, SecondPersonRequest
from newsroom.security.permission_requests import confirm

WAITING = pgettext_lazy("of a request", "Waiting")
MOST_IN_PANEL = 10
MOST_IN_REASON = 300  # characters


class DecisionFilter(ChoiceFilter):
    title = _("state")
    parameter_name = "state"
    options = [("open", WAITING), *RequestDecision.choices]

    def narrow(self, queryset, value, request):
        return queryset.filter(decision="" if value == "open" else value)


class SecondPersonAdmin(DecisionAdmin):
    """Admin of requests that a second person confirms or rejects, and that the requesting user withdraws.

    said_confirmed  message after a confirmation
    """

    view_permission = CONFIRM
    list_filter = (DecisionFilter,)
    ordering = ("-asked_at", "-id")
    sortable_by = ()
    said_confirmed: InterfaceText = ""

    def confirm(self, asked, *, by):
        """Confirm a request. Raise Refused if that is not possible."""
        raise NotImplementedError

    def refusal(self, asked, user) -> InterfaceText:
        """Explain to a user who may see a request why they cannot confirm it."""
        if not may_decide(asked, user):
            return _("Only a superuser decides this request.")
        return _("The person who requested this no longer manages accounts. Reject it and request it again.")

    @admin.display(description=_("state"))
    def state(self, request):
        return request_chip(request)

    @admin.display(description=_("requested"))
    def asked(self, request):
        return labelled_cell(_("requested"), who_and_when(request.asked_by, request.asked_at))

    @admin.display(description=_("decided"))
    def decided(self, request):
        if request.is_open:
            return ""
        return labelled_cell(_("decided"), who_and_when(request.decided_by, request.decided_at))

    def act(self, request, asked):
        if "_confirm" in request.POST:
            self.confirm(asked, by=request.user)
            return self.said_confirmed
        if "_reject" in request.POST:
            reject(asked, by=request.user)
            return _("Rejected. Nothing was changed.")
        if "_withdraw" in request.POST:
            withdraw(asked, by=request.user)
            return _("Withdrawn. Nothing was changed.")
        explain(asked, line(request.POST.get("reason", ""))[:MOST_IN_REASON], by=request.user)
        return _("Saved.")

    def decision_context(self, request, asked):
        return {
            "state": request_chip(asked),
            "reason": text_html(asked.reason),
            "asked": who_and_when(asked.asked_by, asked.asked_at),
            "decided": "" if asked.is_open else who_and_when(asked.decided_by, asked.decided_at),
            "is_withdrawn": asked.decision == RequestDecision.WITHDRAWN,
            "is_own": asked.asked_by_id == request.user.pk,
            "may_decide": may_decide(asked, request.user),
            "may_confirm": may_confirm(asked, request.user),
            "refusal": self.refusal(asked, request.user),
            "most": MOST_IN_REASON,
        }


@admin.register(PermissionRequest)
class PermissionRequestAdmin(SecondPersonAdmin):
    decision_template = "admin/security/permission_request.html"
    list_display = ("subject", "wanted", "state", "asked", "decided")
    said_confirmed = _("Confirmed. The permissions are in force.")

    def get_queryset(self, request):
        return super().get_queryset(request).for_lists()

    def confirm(self, asked, *, by):
        confirm(asked, by=by)

    @admin.display(description=_("for"))
    def subject(self, request):
        return subject_words(request)

    @admin.display(description=_("permissions"))
    def wanted(self, request):
        """Return the groups, the status columns and the number of single permissions."""
        words = [*map(str, request.groups.all()), *mark_words(request.marks)]
        if number := len(request.permissions.all()):
            count = ngettext("%(count)d permission", "%(count)d permissions", number)
            words.append(count % {"count": number})
        return ", ".join(words)

    def decision_context(self, request, asked):
        groups = asked.groups.prefetch_related("permissions__content_type")
        return super().decision_context(request, asked) | {
            "title": subject_words(asked),
            "subject": subject_link(asked),
            "groups": [(group, group.permissions.all()) for group in groups],
            "left_groups": asked.left_groups.all(),
            "marks": mark_words(asked.marks),
            "permissions": asked.permissions.all(),
        }


def person_link(user):
    """Return the name of an account as a link to its page."""
    address = reverse("admin:accounts_user_change", args=[user.pk])
    return format_html('<a href="{}">{}</a>', address, display_name(user))


def subject_words(asked):
    """Return the name of the account or group that would get more permissions."""
    return display_name(asked.account) if asked.account else str(asked.group)


def subject_link(asked):
    if asked.account:
        return person_link(asked.account)
    address = reverse("admin:auth_group_change", args=[asked.group_id])
    return format_html('<a href="{}">{}</a>', address, subject_words(asked))


def request_chip(asked: SecondPersonRequest) -> str:
    """Return the state of a request as a chip."""
    if asked.is_open:
        return chip("missing", WAITING)
    kind = "done" if asked.decision == RequestDecision.CONFIRMED else "quiet"
    return chip(kind, asked.get_decision_display())


def register_open_requests(rows: QuerySet, heading: InterfaceText, words: Callable) -> None:
    """Register a panel of open requests on the first screen, for users who may decide them.

    rows   all requests of a model
    words  words(request) returns the text of its link
    """
    name = rows.model._meta.model_name

    def panel(user: User, at: datetime) -> dict | None:
        if not user.has_perm(CONFIRM):
            return None
        requests = [
            {
                "words": words(request),
                "address": request_address(request),
                "by": display_name(request.asked_by),
                "at": datetime_html(request.asked_at),
            }
            for request in rows.open().exclude(asked_by=user)[:MOST_IN_PANEL]  # type: ignore[attr-defined]  # a queryset of its own class
            if may_decide(request, user)
        ]
        return {"requests": requests, "heading": heading, "name": name} if requests else None

    register_panel("admin/security/_requests_panel.html", panel, position=0)


register_open_requests(PermissionRequest.objects.for_lists(), _("Permissions to confirm"), subject_words)

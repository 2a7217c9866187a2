"""Requests for permissions: their list, page and panel, and the forms from which a second person is asked."""

from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from articles.admin.base import ChoiceFilter, DecisionAdmin
from articles.admin.display import chip, datetime_html, labelled_cell, text_html, who_and_when
from articles.admin.site import register_panel
from articles.models.people import display_name
from articles.models.text import line
from newsroom.security.admin.events import field_words
from newsroom.security.models import PermissionRequest, RequestDecision
from newsroom.security.permission_requests import (
    CONFIRM,
    MARKS,
    account_increase,
    ask_or_give,
    confirm,
    explain,
    group_increase,
    may_decide,
    raises_own,
    reject,
    second_people,
    withdraw,
)

WAITING = pgettext_lazy("of a request", "Waiting")
MOST_IN_PANEL = 10
MOST_IN_REASON = 300  # characters
OWN_FIELDS = ("is_staff", "is_superuser", "groups", "user_permissions")


class DecisionFilter(ChoiceFilter):
    title = _("state")
    parameter_name = "state"
    options = [("open", WAITING), *RequestDecision.choices]

    def narrow(self, queryset, value, request):
        return queryset.filter(decision="" if value == "open" else value)


@admin.register(PermissionRequest)
class PermissionRequestAdmin(DecisionAdmin):
    decision_template = "admin/security/permission_request.html"
    view_permission = CONFIRM
    list_display = ("subject", "wanted", "state", "asked", "decided")
    list_filter = (DecisionFilter,)
    ordering = ("-asked_at", "-id")
    sortable_by = ()

    def get_queryset(self, request):
        return super().get_queryset(request).for_lists()

    @admin.display(description=_("for"))
    def subject(self, request):
        return subject_words(request)

    @admin.display(description=_("permissions"))
    def wanted(self, request):
        """Return the groups, the status and the number of single permissions."""
        words = [*map(str, request.groups.all()), *map(field_words, request.marks)]
        if number := len(request.permissions.all()):
            count = ngettext("%(count)d permission", "%(count)d permissions", number)
            words.append(count % {"count": number})
        return ", ".join(words)

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
            confirm(asked, by=request.user)
            return _("Confirmed. The permissions are in force.")
        if "_reject" in request.POST:
            reject(asked, by=request.user)
            return _("Rejected. Nothing was changed.")
        if "_withdraw" in request.POST:
            withdraw(asked, by=request.user)
            return _("Withdrawn. Nothing was changed.")
        explain(asked, line(request.POST.get("reason", ""))[:MOST_IN_REASON], by=request.user)
        return _("Saved.")

    def decision_context(self, request, asked):
        groups = asked.groups.prefetch_related("permissions__content_type")
        return {
            "title": subject_words(asked),
            "state": request_chip(asked),
            "subject": subject_link(asked),
            "groups": [(group, group.permissions.all()) for group in groups],
            "left_groups": asked.left_groups.all(),
            "marks": [field_words(name) for name in asked.marks],
            "permissions": asked.permissions.all(),
            "reason": text_html(asked.reason),
            "asked": who_and_when(asked.asked_by, asked.asked_at),
            "decided": "" if asked.is_open else who_and_when(asked.decided_by, asked.decided_at),
            "is_withdrawn": asked.decision == RequestDecision.WITHDRAWN,
            "is_own": asked.asked_by_id == request.user.pk,
            "may_decide": may_decide(asked, request.user),
            "most": MOST_IN_REASON,
        }


def subject_words(asked):
    """Return the name of the account or the group that is to get more."""
    return display_name(asked.account) if asked.account else str(asked.group)


def subject_link(asked):
    name = "accounts_user" if asked.account else "auth_group"
    address = reverse(f"admin:{name}_change", args=[asked.account_id or asked.group_id])
    return format_html('<a href="{}">{}</a>', address, subject_words(asked))


def request_chip(asked: PermissionRequest) -> str:
    """Return the state of a request as a chip."""
    if asked.is_open:
        return chip("missing", WAITING)
    kind = "done" if asked.decision == RequestDecision.CONFIRMED else "quiet"
    return chip(kind, asked.get_decision_display())


def open_requests(user, at) -> dict | None:
    """Return the context of the panel of requests that a person may decide; None without one."""
    if not user.has_perm(CONFIRM):
        return None
    rows = PermissionRequest.objects.open().exclude(asked_by=user).for_lists()[:MOST_IN_PANEL]
    found = [
        {
            "words": subject_words(one),
            "address": reverse("admin:security_permissionrequest_change", args=[one.pk]),
            "by": display_name(one.asked_by),
            "at": datetime_html(one.asked_at),
        }
        for one in rows
        if may_decide(one, user)
    ]
    return {"requests": found} if found else None


register_panel("admin/security/_requests_panel.html", open_requests, position=0)


def own_fields(request: HttpRequest, user) -> list[str]:
    """Return the fields that people do not change of their own account, unless they may do everything."""
    is_own = user is not None and user.pk == request.user.pk
    return list(OWN_FIELDS) if is_own and not request.user.is_superuser else []


def hold_back_account(request: HttpRequest, form: ModelForm) -> None:
    """Take from a valid form of an account what would give it more, and ask a second person for it."""
    cleaned, stored = form.cleaned_data, get_user_model()._base_manager.get(pk=form.instance.pk)
    relations = {"groups": stored.groups.all(), "permissions": stored.user_permissions.all()}
    for name, column in (("groups", "groups"), ("permissions", "user_permissions")):
        if column in form.changed_data:
            relations[name] = cleaned[column]
    marks = {name: cleaned[name] for name in MARKS if name in form.changed_data}
    increase = account_increase(stored, **relations, marks=marks)
    asked = ask_or_give(increase, by=request.user, account=stored)
    if asked is None:
        return
    if increase.groups:  # the groups that they replace are kept until then
        kept = [group for group in cleaned["groups"] if group not in increase.groups]
        keep_unchanged(form, "groups", [*kept, *increase.left_groups])
    if increase.permissions:
        kept = [one for one in cleaned["user_permissions"] if one not in increase.permissions]
        keep_unchanged(form, "user_permissions", kept)
    for name in increase.marks:
        keep_unchanged(form, name, False)
    tell_of_request(request, asked)


def hold_back_invited(request: HttpRequest, form: ModelForm) -> None:
    """Take the roles from the form of an account that was just saved, and ask a second person for them."""
    account, groups = form.instance, form.cleaned_data["groups"]
    increase = account_increase(account, groups=groups, permissions=[], marks={})
    asked = ask_or_give(increase, by=request.user, account=account)
    if asked is not None:
        form.cleaned_data["groups"] = [group for group in groups if group not in increase.groups]
        tell_of_request(request, asked)


def hold_back_group(request: HttpRequest, form: ModelForm) -> None:
    """Take the added permissions from a valid form of a group, and ask a second person for them."""
    if "permissions" not in form.changed_data:
        return
    increase = group_increase(form.instance, form.cleaned_data["permissions"])
    asked = ask_or_give(increase, by=request.user, group=form.instance)
    if asked is not None:
        kept = [one for one in form.cleaned_data["permissions"] if one not in increase.permissions]
        keep_unchanged(form, "permissions", kept)
        tell_of_request(request, asked)


def refuse_raising_own(form: ModelForm, person) -> None:
    """Add an error where somebody would give more to themselves by a group, and nobody could confirm it."""
    if "permissions" not in form.changed_data or "permissions" not in form.cleaned_data:
        return
    increase = group_increase(form.instance, form.cleaned_data["permissions"])
    if raises_own(form.instance, increase, person) and not second_people(person).exists():
        words = gettext("You belong to this group. Nobody gives permissions to themselves.")
        form.add_error("permissions", words)


def keep_unchanged(form, name, value):
    """Set a cleaned value that is saved in place of the typed one."""
    form.cleaned_data[name] = value
    if name in MARKS:
        setattr(form.instance, name, value)
    if name in MARKS or set(value) == set(form.initial[name]):
        form.changed_data.remove(name)  # so that no history says that it was changed


def tell_of_request(request, asked: PermissionRequest):
    """Say that a second person has to confirm it, with a link to the request."""
    address = reverse("admin:security_permissionrequest_change", args=[asked.pk])
    words = gettext("Not in force yet: a second person has to confirm the permissions.")
    link = format_html('{} <a href="{}">{}</a>', words, address, gettext("Show the request"))
    messages.warning(request, link)

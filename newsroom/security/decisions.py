"""Decisions on requests that need a second person: an active colleague who may change accounts."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from articles import clock
from articles.annotations import InterfaceText, User
from articles.refusals import Refused
from articles.workflow.permissions import people_with
from newsroom.security.log import record
from newsroom.security.models import RequestDecision, SecondPersonRequest

CONFIRM = "accounts.change_user"


class DecisionRefused(Refused):
    """Raised if a user may not decide a request, or it is closed. The message gives the reason."""


def account_managers() -> QuerySet:
    """Return the users who may change accounts and can log in today."""
    has_not_ended = Q(ends_on=None) | Q(ends_on__gte=timezone.localdate())
    return people_with(CONFIRM).filter(has_not_ended, is_staff=True)


def second_people(person: User) -> QuerySet:
    """Return the users who could confirm a user's requests."""
    return account_managers().exclude(pk=person.pk)


def may_still_ask(asked: SecondPersonRequest) -> bool:
    """Return whether the user who made a request still manages accounts."""
    return account_managers().filter(pk=asked.asked_by_id).exists()


def may_decide(asked: SecondPersonRequest, person: User) -> bool:
    """Return whether a user may reject a request. To confirm it, see may_confirm()."""
    is_able = person.has_perm(CONFIRM) and (person.is_superuser or not asked.needs_superuser)
    return is_able and asked.asked_by_id != person.pk


def may_confirm(asked: SecondPersonRequest, person: User) -> bool:
    """Return whether a user may confirm a request.

    Some users are barred, and no one may if the requesting user no longer manages accounts.
    """
    is_able = may_decide(asked, person) and person.pk not in asked.barred_from_confirming
    return is_able and may_still_ask(asked)


@transaction.atomic
def explain(asked: SecondPersonRequest, reason: str, *, by: User) -> None:
    """Store the reason for an open request. Raise PermissionDenied unless the requesting user gives it.

    Raise DecisionRefused if the request is closed.
    """
    asked = _locked(asked)
    if asked.asked_by_id != by.pk:
        raise PermissionDenied
    asked.reason = reason
    asked.save(update_fields=["reason"])


@transaction.atomic
def reject(asked: SecondPersonRequest, *, by: User) -> None:
    """Close a request without a change.

    Raise DecisionRefused, or PermissionDenied if the user may not decide any request.
    """
    decide(asked, RequestDecision.REJECTED, by=by)


@transaction.atomic
def withdraw(asked: SecondPersonRequest, *, by: User) -> None:
    """Close one's own request without a change. Raise DecisionRefused for other users, or if it is closed."""
    asked = _locked(asked)
    if asked.asked_by_id != by.pk:
        raise DecisionRefused(_("Only the person who requested this can withdraw it."))
    close_request(asked, RequestDecision.WITHDRAWN, by=by)


def decide(asked: SecondPersonRequest, decision: RequestDecision, *, by: User) -> SecondPersonRequest:
    """Store the decision of a second person; return the request, locked until the transaction ends.

    Raise DecisionRefused, or PermissionDenied if the user may not decide any request.
    """
    asked = _locked(asked)
    if not by.has_perm(CONFIRM):
        raise PermissionDenied
    is_allowed = may_confirm if decision == RequestDecision.CONFIRMED else may_decide
    if not is_allowed(asked, by):
        raise DecisionRefused(_("Someone else has to decide on this request."))
    close_request(asked, decision, by=by)
    return asked


def _locked(asked):
    """Return an open request under its lock. Raise DecisionRefused if it is closed."""
    asked = type(asked).objects.select_for_update(of=("self",)).get(pk=asked.pk)
    if not asked.is_open:
        raise DecisionRefused(_("This request has been decided or withdrawn already."))
    return asked


def close_request(asked: SecondPersonRequest, decision: RequestDecision, *, by: User) -> None:
    """Store and record a decision on a locked request. The caller has checked the permission."""
    asked.decision, asked.decided_by, asked.decided_at = decision, by, clock.now()
    asked.save(update_fields=["decision", "decided_by", "decided_at"])
    record(asked.kinds[decision], user=by, **asked.event_facts())


def request_address(asked: SecondPersonRequest) -> str:
    """Return the URL of the page for deciding a request."""
    name = f"admin:{asked._meta.app_label}_{asked._meta.model_name}_change"
    return reverse(name, args=[asked.pk])


def tell_of_request(request: HttpRequest, asked: SecondPersonRequest, words: InterfaceText) -> None:
    """Show a message that a second person has to confirm something, with a link to the request."""
    link = format_html('{} <a href="{}">{}</a>', words, request_address(asked), _("Show the request"))
    messages.warning(request, link)

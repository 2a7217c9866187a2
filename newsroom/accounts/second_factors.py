"""Second factors: who must have one, and by when."""

from datetime import date, timedelta

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from newsroom.accounts.models import User

# People who publish, waive findings, or decide who may do what.
WEIGHTY = (
    *("articles.publish_en", "articles.publish_ko", "articles.waive_en", "articles.waive_ko"),
    *("articles.publish_standingpage", "accounts.change_user", "auth.change_group"),
)


def is_missing(request: HttpRequest) -> bool:
    """Return whether the person of a request must have a second factor and has none."""
    user = request.user
    if not settings.SECOND_FACTOR or user.has_second_factor or not may_do_weighty(user):
        return False
    return not (settings.OIDC_SECOND_FACTOR and came_from_provider(request))


def may_do_weighty(user: User) -> bool:
    """Return whether a person may publish or run accounts."""
    return any(map(user.has_perm, WEIGHTY))


def outranks(user: User, person: User) -> bool:
    """Return whether a user may do something weighty that a person may not, who could do it as that user."""
    held = [permission for permission in WEIGHTY if user.has_perm(permission)]
    return not all(map(person.has_perm, held))


def came_from_provider(request: HttpRequest) -> bool:
    """Return whether somebody logged in with the account of their organization."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "socialaccount" for record in records)


def due_on(user: User) -> date:
    """Return the day from which a person needs a second factor, set when they are first asked for it."""
    if user.second_factor_due is None:
        user.second_factor_due = timezone.localdate() + timedelta(days=settings.SECOND_FACTOR_GRACE_DAYS)
        user.save(update_fields=["second_factor_due"])
    return user.second_factor_due


def is_overdue(request: HttpRequest) -> bool:
    """Return whether a person has to set up a second factor before anything else."""
    return is_missing(request) and due_on(request.user) <= timezone.localdate()

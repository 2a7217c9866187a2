"""Writing of the security log, and the middleware that records refused permissions.

No other module writes the log. Recording raises no database error: the recorded action has happened already.
Within a transaction the event is part of it, so that an account and its event are stored together or not
at all. A refusal is recorded after its own transaction has been rolled back.

The cost of the log is bounded. Repeated attempts get a few rows, and the last row counts the rest:
PER_MINUTE rows of a kind from one user in one network, PER_HOUR from all. A single client cannot use up the
limit of an hour.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import Any

from django.conf import settings
from django.db import DatabaseError, models, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin
from simple_history.models import HistoricalRecords

from articles import clock
from articles.annotations import User
from articles.models.text import line
from newsroom.security.models import SecurityEvent, SecurityEventKind

PER_MINUTE, PER_HOUR = 10, 1000
# Events that anyone can trigger as often as they like.
LIMITED = {
    SecurityEventKind.LOGIN_FAILED,
    SecurityEventKind.PERMISSION_REFUSED,
    SecurityEventKind.PREVIEW_OPENED,
}
# Recorded without the address: for people outside the newsroom, such as a source, the network is enough.
WITHOUT_ADDRESS = {SecurityEventKind.PREVIEW_OPENED}
MOST_IN_NAME, MOST_IN_BROWSER, MOST_IN_TEXT = 150, 200, 200  # characters
MOST_STORIES = 100  # ids in one event of an export
KEPT = {4: 24, 6: 48}  # {IP version: number of bits that form the network}; more would identify a household
OBJECT_NAMES = ("object_id", "article_id", "pk")  # the recorded URL arguments; others may contain a secret

logger = logging.getLogger(__name__)


def current_request() -> HttpRequest | None:
    """Return the current request, or None."""
    return getattr(HistoricalRecords.context, "request", None)


def person_of(request: HttpRequest | None) -> User | None:
    """Return the logged-in user of a request, or None."""
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def record(
    kind: SecurityEventKind,
    *,
    request: HttpRequest | None = None,
    user: User | None = None,
    account: User | None = None,
    account_name: str = "",
    about: models.Model | None = None,
    once_within: timedelta | None = None,
    **details,
) -> None:
    """Append one event; a database error is logged and not raised.

    request       by default the current request
    user          the acting user; by default the user logged in on the request
    account       the account concerned
    account_name  the name that was typed, if it belongs to no account
    about         an object other than an account, saved or just deleted
    once_within   skip the event if the log has one of this kind, about this object and from this network,
                  within that time
    details       JSON facts that stay readable after the objects are deleted; never a secret
    """
    request = request or current_request()
    try:
        with transaction.atomic():
            event = _event(kind, request, user or person_of(request), about)
            event.account, event.details = _stored(account), details
            event.account_name = line(account.get_username() if account else account_name)[:MOST_IN_NAME]
            if once_within is None or not _has_one_since(event, event.at - once_within):
                _write(event)
    except DatabaseError:
        logger.exception("A security event was not recorded: %s", kind)


def record_export(
    what: str,
    file_format: str,
    count: int,
    *,
    request: HttpRequest | None = None,
    stories: Iterable[int] = (),
) -> None:
    """Record an exported file, with the number of its entries and the ids of its stories.

    what  its content, a key of newsroom.security.event_facts.EXPORTS
    """
    details: dict[str, Any] = {"what": what, "format": file_format, "count": count}
    if listed := list(stories)[:MOST_STORIES]:
        details["stories"] = listed
    record(SecurityEventKind.EXPORTED, request=request, **details)


def _event(kind, request, user, about):
    """Return an unsaved event of a user and a request about an object."""
    address = client_address(request) if request else ""
    browser = request.headers.get("User-Agent", "") if request else ""
    return SecurityEvent(
        at=clock.true_now(),
        kind=kind,
        user=_stored(user),
        user_name=user.get_username() if user else "",
        address=None if kind in WITHOUT_ADDRESS else address or None,
        network=network_of(address),
        browser=line(browser[: 2 * MOST_IN_BROWSER])[:MOST_IN_BROWSER],
        object_type=about._meta.label_lower if about else "",
        object_id=str(about.pk) if about else "",
        object_text=line(str(about))[:MOST_IN_TEXT] if about else "",
    )


def _has_one_since(event, at):
    alike = SecurityEvent.objects.filter(kind=event.kind, network=event.network, at__gt=at)
    return alike.filter(object_type=event.object_type, object_id=event.object_id).exists()


def _stored(user):
    """Return the account if its row can be referenced, None if it is unsaved or was just deleted."""
    return user if user is not None and user.pk and not user._state.adding else None


def _write(event):
    """Insert an event, or count it on an earlier one if there are too many."""
    last = _last_of_too_many(event) if event.kind in LIMITED else None
    if last is None:
        event.save(force_insert=True)
    else:
        models.QuerySet(SecurityEvent).filter(pk=last).update(left_out=F("left_out") + 1)


def _last_of_too_many(event):
    """Return the id of the row that counts an event, or None if the event gets its own row."""
    alike = SecurityEvent.objects.filter(kind=event.kind)
    nearby = alike.filter(network=event.network, user=event.user)
    bounds = (
        (nearby.filter(at__gt=event.at - timedelta(minutes=1)), PER_MINUTE),
        (alike.filter(at__gt=event.at - timedelta(hours=1)), PER_HOUR),
    )
    for rows, most in bounds:
        if rows.values("pk")[most - 1 : most]:
            return rows.values_list("pk", flat=True)[0]
    return None


def client_address(request: HttpRequest) -> str:
    """Return the network address of a request, or "" if it is unknown."""
    client = request.META.get("REMOTE_ADDR") or ""
    if settings.BEHIND_PROXY:  # our proxy appended the last address; others can be forged
        client = request.headers.get("X-Forwarded-For", client).rpartition(",")[2]
    try:
        address = ip_address(client.strip())
    except ValueError:
        return ""
    # Without the zone of a link-local address, because address columns do not accept it.
    return str(getattr(address, "ipv4_mapped", None) or address).partition("%")[0]


def network_of(address: str) -> str:
    """Return the network of an address, such as "203.0.113.0/24", or "" for ""."""
    return str(ip_network(f"{address}/{KEPT[ip_address(address).version]}", strict=False)) if address else ""


def client_network(request: HttpRequest) -> str:
    """Return the network of a request, or "" if its address is unknown."""
    return network_of(client_address(request))


class RefusalMiddleware(MiddlewareMixin):
    """Middleware that records each 403 for a logged-in user, except for a form with an expired CSRF token.

    The transaction of the view has been rolled back by then.
    """

    def process_response(self, request, response):
        is_refusal = response.status_code == 403 and getattr(request, "csrf_processing_done", False)
        if is_refusal and person_of(request):
            record(SecurityEventKind.PERMISSION_REFUSED, request=request, **describe_page(request))
        return response


def describe_page(request) -> dict:
    """Return method, URL pattern and object id of a request; the URL itself may contain a secret."""
    match = request.resolver_match
    described = {"method": request.method, "page": f"/{match.route}" if match else ""}
    number = next((match.kwargs[name] for name in OBJECT_NAMES if name in match.kwargs), "") if match else ""
    return described | ({"object": str(number)[:60]} if number else {})

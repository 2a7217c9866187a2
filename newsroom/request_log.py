"""The request in which something is logged: its id, its route, the number of the account.

Nothing of it is personal but that number, which means something only inside the newsroom: no name, no network
address, no query, no path (that of a preview is a key).
"""

import logging
import re
import secrets
import time
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest

ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_current = ContextVar("request", default=None)

logger = logging.getLogger(__name__)


class RequestLogMiddleware:
    """Give each request an id, for all that is logged in it, and log how it was answered.

    The answer has the id in X-Request-ID, unless it is a page for everybody, which is kept and sent again.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.log_id = request_id(request)
        token, began = _current.set(request), time.perf_counter()
        try:
            response = self.get_response(request)
            milliseconds = round((time.perf_counter() - began) * 1000, 1)
            facts = {"status": response.status_code, "milliseconds": milliseconds}
            logger.info("Request answered.", extra={"facts": facts})
        finally:
            _current.reset(token)
        if "public" not in response.get("Cache-Control", ""):
            response.headers["X-Request-ID"] = request.log_id
        return response


def request_id(request: HttpRequest) -> str:
    """Return the id that our own proxy gave a request, or a new one: what anybody else writes is ignored."""
    given = request.headers.get("X-Request-ID", "") if settings.BEHIND_PROXY else ""
    return given if ID.fullmatch(given) else secrets.token_hex(8)


def request_facts() -> dict[str, str | int]:
    """Return what a line of the log tells of the present request; {} outside of one."""
    request = _current.get()
    if request is None:
        return {}
    facts = {"request": request.log_id, "method": request.method}
    if request.resolver_match:
        facts["route"] = request.resolver_match.view_name
    # The account as it was read for this request: to log something asks no database.
    user = getattr(request, "_cached_user", None)
    return facts | {"user": user.pk} if user and user.pk else facts

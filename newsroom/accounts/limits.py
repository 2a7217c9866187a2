"""Limits of attempts on account pages, and their refusal.

An attempt is counted before a password or a code is checked, and taken back if it was correct. Every refusal
is a TooManyAttempts; AccountPagesMiddleware answers it with 429 and the time of the next attempt. Keys
of counters are digests with our secret: their length is bounded, and they do not reveal names.
"""

import math
import time
from dataclasses import dataclass
from ipaddress import ip_network
from unicodedata import normalize

from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.recently_used import RecentlyUsed
from articles.refusals import Refused
from newsroom.accounts.attempt_stores import (
    CountedAttempt,
    Window,
    WindowFull,
    count_attempt,
    forget_attempts,
)
from newsroom.security.log import client_address

SALT = "newsroom.accounts.limits"
MINUTE = 60
REFUSED_FOR = 1.0  # seconds; a process repeats a refusal for this time, so that floods do not reach the store
MOST_REFUSALS = 10_000  # kept in memory per process


@dataclass(frozen=True)
class Limit:
    """A limit of `most` attempts within some seconds.

    found         the sentence that explains the refusal on its page
    opens_by_key  whether a passkey or a new password gives access at once
    """

    name: str
    most: int
    seconds: int
    found: Promise
    opens_by_key: bool = False

    def window(self, key: str) -> Window:
        digest = salted_hmac(SALT, f"{self.name}\n{key}", algorithm="sha256").hexdigest()
        return Window(digest, self.most, self.seconds)


SENT_OFTEN = _("This form was sent too often.")
FROM_NETWORK = _("There were too many failed attempts to log in from your network.")
WITH_NAME = _("There were too many failed attempts to log in with this name.")
FROM_BROWSER = _("There were too many failed attempts to log in from this browser.")
LOGIN_NETWORK = Limit("login-network", 10, 10 * MINUTE, FROM_NETWORK, opens_by_key=True)
LOGIN_NAME = Limit("login-name", 5, 5 * MINUTE, WITH_NAME, opens_by_key=True)
LOGIN_BROWSER = Limit("login-browser", 10, 5 * MINUTE, FROM_BROWSER, opens_by_key=True)
CODES = Limit("codes", 5, 5 * MINUTE, _("Too many wrong codes were entered for this account."))
USED_CODE = Limit("used-code", 1, 5 * MINUTE, SENT_OFTEN)
NEW_PASSWORD = Limit("new-password", 5, MINUTE, _("Too many password resets were requested."))
LOCKED = Limit("locked", 1, 10 * MINUTE, SENT_OFTEN)  # for events in the security log
# Posts per minute to a page, by a logged-in user or by a network.
PAGES = {
    name: Limit(name, most, MINUTE, SENT_OFTEN)
    for name, most in {
        "account_login": 60,
        "account_reset_password": 20,
        "account_reset_password_from_key": 20,
        "account_change_password": 5,
        "account_set_password": 5,
        "account_reauthenticate": 10,
        "accounts:invitation": 20,
        "mfa_authenticate": 30,
        "mfa_reauthenticate": 10,
        "mfa_reauthenticate_webauthn": 10,
        "mfa_login_webauthn": 30,
        "mfa_activate_totp": 10,
        "mfa_add_webauthn": 10,
    }.items()
}
# {key of a window: time.monotonic() at the end of the repetition, and at the end of the wait}.
_refusals = RecentlyUsed(MOST_REFUSALS)


class TooManyAttempts(Refused):
    """Raised if an attempt is refused, before a password or code is checked.

    limit    the limit that was exceeded
    seconds  wait before the next attempt, at least 1
    """

    def __init__(self, limit: Limit, seconds: float):
        self.limit, self.seconds = limit, max(1, math.ceil(seconds))
        super().__init__(limit.found)


def count(*pairs: tuple[Limit, str]) -> CountedAttempt:
    """Count an attempt against limits, each with a key; raise TooManyAttempts if it exceeds one."""
    limits = {limit.window(key): limit for limit, key in pairs}
    for window, limit in limits.items():
        repeated_until, ends_at = _refusals.peek(window.key) or (-math.inf, 0)
        if time.monotonic() < repeated_until:
            raise TooManyAttempts(limit, ends_at - time.monotonic())
    try:
        return count_attempt(list(limits))
    except WindowFull as full:
        now = time.monotonic()
        kept = min(now + REFUSED_FOR, now + full.seconds), now + full.seconds
        _refusals.keep(full.window.key, kept)
        raise TooManyAttempts(limits[full.window], full.seconds) from None


def is_within(*pairs: tuple[Limit, str]) -> bool:
    """Count an attempt against limits; return False if it exceeds one."""
    try:
        count(*pairs)
    except TooManyAttempts:
        return False
    return True


def forget(*pairs: tuple[Limit, str]) -> None:
    """Reset the counters. Other processes may repeat a refusal for REFUSED_FOR seconds."""
    forget_attempts([limit.window(key).key for limit, key in pairs])
    _refusals.clear()


def forget_refusals() -> None:
    """Forget the refusals in the memory of this process. For tests, which roll their rows back."""
    _refusals.clear()


def network_key(request: HttpRequest) -> str:
    """Return the address of a request; for IPv6 the household's network, /64."""
    address = client_address(request)
    return str(ip_network(f"{address}/64", strict=False)) if ":" in address else address


def name_key(name: str) -> str:
    """Return the key that counts the attempts with a name.

    Spellings that a database may treat as equal have the same key.
    """
    return normalize("NFKC", name.strip()).upper().casefold()


def count_page(request: HttpRequest) -> None:
    """Count a form posted to an account page; raise TooManyAttempts if there were too many."""
    limit = PAGES.get(request.resolver_match.view_name) if request.resolver_match else None
    if limit is not None and request.method == "POST":
        user = request.user
        count((limit, f"user {user.pk}" if user.is_authenticated else network_key(request)))

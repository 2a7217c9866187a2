"""Sessions: where somebody is logged in, and the browsers in which they have logged in before.

These have a signed cookie. Attempts to log in from there count for the browser, not for the account:
otherwise whoever keeps guessing a password locks the account's owner out.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from newsroom.accounts.models import User
from newsroom.security.log import record
from newsroom.security.models import SecurityEventKind

# As browsers name themselves; each also bears the names of those below it.
BROWSERS = {
    "Whale": "Whale",
    "SamsungBrowser": "Samsung Internet",
    "Edg": "Edge",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "Mac OS": "macOS"}
SYSTEMS |= {"Linux": "Linux"}
BROWSER_COOKIE = "known_browser"
BROWSER_SALT = "newsroom.accounts.known_browsers"  # of cookies that browsers keep for a year
KNOWN_FOR = 365 * 86_400  # seconds
MOST_PEOPLE = 5  # who share a browser


@dataclass(frozen=True)
class OpenSession:
    """One browser in which a person is logged in, for a template."""

    pk: int
    began_at: datetime
    network: str
    browser: str
    is_this: bool


def list_open(request: HttpRequest) -> list[OpenSession]:
    """Return the sessions of the person who asks, the newest first; rows of ended ones are removed."""
    rows = UserSession.objects.purge_and_list(request.user)
    rows.sort(key=lambda row: row.created_at, reverse=True)
    own = request.session.session_key
    return [
        OpenSession(row.pk, row.created_at, row.ip, browser_of(row.user_agent), row.session_key == own)
        for row in rows
    ]


def end_sessions(user: User, *, but: str = "", pk: int | None = None) -> int:
    """End the sessions of a person; return how many ended.

    but  key of a session that goes on
    pk   of the one row to end; by default all
    """
    rows = UserSession.objects.filter(user=user).exclude(session_key=but)
    ended = list(rows if pk is None else rows.filter(pk=pk))
    for row in ended:
        row.end()
    if ended:
        record(SecurityEventKind.SESSION_ENDED, account=user, sessions=len(ended))
    return len(ended)


def browser_of(user_agent: str) -> str:
    """Return “Firefox, Windows”, or the beginning of what the browser says of itself."""
    found = [
        next((name for sign, name in names.items() if sign in user_agent), "")
        for names in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(filter(None, found)) or user_agent[:60]


def find_known_browser(request: HttpRequest, credentials: dict) -> str | None:
    """Return the key of the browser if one who is named by the credentials has logged in there before."""
    number, people = read_cookie(request)
    if not people:
        return None
    names = {str(credentials.get(name, "")).casefold() for name in ("username", "email")} - {""}
    for username, email in User.objects.filter(pk__in=people).values_list("username", "email"):
        if names & {username.casefold(), email.casefold()}:
            return number
    return None


def remember_browser(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Set the cookie that says who has logged in with this browser."""
    number, people = read_cookie(request)
    people = [user.pk, *(pk for pk in people if pk != user.pk)][:MOST_PEOPLE]
    value = signing.dumps([number or secrets.token_urlsafe(12), people], salt=BROWSER_SALT)
    response.set_cookie(
        BROWSER_COOKIE,
        value,
        max_age=KNOWN_FOR,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
        path="/admin/",
    )


def read_cookie(request: HttpRequest) -> tuple[str, list[int]]:
    """Return (number of the browser, keys of people); ("", []) without the cookie or with a forged one."""
    try:
        number, people = signing.loads(
            request.COOKIES.get(BROWSER_COOKIE, ""), salt=BROWSER_SALT, max_age=KNOWN_FOR
        )
    except signing.BadSignature:
        return "", []
    return number, people

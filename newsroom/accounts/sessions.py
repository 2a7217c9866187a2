"""Sessions: where somebody is logged in, listed and ended."""

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.http import HttpRequest

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


def end(user: User, *, but: str = "", pk: int | None = None) -> int:
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

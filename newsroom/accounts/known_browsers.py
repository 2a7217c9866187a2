"""Browsers in which somebody has logged in before, by a signed cookie.

Attempts to log in from there count for the browser, not for the account: otherwise whoever keeps guessing a
password locks the account's owner out.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from newsroom.accounts.models import User

COOKIE = "known_browser"
SALT = "newsroom.accounts.known_browsers"
YEAR = 365 * 86_400
MOST_PEOPLE = 5  # who share a browser


def find(request: HttpRequest, credentials: dict) -> str | None:
    """Return the key of the browser if one who is named by the credentials has logged in there before."""
    number, people = read_cookie(request)
    if not people:
        return None
    names = {str(credentials.get(name, "")).casefold() for name in ("username", "email")} - {""}
    for username, email in User.objects.filter(pk__in=people).values_list("username", "email"):
        if names & {username.casefold(), email.casefold()}:
            return number
    return None


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Set the cookie that says who has logged in with this browser."""
    number, people = read_cookie(request)
    people = [user.pk, *(pk for pk in people if pk != user.pk)][:MOST_PEOPLE]
    value = signing.dumps([number or secrets.token_urlsafe(12), people], salt=SALT)
    response.set_cookie(
        COOKIE, value, max_age=YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax", path="/admin/"
    )


def read_cookie(request: HttpRequest) -> tuple[str, list[int]]:
    """Return (number of the browser, keys of people); ("", []) without the cookie or with a forged one."""
    try:
        number, people = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=YEAR)
    except signing.BadSignature:
        return "", []
    return number, people

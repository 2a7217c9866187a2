"""Login: the authentication backend, second factors, sessions, and known browsers.

A known browser has a signed cookie. Failed logins from it count for the browser, not for the account, so
that an attacker who keeps guessing a password cannot lock out the account's owner.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core import signing
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.utils import timezone

from articles.annotations import StaffRequest
from newsroom.accounts import limits
from newsroom.accounts.models import User
from newsroom.security.log import record
from newsroom.security.models import SecurityEventKind

# Permissions to publish, to waive findings, or to manage permissions.
WEIGHTY = (
    *("articles.publish_en", "articles.publish_ko", "articles.waive_en", "articles.waive_ko"),
    *("articles.publish_standingpage", "accounts.change_user", "auth.change_group"),
)


def may_log_in(user: User) -> bool:
    """Return whether an account may log in: active, staff, and not past its last day."""
    has_ended = user.ends_on is not None and user.ends_on < timezone.localdate()
    return user.is_active and user.is_staff and not has_ended


class AccountBackend(AuthenticationBackend):
    """Login by username or address. One query reads an account, and one more reads all its permissions."""

    def user_can_authenticate(self, user):
        return may_log_in(user)

    def get_user(self, user_id):
        """Return the user of a session, or None once the account may no longer log in."""
        factors = Authenticator.objects.filter(user=OuterRef("pk"))
        factors = factors.exclude(type=Authenticator.Type.RECOVERY_CODES)
        user = User.objects.annotate(has_second_factor=Exists(factors)).filter(pk=user_id).first()
        return user if user and may_log_in(user) else None

    def get_all_permissions(self, user_obj, obj=None):
        is_asked = obj is None and user_obj.is_active and user_obj.pk and not user_obj.is_superuser
        if is_asked and not hasattr(user_obj, "_perm_cache"):
            user_obj._perm_cache = read_permissions(user_obj)  # where Django's backend caches them
        return super().get_all_permissions(user_obj, obj)


def read_permissions(user: User) -> set[str]:
    """Return the permissions given to a user or to one of their groups: {"articles.view_note"}."""
    # Through the join tables only: a join with the permissions of groups would look up each permission twice.
    own = User.user_permissions.through.objects.filter(user=user).values("permission")
    groups = User.groups.through.objects.filter(user=user).values("group")
    of_groups = Group.permissions.through.objects.filter(group__in=groups).values("permission")
    given = Permission.objects.filter(Q(pk__in=own) | Q(pk__in=of_groups))
    names = given.order_by().values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in names}


def is_second_factor_missing(request: StaffRequest) -> bool:
    """Return whether the user of a request must have a second factor but has none."""
    user = request.user
    if not settings.SECOND_FACTOR or user.has_second_factor or not any(map(user.has_perm, WEIGHTY)):
        return False
    return not (settings.OIDC_SECOND_FACTOR and came_from_provider(request))


def outranks(user: User, person: User) -> bool:
    """Return whether `user` has a permission of WEIGHTY that `person` lacks.

    With access to the account of `user`, `person` would gain that permission.
    """
    held = [permission for permission in WEIGHTY if user.has_perm(permission)]
    return not all(map(person.has_perm, held))


def came_from_provider(request: StaffRequest) -> bool:
    """Return whether the user logged in with an account of their organization."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "socialaccount" for record in records)


def second_factor_due_on(user: User) -> date:
    """Return the day when a second factor becomes mandatory for a user, set at the first call."""
    if user.second_factor_due is None:
        user.second_factor_due = timezone.localdate() + timedelta(days=settings.SECOND_FACTOR_GRACE_DAYS)
        user.save(update_fields=["second_factor_due"])
    return user.second_factor_due


def is_second_factor_overdue(request: StaffRequest) -> bool:
    """Return whether the user must set up a second factor before anything else."""
    return is_second_factor_missing(request) and second_factor_due_on(request.user) <= timezone.localdate()


# {part of a user agent: name}. The order matters: Edge, for example, also sends “Chrome” and “Safari”.
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
BROWSER_SALT = "newsroom.accounts.known_browsers"  # a change would make all browsers unknown
KNOWN_FOR = 365 * 86_400  # seconds
MOST_PEOPLE = 5  # users that the cookie of a shared browser remembers, latest first


@dataclass(frozen=True)
class OpenSession:
    """One browser where a user is logged in, for a template."""

    pk: int
    began_at: datetime
    network: str
    browser: str
    is_this: bool


def list_open(request: StaffRequest) -> list[OpenSession]:
    """Return the user's open sessions, the newest first. Rows of ended sessions are deleted."""
    rows = UserSession.objects.purge_and_list(request.user)
    rows.sort(key=lambda row: row.created_at, reverse=True)
    own = request.session.session_key
    return [
        OpenSession(row.pk, row.created_at, row.ip, browser_of(row.user_agent), row.session_key == own)
        for row in rows
    ]


def end_sessions(user: User, *, but: str = "", pk: int | None = None) -> int:
    """End the sessions of a user; return their number.

    but  key of a session to keep
    pk   primary key of the only row to end; by default all
    """
    rows = UserSession.objects.filter(user=user).exclude(session_key=but)
    ended = list(rows if pk is None else rows.filter(pk=pk))
    for row in ended:
        row.end()
    if ended:
        record(SecurityEventKind.SESSION_ENDED, account=user, sessions=len(ended))
    return len(ended)


def close_account(user: User) -> None:
    """Deactivate an account as of today, and end its sessions. Do nothing if it is already deactivated."""
    if user.is_active:
        user.is_active = False
        user.ends_on = user.ends_on or timezone.localdate()
        user.save(update_fields=["is_active", "ends_on"])
        end_sessions(user)


def browser_of(user_agent: str) -> str:
    """Return “Firefox, Windows”, or the start of the user agent if it is unknown."""
    parts = [
        next((name for sign, name in names.items() if sign in user_agent), "")
        for names in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(filter(None, parts)) or user_agent[:60]


def find_known_browser(request: StaffRequest, credentials: dict) -> str | None:
    """Return the id of the browser if the user with these credentials has used it to log in, else None."""
    number, people = read_cookie(request)
    if not people:
        return None
    names = {str(credentials.get(name, "")).casefold() for name in ("username", "email")} - {""}
    for username, email in User.objects.filter(pk__in=people).values_list("username", "email"):
        if names & {username.casefold(), email.casefold()}:
            return number
    return None


def remember_browser(request: StaffRequest, response: HttpResponse, user: User) -> None:
    """Set the cookie that records who has logged in with this browser."""
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


def forget_failures(request: StaffRequest, user: User) -> None:
    """Reset the failed attempts with a user's names, and in the browser of a request.

    Wrong codes of a second factor still count: an attacker with access to the mailbox must not get unlimited
    tries.
    """
    number, _people = read_cookie(request)
    names = {limits.name_key(name) for name in (user.get_username(), user.email) if name}
    browser = [(limits.LOGIN_BROWSER, number)] if number else []
    limits.forget(*((limits.LOGIN_NAME, name) for name in names), *browser)


def read_cookie(request: StaffRequest) -> tuple[str, list[int]]:
    """Return (id of the browser, ids of its users); ("", []) without the cookie or with a forged one."""
    try:
        number, people = signing.loads(
            request.COOKIES.get(BROWSER_COOKIE, ""), salt=BROWSER_SALT, max_age=KNOWN_FOR
        )
    except signing.BadSignature:
        return "", []
    return number, people

"""Invitations: an account without a password, and the link by which its person chooses one."""

import re

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from newsroom.accounts.mail import send_account_mail
from newsroom.accounts.models import User
from newsroom.security.log import record
from newsroom.security.models import SecurityEventKind

SALT = "newsroom.accounts.invitations"
DAY = 86_400


def invite(user: User, *, by: User) -> None:
    """Send the link of an account that has no password yet, in the language of its person."""
    record(SecurityEventKind.INVITATION_SENT, user=by, account=user)
    with translation.override(user.language or settings.LANGUAGE_CODE):
        subject = _("Your account in the newsroom")
        context = {"user": user, "by": by, "days": settings.INVITATION_DAYS, "address": address_of(user)}
        text = render_to_string("account/invitation.txt", context)
        send_account_mail.enqueue(user.email, subject, text)


def address_of(user: User) -> str:
    """Return the address at which a person chooses their first password, with a host.

    It holds for INVITATION_DAYS, and until they have chosen one.
    """
    token = signing.dumps([user.pk, fingerprint(user)], salt=SALT)
    return settings.SITE_URL + reverse("accounts:invitation", args=[token])


def find_invited(token: str) -> User | None:
    """Return the account of a link, or None if it has expired, was used, or is forged."""
    try:
        pk, kept = signing.loads(token, salt=SALT, max_age=settings.INVITATION_DAYS * DAY)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    return user if user and is_waiting(user) and fingerprint(user) == kept else None


def is_waiting(user: User) -> bool:
    """Return whether a person was invited and has not chosen a password yet."""
    return user.last_login is None and not user.has_usable_password()


def fingerprint(user: User) -> str:
    """Return what changes with the password and the address, so that older links end."""
    return salted_hmac(SALT, f"{user.password} {user.email}", algorithm="sha256").hexdigest()[:20]


def free_username(email: str) -> str:
    """Return a username made of an address, with a number if the name is taken."""
    name = re.sub(r"[^\w.+-]", "", email.lower().partition("@")[0])[:140] or "user"
    taken = {known.casefold() for known in names_like(name)}
    number, candidate = 1, name
    while candidate.casefold() in taken:
        number += 1
        candidate = f"{name}{number}"
    return candidate


def names_like(name):
    return User.objects.filter(username__istartswith=name).values_list("username", flat=True)

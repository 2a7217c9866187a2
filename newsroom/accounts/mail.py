"""E-mail about accounts: invitations with a link for choosing a password, and notices of changes.

It is sent in the background, because a faster response would reveal that an address is unknown.
"""

from django.conf import settings
from django.contrib.auth.forms import SetPasswordForm
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.tasks import task
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from newsroom.accounts.models import User
from newsroom.security.log import record
from newsroom.security.models import SecurityEventKind


@task
def send_account_mail(address: str, subject: str, text: str) -> None:
    """Send a plain e-mail to one address."""
    EmailMessage(subject, text, to=[address]).send()


def tell_former_address(address: str, user: User) -> None:
    """Notify the former address of an account that the address has changed."""
    with translation.override(user.language or settings.LANGUAGE_CODE):
        subject = _("The email address of your account was changed")
        words = _(
            "The email address of the account %(name)s has changed. If you do not know why, contact an "
            "administrator of the newsroom."
        )
        send_account_mail.enqueue(address, subject, words % {"name": user.get_username()})


SALT = "newsroom.accounts.invitations"  # a change would invalidate the links that were sent
DAY = 86_400


def invite(user: User, *, by: User) -> None:
    """Send the invitation link of an account without a password, in the language of its user."""
    record(SecurityEventKind.INVITATION_SENT, user=by, account=user)
    with translation.override(user.language or settings.LANGUAGE_CODE):
        subject = _("Your account in the newsroom")
        context = {"user": user, "by": by, "days": settings.INVITATION_DAYS, "address": address_of(user)}
        text = render_to_string("account/invitation.txt", context)
        send_account_mail.enqueue(user.email, subject, text)


def address_of(user: User) -> str:
    """Return the absolute URL where the user chooses their first password.

    It is valid for INVITATION_DAYS, or until a password has been chosen.
    """
    token = signing.dumps([user.pk, fingerprint(user)], salt=SALT)
    return settings.SITE_URL + reverse("accounts:invitation", args=[token])


def find_invited(token: str, *, is_locked: bool = False) -> User | None:
    """Return the account of a link, or None if it has expired, was used, or is forged.

    is_locked  whether to lock its row until the transaction ends
    """
    try:
        pk, kept = signing.loads(token, salt=SALT, max_age=settings.INVITATION_DAYS * DAY)
    except signing.BadSignature:
        return None
    rows = User.objects.select_for_update(no_key=True) if is_locked else User.objects.all()
    user = rows.filter(pk=pk, is_active=True).first()
    return user if user and user.is_waiting and fingerprint(user) == kept else None


@transaction.atomic
def accept_invitation(token: str, form: SetPasswordForm) -> bool:
    """Save the first password of an invited account; return False if the link has just been used."""
    is_open = find_invited(token, is_locked=True) is not None
    if is_open:
        form.save()
    return is_open


def fingerprint(user: User) -> str:
    """Return a digest that changes with the password and the address, so that older links become invalid."""
    return salted_hmac(SALT, f"{user.password} {user.email}", algorithm="sha256").hexdigest()[:20]

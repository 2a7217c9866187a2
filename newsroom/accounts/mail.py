"""E-mail about accounts, sent in the background: an unknown address must not be told by a faster answer."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.tasks import task
from django.utils import translation
from django.utils.translation import gettext as _

from newsroom.accounts.models import User


@task
def send_account_mail(address: str, subject: str, text: str) -> None:
    """Send a plain e-mail to one address."""
    EmailMessage(subject, text, to=[address]).send()


def tell_former_address(address: str, user: User) -> None:
    """Tell the address that an account had that it has another one."""
    with translation.override(user.language or settings.LANGUAGE_CODE):
        subject = _("The email address of your account was changed")
        words = _(
            "The account %(name)s has another email address now. If you do not know why, tell whoever runs "
            "the accounts of the newsroom."
        )
        send_account_mail.enqueue(address, subject, words % {"name": user.get_username()})

"""E-mail about accounts, sent in the background: an unknown address must not be told by a faster answer."""

from django.core.mail import EmailMessage
from django.tasks import task


@task
def send_account_mail(address: str, subject: str, text: str) -> None:
    """Send a plain e-mail to one address."""
    EmailMessage(subject, text, to=[address]).send()

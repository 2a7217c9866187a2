from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from newsroom.accounts.adapters import AccountAdapter
from newsroom.accounts.mail import tell_former_address
from newsroom.accounts.models import User


class Command(BaseCommand):
    help = (
        "Change the email address of an account, or remove its second factors, if no one may do so in the "
        "admin: because the account has access to confidential material, or because it is the only "
        "superuser. Make sure that the request comes from its owner. The owner gets an email, and the "
        "security log records it."
    )

    def add_arguments(self, parser):
        parser.add_argument("username", help="username of the account")
        parser.add_argument("--email", default="", help="the new address")
        parser.add_argument("--remove-second-factors", action="store_true", help="remove all second factors")

    @transaction.atomic
    def handle(self, *, username, email, remove_second_factors, **options):
        user = User.objects.select_for_update(no_key=True).filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account {username!r}.")
        if not email and not remove_second_factors:
            raise CommandError("Give --email with an address, or --remove-second-factors.")
        if remove_second_factors:
            Authenticator.objects.filter(user=user).delete()
            if user.email:
                context = {"user": user, "timestamp": timezone.now()}
                AccountAdapter().send_mail("newsroom/second_factors_removed", user.email, context)
            self.stdout.write(f"The second factors of {username} were removed.")
        if email:
            former = change_address(user, email)
            self.stdout.write(
                f"The address of {username} was changed to {user.email}. It was {former or 'empty'}."
            )


def change_address(user: User, email: str) -> str:
    """Change the address of an account, and notify the former address.

    Return the former address, or "". Raise CommandError if the new address is invalid or in use.
    """
    former, user.email = user.email, email.strip().lower()
    try:
        validate_email(user.email)
    except ValidationError:
        raise CommandError(f"{email!r} is not an email address.") from None
    if User.objects.filter(email=user.email).exclude(pk=user.pk).exists():
        raise CommandError(f"Another account has the address {user.email}.")
    user.save(update_fields=["email"])
    if former:
        tell_former_address(former, user)
    return former

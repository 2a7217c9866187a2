from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from newsroom.accounts.mail import address_of
from newsroom.accounts.models import User, free_username
from newsroom.security.log import record
from newsroom.security.models import SecurityEventKind


class Command(BaseCommand):
    help = (
        "Create the account of the first administrator, a superuser, and print a link to choose a password. "
        "Run the command again before the link is used to print another one."
    )

    def add_arguments(self, parser):
        parser.add_argument("email", help="email address of the administrator")

    @transaction.atomic
    def handle(self, *, email, **options):
        user = find_or_make_administrator(email.strip().lower())
        record(SecurityEventKind.INVITATION_SENT, account=user)
        self.stdout.write(f"{user.get_username()} chooses a password at this address:\n{address_of(user)}")


def find_or_make_administrator(email: str) -> User:
    """Return the superuser with an address: a new account, or an account that has no password yet.

    Raise CommandError if there is another administrator, or if the address is invalid or in use.
    """
    try:
        validate_email(email)
    except ValidationError:
        raise CommandError(f"{email!r} is not an email address.") from None
    administrators = User.objects.filter(is_superuser=True, is_active=True)
    known = administrators.filter(email=email).first()
    if known and known.is_waiting:
        return known
    if names := ", ".join(administrators.order_by("pk").values_list("username", flat=True)[:5]):
        raise CommandError(
            f"There already are administrators: {names}. They can invite others in the admin. If none of "
            "them can log in, set a password with `manage.py changepassword`."
        )
    if User.objects.filter(email=email).exists():
        raise CommandError(f"Another account has the address {email}.")
    return User.objects.create_superuser(free_username(email), email)

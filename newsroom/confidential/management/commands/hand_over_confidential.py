from django.core.management.base import BaseCommand, CommandError

from articles.management.command_line import find_active_user
from newsroom.accounts.models import User
from newsroom.confidential.hand_over import HandOverRefused, hand_over_on_server


class Command(BaseCommand):
    help = (
        "Hand over all confidential sources and restricted stories of a departing user and close their "
        "account, without confirmation by a second person. Use it if only one person manages the newsroom's "
        "accounts. The security log records it, and the people concerned get an email."
    )

    def add_arguments(self, parser):
        parser.add_argument("holder", help="username of the departing user")
        parser.add_argument("to", help="username of the new holder")
        parser.add_argument("--by", required=True, help="username of the person responsible for the handover")
        parser.add_argument(
            "--reason", required=True, help="reason why no second person confirms it; it is logged"
        )

    def handle(self, *, holder, to, by, reason, **options):
        person = User.objects.filter(username=holder).first()
        if person is None:
            raise CommandError(f"There is no account {holder!r}.")
        if not reason.strip():
            raise CommandError("--reason is empty. Explain why no second person confirms the handover.")
        successor, responsible = find_active_user(to), find_active_user(by)
        if successor is None or responsible is None:
            raise CommandError("The new holder and the responsible person must have active accounts.")
        try:
            count = hand_over_on_server(person, to=successor, by=responsible, reason=reason.strip())
        except HandOverRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"Handed over from {holder} to {to}: {count}. The account {holder} is closed. The security log"
            " has recorded it."
        )

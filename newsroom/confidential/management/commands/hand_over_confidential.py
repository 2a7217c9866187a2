from django.core.management.base import BaseCommand, CommandError

from articles.management.command_line import find_active_user
from newsroom.accounts.models import User
from newsroom.confidential.hand_over import HandOverRefused, hand_over_on_server


class Command(BaseCommand):
    help = (
        "Hand over all confidential sources and restricted stories of a person who leaves, and close their"
        " account, without a second person: for a newsroom in which one person manages the accounts. The"
        " security log records it, and the people concerned get an e-mail."
    )

    def add_arguments(self, parser):
        parser.add_argument("holder", help="username of the person who leaves")
        parser.add_argument("to", help="username of the person who holds it then")
        parser.add_argument("--by", required=True, help="username of the person who answers for it")
        parser.add_argument("--reason", required=True, help="why no second person confirms it, for the log")

    def handle(self, *, holder, to, by, reason, **options):
        person = User.objects.filter(username=holder).first()
        if person is None:
            raise CommandError(f"There is no account {holder!r}.")
        if not reason.strip():
            raise CommandError("--reason is empty. Say why no second person confirms it.")
        successor, responsible = find_active_user(to), find_active_user(by)
        if successor is None or responsible is None:
            raise CommandError("Name the person who holds it then, and the person who answers for it.")
        try:
            count = hand_over_on_server(person, to=successor, by=responsible, reason=reason.strip())
        except HandOverRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"Handed over from {holder} to {to}: {count}. The account {holder} is closed. The security log"
            " has recorded it."
        )

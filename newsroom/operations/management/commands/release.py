from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.html import strip_tags

from articles.refusals import Refused
from newsroom.operations import release
from newsroom.operations.models import HeldCopy


class Command(BaseCommand):
    help = (
        "List what was planned to begin since the backup of which this is a copy, confirm or drop it one by "
        "one, and end the hold. What shall begin later is rescheduled in the admin."
    )

    def add_arguments(self, parser):
        listed = {"action": "append", "default": [], "metavar": "NAME"}
        parser.add_argument(
            "--confirm", **listed, help="let a listed plan begin at the end of the hold; may be repeated"
        )
        parser.add_argument(
            "--drop", **listed, help="cancel a listed plan, so that it never begins; may be repeated"
        )
        parser.add_argument("--end", action="store_true", help="end the hold; refused while one is undecided")
        parser.add_argument("--by", metavar="USERNAME", help="who decides: kept in the security log")

    def handle(self, *, confirm, drop, end, by, **options):
        if not (confirm or drop or end):
            return self.list()
        person = find_person(by)
        try:
            if confirm or drop:
                release.decide(confirmed=confirm, dropped=drop, by=person)
            if end:
                release.release(by=person)
        except Refused as refusal:
            raise CommandError(strip_tags(str(refusal))) from refusal
        except PermissionDenied as refusal:
            raise CommandError(f"{by} may not drop this. Name somebody who may cancel it.") from refusal
        if not end:
            return self.list()
        self.stdout.write("The hold has ended. E-mail and tasks that waited go out with follow_log.")
        return None

    def list(self):
        copy = HeldCopy.objects.held().first()
        if copy is None:
            raise CommandError("This newsroom is not held.")
        self.stdout.write(f"Held at {format_time(copy.stopped_at)}, the instant of the backup.")
        for plan in release.passed_plans(copy):
            decision = "confirmed" if plan.name in copy.confirmed else "undecided"
            planned = format_time(plan.begins_at)
            self.stdout.write(f"{plan.name}  {decision}, planned for {planned}: {plan.row}")


def find_person(username):
    """Return the active account of a name. Raise CommandError without one."""
    if not username:
        raise CommandError("Say who decides: --by USERNAME.")
    person = get_user_model().objects.filter(username=username, is_active=True).first()
    if person is None:
        raise CommandError(f"There is no active account with the name {username}.")
    return person


def format_time(at):
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M %Z}"

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles import clock
from newsroom.claims.models.statement import Statement
from newsroom.frontpage.models import Placement
from newsroom.operations import held_copy


class Command(BaseCommand):
    help = (
        "List what was scheduled to go live since the backup of which this is a copy, confirm it one by one, "
        "and end the hold. What shall not go live is canceled or rescheduled in the admin."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--confirm",
            type=int,
            action="append",
            default=[],
            metavar="NUMBER",
            help="let a listed edition go live at the end of the hold; may be repeated",
        )
        parser.add_argument("--end", action="store_true", help="end the hold; refused while one is undecided")

    def handle(self, *, confirm, end, **options):
        try:
            if confirm:
                held_copy.confirm(confirm)
            if end:
                held_copy.release()
        except held_copy.ReleaseRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        if end:
            self.stdout.write("The hold has ended. E-mail and tasks that waited go out with follow_log.")
        elif copy := held_copy.held_copies().first():
            self.list(copy)
        else:
            raise CommandError("This newsroom is not held.")

    def list(self, copy):
        self.stdout.write(f"Held at {format_time(copy.stopped_at)}, the instant of the backup.")
        for edition in held_copy.passed_editions(copy).iterator():
            decision = "confirmed" if edition.pk in copy.confirmed else "undecided"
            planned = format_time(edition.live_from)
            self.stdout.write(f"{edition.pk}  {decision}, planned for {planned}: {edition}")
        meanwhile = (copy.stopped_at, clock.true_now())
        placements = Placement.objects.filter(placed_from__range=meanwhile).count()
        statements = Statement.objects.filter(live_from__range=meanwhile).count()
        if placements or statements:
            self.stdout.write(f"With the end of the hold begin {placements} placements of front pages and")
            self.stdout.write(f"{statements} statements, too: end those that shall not in the admin.")


def format_time(at):
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M %Z}"

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from newsroom.notifications.consumer import catch_up
from newsroom.notifications.mail import MailServerUnreachable, due_notifications, mail_due


class Command(BaseCommand):
    help = "Create notifications and send due email, once. follow_log does this continuously."

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="list the recipients without sending anything"
        )

    def handle(self, *, dry_run, **options):
        if dry_run:
            due = due_notifications(timezone.now()).order_by("user__username")
            for username in due.values_list("user__username", flat=True).distinct():
                self.stdout.write(username)
            return
        catch_up()
        try:
            self.stdout.write(f"{mail_due()} e-mails sent")
        except MailServerUnreachable as problem:
            raise CommandError(f"The mail server cannot be reached: {problem}") from problem

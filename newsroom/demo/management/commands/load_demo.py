from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Max
from django.utils import timezone, translation

from articles.models import Author, Event, Section, Topic
from newsroom.demo import content
from newsroom.demo.replay import ReplayContext, find_article_id, replay_stories
from newsroom.demo.timeline import RelativeCalendar, set_clock, sort_by_start
from newsroom.notifications.consumer import catch_up
from newsroom.notifications.models import Notification

FOUNDED = "-30 09:00"
UNREAD_SINCE = "now -4:00"  # leaves every user a few unread notifications


class Command(BaseCommand):
    help = (
        "Load the demo newsroom: a fictional newspaper, its stories, and an account for each role. Existing "
        "data is not changed, so the command can be run again."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="print the rows that would be added without adding them"
        )
        parser.add_argument("--accounts-only", action="store_true", help="only print the accounts")
        parser.add_argument(
            "--password", help="password of new accounts (default: one is generated and saved)"
        )

    def handle(self, *, dry_run, accounts_only, password, **options):
        self.dry_run = dry_run
        self.newspaper = content.read_newspaper()
        self.calendar = RelativeCalendar(timezone.now())
        # Events store names in the active language: use the same one for all.
        with translation.override("en"):
            if content.has_other_publication(self.newspaper["publication"]):
                self.stdout.write("This newsroom has its own newspaper, so no demo is loaded.")
                return
            if not accounts_only:
                added = self.add_accounts(password) + self.add_newspaper() + self.add_stories()
                if not added:
                    self.stdout.write("The demo newsroom is complete; nothing was added.")
            self.print_accounts()

    def add_accounts(self, password):
        """Add the missing accounts and return their number."""
        missing = content.find_missing_accounts(self.newspaper["accounts"])
        if not missing:
            if password:
                self.stderr.write("All accounts exist; their passwords were not changed.")
            return 0
        for account in missing:
            self.report(f"account {account['username']}")
        if not self.dry_run:
            chosen = self.validated(password) or content.read_password() or content.generate_password()
            content.write_password(chosen)
            with set_clock(self.calendar.parse_datetime(FOUNDED)):
                content.create_accounts(missing, chosen)
        return len(missing)

    def validated(self, password):
        """Return the password. Raise CommandError if it is too easy to guess."""
        try:
            if password:
                validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        return password

    def add_newspaper(self):
        """Add the missing rows that stories refer to and return their number."""
        added = 0
        with set_clock(self.calendar.parse_datetime(FOUNDED)):
            for step in content.list_steps(self.newspaper, self.calendar):
                if not step.exists:
                    added += 1
                    self.report(step.label)
                    if not self.dry_run:
                        step.create()
            if added and not self.dry_run:
                content.assign_authors(self.newspaper["authors"])
                content.assign_portraits(self.newspaper["authors"])
        return added

    def add_stories(self):
        """Add all missing stories, or none after an error, and return their number."""
        stories = sort_by_start(content.read_stories(), self.calendar)
        ids = {story["key"]: find_article_id(story) for story in stories}
        missing = [story for story in stories if ids[story["key"]] is None]
        lines = {
            story["key"]: f"story {position} of {len(missing)}: {story[story['source_language']]['title']}"
            for position, story in enumerate(missing, start=1)
        }
        if self.dry_run:
            for line in lines.values():
                self.report(line)
        elif missing:
            context = self.replay_context({key: pk for key, pk in ids.items() if pk})
            last = Event.objects.aggregate(last=Max("id"))["last"] or 0
            replay_stories(missing, context, on_create=lambda story: self.report(lines[story["key"]]))
            self.mark_old_notifications_read(after=last)
        return len(missing)

    def mark_old_notifications_read(self, *, after):
        """Mark notifications of events with an id above `after` as read, unless they are recent."""
        catch_up()
        until = self.calendar.parse_datetime(UNREAD_SINCE)
        old = Notification.objects.unread().filter(event__gt=after, event__at__lt=until)
        old.update(read_at=until)

    def replay_context(self, articles):
        names = [account["username"] for account in self.newspaper["accounts"]]
        people = {user.username: user for user in get_user_model().objects.filter(username__in=names)}
        kinds = {"section": Section, "topic": Topic, "author": Author}
        rows = {kind: content.find_rows(model, self.newspaper[f"{kind}s"]) for kind, model in kinds.items()}
        rows["term"] = content.find_terms(self.newspaper["terms"])
        rows["image"] = {
            picture["key"]: content.find_images(picture["key"]).first()
            for picture in self.newspaper["pictures"]
        }
        return ReplayContext(people, self.calendar, rows, articles)

    def report(self, label):
        self.stdout.write(f"{'Would add' if self.dry_run else 'Adding'} {label}")

    def print_accounts(self):
        lines = content.format_accounts(self.newspaper["accounts"])
        if lines:
            self.stdout.write(
                "\n".join(["", "Log in at /admin/ with one of these names and passwords:", *lines])
            )

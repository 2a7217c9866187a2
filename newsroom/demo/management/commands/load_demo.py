from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Max
from django.utils import timezone, translation

from articles.models import Author, Event, Notification, Section, Topic
from articles.notifying.following import catch_up
from newsroom.demo import accounts, contents, house
from newsroom.demo.clock import Calendar, as_of
from newsroom.demo.happenings import Surroundings
from newsroom.demo.telling import in_order, known, tell

FOUNDED = "-30 09:00"
UNREAD = "now -4:00"  # the news since then: a handful for everybody, not that of a week


class Command(BaseCommand):
    help = (
        "Load the demonstration newsroom: an invented newspaper, its stories, an account for each role."
        " What is there already is left alone, so it may be run again."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="say what would be added, and add nothing")
        parser.add_argument("--accounts-only", action="store_true", help="only print who may log in")
        parser.add_argument(
            "--password", help="for the accounts made now; without it one is made up and kept"
        )

    def handle(self, *, dry_run, accounts_only, password, **options):
        self.dry_run = dry_run
        self.newspaper = contents.newspaper()
        self.calendar = Calendar(timezone.now())
        # The log keeps names as they read in one language, whatever that of the person who loads.
        with translation.override("en"):
            if house.is_of_another_paper(self.newspaper["publication"]):
                self.stdout.write(
                    "This newsroom has a newspaper of its own; no demonstration is loaded into it."
                )
                return
            if not accounts_only:
                self.load(password)
            self.print_accounts()

    def load(self, password):
        added = self.add_accounts(password) + self.add_house() + self.add_stories()
        if not added:
            self.stdout.write("The demonstration newsroom is complete; nothing was added.")

    def add_accounts(self, password):
        """Return how many accounts were missing."""
        missing = accounts.missing_accounts(self.newspaper["accounts"])
        if not missing:
            if password:
                self.stderr.write("All accounts are there; their passwords are left alone.")
            return 0
        for account in missing:
            self.tell(f"account {account['username']}")
        if not self.dry_run:
            chosen = self.checked(password) or accounts.kept_password() or accounts.new_password()
            accounts.keep_password(chosen)
            with as_of(self.calendar.instant(FOUNDED)):
                accounts.make_accounts(missing, chosen)
        return len(missing)

    def checked(self, password):
        try:
            if password:
                validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        return password

    def add_house(self):
        """Return how many things around the stories were missing."""
        added = 0
        for label, is_there, make in house.steps(self.newspaper):
            if not is_there:
                added += 1
                self.tell(label)
                if not self.dry_run:
                    with as_of(self.calendar.instant(FOUNDED)):
                        make()
        if added and not self.dry_run:
            with as_of(self.calendar.instant(FOUNDED)):
                accounts.give_bylines(self.newspaper["authors"])
                house.give_photos(self.newspaper["authors"])
        return added

    def add_stories(self):
        """Return how many stories were missing. They are told together: an interrupted load begins again."""
        stories = in_order(contents.stories(), self.calendar)
        found = {story["key"]: known(story) for story in stories}
        missing = [story for story in stories if found[story["key"]] is None]
        lines = {
            story["key"]: f"story {place} of {len(missing)}: {story[story['source_language']]['title']}"
            for place, story in enumerate(missing, start=1)
        }
        if self.dry_run:
            for line in lines.values():
                self.tell(line)
        elif missing:
            numbers = {key: number for key, number in found.items() if number}
            before = Event.objects.aggregate(last=Max("number"))["last"] or 0
            tell(missing, self.surroundings(numbers), begun=lambda story: self.tell(lines[story["key"]]))
            self.read_the_news(since=before)
        return len(missing)

    def read_the_news(self, *, since):
        """Let everybody have read what happened after an event, but for the last hours of it."""
        catch_up()
        until = self.calendar.instant(UNREAD)
        old = Notification.objects.unread().filter(event__number__gt=since, event__at__lt=until)
        old.update(read_at=until)

    def surroundings(self, numbers):
        names = [account["username"] for account in self.newspaper["accounts"]]
        people = {user.username: user for user in get_user_model().objects.filter(username__in=names)}
        kinds = {"section": Section, "topic": Topic, "author": Author}
        rows = {kind: house.rows(model, self.newspaper[f"{kind}s"]) for kind, model in kinds.items()}
        rows["term"] = house.terms(self.newspaper["terms"])
        rows["image"] = {
            picture["key"]: house.images(picture["key"]).first() for picture in self.newspaper["pictures"]
        }
        return Surroundings(people, self.calendar, rows, numbers)

    def tell(self, what):
        self.stdout.write(f"{'Would add' if self.dry_run else 'Adding'} {what}")

    def print_accounts(self):
        lines = accounts.table(self.newspaper["accounts"])
        if lines:
            self.stdout.write(
                "\n".join(["", "Log in at /admin/ with one of these names and passwords:", *lines])
            )

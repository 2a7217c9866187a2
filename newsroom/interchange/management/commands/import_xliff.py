"""`manage.py import_xliff FILE --by USERNAME [--dry-run]`: what a translation tool wrote enters stories."""

from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from newsroom.interchange.xliff.formats import Refused, wording
from newsroom.interchange.xliff.formats.untrusted import MAX_BYTES
from newsroom.interchange.xliff.plans import document, plans, write


class Command(BaseCommand):
    help = (
        "Write the translations of an XLIFF or Markdown file that was exported here. What was changed here"
        " since, or whose source was, is told and not written."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--by", metavar="USERNAME", required=True, help="who answers for it")
        parser.add_argument("--dry-run", action="store_true", help="write nothing, tell the same")

    def handle(self, *, file, by, dry_run, **options):
        user = get_user_model().objects.filter(username=by, is_active=True).first()
        if not user:
            raise CommandError(f"There is no active account {by!r}.")
        try:
            with Path(file).open("rb") as opened:
                found = plans(document(opened.read(MAX_BYTES + 1)), user)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from error
        except Refused as refused:
            raise CommandError(f"{file}: {refused} Nothing was written.") from refused
        refused = [plan for plan in found if not self._has_taken(plan, user, dry_run)]
        if refused:
            raise CommandError(f"{len(refused)} of {len(found)} stories were refused.")

    def _has_taken(self, plan, user, dry_run):
        """Take one story and tell what became of it; False where it is refused."""
        story = f"story {plan.read.id}"
        try:
            if plan.refusal:
                raise Refused(plan.refusal)
            count = len(plan.texts()) if dry_run else write(plan, by=user)
        except Refused as refused:
            self.stderr.write(f"{story}: {refused} Nothing of it was written.")
            return False
        self.stdout.write(f"{story}: {count} segments {'would be' if dry_run else 'were'} written")
        self._tell(plan.report)
        return True

    def _tell(self, report):
        for one in report.taken:
            for error in one.problems:
                self.stdout.write(f"  {one.id}: {wording.problem(error)}")
        for one in report.conflicts:
            self.stdout.write(f"  {one.id}: not written: it was changed here, too")
        for one in report.stale:
            self.stdout.write(f"  {one.id}: not written: its source has changed")
        for one in report.dropped:
            self.stdout.write(f"  {one.id}: not written: {wording.reason(one)}")

from django.core.management.base import BaseCommand, CommandError

from articles.management.command_line import find_active_user, read_file_argument
from newsroom.interchange.xliff.document import (
    TranslationFileRefused,
    describe_rejection,
    describe_tag_error,
)
from newsroom.interchange.xliff.formats import MAX_XLIFF_BYTES
from newsroom.interchange.xliff.plans import plan_translations, read_translation_file, write_translations


class Command(BaseCommand):
    help = (
        "Import translations from an XLIFF or Markdown file that was exported here. Segments that were "
        "changed here since the export, or whose source has changed, are reported and not imported."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE")
        parser.add_argument(
            "--by", metavar="USERNAME", required=True, help="username of the person responsible"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="print the report without writing anything"
        )

    def handle(self, *, file, by, dry_run, **options):
        user = find_active_user(by)
        if user is None:  # without a user, permissions would not be checked
            raise CommandError("Pass --by with the username of an active account.")
        try:
            plans = plan_translations(
                read_translation_file(read_file_argument(file, most=MAX_XLIFF_BYTES)), user
            )
        except TranslationFileRefused as refused:
            raise CommandError(f"{file}: {refused} Nothing was written.") from refused
        failed = [plan for plan in plans if not self._write(plan, user, dry_run)]
        if failed:
            raise CommandError(f"{len(failed)} of {len(plans)} stories were refused.")

    def _write(self, plan, user, dry_run):
        """Write one story and report on it. Return False if it is refused."""
        story = f"story {plan.returned.id}"
        try:
            if plan.refusal:
                raise TranslationFileRefused(plan.refusal)
            count = len(plan.texts()) if dry_run else write_translations(plan, by=user)
        except TranslationFileRefused as refused:
            self.stderr.write(f"{story}: {refused} Nothing of it was written.")
            return False
        self.stdout.write(f"{story}: {count} segments {'would be' if dry_run else 'were'} written")
        for segment in plan.report.accepted:
            for error in segment.problems:
                self.stdout.write(f"  {segment.id}: {describe_tag_error(error)}")
        left_out = [(segment, "it was changed here, too") for segment in plan.report.conflicts]
        left_out += [(segment, "its source has changed") for segment in plan.report.outdated]
        left_out += [(segment, describe_rejection(segment)) for segment in plan.report.rejected]
        for segment, reason in left_out:
            self.stdout.write(f"  {segment.id}: not written: {reason}")
        return True

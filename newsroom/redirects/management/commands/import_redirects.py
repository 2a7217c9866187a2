from django.core.management.base import BaseCommand, CommandError

from articles.management.command_line import ProgressBar, find_active_user, read_file_argument
from newsroom.interchange.text_files import FileRefused
from newsroom.redirects.exchange import (
    MAX_COMMAND_BYTES,
    MAX_COMMAND_ROWS,
    decode_redirects,
    parse_redirect_rows,
)
from newsroom.redirects.rules import plan_redirects, store_plan

MOST_REPORTED = 1_000  # lines reported of each kind


class Command(BaseCommand):
    help = (
        "Add and change redirects from a CSV file, and report rejected lines with reasons. No redirect "
        "is deleted."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", help="the CSV file, or - for standard input")
        parser.add_argument(
            "--by", metavar="USERNAME", help=("username of the person responsible (default: no one)")
        )
        parser.add_argument(
            "--dry-run", action="store_true", help=("print the report without writing anything")
        )

    def handle(self, *, file, by, dry_run, **options):
        person = find_active_user(by)
        try:
            data = read_file_argument(file, most=MAX_COMMAND_BYTES)
            text, encoding = decode_redirects(data, most=MAX_COMMAND_BYTES)
            rows = parse_redirect_rows(text, most=MAX_COMMAND_ROWS)
        except FileRefused as refusal:
            raise CommandError(f"{file}: {refusal}") from refusal
        self.stdout.write(f"{file}: {encoding}, {len(rows)} redirects")
        plan = plan_redirects(rows)
        self.report(plan)
        if dry_run:
            self.stdout.write("Dry run: nothing was written.")
        elif not plan.is_empty:
            bar = ProgressBar(self.stderr, len(plan.written), "redirects written")
            report = store_plan(plan, by=person, progress=bar.advance)
            self.stdout.write(f"{report.created} redirects were added, {report.changed} changed.")
        if plan.refused:
            raise CommandError(f"{len(plan.refused)} lines were left out.")

    def report(self, plan):
        for planned in plan.resolved[:MOST_REPORTED]:
            self.stdout.write(
                f"Line {planned.row.line or '-'}: {planned.redirect}, through {planned.through}"
            )
        for planned in plan.changed[:MOST_REPORTED]:
            self.stdout.write(
                f"Changed, line {planned.row.line}: {planned.redirect}, before {planned.before or '410'}"
            )
        for planned in plan.refused[:MOST_REPORTED]:
            self.stdout.write(
                f"Left out, line {planned.row.line}: {planned.row.old_address}: {planned.reason}"
            )
        self.stdout.write(
            f"New: {len(plan.new)}. Changed: {len(plan.changed) + len(plan.followers)}. Unchanged: "
            f"{len(plan.untouched)}. Left out: {len(plan.refused)}."
        )

from django.core.management.base import BaseCommand, CommandError

from articles.management.command_line import read_file_argument
from newsroom.interchange.glossary_csv import MAX_GLOSSARY_BYTES, decode_glossary, parse_glossary_rows
from newsroom.interchange.glossary_plans import (
    GlossaryPlanChanged,
    import_glossary_terms,
    plan_glossary_import,
)
from newsroom.interchange.text_files import FileRefused


class Command(BaseCommand):
    help = "Add and change glossary terms from a CSV file and report on each line. No term is deleted."

    def add_arguments(self, parser):
        parser.add_argument("file", help="the CSV file, or - for standard input")
        parser.add_argument(
            "--dry-run", action="store_true", help="print the report without writing anything"
        )

    def handle(self, *, file, dry_run, **options):
        try:
            text, encoding = decode_glossary(read_file_argument(file, most=MAX_GLOSSARY_BYTES))
            rows = parse_glossary_rows(text)
        except FileRefused as refusal:
            raise CommandError(f"{file}: {refusal}") from refusal
        plan = plan_glossary_import(rows)
        self.stdout.write(f"{file}: {encoding}")
        self.report(plan)
        if dry_run:
            self.stdout.write("Dry run: nothing was written.")
        elif not plan.is_empty:
            self.write(rows, plan)
        if plan.refused:
            raise CommandError(f"{len(plan.refused)} lines were refused.")

    def write(self, rows, plan):
        try:
            import_glossary_terms(rows, agreed=plan.digest())
        except GlossaryPlanChanged as changed:
            raise CommandError("The glossary was changed in the meantime; nothing was written.") from changed
        self.stdout.write(f"{len(plan.new)} terms were added, {len(plan.changed)} changed.")

    def report(self, plan):
        for word, rows_ in (("New", plan.new), ("Changed", plan.changed), ("Refused", plan.refused)):
            for row in rows_:
                self.stdout.write(f"{word}, line {row.line}: {row.name}")
                for change in row.changes if word == "Changed" else ():
                    self.stdout.write(f"  {change.label}: {change.before or '—'} → {change.after or '—'}")
                for reason in row.reasons:
                    self.stdout.write(f"  {reason}")
        self.stdout.write(f"{len(plan.untouched)} terms of the file are unchanged.")

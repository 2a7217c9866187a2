"""`manage.py import_glossary FILE [--dry-run]`: a CSV file becomes terms; each line is told."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from newsroom.interchange.glossary.plans import planned
from newsroom.interchange.glossary.term_files import MOST_BYTES, rows, text_of
from newsroom.interchange.glossary.terms import PlanChanged, import_terms
from newsroom.interchange.text_files import FileRefused


class Command(BaseCommand):
    help = "Add and change terms of the glossary from a CSV file, and delete none. Tells of each line."

    def add_arguments(self, parser):
        parser.add_argument("file", help="the CSV file, or - for standard input")
        parser.add_argument("--dry-run", action="store_true", help="write nothing, print the same report")

    def handle(self, *, file, dry_run, **options):
        try:
            text, encoding = text_of(self._read(file))
            found = rows(text)
        except FileRefused as refusal:
            raise CommandError(f"{file}: {refusal}") from refusal
        plan = planned(found)
        self.stdout.write(f"{file}: {encoding}")
        self.report(plan)
        if dry_run:
            self.stdout.write("Dry run: nothing was written.")
        elif not plan.is_empty:
            self.write(found, plan)
        if plan.refused:
            raise CommandError(f"{len(plan.refused)} lines were refused.")

    def write(self, found, plan):
        try:
            import_terms(found, agreed=plan.digest())
        except PlanChanged as changed:
            raise CommandError("Somebody changed the glossary meanwhile; nothing was written.") from changed
        self.stdout.write(f"{len(plan.new)} terms were added, {len(plan.changed)} changed.")

    def report(self, plan):
        for word, rows_ in (("New", plan.new), ("Changed", plan.changed), ("Refused", plan.refused)):
            for row in rows_:
                self.stdout.write(f"{word}, line {row.line}: {row.name}")
                for change in row.changes if word == "Changed" else ():
                    self.stdout.write(f"  {change.label}: {change.before or '—'} → {change.after or '—'}")
                for reason in row.reasons:
                    self.stdout.write(f"  {reason}")
        self.stdout.write(f"{len(plan.untouched)} terms of the file are as they were.")

    def _read(self, file):
        """The bytes of the file, one more than are allowed at most."""
        try:
            if file == "-":
                return sys.stdin.buffer.read(MOST_BYTES + 1)
            with Path(file).open("rb") as opened:
                return opened.read(MOST_BYTES + 1)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from error

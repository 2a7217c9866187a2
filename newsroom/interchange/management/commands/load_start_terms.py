from django.core.management.base import BaseCommand

from newsroom.interchange.start_terms import find_missing_start_terms, load_start_terms


class Command(BaseCommand):
    help = (
        "Add a starter glossary in both languages: countries, currencies, months and units (CLDR), and "
        "renamed South Korean ministries with dates. Terms that already exist in any form are not changed, "
        "so the command can be run again."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="list the terms that would be added without adding them"
        )

    def handle(self, *, dry_run, **options):
        terms = find_missing_start_terms() if dry_run else load_start_terms()
        done = "Would add" if dry_run else "Added"
        for term in terms:
            self.stdout.write(f"{done} {term.kind} {term.name_en} / {term.name_ko}")
        if not terms:
            self.stdout.write("Nothing is missing; nothing was added.")

import json
import textwrap

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from newsroom.operations.installation import CHECKS
from newsroom.operations.installation.check import CheckState, run_checks

MARKS = {"fine": "✓", "attention": "!", "broken": "✗", "unknown": "?"}
STYLES = {"fine": "SUCCESS", "attention": "WARNING", "broken": "ERROR", "unknown": "NOTICE"}


class Command(BaseCommand):
    help = "Check this installation, and explain how to fix each problem. Fails if a part is broken."
    requires_system_checks = []  # the command runs them itself

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], default="en")

    def handle(self, *, language, **options):
        parts = []
        with translation.override(language):
            for part in run_checks(CHECKS):
                parts.append(part)
                if not options["json"]:
                    self.print_part(part)
            if options["json"]:
                data = [part_as_json(part) for part in parts]
                self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2))
        broken = [part.check.name for part in parts if part.report.state == CheckState.BROKEN]
        if broken:
            raise CommandError(f"Broken: {', '.join(broken)}.")

    def print_part(self, part):
        """Print the state of one part on a line, with the remedy below it."""
        state, style = part.report.state, getattr(self.style, STYLES[part.report.state])
        self.stdout.write(f"{style(MARKS[state])} {part.check.label}: {part.report.found}")
        if part.report.remedy:
            lines = textwrap.wrap(f"→ {part.report.remedy}", 100)
            self.stdout.write(textwrap.indent("\n".join(lines), "  "))


def part_as_json(part):
    """Return the state of one part as a JSON-serialisable dict."""
    name, report = part.check.name, part.report
    return {"name": name, "state": report.state.value, "found": report.found, "remedy": report.remedy}

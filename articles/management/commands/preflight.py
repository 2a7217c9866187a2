import json

from django.core.management.base import BaseCommand, CommandError

from articles.checks.context import RelatedData
from articles.checks.registry import examine
from articles.models import Article, Language

STORIES_AT_ONCE = 50
LARGEST = 2**63 - 1  # largest id that a database accepts


class Command(BaseCommand):
    help = (
        "Print the findings of preflight, one per line: story, language, severity, code, message and "
        "position. Fails if there is a blocker that was not waived."
    )

    def add_arguments(self, parser):
        parser.add_argument("stories", nargs="*", type=int, metavar="ID", help="the IDs of stories")
        parser.add_argument(
            "--all", action="store_true", help="check all stories, in each language that has content"
        )
        parser.add_argument(
            "--language", choices=Language.values, help="check only this language (default: both)"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object per line")

    def handle(self, *, stories, all, language, json, **options):
        if bool(stories) == all:
            raise CommandError("Pass the IDs of stories, or --all.")
        self.languages, self.is_json, self.only_written = {language} - {None}, json, all
        articles, blocked, total = Article.objects.order_by("pk"), 0, 0
        if stories:
            articles = articles.filter(pk__in=[number for number in stories if number <= LARGEST])
            missing = set(stories) - set(articles.values_list("pk", flat=True))
            if missing:
                raise CommandError(f"There is no story {', '.join(map(str, sorted(missing)))}.")
        count = articles.count()
        try:
            for total, article in enumerate(articles.iterator(STORIES_AT_ONCE), start=1):
                blocked += self.tell(article)
                if all and (total % STORIES_AT_ONCE == 0 or total == count):
                    self.stderr.write(f"{total} of {count} stories checked")
        except KeyboardInterrupt:
            raise CommandError(f"Stopped at {total} of {count} stories.", returncode=130) from None
        if blocked:
            raise CommandError(f"{blocked} of {total} stories have blockers.")

    def tell(self, article):
        """Print the findings of one story. Return whether it has a blocker."""
        rows, is_blocked = RelatedData(article), False
        standing = article.progress.order_by("language")
        if self.languages:
            standing = standing.filter(language__in=self.languages)
        if self.only_written:
            standing = standing.exclude(text_digest="")
        for progress in standing:
            for finding in examine(article, progress, rows=rows):
                is_blocked |= finding.is_blocking
                self.stdout.write(self.line(article, progress.language, finding))
        return is_blocked

    def line(self, article, language, finding):
        severity = "waived" if finding.waiver else str(finding.severity)
        if not self.is_json:
            return f"{article.pk} {language} {severity} {finding.code}: {finding}"
        told = {
            "story": article.pk,
            "language": language,
            "severity": severity,
            "code": finding.code,
            "field": finding.field,
            "row": finding.row,
            "passage": finding.passage,
            "message": str(finding.message),
            "hint": str(finding.hint),
        }
        return json.dumps(told, ensure_ascii=False)

import re
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from articles import clock
from articles.models import DayDigest, Edition, Redaction
from articles.models.event import SETTLING
from articles.models.logged import models_sealed_at_begin, sealed_models
from articles.models.planning import day_of
from articles.publishing import broken_seals
from articles.publishing.standing import outdated_facts
from articles.publishing.verification import (
    AT_ONCE,
    altered_since_begin,
    broken_rows,
    events_without_edition,
    events_without_row,
    redacted_editions,
    unlogged_editions,
    unlogged_rows,
    unstored_days,
    verified_days,
)

STORIES_AT_ONCE = 500
DAYS_AT_ONCE = 100
NOTED = re.compile(r"(\d{4}-\d\d-\d\d)=([0-9a-fA-F]{64})")


class Command(BaseCommand):
    help = (
        "Verify all editions, placements, live entries, statements and advertisements against their "
        "checksums and the log, the log against its daily checksums, and the status rows of the desk's "
        "lists against the editions. Fails and lists each mismatch."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--day",
            action="append",
            default=[],
            metavar="DATE=CHECKSUM",
            help="compare the checksum of a day with a copy that was kept elsewhere; can be repeated",
        )

    def handle(self, *, day=(), **options):
        noted = [parse_noted_day(text) for text in day]
        published = published_digests({noted_day for noted_day, _digest in noted})
        reports = [self.verify_editions(), self.verify_log(), *map(self.verify_rows, sealed_models())]
        reports += map(self.verify_begun_rows, models_sealed_at_begin())
        reports += [self.verify_days(), self.verify_status()]
        self.report_redactions()
        if noted:
            reports.append(self.compare(noted, published))
        if problems := [problem for problem in reports if problem]:
            raise CommandError(" ".join(problems))

    def verify_editions(self):
        """Verify the seals. Return a sentence about broken ones, or "", as all `verify_…` methods do."""
        total, seen, broken = Edition.objects.count(), 0, 0
        for stories in self.batches():
            editions = Edition.objects.filter(article__in=stories)
            for edition in broken_seals(editions):
                broken += 1
                self.name("Broken", edition.article_id, edition.language, edition.number)
            seen += editions.count()
            self.stdout.write(f"{seen} of {total} editions compared with their seals")
        if broken:
            return f"{broken} of {total} editions are not as they were published."
        self.stdout.write(f"All {total} editions are as they were published.")
        return ""

    def report_redactions(self):
        """List the editions with words removed for legal reasons, and the reasons."""
        total, redactions = 0, Redaction.objects.in_bulk()
        for edition in redacted_editions().iterator(chunk_size=AT_ONCE):
            total += 1
            parts = {}
            for part, removed in edition.seal["removed"].items():
                parts.setdefault(removed["redaction"], []).append(part)
            for pk, names in parts.items():
                where = f"story {edition.article_id}, {edition.language}, edition {edition.number}"
                reason = redactions.get(pk, "unknown redaction")
                self.stdout.write(f"Redacted: {where}: {', '.join(sorted(names))} ({reason})")
        if total:
            self.stdout.write(f"Content was removed from {total} editions for legal reasons.")

    def verify_log(self):
        """Verify that the log contains exactly the editions that went live."""
        unlogged = missing = 0
        for edition in unlogged_editions().iterator(chunk_size=AT_ONCE):
            unlogged += 1
            self.name("Not in the log", edition.article_id, edition.language, edition.number)
        for event in events_without_edition().iterator(chunk_size=AT_ONCE):
            missing += 1
            self.name("Missing", event.subject_id, event.language, event.edition_number)
        if unlogged or missing:
            return f"{unlogged} editions are not in the log as they are, {missing} of the log are missing."
        self.stdout.write("The log contains every edition that went live.")
        return ""

    def verify_rows(self, model):
        """Verify the seals of a model's rows, and that the log contains exactly these rows."""
        with override(None):
            names = str(model._meta.verbose_name_plural)
        total, wrong = model.objects.count(), 0
        for row in broken_rows(model):
            wrong += 1
            self.stderr.write(f"Broken: story {row.article_id}, {model._meta.model_name} {row.pk}")
        for row in unlogged_rows(model).iterator(chunk_size=AT_ONCE):
            wrong += 1
            self.stderr.write(f"Not in the log: story {row.article_id}, {model._meta.model_name} {row.pk}")
        for event in events_without_row(model).iterator(chunk_size=AT_ONCE):
            wrong += 1
            story = event.details.get("article", "?")
            self.stderr.write(f"Missing: story {story}, {event.subject_type} {event.subject_id}")
        if wrong:
            return f"{wrong} {names} are not as they were published."
        self.stdout.write(f"All {total} {names} are as they were published.")
        return ""

    def verify_begun_rows(self, model):
        """Verify that rows that have begun match the log, and that none of them is missing."""
        with override(None):
            names = str(model._meta.verbose_name_plural)
        wrong = 0
        for row in altered_since_begin(model):
            wrong += 1
            self.stderr.write(f"Altered: {model._meta.model_name} {row.pk}")
        for event in events_without_row(model).iterator(chunk_size=AT_ONCE):
            wrong += 1
            self.stderr.write(f"Missing: {event.subject_type} {event.subject_id}")
        if wrong:
            return f"{wrong} {names} are not as readers saw them."
        self.stdout.write(f"All {names} are as readers saw them.")
        return ""

    def verify_days(self):
        """Verify the stored digests of days against the log."""
        total, broken = DayDigest.objects.count(), 0
        for seen, (day, is_sound) in enumerate(verified_days(), 1):
            if not is_sound:
                broken += 1
                self.stderr.write(f"Broken: the checksum of {day.day} does not match the log")
            if seen % DAYS_AT_ONCE == 0:
                self.stdout.write(f"{seen} of {total} days compared with the log")
        if broken:
            return f"{broken} of {total} days do not fit the log."
        self.stdout.write(f"All {total} days match the log.")
        return ""

    def verify_status(self):
        """Verify the edition facts that the desk's lists use."""
        wrong = 0
        for stories in self.batches():
            for row in outdated_facts(stories):
                wrong += 1
                self.stderr.write(f"Outdated: story {row.article_id}, {row.language}: its status at the desk")
        if wrong:
            return f"The desk's lists show a wrong status of {wrong} texts: run rebuild_status."
        self.stdout.write("The desk's lists show the current status of every text.")
        return ""

    def compare(self, noted, published):
        """Compare noted digests with the published ones. Return a sentence about differences, or ""."""
        different = [day for day, digest in noted if digest != published[day]]
        for day in different:
            self.stderr.write(f"Different: {day} has the checksum {published[day]}")
        if different:
            return f"{len(different)} of {len(noted)} noted checksums are different."
        self.stdout.write(f"All {len(noted)} noted checksums are the same.")
        return ""

    def name(self, problem, article, language, number):
        self.stderr.write(f"{problem}: story {article}, {language}, edition {number}")

    def batches(self):
        """Yield the ids of the stories in batches. Each chain of seals lies within one story."""
        numbers = list(Edition.objects.order_by("article").values_list("article", flat=True).distinct())
        for start in range(0, len(numbers), STORIES_AT_ONCE):
            yield numbers[start : start + STORIES_AT_ONCE]


def parse_noted_day(text: str) -> tuple[date, str]:
    """Parse `2026-11-27=<64 hexadecimal digits>`. Raise CommandError for any other text."""
    match = NOTED.fullmatch(text.strip())
    try:
        return date.fromisoformat(match[1]), match[2].lower()  # type: ignore[index]  # TypeError of None is caught
    except (TypeError, ValueError) as error:
        raise CommandError(
            f"--day {text}: enter a date and its checksum, 64 digits from 0 to f, as in 2026-11-27=5c1e…"
        ) from error


def published_digests(days: set[date]) -> dict[date, str]:
    """Return {day: digest}. Raise CommandError for a day that has not ended or has no digest."""
    rows = DayDigest.objects.filter(day__in=days)
    digests = dict(rows.values_list("day", "digest"))
    if days - digests.keys():
        digests |= {row.day: row.digest for row in unstored_days() if row.day in days}
    for day in sorted(days):
        if day >= day_of(clock.now() - SETTLING):
            raise CommandError(
                f"--day {day}: that day has not ended. Its checksum is final soon after midnight."
            )
        if day not in digests:
            raise CommandError(
                f"--day {day}: that day has no checksum, because it has no edition in the log."
            )
    return digests

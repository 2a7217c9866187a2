"""Records of past front pages, and the event consumer that writes them.

A page follows from the editions and placements at an instant, whose past never changes. So it can be computed
later for each instant when one of them began or ended, even without an event. Imported editions are an
exception: they begin before the import. Their change is recorded at the instant of the event, but a page
computed afterwards for an earlier instant already contains them.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Exists, Min, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.clock import INSTANT
from articles.events.consumers import event_consumer
from articles.models import Edition, EditionKind, Event, EventType, Language, Section
from articles.models.redaction import LegalHold
from newsroom.frontpage.layout import FrontPageLayout, front_page_layout
from newsroom.frontpage.models import FrontPageScope, Placement

MOVES = Q(subject_type="article", type__in=EventType.MOVES) | Q(subject_type="placement")


class FrontPageRecordQuerySet(models.QuerySet):
    def of(self, language):
        return self.filter(language=language).order_by("shown_from")

    def outdated(self, at: datetime) -> models.QuerySet:
        """Return the expired records: their pages were replaced before the retention period.

        While a story is under a legal hold, the period counts back from the start of the oldest hold.
        """
        held = LegalHold.objects.standing().aggregate(first=Min("placed_at"))["first"]
        oldest = min(filter(None, [at, held])) - timedelta(days=settings.FRONT_PAGE_DAYS)
        later = self.model._default_manager.filter(
            language=OuterRef("language"), shown_from__gt=OuterRef("shown_from"), shown_from__lte=oldest
        )
        return self.filter(Exists(later), shown_from__lt=oldest)


class FrontPageRecord(models.Model):
    """The stories of a front page in order, from an instant until the next record of the same language.

    layout  {"top": rows, "briefs": rows, "blocks": {section id: rows}}; a row is [story id, edition id].
            Optional: "latest": rows, and if the lead's presentation differs from its story,
            "presented": {"layout": kind, "placement": id}. It contains no words, so that a redaction need not
            change it: the words of the lead are in its placement.

    Written only by `front_pages`.
    """

    language = models.CharField(_("language"), max_length=2, choices=Language)
    shown_from = models.DateTimeField(_("shown from"))
    layout = models.JSONField(_("layout"))

    objects = FrontPageRecordQuerySet.as_manager()

    class Meta:
        ordering = ["shown_from"]
        verbose_name = _("record of a front page")
        verbose_name_plural = _("records of front pages")
        default_permissions = []
        constraints = [
            models.UniqueConstraint(name="front_page_record_once", fields=["language", "shown_from"]),
            models.CheckConstraint(
                name="front_page_record_language_is_known", condition=Q(language__in=Language)
            ),
        ]

    def __str__(self):
        return f"{self.language}: {self.shown_from}"

    def places_of(self, article: int) -> list[tuple[str, int, int]]:
        """Return [(part of the page, section id or 0, position)] of a story, which has at most one place."""
        parts = [(part, 0, self.layout.get(part, [])) for part in ("top", "latest", "briefs")]
        parts += [("block", int(section), rows) for section, rows in self.layout["blocks"].items()]
        return [
            (part, section, position)
            for part, section, rows in parts
            for position, (story, _edition) in enumerate(rows, 1)
            if story == article
        ]


def moving_events(events):
    """Return the events that may change a front page, within the retention period."""
    return events.filter(MOVES, at__gte=clock.now() - timedelta(days=settings.FRONT_PAGE_DAYS))


@event_consumer("front_pages", wanted=moving_events, at_once=50)
def front_pages(events: list[Event]) -> int:
    """Record the front pages up to the last event; return the number of records."""
    before = Event.objects.filter(MOVES, id__lt=events[0].id).order_by("-id").first()
    since = before.at if before else events[0].at - INSTANT
    made = 0
    for language in Language:
        for record in changed_pages(language, since, events[-1].at):
            record.save(force_insert=True)
            made += 1
    return made


def changed_pages(language: str, since: datetime | None, until: datetime) -> Iterator[FrontPageRecord]:
    """Yield an unsaved record for each change of the page after `since` and up to `until`.

    since  if None, only the page at `until` is compared with the last record
    """
    last = FrontPageRecord.objects.of(language).filter(shown_from__lte=until).last()
    sections = list(Section.objects.values_list("pk", flat=True))
    for at in change_instants(language, since, until) if since else [until]:
        layout = layout_rows(front_page_layout(sections, language, at))
        if last is None or layout != last.layout:
            last = FrontPageRecord(language=language, shown_from=at, layout=layout)
            yield last


def change_instants(language: str, since: datetime, until: datetime) -> list[datetime]:
    """Return the instants in (since, until] when the page may have changed."""
    editions = Edition.objects.in_language(language).filter(live_from__gt=since, live_from__lte=until)
    editions = editions.exclude(kind=EditionKind.IMPORTED)
    instants = set(editions.order_by().values_list("live_from", flat=True))
    imports = Event.objects.filter(type=EventType.IMPORTED, language=language, at__gt=since, at__lte=until)
    instants.update(imports.values_list("at", flat=True))
    placements = Placement.objects.filter(language=language, scope=FrontPageScope.FRONT).stories()
    for bounds in placements.not_over(since).values_list("placed_from", "placed_until"):
        instants.update(at for at in bounds if at and since < at <= until)
    return sorted(instants)


def layout_rows(layout: FrontPageLayout) -> dict:
    """Return a layout in the format of FrontPageRecord.layout."""

    def rows(editions):
        return [[edition.article_id, edition.pk] for edition in editions]

    presented = {}
    if not layout.presentation.is_plain:
        presented = {
            "presented": {"layout": layout.presentation.layout, "placement": layout.top[0].placement}
        }
    latest = {"latest": rows(layout.latest)} if layout.latest else {}
    blocks = {str(section): rows(editions) for section, editions in layout.blocks.items() if editions}
    return {"top": rows(layout.top), **latest, "briefs": rows(layout.briefs), "blocks": blocks, **presented}


class FrontPageInterval(NamedTuple):
    """The time of a story at one position of a front page. `until` is None while it is still there.

    part     "top", "latest", "briefs" or "block"
    section  the section of a block, else 0
    """

    language: str
    part: str
    section: int
    position: int
    since: datetime
    until: datetime | None


def intervals_of(article: int, at: datetime) -> list[FrontPageInterval]:
    """Return the intervals in which a story was on a front page, sorted by start.

    They begin no later than `at`, and only the period with records is covered. Missing records are written
    first.
    """
    front_pages.catch_up()
    last = Event.objects.filter(MOVES).order_by("-id").first()
    intervals = []
    for language in Language:
        records = list(FrontPageRecord.objects.of(language).filter(shown_from__lte=at))
        records += changed_pages(language, last and last.at, at)  # type: ignore[arg-type]  # None without an event; changes since the last event
        current = None
        for record in records:
            place = next(iter(record.places_of(article)), None)
            if current and place != current[1:4]:
                intervals.append(current._replace(until=record.shown_from))
                current = None
            if place and current is None:
                current = FrontPageInterval(str(language), *place, record.shown_from, None)  # type: ignore[call-arg]  # a fixed number of values
        intervals += [current] if current else []
    return sorted(intervals, key=lambda interval: (interval.since, interval.language))

"""Evidence about one story: editions, placements, live entries and statements with seals, and the log."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from articles.models import Article, Edition, Event
from articles.publishing.verification import broken_seals
from newsroom.claims.models import Claim, Statement
from newsroom.frontpage.models import Placement
from newsroom.frontpage.page_records import FrontPageInterval, intervals_of
from newsroom.live.models import LiveCoverage, LiveEntry

MOST_EVENTS = 5_000


@dataclass
class EditionEvidence:
    """An edition that readers have had; is_sound: whether it still is as it was sealed."""

    edition: Edition
    is_sound: bool


@dataclass
class Evidence:
    """All that is known of a story at an instant. Notices are among the editions."""

    article: Article
    at: datetime
    editions: list[EditionEvidence]
    front_pages: list[FrontPageInterval]
    placements: list[Placement]
    coverages: list[LiveCoverage]
    entries: list[LiveEntry]
    statements: list[Statement]
    claims: list[Claim]
    events: list[Event]

    @property
    def is_sound(self):
        """Return whether every seal is intact."""
        rows = (*self.editions, *self.placements, *self.entries, *self.statements)
        return all(one.is_sound for one in rows)


def gather_evidence(article: Article, at: datetime) -> Evidence:
    """Read the evidence about a story, up to an instant."""
    editions = Edition.objects.filter(article=article)
    broken = {edition.pk for edition in broken_seals(editions)}
    return Evidence(
        article=article,
        at=at,
        editions=[
            EditionEvidence(edition, edition.pk not in broken)
            for edition in editions.begun(at).order_by("live_from", "language", "number")
        ],
        front_pages=intervals_of(article.pk, at),
        placements=list(
            Placement.objects.filter(article=article, placed_from__lte=at).select_related("section")
        ),
        coverages=list(LiveCoverage.objects.begun(at).filter(article=article).order_by("begun_at")),
        entries=list(LiveEntry.objects.begun(at).filter(article=article).oldest_first()),
        statements=list(Statement.objects.begun(at).filter(article=article).order_by("live_from")),
        claims=list(Claim.objects.filter(article=article).order_by("recorded_at")),
        events=list(log_lines(article)[:MOST_EVENTS]),
    )


def log_lines(article: Article) -> QuerySet[Event]:
    """Return the events about a story and the rows that belong to it, oldest first."""
    return Event.objects.concerning(article).select_related("actor").order_by("id")

"""Evidence about one story: its editions and what else has a seal, the log, and all of it as a ZIP."""

import io
import json
import zipfile
from dataclasses import dataclass
from datetime import datetime
from html import escape

from django.db import models
from django.utils.translation import gettext as _

from articles.models import Article, Edition, Event
from articles.publishing.verification import broken_seals
from articles.text.digests import digest_of
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
        events=list(Event.objects.concerning(article).select_related("actor").order_by("id")[:MOST_EVENTS]),
    )


def build_archive(evidence: Evidence) -> bytes:
    """Return the ZIP. `evidence.json` has every column that a seal covers, so that others can verify it."""
    files = {"evidence.json": json.dumps(evidence_data(evidence), ensure_ascii=False, indent=1, default=str)}
    for one in evidence.editions:
        edition = one.edition
        files[f"editions/{edition.language}-{edition.number}.html"] = edition_page(edition)
    for entry in evidence.entries:
        name = f"{entry.number}-{entry.language}-{entry.version}"
        files[f"live/{name}.html"] = entry_page(entry)
    for statement in evidence.statements:
        for language in ("en", "ko"):
            files[f"statements/{statement.pk}-{language}.html"] = statement_page(statement, language)
    content = {name: text.encode() for name, text in files.items()}
    sums = "".join(f"{digest_of(data)}  {name}\n" for name, data in sorted(content.items()))
    content["SHA256SUMS"] = sums.encode()
    content["README.txt"] = _(
        "Evidence about one story: its editions with their seals, its times on the front pages, its "
        "placements, live entries, statements and the log, as of the time in evidence.json. SHA256SUMS has "
        "the digest of each file."
    ).encode()
    return zip_of(content, evidence.at)


def zip_of(content: dict[str, bytes], at: datetime) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(content.items()):
            archive.writestr(zipfile.ZipInfo(name, at.timetuple()[:6]), data, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def evidence_data(evidence: Evidence) -> dict:
    """Return the evidence as JSON data."""
    return {
        "story": evidence.article.pk,
        "at": evidence.at.isoformat(),
        "is_sound": evidence.is_sound,
        "editions": [row_data(one.edition) | {"is_sound": one.is_sound} for one in evidence.editions],
        "front_pages": [one._asdict() for one in evidence.front_pages],
        "placements": [row_data(one) | {"is_sound": one.is_sound} for one in evidence.placements],
        "live_coverages": [row_data(one) for one in evidence.coverages],
        "live_entries": [row_data(one) | {"is_sound": one.is_sound} for one in evidence.entries],
        "statements": [row_data(one) | {"is_sound": one.is_sound} for one in evidence.statements],
        "claims": [row_data(one) for one in evidence.claims],
        "log": [event_data(event) for event in evidence.events],
    }


def row_data(row: models.Model) -> dict:
    """Return the columns of a row; instants as ISO 8601."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()
    }


def event_data(event: Event) -> dict:
    return row_data(event) | {"actor": event.actor.get_username() if event.actor else None}


def edition_page(edition: Edition) -> str:
    """Return an edition as an HTML page without anything around its text."""
    return html_page(edition.language, edition.headline, [edition.summary, edition.note], edition.body)


def entry_page(entry: LiveEntry) -> str:
    """Return a live entry as an HTML page, its number and version as the headline."""
    headline = f"{entry.number} ({entry.version}) · {entry.live_from.isoformat()}"
    picture = [entry.picture_file, entry.alt, *entry.caption.splitlines(), entry.credit]
    lines = [entry.byline, *entry.text.splitlines(), *picture, entry.note]
    return html_page(entry.language, headline, lines)


def statement_page(statement: Statement, language: str) -> str:
    return html_page(language, statement.headline(language), statement.text(language).splitlines())


def html_page(language: str, headline: str, lines: list[str], body: str = "") -> str:
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    head = f'<!DOCTYPE html><html lang="{language}"><meta charset="utf-8"><title>{escape(headline)}</title>'
    return f"{head}<h1>{escape(headline)}</h1>{paragraphs}{body}"

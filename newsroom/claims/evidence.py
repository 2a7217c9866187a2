"""Evidence about a story: sealed rows, event log and claims, as a printable page and a ZIP file."""

import io
import json
import zipfile
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from articles import clock
from articles.admin.display import datetime_html, headline_html, language_label, text_html
from articles.admin.forms.fields import body_html, reading_html
from articles.admin.site import describe_events, register_description, register_urls
from articles.annotations import InterfaceText
from articles.models import Article, Edition, Event, EventType, Language, Section
from articles.models.people import display_name
from articles.publishing.verification import broken_seals
from articles.text.digests import digest_of
from newsroom.claims.decisions import VIEW
from newsroom.claims.models import Claim, ClaimKind, Statement
from newsroom.frontpage.models import LayoutKind, Placement
from newsroom.frontpage.page_records import FrontPageInterval, intervals_of
from newsroom.live.models import LiveCoverage, LiveEntry
from newsroom.security.log import record
from newsroom.security.models import SecurityEventKind

MOST_EVENTS = 5_000  # maximum number of events in the evidence about a story; the latest are left out


@dataclass
class EditionEvidence:
    """A published edition, and whether its seal is intact."""

    edition: Edition
    is_sound: bool


@dataclass
class Evidence:
    """All evidence about a story at an instant. Notices are among the editions."""

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
        """Whether every seal is intact."""
        rows = (*self.editions, *self.placements, *self.entries, *self.statements)
        return all(row.is_sound for row in rows)


def gather_evidence(article: Article, at: datetime) -> Evidence:
    """Collect the evidence about a story.

    Rows that become public after `at` are left out. Claims and events are not limited by `at`.
    """
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
    """Return the ZIP file. Its evidence.json has all sealed columns, so that others can verify the seals."""
    files = {"evidence.json": json.dumps(evidence_data(evidence), ensure_ascii=False, indent=1, default=str)}
    for edition_evidence in evidence.editions:
        edition = edition_evidence.edition
        files[f"editions/{edition.language}-{edition.number}.html"] = edition_page(edition)
    for entry in evidence.entries:
        name = f"{entry.number}-{entry.language}-{entry.version}"
        files[f"live/{name}.html"] = entry_page(entry)
    for statement in evidence.statements:
        for language in ("en", "ko"):
            lines = statement.text(language).splitlines()
            page = html_page(language, statement.headline(language), lines)
            files[f"statements/{statement.pk}-{language}.html"] = page
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
        "editions": [
            row_data(edition_evidence.edition) | {"is_sound": edition_evidence.is_sound}
            for edition_evidence in evidence.editions
        ],
        "front_pages": [interval._asdict() for interval in evidence.front_pages],
        "placements": [
            row_data(placement) | {"is_sound": placement.is_sound} for placement in evidence.placements
        ],
        "live_coverages": [row_data(coverage) for coverage in evidence.coverages],
        "live_entries": [row_data(entry) | {"is_sound": entry.is_sound} for entry in evidence.entries],
        "statements": [
            row_data(statement) | {"is_sound": statement.is_sound} for statement in evidence.statements
        ],
        "claims": [row_data(claim) for claim in evidence.claims],
        "log": [
            row_data(event) | {"actor": event.actor.get_username() if event.actor else None}
            for event in evidence.events
        ],
    }


def row_data(row: models.Model) -> dict:
    """Return {column: value} of a row, with dates and instants as ISO 8601."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()
    }


def edition_page(edition: Edition) -> str:
    """Return an edition as an HTML page with its headline, summary, note and body."""
    return html_page(edition.language, edition.headline, [edition.summary, edition.note], edition.body)


def entry_page(entry: LiveEntry) -> str:
    """Return a live entry as an HTML page, with its number, version and start as the headline."""
    headline = f"{entry.number} ({entry.version}) · {entry.live_from.isoformat()}"
    picture = [entry.picture_file, entry.alt, *entry.caption.splitlines(), entry.credit]
    lines = [entry.byline, *entry.text.splitlines(), *picture, entry.note]
    return html_page(entry.language, headline, lines)


def html_page(language: str, headline: str, lines: list[str], body: str = "") -> str:
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    head = f'<!DOCTYPE html><html lang="{language}"><meta charset="utf-8"><title>{escape(headline)}</title>'
    return f"{head}<h1>{escape(headline)}</h1>{paragraphs}{body}"


EXACT = {"en": "F j, Y, H:i:s (O)", "ko": "Y년 n월 j일 H:i:s (O)"}
SENTENCES: dict[str, InterfaceText] = {
    EventType.ADDED: gettext_lazy("{kind} published, above the story from {start} until {end}"),
    EventType.CHANGED: gettext_lazy("{kind}: the end was moved to {end}"),
}
SOUND, BROKEN = gettext_lazy("Seal intact"), gettext_lazy("Seal broken")
UNSEALED = gettext_lazy("No seal: placed before seals were introduced")
PARTS = {
    "top": gettext_lazy("Top stories"),
    "latest": gettext_lazy("Latest"),
    "briefs": gettext_lazy("In brief"),
}


def full_time_html(at: datetime | None) -> str:
    """Return an instant with year, seconds and zone, or "" for None."""
    if at is None:
        return ""
    local = timezone.localtime(at, timezone.get_default_timezone())
    words = date_format(local, EXACT[get_language()])
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), words)


def evidence_address(article_id: int) -> str:
    return reverse("admin:claims_evidence", args=[article_id])


def evidence_of(request: HttpRequest, object_id: int, file_format: str) -> Evidence:
    """Return the evidence about a story, and record the export. Raise Http404 or PermissionDenied."""
    if not request.user.has_perm(VIEW):
        raise PermissionDenied
    article = Article.objects.filter(pk=object_id).first()
    if article is None:
        raise Http404
    evidence = gather_evidence(article, clock.now())
    details: dict[str, Any] = {"what": "evidence", "format": file_format, "count": len(evidence.editions)}
    record(SecurityEventKind.EXPORTED, request=request, about=article, **details)
    return evidence


def evidence_page(request: HttpRequest, object_id: int) -> HttpResponse:
    evidence = evidence_of(request, object_id, "html")
    site = admin.site
    request.current_app = site.name
    words = describe_events(evidence.events)
    sections = Section.objects.in_bulk()
    context = site.each_context(request) | {
        "title": _("Evidence"),
        "original": evidence.article,
        "headline": headline_html(evidence.article),
        "at": full_time_html(evidence.at),
        "is_sound": evidence.is_sound,
        "editions": [edition_context(edition_evidence) for edition_evidence in evidence.editions],
        "front_pages": [interval_context(interval, sections) for interval in evidence.front_pages],
        "placements": [placement_context(placement) for placement in evidence.placements],
        "coverages": [
            {"since": full_time_html(coverage.begun_at), "until": full_time_html(coverage.ended_at)}
            for coverage in evidence.coverages
        ],
        "entries": [entry_context(entry) for entry in evidence.entries],
        "statements": [statement_context(statement) for statement in evidence.statements],
        "claims": evidence.claims,
        "events": [event_context(event, words) for event in evidence.events],
    }
    response = TemplateResponse(request, "admin/claims/evidence.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def evidence_file(request: HttpRequest, object_id: int) -> HttpResponse:
    archive = build_archive(evidence_of(request, object_id, "zip"))
    name = f"evidence-{object_id}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(archive, content_type="application/zip", headers=headers)


def sealed_context(row: Edition | LiveEntry | Statement, *, is_sound: bool) -> dict:
    """Return the context with the interval when a row was live, and whether its seal is intact."""
    return {
        "since": full_time_html(row.live_from),
        "until": full_time_html(row.live_until),
        "seal": SOUND if is_sound else BROKEN,
        "is_sound": is_sound,
    }


def edition_context(edition_evidence: EditionEvidence) -> dict:
    edition = edition_evidence.edition
    return sealed_context(edition, is_sound=edition_evidence.is_sound) | {
        "edition": edition,
        "language": language_label(edition.language),
        "body": edition.body and reading_html(body_html(edition.body, edition.language), edition.language),
    }


def interval_context(interval: FrontPageInterval, sections: dict) -> dict:
    section = sections.get(interval.section)
    return {
        "language": language_label(interval.language),
        "place": PARTS.get(interval.part, section or interval.section),
        "position": interval.position,
        "since": full_time_html(interval.since),
        "until": full_time_html(interval.until),
    }


def placement_context(placement: Placement) -> dict:
    picture = (
        _("image %(number)s") % {"number": placement.lead_picture_id} if placement.lead_picture_id else ""
    )
    layout = "" if placement.layout == LayoutKind.CALM else placement.get_layout_display()
    seal = SOUND if placement.is_sound else BROKEN
    return {
        "language": language_label(placement.language),
        "code": placement.language,
        "place": f"{placement.page_label}: {placement.slot_label}",
        "words": list(filter(None, [placement.words, placement.lead_kicker, placement.lead_headline])),
        "looks": ", ".join(filter(None, [layout, picture])),
        "since": full_time_html(placement.placed_from),
        "until": full_time_html(placement.placed_until),
        "seal": seal if placement.digest else UNSEALED,
        "is_sound": placement.is_sound,
        "digest": placement.digest,
    }


def entry_context(entry: LiveEntry) -> dict:
    context = {"entry": entry, "language": language_label(entry.language)}
    return context | sealed_context(entry, is_sound=entry.is_sound)


def statement_context(statement: Statement) -> dict:
    texts = [(code.value, statement.headline(code), statement.text(code)) for code in Language]
    context = {"statement": statement, "texts": texts}
    return context | sealed_context(statement, is_sound=statement.is_sound)


def event_context(event, words) -> dict:
    return {
        "event": event,
        "at": full_time_html(event.at),
        "who": display_name(event.actor) if event.actor else "",
        "what": words.get(event.id) or event.get_type_display(),
        "language": language_label(event.language),
        "reason": text_html(event.reason),
    }


@register_urls
def evidence_urls(site):
    return [
        path("evidence/<int:object_id>/", site.admin_view(evidence_page), name="claims_evidence"),
        path("evidence/<int:object_id>/zip/", site.admin_view(evidence_file), name="claims_evidence_file"),
    ]


def describe_statements(events: list[Event]) -> dict[int, str]:
    """Return {event id: description of the publication or of the moved end}."""
    return {
        event.id: format_html(
            SENTENCES[event.type],  # type: ignore[arg-type]  # translated when it is shown
            kind=ClaimKind(event.details["kind"]).label,
            start=datetime_html(parse_datetime(event.details["live_from"])),
            end=datetime_html(parse_datetime(event.details["live_until"])),
        )
        for event in events
        if event.type in SENTENCES
    }


register_description("statement", describe_statements)

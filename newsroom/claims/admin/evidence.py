"""The evidence about a story: a page to print, and the same as a ZIP."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import clock
from articles.admin.display import headline_html, language_label, text_html
from articles.admin.forms.fields import body_html, reading_html
from articles.admin.site import describe_events, register_urls
from articles.models import Article, Edition, Language, Section
from articles.models.people import display_name
from newsroom.claims.admin.claim_display import full_time_html
from newsroom.claims.decisions import VIEW
from newsroom.claims.evidence import EditionEvidence, Evidence, build_archive, gather_evidence
from newsroom.claims.models import Statement
from newsroom.frontpage.models import LayoutKind, Placement
from newsroom.frontpage.page_records import FrontPageInterval
from newsroom.live.models import LiveCoverage, LiveEntry
from newsroom.security.log import record
from newsroom.security.models import SecurityEventKind

SOUND, BROKEN = gettext_lazy("Seal intact"), gettext_lazy("Seal broken")
UNSEALED = gettext_lazy("Without a seal: placed before there were any")
PARTS = {
    "top": gettext_lazy("Top stories"),
    "latest": gettext_lazy("Latest"),
    "briefs": gettext_lazy("In brief"),
}


def evidence_of(request: HttpRequest, object_id: int, file_format: str) -> Evidence:
    """Return the evidence about a story, and record who has taken it. Raise Http404, PermissionDenied."""
    if not request.user.has_perm(VIEW):
        raise PermissionDenied
    article = Article.objects.filter(pk=object_id).first()
    if article is None:
        raise Http404
    evidence = gather_evidence(article, clock.now())
    details = {"what": "evidence", "format": file_format, "count": len(evidence.editions)}
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
        "editions": [edition_context(one) for one in evidence.editions],
        "front_pages": [interval_context(one, sections) for one in evidence.front_pages],
        "placements": [placement_context(one) for one in evidence.placements],
        "coverages": [coverage_context(one) for one in evidence.coverages],
        "entries": [entry_context(one) for one in evidence.entries],
        "statements": [statement_context(one) for one in evidence.statements],
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
    """Return the time in which readers had a row, and whether it is as it was sealed."""
    return {
        "since": full_time_html(row.live_from),
        "until": full_time_html(row.live_until),
        "seal": SOUND if is_sound else BROKEN,
        "is_sound": is_sound,
    }


def edition_context(one: EditionEvidence) -> dict:
    edition = one.edition
    return sealed_context(edition, is_sound=one.is_sound) | {
        "edition": edition,
        "language": language_label(edition.language),
        "body": edition.body and reading_html(body_html(edition.body, edition.language), edition.language),
    }


def interval_context(one: FrontPageInterval, sections: dict) -> dict:
    section = sections.get(one.section)
    return {
        "language": language_label(one.language),
        "place": PARTS.get(one.part, section or one.section),
        "position": one.position,
        "since": full_time_html(one.since),
        "until": full_time_html(one.until),
    }


def placement_context(one: Placement) -> dict:
    picture = _("image %(number)s") % {"number": one.lead_picture_id} if one.lead_picture_id else ""
    layout = "" if one.layout == LayoutKind.CALM else one.get_layout_display()
    seal = SOUND if one.is_sound else BROKEN
    return {
        "language": language_label(one.language),
        "code": one.language,
        "place": f"{one.page_label}: {one.slot_label}",
        "words": list(filter(None, [one.words, one.lead_kicker, one.lead_headline])),
        "looks": ", ".join(filter(None, [layout, picture])),
        "since": full_time_html(one.placed_from),
        "until": full_time_html(one.placed_until),
        "seal": seal if one.digest else UNSEALED,
        "is_sound": one.is_sound,
        "digest": one.digest,
    }


def coverage_context(coverage: LiveCoverage) -> dict:
    return {"since": full_time_html(coverage.begun_at), "until": full_time_html(coverage.ended_at)}


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

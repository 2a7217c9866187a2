"""The page of the live coverage of a story: who may do what to each entry, and how the page is rendered."""

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.contrib import admin
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from articles.admin.forms.fields import is_number
from articles.admin.story.screens import headline_language
from articles.models import Article, Language, other
from articles.models.people import display_name
from newsroom.live.models import EntryKind, LiveCoverage, LiveEntry
from newsroom.live.publication import may_change, may_post

ENTRIES = 30  # on a page


@dataclass
class DeskVersion:
    """One language of an entry at the desk; `correct` is the address of its form, or ""."""

    row: LiveEntry
    correct: str
    is_old: bool = False  # its source was corrected since


class DeskEntry:
    """An entry at the desk, with what a person may do to it."""

    def __init__(self, rows: list[LiveEntry], user: AbstractUser):
        by_language = {row.language: row for row in rows}
        self.first = first = next((row for row in rows if not row.is_translation), rows[0])
        self.number, self.is_pinned, self.posted_at = first.number, first.is_pinned, first.posted_at
        self.kind = "" if first.kind == EntryKind.UPDATE else EntryKind(first.kind).label
        self.byline = first.byline or (display_name(first.published_by) if first.published_by else "")
        self.may_change = may_change(user, by_language)
        self.versions = [self._version(row, user) for row in sorted(rows, key=lambda row: row != first)]
        there = other(first.language)
        self.missing = None if there in by_language else there
        is_offered = self.missing and may_post(user, there)
        self.translate = entry_address(first, there) if is_offered else ""

    def _version(self, row, user):
        is_old = row.is_translation and row.source_version < self.first.version
        return DeskVersion(row, entry_address(row) if may_post(user, row.language) else "", is_old)


def entry_address(row: LiveEntry, language: str = "") -> str:
    """Return the address of the form that corrects a row, or translates it to another language."""
    return reverse("admin:live_entry", args=[row.article_id, row.number, str(language or row.language)])


def desk_address(article_id: int) -> str:
    return reverse("admin:live_desk", args=[article_id])


def shown_story(request: HttpRequest, story: int) -> Article:
    """Return a story that the person may see. Raise PermissionDenied or Http404."""
    if not request.user.has_perm("articles.view_article"):
        raise PermissionDenied
    return get_object_or_404(Article.objects.defer("body", "body_en", "body_ko"), pk=story)


def posting_languages(user: AbstractUser, article: Article) -> list[Language]:
    """Return the languages that a person may post in, that of the story first."""
    first = Language(article.source_language)
    return [one for one in (first, other(first)) if may_post(user, one)]


def open_rows(article: Article, number: int) -> dict[str, LiveEntry]:
    """Return {language: row} of an entry that readers have. Raise Http404 for one that never was."""
    rows = LiveEntry.objects.filter(article=article, number=number)
    rows = rows.select_related("published_by", "author", "image")
    if not rows.exists():
        raise Http404
    return {row.language: row for row in rows.open()}


def entries_context(request: HttpRequest, article: Article) -> dict:
    """Return the entries of a page: all of them, or with `?waiting` those that lack a translation."""
    rows = LiveEntry.objects.open().with_standing().filter(article=article)
    waiting = rows.waiting_for_translation()
    before = request.GET.get("before", "")
    before = int(before) if is_number(before) and len(before) < 10 else None
    is_filtered = "waiting" in request.GET
    if is_filtered:
        rows = rows.filter(number__in=waiting.values("number"))
    found = rows.before(before).newest_first().select_related("published_by", "image")[: 2 * ENTRIES + 2]
    groups = [list(group) for _number, group in groupby(found, key=attrgetter("number"))]
    shown = [DeskEntry(group, request.user) for group in groups[:ENTRIES]]
    return {
        "entries": shown,
        "waiting": waiting.count(),
        "is_filtered": is_filtered,
        "before": before,
        "older": shown[-1].number if len(groups) > ENTRIES else None,
    }


def render_live(request, article, template, context, *, status=200):
    """Render a page about the live coverage of a story."""
    coverage = LiveCoverage.objects.filter(article=article).order_by("-begun_at").first()
    context = admin.site.each_context(request) | {
        "opts": Article._meta,
        "original": article,
        "headline_language": headline_language(article),
        "is_nav_sidebar_enabled": False,
        "coverage": coverage,
        "desk": desk_address(article.pk),
        **context,
    }
    return TemplateResponse(request, f"admin/live/{template}.html", context, status=status)

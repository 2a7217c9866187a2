"""Desk of live coverage: entries, drafts and page of a story, and links on other screens."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from django.contrib import admin, messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import clock
from articles.admin.autosave import DRAFT, AutosaveViews, RecoveredTexts
from articles.admin.display import chip, clock_html, datetime_html, headline_html
from articles.admin.forms.fields import is_number
from articles.admin.forms.posted_form import INITIAL, UnsavedField, accepted_values, untouched_data
from articles.admin.site import may_see, register_description, register_panel, register_story_chips
from articles.admin.story.screens import headline_language
from articles.annotations import InterfaceText, StaffRequest, User
from articles.models import Article, Event, EventType, Language, other
from articles.models.people import display_name
from articles.models.planning import day_of
from articles.text.differences import differences
from newsroom.live.forms import TEXTS, TYPED, LiveCorrectionForm, LiveEntryForm
from newsroom.live.models import EntryKind, LiveCoverage, LiveDraft, LiveEntry
from newsroom.live.publication import may_change, may_post

ENTRIES = 30  # entries on a page


@dataclass
class DeskVersion:
    """One language of an entry at the desk; `correct` is the URL of its form, or ""."""

    row: LiveEntry
    correct: str
    is_old: bool = False  # whether its source was corrected after the translation

    @property
    def changed(self):
        return when_html(self.row.changed_at) if self.row.changed_at else ""


class DeskEntry:
    """An entry at the desk, with the actions that the user may take."""

    def __init__(self, rows: list[LiveEntry], user: User):
        by_language = {row.language: row for row in rows}
        self.first = first = next((row for row in rows if not row.is_translation), rows[0])
        self.number, self.is_pinned, self.posted = first.number, first.is_pinned, when_html(first.posted_at)
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


def when_html(at: datetime) -> str:
    """Return an instant as HTML: only the time if it is today, otherwise also the day."""
    return clock_html(at) if day_of(at) == day_of(clock.now()) else datetime_html(at)


def entry_address(row: LiveEntry, language: str = "") -> str:
    """Return the URL of the form to correct a row, or to translate it into another language."""
    return reverse("admin:live_entry", args=[row.article_id, row.number, str(language or row.language)])


def desk_address(article_id: int) -> str:
    return reverse("admin:live_desk", args=[article_id])


def shown_story(request: StaffRequest, story: int) -> Article:
    """Return a story that the user may see. Raise PermissionDenied or Http404."""
    if not request.user.has_perm("articles.view_article"):
        raise PermissionDenied
    return get_object_or_404(Article.objects.defer("body", "body_en", "body_ko"), pk=story)


def posting_languages(user: User, article: Article) -> list[Language]:
    """Return the languages that the user may post in, the story's source language first."""
    first = Language(article.source_language)
    return [language for language in (first, other(first)) if may_post(user, language)]


def open_rows(article: Article, number: int) -> dict[str, LiveEntry]:
    """Return {language: open row} of an entry; {} if it was taken down. Raise Http404 if it never existed."""
    rows = LiveEntry.objects.filter(article=article, number=number)
    rows = rows.select_related("published_by", "author", "image")
    if not rows.exists():
        raise Http404
    return {row.language: row for row in rows.open()}


def entries_context(request: StaffRequest, article: Article) -> dict:
    """Return the context of a page of entries; with `?waiting`, only entries that need a translation."""
    rows = LiveEntry.objects.open().with_standing().filter(article=article)
    waiting = rows.waiting_for_translation()
    before = request.GET.get("before", "")
    before = int(before) if is_number(before) and len(before) < 10 else None
    is_filtered = "waiting" in request.GET
    if is_filtered:
        rows = rows.filter(number__in=waiting.values("number"))
    entries = rows.before(before).newest_first().select_related("published_by", "image")[: 2 * ENTRIES + 2]
    groups = [list(group) for _number, group in groupby(entries, key=attrgetter("number"))]
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


# Query parameter of autosave and key in the fields of a draft. The value names entry and language: “12-ko”.
PLACE = "place"
PLACE_FORM = re.compile(r"([1-9][0-9]{0,8})-(en|ko)")


class LiveAutosave(AutosaveViews):
    """AutosaveViews of live entries. A draft also has the entry and the language of its form.

    entry_key  the entry and language that the form corrects or translates, “12-ko”, or "" for a new entry
    """

    drafts = LiveDraft

    def __init__(self, site: AdminSite, entry_key: str = ""):
        self.site, self.url_prefix, self.place = site, "live_drafts", entry_key

    @property
    def model_admin(self):
        """The admin of stories, which checks who may see a story."""
        return self.site.get_model_admin(Article)

    def form_address(self, row_id):
        return desk_address(row_id)

    def accepted(self, request, row, typed, shown):
        may_write = TYPED.__contains__
        fields, entry_key = accepted_values(typed, may_write), request.GET.get(PLACE, "")
        if fields and PLACE_FORM.fullmatch(entry_key):
            fields[PLACE] = [entry_key]
        return fields, accepted_values(shown, may_write, prefix=INITIAL)

    def _may_type(self, request, row):
        return row is not None and bool(posting_languages(request.user, row))

    def context(self, request, row, recovered, *, with_drafts):
        context = super().context(request, row, recovered, with_drafts=with_drafts)
        if self.place:
            context["autosave"]["address"] += f"?{PLACE}={self.place}"
        return context

    def unsaved(self, draft, row):
        """Return the texts of a draft that belongs to this form, or else [].

        The form of a new entry also gets the drafts for entries that were taken down.
        """
        entry_key = place_of(draft)
        if entry_key != self.place and (self.place or is_open(row, entry_key)):
            return []
        labels = {name: LiveCorrectionForm.base_fields[name].label for name in TYPED}
        typed = {name: "".join(values) for name, values in draft.fields.items() if name in labels}
        return [
            UnsavedField(labels[name], "", differences("", text) if name in TEXTS else [])
            for name, text in typed.items()
        ]


def place_of(draft: LiveDraft) -> str:
    return "".join(draft.fields.get(PLACE, []))


def is_open(article: Article, entry_key: str) -> bool:
    """Return whether the entry of a draft is open, so that its form can be shown."""
    match = PLACE_FORM.fullmatch(entry_key)
    return bool(match) and LiveEntry.objects.open().filter(article=article, number=match[1]).exists()


def unfinished_forms(request: StaffRequest, article: Article) -> list[tuple[str, int]]:
    """Return [(URL, entry number)] of the forms of entries where the user left a draft."""
    drafts = LiveDraft.objects.of(request.user, article).filter(dropped_at=None)[:10]
    entry_keys = dict.fromkeys(
        entry_key for draft in drafts if is_open(article, entry_key := place_of(draft))
    )
    parts = [PLACE_FORM.fullmatch(entry_key) for entry_key in entry_keys]
    return [
        (reverse("admin:live_entry", args=[article.pk, *match.groups()]), int(match[1])) for match in parts
    ]


def recovered_form(
    request: StaffRequest, article: Article, make_form: Callable[..., LiveEntryForm]
) -> tuple[LiveEntryForm, RecoveredTexts | None]:
    """Return the form filled from the draft in the query, and its notice; else an empty form and None.

    make_form  make_form(data) returns a bound form, make_form() an unbound form

    If the stored text has changed since the draft, `seen` in the form becomes 0, an outdated version, so that
    the user sees both texts before anything is overwritten.
    """
    form = make_form()
    if DRAFT not in request.GET:
        return form, None
    draft = LiveAutosave(admin.site).requested(request, article)
    if draft is None:
        messages.warning(request, _("Your draft is no longer available."))
        return form, None
    data = untouched_data(form)
    typed = {name: "".join(draft.fields[name]) for name in TYPED if name in draft.fields}
    lost = [text for name, text in typed.items() if name in TEXTS and name not in form.fields]
    for name in set(typed).intersection(form.fields):
        data[name] = typed[name]
    if lost:
        data["text"] = "\n\n".join([data["text"], *lost]).strip()  # type: ignore[list-item]  # one text per field
    shown = {name: "".join(draft.shown.get(f"{INITIAL}{name}", [])) for name in typed}
    known = [name for name in typed if name in form.fields]
    if "seen" in form.fields and any(
        shown[name].split() != data[f"{INITIAL}{name}"].split()  # type: ignore[union-attr]  # one text per field
        for name in known
    ):
        data["seen"] = "0"
    filled = make_form(data)
    filled.is_judged = False
    return filled, RecoveredTexts(draft)


MOST = 20  # live stories in the panel and in the chips of lists; more are left out
BEGUN_AND_ENDED: dict[str, InterfaceText] = {
    EventType.ADDED: gettext_lazy("live coverage begun"),
    EventType.CHANGED: gettext_lazy("live coverage ended"),
}
BEGINS = {
    "posted": gettext_lazy("live entry {number} posted: {words}"),
    "translated": gettext_lazy("live entry {number} translated: {words}"),
    "corrected": gettext_lazy("live entry {number} corrected: {words}"),
    "pinned": gettext_lazy("live entry {number} made a key point: {words}"),
    "unpinned": gettext_lazy("live entry {number} no longer a key point: {words}"),
}
TAKEN_DOWN = gettext_lazy("live entry {number} taken down: {words}")
REPLACED = gettext_lazy("live entry {number} replaced by its next version: {words}")


@register_story_chips
def live_chips() -> dict[int, str]:
    """Return {id of a live story: link to its live coverage}, in one query."""
    story_ids = LiveCoverage.objects.open().values_list("article_id", flat=True)[:MOST]
    return {
        pk: format_html('<a href="{}">{}</a>', desk_address(pk), chip("live", _("Live coverage")))
        for pk in story_ids
    }


def live_panel(user: User, at: datetime) -> dict | None:
    """Return the context of the panel of live stories, or None if there are none."""
    if not may_see(user, "article"):
        return None
    coverages = list(LiveCoverage.objects.open()[:MOST])
    stories = headlines_of(coverages)
    rows = [
        (desk_address(coverage.article_id), stories[coverage.article_id], datetime_html(coverage.begun_at))
        for coverage in coverages
    ]
    return {"rows": rows} if rows else None


def headlines_of(coverages: list[LiveCoverage]) -> dict[int, str]:
    """Return {story id: headline as HTML} for the stories of coverages, in one query.

    Stories are selected by id, because with a join SQLite would scan all stories.
    """
    ids = {row.article_id for row in coverages}
    articles = Article.objects.defer("body", "body_en", "body_ko").in_bulk(ids) if ids else {}
    return {pk: headline_html(article) for pk, article in articles.items()}


register_panel("admin/live/_panel.html", live_panel, position=0)


def describe_coverage(events: list[Event]) -> dict[int, str]:
    """Return {id of an event: description}."""
    return {event.id: _(BEGUN_AND_ENDED[event.type]) for event in events if event.type in BEGUN_AND_ENDED}  # type: ignore[arg-type]  # translated when it is shown


def describe_entries(events: list[Event]) -> dict[int, str]:
    """Return {id of an event: description with the first words of the entry}."""
    descriptions = {}
    for event in events:
        step = event.details.get("step", "")
        sentence = TAKEN_DOWN if step == "taken_down" else REPLACED
        if event.type == EventType.ADDED:
            sentence = BEGINS.get(step)
        if sentence is not None and "number" in event.details:
            words = format_html('<span lang="{}">{}</span>', event.language, event.details["name"])
            descriptions[event.id] = format_html(str(sentence), number=event.details["number"], words=words)
            if image := event.details.get("image"):
                name = _("Image %(number)s") % {"number": image}
                descriptions[event.id] = format_html("{} · {}", descriptions[event.id], name)
    return descriptions  # type: ignore[return-value]  # marked as safe


register_description("livecoverage", describe_coverage)
register_description("liveentry", describe_entries)

"""Preflight page of a story, and messages that link to it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from os.path import commonprefix
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from articles.admin.display import as_of_query, parse_as_of, text_language
from articles.admin.story.screens import StoryScreen, return_url
from articles.admin.story.suggestions import unmarked_terms
from articles.checks.completeness import READABLE
from articles.checks.context import TEXT
from articles.checks.phrases import EMPHASIS
from articles.checks.registry import CHECKS, Finding, FindingCounts, examine_both
from articles.models import Article, Event, Language, Waiver, localized, other
from articles.story_exceptions import WaiverRefused, may_waive, take_back, waive
from articles.text.differences import compare_sentences
from articles.translations import translation_address
from articles.translations.segments import SegmentConflict, SegmentGone, TranslationRefused, accept_segment
from articles.workflow.edit_session import EditSession
from articles.workflow.permissions import Verb, may, may_touch
from articles.workflow.text_corrections import correct_finding, remove_stray_emphasis

STALE_CODE = "languages.stale"
EXCERPT_MARGIN = 90  # characters on either side of a passage
TRANSLATED = (*TEXT, "slug", "lead_caption", "sponsor")
ROW_FIELDS = {
    "bylines": gettext_lazy("Bylines"),
    "sources": gettext_lazy("Sources"),
    "related_links": gettext_lazy("Related stories"),
}
FIELD_LABELS = {
    name: lazy(capfirst, str)(Article._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # a column, not a relation
    for name in (*TRANSLATED, "section", "topics", "lead_image")
}
FIELD_LABELS |= {"wanted": gettext_lazy("Request"), **ROW_FIELDS}


@dataclass
class FindingPresenter:
    """One Finding of one language, for templates.

    errors  reasons why a posted waiver was refused
    reason  the posted reason of that waiver
    confirmation  the Event of an earlier confirmation, or None
    """

    finding: Finding
    language: str
    article: Article
    user: object
    errors: Sequence = ()
    reason: str = ""
    confirmation: Event | None = None

    @property
    def key(self):
        return f"{self.finding.code}-{self.finding.fingerprint[:12]}"

    @property
    def language_label(self):
        return Language(self.language).label

    @property
    def check(self):
        return CHECKS[self.finding.code]

    @property
    def where(self):
        return FIELD_LABELS.get(self.finding.field, self.finding.field)

    @property
    def waived_in(self):
        return text_language(self.finding.waiver.reason)

    @cached_property
    def context(self):
        """Return (text before, passage, text after); None for a finding without a passage."""
        passage, text = self.finding.passage, self.finding.context
        if not passage:
            return None
        # Do not match a figure within a longer one: for “2” in “12 and 2”, match the second 2.
        parts = re.split(rf"(?<!\d)({re.escape(passage)})(?!\d)", text, maxsplit=1)
        before, match, after = parts if len(parts) == 3 else text.partition(passage)
        if not match:
            return "", passage, ""
        if len(before) > EXCERPT_MARGIN:
            before = "…" + before[-EXCERPT_MARGIN:]
        if len(after) > EXCERPT_MARGIN:
            after = after[:EXCERPT_MARGIN] + "…"
        return before, passage, after

    @cached_property
    def changes(self):
        """Return the source sentences that changed since the translation; see compare_sentences."""
        unit = self.finding.unit
        return compare_sentences(unit.before, unit.now) if self.finding.code == STALE_CODE and unit else []

    @property
    def source_language(self):
        return other(Language(self.language))

    @property
    def segment_address(self):
        """Return the address of its segment on the translation screen; "" if the user may not write it."""
        if not (self.finding.unit and self.may_write):
            return ""
        return translation_address(self.article.pk, self.language, self.finding.unit.name)

    @property
    def accept_value(self):
        """Return the value that the button posts to accept_view to accept the segment as shown, or ""."""
        unit = self.finding.unit if self.changes and self.may_write else None
        return f"{self.language} {unit.name} {unit.source} {unit.target}" if unit and unit.now else ""

    @property
    def removal_address(self):
        """Return the address that removes all stray bold from the text; "" for other findings."""
        if self.finding.code != EMPHASIS or not self.may_write:
            return ""
        return reverse("admin:articles_article_remove_emphasis", args=[self.article.pk, self.language])

    @property
    def correction(self):
        """Return (unchanged start, replacement, unchanged end) of the corrected passage, or None."""
        before, after = self.finding.passage, self.finding.correction
        if not (after and self.may_write):
            return None
        start = len(commonprefix([before, after]))
        same = len(commonprefix([before[start:][::-1], after[start:][::-1]]))
        return after[:start], after[start : len(after) - same], after[len(after) - same :]

    @property
    def correction_address(self):
        return reverse("admin:articles_article_correct_finding", args=[self.article.pk, self.language])

    @property
    def may_write(self):
        return may(self.user, Verb.WRITE, self.language) and may_touch(self.user, self.article)

    @property
    def picture(self):
        """Return the address of the picture that the finding concerns, or ""."""
        if self.finding.row and self.finding.field in ("lead_image", "body"):
            return reverse("admin:articles_image_change", args=[self.finding.row])
        return ""

    @property
    def go(self):
        """Return the address of its place in the story form, where story_go.js selects the words."""
        parameters = {"go": self.target, "words": self.finding.passage, "row": self.finding.row or ""}
        query = urlencode({name: value for name, value in parameters.items() if value})
        form = reverse("admin:articles_article_change", args=[self.article.pk])
        anchor = f"{self.target}-heading" if self.finding.field in ROW_FIELDS else self.target
        return f"{form}?{query}#{anchor}"

    @property
    def target(self):
        """Return the id of the element of the story form that gets the focus."""
        field = self.finding.field
        if field in ROW_FIELDS:
            return field
        if field == "wanted":
            return f"bar-{self.language}"
        return f"id_{localized(field, self.language)}" if field in TRANSLATED else f"id_{field}"


def report_blockers(request: HttpRequest, edit: EditSession) -> None:
    """Add a message with a link for each language that has blockers after a save.

    Ignore the blockers of READABLE, because a text in progress may be incomplete.
    """
    article = edit.article
    for language, findings in examine_both(article, progress=edit.progress.values(), rows=edit.rows).items():
        counts = FindingCounts.of([finding for finding in findings if finding.code not in READABLE])
        if counts.blockers:
            messages.info(request, counts_message(article, language, counts))


def report_findings(request: HttpRequest, article: Article, language: str) -> None:
    """Add a message about the findings of one language when it is submitted."""
    counts = FindingCounts.of(examine_both(article)[language])
    if counts:
        messages.info(request, counts_message(article, language, counts))


class PreflightScreen(StoryScreen):
    """Screen of preflight findings, with waivers, corrections, and acceptance of outdated translations."""

    def urls(self):
        waiver = "preflight/<str:language>/"
        take_back, emphasis = f"{waiver}take-back/<int:waiver_id>/", f"{waiver}remove-emphasis/"
        return [
            self.path("preflight/", require_safe(self.preflight_view), "preflight"),
            self.path(f"{waiver}waive/", require_POST(self.waive_view), "waive"),
            self.path(take_back, require_POST(self.take_back_view), "take_back_waiver"),
            self.path(emphasis, require_POST(self.remove_emphasis_view), "remove_emphasis"),
            self.path(f"{waiver}correct/", require_POST(self.correct_view), "correct_finding"),
            self.path("accept-translation/", require_POST(self.accept_view), "accept_translation"),
        ]

    def preflight_view(self, request, object_id):
        """Show the findings, or the findings as of ?at= for a planned publication."""
        article, at = self.story(request, object_id), parse_as_of(request.GET.get("at", ""))
        return self._preflight_page(request, article, at)

    def waive_view(self, request, object_id, language):
        """Waive a blocker and show the list again. If refused, answer 409 with the posted reason."""
        article = self.story(request, object_id)
        if language not in Language.values:
            raise Http404
        posted = {name: request.POST.get(name, "") for name in ("code", "fingerprint", "reason")}
        at = parse_as_of(request.POST.get("at", ""))
        try:
            waive(article, language, by=request.user, at=at, **posted)
        except WaiverRefused as refusal:
            return self._preflight_page(request, article, at, refused=(posted, refusal.reasons), status=409)
        messages.success(request, _("Waived. Your name and the reason are in the log."))
        return HttpResponseRedirect(preflight_url(article, language, at))

    def take_back_view(self, request, object_id, language, waiver_id):
        article = self.story(request, object_id)
        waiver = Waiver.objects.filter(pk=waiver_id, article=article, language=language).first()
        if waiver is not None:
            take_back(waiver, by=request.user)
        messages.success(request, _("Waiver revoked. It blocks publication again."))
        at = parse_as_of(request.POST.get("at", ""))
        return HttpResponseRedirect(preflight_url(article, language, at))

    def accept_view(self, request, object_id):
        """Accept the translated segment of the button, unless its source or its translation has changed."""
        article = self.story(request, object_id)
        language, name, source, target = (request.POST.get("accept", "").split(" ") + [""] * 4)[:4]
        if language not in Language.values or not target:
            raise Http404
        try:
            accept_segment(article, language, name, by=request.user, source=source, seen=target)
        except (SegmentGone, SegmentConflict):
            messages.error(request, _("The segment has changed since this page was opened. Check it again."))
        except TranslationRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Marked as up to date with the source."))
        return HttpResponseRedirect(return_url(request, article, preflight_url(article, language)))

    def remove_emphasis_view(self, request, object_id, language):
        """Remove the stray bold of single words that preflight finds in a language."""
        article = self.story(request, object_id)
        if language not in Language.values:
            raise Http404
        count = remove_stray_emphasis(article, language, by=request.user)
        message = ngettext("Bold removed from %(count)d word.", "Bold removed from %(count)d words.", count)
        messages.success(request, message % {"count": count})
        return HttpResponseRedirect(return_url(request, article, preflight_url(article, language)))

    def correct_view(self, request, object_id, language):
        """Apply the correction that the posted finding offers, if the text still has this finding."""
        article = self.story(request, object_id)
        if language not in Language.values:
            raise Http404
        code, _space, fingerprint = request.POST.get("correct", "").partition(" ")
        if correct_finding(article, language, code=code, fingerprint=fingerprint, by=request.user):
            messages.success(request, _("The quotation marks are corrected."))
        else:
            messages.error(request, _("The text has changed since this page was opened. Check it again."))
        return HttpResponseRedirect(return_url(request, article, preflight_url(article, language)))

    def _preflight_page(self, request, article, at, *, refused=None, status=200):
        """Show the findings of both languages.

        refused  (posted waiver, reasons) of a refused waiver, or None
        """
        unmarked = unmarked_terms(article)
        parts = [
            language_section(article, Language(language), findings, request.user, refused)
            | {"unmarked": unmarked[Language(language)]}
            for language, findings in examine_both(article, at=at).items()
        ]
        if refused and not any(item.errors for section in parts for item in section["open"]):
            for reason in refused[1]:
                messages.error(request, reason)
        context = {"title": _("Preflight"), "parts": parts, "at": at}
        return self.page(request, article, "preflight", context, status=status)


def language_section(article, language, findings, user, refused):
    """Return the template context of one language; `refused` is (posted waiver, reasons), or None."""
    items = [FindingPresenter(finding, language, article, user) for finding in findings]
    if refused:
        waiver, reasons = refused
        for item in items:
            if waiver["fingerprint"] == item.finding.fingerprint and item.finding.is_waivable:
                item.reason, item.errors = waiver["reason"], reasons
    return {
        "language": language,
        "counts": FindingCounts.of(findings),
        "open": [item for item in items if item.finding.waiver is None],
        "waived": [item for item in items if item.finding.waiver is not None],
        "may_waive": may_waive(user, language),
    }


def preflight_url(article: Article, language: str, at: datetime | None = None) -> str:
    address = reverse("admin:articles_article_preflight", args=[article.pk])
    return f"{address}{'?' + as_of_query(at) if at else ''}#{language}"


def counts_message(article, language, counts):
    return format_html(
        '{}: {} <a href="{}">{}</a>',
        Language(language).label,
        _("Preflight: %(counts)s.") % {"counts": counts},
        preflight_url(article, language),
        _("Review them"),
    )

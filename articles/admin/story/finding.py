"""A finding of preflight on the screen: where it stands, in which words, and the way there."""

import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy

from articles.admin.headlines import typed_in
from articles.checks.registry import CHECKS, TEXT, Finding, Severity
from articles.models import Article, Language, localized, other
from articles.text.comparison import by_sentence
from articles.workflow.bench import address_of
from articles.workflow.permissions import Verb, may

STALE_CODE = "languages.stale"
EXCERPT_MARGIN = 90  # characters of the paragraph on either side of a passage
ROW_FIELDS = {
    "bylines": gettext_lazy("Bylines"),
    "sources": gettext_lazy("Sources"),
    "related_links": gettext_lazy("Related stories"),
}
FIELD_LABELS = {
    "title": gettext_lazy("Headline"),
    "summary": gettext_lazy("Summary"),
    "body": gettext_lazy("Text"),
    "slug": gettext_lazy("Address"),
    "section": gettext_lazy("Section"),
    "topics": gettext_lazy("Topics"),
    "lead_image": gettext_lazy("Lead picture"),
    "wanted": gettext_lazy("What is wanted"),
    **ROW_FIELDS,
}


@dataclass
class FindingPresenter:
    """One Finding of one language, as the screens tell it to a person.

    errors  why it could not be waived just now
    """

    finding: Finding
    language: str
    article: Article
    user: object
    errors: list = ()
    reason: str = ""

    @property
    def key(self):
        return f"{self.finding.code}-{self.finding.fingerprint[:12]}"

    @property
    def severity(self):
        return Severity(self.finding.severity)

    @property
    def spoken(self):
        return Language(self.language).label

    @property
    def check(self):
        return CHECKS[self.finding.code]

    @property
    def where(self):
        return FIELD_LABELS.get(self.finding.field, self.finding.field)

    @property
    def waived_in(self):
        """The language of the reason for which it was waived."""
        return typed_in(self.finding.waiver.reason)

    @cached_property
    def context(self):
        """(what stands before the passage, the passage, what follows) or None."""
        passage, text = self.finding.passage, self.finding.context
        if not passage:
            return None
        # A figure is not the end of another one: in “12, of which 2” the 2 is the second.
        parts = re.split(rf"(?<!\d)({re.escape(passage)})(?!\d)", text, maxsplit=1)
        before, found, after = parts if len(parts) == 3 else text.partition(passage)
        if not found:
            return "", passage, ""
        if len(before) > EXCERPT_MARGIN:
            before = "…" + before[-EXCERPT_MARGIN:]
        if len(after) > EXCERPT_MARGIN:
            after = after[:EXCERPT_MARGIN] + "…"
        return before, passage, after

    @cached_property
    def changes(self):
        """The sentences of the source that differ from what was translated: comparison.by_sentence."""
        unit = self.finding.unit
        return by_sentence(unit.before, unit.now) if self.finding.code == STALE_CODE and unit else []

    @property
    def source_language(self):
        return other(Language(self.language))

    @property
    def bench(self):
        """The address of its segment in the workbench for who may write there, or ""."""
        unit = self.finding.unit
        return address_of(self.article.pk, self.language, unit.name) if unit and self.may_write else ""

    @property
    def holds(self):
        """What says to article_holding that its segment, as it is shown here, answers the source; or ""."""
        unit = self.finding.unit if self.changes and self.may_write else None
        return f"{self.language} {unit.name} {unit.source} {unit.target}" if unit and unit.now else ""

    @property
    def may_write(self):
        return may(self.user, Verb.WRITE, self.language)

    @property
    def picture(self):
        """The address of the picture that it concerns, or ""."""
        if self.finding.row and self.finding.field in ("lead_image", "body"):
            return reverse("admin:articles_image_change", args=[self.finding.row])
        return ""

    @property
    def go(self):
        """The address of its place in the story's form; static/js/admin/story_go.js finds the words there."""
        known = {"go": self.target, "words": self.finding.passage, "row": self.finding.row or ""}
        query = urlencode({name: value for name, value in known.items() if value})
        form = reverse("admin:articles_article_change", args=[self.article.pk])
        anchor = f"{self.target}-heading" if self.finding.field in ROW_FIELDS else self.target
        return f"{form}?{query}#{anchor}"

    @property
    def target(self):
        """The id of what has the focus there."""
        field = self.finding.field
        if field in ROW_FIELDS:
            return field
        if field == "wanted":
            return f"bar-{self.language}"
        return f"id_{localized(field, self.language)}" if field in (*TEXT, "slug") else f"id_{field}"

"""A finding of preflight on the screen: where it stands, in which words, and the way there."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy

from articles.admin.headlines import typed_in
from articles.models import Article, Language, localized
from articles.preflight import CHECKS, TEXT, Finding, Severity

AROUND = 90  # characters of the paragraph on either side of a passage
ROWS = {
    "bylines": gettext_lazy("Bylines"),
    "sources": gettext_lazy("Sources"),
    "related_links": gettext_lazy("Related stories"),
}
NAMES = {
    "title": gettext_lazy("Headline"),
    "summary": gettext_lazy("Summary"),
    "body": gettext_lazy("Text"),
    "slug": gettext_lazy("Address"),
    "section": gettext_lazy("Section"),
    "topics": gettext_lazy("Topics"),
    "lead_image": gettext_lazy("Lead picture"),
    "wanted": gettext_lazy("What is wanted"),
    **ROWS,
}


@dataclass
class Told:
    """One Finding of one language, as the screens tell it. errors: why it could not be waived just now."""

    finding: Finding
    language: str
    article: Article
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
        return NAMES.get(self.finding.field, self.finding.field)

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
        before, found, after = text.partition(passage)
        if not found:
            return "", passage, ""
        if len(before) > AROUND:
            before = "…" + before[-AROUND:]
        if len(after) > AROUND:
            after = after[:AROUND] + "…"
        return before, passage, after

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
        anchor = f"{self.target}-heading" if self.finding.field in ROWS else self.target
        return f"{form}?{query}#{anchor}"

    @property
    def target(self):
        """The id of what has the focus there."""
        field = self.finding.field
        if field in ROWS:
            return field
        if field == "wanted":
            return f"bar-{self.language}"
        return f"id_{localized(field, self.language)}" if field in (*TEXT, "slug") else f"id_{field}"

"""Status of a translation: its open segments, with a summary and links."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.contrib import messages
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.annotations import StaffRequest, User
from articles.body import plain_text
from articles.checks.context import TEXT, stored_columns
from articles.models import (
    Article,
    Language,
    LanguageProgress,
    Stage,
    TranslatedSegment,
    Wanted,
    other,
)
from articles.recently_used import RecentlyUsed
from articles.text.digests import digest_of
from articles.text.freshness import Freshness
from articles.text.segments import segments_of
from articles.translations import review_address, translation_address
from articles.translations.freshness import Translation, translation_of
from articles.workflow.edit_session import EditSession
from articles.workflow.permissions import Verb, may

DRAFT = "draft"
# Kinds of open segments: chip label, and wording in the summary. New segments come first.
OPEN_KINDS = {
    Freshness.NEW: (gettext_lazy("Not translated"), ""),
    DRAFT: (gettext_lazy("Not finished"), gettext_lazy("%(count)d not finished")),
    Freshness.STALE: (gettext_lazy("Source changed"), gettext_lazy("%(count)d outdated")),
    Freshness.MARKUP: (gettext_lazy("Formatting changed"), gettext_lazy("%(count)d with formatting changes")),
    Freshness.MOVED: (gettext_lazy("Moved"), gettext_lazy("%(count)d moved")),
    Freshness.REMOVED: (gettext_lazy("Source removed"), gettext_lazy("%(count)d without a source")),
}
MAX_SEGMENTS = 12
EXCERPT_LENGTH = 90  # characters
KEPT_TRANSLATIONS = RecentlyUsed(100)  # {digest of both texts and the rows: Translation}


@dataclass
class OpenSegment:
    """One segment that needs work.

    kind            a Freshness or "draft"
    text, language  the source, or the translation if the source was removed
    """

    kind: str
    text: str
    language: Language
    address: str

    @property
    def label(self):
        return OPEN_KINDS[self.kind][0]

    @property
    def link(self):
        """Return its text, linked to the translation screen if the user may write there."""
        if self.address:
            return format_html('<a href="{}" lang="{}">{}</a>', self.address, self.language, self.text)
        return format_html('<span lang="{}">{}</span>', self.language, self.text)


@dataclass
class TranslationStatus:
    """The progress of a translation against its source.

    address     of the translation screen, or "" for users who may not write its language
    is_at_work  whether the translation is being written
    """

    translation: Translation
    language: Language
    article_id: int
    address: str
    is_at_work: bool

    @property
    def review(self):
        """Return the address of the page that compares it with its source; "" while nothing is translated."""
        return review_address(self.article_id, self.language) if self.translation.target else ""

    @cached_property
    def segments(self):
        units = self.translation.units
        names = self.translation.unit_ids if self.address else [""] * len(units)
        return [
            self._segment(unit, name) for unit, name in zip(units, names, strict=True) if not unit.is_settled
        ]

    def _segment(self, unit, name):
        source, target = self.translation.sources_of(unit), self.translation.targets_of(unit)
        html = " ".join(segment.html for segment in source or target)
        text = Truncator(plain_text(f"<p>{html}</p>").strip()).chars(EXCERPT_LENGTH) or "—"
        address = translation_address(self.article_id, self.language, name) if name else ""
        language = other(self.language) if source else self.language
        return OpenSegment(segment_kind(unit), text, language, address)

    @property
    def shown(self):
        return self.segments[:MAX_SEGMENTS]

    @property
    def rest(self):
        return len(self.segments) - len(self.shown)

    @cached_property
    def counts(self):
        """Return {Freshness or "draft": number of open segments}."""
        kinds = [segment_kind(unit) for unit in self.translation.open_units]
        return {kind: kinds.count(kind) for kind in OPEN_KINDS if kind in kinds}

    @property
    def is_next(self):
        """Return whether the user should continue on the translation screen."""
        return bool(self.address and self.counts) and (self.is_at_work or Freshness.STALE in self.counts)

    @property
    def summary(self):
        """Return a summary: “3 of 24 segments to translate, 1 outdated”."""
        total = sum(bool(unit.sources) for unit in self.translation.units)
        if not self.counts:
            whole = ngettext("The one segment is translated", "All %(total)d segments are translated", total)
            return whole % {"total": total}
        if new := self.counts.get(Freshness.NEW):
            sentence = ngettext(
                "%(count)d of %(total)d segment to translate",
                "%(count)d of %(total)d segments to translate",
                total,
            )
        else:
            sentence = ngettext("%(total)d segment", "%(total)d segments", total)
        parts = [sentence % {"count": new or 0, "total": total}]
        parts += [
            OPEN_KINDS[kind][1] % {"count": n} for kind, n in self.counts.items() if kind != Freshness.NEW
        ]
        return ", ".join(parts)


def segment_kind(unit):
    """Return the kind of an open unit; DRAFT if its source is unchanged."""
    return unit.state if unit.state in OPEN_KINDS else DRAFT


def translation_status(
    article: Article,
    progress: LanguageProgress,
    user: User,
    rows: Iterable[TranslatedSegment] | None = None,
) -> TranslationStatus | None:
    """Return the status of a translation; None for the source, an unwanted language or an empty source.

    rows  its TranslatedSegments in order, if already read; otherwise this takes one query
    """
    language = Language(progress.language)
    if language == article.source_language or progress.wanted == Wanted.NOTHING:
        return None
    if rows is None:
        rows = TranslatedSegment.objects.filter(article=article, language=language)
    rows, texts = list(rows), [article.text(name, code) for name in TEXT for code in Language]
    digest = digest_of([language, progress.wanted, texts, [stored_columns(row) for row in rows]])
    translation = KEPT_TRANSLATIONS.get_or_make(digest, lambda: read_translation(article, progress, rows))
    if not translation.source:
        return None
    address = translation_address(article.pk, language) if may(user, Verb.WRITE, language) else ""
    return TranslationStatus(translation, language, article.pk, address, progress.stage == Stage.WRITING)


def read_translation(article, progress, rows):
    """Return a Translation with computed units, so that all threads share them."""
    translation = translation_of(article, progress, rows)
    translation.units  # noqa: B018
    return translation


MAX_LINKED_SEGMENTS = 3


def report_translation(request: StaffRequest, edit: EditSession, parts: set[str]) -> None:
    """Add a message after a save, unless the translation has no text.

    After a save of the source, it says how many segments became outdated; after a save of the translation,
    which segments are still outdated.

    parts  the saved parts
    """
    source = edit.article.source_language
    language = other(source)
    row = edit.progress[language]
    has_new_source_language = edit.before.filing["source_language"] != source
    if has_new_source_language or not row.text_digest or not parts & {source, language}:
        return
    status = translation_status(edit.article, row, request.user, edit.rows.translated)
    if status is None:
        return
    summary = describe_new_staleness(edit, status) if source in parts else ""
    stale = [segment for segment in status.segments if segment.kind != Freshness.NEW]
    if summary:
        messages.info(request, with_translation_link(status, f"{status.language.label}: {summary}."))
    elif stale and language in parts:
        message = describe_open_segments(status.language, stale)
        messages.info(request, with_translation_link(status, message))


def describe_new_staleness(edit, status):
    """Describe the effect of a change of the source: “2 segments outdated, 1 new segment”, or ""."""
    source = edit.before.text[edit.article.source_language]
    body = "" if edit.progress[status.language].wanted == Wanted.BRIEF else source["body"]
    source_before = segments_of(source["title"], source["summary"], body)
    before = Translation(source_before, status.translation.target, status.translation.recorded)
    more = Counter(status.counts) - Counter(segment_kind(unit) for unit in before.open_units)
    new = more.pop(Freshness.NEW, 0)
    stale = sum(more.values())
    parts = [
        (stale, ngettext("%(count)d segment outdated", "%(count)d segments outdated", stale)),
        (new, ngettext("%(count)d new segment", "%(count)d new segments", new)),
    ]
    return ", ".join(words % {"count": count} for count, words in parts if count)


def describe_open_segments(language, segments):
    """Describe open segments with links: “Korean: 2 segments still outdated: The harbor opens.”."""
    count = len(segments)
    head = ngettext("%(count)d segment still outdated", "%(count)d segments still outdated", count)
    links = format_html_join(" ", "{}", ((segment.link,) for segment in segments[:MAX_LINKED_SEGMENTS]))
    more = "…" if count > MAX_LINKED_SEGMENTS else ""
    return format_html("{}: {}: {} {}", language.label, head % {"count": count}, links, more)


def with_translation_link(status, words):
    """Return the words with a link to the translation screen, if the user may write there."""
    if not status.address:
        return words
    link = '{} <a href="{}">{}</a>'
    return format_html(link, words, status.address, _("Open the translation screen"))

"""The registry of checks that a text passes before its readers see it, in the manner of Django's own.

A check is a function of a Copy that yields Findings; `register` names it once, with its severity. The
checks of this package live in articles.checks. Others register theirs when their app is ready, as the
translators' workbench does for what both languages must agree on:

    @register("languages.figures", Severity.WARNING, _("Both languages give the same figures"))
    def figures(copy):
        for segment in copy.segments:            # what readers of this language would read
            …hold it against copy.other_segments…
            yield Finding("body", _("…"), hint=_("…"), passage="4,830")

The table of all checks is docs/en/preflight.md; a test holds it against the registry.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles import body
from articles.models import Edition, Progress, Term, TranslatedSegment, Waiver, Wanted, localized, other
from articles.previews import compose
from articles.translations.freshness import DisplayedUnit, translation_of


class Severity(TextChoices):
    """A blocker stops publication until it is mended or waived; a warning is confirmed."""

    BLOCKER = "blocker", _("Blocker")
    WARNING = "warning", _("Warning")


@dataclass(frozen=True)
class Segment:
    """One translatable unit of a text as its reader sees it.

    field  "title", "summary" or "body"; role  "headline", "summary", or the element that it stands in: "p",
    "h2", "h3", "li", "cite", "figcaption", "caption", "td", "th"; text  without markup
    Around the text (Copy.around), field and row are those of a Finding; role is "title", "summary" and
    "publisher" of a related story, "alt", "caption" and "credit" of a picture, "name" of a source.
    """

    field: str
    role: str
    text: str
    row: int | None = None


@dataclass(frozen=True)
class Finding:
    """One result of a check.

    field    the column or rows that it concerns: "title", "summary", "body", "slug", "section", "topics",
             "lead_image", "bylines", "related_links", "sources", "wanted"
    passage  the words at which it stands, as they stand there; "" for the whole field
    row      the number of the related link, source, byline or topic that it concerns; of the picture, where
             the field is "lead_image" or "body"; or None
    message  what is wrong; hint  the way out; both in the user's language
    unit     the DisplayedUnit (translations.freshness) of the segment of a translation that it concerns, or
             None
    """

    field: str
    message: str
    hint: str = ""
    passage: str = ""
    row: int | None = None
    unit: DisplayedUnit | None = None
    code: str = ""
    language: str = ""
    severity: Severity = Severity.WARNING
    waiver: Waiver | None = None
    context: str = ""  # the paragraph, or other text, in which the passage stands

    @property
    def fingerprint(self):
        """What a waiver knows it by: the same words at the same place, whatever else changes."""
        known = "\n".join([self.code, self.field, str(self.row or ""), self.passage])
        return hashlib.sha256(known.encode()).hexdigest()

    @property
    def is_blocking(self):
        return self.severity == Severity.BLOCKER and self.waiver is None

    @property
    def is_waivable(self):
        return self.waiver is None and CHECKS[self.code].is_waivable

    @property
    def is_warning(self):
        return self.severity == Severity.WARNING

    def __str__(self):
        """What is wrong and where, in one line."""
        if not self.passage or self.passage in str(self.message):
            return str(self.message)
        return _("%(message)s “%(passage)s”") % {"message": self.message, "passage": self.passage}


@dataclass
class Counts:
    """How many findings of a language stand, in numbers and in words."""

    blockers: int = 0
    warnings: int = 0

    @classmethod
    def of(cls, findings):
        return cls(
            sum(finding.is_blocking for finding in findings),
            sum(finding.is_warning and finding.waiver is None for finding in findings),
        )

    def __bool__(self):
        return bool(self.blockers or self.warnings)

    def __str__(self):
        told = []
        if self.blockers:
            told.append(self.blockers_in_words)
        if self.warnings:
            words = ngettext("%(count)d warning", "%(count)d warnings", self.warnings)
            told.append(words % {"count": self.warnings})
        return ", ".join(told) or gettext("Nothing found")

    @property
    def blockers_in_words(self):
        return ngettext("%(count)d blocker", "%(count)d blockers", self.blockers) % {"count": self.blockers}


@dataclass(frozen=True)
class Check:
    """A registered check: `run` is called with a Copy and yields Findings.

    is_waivable  False for what an edition cannot be without, whoever lets it pass
    """

    code: str
    severity: Severity
    title: str
    run: Callable
    is_waivable: bool


CHECKS = {}
UNWANTED = "text.unwanted"  # the one check of a language in which nothing is wanted


def register(code, severity, title, *, is_waivable=True):
    """Register a check under a code that is never reused ("text.markdown"); a decorator.

    title  one line for the table in the docs and the screens, lazy
    Raise ValueError for a code that is taken.
    """

    def add(run):
        if code in CHECKS:
            raise ValueError(f"There is a check {code} already.")
        CHECKS[code] = Check(code, severity, title, run, is_waivable and severity == Severity.BLOCKER)
        return run

    return add


TEXT = ("title", "summary", "body")
FORM = (*TEXT, "lead_image", "section", "topics", "bylines", "sources", "related_links")
PICTURE_WORDS = ("alt", "caption", "credit")


class Rows:
    """What both languages of a story share, each read once however many checks ask."""

    def __init__(self, article):
        self.article = article

    @cached_property
    def related_links(self):
        return list(self.article.related_links.all())

    @cached_property
    def sources(self):
        return list(self.article.sources.all())

    @cached_property
    def bylines(self):
        return list(self.article.bylines.select_related("author"))

    @cached_property
    def topics(self):
        return [item.tag for item in self.article.topic_items.select_related("tag").order_by("id")]

    @cached_property
    def terms(self):
        """The whole glossary."""
        return list(Term.objects.all())

    @cached_property
    def translated(self):
        """What is kept of the segments of its translation, in order."""
        return list(TranslatedSegment.objects.filter(article=self.article))

    @cached_property
    def waivers(self):
        found = Waiver.objects.filter(article=self.article).select_related("waived_by")
        return {(waiver.language, waiver.code, waiver.fingerprint): waiver for waiver in found}


def rows_as_printed(rows, edition):
    """The Rows of a story that an edition prints, whatever has joined them since."""
    printed, own = edition.printed, Rows(rows.article)
    related = {(link["article"], link["url"]) for link in printed["related"]}
    own.related_links = [link for link in rows.related_links if (link.target_id, link.url) in related]
    own.topics = [topic for topic in rows.topics if topic.pk in printed["topics"]]
    own.bylines, own.sources, own.terms = rows.bylines, rows.sources, rows.terms
    own.translated = rows.translated
    return own


@dataclass
class Copy:
    """What a check sees: one language of a working copy, all of it read once.

    at       the instant at which readers would have it: rights and terms may have ended by then
    printed  the edition that is judged instead of the working copy: a quick fix, or one that lies ahead
    """

    article: object
    progress: object
    at: datetime = field(default_factory=timezone.now)
    printed: Edition | None = None
    rows: Rows = None

    def __post_init__(self):
        self.rows = self.rows or Rows(self.article)
        self._shared = {}

    def shared(self, work):
        """What several checks ask of it, worked out once: work(copy)."""
        if work not in self._shared:
            self._shared[work] = work(self)
        return self._shared[work]

    @property
    def language(self):
        return self.progress.language

    @property
    def other_language(self):
        return str(other(self.language))

    @property
    def is_source(self):
        return self.language == self.article.source_language

    @property
    def day(self):
        """The newsroom's date on which it is judged."""
        return timezone.localdate(self.at)

    @cached_property
    def edition(self):
        """The unsaved edition that publishing would make of it."""
        return self.printed or compose(self.article, self.progress)

    @cached_property
    def segments(self):
        return segments_of(self.edition.headline, self.edition.summary, self.edition.body)

    @cached_property
    def other_segments(self):
        """The same of the other language as it stands at the desk, however far it is."""
        return segments_of(*(self.article.text(field, self.other_language) for field in TEXT))

    @cached_property
    def translation(self):
        """The Translation that its text at the desk is, or None of the source itself.

        Also None where an edition is judged instead of the working copy.
        """
        if self.is_source or self.printed:
            return None
        return translation_of(self.article, self.progress, kept=self.rows.translated)

    @cached_property
    def around(self):
        """The Segments that are printed around the text, in this language."""
        found = [
            Segment("related_links", role, getattr(link, localized(role, self.language)), link.pk)
            for link in self.related_links
            for role in ("title", "summary", "publisher")
        ]
        for number, picture in self.edition.printed["images"].items():
            place = "lead_image" if int(number) == self.edition.lead_image_id else "body"
            found += [Segment(place, role, picture[role], int(number)) for role in PICTURE_WORDS]
        found += [
            Segment("sources", "name", getattr(source, localized("name", self.language)), source.pk)
            for source in self.sources
            if source.is_public
        ]
        return [segment for segment in found if segment.text.strip()]

    @property
    def related_links(self):
        return self.rows.related_links

    @property
    def sources(self):
        return self.rows.sources

    @property
    def terms(self):
        return self.rows.terms


def segments_of(headline, summary, html):
    """The Segments of a text in its order; empty ones are left out."""
    found = [Segment("title", "headline", headline), Segment("summary", "summary", summary)]
    found += [Segment("body", role, text) for role, text in body.passages(html)]
    return [segment for segment in found if segment.text.strip()]


def examine(article, progress, *, at=None, mended=None, planned=None, rows=None, codes=None):
    """All Findings about one language of a working copy, blockers first; waived ones last, with their waiver.

    at       the instant at which readers would have it (now by default)
    mended   an unsaved edition whose text is judged instead, as a quick fix asks; its filing stays as printed
    planned  the edition that lies ahead, which is judged instead, all of it
    rows     the Rows of the article, where both languages are examined
    codes    the checks to run; all of them by default
    """
    printed, rows = mended or planned, rows or Rows(article)
    if progress.wanted == Wanted.NOTHING and printed is None:
        codes = {UNWANTED} & set(codes or CHECKS)
    rows = rows_as_printed(rows, planned) if planned else rows
    copy = Copy(article, progress, at or timezone.now(), printed, rows)
    found = {}
    for check in CHECKS.values():
        if codes is not None and check.code not in codes:
            continue
        for finding in check.run(copy):
            if mended is None or finding.field in TEXT:
                known = {"code": check.code, "severity": check.severity, "language": copy.language}
                finding = replace(finding, **known, context=finding.context or _context(finding, copy))
                found.setdefault((finding.code, finding.fingerprint), finding)
    waivers = copy.rows.waivers if found else {}
    told = [replace(one, waiver=waivers.get((copy.language, *key))) for key, one in found.items()]
    if len(told) < 2:
        return told
    return sorted(told, key=lambda one: (one.waiver is not None, one.is_warning, *_place(one, copy)))


def _context(finding, copy):
    """The text in which the passage of a finding stands, or ""."""
    if not finding.passage:
        return ""
    segments = copy.segments if finding.row is None else copy.around
    here = (one for one in segments if (one.field, one.row) == (finding.field, finding.row))
    return next((one.text for one in here if finding.passage in one.text), "")


def _place(finding, copy):
    """Where a finding stands in the order of the story's form, and in its text."""
    text = "\n".join(segment.text for segment in copy.segments if segment.field == finding.field)
    return FORM.index(finding.field) if finding.field in FORM else len(FORM), text.find(finding.passage)


def examine_both(article, *, at=None, planned=None):
    """{language: its Findings} of a story, the source language first.

    planned  {language: the edition that lies ahead} where these are judged, instead of the working copy
    """
    rows, planned = Rows(article), planned or {}
    standing = Progress.objects.filter(article=article)
    return {
        progress.language: examine(
            article, progress, at=at, planned=planned.get(progress.language), rows=rows
        )
        for progress in sorted(standing, key=lambda one: one.language != article.source_language)
    }

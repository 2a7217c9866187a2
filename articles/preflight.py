"""The registry of checks that a text passes before its readers see it, in the manner of Django's own.

A check is a function of a Copy that yields Findings; `register` names it once, with its severity. The
checks of this package live in articles.checks; others (the translators' workbench) register theirs.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from articles import body
from articles.models import Term, Waiver, other
from articles.previews import compose


class Severity(TextChoices):
    """A blocker stops publication until it is mended or waived; a warning is confirmed."""

    BLOCKER = "blocker", _("Blocker")
    WARNING = "warning", _("Warning")


@dataclass(frozen=True)
class Segment:
    """One translatable unit of a text as its reader sees it.

    field  "title", "summary" or "body"; role  "headline", "summary", or the element that it stands in: "p",
    "h2", "h3", "li", "cite", "figcaption", "caption", "td", "th"; text  without markup
    """

    field: str
    role: str
    text: str


@dataclass(frozen=True)
class Finding:
    """One result of a check.

    field    the column or rows that it concerns: "title", "summary", "body", "slug", "section", "topics",
             "lead_image", "bylines", "related_links", "sources"
    passage  the words at which it stands, as they stand there; "" for the whole field
    row      the number of the row (a related link, a source, an image) that it concerns, or None
    message  what is wrong; hint  the way out; both lazy, in the user's language
    """

    field: str
    message: str
    hint: str = ""
    passage: str = ""
    row: int | None = None
    code: str = ""
    severity: Severity = Severity.WARNING
    waiver: Waiver | None = None

    @property
    def fingerprint(self):
        """What a waiver knows it by: the same words at the same place, whatever else changes."""
        known = "\n".join([self.code, self.field, str(self.row or ""), self.passage])
        return hashlib.sha256(known.encode()).hexdigest()

    @property
    def is_blocking(self):
        return self.severity == Severity.BLOCKER and self.waiver is None


@dataclass(frozen=True)
class Check:
    """A registered check: `run` is called with a Copy and yields Findings."""

    code: str
    severity: Severity
    title: str
    run: Callable


CHECKS = {}


def register(code, severity, title):
    """Register a check under a code that is never reused ("text.markdown"); a decorator.

    title  one line for the table in the docs and the screens, lazy
    Raise ValueError for a code that is taken.
    """

    def add(run):
        if code in CHECKS:
            raise ValueError(f"There is a check {code} already.")
        CHECKS[code] = Check(code, severity, title, run)
        return run

    return add


@dataclass
class Copy:
    """What a check sees: one language of a working copy, all of it read once.

    day  the newsroom's date on which it is judged: a term may have ended by then
    """

    article: object
    progress: object
    day: date = field(default_factory=timezone.localdate)

    @property
    def language(self):
        return self.progress.language

    @property
    def other_language(self):
        return str(other(self.language))

    @property
    def is_source(self):
        return self.language == self.article.source_language

    @cached_property
    def edition(self):
        """The unsaved edition that publishing would make of it."""
        return compose(self.article, self.progress)

    @cached_property
    def segments(self):
        return segments_of(self.edition.headline, self.edition.summary, self.edition.body)

    @cached_property
    def related_links(self):
        return list(self.article.related_links.select_related("target").defer("target__body"))

    @cached_property
    def sources(self):
        return list(self.article.sources.all())

    @cached_property
    def terms(self):
        """The whole glossary."""
        return list(Term.objects.all())


def segments_of(headline, summary, html):
    """The Segments of a text in its order; empty ones are left out."""
    found = [Segment("title", "headline", headline), Segment("summary", "summary", summary)]
    found += [Segment("body", role, text) for role, text in body.passages(html)]
    return [segment for segment in found if segment.text.strip()]


def examine(article, progress, *, day=None):
    """All Findings about one language of a working copy, blockers first; waived ones carry their waiver."""
    copy = Copy(article, progress, day or timezone.localdate())
    found = [
        replace(finding, code=check.code, severity=check.severity)
        for check in CHECKS.values()
        for finding in check.run(copy)
    ]
    waivers = {
        (waiver.code, waiver.fingerprint): waiver
        for waiver in Waiver.objects.filter(article=article, language=copy.language).select_related(
            "waived_by"
        )
    }
    found = [replace(one, waiver=waivers.get((one.code, one.fingerprint))) for one in found]
    order = list(Severity)
    return sorted(found, key=lambda one: (one.waiver is not None, order.index(one.severity)))

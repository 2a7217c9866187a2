"""The registry of checks before publication, in the manner of Django's system checks.

A check is a function of a CheckContext that yields Findings; `register` names it once, with its severity.
Checks of a translation against its source are in articles.checks.preflight, checks of one text in the modules
beside it:

    @register("languages.figures", Severity.WARNING, _("Both languages give the same figures"))
    def figures(context):
        for segment in context.segments:            # what readers of this language would read
            …hold it against context.other_segments…
            yield Finding("body", _("…"), hint=_("…"), passage="4,830")

Reading a text takes long, and a form that is opened asks again what it asked before. Therefore the findings
of most checks are kept, by a digest of all that they read. A check that asks the database, the clock or the
settings for more is registered with is_kept=False.

The table of all checks is docs/en/preflight.md; a test holds it against the registry.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.checks.context import TEXT, CheckContext, RelatedData, related_data_as_printed
from articles.models import Article, Edition, LanguageProgress, Waiver, Wanted
from articles.recently_used import RecentlyUsed
from articles.text.digests import digest_of
from articles.translations.freshness import DisplayedUnit


class Severity(TextChoices):
    """Severity of a finding: a blocker stops publication until corrected or waived, a warning does not."""

    BLOCKER = "blocker", _("Blocker")
    WARNING = "warning", _("Warning")


@dataclass(frozen=True)
class Finding:
    """One result of a check.

    field    the column or rows that it concerns: "title", "summary", "body", "slug", "section", "topics",
             "lead_image", "lead_caption", "sponsor", "bylines", "related_links", "sources", "wanted"
    passage  the words at which it stands, as they stand there; "" for the whole field
    row      the id of the related link, source, byline or topic that it concerns; of the picture, where
             the field is "lead_image" or "body"; or None
    message  the problem; hint  the remedy; both in the user's language
    unit     the DisplayedUnit of the segment of a translation that it concerns, or None
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
    position: tuple = ()  # in the order of the story's form, and in its text
    confirmation: str = ""  # of a warning: the digest by which its confirmation is known, see below

    @classmethod
    def of_words(cls, segment, passage, message, hint):
        """Return a Finding about words of a CheckedPassage."""
        return cls(segment.field, message, hint, passage, segment.row)

    @property
    def fingerprint(self):
        """The key of a waiver: the same words at the same place, whatever else changes."""
        return digest_of([self.code, self.field, self.row, self.passage])

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
        """Return the message with its passage, in one line."""
        if not self.passage or self.passage in str(self.message):
            return str(self.message)
        return _("%(message)s “%(passage)s”") % {"message": self.message, "passage": self.passage}


@dataclass
class FindingCounts:
    """The numbers of blockers and warnings of a language, in numbers and in words."""

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
        return ", ".join(told) or gettext("No issues")

    @property
    def blockers_in_words(self):
        return ngettext("%(count)d blocker", "%(count)d blockers", self.blockers) % {"count": self.blockers}


@dataclass(frozen=True)
class Check:
    """A registered check: `run` is called with a CheckContext and yields Findings.

    is_waivable  False for what an edition cannot be without, whoever lets it pass
    is_kept      False for one that asks the database, the clock or the settings: CheckContext.digest covers
                 all that the others read, and their findings are kept by it
    """

    code: str
    severity: Severity
    title: str
    run: Callable
    is_waivable: bool
    is_kept: bool


CHECKS = {}
KEPT_FINDINGS = RecentlyUsed(500)  # {CheckContext.digest: Findings}; some 10 KB each
ABOUT_BOTH = "languages."  # how the codes of checks begin that compare both languages
CONFIRMATION = 24  # digits of the digest of a confirmed warning, which the log keeps
UNWANTED = "text.unwanted"  # the one check of a language in which nothing is wanted


def register(
    code: str, severity: Severity, title: str, *, is_waivable: bool = True, is_kept: bool = True
) -> Callable[[Callable], Callable]:
    """Register a check under a code that is never reused ("text.markdown"); a decorator.

    title  one line for the table in the docs and the screens, lazy
    is_waivable, is_kept  as in Check
    Raise ValueError for a code that is taken.
    """

    def add(run):
        if code in CHECKS:
            raise ValueError(f"There is a check {code} already.")
        CHECKS[code] = Check(
            code, severity, title, run, is_waivable and severity == Severity.BLOCKER, is_kept
        )
        return run

    return add


FORM = (
    *TEXT,
    *("lead_image", "lead_caption", "section", "sponsor", "topics", "bylines", "sources", "related_links"),
)


def examine(
    article: Article,
    progress: LanguageProgress,
    *,
    at: datetime | None = None,
    mended: Edition | None = None,
    planned: Edition | None = None,
    rows: RelatedData | None = None,
    codes: Collection[str] | None = None,
) -> list[Finding]:
    """Return all Findings about one language of a working copy: blockers first, waived ones last.

    at       the instant at which readers would have it (now by default)
    mended   an unsaved edition whose text is judged instead, as a quick fix asks; its filing stays as printed
    planned  the edition that lies ahead, which is judged instead, all of it
    rows     the RelatedData of the article, where it is shared or has been read
    codes    the checks to run; all of them by default
    """
    printed, rows = mended or planned, rows or RelatedData(article)
    if progress.wanted == Wanted.NOTHING and printed is None:
        codes = {UNWANTED} & set(codes or CHECKS)
    rows = related_data_as_printed(rows, planned) if planned else rows
    context = CheckContext(article, progress, at or clock.now(), printed, rows)
    if codes is None:
        kept, asking = ([one for one in CHECKS.values() if one.is_kept is way] for way in (True, False))
        found = KEPT_FINDINGS.get_or_make(context.digest, lambda: _run_checks(kept, context))
        found += _run_checks(asking, context)
    else:
        found = _run_checks([one for one in CHECKS.values() if one.code in codes], context)
    found, order = [one for one in found if mended is None or one.field in TEXT], list(CHECKS)
    found.sort(key=lambda one: (one.position, order.index(one.code)))
    return with_waivers(found, context.rows.waivers) if found else []


def _run_checks(checks, context):
    """Return the Findings of checks as a tuple, of each check one for the same words at the same place."""
    found = {}
    for check in checks:
        for finding in check.run(context):
            around = finding.context or _surrounding_text(finding, context)
            known = {"code": check.code, "severity": check.severity, "language": context.language}
            finding = replace(finding, **known, context=around, position=_finding_position(finding, context))
            if finding.is_warning:
                finding = replace(finding, confirmation=_confirmation_digest(finding, context))
            found.setdefault((finding.code, finding.fingerprint), finding)
    return tuple(found.values())


def with_waivers(
    findings: Iterable[Finding], waivers: Mapping[tuple[str, str, str], Waiver]
) -> list[Finding]:
    """Return Findings with their waivers: blockers first, waived ones last, each group in the given order.

    waivers  {(language, code, fingerprint): Waiver}
    """
    found = [replace(one, waiver=waivers.get((one.language, one.code, one.fingerprint))) for one in findings]
    return sorted(found, key=lambda one: (one.waiver is not None, one.is_warning))


def _surrounding_text(finding, context):
    """Return the text in which the passage of a finding stands, or ""."""
    if not finding.passage:
        return ""
    segments = context.segments if finding.row is None else context.around
    here = (one for one in segments if (one.field, one.row) == (finding.field, finding.row))
    return next((one.text for one in here if finding.passage in one.text), "")


def _confirmation_digest(finding, context):
    """Return the digest of a warning together with the text that it is about.

    What a check of both languages finds is about both texts, any other finding about its paragraph or field.
    """
    known = finding.language, finding.fingerprint
    if finding.code.startswith(ABOUT_BOTH):
        return digest_of([*known, context.shared(_digest_of_both_texts)], length=CONFIRMATION)
    here = (segment.text for segment in context.segments if segment.field == finding.field)
    return digest_of([*known, finding.context or list(here)], length=CONFIRMATION)


def _digest_of_both_texts(context):
    return digest_of([segment.text for segment in (*context.segments, *context.other_segments)])


def _finding_position(finding, context):
    """Return the position of a finding in the order of the story's form, and in its text."""
    segments = context.segments if finding.field in TEXT else ()
    text = "\n".join(segment.text for segment in segments if segment.field == finding.field)
    return FORM.index(finding.field) if finding.field in FORM else len(FORM), text.find(finding.passage)


def examine_both(
    article: Article,
    *,
    at: datetime | None = None,
    planned: Mapping[str, Edition] | None = None,
    progress: Iterable[LanguageProgress] | None = None,
    rows: RelatedData | None = None,
) -> dict[str, list[Finding]]:
    """Return {language: its Findings} of a story, the source language first.

    progress, rows  the LanguageProgress of both languages and the RelatedData, where they have been read
    planned  {language: the edition that lies ahead} where these are judged, instead of the working copy
    """
    at, rows, found = at or clock.now(), rows or RelatedData(article), {}
    both = progress or LanguageProgress.objects.filter(article=article)
    for one in sorted(both, key=lambda row: row.language != article.source_language):
        edition = (planned or {}).get(one.language)
        found[one.language] = examine(article, one, at=at, planned=edition, rows=rows)
    return found

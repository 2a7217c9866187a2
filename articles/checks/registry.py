"""Registry of checks before publication, modelled on Django's system checks.

A check is a function of a CheckContext that yields Findings; `register` registers it with code and severity.
Checks that compare a translation with its source, segment by segment, are in articles.checks.preflight; all
others are in the modules beside it, by subject. ArticlesConfig.ready (articles/apps.py) imports them all.

    @register("languages.figures", Severity.WARNING, _("Both languages give the same figures"))
    def check_figures(context):
        for passage in context.passages:            # the text in this language
            …compare it with context.other_passages…
            yield Finding("body", _("…"), hint=_("…"), passage="4,830")

Checks are slow, and a form that is opened again needs the same findings. So the findings of most checks are
cached by a digest of all their input. A check that also reads the database, the clock or the settings is
registered with is_kept=False.

The table of all checks is docs/en/preflight.md; a test compares it with the registry.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.annotations import InterfaceText
from articles.checks.context import TEXT, CheckContext, CheckedPassage, RelatedData, related_data_as_printed
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
    """A result of a check.

    field    the column or rows concerned: "title", "summary", "body", "slug", "section", "topics",
             "lead_image", "lead_caption", "sponsor", "bylines", "related_links", "sources", "wanted"
    passage  the words concerned, exactly as in the text; "" for the whole field
    row      id of the related link, source, byline or topic concerned; for the field "lead_image" or
             "body", id of the picture; or None
    message  the problem; hint  the remedy; both in the user's language
    unit     DisplayedUnit of the translated segment concerned, or None
    context  the paragraph, or other text, around the passage
    source_passage  for a difference between the languages: the words of the source that differ, or ""
    correction  suggested replacement for the passage, offered on the screen; "" for none

    A check sets these. `examine` adds the following:

    code, severity  of the check
    language        the language of the text
    waiver          the Waiver that lets the finding pass, or None
    position        position in the order of the story's form, and in its text
    confirmation    for a warning: the digest that the log uses to identify its confirmation by a user
    """

    field: str
    message: str
    hint: str = ""
    passage: str = ""
    row: int | None = None
    unit: DisplayedUnit | None = None
    correction: str = ""
    code: str = ""
    language: str = ""
    severity: Severity = Severity.WARNING
    waiver: Waiver | None = None
    context: str = ""
    source_passage: str = ""
    position: tuple[int, int] | tuple[()] = ()
    confirmation: str = ""

    @classmethod
    def of_words(cls, passage: CheckedPassage, words: str, message: str, hint: str) -> "Finding":
        """Return a Finding about some words of a CheckedPassage."""
        return cls(passage.field, message, hint, words, passage.row)

    @property
    def fingerprint(self) -> str:
        """The key of a waiver: the same for all findings about the same words in the same field."""
        return digest_of([self.code, self.field, self.row, self.passage])

    @property
    def is_blocking(self) -> bool:
        return self.severity == Severity.BLOCKER and self.waiver is None

    @property
    def is_waivable(self) -> bool:
        return self.waiver is None and CHECKS[self.code].is_waivable

    @property
    def is_warning(self) -> bool:
        return self.severity == Severity.WARNING

    def __str__(self) -> str:
        """Return the message with its passage, in one line."""
        if not self.passage or self.passage in str(self.message):
            return str(self.message)
        return _("%(message)s “%(passage)s”") % {"message": self.message, "passage": self.passage}


@dataclass
class FindingCounts:
    """The numbers of blockers and warnings in a language that are not waived; str() puts them in words."""

    blockers: int = 0
    warnings: int = 0

    @classmethod
    def of(cls, findings: Collection[Finding]) -> "FindingCounts":
        return cls(
            sum(finding.is_blocking for finding in findings),
            sum(finding.is_warning and finding.waiver is None for finding in findings),
        )

    def __bool__(self) -> bool:
        return bool(self.blockers or self.warnings)

    def __str__(self) -> str:
        counts = []
        if self.blockers:
            counts.append(self.blockers_in_words)
        if self.warnings:
            words = ngettext("%(count)d warning", "%(count)d warnings", self.warnings)
            counts.append(words % {"count": self.warnings})
        return ", ".join(counts) or gettext("No issues")

    @property
    def blockers_in_words(self) -> str:
        return ngettext("%(count)d blocker", "%(count)d blockers", self.blockers) % {"count": self.blockers}


# Yields the findings of one check.
type CheckFunction = Callable[[CheckContext], Iterable[Finding]]


@dataclass(frozen=True)
class Check:
    """A registered check: `run` is called with a CheckContext and yields Findings.

    is_waivable  whether a user may waive a blocker of this check; False if every edition must pass it
    is_kept      whether its findings are cached by CheckContext.digest; False for a check that reads the
                 database, the clock or the settings, which the digest does not cover
    """

    code: str
    severity: Severity
    title: InterfaceText
    run: CheckFunction
    is_waivable: bool
    is_kept: bool


CHECKS: dict[str, Check] = {}
# {CheckContext.digest: Findings}; about 10 KB each
KEPT_FINDINGS: RecentlyUsed[str, tuple[Finding, ...]] = RecentlyUsed(500)
ABOUT_BOTH = "languages."  # prefix of the codes of checks that compare both languages
CONFIRMATION = 24  # digits of the digest of a confirmed warning, which the log keeps
UNWANTED = "text.unwanted"  # the only check that runs if nothing is requested in a language


def register(
    code: str, severity: Severity, title: InterfaceText, *, is_waivable: bool = True, is_kept: bool = True
) -> Callable[[CheckFunction], CheckFunction]:
    """Register a check under a code that is never reused ("text.markdown"). A decorator.

    title  one line for the table in the docs and for the screens, lazy
    is_waivable, is_kept  as in Check
    Raise ValueError if the code is already registered.
    """

    def add(run: CheckFunction) -> CheckFunction:
        if code in CHECKS:
            raise ValueError(f"The check {code} is already registered.")
        CHECKS[code] = Check(
            code, severity, title, run, is_waivable and severity == Severity.BLOCKER, is_kept
        )
        return run

    return add


# The fields of findings, in the order of the story's form.
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

    at       planned instant of publication (default: now)
    mended   unsaved edition with a quick fix. Its text is checked instead of the working copy, and nothing
             else, because a quick fix does not change anything else
    planned  scheduled edition, which is checked completely instead of the working copy
    rows     RelatedData of the article, if shared or already read
    codes    checks to run (default: all)
    """
    printed, rows = mended or planned, rows or RelatedData(article)
    if progress.wanted == Wanted.NOTHING and printed is None:
        codes = {UNWANTED} & set(codes or CHECKS)
    if planned:
        rows = related_data_as_printed(rows, planned)
    context = CheckContext(article, progress, at or clock.now(), printed, rows)
    if codes is None:
        findings = [*_kept_findings(context), *_run_checks(_checks_kept(False), context)]
    else:
        findings = _run_checks([check for check in CHECKS.values() if check.code in codes], context)
    if mended is not None:
        findings = [finding for finding in findings if finding.field in TEXT]
    order = list(CHECKS)
    findings = sorted(findings, key=lambda finding: (finding.position, order.index(finding.code)))
    return with_waivers(findings, context.rows.waivers) if findings else []


def _checks_kept(is_kept: bool) -> list[Check]:
    return [check for check in CHECKS.values() if check.is_kept is is_kept]


def _kept_findings(context: CheckContext) -> tuple[Finding, ...]:
    """Return the Findings of the cached checks; run them only for a new context."""
    return KEPT_FINDINGS.get_or_make(context.digest, lambda: _run_checks(_checks_kept(True), context))


def _run_checks(checks: Iterable[Check], context: CheckContext) -> tuple[Finding, ...]:
    """Return the Findings of checks as a tuple, without duplicates of one check about the same words."""
    findings: dict[tuple[str, str], Finding] = {}
    for check in checks:
        for finding in check.run(context):
            finding = _complete_finding(finding, check, context)
            findings.setdefault((finding.code, finding.fingerprint), finding)
    return tuple(findings.values())


def _complete_finding(finding: Finding, check: Check, context: CheckContext) -> Finding:
    """Return a Finding with the attributes that its check does not set."""
    finding = replace(
        finding,
        code=check.code,
        severity=check.severity,
        language=context.language,
        context=finding.context or _surrounding_text(finding, context),
        position=_finding_position(finding, context),
    )
    if finding.is_warning:
        finding = replace(finding, confirmation=_confirmation_digest(finding, context))
    return finding


def with_waivers(
    findings: Iterable[Finding], waivers: Mapping[tuple[str, str, str], Waiver]
) -> list[Finding]:
    """Return Findings with their waivers: blockers first, waived ones last, each group in the given order.

    waivers  {(language, code, fingerprint): Waiver}
    """
    judged = [
        replace(finding, waiver=waivers.get((finding.language, finding.code, finding.fingerprint)))
        for finding in findings
    ]
    return sorted(judged, key=lambda finding: (finding.waiver is not None, finding.is_warning))


def _surrounding_text(finding: Finding, context: CheckContext) -> str:
    """Return the text that contains the passage of a finding, or ""."""
    if not finding.passage:
        return ""
    passages = context.passages if finding.row is None else context.surrounding_passages
    for passage in passages:
        is_here = (passage.field, passage.row) == (finding.field, finding.row)
        if is_here and finding.passage in passage.text:
            return passage.text
    return ""


def _confirmation_digest(finding: Finding, context: CheckContext) -> str:
    """Return the digest of a warning together with the text concerned.

    If the check compares both languages, this is the text of both sides of the segment, or both whole texts
    if the finding has no segment. For any other check it is the paragraph or field.
    """
    key = finding.language, finding.fingerprint
    if finding.unit:
        return digest_of([*key, finding.context, finding.unit.now], length=CONFIRMATION)
    if finding.code.startswith(ABOUT_BOTH):
        return digest_of([*key, context.shared(_digest_of_both_texts)], length=CONFIRMATION)
    texts = [passage.text for passage in context.passages if passage.field == finding.field]
    return digest_of([*key, finding.context or texts], length=CONFIRMATION)


def _digest_of_both_texts(context: CheckContext) -> str:
    return digest_of([passage.text for passage in (*context.passages, *context.other_passages)])


def _finding_position(finding: Finding, context: CheckContext) -> tuple[int, int]:
    """Return the position of a finding in the order of the story's form, and in its text."""
    passages = context.passages if finding.field in TEXT else ()
    text = "\n".join(passage.text for passage in passages if passage.field == finding.field)
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

    progress, rows  the LanguageProgress of both languages and the RelatedData, if already read
    planned  {language: scheduled edition} to check instead of the working copy
    """
    at, rows, findings = at or clock.now(), rows or RelatedData(article), {}
    both = progress or LanguageProgress.objects.filter(article=article)
    for row in sorted(both, key=lambda row: row.language != article.source_language):
        edition = (planned or {}).get(row.language)
        findings[row.language] = examine(article, row, at=at, planned=edition, rows=rows)
    return findings

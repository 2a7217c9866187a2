"""Preflight before the publishing transaction, refusals of publishing, and the result of a quick fix.

Checks take a while, so they run before the transaction. On SQLite a transaction blocks all other writers; on
PostgreSQL it blocks other writers of the story.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils.translation import gettext_lazy as _

from articles.annotations import InterfaceText
from articles.checks.context import RelatedData
from articles.checks.registry import Finding, examine, with_waivers
from articles.models import Article, Edition, Event, EventType, LanguageProgress
from articles.refusals import Refused
from articles.workflow.permissions import Actor, Verb, may

PUBLICATIONS = (EventType.PUBLISHED, EventType.SCHEDULED, EventType.BROUGHT_FORWARD)
RECENT = 50  # publications of a story that are searched for earlier confirmations


class PublicationRefused(Refused):
    """A refused publication or withdrawal; `reasons` are texts in the user's language."""


class PreflightRefused(PublicationRefused):
    """A publication stopped by preflight: `findings` are the blockers, `warnings` the other findings."""

    def __init__(self, findings: list[Finding], warnings: Iterable[Finding] = ()):
        self.findings, self.warnings = findings, list(warnings)
        super().__init__(*findings)


class WarningsUnconfirmed(PublicationRefused):
    """A publication with warnings that the user has not confirmed; `findings` has all of them."""

    def __init__(self, findings: list[Finding]):
        self.findings = findings
        super().__init__(_("Preflight found warnings. Review them and confirm."))


class FindingsUnseen(PublicationRefused):
    """An approval with findings that the user has not seen; `findings` has all of them."""

    def __init__(self, findings: list[Finding]):
        self.findings = findings
        super().__init__(_("Preflight has found something that you have not seen. Read it, then approve."))


class EditionLiesAhead(PublicationRefused):
    """A change that is refused because an edition, `ahead`, is scheduled."""

    def __init__(self, ahead: Edition, reason: InterfaceText | None = None):
        self.ahead = ahead
        choice = _(
            "An edition is scheduled. Cancel it, bring it forward, or publish this change and keep "
            "the schedule."
        )
        super().__init__(reason or choice)


class MergeRefused(PublicationRefused):
    """A refused change that conflicts in `fields` with the scheduled edition, or with another change."""

    def __init__(self, fields: list[str], reason: InterfaceText | None = None):
        self.fields = fields
        scheduled = _("The scheduled edition changes the same words. Cancel it and schedule it again.")
        super().__init__(reason or scheduled)


def earlier_confirmations(article: Article, findings: Iterable[Finding]) -> dict[str, Event]:
    """Return {confirmation: Event of its first confirmation} for warnings about the same text.

    Searches the RECENT latest publications. One query; none without warnings.
    """
    wanted = {finding.confirmation for finding in findings if finding.confirmation}
    if not wanted:
        return {}
    events = Event.objects.about(article).filter(type__in=PUBLICATIONS, details__has_key="confirmed")
    confirmations: dict[str, Event] = {}
    for event in events.select_related("actor").order_by("-id")[:RECENT]:
        confirmations |= dict.fromkeys(wanted.intersection(event.details["confirmed"]), event)
    return confirmations


def refuse_blockers(
    article: Article | None, found: Iterable[Finding], confirmed: Collection[str] | None
) -> dict[str, list[str]]:
    """Refuse a publication with blockers or unconfirmed warnings.

    article    the story, to find earlier confirmations in its log; None for a text without a story
    confirmed  fingerprints of the warnings that the user has confirmed; None: not required. A warning that
               was confirmed with an earlier publication of the same text counts as confirmed

    Return the details of the event: {"warnings": codes, "confirmed": digests}, {} without findings.
    Raise PreflightRefused or WarningsUnconfirmed.
    """
    findings = [finding for finding in found if finding.waiver is None]
    blockers = [finding for finding in findings if finding.is_blocking]
    if blockers:
        raise PreflightRefused(blockers, [finding for finding in findings if not finding.is_blocking])
    if not findings:
        return {}
    details = {"warnings": sorted({finding.code for finding in findings})}
    if confirmed is None:
        return details
    unconfirmed = [finding for finding in findings if finding.fingerprint not in set(confirmed)]
    missing = {finding.confirmation for finding in unconfirmed}
    earlier = earlier_confirmations(article, unconfirmed) if article else {}
    if missing - earlier.keys():
        raise WarningsUnconfirmed(findings)
    return details | {"confirmed": sorted({finding.confirmation for finding in findings})}


def require_permission(user: Actor, language: str) -> None:
    """Raise PermissionDenied for a user who may not publish in a language."""
    if not may(user, Verb.PUBLISH, language):
        raise PermissionDenied


@dataclass
class QuickFix:
    """The edition that went live, and the fields that could not be merged into the working copy."""

    edition: Edition
    unmerged: list[str]


# (RelatedData, {language: LanguageProgress})
type StoryToExamine = tuple[RelatedData, dict[str, LanguageProgress]]


class Examination:
    """Findings about a story, computed once for each version of it.

    Preflight runs before the publishing transaction. It runs again inside it only if the story was saved
    in between. Waivers are read each time. Other rows that checks read (terms, related stories) may change
    between the examination and the publication, just as they may change right after it.

    without  codes of checks to skip because the form has no field for them; the next publication runs them
    """

    def __init__(self, *, without: Collection[str] = ()):
        self._findings: dict[tuple[object, ...], list[Finding]] = {}
        self._without = frozenset(without)

    @classmethod
    def before(
        cls,
        article: Article,
        languages: Iterable[str],
        *,
        by: Actor,
        at: datetime | None = None,
        planned: bool = False,
    ) -> "Examination":
        """Return an Examination of languages of a story; an empty one if a transaction has already begun.

        planned  whether to examine the scheduled editions instead of the working copy

        Raise PermissionDenied, before anything is read, for a user who may not publish all the languages.
        """
        for language in languages:
            require_permission(by, language)
        examination = cls()
        if connection.in_atomic_block:
            return examination
        story = read_story(article)
        for language in languages:
            edition = Edition.objects.of(article, language).ahead().first() if planned else None
            if edition or not planned:
                examination.examine(*story, language, at=at, planned=edition)
        return examination

    def examine(
        self,
        rows: RelatedData,
        progress: Mapping[str, LanguageProgress],
        language: str,
        *,
        at: datetime | None,
        mended: Edition | None = None,
        planned: Edition | None = None,
    ) -> list[Finding]:
        """Return the findings of articles.checks.registry.examine, computed once for the same story.

        rows      the RelatedData of the story; its `article` is examined
        progress  {language: LanguageProgress} of both languages
        at, mended, planned  as for that function
        """
        article, printed = rows.article, mended or planned
        versions = [article.version, *(progress[code].version for code in sorted(progress))]
        key = (str(language), printed and printed.content_digest(), mended is None, *versions)
        if key in self._findings:
            findings = self._findings[key]
            return with_waivers(findings, rows.waivers) if findings else []
        findings = examine(article, progress[language], at=at, mended=mended, planned=planned, rows=rows)
        findings = [finding for finding in findings if finding.code not in self._without]
        self._findings[key] = findings
        return findings


def examine_change(
    examination: Examination,
    story: StoryToExamine,
    changed: Edition,
    *,
    base: Edition,
    at: datetime | None,
) -> list[Finding]:
    """Return the findings about an unsaved edition that the edition `base` does not have.

    A finding that `base` already has must not delay a correction of something else.

    base   the edition that the changed one was made from
    story  (RelatedData, {language: LanguageProgress})
    """
    findings = examination.examine(*story, changed.language, at=at, mended=changed)
    earlier = examination.examine(*story, changed.language, at=at, mended=base) if findings else []
    known = {(finding.code, finding.fingerprint) for finding in earlier}
    return [finding for finding in findings if (finding.code, finding.fingerprint) not in known]


def read_story(article: Article) -> StoryToExamine:
    """Read a story again. Return (RelatedData, {language: LanguageProgress}) for Examination.examine.

    One query. Raise Article.DoesNotExist if the story was deleted.
    """
    rows = list(LanguageProgress.objects.filter(article=article.pk).select_related("article__section"))
    if not rows:
        raise Article.DoesNotExist
    return RelatedData(rows[0].article), {row.language: row for row in rows}

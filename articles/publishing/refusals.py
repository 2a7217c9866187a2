"""Refusals of publishing, warnings that were confirmed before, and the result of a quick fix."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from articles.checks.registry import Finding
from articles.models import Article, Edition, Event, EventType
from articles.refusals import Refused

PUBLICATIONS = (EventType.PUBLISHED, EventType.SCHEDULED, EventType.BROUGHT_FORWARD)
RECENT = 50  # publications of a story that are asked for confirmed warnings


class PublicationRefused(Refused):
    """A publication or withdrawal that is refused; `reasons` are texts in the user's language."""


class PreflightRefused(PublicationRefused):
    """A publication that blockers of preflight stop; `findings` are these, `warnings` those beside them."""

    def __init__(self, findings, warnings=()):
        self.findings, self.warnings = findings, list(warnings)
        super().__init__(*findings)


class WarningsUnconfirmed(PublicationRefused):
    """A publication with warnings that the person has not confirmed; `findings` are all of them."""

    def __init__(self, findings):
        self.findings = findings
        super().__init__(_("Preflight found warnings. Review them and confirm."))


class EditionLiesAhead(PublicationRefused):
    """A change that is refused because an edition, `ahead`, is scheduled."""

    def __init__(self, ahead, reason=None):
        self.ahead = ahead
        choice = _(
            "An edition is scheduled. Cancel it, bring it forward, or publish this change and keep "
            "the schedule."
        )
        super().__init__(reason or choice)


class MergeRefused(PublicationRefused):
    """A change that cannot be merged with another one, by default a scheduled edition: same `fields`."""

    def __init__(self, fields, reason=None):
        self.fields = fields
        scheduled = _("The scheduled edition changes the same words. Cancel it and schedule it again.")
        super().__init__(reason or scheduled)


def earlier_confirmations(article: Article, findings: Iterable[Finding]) -> dict[str, Event]:
    """Return {confirmation: the Event with which it was confirmed first} of warnings about the same text.

    One query, and none without warnings.
    """
    wanted = {one.confirmation for one in findings if one.confirmation}
    if not wanted:
        return {}
    events = Event.objects.about(article).filter(type__in=PUBLICATIONS, details__has_key="confirmed")
    found = {}
    for event in events.select_related("actor").order_by("-id")[:RECENT]:
        found |= dict.fromkeys(wanted.intersection(event.details["confirmed"]), event)
    return found


def refuse_blockers(
    article: Article, found: Iterable[Finding], confirmed: Collection[str] | None
) -> dict[str, list[str]]:
    """Return what the log stores of findings that are not waived: {"warnings": codes, "confirmed": digests}.

    confirmed  fingerprints of the warnings that the person has confirmed; None: none are asked. What was
               confirmed with an earlier publication, for the same text, is not asked again
    Raise PreflightRefused or WarningsUnconfirmed.
    """
    findings = [finding for finding in found if finding.waiver is None]
    blockers = [finding for finding in findings if finding.is_blocking]
    if blockers:
        raise PreflightRefused(blockers, [one for one in findings if not one.is_blocking])
    if not findings:
        return {}
    details = {"warnings": sorted({finding.code for finding in findings})}
    if confirmed is None:
        return details
    unconfirmed = [one for one in findings if one.fingerprint not in set(confirmed)]
    if {one.confirmation for one in unconfirmed} - earlier_confirmations(article, unconfirmed).keys():
        raise WarningsUnconfirmed(findings)
    return details | {"confirmed": sorted({finding.confirmation for finding in findings})}


@dataclass
class QuickFix:
    """The edition that went live, and the fields of the working copy into which it was not merged."""

    edition: Edition
    unmerged: list

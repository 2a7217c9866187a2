"""Preflight before publication: blockers refuse it, warnings must be confirmed."""

from articles.checks.registry import examine
from articles.publishing.refusals import PreflightRefused, WarningsUnconfirmed


def inspect_edition(session, edition, *, at, confirmed):
    """Examine the working copy that an edition was composed from, as of the instant at which it goes live.

    confirmed  fingerprints of the warnings that the person has confirmed; None: none are asked
    Return the codes of the confirmed warnings. Raise PreflightRefused or WarningsUnconfirmed.
    """
    found = examine(session.article, session.progress, at=at)
    return refuse_blockers(found, confirmed)


def inspect_planned(session, *, at, confirmed):
    """Examine the scheduled edition like inspect_edition, as of another instant than it was scheduled for."""
    found = examine(session.article, session.progress, at=at, planned=session.ahead)
    return refuse_blockers(found, confirmed)


def inspect_change(session, changed, *, base, at, confirmed=None):
    """Examine the text of an unsaved edition, made from the edition `base`.

    Findings that `base` has too are ignored: they do not delay the correction of something else.
    """
    found = examine(session.article, session.progress, at=at, mended=changed)
    before = examine(session.article, session.progress, at=at, mended=base) if found else []
    known = {(finding.code, finding.fingerprint) for finding in before}
    new = [one for one in found if (one.code, one.fingerprint) not in known]
    return refuse_blockers(new, confirmed)


def refuse_blockers(found, confirmed):
    """Return the codes of the findings that are not waived. Raise PreflightRefused or WarningsUnconfirmed."""
    findings = [finding for finding in found if finding.waiver is None]
    blockers = [finding for finding in findings if finding.is_blocking]
    if blockers:
        raise PreflightRefused(blockers)
    if confirmed is not None and not {finding.fingerprint for finding in findings} <= set(confirmed):
        raise WarningsUnconfirmed(findings)
    return sorted({finding.code for finding in findings})

"""Preflight before publication: blockers refuse it, warnings must be confirmed."""

from articles.checks.registry import examine
from articles.publishing.refusals import PreflightRefused, WarningsUnconfirmed


def inspect_edition(desk, edition, *, at, confirmed):
    """Examine the working copy that became an edition, as of the instant at which readers have it.

    confirmed  the fingerprints of the warnings that the person has looked at; None asks for none,
               as a script does
    Return the codes of what was confirmed. Raise PreflightRefused or WarningsStand.
    """
    found = examine(desk.article, desk.progress, at=at)
    return refuse_blockers(found, confirmed)


def inspect_planned(desk, *, at, confirmed):
    """The same of the edition that lies ahead, as of another instant than the one it was scheduled for."""
    found = examine(desk.article, desk.progress, at=at, planned=desk.ahead)
    return refuse_blockers(found, confirmed)


def inspect_change(desk, changed, *, base, at, confirmed=None):
    """The same of the text of an unsaved edition, beside that of the edition that it was made of.

    What stood there already does not hold up the mending of the rest.
    """
    found = examine(desk.article, desk.progress, at=at, mended=changed)
    before = examine(desk.article, desk.progress, at=at, mended=base) if found else []
    known = {(finding.code, finding.fingerprint) for finding in before}
    new = [one for one in found if (one.code, one.fingerprint) not in known]
    return refuse_blockers(new, confirmed)


def refuse_blockers(found, confirmed):
    """The codes of what was found and is not waived; raise PreflightRefused or WarningsStand."""
    findings = [finding for finding in found if finding.waiver is None]
    blockers = [finding for finding in findings if finding.is_blocking]
    if blockers:
        raise PreflightRefused(blockers)
    if confirmed is not None and not {finding.fingerprint for finding in findings} <= set(confirmed):
        raise WarningsUnconfirmed(findings)
    return sorted({finding.code for finding in findings})

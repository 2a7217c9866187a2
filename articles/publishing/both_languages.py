"""Publication, rescheduling and cancellation of both languages at one instant: all or nothing."""

from collections.abc import Collection
from datetime import datetime

from articles.events import log
from articles.models import Article, Edition, EditionKind, Language, other
from articles.publishing.examination import Examination, read_story
from articles.publishing.publication import bring_forward, cancel, publish, reschedule
from articles.publishing.refusals import (
    PreflightRefused,
    PublicationRefused,
    WarningsUnconfirmed,
    refuse_blockers,
)
from articles.workflow.permissions import Actor


def publish_together(
    article: Article,
    language: str,
    *,
    by: Actor,
    at: datetime | None = None,
    kind: EditionKind | None = None,
    note: str = "",
    after: int | None = None,
    after_there: int | None = None,
    note_there: str = "",
    alone: bool = False,
    confirmed: Collection[str] | None = None,
    examination: Examination | None = None,
) -> list[Edition]:
    """Publish both languages, now or at an instant to come; the source comes first.

    kind, note, after, alone  as for publish, of the given language; the other one gets an update or original
    note_there   of a correction: the public note of the other language, which is corrected as well
    after_there  number of the other language's latest edition that the person saw
    Return both Editions, the source's first.
    """
    examination = examination or Examination.before(article, Language, by=by, at=at)
    with log.unit_of_work():
        # Both before either is published, so that all findings appear at once.
        refuse_blockers(article, _examine_both(examination, article, at), confirmed)
        is_live = Edition.objects.of(article, other(language)).live().exists()
        own = {
            language: {"kind": kind, "note": note, "note_there": note_there, "alone": alone},
            other(language): {"kind": EditionKind.UPDATE if is_live else None},
        }
        if is_live and kind == EditionKind.CORRECTION and note_there.strip() and not alone:
            # Each is corrected itself, so that neither has to tell its readers of the other's correction.
            own[language] = {"kind": kind, "note": note, "alone": True}
            own[other(language)] = {"kind": kind, "note": note_there, "alone": True}
        own[language]["after"], own[other(language)]["after"] = after, after_there
        shared = {"by": by, "at": at, "confirmed": confirmed, "examination": examination}
        return [_act(publish, article, one, language, **shared, **own[one]) for one in _source_first(article)]


def reschedule_together(
    article: Article, language: str, *, by: Actor, at: datetime, **options
) -> list[Edition]:
    """Let both scheduled editions start at another instant, the translation never before its source."""
    return _move_together(reschedule, article, language, by=by, at=at, **options)


def bring_forward_together(
    article: Article, language: str, *, by: Actor, at: datetime | None = None, **options
) -> list[Edition]:
    """Let both scheduled editions start now, or at an earlier instant."""
    return _move_together(bring_forward, article, language, by=by, at=at, **options)


def _move_together(verb, article, language, *, by, at, after=None, after_there=None, confirmed=None):
    examination = Examination.before(article, Language, by=by, at=at, planned=True)
    with log.unit_of_work():
        planned = {edition.language: edition for edition in article.editions.ahead()}
        refuse_blockers(article, _examine_both(examination, article, at, planned), confirmed)
        order = _source_first(article)
        if at and order[0] in planned and at > planned[order[0]].live_from:
            order.reverse()
        options = {"by": by, "at": at, "confirmed": confirmed, "examination": examination}
        return _each(verb, article, language, order, after, after_there, **options)


def _examine_both(examination, article, at, planned=None):
    """Return the findings about the working copy in both languages, or about those editions in `planned`."""
    story, found = read_story(article), []
    for language in _source_first(article):
        if planned is None or language in planned:
            edition = planned[language] if planned else None
            found += examination.examine(*story, language, at=at, planned=edition)
    return found


@log.unit_of_work()
def cancel_together(
    article: Article, language: str, *, by: Actor, reason: str = "", after=None, after_there=None
) -> list[Edition]:
    """Cancel both scheduled editions, the translation first, because it depends on its source."""
    order = _source_first(article)[::-1]
    return _each(cancel, article, language, order, after, after_there, by=by, reason=reason)


def _each(verb, article, language, order, after, after_there, **options):
    seen = {language: after, other(language): after_there}
    return [_act(verb, article, one, language, after=seen[one], **options) for one in order]


def _source_first(article):
    source = Language(article.source_language)
    return [source, other(source)]


def _act(verb, article, one, requested, **options):
    """Call a verb for one language; a refusal names the language, unless it is the requested one."""
    try:
        return verb(article, one, **options)
    except PublicationRefused as refusal:
        if one != requested and type(refusal) not in (PreflightRefused, WarningsUnconfirmed):
            refusal.reasons = [f"{one.label}: {reason}" for reason in refusal.reasons]
        raise

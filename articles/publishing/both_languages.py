"""Publication, rescheduling, cancellation, withdrawal and import of both languages: all or nothing."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.utils.translation import gettext_lazy as _

from articles.checks.registry import Finding
from articles.events import log
from articles.models import Article, Edition, EditionKind, EventType, Language, Stage, Wanted, other
from articles.models.text import printed_prose, prose
from articles.previews import compose
from articles.publishing.other_language import record_source
from articles.publishing.publication import bring_forward, cancel, publish, reschedule
from articles.publishing.refusals import (
    EditionLiesAhead,
    Examination,
    PreflightRefused,
    PublicationRefused,
    WarningsUnconfirmed,
    read_story,
    refuse_blockers,
)
from articles.publishing.session import PublishingSession
from articles.workflow.permissions import Actor

# One of the functions of articles.publishing.publication.
type Verb = Callable[..., Edition]


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
    """Publish both languages, now or at a future instant, the source first.

    kind, note, after, alone  as for publish, for the given language; the other one gets an update or original
    note_there   for a correction: the public note of the other language, which is corrected as well
    after_there  number of the other language's latest edition that the user saw

    Return both Editions, the source's first. Raise the same errors as publish.
    """
    examination = examination or Examination.before(article, Language, by=by, at=at)
    with log.unit_of_work():
        # Both are examined before either is published, so that all findings appear together.
        refuse_blockers(article, _examine_both(examination, article, at), confirmed)
        is_live = Edition.objects.of(article, other(language)).live().exists()
        there = other(language)
        options: dict[str, dict[str, Any]] = {
            language: {"kind": kind, "note": note, "note_there": note_there, "alone": alone},
            there: {"kind": EditionKind.UPDATE if is_live else None},
        }
        if is_live and kind == EditionKind.CORRECTION and note_there.strip() and not alone:
            # Both are corrected, so neither needs a note about the other's correction.
            options[language] = {"kind": kind, "note": note, "alone": True}
            options[there] = {"kind": kind, "note": note_there, "alone": True}
        options[language]["after"], options[there]["after"] = after, after_there
        shared: dict[str, Any] = {"by": by, "at": at, "confirmed": confirmed, "examination": examination}
        return [
            _call_verb(publish, article, code, language, **shared, **options[code])
            for code in _source_first(article)
        ]


class MoveOptions(TypedDict, total=False):
    """The latest edition that the user saw in each language, and the confirmed warnings, as for publish."""

    after: int | None
    after_there: int | None
    confirmed: Collection[str] | None


def reschedule_together(
    article: Article, language: str, *, by: Actor, at: datetime, **options: Unpack[MoveOptions]
) -> list[Edition]:
    """Move both scheduled editions to another instant. Return the new Editions in the order of the moves.

    If they move to a later instant, the translation moves first, so that it never precedes its source. Raise
    the same errors as reschedule.
    """
    return _move_together(reschedule, article, language, by=by, at=at, **options)


def bring_forward_together(
    article: Article, language: str, *, by: Actor, at: datetime | None = None, **options: Unpack[MoveOptions]
) -> list[Edition]:
    """Start both scheduled editions now, or at an earlier instant.

    Return the new Editions, the source's first. Raise the same errors as bring_forward.
    """
    return _move_together(bring_forward, article, language, by=by, at=at, **options)


def _move_together(
    verb: Verb,
    article: Article,
    language: str,
    *,
    by: Actor,
    at: datetime | None,
    after: int | None = None,
    after_there: int | None = None,
    confirmed: Collection[str] | None = None,
) -> list[Edition]:
    """Call `reschedule` or `bring_forward` for both languages."""
    examination = Examination.before(article, Language, by=by, at=at, planned=True)
    with log.unit_of_work():
        planned = {edition.language: edition for edition in article.editions.ahead()}
        refuse_blockers(article, _examine_both(examination, article, at, planned), confirmed)
        order = _source_first(article)
        if at and order[0] in planned and at > planned[order[0]].live_from:
            order.reverse()
        options = {"by": by, "at": at, "confirmed": confirmed, "examination": examination}
        return _call_for_each(verb, article, language, order, after, after_there, **options)


def _examine_both(
    examination: Examination,
    article: Article,
    at: datetime | None,
    planned: dict[str, Edition] | None = None,
) -> list[Finding]:
    """Return the findings about the working copy in both languages, or about the editions in `planned`.

    planned  {language: scheduled edition}; a language without one is left out
    """
    story = read_story(article)
    findings: list[Finding] = []
    for language in _source_first(article):
        if planned is None or language in planned:
            edition = planned[language] if planned else None
            findings += examination.examine(*story, language, at=at, planned=edition)
    return findings


@log.unit_of_work()
def cancel_together(
    article: Article,
    language: str,
    *,
    by: Actor,
    reason: str = "",
    after: int | None = None,
    after_there: int | None = None,
) -> list[Edition]:
    """Cancel both scheduled editions, the translation first, because it depends on its source.

    Return unsaved copies of the deleted editions in this order. Raise the same errors as cancel.
    """
    order = _source_first(article)[::-1]
    return _call_for_each(cancel, article, language, order, after, after_there, by=by, reason=reason)


def _call_for_each(
    verb: Verb,
    article: Article,
    language: str,
    order: Iterable[Language],
    after: int | None,
    after_there: int | None,
    **options: Any,
) -> list[Edition]:
    """Call a verb for the languages in `order`, each with the latest edition that the user saw."""
    latest = {language: after, other(language): after_there}
    return [_call_verb(verb, article, code, language, after=latest[code], **options) for code in order]


def _source_first(article: Article) -> list[Language]:
    source = Language(article.source_language)
    return [source, other(source)]


def _call_verb(verb: Verb, article: Article, language: Language, requested: str, **options: Any) -> Edition:
    """Call a verb for a language. The reasons of a refusal name it, unless it is the requested language."""
    try:
        return verb(article, language, **options)
    except PublicationRefused as refusal:
        if language != requested and type(refusal) not in (PreflightRefused, WarningsUnconfirmed):
            refusal.reasons = [f"{language.label}: {reason}" for reason in refusal.reasons]
        raise


NOTICES = {
    EditionKind.WITHDRAWAL: EventType.WITHDRAWN,
    EditionKind.RETRACTION: EventType.RETRACTED,
}


def withdraw(
    article: Article,
    language: str,
    *,
    by: Actor,
    note: str,
    kind: EditionKind = EditionKind.WITHDRAWAL,
    is_named: bool = True,
    after: int | None = None,
) -> Edition:
    """Replace one language of a story with a public notice.

    kind      WITHDRAWAL, or RETRACTION for a wrong story, which may have been withdrawn before
    is_named  whether the notice shows readers the headline and the authors of the story

    Return the notice, an Edition without text. Raise the same errors as withdraw_together.
    """
    notices = withdraw_together(
        article, {language: note}, by=by, kind=kind, is_named=is_named, after={language: after}
    )
    return notices[language]


@log.unit_of_work()
def withdraw_together(
    article: Article,
    notes: dict[str, str],
    *,
    by: Actor,
    kind: EditionKind = EditionKind.WITHDRAWAL,
    is_named: bool = True,
    after: Mapping[str, int | None] | None = None,
    cancel_scheduled: Collection[str] = (),
) -> dict[str, Edition]:
    """Replace several languages of a story with public notices at one instant: all or none.

    notes     {language: the public note}
    is_named  whether the notices show readers the headline and the authors of the story
    after     {language: number of the latest edition that the user saw}
    cancel_scheduled  languages whose scheduled edition is cancelled too, with or without a notice

    Return {language: its notice}. Raise PermissionDenied, EditionLiesAhead, or PublicationRefused.
    """
    if not notes:
        raise PublicationRefused(_("Choose at least one language."))
    after = dict(after or {})
    requested, reason = next(iter(notes.items()))
    for scheduled in map(Language, cancel_scheduled):
        options = {"by": by, "reason": prose(reason), "after": after.pop(scheduled, None)}
        _call_verb(cancel, article, scheduled, requested, **options)
    sessions = {
        language: PublishingSession(article, language, by=by, after=after.get(language)) for language in notes
    }
    _require_all_withdrawable(sessions, kind, notes)
    notices = {}
    for language, session in sessions.items():
        names = session.last_text if is_named else None
        assert session.current is not None  # its text is live or withdrawn
        notice = session.current.notice(kind, printed_prose(notes[language]), names=names)
        notices[language] = session.insert(notice, session.start())
    for language, notice in notices.items():
        sessions[language].record(NOTICES[kind], notice, reason=notice.note)
    return notices


def _require_all_withdrawable(
    sessions: dict[str, PublishingSession], kind: EditionKind, notes: dict[str, str]
) -> None:
    """Raise PublicationRefused with the reasons for all languages, each with its language if several."""
    reasons = []
    for language, session in sessions.items():
        try:
            _require_withdrawable(session, kind, notes[language])
        except PublicationRefused as refusal:
            if len(notes) == 1:
                raise
            reasons += [f"{Language(language).label}: {reason}" for reason in refusal.reasons]
    if reasons:
        raise PublicationRefused(*reasons)


def _require_withdrawable(session: PublishingSession, kind: EditionKind, note: str) -> None:
    if session.ahead:
        raise EditionLiesAhead(
            session.ahead,
            _("An edition is scheduled and would go live again. Cancel it or bring it forward first."),
        )
    if not (kind == EditionKind.RETRACTION and session.is_withdrawn):
        session.require_live()
    if not prose(note):
        raise PublicationRefused(_("The public note is missing. Tell readers why."))


@log.unit_of_work()
def import_published(
    article: Article, published_at: dict[str, datetime], *, origin: str, by: Actor = None
) -> list[Edition]:
    """Create first editions of a story that another system published, live since their publication there.

    Only these editions begin before they are written. Their kind shows that, the log has the date and origin
    of the import, and the time machine shows that readers saw them elsewhere. The article must have no
    editions. Imported editions are sealed as they are, and no check examines them.

    published_at  {language: time of publication}; both languages of a story are imported together
    origin        the system that published it, for display: "harbor.example"

    Return the Editions, the source's first. Raise PermissionDenied or PublicationRefused.
    """
    if Edition.objects.filter(article=article).exists():
        raise PublicationRefused(_("This story has editions already. Only a new story can be imported."))
    return [
        _import_language(article, language, published_at[language], origin=origin, by=by)
        for language in _source_first(article)
        if language in published_at
    ]


def _import_language(
    article: Article, language: Language, at: datetime, *, origin: str, by: Actor
) -> Edition:
    session = PublishingSession(article, language, by=by)
    if at > session.now:
        raise PublicationRefused(_("A story cannot be imported as published with a date in the future."))
    session.progress.wanted = Wanted.FULL if session.article.text("body", language) else Wanted.BRIEF
    session.progress.stage = Stage.APPROVED
    edition = compose(session.article, session.progress, session.edit.rows)
    _refuse_incomplete(edition)
    edition.kind = EditionKind.IMPORTED
    session.article.set_text("slug", language, edition.slug)
    record_source(session, edition, session.now)  # the current source, even if it was published later
    session.insert(edition, at)
    session.edit.finish(keep_stage=True)
    session.progress.save(update_fields=["stage", "wanted"])
    session.record(EventType.IMPORTED, edition, origin=origin)
    return edition


def _refuse_incomplete(edition: Edition) -> None:
    missing = {
        _("The headline is missing."): not edition.headline,
        _("The summary is missing."): not edition.summary,
        _("The section is missing."): edition.section_id is None,
    }
    if reasons := [reason for reason, is_missing in missing.items() if is_missing]:
        raise PublicationRefused(*reasons)

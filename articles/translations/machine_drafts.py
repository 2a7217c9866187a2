"""Machine drafts in a translation: placed in its segments, confirmed by people, labelled in its edition."""

from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.events import log
from articles.models import Article, EventType, LanguageProgress
from articles.text.segments import ABOVE, MachineOrigin, RecordedTranslation
from articles.translations.freshness import Translation
from articles.translations.segments import (
    SegmentConflict,
    SegmentGone,
    TranslationSession,
)
from articles.translations.unfiled_drafts import UnfiledDraft, source_digest
from articles.workflow.edit_session import EditSession
from articles.workflow.permissions import Actor, Verb, may
from articles.workflow.transitions import TransitionRefused


@log.unit_of_work()
def place_machine_drafts(
    article: Article,
    language: str,
    drafts: dict[str, str],
    *,
    by: Actor,
    engine: str,
    model: str,
    seen: dict[str, tuple[str, str]],
) -> set[str]:
    """Write machine drafts into the segments that are still untranslated; return the ids of these units.

    drafts  {unit id: inline HTML}
    seen    {unit id: (stamp of the source, stamp of the translation)} when the machine was asked; a segment
            that has changed since, or that somebody has translated, is left alone
    """
    session = TranslationSession(article.pk, language, by=by)
    placed = set()
    for unit_id, html in drafts.items():
        try:
            unit = session.find(unit_id)
            session.refuse_unless_as_seen(unit, *seen[unit_id])
        except (SegmentGone, SegmentConflict):
            continue
        if not unit.sources or unit.targets or (unit.made and unit.made.reason):
            continue
        _place_draft(session, unit, html, engine, model)
        placed.add(unit_id)
    session.write_down()
    return placed


@log.unit_of_work()
def replace_by_machine_draft(
    article: Article,
    language: str,
    unit_id: str,
    html: str,
    *,
    by: Actor,
    engine: str,
    model: str,
    seen: tuple[str, str],
) -> Translation:
    """Write a machine draft over the translation of a segment. Return the new Translation.

    seen  as for place_machine_drafts; raise SegmentGone or SegmentConflict where one differs now
    """
    session = TranslationSession(article.pk, language, by=by)
    unit = session.find(unit_id)
    session.refuse_unless_as_seen(unit, *seen)
    if not unit.sources:
        raise SegmentGone
    _place_draft(session, unit, html, engine, model)
    return session.write_down()


def _place_draft(session, unit, html, engine, model):
    origin = MachineOrigin(engine, model, html, clock.now())
    made = RecordedTranslation(
        session.sources(unit), session.write(unit, [html]), is_draft=True, machine=origin
    )
    session.keep(unit, made)


def record_machine_drafts(
    article: Article, language: str, drafts: Iterable[UnfiledDraft], *, by: Actor
) -> list[UnfiledDraft]:
    """Record that segments of a new story began as machine drafts, whatever people have made of them since.

    Each stays a draft that nobody has confirmed, unless it is_reviewed. Return those that have no segment of
    their own any more, as where two became one. Call it inside a unit of work.
    """
    session = TranslationSession(article.pk, language, by=by)
    free, without = [unit for unit in session.translation.units if unit.targets], []
    for draft in drafts:
        unit = _unit_of_draft(session, draft, free)
        if unit is None:
            without.append(draft)
            continue
        free = [one for one in free if one is not unit]
        sources, targets = session.sources(unit), tuple(session.targets(unit))
        origin = draft.origin(_source_html(session, unit))
        if draft.is_reviewed:
            origin = origin.confirm(by=by and by.pk, at=clock.now())
        made = RecordedTranslation(sources, targets, is_draft=not draft.is_reviewed, machine=origin)
        session.keep(unit, made)
    session.write_down()
    return without


def _unit_of_draft(session, draft, units):
    """Return the unit of a field whose source a machine translated, else that with most of its words."""
    role = draft.field if draft.field in ABOVE else ""
    of_field = [unit for unit in units if _role_above(session, unit) == role]

    def difference(unit):
        if any(source_digest(source) == draft.digest for source in session.sources(unit)[:1]):
            return -1
        origin = draft.origin(_source_html(session, unit))
        return origin.percent_changed(session.targets(unit)[0].html)

    return min(of_field, key=difference, default=None)


def _source_html(session, unit):
    """Return the source of a unit; "" where it is gone, and only the translation stands."""
    return "".join(source.html for source in session.sources(unit)[:1])


def _role_above(session, unit):
    segment = session.targets(unit)[0]
    return segment.role if segment.is_above else ""


@log.unit_of_work()
def confirm_machine_drafts(article: Article, language: str, *, by: Actor) -> int:
    """Confirm all machine drafts of a translation at once, as it stands; return their number.

    For people who may approve the language, where the setting MACHINE_TRANSLATION_WHOLE_STORIES allows it;
    the log says who did it. Raise PermissionDenied.
    """
    if not (may_confirm_whole_story(by, language) and may(by, Verb.WRITE, language)):
        raise PermissionDenied
    session = TranslationSession(article.pk, language, by=by)
    drafts = [unit for unit in session.translation.units if unit.is_unconfirmed and unit.targets]
    for unit in drafts:
        origin = session.origin_of(unit, is_confirmed=True)
        targets = tuple(session.targets(unit))
        session.keep(unit, RecordedTranslation(unit.made.sources, targets, machine=origin))
    if drafts:
        session.write_down()
        log.record(
            EventType.MACHINE_CONFIRMED, session.article, by=by, language=str(language), segments=len(drafts)
        )
    return len(drafts)


def may_confirm_whole_story(user: Actor, language: str) -> bool:
    return settings.MACHINE_TRANSLATION_WHOLE_STORIES and may(user, Verb.APPROVE, language)


@log.unit_of_work()
def set_machine_label(
    article: Article, language: str, *, by: Actor, is_hidden: bool, reason: str = ""
) -> LanguageProgress:
    """Leave the label of machine translation out of the next editions of a translation, or restore it.

    To leave it out takes a reason, which the log keeps. Raise PermissionDenied or TransitionRefused.
    """
    if not may(by, Verb.PUBLISH, language):
        raise PermissionDenied
    if is_hidden and not reason.strip():
        raise TransitionRefused(_("Give a reason."))
    edit = EditSession(article.pk, by=by)
    row = edit.progress[language]
    drafts = edit.article.translated_segments.drafted_by_machine().filter(language=language)
    if row.hides_machine_label == is_hidden or (is_hidden and not drafts.exists()):
        raise TransitionRefused(_("There is no label of machine translation to change."))
    row.hides_machine_label = is_hidden
    row.save(update_fields=["hides_machine_label"])
    kind = EventType.MACHINE_LABEL_HIDDEN if is_hidden else EventType.MACHINE_LABEL_SHOWN
    log.record(kind, edit.article, by=by, language=language, reason=reason)
    return row

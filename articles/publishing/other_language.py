"""Rules between the two languages of a story: order of publication, notes for readers, and alignment.

A translation is published after its source, or before it if the user decides so. Readers of the other
language see a note about a correction until their own text is corrected. The segment alignment of a
translation with its source edition is stored with the edition. Years later it can still show readers
which passages have changed since.
"""

from datetime import datetime
from typing import TypedDict

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from articles.models import Edition, EditionKind, EventType, Language, Wanted, other
from articles.models.text import printed_prose
from articles.publishing.refusals import PublicationRefused
from articles.publishing.session import PublishingSession
from articles.text import edition_alignment
from articles.text.edition_alignment import AlignedUnit
from articles.translations.freshness import recorded_from_rows
from articles.workflow.edit_session import source_of

MISSING_NOTE = _("The public note is missing. Tell readers what was wrong and what is right.")
SOURCE_NOT_LIVE = _(
    "The source will not be live by then. Confirm that the translation goes first, and give the reason."
)


class OrderDecision(TypedDict, total=False):
    """The decision to publish a translation before its source: see decide_order."""

    before_source: bool
    reason: str


def decide_order(
    session: PublishingSession, start: datetime | None, *, before_source: bool = False, reason: str = ""
) -> None:
    """Raise PublicationRefused if a translation would go live before its source without a decision.

    The session keeps the decision for the event.

    start  when the edition of the session goes live; None if it is cancelled
    before_source, reason  the decision; the system (by=None) needs none
    """
    if session.by is None or not (_precedes(session, start) or _is_preceded(session, start)):
        return
    if not before_source:
        raise PublicationRefused(SOURCE_NOT_LIVE)
    if not reason.strip():
        raise PublicationRefused(_("Give the reason for publishing before the source."))
    session.decision_details, session.reason = {"before_source": True}, reason.strip()


def _precedes(session: PublishingSession, start: datetime | None) -> bool:
    """Return whether the session is for a translation that would first go live before its source."""
    source = source_of(session.article, session.language)
    if source is None or start is None or session.live:
        return False
    is_source_wanted = session.edit.progress[source].wanted != Wanted.NOTHING
    return is_source_wanted and session.live_there(start) is None


def _is_preceded(session: PublishingSession, start: datetime | None) -> bool:
    """Return whether the session is for a source that would go live after its scheduled translation."""
    if source_of(session.article, session.language) or session.live or session.ahead is None:
        return False
    starts = [edition.live_from for edition in session.there if edition.live_from > session.now]
    if not starts or session.live_there(session.now):
        return False
    planned = min(starts)
    is_first: bool = session.ahead.live_from <= planned
    return (start is None or planned < start) and is_first


def set_note_for_other_readers(edition: Edition, start: datetime, *, note_there: str, alone: bool) -> None:
    """Set the note of an unsaved correction for readers of the other language, if it is live.

    alone  whether the correction concerns this language only

    Raise PublicationRefused if a note is needed and missing.
    """
    there = other(edition.language)
    is_needed = edition.kind == EditionKind.CORRECTION and not alone
    is_needed = is_needed and Edition.objects.of(edition.article_id, there).live(start).exists()
    edition.note_there = printed_prose(note_there) if is_needed else ""
    if is_needed and not edition.note_there:
        live = Edition.objects.of(edition.article_id, edition.language).live(start)
        # A correction that carries over a correction of the other language needs no note there.
        if not live.awaiting_correction(start).exists():
            raise PublicationRefused(MISSING_NOTES[there])


MISSING_NOTES = {
    Language.EN: _(
        "The public note for readers of the English text is missing. Write it, or confirm that "
        "only the Korean text was wrong."
    ),
    Language.KO: _(
        "The public note for readers of the Korean text is missing. Write it, or confirm that "
        "only the English text was wrong."
    ),
}


def record_source(session: PublishingSession, edition: Edition, start: datetime) -> None:
    """Set the source edition that is live when a translation starts, and the alignment with it.

    Do nothing if the edition is no translation, or if no source edition is live then.
    """
    is_translation = source_of(session.article, session.language)
    source = session.live_there(start) if is_translation else None
    if source:
        edition.source_number = source.number
        made = recorded_from_rows(session.edit.rows.translated, session.progress.wanted)
        edition.printed["alignment"] = edition_alignment.make_alignment(
            source.segments, edition.segments, made
        )


def realign(edition: Edition, *, base: Edition) -> None:
    """Align `edition`, which was made from `base`, with the source edition of `base`."""
    if base.source_number is None or "alignment" not in base.printed:
        return
    sources = Edition.objects.of(edition.article_id, source_of(edition.article, edition.language))
    source = sources.filter(number=base.source_number).first()
    _align(edition, source, made_from=source, base=base)


def realign_with_source(session: PublishingSession, planned: Edition, *, base: Edition | None = None) -> None:
    """Replace a scheduled translation if its source edition is no longer the right one, and log that.

    session  session of the source, whose scheduled edition was moved, cancelled, or merged with a live change
    planned  that scheduled edition as it was before
    base     the edition that the live change replaced, unless the change is minor: the translation was made
             without the change, so this edition becomes its source
    """
    if source_of(session.article, session.language):
        return
    # by=None skips the permission check: a user who may move the source may move its translation. The log
    # has the user's name.
    translation = PublishingSession(session.article, other(session.language), by=None)
    translation.by = session.by
    if translation.ahead is None:
        return
    edition = translation.ahead.copy()
    is_its_source = edition.source_number == planned.number
    source = base if base and is_its_source else _live_source(edition, edition.live_from)
    if _repoint(translation, edition, source, made_from=planned if is_its_source else None):
        deleted = translation.delete_scheduled()
        edition = translation.insert(edition, edition.live_from)
        translation.record(EventType.CANCELLED, deleted)
        translation.record(EventType.SCHEDULED, edition)


def keep_alignment(session: PublishingSession, edition: Edition, start: datetime) -> None:
    """Repoint a translation with a new start to the source edition that is live then, if required."""
    if source_of(session.article, session.language):
        _repoint(session, edition, _live_source(edition, start), start=start)


def _live_source(edition: Edition, at: datetime) -> Edition | None:
    live: QuerySet[Edition] = Edition.objects.of(edition.article_id, other(edition.language)).live(at)
    return live.first()


def _repoint(
    session: PublishingSession,
    edition: Edition,
    source: Edition | None,
    *,
    made_from: Edition | None = None,
    start: datetime | None = None,
) -> bool:
    """Repoint an unsaved translation to `source`, an edition or None, if required; return whether it changed.

    It is required if the recorded source edition is gone or has another text. A newer source is recorded only
    if the translation covers all of it.

    made_from  the recorded source edition, if it is no longer stored as it was
    """
    if edition.source_number is None:
        record_source(session, edition, start or edition.live_from)
        return edition.source_number is not None
    is_stored = made_from is None
    if is_stored:
        sources = Edition.objects.of(edition.article_id, other(edition.language))
        made_from = sources.filter(number=edition.source_number).first()
    is_same = source and made_from and source.number == made_from.number
    if source and is_same and source.says_the_same_as(made_from):
        return False
    before = edition.copy()
    edition.source_number = source.number if source else None
    _align(edition, source, made_from=made_from, base=before)
    is_newer = is_stored and source and source.number > before.source_number
    if source and is_newer and not _covers(edition.printed.get("alignment"), source):
        edition.source_number, edition.printed = before.source_number, before.printed
        return False
    return True


def _align(edition: Edition, source: Edition | None, *, made_from: Edition | None, base: Edition) -> None:
    """Align `edition`, which was made from `base`, with `source`, using the stored alignment of `base`.

    Without a source, or if that alignment does not fit, none is stored and pages compute their own.

    made_from  the source edition of `base`
    """
    stored = base.printed.get("alignment")
    edition.printed.pop("alignment", None)
    if source is None or made_from is None or stored is None:
        return
    if edition_alignment.alignment_fits(stored, made_from.segments, base.segments):
        made = edition_alignment.recorded_translations(stored, made_from.segments, base.segments)
        edition.printed["alignment"] = edition_alignment.make_alignment(
            source.segments, edition.segments, made
        )


def _covers(alignment: list[AlignedUnit] | None, source: Edition) -> bool:
    """Return whether a translation was made from the current text of every segment of a source.

    alignment  format as described in articles.text.edition_alignment
    """
    if any(before for _sources, _targets, before in alignment or []):
        return False
    covered = {index for sources, _targets, _before in alignment or [] for index in sources}
    return len(covered) == len(source.segments)

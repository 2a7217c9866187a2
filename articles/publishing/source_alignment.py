"""Alignment of a translation with the source edition that it was made from, segment by segment.

Stored with the edition, so that readers can be shown years later what has changed since, and where.
"""

from datetime import datetime

from articles.models import Edition, EventType, other
from articles.publishing.session import PublishingSession
from articles.text import edition_alignment
from articles.translations.freshness import made_from_rows
from articles.workflow.edit_session import source_of


def record_source(session: PublishingSession, edition: Edition, start: datetime) -> None:
    """Set the source edition that is live when a translation starts, and the alignment with it."""
    is_translation = source_of(session.article, session.language)
    source = session.live_there(start) if is_translation else None
    if source:
        edition.source_number = source.number
        made = made_from_rows(session.edit.rows.translated, session.progress.wanted)
        edition.printed["alignment"] = edition_alignment.make_alignment(
            source.segments, edition.segments, made
        )


def realign(edition: Edition, *, base: Edition) -> None:
    """Align an edition whose text was made from that of `base`, which was made from the same source."""
    if base.source_number is None or "alignment" not in base.printed:
        return
    sources = Edition.objects.of(edition.article_id, source_of(edition.article, edition.language))
    source = sources.filter(number=base.source_number).first()
    _align(edition, source, made_from=source, base=base)


def realign_with_source(session: PublishingSession, planned: Edition, *, base: Edition | None = None) -> None:
    """Replace the scheduled translation where its source edition is no longer the right one, and log that.

    session  of the source, whose scheduled edition was moved or cancelled, or got a change of the live text
    planned  that edition as it was before
    base     the edition before that change, if the change is announced: the translation does not have it yet
    """
    if source_of(session.article, session.language):
        return
    # Without a person, for whoever may move the source may move its translation; the log names them.
    translation = PublishingSession(session.article, other(session.language), by=None)
    translation.by = session.by
    if translation.ahead is None:
        return
    edition = translation.ahead.copy()
    is_named = edition.source_number == planned.number
    source = base if base and is_named else _live_source(edition, edition.live_from)
    if _repoint(translation, edition, source, made_from=planned if is_named else None):
        deleted = translation.take_back()
        edition = translation.put(edition, edition.live_from)
        translation.record(EventType.CANCELLED, deleted)
        translation.record(EventType.SCHEDULED, edition)


def keep_alignment(session: PublishingSession, edition: Edition, start: datetime) -> None:
    """Repoint a translation that starts at another instant to the source edition that is live by then."""
    if source_of(session.article, session.language):
        _repoint(session, edition, _live_source(edition, start), start=start)


def _live_source(edition, at):
    return Edition.objects.of(edition.article_id, other(edition.language)).live(at).first()


def _repoint(session, edition, source, *, made_from=None, start=None):
    """Repoint an unsaved translation to the edition `source`, or None, if required; return whether it was.

    It is required where the named source is gone or says something else. A newer source is named only if the
    translation covers all of it.

    made_from  the named source edition, where that is no longer stored as it was
    """
    if edition.source_number is None:
        record_source(session, edition, start or edition.live_from)
        return edition.source_number is not None
    is_stored = made_from is None
    if is_stored:
        sources = Edition.objects.of(edition.article_id, other(edition.language))
        made_from = sources.filter(number=edition.source_number).first()
    is_same = source and made_from and source.number == made_from.number
    if is_same and source.says_the_same_as(made_from):
        return False
    before = edition.copy()
    edition.source_number = source.number if source else None
    _align(edition, source, made_from=made_from, base=before)
    is_newer = is_stored and source and source.number > before.source_number
    if is_newer and not _covers(edition.printed.get("alignment"), source):
        edition.source_number, edition.printed = before.source_number, before.printed
        return False
    return True


def _align(edition, source, *, made_from, base):
    """Align a text like that of `base` with another source, using the stored alignment of `base`.

    Without a source, or where that alignment does not fit, none is stored: pages compute their own.
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


def _covers(alignment, source):
    """Return whether a translation was made from every segment of a source, as each reads now."""
    places = {place for sources, _targets, before in alignment or [] if not before for place in sources}
    return not any(before for *_places, before in alignment or []) and len(places) == len(source.segments)

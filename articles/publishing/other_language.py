"""The other language of a story: the order of publication, and notes of corrections for its readers.

A translation comes out after its source, or before it by decision. Readers of the other language are told
of a correction until their own text is corrected.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from articles.models import Edition, EditionKind, Language, Wanted, other
from articles.models.text import printed_prose
from articles.publishing.refusals import PublicationRefused
from articles.publishing.session import PublishingSession
from articles.workflow.edit_session import source_of

MISSING_NOTE = _("The public note is missing. Tell readers what was wrong and what is right.")
SOURCE_NOT_LIVE = _(
    "The source will not be live by then. Confirm that the translation goes first, and give the reason."
)


def decide_order(
    session: PublishingSession, start: datetime | None, *, before_source: bool = False, reason: str = ""
) -> None:
    """Raise PublicationRefused where a translation would go live before its source without a decision.

    start  the instant at which the language of the session goes live; None when it is cancelled
    before_source, reason  the decision, which the log stores; the system (by=None) needs none
    """
    if session.by is None or not (_precedes(session, start) or _is_preceded(session, start)):
        return
    if not before_source:
        raise PublicationRefused(SOURCE_NOT_LIVE)
    if not reason.strip():
        raise PublicationRefused(_("Give the reason for publishing before the source."))
    session.decision_details, session.reason = {"before_source": True}, reason.strip()


def _precedes(session, start):
    """Return whether this is a translation that would go live for the first time before its source."""
    source = source_of(session.article, session.language)
    if source is None or start is None or session.live:
        return False
    is_awaited = session.edit.progress[source].wanted != Wanted.NOTHING
    return is_awaited and session.live_there(start) is None


def _is_preceded(session, start):
    """Return whether this is a source that would go live after its scheduled translation."""
    if source_of(session.article, session.language) or session.live or session.ahead is None:
        return False
    planned = min((one.live_from for one in session.there if one.live_from > session.now), default=None)
    is_new = planned is not None and session.live_there(session.now) is None
    return is_new and (start is None or planned < start) and session.ahead.live_from <= planned


def set_note_for_other_readers(edition: Edition, start: datetime, *, note_there: str, alone: bool) -> None:
    """Set the note of an unsaved correction for readers of the other language, if it is live there.

    alone  whether the correction concerns this language alone
    Raise PublicationRefused where a note is needed and missing.
    """
    there = other(edition.language)
    is_needed = edition.kind == EditionKind.CORRECTION and not alone
    is_needed = is_needed and Edition.objects.of(edition.article_id, there).live(start).exists()
    edition.note_there = printed_prose(note_there) if is_needed else ""
    if is_needed and not edition.note_there:
        live = Edition.objects.of(edition.article_id, edition.language).live(start)
        # What carries a correction of the other language over needs no note there.
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

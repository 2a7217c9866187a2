"""Takes a story from its readers, in one language or in both at once."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles.models import EditionKind, EventType, Language
from articles.models.text import prose
from articles.publishing.refusals import EditionLiesAhead, PublicationRefused
from articles.publishing.session import PublishingSession

NOTICES = {
    EditionKind.WITHDRAWAL: EventType.WITHDRAWN,
    EditionKind.RETRACTION: EventType.RETRACTED,
}


def withdraw(article, language, *, by, note, kind=EditionKind.WITHDRAWAL, after=None):
    """Take one language of a story from its readers, and tell them why in a notice.

    kind  WITHDRAWAL, or RETRACTION for a story that was wrong; it may have been withdrawn before
    Return the notice, an Edition without text.
    """
    found = withdraw_together(article, {language: note}, by=by, kind=kind, after={language: after})
    return found[language]


@transaction.atomic
def withdraw_together(article, notes, *, by, kind=EditionKind.WITHDRAWAL, after=None):
    """Take several languages of a story from their readers at one instant: all of them or none.

    notes  {"en": what readers are told, "ko": …}
    after  {language: the number of the latest edition that the person saw}
    Return {language: its notice}. Raise PermissionDenied, EditionLiesAhead, or PublicationRefused.
    """
    if not notes:
        raise PublicationRefused([_("Choose at least one language.")])
    after = after or {}
    desks = {
        language: PublishingSession(article, language, by=by, after=after.get(language)) for language in notes
    }
    refusals = {language: _refusal(desk, kind, notes[language]) for language, desk in desks.items()}
    _refuse({language: refusal for language, refusal in refusals.items() if refusal}, among=notes)
    put = {language: _put(desk, kind, prose(notes[language])) for language, desk in desks.items()}
    for language, notice in put.items():
        desks[language].record(NOTICES[kind], notice, reason=notice.note)
    return put


def _put(desk, kind, note):
    return desk.put(desk.current.notice(kind, note), desk.start())


def _refusal(desk, kind, note):
    """Why one language cannot be taken back now: a PublicationRefused, or None."""
    try:
        if desk.ahead:
            raise EditionLiesAhead(
                desk.ahead,
                _("An edition is scheduled. Cancel it or bring it forward first, or it would go live again."),
            )
        if not (kind == EditionKind.RETRACTION and desk.is_withdrawn):
            desk.require_live()
        if not prose(note):
            raise PublicationRefused([_("Tell readers why: the public note is missing.")])
    except PublicationRefused as refusal:
        return refusal
    return None


def _refuse(refusals, among):
    """Raise what one language was refused for; of several, the reasons with each one's name."""
    if not refusals:
        return
    if len(among) == 1:
        raise next(iter(refusals.values()))
    raise PublicationRefused(
        f"{Language(language).label}: {reason}"
        for language, refusal in refusals.items()
        for reason in refusal.reasons
    )

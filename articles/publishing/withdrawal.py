"""Withdrawal and retraction of a story, in one language or in both at once."""

from django.utils.translation import gettext_lazy as _

from articles.events import log
from articles.models import Article, Edition, EditionKind, EventType, Language
from articles.models.text import printed_prose, prose
from articles.publishing.refusals import EditionLiesAhead, PublicationRefused
from articles.publishing.session import PublishingSession
from articles.workflow.permissions import Actor

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
    """Replace one language of a story by a public notice.

    kind      WITHDRAWAL, or RETRACTION for a story that was wrong, which may have been withdrawn before
    is_named  whether the notice tells readers the headline and the authors of the story
    Return the notice, an Edition without text.
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
    after: dict[str, int] | None = None,
) -> dict[str, Edition]:
    """Replace several languages of a story by public notices at one instant: all or none.

    notes     {language: the public note}
    is_named  whether the notices tell readers the headline and the authors of the story
    after     {language: number of the latest edition that the person saw}
    Return {language: its notice}. Raise PermissionDenied, EditionLiesAhead, or PublicationRefused.
    """
    if not notes:
        raise PublicationRefused(_("Choose at least one language."))
    after = after or {}
    sessions = {
        language: PublishingSession(article, language, by=by, after=after.get(language)) for language in notes
    }
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
    notices = {}
    for language, session in sessions.items():
        names = session.last_text if is_named else None
        notice = session.current.notice(kind, printed_prose(notes[language]), names=names)
        notices[language] = session.put(notice, session.start())
    for language, notice in notices.items():
        sessions[language].record(NOTICES[kind], notice, reason=notice.note)
    return notices


def _require_withdrawable(session, kind, note):
    if session.ahead:
        raise EditionLiesAhead(
            session.ahead,
            _("An edition is scheduled and would go live again. Cancel it or bring it forward first."),
        )
    if not (kind == EditionKind.RETRACTION and session.is_withdrawn):
        session.require_live()
    if not prose(note):
        raise PublicationRefused(_("The public note is missing. Tell readers why."))

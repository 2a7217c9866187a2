"""The other language of a story: the order of publication, and notes of corrections for its readers.

A translation comes out after its source, or before it by decision. Readers of the other language are told
of a correction until their own text is corrected.
"""

from django.utils.translation import gettext_lazy as _

from articles.models import Edition, EditionKind, Language, Wanted, other
from articles.models.text import prose
from articles.publishing.refusals import PublicationRefused
from articles.workflow.saving import source_of

NOT_LIVE = _("The source is not live by then. Decide that the translation comes first, and say why.")


def decide_order(desk, start, *, before_source=False, reason=""):
    """Refuse what would bring a translation to its readers before its source, unless that is decided.

    start  the instant at which the language of the desk goes live; None when it is taken back
    before_source, reason  the decision, which the log keeps; the system (nobody) decides freely
    """
    if desk.by is None or not (_precedes(desk, start) or _is_preceded(desk, start)):
        return
    if not before_source:
        raise PublicationRefused([NOT_LIVE])
    if not reason.strip():
        raise PublicationRefused([_("Please say why it comes before its source.")])
    desk.decided, desk.reason = {"before_source": True}, reason.strip()


def _precedes(desk, start):
    """Whether this is a translation that readers would have, for the first time, before its source."""
    source = source_of(desk.article, desk.language)
    if source is None or start is None or desk.live:
        return False
    is_awaited = desk.edit.progress[source].wanted != Wanted.NOTHING
    return is_awaited and not Edition.objects.of(desk.article, source).live(start).exists()


def _is_preceded(desk, start):
    """Whether this is a source that moves behind its translation, which is scheduled."""
    if source_of(desk.article, desk.language) or desk.live or desk.ahead is None:
        return False
    there = Edition.objects.of(desk.article, other(desk.language))
    planned = there.ahead(desk.now).values_list("live_from", flat=True).first()
    is_new = planned is not None and not there.live(desk.now).exists()
    return is_new and (start is None or planned < start) and desk.ahead.live_from <= planned


def tell_other_readers(edition, start, *, note_there, alone):
    """Give an unsaved correction its note for the other language, where there are readers to be told.

    alone  the other language's text was not wrong
    Raise PublicationRefused when they would learn nothing.
    """
    is_told = edition.kind == EditionKind.CORRECTION and not alone and has_other_readers(edition, start)
    edition.note_there = prose(note_there) if is_told else ""
    if not is_told or edition.note_there or carries_over(edition.article_id, edition.language, start):
        return
    raise PublicationRefused([MISSING[other(edition.language)]])


MISSING = {
    Language.EN: _(
        "Readers of the English text are to be told too: its public note is missing."
        " If only the Korean text was wrong, say so."
    ),
    Language.KO: _(
        "Readers of the Korean text are to be told too: its public note is missing."
        " If only the English text was wrong, say so."
    ),
}


def has_other_readers(edition, start):
    there = Edition.objects.of(edition.article_id, other(edition.language))
    return there.live(start).exists()


def carries_over(article, language, at=None):
    """Whether a correction of the other language waits to be carried over into this one at an instant."""
    return Edition.objects.of(article, language).live(at).awaiting_correction(at).exists()

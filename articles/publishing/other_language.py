"""Notes of corrections for readers of the other language, until their own text is corrected."""

from django.utils.translation import gettext_lazy as _

from articles.models import Edition, EditionKind, Language, other
from articles.models.text import prose
from articles.publishing.refusals import PublicationRefused


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

"""Corrections that readers of the other language are told of before their own text is mended."""

from django.db import models
from django.db.models import Exists, OuterRef, Q


class CorrectedQuerySet(models.QuerySet):
    """The part of EditionQuerySet that asks which corrections are to be carried over.

    A translation has carried over what its source had become when it was published. A source names no
    edition of its translation: there the next edition that changes its story is taken to mend it.
    """

    def told_there(self):
        """Corrections with a note for readers of the other language; no other edition has one."""
        return self.exclude(note_there="")

    def awaiting_correction(self, at=None):
        """Those whose readers are told of a correction in the other language that the text lacks."""
        begun = self.model.objects.begun(at).filter(article=OuterRef("article"))
        corrected = begun.told_there().exclude(language=OuterRef("language"))
        corrected = corrected.filter(live_from__gt=OuterRef("first_published_at"))
        # Of a correction in the translation: the editions of the source that came after it.
        since = begun.told().filter(live_from__gt=OuterRef("live_from"))
        since = since.exclude(language=OuterRef("language"))
        is_translation = Q(source_number__isnull=False)
        return self.filter(
            (is_translation & Exists(corrected.filter(number__gt=OuterRef("source_number"))))
            | (~is_translation & Exists(corrected.exclude(Exists(since))))
        )

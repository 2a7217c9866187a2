"""Which edition of the source a translation was made from, and how their segments answer each other.

Kept with the edition, so that readers can be told years later what has changed since, and where.
"""

from articles.bilingual import as_printed
from articles.freshness import made_of
from articles.models import Edition, TranslatedSegment
from articles.workflow.saving import source_of


def name_source(desk, edition, start):
    """Note the edition of the source that is live where a translation starts, and the alignment with it."""
    source = source_of(desk.article, desk.language)
    there = Edition.objects.of(desk.article, source).live(start).first() if source else None
    if there:
        edition.source_number = there.number
        kept = TranslatedSegment.objects.filter(article=desk.article, language=desk.language)
        made = made_of(kept, desk.progress.wanted)
        edition.printed["alignment"] = as_printed.alignment(there.segments, edition.segments, made)


def align_again(edition, *, base):
    """Align an edition whose text was made from that of `base`, which was made from the same source."""
    if base.source_number is None or "alignment" not in base.printed:
        return
    there = Edition.objects.of(edition.article_id, source_of(edition.article, edition.language))
    source = there.get(number=base.source_number).segments
    made = as_printed.made_of(base.printed["alignment"], source, base.segments)
    edition.printed["alignment"] = as_printed.alignment(source, edition.segments, made)

"""Links between a translation and the source edition that it was made from, segment by segment.

Kept with the edition, so that readers can be told years later what has changed since, and where.
"""

from articles.models import Edition, EventType, TranslatedSegment, other
from articles.publishing.session import PublishingSession
from articles.text.translation import edition_alignment
from articles.translations.freshness import made_from_rows
from articles.workflow.saving import source_of


def record_source(desk, edition, start):
    """Note the edition of the source that is live where a translation starts, and the alignment with it."""
    source = source_of(desk.article, desk.language)
    there = Edition.objects.of(desk.article, source).live(start).first() if source else None
    if there:
        edition.source_number = there.number
        kept = TranslatedSegment.objects.filter(article=desk.article, language=desk.language)
        made = made_from_rows(kept, desk.progress.wanted)
        edition.printed["alignment"] = edition_alignment.make_alignment(
            there.segments, edition.segments, made
        )


def realign(edition, *, base):
    """Align an edition whose text was made from that of `base`, which was made from the same source."""
    if base.source_number is None or "alignment" not in base.printed:
        return
    there = Edition.objects.of(edition.article_id, source_of(edition.article, edition.language))
    source = there.filter(number=base.source_number).first()
    _align(edition, source, made_from=source, base=base)


def realign_with_source(desk, planned, *, base=None):
    """Put the scheduled translation again where it names what it was not made from, and log that.

    desk     of the source, whose scheduled edition was moved, cancelled, or holds a change of the live text
    planned  that edition as it was before
    base     the edition before that change, if readers are told of it: the translation does not hold it yet
    """
    if source_of(desk.article, desk.language):
        return
    there = PublishingSession(
        desk.article, other(desk.language), by=None
    )  # whoever moves the source moves this
    there.by = desk.by
    if there.ahead is None:
        return
    edition = there.ahead.copy()
    is_named = edition.source_number == planned.number
    source = base if base and is_named else _live_source(edition, edition.live_from)
    if _hold(there, edition, source, made_from=planned if is_named else None):
        taken = there.take_back()
        edition = there.put(edition, edition.live_from)
        there.record(EventType.CANCELLED, taken)
        there.record(EventType.SCHEDULED, edition)


def keep_alignment(desk, edition, start):
    """Let a translation that starts at another instant name what of its source is live by then."""
    if source_of(desk.article, desk.language):
        _hold(desk, edition, _live_source(edition, start), start=start)


def _live_source(edition, start):
    return Edition.objects.of(edition.article_id, other(edition.language)).live(start).first()


def _hold(desk, edition, source, *, made_from=None, start=None):
    """Let an unsaved translation name `source`, or None, if it has to or holds all of it; return whether.

    made_from  what it names, where that is no longer stored as it was
    """
    if edition.source_number is None:
        record_source(desk, edition, start or edition.live_from)
        return edition.source_number is not None
    is_stored = made_from is None
    if is_stored:
        there = Edition.objects.of(edition.article_id, other(edition.language))
        made_from = there.filter(number=edition.source_number).first()
    is_same = source and made_from and source.number == made_from.number
    if is_same and source.says_the_same_as(made_from):
        return False
    before = edition.copy()
    edition.source_number = source.number if source else None
    _align(edition, source, made_from=made_from, base=before)
    is_newer = is_stored and source and source.number > before.source_number
    if is_newer and not _is_held(edition.printed.get("alignment"), source):
        edition.source_number, edition.printed = before.source_number, before.printed
        return False
    return True


def _align(edition, source, *, made_from, base):
    """Align with another source a text like that of `base`, of which is kept how it was made from one.

    Without a source, or where what is kept does not fit, nothing is: readers get them aligned anew.
    """
    kept = base.printed.get("alignment")
    edition.printed.pop("alignment", None)
    if source is None or made_from is None or kept is None:
        return
    if edition_alignment.alignment_fits(kept, made_from.segments, base.segments):
        made = edition_alignment.recorded_translations(kept, made_from.segments, base.segments)
        edition.printed["alignment"] = edition_alignment.make_alignment(
            source.segments, edition.segments, made
        )


def _is_held(alignment, source):
    """Whether a translation was made from all that a source says, and from no other words."""
    places = {place for sources, _targets, before in alignment or [] if not before for place in sources}
    return not any(before for *_places, before in alignment or []) and len(places) == len(source.segments)

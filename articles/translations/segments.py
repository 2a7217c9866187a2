"""Changes to single segments of a translation: fill, accept, split, join, add, leave out.

Each function locks the story, finds the segment as it is now, and writes nothing else: the work of two
translators on two segments is kept, and so is that of a translator and a reporter. Text that somebody else
wrote into the same segment meanwhile is a conflict that is shown, never overwritten.
"""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles.refusals import Refused
from articles.text import inline_tags
from articles.text.translation.freshness import WORDLESS, Freshness, RecordedTranslation, TranslationUnit
from articles.text.translation.positions import REPEATED
from articles.translations.freshness import Translation, segments_stamp, unit_ids
from articles.translations.session import SegmentGone, TranslationSession


class SegmentConflict(Exception):
    """A segment that somebody else changed since it was read; `texts` is its HTML now."""

    def __init__(self, texts):
        self.texts = texts
        super().__init__(" ".join(texts))


class TranslationRefused(Refused):
    """A change that a segment does not allow, with the reason in the user's language."""


@transaction.atomic
def fill_segment(
    article, language, unit_id, texts, *, by, seen, row=None, source=None, is_finished=False
) -> Translation:
    """Write the translation of one segment: a list of inline HTML; more than one text splits it.

    seen    stamp of the translation that the person saw: raise SegmentConflict if it differs now, unless the
            segment already has `texts`, which are sent again where an answer was lost
    source  stamp of the source that they translated; the segment stays stale if it differs now
    is_finished  False while it is being typed: a draft keeps the source that it was made from
    Empty texts remove the translation. Return the new Translation.
    """
    session = TranslationSession(article.pk, language, by=by)
    unit = session.find(unit_id, row)
    texts = [text for text in texts if text.strip()]
    present = [segment.html for segment in session.targets(unit)]
    if seen != segments_stamp(session.targets(unit)) and texts != present:
        raise SegmentConflict(present)
    if len(texts) > 1 and (session.sources(unit) or session.targets(unit))[0].role not in REPEATED:
        raise TranslationRefused(_("This kind of segment cannot be split."))
    if not texts:
        session.take_out(unit)
        return session.save(unit, None)
    is_seen = source is None or source == segments_stamp(session.sources(unit))
    sources, is_draft = session.sources(unit), not (is_finished and is_seen)
    if unit.made:
        sources = sources if is_finished and is_seen else unit.made.sources
        is_draft = not is_finished and unit.made.is_draft
    return session.save(unit, RecordedTranslation(sources, session.write(unit, texts), is_draft=is_draft))


@transaction.atomic
def fill_segments(article, language, texts, *, by, seen) -> Translation:
    """Write the finished translations of several segments; all of them, or none.

    texts  {unit id: inline HTML}; a text that is there already is accepted for the present source
    seen   {unit id: (stamp of the source, stamp of the translation)} that the person saw:
           raise SegmentGone or SegmentConflict where one of them differs now
    Return the new Translation.
    """
    session = TranslationSession(article.pk, language, by=by)
    named = dict(zip(unit_ids(session.translation), session.translation.units, strict=True))
    for unit_id in texts:
        _refuse_unless_as_seen(session, named.get(unit_id), *seen[unit_id])
    for unit_id, html in texts.items():
        session.keep(named[unit_id], _finish_unit(session, named[unit_id], html))
    return session.write_down()


def _refuse_unless_as_seen(session, unit, source, target):
    if unit is None or not unit.sources or segments_stamp(session.sources(unit)) != source:
        raise SegmentGone
    if segments_stamp(session.targets(unit)) != target:
        raise SegmentConflict([segment.html for segment in session.targets(unit)])


def _finish_unit(session, unit, html):
    if not html.strip():
        raise TranslationRefused(_("Nothing has been translated here yet."))
    if html == " ".join(segment.html for segment in session.targets(unit)):
        return _accept_unit(session, unit)
    return RecordedTranslation(session.sources(unit), session.write(unit, [html]))


@transaction.atomic
def accept_segment(article, language, unit_id, *, by, row=None, source=None, seen=None) -> Translation:
    """Accept that a change of the source needs no new words: carry over tags and place, remove what is gone.

    source, seen  stamps of the source and of the translation that the person saw: raise SegmentGone or
                  SegmentConflict if one differs now. Return the new Translation.
    """
    session = TranslationSession(article.pk, language, by=by)
    unit = session.find(unit_id, row)
    if source is not None and source != segments_stamp(session.sources(unit)):
        raise SegmentGone
    if seen is not None and seen != segments_stamp(session.targets(unit)):
        raise SegmentConflict([segment.html for segment in session.targets(unit)])
    return session.save(unit, _accept_unit(session, unit))


@transaction.atomic
def accept_wordless_changes(article, language, *, by) -> Translation:
    """Accept all units of which only tags or the place have changed. Return the new Translation."""
    session = TranslationSession(article.pk, language, by=by)
    for unit in session.translation.units:
        if unit.state in WORDLESS:
            session.keep(unit, _accept_unit(session, unit))
    return session.write_down()


def _accept_unit(session, unit):
    """Return the RecordedTranslation of a unit whose change is accepted, or None if nothing is left of it."""
    sources, targets = session.sources(unit), session.targets(unit)
    if unit.state == Freshness.REMOVED:
        session.take_out(unit)
        return None
    if not targets and sources and sources[0].picture and not sources[0].html:
        return RecordedTranslation(sources, session.write(unit, [""]))
    if not targets and not (unit.made and unit.made.reason):
        raise TranslationRefused(_("Nothing has been translated here yet."))
    if unit.state in WORDLESS and len(sources) == len(targets) == 1:
        targets = _carry_over_markup(session, unit)
    return RecordedTranslation(sources, tuple(targets), unit.made.reason if unit.made else "")


def _carry_over_markup(session, unit):
    """Write a unit's translation with the present tags of its source, at its place; return its Segments."""
    [source], [target], [before] = session.sources(unit), session.targets(unit), unit.made.sources
    if source.is_above:
        return (target,)
    text = inline_tags.encode_tags(target.html, inline_tags.encode_tags(before.html).tags).text
    html = inline_tags.decode_tags(text, inline_tags.encode_tags(source.html).tags, problems=[])
    if unit.state != Freshness.MOVED and source.path == before.path:
        return session.write(unit, [html])
    session.take_out(unit)
    for place in unit.sources:
        session.layout.found.pop(place - session.above, None)
    unit.targets = []
    return session.write(unit, [html])


@transaction.atomic
def leave_out_segment(article, language, unit_id, *, by, reason, row=None) -> Translation:
    """Leave a segment out of the translation, for a reason. Return the new Translation."""
    session = TranslationSession(article.pk, language, by=by)
    unit = session.find(unit_id, row)
    sources = session.sources(unit)
    if not reason.strip():
        raise TranslationRefused(_("Give a reason."))
    if not sources or sources[0].is_above:
        raise TranslationRefused(_("Headline and summary cannot be left out."))
    session.take_out(unit)
    return session.save(unit, RecordedTranslation(sources, (), reason))


@transaction.atomic
def undo_leave_out(article, language, unit_id, *, by, row=None) -> Translation:
    """Require a segment again that was left out. Return the new Translation."""
    session = TranslationSession(article.pk, language, by=by)
    unit = session.find(unit_id, row)
    if unit.targets:
        raise TranslationRefused(_("This segment is not left out."))
    return session.save(unit, None)


@transaction.atomic
def join_segments(article, language, unit_id, *, by, row=None) -> Translation:
    """Join a segment with the next one: one text for both sources. Return the new Translation."""
    session = TranslationSession(article.pk, language, by=by)
    unit = session.find(unit_id, row)
    behind = session.following(unit)
    roles = [segment.role for one in (unit, behind) if one for segment in session.sources(one)]
    if behind is None or not behind.sources or not unit.sources or not set(roles) <= REPEATED:
        raise TranslationRefused(_("There is no next segment that it could be joined with."))
    texts = [segment.html for one in (unit, behind) for segment in session.targets(one)]
    is_draft = any(one.is_draft or not one.targets for one in (unit, behind))
    sources = session.sources(unit) + session.sources(behind)
    session.take_out(behind)
    behind.made = None
    targets = session.write(unit, [" ".join(texts)] if texts else [])
    if not targets:
        raise TranslationRefused(_("Translate one of them first."))
    return session.save(unit, RecordedTranslation(sources, targets, is_draft=is_draft))


@transaction.atomic
def separate_segments(article, language, unit_id, *, by, row=None) -> Translation:
    """Undo a join or a split: the first source keeps the text. Return the new Translation."""
    session = TranslationSession(article.pk, language, by=by)
    unit = session.find(unit_id, row)
    texts = [" ".join(segment.html for segment in session.targets(unit))]
    targets = session.write(unit, texts if texts[0] else [])
    return session.save(unit, RecordedTranslation(session.sources(unit)[:1], targets, is_draft=True))


@transaction.atomic
def add_paragraph(article, language, unit_id, html, *, by, row=None) -> Translation:
    """Add a paragraph behind a segment, without one in the source. Return the new Translation."""
    session = TranslationSession(article.pk, language, by=by)
    unit = session.find(unit_id, row)
    if not html.strip():
        raise TranslationRefused(_("The paragraph is empty."))
    added = session.add_after(unit, html)
    session.translation.units.append(TranslationUnit(Freshness.ADDED, made=RecordedTranslation((), added)))
    return session.save(unit, unit.made)

"""Changes to single segments of a translation: fill, accept, split, join, add, leave out.

Each change locks the story, reads the current segment, and writes nothing else. Concurrent work on other
segments is kept, whether by another translator or by a reporter. If another user has changed the same
segment in the meantime, the conflict is shown and their text is not overwritten.

A function named after a unit, such as `fill_unit`, changes a unit of an open TranslationSession. A function
named after a segment, such as `fill_segment`, opens the session itself.

Only these functions mark a translation as up to date after its source has changed, because they record the
current source with it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from html import escape, unescape

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.body.field import length_messages
from articles.events import log
from articles.models import Article, other
from articles.refusals import Refused
from articles.text import inline_tags
from articles.text.freshness import WORDLESS, Freshness, TranslationUnit
from articles.text.punctuation import typeset_inline
from articles.text.segment_positions import REPEATED, TranslationLayout
from articles.text.segments import ABOVE, TAG, RecordedTranslation, Segment, segment_leaves, segment_path
from articles.translations.freshness import (
    Translation,
    in_recorded_order,
    record_provenance,
    segments_stamp,
    translation_of,
)
from articles.workflow.edit_session import EditSession, source_of
from articles.workflow.permissions import Actor, Verb, may

FIELD_BY_ROLE = dict(zip(ABOVE, ("title", "summary"), strict=True))


class SegmentGone(Exception):
    """Raised if a segment no longer exists: its source changed, or it was joined with another segment."""


class SegmentConflict(Exception):
    """Raised if another user has changed a segment since it was read.

    translation, unit  the current Translation, and its unit
    texts              the HTML of each current segment of the unit
    """

    def __init__(self, translation, unit):
        self.translation, self.unit = translation, unit
        self.texts = [segment.html for segment in translation.targets_of(unit)]
        super().__init__(" ".join(self.texts))


class TranslationRefused(Refused):
    """A refused change of a segment; `reasons` are texts in the user's language."""


class TranslationSession:
    """A translation with its story locked, while its segments are changed. Use inside a transaction.

    Raise PermissionDenied if the user may not write the language, or if it is the source itself.

    translation  the Translation when it was locked; its units get new `recorded` values. After save(), the
                 Translation as saved
    above, above_there  number of segments above the body (headline, summary) in source and target
    layout       the TranslationLayout of the body; segments are written to it
    """

    def __init__(self, article_id, language, *, by):
        if not may(by, Verb.WRITE, language):
            raise PermissionDenied
        self.edit = EditSession(article_id, by=by)
        self.edit.has_unchanged_rows = True
        self.article, self.language = self.edit.article, language
        if source_of(self.article, language) is None:
            raise PermissionDenied
        progress, rows = self.edit.progress[language], self.edit.rows.translated
        self.translation = translation_of(self.article, progress, rows)
        self.translation.record_aligned_units()
        self.above = sum(segment.is_above for segment in self.translation.source)
        self.above_there = sum(segment.is_above for segment in self.translation.target)
        self.layout = self._layout()

    def _layout(self):
        """Return the TranslationLayout. Its positions count only segments of the bodies."""
        pairs = {}
        for unit in self.translation.units:
            targets = [place - self.above_there for place in unit.targets]
            if all(place >= 0 for place in targets):
                sources = [place - self.above for place in unit.sources]
                pairs |= {place: [*targets] for place in sources if place >= 0}
        source = self.article.text("body", other(self.language))
        target = self.article.text("body", self.language)
        return TranslationLayout(source, target, pairs)

    def find(self, unit_id, row=None):
        """Return the unit with an id, or with a TranslatedSegment of primary key `row`; raise SegmentGone."""
        index = self.translation.index_of(unit_id, row)
        if index is None:
            raise SegmentGone
        return self.translation.units[index]

    def refuse_unless_as_seen(self, unit, source, target):
        """Raise SegmentGone or SegmentConflict if the source or the translation has changed.

        source, target  the stamps that the user saw; None if that side is not to be compared
        """
        if source is not None and source != segments_stamp(self.sources(unit)):
            raise SegmentGone
        if target is not None and target != segments_stamp(self.targets(unit)):
            raise SegmentConflict(self.translation, unit)

    def sources(self, unit):
        return tuple(self.translation.sources_of(unit))

    def targets(self, unit):
        return self.translation.targets_of(unit)

    def write(self, unit, texts):
        """Write the texts of a unit (inline HTML) into the story; return their new Segments."""
        segments = self.sources(unit) or self.targets(unit)
        if segments[0].is_above:
            text = unescape(TAG.sub("", " ".join(texts)))
            self.article.set_text(FIELD_BY_ROLE[segments[0].role], self.language, text)
            return (Segment(segments[0].path, escape(text, quote=False)),) if text else ()
        leaves = self._leaves(unit)
        for leaf in leaves[len(texts) :]:
            self.layout.remove(leaf)
        for leaf, html in zip(leaves, texts, strict=False):
            leaf.html = html
        written = leaves[: len(texts)]
        for html in texts[len(leaves) :]:
            if written:
                written.append(self.layout.insert_after(written[-1], html))
            else:
                written.append(self.layout.insert(unit.sources[0] - self.above, html))
        return self._segments(written)

    def take_out(self, unit):
        """Remove the translation of a unit; a picture is removed with its caption."""
        for segment, leaf in zip(self.targets(unit), self._leaves(unit), strict=False):
            self.layout.remove(leaf, with_figure=segment.figure is not None)
        if self.targets(unit) and self.targets(unit)[0].is_above:
            self.article.set_text(FIELD_BY_ROLE[self.targets(unit)[0].role], self.language, "")

    def add_after(self, unit, html):
        """Insert a paragraph after a unit. Return a tuple with its Segment."""
        units = self.translation.units
        leaves = [leaf for other in units[: units.index(unit) + 1] for leaf in self._leaves(other)]
        paragraph = self.layout.insert_after(leaves[-1] if leaves else None, html, as_paragraph=True)
        return self._segments([paragraph])

    def origin_of(self, unit, *, is_confirmed):
        """Return the MachineOrigin of a unit, or None. With `is_confirmed`, the user confirms it."""
        origin = unit.recorded.machine if unit.recorded else None
        if origin is None or not is_confirmed:
            return origin
        return origin.confirm(by=self.edit.by and self.edit.by.pk, at=clock.now())

    def set_recorded(self, unit, recorded):
        """Set the RecordedTranslation of a unit, or None. The unit keeps its row unless it has moved."""
        keeps_row = recorded and unit.recorded and unit.state != Freshness.MOVED
        unit.recorded = replace(recorded, row=unit.recorded.row) if keeps_row else recorded

    def change(self, unit, verb, *details, **options):
        """Change a unit by a verb such as fill_unit, which returns the new RecordedTranslation or None."""
        self.set_recorded(unit, verb(self, unit, *details, **options))

    def save(self) -> Translation:
        """Save the story and the provenance of its segments; return the new Translation.

        Raise TranslationRefused if the body would be too long.
        """
        recorded = [unit.recorded for unit in in_recorded_order(self.translation.units) if unit.recorded]
        body = self.layout.html()
        if body != self.article.text("body", self.language) and (reasons := list(length_messages(body))):
            raise TranslationRefused(*reasons)
        self.article.set_text("body", self.language, body)
        self.edit.recorded = recorded
        if self.edit.finish():
            self.translation = self.edit.translation
        else:  # no text has changed, but the provenance may have
            self.translation = record_provenance(self.edit, self.edit.before, set(), recorded=recorded)
            self.edit.progress[self.language].save(update_fields=["translated_digest"])
        return self.translation

    def _leaves(self, unit):
        """Return the leaves of the body with the translation of a unit."""
        places = [place - self.above_there for place in unit.targets]
        return [self.layout.target[place] for place in places if place >= 0]

    def _segments(self, leaves):
        """Return the current Segments of leaves of the body."""
        paths = {id(leaf): segment_path(above, leaf) for above, leaf in segment_leaves(self.layout.root)}
        return tuple(Segment(paths[id(leaf)], leaf.html) for leaf in leaves if id(leaf) in paths)


@contextmanager
def translating(article_id: int, language: str, *, by: Actor) -> Iterator[TranslationSession]:
    """Yield a TranslationSession to change segments, and save it at the end of the block.

    For example: `with translating(pk, "ko", by=user) as session: …`. Raise TranslationRefused as save() does.
    """
    with log.unit_of_work():
        session = TranslationSession(article_id, language, by=by)
        yield session
        session.save()


def segment_change(verb) -> Callable[..., Translation]:
    """Return a function that changes one segment by a verb: (article, language, unit id, …) → Translation.

    The function takes `by`, and optionally `row`, the primary key of the unit's TranslatedSegment. It raises
    SegmentGone if the unit does not exist.
    """

    def change_segment(article, language, unit_id, *details, by, row=None, **options):
        with translating(article.pk, language, by=by) as session:
            session.change(session.find(unit_id, row), verb, *details, **options)
        return session.translation

    return change_segment


def fill_unit(session, unit, texts, *, seen, source=None, is_finished=False) -> RecordedTranslation | None:
    """Write the translation of one segment as a list of inline HTML. More than one text splits it.

    Without texts, remove the translation and return None. Raise TranslationRefused for a split that is not
    possible.

    seen    stamp of the translation that the user saw: raise SegmentConflict if it has changed, or if the
            segment is left out. A translation that already equals `texts` is no conflict: the browser repeats
            a request whose response was lost
    source  stamp of the source that the user translated; the segment stays stale if the source has changed
    is_finished  False while the user is typing: a draft keeps the source that it was made from
    """
    texts = [text for text in texts if text.strip()]
    sources, targets = session.sources(unit), session.targets(unit)
    if [segment.html for segment in targets] not in (texts, [typeset_inline(text) for text in texts]):
        session.refuse_unless_as_seen(unit, None, seen)
    if unit.state == Freshness.LEFT_OUT:  # left out by another user: this user would have restored it first
        raise SegmentConflict(session.translation, unit)
    if len(texts) > 1 and (sources or targets)[0].role not in REPEATED:
        raise TranslationRefused(_("This kind of segment cannot be split."))
    if not texts:
        session.take_out(unit)
        return None
    is_settled = is_finished and source in (None, segments_stamp(sources))
    is_draft = not is_settled
    if unit.recorded:
        if not is_settled:  # the text still translates the source that it was made from
            sources = unit.recorded.sources
        is_draft = not is_finished and unit.recorded.is_draft
    origin = session.origin_of(unit, is_confirmed=is_finished)
    return RecordedTranslation(sources, session.write(unit, texts), is_draft=is_draft, machine=origin)


def fill_segments(
    article: Article, language: str, texts: dict[str, str], *, by: Actor, seen: dict[str, tuple[str, str]]
) -> Translation:
    """Write the finished translations of several segments, all or none. Return the new Translation.

    texts  {unit id: inline HTML}; an unchanged text is accepted for the current source
    seen   {unit id: (stamp of the source, stamp of the translation)} that the user saw

    Raise SegmentGone or SegmentConflict if a segment has changed since, TranslationRefused for an empty text.
    """
    with translating(article.pk, language, by=by) as session:
        units = {unit_id: session.find(unit_id) for unit_id in texts}
        for unit_id, unit in units.items():
            if not unit.sources:
                raise SegmentGone
            session.refuse_unless_as_seen(unit, *seen[unit_id])
        for unit_id, html in texts.items():
            session.change(units[unit_id], _finish, html)
    return session.translation


def _finish(session, unit, html):
    if not html.strip():
        raise TranslationRefused(_("Nothing has been translated here yet."))
    if html == " ".join(segment.html for segment in session.targets(unit)):
        return _accept_as_shown(session, unit)
    origin = session.origin_of(unit, is_confirmed=True)
    return RecordedTranslation(session.sources(unit), session.write(unit, [html]), machine=origin)


def accept_unit(
    session: TranslationSession, unit: TranslationUnit, *, source: str | None = None, seen: str | None = None
) -> RecordedTranslation | None:
    """Accept a changed source without new words: update tags and position, or remove an obsolete segment.

    source, seen  stamps of the source and of the translation that the user saw: raise SegmentGone or
                  SegmentConflict if one has changed

    Return None if the segment was removed. Raise TranslationRefused if nothing has been translated.
    """
    session.refuse_unless_as_seen(unit, source, seen)
    return _accept_as_shown(session, unit)


def accept_wordless_changes(session: TranslationSession) -> None:
    """Accept all units with changes of tags or position only.

    Unconfirmed machine drafts are skipped, because they are confirmed one by one.
    """
    for unit in session.translation.units:
        if unit.state in WORDLESS and not unit.is_unconfirmed:
            session.change(unit, _accept_as_shown)


def _accept_as_shown(session, unit):
    """Accept the change of a unit. Return its RecordedTranslation, or None if the unit was removed.

    Raise TranslationRefused if nothing has been translated.
    """
    sources, targets = session.sources(unit), session.targets(unit)
    if unit.state == Freshness.REMOVED:
        session.take_out(unit)
        return None
    if not targets and sources and sources[0].figure and not sources[0].html:
        return RecordedTranslation(sources, session.write(unit, [""]))
    if not targets and not (unit.recorded and unit.recorded.reason):
        raise TranslationRefused(_("Nothing has been translated here yet."))
    if unit.state in WORDLESS and len(sources) == len(targets) == 1:
        targets = _carry_over_markup(session, unit)
    origin = session.origin_of(unit, is_confirmed=True)
    reason = unit.recorded.reason if unit.recorded else ""
    return RecordedTranslation(sources, tuple(targets), reason, machine=origin)


def _carry_over_markup(session, unit):
    """Write a unit's translation with its source's current tags and position; return its Segments."""
    [source], [target], [before] = session.sources(unit), session.targets(unit), unit.recorded.sources
    if source.is_above:
        return (target,)
    text = inline_tags.encode_tags(target.html, inline_tags.encode_tags(before.html).tags).text
    html = inline_tags.decode_tags(text, inline_tags.encode_tags(source.html).tags, problems=[])
    if unit.state == Freshness.MOVED or source.path != before.path:
        session.take_out(unit)
        for place in unit.sources:
            session.layout.found.pop(place - session.above, None)
        unit.targets = []
    return session.write(unit, [html])


def leave_out_unit(
    session: TranslationSession, unit: TranslationUnit, *, reason: str
) -> RecordedTranslation | None:
    """Leave a segment of the body out of the translation, for a reason.

    Raise TranslationRefused for headline and summary, or if the reason is empty.
    """
    sources = session.sources(unit)
    if not reason.strip():
        raise TranslationRefused(_("Give a reason."))
    if not sources or sources[0].is_above:
        raise TranslationRefused(_("Headline and summary cannot be left out."))
    session.take_out(unit)
    return RecordedTranslation(sources, (), reason)


def undo_leave_out(session: TranslationSession, unit: TranslationUnit) -> RecordedTranslation | None:
    """Restore a segment that was left out, as untranslated. Raise TranslationRefused if it is translated."""
    if unit.targets:
        raise TranslationRefused(_("This segment is not left out."))
    return None


def join_units(session: TranslationSession, unit: TranslationUnit) -> RecordedTranslation | None:
    """Join a segment with the next one: one text for both sources.

    Raise TranslationRefused if the next segment cannot be joined with it, or if neither is translated.
    """
    units = session.translation.units
    index = units.index(unit)
    both = units[index : index + 2]
    roles = {segment.role for joined in both for segment in session.sources(joined)}
    if len(both) < 2 or not all(joined.sources for joined in both) or not roles <= REPEATED:
        raise TranslationRefused(_("There is no next segment to join it with."))
    texts = [segment.html for joined in both for segment in session.targets(joined)]
    sources = tuple(segment for joined in both for segment in session.sources(joined))
    is_draft = any(joined.is_draft or not joined.targets for joined in both)
    # Prefer the origin of an unconfirmed machine draft, so that the joined text must be confirmed.
    origins = [joined.recorded.machine for joined in both if joined.recorded and joined.recorded.machine]
    origin = min(origins, key=lambda origin: origin.is_confirmed, default=None)
    session.take_out(both[1])
    both[1].recorded = None
    targets = session.write(unit, [" ".join(texts)] if texts else [])
    if not targets:
        raise TranslationRefused(_("Translate one of them first."))
    return RecordedTranslation(sources, targets, is_draft=is_draft, machine=origin)


def separate_units(session: TranslationSession, unit: TranslationUnit) -> RecordedTranslation | None:
    """Undo a join or a split: the first source keeps the text."""
    texts = [" ".join(segment.html for segment in session.targets(unit))]
    targets = session.write(unit, texts if texts[0] else [])
    origin = session.origin_of(unit, is_confirmed=False)
    return RecordedTranslation(session.sources(unit)[:1], targets, is_draft=True, machine=origin)


def add_paragraph(
    session: TranslationSession, unit: TranslationUnit, html: str
) -> RecordedTranslation | None:
    """Add a paragraph without a source after a segment. Raise TranslationRefused if it is empty."""
    if not html.strip():
        raise TranslationRefused(_("The paragraph is empty."))
    added = session.add_after(unit, html)
    session.translation.units.append(
        TranslationUnit(Freshness.ADDED, recorded=RecordedTranslation((), added))
    )
    return unit.recorded


fill_segment = segment_change(fill_unit)
accept_segment = segment_change(accept_unit)

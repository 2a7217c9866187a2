"""The session in which a translation is changed, under the lock of its story."""

from dataclasses import replace
from html import escape, unescape

from django.core.exceptions import PermissionDenied

from articles.models import other
from articles.text.segments import ABOVE, TAG, Segment, segment_leaves, segment_path
from articles.text.translation.freshness import Freshness, RecordedTranslation
from articles.text.translation.positions import TranslationLayout
from articles.translations.freshness import translation_of
from articles.translations.provenance import record_provenance, units_in_made_order
from articles.workflow.edit_session import EditSession, source_of
from articles.workflow.permissions import Verb, may

FIELD_BY_ROLE = dict(zip(ABOVE, ("title", "summary"), strict=True))


class SegmentGone(Exception):
    """A segment that no longer exists: its source changed, or somebody joined it with another."""


class TranslationSession:
    """A translation while its segments are changed, its story locked. Use inside a transaction.

    Raise PermissionDenied if the person may not write the language, or if it is the source itself.
    """

    def __init__(self, article_id, language, *, by):
        if not may(by, Verb.WRITE, language):
            raise PermissionDenied
        self.edit = EditSession(article_id, by=by)
        self.article, self.language = self.edit.article, language
        if source_of(self.article, language) is None:
            raise PermissionDenied
        self.translation = translation_of(self.article, self.edit.progress[language])
        for unit in self.translation.units:
            if unit.made is None and unit.targets:  # found by alignment; from here on it is kept
                sides = self.translation.sources_of(unit), self.translation.targets_of(unit)
                unit.made = RecordedTranslation(*map(tuple, sides))
        # Headline and summary stand before the body's segments in either text.
        texts = (self.translation.source, self.translation.target)
        self.above, self.above_there = (sum(one.is_above for one in text) for text in texts)
        self.layout = self._layout()

    def _layout(self):
        first, second = self.above, self.above_there
        pairs = {
            place - first: [one - second for one in unit.targets]
            for unit in self.translation.units
            for place in unit.sources
            if place >= first and all(one >= second for one in unit.targets)
        }
        texts = (self.article.text("body", one) for one in (other(self.language), self.language))
        return TranslationLayout(*texts, pairs)

    def find(self, unit_id, row=None):
        """Return the unit with an id, or with the primary key of its TranslatedSegment; raise SegmentGone."""
        place = self.translation.index_of(unit_id, row)
        if place is None:
            raise SegmentGone
        return self.translation.units[place]

    def following(self, unit):
        """Return the unit behind another one, or None."""
        behind = self.translation.units[self.translation.units.index(unit) + 1 :]
        return behind[0] if behind else None

    def sources(self, unit):
        return tuple(self.translation.sources_of(unit))

    def targets(self, unit):
        return self.translation.targets_of(unit)

    def write(self, unit, texts):
        """Write the texts of a unit, inline HTML each, into the story; return the Segments they become."""
        segments = self.sources(unit) or self.targets(unit)
        if segments[0].is_above:
            text = unescape(TAG.sub("", " ".join(texts)))
            self.article.set_text(FIELD_BY_ROLE[segments[0].role], self.language, text)
            return (Segment(segments[0].path, escape(text, quote=False)),) if text else ()
        present = self._leaves(unit)
        for leaf in present[len(texts) :]:
            self.layout.remove(leaf)
        for leaf, html in zip(present, texts, strict=False):
            leaf.html = html
        written = present[: len(texts)]
        for html in texts[len(present) :]:
            if written:
                written.append(self.layout.insert_after(written[-1], html))
            else:
                written.append(self.layout.insert(unit.sources[0] - self.above, html))
        return self._segments(written)

    def take_out(self, unit):
        """Remove the translation of a unit, a picture with its caption."""
        for segment, leaf in zip(self.targets(unit), self._leaves(unit), strict=False):
            self.layout.remove(leaf, with_figure=segment.picture is not None)
        if self.targets(unit) and self.targets(unit)[0].is_above:
            self.article.set_text(FIELD_BY_ROLE[self.targets(unit)[0].role], self.language, "")

    def add_after(self, unit, html):
        above = [leaf for one in self._up_to(unit) for leaf in self._leaves(one)]
        return self._segments(
            [self.layout.insert_after(above[-1] if above else None, html, as_paragraph=True)]
        )

    def keep(self, unit, made):
        """Set the RecordedTranslation of a unit. A unit that has moved gets a new row, at its place."""
        is_at_its_place = made and unit.made and unit.state != Freshness.MOVED
        unit.made = replace(made, row=unit.made.row) if is_at_its_place else made

    def save(self, unit, made):
        """Set the RecordedTranslation of a unit or None, and write the story; return the new Translation."""
        self.keep(unit, made)
        return self.write_down()

    def write_down(self):
        """Write the story and the provenance of its segments; return the new Translation."""
        kept = [one.made for one in units_in_made_order(self.translation.units) if one.made]
        self.article.set_text("body", self.language, self.layout.html())
        self.edit.made = kept
        row = self.edit.progress[self.language]
        if not self.edit.finish():
            record_provenance(self.edit, self.edit.before, set(), made=kept)
            row.save(update_fields=["translated_digest"])
        return translation_of(self.article, row)

    def _up_to(self, unit):
        return self.translation.units[: self.translation.units.index(unit) + 1]

    def _leaves(self, unit):
        return [self.layout.target[one - self.above_there] for one in unit.targets if one >= self.above_there]

    def _segments(self, written):
        found = {id(leaf): segment_path(above, leaf) for above, leaf in segment_leaves(self.layout.root)}
        return tuple(Segment(found[id(leaf)], leaf.html) for leaf in written if id(leaf) in found)

"""What a page of the workbench sends about one segment, read with care."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from articles.body.characters import clean_text, drop_surrogates
from articles.text import inline_tags
from articles.text.inline_tags import PLACEHOLDER, TagError
from articles.translations.freshness import stamp, unit_ids
from articles.workflow.bench import SegmentGone
from articles.workflow.translating import TranslationRefused
from newsroom.translations.wording import tags_of, written

LONGEST = 20_000  # characters of a segment
MOST_PARTS = 50  # segments that one is split into
LONGEST_HEADLINE = 200  # as the column is


@dataclass
class Posted:
    """A verb with the segment that it is asked for.

    unit, row     by which it is found; seen, source  the stamps of what the person saw
    texts         text with numbered tags; reason  why it is left out
    """

    verb: str
    unit: str
    row: int | None
    seen: str
    source: str
    texts: list
    reason: str

    @classmethod
    def of(cls, data):
        row = data.get("row", "")
        return cls(
            verb=data.get("verb", "")[:40],
            unit=data.get("unit", "")[:64],
            row=int(row) if row.isdecimal() and row.isascii() and len(row) < 19 else None,
            seen=data.get("seen", "")[:16],
            source=data.get("source", "")[:16],
            texts=[clean_text(drop_surrogates(text)) for text in data.getlist("text")],
            reason=clean_text(drop_surrogates(data.get("reason", "")))[:200].strip(),
        )

    def place_in(self, translation):
        """The place of its unit in a Translation. Raise SegmentGone."""
        for place, (unit, known) in enumerate(zip(translation.units, unit_ids(translation), strict=True)):
            kept = unit.made.row if unit.made else None
            if known == self.unit or (self.row and kept and kept.pk == self.row):
                return place
        raise SegmentGone

    def html(self, translation, unit):
        """Its texts as inline HTML with the tags of the source that was seen, or TranslationRefused."""
        self._refuse_large(translation, unit)
        known = self._tags(translation, unit)
        try:
            return [inline_tags.decode_tags(text, known) for text in self.texts]
        except TagError as error:
            raise TranslationRefused(told(error)) from error

    def _refuse_large(self, translation, unit):
        first = (translation.sources_of(unit) or translation.targets_of(unit) or [None])[0]
        longest = LONGEST_HEADLINE if first and first.role == "headline" else LONGEST
        if len(self.texts) > MOST_PARTS or any(len(text) > longest for text in self.texts):
            raise TranslationRefused(_("That is too long: at most %(most)d characters.") % {"most": longest})

    def _tags(self, translation, unit):
        """The tags that its numbers stand for. Raise SegmentGone where the source is another by now."""
        sources = translation.sources_of(unit)
        if self.source != stamp(sources):
            sources = unit.made.sources if unit.made else ()
            if any(PLACEHOLDER.search(text) for text in self.texts) and self.source != stamp(sources):
                raise SegmentGone
        _texts, found = written(translation.targets_of(unit), tags_of(sources))
        return found


def told(error):
    """A TagError as a sentence."""
    words = {
        "unknown": _("There is no tag %(label)s in the source."),
        "doubled": _("Tag %(label)s stands here twice."),
        "unopened": _("Tag %(label)s ends here without a beginning."),
        "unclosed": _("Tag %(label)s is not closed."),
        "crossing": _("Tag %(label)s begins inside another and ends outside of it."),
    }
    return words[error.kind] % {"label": error.label}

"""How a live translation answers the live text that it was translated from: segment by segment."""

from dataclasses import dataclass

from articles.bilingual import as_printed
from articles.bilingual.freshness import State, Unit, units
from articles.models.edition import Edition


@dataclass
class Answers:
    """Both texts as Segments, and the Units that say which of them answer each other.

    known     the keys of what the source said when it was translated: what is lacking of it was left out
    has_news  whether readers of the source were told of a change since; a mended typo is none
    """

    source: list
    target: list
    units: list
    known: set
    has_news: bool

    @classmethod
    def read(cls, translation, source, history):
        """Of two live editions; the source as it was translated costs a query when it is no longer live."""
        target = translation.segments
        then = _as_translated(translation, source)
        kept = translation.printed.get("alignment") if translation.source_number else None
        if kept is None:  # an edition from before that was kept: told anew
            kept = as_printed.alignment(then, target, [])
        found = units(source.segments, target, as_printed.made_of(kept, then, target))
        has_news = is_behind(translation, source, history)
        return cls(source.segments, target, found, {segment.key for segment in then}, has_news)

    def before(self, unit):
        """The words of the source that a unit was translated from."""
        return " ".join(one.words for one in unit.made.sources) if unit.made else ""

    def now(self, unit):
        return " ".join(self.source[place].words for place in unit.sources)

    def is_lacking(self, unit: Unit):
        """Whether the source has said it only since."""
        return unit.state == State.NEW and not any(
            self.source[place].key in self.known for place in unit.sources
        )

    def is_outdated(self, unit):
        """Whether the source no longer says what the translation does."""
        has_changed = self.is_lacking(unit) or unit.state in (State.STALE, State.REMOVED)
        return has_changed and self.before(unit) != self.now(unit)


def is_behind(translation, source, history):
    """Whether the source has changed for its readers since, or had when its translation came out.

    history  the editions of both languages that readers were told of
    """
    if translation.source_number is None:
        return False
    newest = max((past.number for past in history if past.language == source.language), default=0)
    made_from_older = any(before for _sources, _targets, before in translation.printed.get("alignment") or [])
    return newest > translation.source_number or made_from_older


def _as_translated(translation, source):
    """The Segments of the source as it was translated."""
    if translation.source_number in (None, source.number):
        return source.segments
    past = Edition.objects.of(source.article_id, source.language).get(number=translation.source_number)
    return past.segments

"""How a live translation answers the live text that it was translated from: segment by segment."""

from dataclasses import dataclass

from articles.bilingual import as_printed
from articles.bilingual.comparison import by_sentence
from articles.bilingual.differences import Piece
from articles.bilingual.freshness import State, Unit, units
from articles.models.edition import Edition
from newsroom.public.version import announced_of, gone_after, newer_source


@dataclass
class Answers:
    """Both texts as Segments, and the Units that say which of them answer each other.

    known     the keys of what the source said when it was translated: what is lacking of it was left out
    public    the words of that text which readers may still read at the address of its version
    has_news  whether readers of the source were told of a change since; a mended typo is none
    """

    source: list
    target: list
    units: list
    known: set
    public: set
    has_news: bool

    @classmethod
    def read(cls, translation, source, past):
        """Of two live editions; the source as it was translated costs a query when it is no longer live.

        past  all editions of both languages so far, as newsroom.public.version.past_of gives them
        """
        target = translation.segments
        then, public = _as_translated(translation, source, past)
        kept = translation.printed.get("alignment") if then is not None else None
        if kept and not as_printed.fits(kept, then, target):  # the number has become that of another text
            then, kept = None, None
        then = source.segments if then is None else then
        if kept is None:  # nothing was kept, or of a text that readers never had: told anew
            kept = as_printed.alignment(then, target, [])
        found = units(source.segments, target, as_printed.made_of(kept, then, target))
        return cls(
            source=source.segments,
            target=target,
            units=found,
            known={segment.key for segment in then},
            public=public,
            has_news=is_behind(translation, past),
        )

    def before(self, unit):
        """The words of the source that a unit was translated from, which may never have been public."""
        return " ".join(one.words for one in unit.made.sources) if unit.made else ""

    def now(self, unit):
        return " ".join(self.source[place].words for place in unit.sources)

    def changes(self, unit):
        """The sentences of the source that differ; what it says now alone where the old words are not public.

        They are not where the translation was made from a draft or from what is scheduled, where the text was
        taken back, and where a quick fix has mended them since.
        """
        now = self.now(unit)
        if unit.made is None or all(one.words in self.public for one in unit.made.sources):
            return by_sentence(self.before(unit), now)
        return [[Piece("same", now)]] if now else []

    def is_lacking(self, unit: Unit):
        """Whether the source has said it only since."""
        return unit.state == State.NEW and not any(
            self.source[place].key in self.known for place in unit.sources
        )

    def is_outdated(self, unit):
        """Whether the source no longer says what the translation does."""
        has_changed = self.is_lacking(unit) or unit.state in (State.STALE, State.REMOVED)
        return has_changed and self.before(unit) != self.now(unit)


def is_behind(translation, past):
    """Whether the source has changed for its readers since, or had when its translation came out."""
    if translation.source_number is None:
        return False
    made_from_older = any(before for _sources, _targets, before in translation.printed.get("alignment") or [])
    return newer_source(translation, past) is not None or made_from_older


def _as_translated(translation, source, past):
    """(Segments of the source as it was translated, the words of that version that readers may read).

    The Segments are None where readers never had that edition: it is still to come, or was cancelled.
    """
    number = translation.source_number
    if number not in [one.number for one in past if one.language == source.language]:
        return None, set()
    announced = announced_of(past, source.language)
    version = announced[max(one for one in announced if one <= number)]
    is_gone = gone_after(announced, version.number) is not None
    wanted = {number} if is_gone else {number, version.last}
    texts = {source.number: source}
    if wanted - set(texts):
        found = Edition.objects.of(source.article_id, source.language).filter(number__in=wanted)
        texts |= {edition.number: edition for edition in found}
    public = set() if is_gone else {segment.words for segment in texts[version.last].segments}
    return texts[number].segments, public

"""How a live translation answers the live text that it was translated from: segment by segment."""

from dataclasses import dataclass

from articles.models.edition import Edition
from articles.text.differences import Piece, compare_sentences
from articles.text.merge import apply_corrections, edit_steps
from articles.text.translation import edition_alignment
from articles.text.translation.freshness import Freshness, TranslationUnit, translation_units
from newsroom.public.version import announced_of, gone_after, newer_source

MOST_MENDED = 10  # versions of a source whose mended typos are told apart from what changed


@dataclass
class Answers:
    """Both texts as Segments, and the Units that say which of them answer each other.

    known     the keys of what the source said when it was translated: what is lacking of it was left out
    public    the words of that text which readers may still read at the address of its version
    mended    {words of that text: the same as quick fixes have mended them, then or in later versions}
    has_news  whether readers of the source were told of a change since; a mended typo is none
    """

    source: list
    target: list
    units: list
    known: set
    public: set
    mended: dict
    has_news: bool

    @classmethod
    def read(cls, translation, source, past):
        """Of two live editions; the source as it was translated costs a query when it is no longer live.

        past  all editions of both languages so far, as newsroom.public.version.past_of gives them
        """
        target = translation.segments
        then, public, mended = _as_translated(translation, source, past)
        kept = translation.printed.get("alignment") if then is not None else None
        if kept and not edition_alignment.alignment_fits(
            kept, then, target
        ):  # the number has become that of another text
            then, kept = None, None
        then = source.segments if then is None else then
        if kept is None:  # nothing was kept, or of a text that readers never had: told anew
            kept = edition_alignment.make_alignment(then, target, [])
        found = translation_units(
            source.segments, target, edition_alignment.recorded_translations(kept, then, target)
        )
        return cls(
            source=source.segments,
            target=target,
            units=found,
            known={segment.key for segment in then},
            public=public,
            mended=mended,
            has_news=is_behind(translation, past),
        )

    def before(self, unit):
        """The words of the source that a unit was translated from, which may never have been public.

        With the typos that were mended in them since, so that these are no change.
        """
        sources = unit.made.sources if unit.made else []
        return " ".join(self.mended.get(one.words, one.words) for one in sources)

    def now(self, unit):
        return " ".join(self.source[place].words for place in unit.sources)

    def changes(self, unit):
        """The sentences of the source that differ; what it says now alone where the old words are not public.

        They are not where the translation was made from a draft or from what is scheduled, and where the text
        was taken back. Where a quick fix has mended them since, they are told as it left them.
        """
        now = self.now(unit)
        known = self.public | set(self.mended)
        if unit.made is None or all(one.words in known for one in unit.made.sources):
            return compare_sentences(self.before(unit), now)
        return [[Piece("same", now)]] if now else []

    def is_lacking(self, unit: TranslationUnit):
        """Whether the source has said it only since."""
        return unit.state == Freshness.NEW and not any(
            self.source[place].key in self.known for place in unit.sources
        )

    def is_outdated(self, unit):
        """Whether the source no longer says what the translation does."""
        has_changed = self.is_lacking(unit) or unit.state in (Freshness.STALE, Freshness.REMOVED)
        return has_changed and self.before(unit) != self.now(unit)


def is_behind(translation, past):
    """Whether the source has changed for its readers since, or had when its translation came out."""
    if translation.source_number is None:
        return False
    made_from_older = any(before for _sources, _targets, before in translation.printed.get("alignment") or [])
    return newer_source(translation, past) is not None or made_from_older


def _as_translated(translation, source, past):
    """(Segments of the source as it was translated, the words of it that are public, those mended since).

    The Segments are None where readers never had that edition: it is still to come, or was cancelled.
    """
    number = translation.source_number
    if number not in [one.number for one in past if one.language == source.language]:
        return None, set(), {}
    announced = announced_of(past, source.language)
    version = announced[max(one for one in announced if one <= number)]
    if gone_after(announced, version.number):
        return _texts(source, {number})[number].segments, set(), {}
    later = [one for one in announced.values() if one.number > version.number and one.minor]
    fixes = [(number, version.last), *((one.number, one.last) for one in later[-MOST_MENDED:])]
    texts = _texts(source, {number for pair in fixes for number in pair})
    words = {number: [segment.words for segment in text.segments] for number, text in texts.items()}
    public = set(words[version.last])
    return texts[number].segments, public, mended_since(words[number], fixes, words)


def _texts(source, numbers):
    """{number: edition} of the source, of which the live one is at hand."""
    texts = {source.number: source}
    if numbers - set(texts):
        found = Edition.objects.of(source.article_id, source.language).filter(number__in=numbers)
        texts |= {edition.number: edition for edition in found}
    return texts


def mended_since(then, fixes, words):
    """{passage: the same as it was mended} of a text, through the versions that came after it.

    fixes  [(number of an edition, of the one that holds the last typo mended in it)], oldest first
    words  {number: passages}
    """
    now = then
    for announced, last in fixes:
        now = apply_corrections(now, words[announced], words[last])
    pairs = [(then[i], now[k]) for i, j, k, m in edit_steps(then, now) if j - i == m - k == 1]
    return {passage: mended for passage, mended in pairs if mended != passage and then.count(passage) == 1}

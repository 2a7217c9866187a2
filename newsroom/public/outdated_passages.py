"""How a live translation answers the live text that it was translated from: segment by segment."""

from dataclasses import dataclass
from typing import NamedTuple

from articles.models.edition import Edition
from articles.text.comparison import by_sentence
from articles.text.differences import Piece
from articles.text.mending import mended_too, steps
from articles.text.translation import edition_alignment
from articles.text.translation.freshness import State, Unit, units
from newsroom.public.story_editions import announced_by_number, newer_source_number, notice_after

MOST_MENDED = 10  # versions of a source whose mended typos are told apart from what changed


@dataclass
class TranslationComparison:
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

        past  all editions of both languages so far, as past_editions gives them
        """
        target = translation.segments
        then, public, mended = _source_as_translated(translation, source, past)
        kept = translation.printed.get("alignment") if then is not None else None
        if kept and not edition_alignment.fits(
            kept, then, target
        ):  # the number has become that of another text
            then, kept = None, None
        then = source.segments if then is None else then
        if kept is None:  # nothing was kept, or of a text that readers never had: told anew
            kept = edition_alignment.alignment(then, target, [])
        found = units(source.segments, target, edition_alignment.made_of(kept, then, target))
        return cls(
            source=source.segments,
            target=target,
            units=found,
            known={segment.key for segment in then},
            public=public,
            mended=mended,
            has_news=is_behind_source(translation, past),
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


def is_behind_source(translation, past):
    """Whether the source has changed for its readers since, or had when its translation came out."""
    if translation.source_number is None:
        return False
    made_from_older = any(before for _sources, _targets, before in translation.printed.get("alignment") or [])
    return newer_source_number(translation, past) is not None or made_from_older


def _source_as_translated(translation, source, past):
    """(Segments of the source as it was translated, the words of it that are public, those mended since).

    The Segments are None where readers never had that edition: it is still to come, or was cancelled.
    """
    number = translation.source_number
    if number not in [one.number for one in past if one.language == source.language]:
        return None, set(), {}
    announced = announced_by_number(past, source.language)
    version = announced[max(one for one in announced if one <= number)]
    if notice_after(announced, version.number):
        return _source_texts(source, {number})[number].segments, set(), {}
    later = [one for one in announced.values() if one.number > version.number and one.minor]
    fixes = [(number, version.last), *((one.number, one.last) for one in later[-MOST_MENDED:])]
    texts = _source_texts(source, {number for pair in fixes for number in pair})
    words = {number: [segment.words for segment in text.segments] for number, text in texts.items()}
    public = set(words[version.last])
    return texts[number].segments, public, mended_passages(words[number], fixes, words)


def _source_texts(source, numbers):
    """{number: edition} of the source, of which the live one is at hand."""
    texts = {source.number: source}
    if numbers - set(texts):
        found = Edition.objects.of(source.article_id, source.language).filter(number__in=numbers)
        texts |= {edition.number: edition for edition in found}
    return texts


def mended_passages(then, fixes, words):
    """{passage: the same as it was mended} of a text, through the versions that came after it.

    fixes  [(number of an edition, of the one that holds the last typo mended in it)], oldest first
    words  {number: passages}
    """
    now = then
    for announced, last in fixes:
        now = mended_too(now, words[announced], words[last])
    pairs = [(then[i], now[k]) for i, j, k, m in steps(then, now) if j - i == m - k == 1]
    return {passage: mended for passage, mended in pairs if mended != passage and then.count(passage) == 1}


SHOWN = 160  # signs by which readers know a passage again


class OutdatedPassage(NamedTuple):
    """A passage of the translation, "" for what it lacks, and what its source says now.

    changes  the sentences that differ, as articles.text.comparison gives passages; [] where it says
             nothing of it, and what it said is not public
    """

    text: str
    changes: list


def outdated_passages(standing, past):
    """The Outdated passages of a live translation; [] without a query while its source stands as it was.

    past  all editions of both languages so far; of those a mended typo of the source is not told
    """
    here, there = standing.here, standing.live_there
    if here.source_number is None or there is None or there.is_brief or here.is_brief:
        return []
    if not is_behind_source(here, past):
        return []
    answers = TranslationComparison.read(here, there, past)
    return [outdated_passage(answers, unit) for unit in answers.units if answers.is_outdated(unit)]


def outdated_passage(answers, unit):
    text = " ".join(answers.target[place].words for place in unit.targets)
    return OutdatedPassage(_shorten_passage(text), answers.changes(unit))


def _shorten_passage(text):
    return text if len(text) <= SHOWN else text[:SHOWN].rsplit(" ", 1)[0] + "…"

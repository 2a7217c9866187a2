"""How a translation stands to its source at the desk: asked of both texts, never stored.

What a segment was made from is kept (TranslatedSegment); whether the source still says so is asked here, by
the admin, the workbench and preflight. Where "stale" must be a WHERE, ProgressQuerySet.with_freshness asks
the digests instead.
"""

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from articles.models import Progress, TranslatedSegment, Wanted, other
from articles.text.reading_time import count_words
from articles.text.segments import segments_of
from articles.text.translation.freshness import WORDLESS, Freshness, is_fully_translated, translation_units


@dataclass
class Translation:
    """One translation of a story beside its source, as both stand in the given texts.

    source, target  the Segments of both, of briefs headline and summary alone
    made            what is kept of it: the Made of its TranslatedSegments, in order
    """

    source: list
    target: list
    made: list = field(default_factory=list)

    @cached_property
    def units(self):
        return translation_units(self.source, self.target, self.made)

    @property
    def is_whole(self):
        """Whether nothing of the source is left to translate, to check again or to take out."""
        return bool(self.target) and is_fully_translated(self.units)

    @cached_property
    def counts(self):
        """Counter of how many units stand in each State; "draft" of those that are not finished."""
        found = Counter(unit.state for unit in self.units)
        found["draft"] = sum(unit.is_draft for unit in self.units)
        return found

    @cached_property
    def open_units(self):
        return [unit for unit in self.units if not unit.is_settled]

    @cached_property
    def _names(self):
        return {id(unit): name for unit, name in zip(self.units, unit_ids(self), strict=True)}

    def seen(self, unit):
        """The Seen of one of its units."""
        sources, made = self.sources_of(unit), unit.made.sources if unit.made else ()
        words = (" ".join(segment.words for segment in side) for side in (made, sources))
        return Seen(self._names[id(unit)], stamp(sources), stamp(self.targets_of(unit)), *words)

    def sources_of(self, unit):
        return [self.source[place] for place in unit.sources]

    def targets_of(self, unit):
        return [self.target[place] for place in unit.targets]


def unit_ids(translation):
    """The name of each unit of a Translation, by which a screen or a file finds it again.

    Of the source's own digest while it has a source, so that one which changed since is not mistaken for it.
    """
    counted, found = {}, []
    for unit in translation.units:
        side, segments = "s", translation.sources_of(unit)
        if not segments:
            side, segments = "t", translation.targets_of(unit)
        key = side + (segments[0].key[:16] if segments else "0")
        counted[key] = counted.get(key, 0) + 1
        found.append(f"{key}.{counted[key]}")
    return found


def stamp(segments):
    """What a run of segments is known by while somebody looks at it: 16 hexadecimal digits, "" for none."""
    keys = "".join(segment.key for segment in segments)
    return hashlib.sha256(keys.encode()).hexdigest()[:16] if keys else ""


@dataclass(frozen=True)
class Seen:
    """A unit of a Translation as a page shows it, from which it may be accepted if it is still so then.

    name            as unit_ids gives it; source, target  the stamps of both sides
    before, now     the words of the source that it was made from, and as they are
    """

    name: str
    source: str
    target: str
    before: str
    now: str


@dataclass(frozen=True)
class Size:
    """What is left of a translation, told to those who are to take it on.

    words  of the source, in every segment that asks for new words: a stale one counts whole
    done   of the `total` segments that have a source, now or once
    """

    words: int
    done: int
    total: int

    @classmethod
    def of(cls, translation, language):
        """Of a Translation into a language."""
        asked = [unit for unit in translation.units if unit.state != Freshness.ADDED]
        wordy = [unit for unit in translation.open_units if unit.state not in WORDLESS]
        sources = [segment for unit in wordy for segment in translation.sources_of(unit)]
        return cls(
            sum(count_words(segment.words, other(language)) for segment in sources),
            sum(unit.is_settled for unit in asked),
            len(asked),
        )


def text_of(article, language, wanted=Wanted.FULL):
    """The Segments of one language of a working copy, as far as they are wanted in translation."""
    title, summary, body = (article.text(name, language) for name in ("title", "summary", "body"))
    return segments_of(title, summary, "" if wanted == Wanted.BRIEF else body)


def translation_of(article, progress, kept=None):
    """The Translation of a story into the language of a Progress.

    kept  its TranslatedSegments in order, where they have been read: one query otherwise
    """
    language, wanted = progress.language, progress.wanted
    if kept is None:
        kept = TranslatedSegment.objects.filter(article=article, language=language)
    source = text_of(article, other(language), wanted)
    return Translation(source, text_of(article, language, wanted), made_of(kept, wanted))


def stale_there(article, language):
    """{"stale": n} for an event about a source: so many segments of its translation ask for something since.

    {} where the language is no source, or its translation never was whole, or still is. One query, or two.
    """
    rows = Progress.objects.with_freshness().filter(article=article, is_stale=True).exclude(language=language)
    row = rows.exclude(wanted=Wanted.NOTHING).first()
    return {"stale": len(translation_of(article, row).open_units)} if row else {}


def translations_of(rows):
    """[(Progress, its Translation)] of rows that were read with their stories' texts; one query."""
    kept = defaultdict(list)
    for one in TranslatedSegment.objects.filter(article__in={row.article_id for row in rows}):
        kept[one.article_id, one.language].append(one)
    return [(row, translation_of(row.article, row, kept[row.article_id, row.language])) for row in rows]


def made_of(kept, wanted=Wanted.FULL):
    """The Made of TranslatedSegments; of a brief, of headline and summary alone."""
    found = [row.made() for row in kept]
    if wanted != Wanted.BRIEF:
        return found
    return [made for made in found if any(one.is_above for one in (*made.sources, *made.targets))]


def aligned(article, language):
    """[(role, source HTML, target HTML)] of all that is translated, current and finished, in order."""
    translation = translation_of(article, Progress.objects.get(article=article, language=language))
    return [
        (translation.sources_of(unit)[0].role, *_sides(translation, unit))
        for unit in translation.units
        if unit.state == Freshness.CURRENT and not unit.is_draft and all(_sides(translation, unit))
    ]


def _sides(translation, unit):
    return tuple(
        " ".join(segment.html for segment in side)
        for side in (translation.sources_of(unit), translation.targets_of(unit))
    )

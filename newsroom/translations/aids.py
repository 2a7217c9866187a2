"""What helps with one segment as it is written: the glossary, the memory, what the checks say."""

from dataclasses import dataclass
from functools import cached_property

from articles.checks.translation.discrepancies import pair_discrepancies
from articles.checks.translation.pair import SegmentPair
from articles.checks.translation.preflight import find_discrepancies
from articles.models import Term
from articles.text import inline_tags
from articles.text.glossary import insert_form, term_wordings
from articles.text.inline_tags import PLACEHOLDER, encode_tags
from articles.translations.freshness import unit_ids
from articles.workflow.bench import SegmentGone
from newsroom.translations.memory import matches
from newsroom.translations.posted import LONGEST, Posted
from newsroom.translations.wording import written

MOST_TERMS, MOST_MATCHES = 9, 5  # as many as there are keys


@dataclass(frozen=True)
class Asked:
    """A segment that is being written.

    sources  its Segments in the source; texts  the translation as it is typed, with numbered tags
    """

    language: str
    source_language: str
    sources: tuple
    targets: tuple
    texts: tuple

    @cached_property
    def words(self):
        return " ".join(segment.words for segment in self.sources)

    @cached_property
    def source(self):
        """(the source as text with numbered tags, its tags)"""
        texts, known = [], ()
        for segment in self.sources:
            own = encode_tags(segment.html)
            texts.append(_renumbered(own.text, len(known)))
            known += own.tags
        return " ".join(texts), known

    @cached_property
    def pair(self):
        """Both sides as the checks take them."""
        _texts, known = written(self.targets, self.source[1])
        html = " ".join(inline_tags.decode_tags(text, known, problems=[]) for text in self.texts)
        sources = " ".join(segment.html for segment in self.sources)
        return SegmentPair(sources, html, self.source_language, self.sources[0].role)


def _renumbered(text, offset):
    def number(match):
        label = match["label"]
        if not offset or not (label and label.isdecimal()):
            return match[0]
        return match[0].replace(label, str(int(label) + offset))

    return PLACEHOLDER.sub(number, text)


def aids(story, data):
    """The context of translations/_aids.html, or None where the segment is gone."""
    posted = Posted.of(data)
    try:
        unit = story.translation.units[posted.place_in(story.translation)]
    except SegmentGone:
        return None
    texts = tuple(text for text in posted.texts if len(text) <= LONGEST)
    asked = _asked(story, unit, texts)
    if not asked.sources:
        return {"story": story, "terms": [], "matches": [], "findings": []}
    entries = entries_in_force()
    return {
        "story": story,
        "terms": term_wordings(asked.words, asked.source_language, entries)[:MOST_TERMS],
        "matches": _matches(asked),
        "findings": pair_discrepancies(asked.pair, entries),
    }


def failing(story, units=None):
    """The ids of the units whose translation differs from its source in a way that the checks warn of.

    units  those that are asked about; all of them by default
    """
    found = find_discrepancies(story.translation, story.language, entries_in_force(), units)
    at_fault = {id(unit) for unit, one in found if one.is_warning}
    named = zip(story.translation.units, unit_ids(story.translation), strict=True)
    return [unit_id for unit, unit_id in named if id(unit) in at_fault]


def entries_in_force():
    return tuple(term.entry() for term in Term.objects.valid_on())


def fitted(text, start, end, form):
    """(a text with a form for text[start:end], the particle behind it fitted; the place behind the form)"""
    start, end = sorted(min(max(place, 0), len(text)) for place in (start, end))
    return insert_form(text, start, form, until=end), start + len(form)


def _asked(story, unit, texts):
    sources, targets = story.translation.sources_of(unit), story.translation.targets_of(unit)
    return Asked(str(story.language), str(story.source_language), tuple(sources), tuple(targets), texts)


def _matches(asked):
    """[(Match, the text to put in)] without what stands there already."""
    text, _tags = asked.source
    found = matches(text, source_language=asked.source_language, limit=MOST_MATCHES)
    usable = [(match, _usable(match, asked)) for match in found]
    return [(match, text) for match, text in usable if text not in asked.texts]


def _usable(match, asked):
    """The translation that the memory holds, without tags that this source does not have."""
    most = len(asked.source[1])

    def kept(found):
        label = found["label"]
        return "" if label and label.isdecimal() and int(label) > most else found[0]

    return PLACEHOLDER.sub(kept, match.entry.target_text)

"""Discrepancies between a source and its translation, one pair of segments at a time, without queries.

False alarms are avoided first of all: users would switch off a check that has too many.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.checks.pairs import (
    Discrepancy,
    InlineTag,
    InlineText,
    SegmentPair,
    both_sides,
)
from articles.checks.terms import misdated_weekday_message
from articles.text.figures import StatedFigure, compare_figures, misdated_weekdays
from articles.text.figures.contradictions import NamedWeekday, PrintedScore
from articles.text.glossary import GlossaryEntry, TermWording, term_occurrences, term_wordings
from articles.text.places.countries import is_country_named
from articles.text.places.country_mentions import CountryMention, differing_countries
from articles.text.punctuation import LINE_MARKS, markdown_in, quotations, stray_marks
from articles.text.script import ASIDE, FUNCTION, foreign_passages, language_of

Fact = StatedFigure | NamedWeekday | CountryMention | PrintedScore


def find_figure_discrepancies(pair: SegmentPair) -> Iterator[Discrepancy]:
    """Yield a Discrepancy for each figure that differs, is missing, was added or changed places."""
    source, target = pair.source_inline.level, pair.target_inline.level
    comparison = compare_figures(
        source, target, source_language=pair.source_language, role=pair.role, day=pair.day
    )
    for missing, added in _couple_figures(list(comparison.missing), list(comparison.added)):
        if missing and added:
            message = _("The figures differ: %(source)s in the source, %(target)s in the translation.")
        elif missing:
            message = _("The translation does not contain %(source)s.")
        else:
            message = _("The source does not contain %(target)s.")
        hint = _("Compare the figure, its unit and its scale with the source.")
        sides = [missing] if missing else [], [added] if added else []
        yield _fact_discrepancy(pair, "number", message, hint, *sides)
    for courses in comparison.exchanged:  # both sides state a change between the same figures
        message = _("The direction differs: %(source)s in the source, %(target)s in the translation.")
        hint = _("Swap the two figures.")
        discrepancy = _fact_discrepancy(pair, "number", message, hint, *courses)
        yield discrepancy._replace(passage=courses[1][0].passage)
    for scores in comparison.scores:
        message = _(
            "The score is the other way round: %(source)s in the source, %(target)s in the translation."
        )
        hint = _("Swap the two figures, unless the loser is the subject here.")
        yield _fact_discrepancy(pair, "number", message, hint, scores[:1], scores[1:])
    for weekdays in comparison.weekdays:
        message = _("The weekdays differ: %(source)s in the source, %(target)s in the translation.")
        hint = _("Compare the weekday with the source and with the calendar.")
        yield _fact_discrepancy(pair, "number", message, hint, weekdays[:1], weekdays[1:])


def _fact_discrepancy(
    pair: SegmentPair, kind: str, message: str, hint: str, ours: Sequence[Fact], theirs: Sequence[Fact]
) -> Discrepancy:
    """Return the Discrepancy between facts of both sides, with their positions in the whole segments."""
    part = "own" if kind == "place" else "level"
    source_words, target_words = (" → ".join(fact.passage for fact in side) for side in (ours, theirs))
    spans = pair.source_inline.spans_of(ours, part), pair.target_inline.spans_of(theirs, part)
    message %= {"source": source_words, "target": target_words}
    return Discrepancy(kind, message, hint, both_sides(source_words, target_words), target_words, spans=spans)


def find_country_discrepancies(pair: SegmentPair) -> Iterator[Discrepancy]:
    """Yield a Discrepancy for each country that the translation replaces by another."""
    source, target = pair.source_inline.own, pair.target_inline.own
    for ours, theirs in differing_countries(source, target, pair.source_language):
        message = _("The countries differ: %(source)s in the source, %(target)s in the translation.")
        hint = _("Compare the country with the source.")
        yield _fact_discrepancy(pair, "place", message, hint, [ours], [theirs])


def find_misdated_weekdays(pair: SegmentPair) -> Iterator[Discrepancy]:
    """Yield a Discrepancy for each date of the translation with a wrong weekday."""
    for weekday in misdated_weekdays(pair.target_inline.own, pair.target_language, pair.day):
        message, hint = misdated_weekday_message(weekday.date)
        yield Discrepancy("weekday", message, hint, both_sides("", weekday.passage), weekday.passage)


def _couple_figures(
    missing: list[StatedFigure], added: list[StatedFigure]
) -> Iterator[tuple[StatedFigure | None, StatedFigure | None]]:
    """Yield pairs of figures of one kind in order, then all others, paired with each other or with None."""
    missing_left: list[StatedFigure] = []
    added_left: list[StatedFigure] = []
    for kind in dict.fromkeys(figure.kind for figure in [*missing, *added]):
        missing_of_kind = [figure for figure in missing if figure.kind == kind]
        added_of_kind = [figure for figure in added if figure.kind == kind]
        for first, second in zip_longest(missing_of_kind, added_of_kind):
            if first and second:
                yield first, second
            elif first:
                missing_left.append(first)
            elif second:
                added_left.append(second)
    yield from zip_longest(missing_left, added_left)


def find_term_discrepancies(
    pair: SegmentPair, terms: tuple[GlossaryEntry, ...], elsewhere: frozenset[GlossaryEntry] = frozenset()
) -> Iterator[Discrepancy]:
    """Yield a Discrepancy for each wrong form of a term, and for each term that the translation lacks."""
    if not terms:
        return
    source, target = pair.source_inline.text, pair.target_inline.text
    occurrences = term_occurrences(target, pair.target_language, terms)
    for occurrence in occurrences:
        if occurrence.is_wrong:
            form = target[occurrence.start : occurrence.end]
            right = next(iter(getattr(occurrence.entry, pair.target_language).right), "")
            message = _("The glossary does not allow “%(form)s”.") % {"form": form}
            hint = _("Write “%(name)s”.") % {"name": right} if right else ""
            span = occurrence.start, occurrence.end
            yield Discrepancy("glossary", message, hint, both_sides("", form), form, spans=((), (span,)))
    named = elsewhere | {occurrence.entry for occurrence in occurrences}
    for wording in term_wordings(source, pair.source_language, terms):
        is_required = wording.first and wording.is_certain and wording.entry.is_required
        if is_required and wording.entry not in named and not _holds_term(pair, wording):
            first = wording.found[0]
            form = source[first.start : first.end]
            message = _("“%(term)s” from the source is missing in the translation.") % {"term": form}
            hint = _("Write “%(name)s”.") % {"name": wording.first}
            spans = tuple((occurrence.start, occurrence.end) for occurrence in wording.found)
            yield Discrepancy("glossary", message, hint, both_sides(form, ""), spans=(spans, ()))


def _holds_term(pair: SegmentPair, wording: TermWording) -> bool:
    """Return whether the target has the term inside other words: 국회의원, 쌀값, or 한미 for 미국."""
    target, forms = pair.target_inline.text, getattr(wording.entry, pair.target_language).right
    text = "".join(target.split()).casefold()
    return any("".join(form.split()).casefold() in text for form in forms) or is_country_named(
        forms, target, pair.target_language
    )


FEW_WORDS = 3  # shorter texts may be names and abbreviations, which stay the same
# Consecutive words of the other language. In Korean text they are in lower case, and one must be a function
# word: … in schools라고. Words are limited to about 60 letters: a very long one would be searched again from
# each letter.
RUNS = {
    "ko": re.compile(r"(?<!\w)[a-z][a-z'’-]{0,60}(?:,? [a-z][a-z'’-]{0,60}){3,}(?![A-Za-z0-9_])"),
    "en": re.compile(r"(?<![가-힣])[가-힣]++(?:,? [가-힣]++){2,}"),
}


def find_untranslated(pair: SegmentPair) -> Iterator[Discrepancy]:
    """Yield a Discrepancy for a translation with the same words as its source."""
    source, target = pair.source_inline.own, pair.target_inline.own
    words, translated = (re.findall(r"\w+", side.casefold()) for side in (source, target))
    is_in_one_language = language_of(source) == language_of(target) is not None
    is_long = len(words) >= FEW_WORDS or pair.source_language == "ko"
    if words == translated and is_in_one_language and is_long:
        message = _("The translation is identical to the source.")
        hint = _("Translate it. If a name stays the same, mark it as another language.")
        yield Discrepancy(
            "untranslated", message, hint, both_sides(source.strip(), target.strip()), target.strip()
        )


def find_source_language(pair: SegmentPair) -> Iterator[Discrepancy]:
    """Yield a Discrepancy for each passage of the translation in the language of the source."""
    text, language = pair.target_inline.own, pair.target_language
    for passage in foreign_passages(text, language, role=pair.role) or _foreign_runs(text, language):
        message = _("These words are not in the language of the translation.")
        hint = _("Translate them, put them in quotation marks, or mark them as another language.")
        yield Discrepancy(
            "script", message, hint, both_sides(pair.source_inline.text.strip(), passage), passage
        )


def find_target_language_in_source(pair: SegmentPair) -> Iterator[Discrepancy]:
    """Yield a Discrepancy for each passage of the source that is in the language of the translation."""
    text = pair.source_inline.own
    for passage in _foreign_runs(text, pair.source_language):
        message = _("These words of the source are in another language.")
        hint = _("Tell the editor of the source.")
        yield Discrepancy("script", message, hint, both_sides(passage, pair.target_inline.text.strip()))


def _foreign_runs(text: str, language: str) -> list[str]:
    """Return the RUNS of words of the other language in a text of `language`."""
    runs = RUNS[language].findall(ASIDE.sub(" \n ", text))
    return [run for run in runs if run in text and (language == "en" or FUNCTION.search(run))]


# Korean needs about half as many characters as English. Short sentences vary widely, headlines omit much.
SHORTEST = 60  # characters of English; shorter segments are not judged
LEAST, MOST = 0.2, 1.1
LEAST_OF_HEADLINE = 0.12
ANOTHER_SENTENCE = 30  # accepted excess characters of a Korean text, which may name speaker and place
# Text of the same length in both languages, or a name repeated in the other script: 팔루(Palu).
NOT_COUNTED = re.compile(r"https?://[^\s)]+|\([A-Za-z\u00c0-\u024f][^()가-힣]*\)|\([가-힣][^()A-Za-z]*\)")
HEADLINES = {"headline", "h2", "h3"}


def find_length_discrepancy(pair: SegmentPair) -> Iterator[Discrepancy]:
    """Yield a Discrepancy for a translation that is far too short or too long for its source."""
    signs = [len(NOT_COUNTED.sub("", side.own).strip()) for side in (pair.source_inline, pair.target_inline)]
    sizes = dict(zip((pair.source_language, pair.target_language), signs, strict=True))
    ratio = sizes["ko"] / max(sizes["en"], 1)
    least = LEAST_OF_HEADLINE if pair.role in HEADLINES else LEAST
    if max(sizes["en"], sizes["ko"] * 2) < SHORTEST or least <= ratio <= MOST:
        return
    if 0 < sizes["ko"] - sizes["en"] < ANOTHER_SENTENCE:
        return
    is_short = (ratio < least) == (pair.target_language == "ko")
    yield Discrepancy(
        "length",
        _("The translation is much shorter than its source.")
        if is_short
        else _("The translation is much longer than its source."),
        _("Check whether something was left out or belongs to another passage."),
        both_sides(
            *(
                ngettext("%(count)d character", "%(count)d characters", size) % {"count": size}
                for size in signs
            )
        ),
    )


MARKS = {"strong", "em", "sup", "sub"}
FIRM = {"strong"}  # must be on both sides; figures may be raised or lowered on one only (m², CO2)
TITLES = re.compile("[《〈「『‘“]")  # Korean uses these marks instead of italics


def find_tag_discrepancies(pair: SegmentPair) -> Iterator[Discrepancy]:
    """Yield Discrepancies for links and formatting that differ, and for broken or empty tags."""
    source, target = pair.source_inline, pair.target_inline
    yield from _link_discrepancies(source, target)
    if not target.is_whole:
        yield _tag_discrepancy(_("A tag is opened but not closed, or closed but not opened."), "", "")
    for tag in target.tags:
        if tag.name in {*MARKS, "a"} and not tag.text.strip():
            yield _tag_discrepancy(_("A tag contains no words."), "", f"<{tag.name}>")
    ours, theirs = {tag.name: tag for tag in source.tags}, {tag.name: tag for tag in target.tags}
    for name in sorted(MARKS & (ours.keys() - theirs.keys())):
        message = _("Formatting of the source is missing here.")
        is_lost = name in FIRM or (name == "em" and not TITLES.search(target.text))
        yield _tag_discrepancy(message, ours[name].text, "", is_warning=is_lost)
    for name in sorted(FIRM & (theirs.keys() - ours.keys())):
        yield _tag_discrepancy(_("The formatting here is not in the source."), "", theirs[name].text)


def _link_discrepancies(source: InlineText, target: InlineText) -> Iterator[Discrepancy]:
    ours, theirs = (Counter(tag.to for tag in side.tags if tag.name == "a") for side in (source, target))
    for to in ours - theirs:
        yield _tag_discrepancy(_("A link of the source is missing."), _link_in_words(to, source.tags), "")
    for to in theirs - ours:
        yield _tag_discrepancy(_("The source does not have this link."), "", _link_in_words(to, target.tags))


def _link_in_words(to: str, tags: list[InlineTag]) -> str:
    text = next(tag.text.strip() for tag in tags if tag.name == "a" and tag.to == to)
    return f"{text} ({to.partition('=')[2]})"


def _tag_discrepancy(message: str, source: str, target: str, *, is_warning: bool = True) -> Discrepancy:
    hint = _("Put the links and the formatting of the source on the matching words.")
    return Discrepancy("tags", message, hint, both_sides(source, target), target, is_warning)


WORDS_OF_SPEECH = 4
REOPENED = re.compile(r"“[^“”]*“")
ANY_SIGN = "“”\"‘’'「」『』《》〈〉"


def find_quotation_discrepancies(pair: SegmentPair) -> Iterator[Discrepancy]:
    """Yield a Discrepancy for quotations that are not closed, and for speech lost in translation."""
    source, target = pair.source_inline.text, pair.target_inline.text
    read = both_sides(_quotation_signs(source), _quotation_signs(target))
    for message, hint, passage in _target_quotation_faults(source, target):
        yield Discrepancy("quotes", message, hint, read, passage)
    for message, hint in _source_quotation_faults(source, target):
        yield Discrepancy("quotes", message, hint, read)


def _target_quotation_faults(source: str, target: str) -> Iterator[tuple[str, str, str]]:
    """Yield (message, hint, passage) for each mark of the translation that lacks its partner."""
    # A speech of several paragraphs is closed only in the last one, in both languages.
    in_source = [stray.is_opening for stray in stray_marks(source)]
    for stray in stray_marks(target):
        if stray.is_opening in in_source:
            continue
        if stray.is_opening:
            message = _("A quotation is opened with %(sign)s but not closed.")
        else:
            message = _("A quotation is closed with %(sign)s but not opened.")
        hint = _("Add the missing mark, or remove this one.")
        passage = target[max(0, stray.place - 20) : stray.place + 20].strip()
        yield message % {"sign": stray.sign}, hint, passage


def _source_quotation_faults(source: str, target: str) -> Iterator[tuple[str, str]]:
    """Yield (message, hint) for wrong marks in the source, and for speech lost in translation."""
    if REOPENED.search(source):
        message = _("A quotation in the source is opened again before it is closed.")
        yield message, _("Tell the editor of the source where it ends.")
    is_speech = any(len(source[start:end].split()) >= WORDS_OF_SPEECH for start, end in quotations(source))
    if is_speech and not any(sign in target for sign in ANY_SIGN):
        message = _("A quotation in the source is not marked as a quotation in the translation.")
        hint = _(
            "Put the speaker’s words in quotation marks. If an indirect quotation is intended, leave it."
        )
        yield message, hint


def _quotation_signs(text: str) -> str:
    return "".join(sign for sign in text if sign in ANY_SIGN)


CELLS = {"td", "th"}
MOST_READ = 20  # passages of the source that are shown beside each passage of the translation


def find_markdown_discrepancies(pair: SegmentPair) -> Iterator[Discrepancy]:
    """Yield a Discrepancy for Markdown left in the translation, or only in the source."""
    source, target = pair.source_inline.text, pair.target_inline.text
    in_source = markdown_in(source, is_cell=pair.role in CELLS)
    first_of_source = " ".join(in_source[:MOST_READ])
    # A translation may begin with a note or a dash if its source does.
    is_begun = LINE_MARKS.match(source.strip()) and LINE_MARKS.match(target.strip())
    for index, passage in enumerate(markdown_in(target, is_cell=pair.role in CELLS)):
        if is_begun and index == 0:
            continue
        message = _("Markdown is left in the text.")
        hint = _("Remove the characters, or replace them with formatting: bold, a link, a list, a heading.")
        yield Discrepancy("markdown", message, hint, both_sides(first_of_source, passage), passage)
    marks = [passage for passage in in_source if not LINE_MARKS.match(passage)]
    if marks and not markdown_in(target):
        hint = _("Tell the editor of the source, and leave it out here.")
        yield Discrepancy("markdown", _("Markdown is left in the source."), hint, both_sides(marks[0], ""))


def pair_discrepancies(
    pair: SegmentPair, terms: Iterable[GlossaryEntry] = (), elsewhere: Iterable[GlossaryEntry] = ()
) -> list[Discrepancy]:
    """Return the Discrepancies of a SegmentPair; none while its target is empty.

    terms      glossary entries in force on the day of the story
    elsewhere  entries that another segment of the translation names: Korean does not repeat known facts
    """
    if not pair.target_inline.text.strip():
        return []
    # Figures, names and length are not compared if the text is not in its language.
    in_wrong_language = list(find_untranslated(pair)) or list(find_source_language(pair))
    if in_wrong_language:
        return in_wrong_language
    return [
        *find_figure_discrepancies(pair),
        *find_misdated_weekdays(pair),
        *find_country_discrepancies(pair),
        *find_term_discrepancies(pair, tuple(terms), frozenset(elsewhere)),
        *find_quotation_discrepancies(pair),
        *find_markdown_discrepancies(pair),
        *find_target_language_in_source(pair),
        *find_length_discrepancy(pair),
        *find_tag_discrepancies(pair),
    ]

"""Discrepancies of markup: links, marks, quotation marks, leftover Markdown."""

import re
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from articles.checks.translation.pair import Discrepancy, InlineTag, InlineText, SegmentPair, both_sides
from articles.text.punctuation import LINE_MARKS, markdown_in, quotations, stray_marks

MARKS = {"strong", "em", "sup", "sub"}
FIRM = {"strong"}  # m² and CO2 are written with small figures or without
TITLES = re.compile("[《〈「『‘“]")  # in which Korean sets what English has in italics


def find_tag_discrepancies(pair: SegmentPair) -> Iterator[Discrepancy]:
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


def _link_in_words(to: str, tags: tuple[InlineTag, ...]) -> str:
    text = next(tag.text.strip() for tag in tags if tag.name == "a" and tag.to == to)
    return f"{text} ({to.partition('=')[2]})"


def _tag_discrepancy(message: str, source: str, target: str, *, is_warning: bool = True) -> Discrepancy:
    hint = _("Put the links and the formatting of the source on the matching words.")
    return Discrepancy("tags", message, hint, both_sides(source, target), target, source, is_warning)


WORDS_OF_SPEECH = 4
REOPENED = re.compile(r"“[^“”]*“")
ANY_SIGN = "“”\"‘’'「」『』《》〈〉"


def find_quotation_discrepancies(pair: SegmentPair) -> Iterator[Discrepancy]:
    source, target = pair.source_inline.text, pair.target_inline.text
    read = both_sides(_quotation_signs(source), _quotation_signs(target))
    for message, hint, passage in _target_quotation_faults(source, target):
        yield Discrepancy("quotes", message, hint, read, passage)
    for message, hint, passage in _source_quotation_faults(source, target):
        yield Discrepancy("quotes", message, hint, read, "", passage)


def _target_quotation_faults(source: str, target: str) -> Iterator[tuple[str, str, str]]:
    """Yield (message, hint, passage) of each mark of the translation that lacks its partner."""
    # A speech of several paragraphs is closed in the last of them alone, in both languages.
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


def _source_quotation_faults(source: str, target: str) -> Iterator[tuple[str, str, str]]:
    """Yield (message, hint, passage) of marks wrong in the source, and of speech lost in translation."""
    if reopened := REOPENED.search(source):
        message = _("A quotation in the source is opened again before it is closed.")
        yield message, _("Tell the editor of the source where it ends."), reopened[0][-20:]
    speech = [source[start:end] for start, end in quotations(source)]
    lost = [one for one in speech if len(one.split()) >= WORDS_OF_SPEECH]
    if lost and not any(sign in target for sign in ANY_SIGN):
        message = _("A quotation in the source is not a quotation in the translation.")
        hint = _(
            "Put the speaker’s words in quotation marks. If an indirect quotation is intended, leave it."
        )
        yield message, hint, lost[0]


def _quotation_signs(text: str) -> str:
    return "".join(sign for sign in text if sign in ANY_SIGN)


CELLS = {"td", "th"}


def find_markdown_discrepancies(pair: SegmentPair) -> Iterator[Discrepancy]:
    source, target = pair.source_inline.text, pair.target_inline.text
    in_source = markdown_in(source, is_cell=pair.role in CELLS)
    # A note or a dash that begins the source begins the translation by right.
    is_begun = LINE_MARKS.match(source.strip()) and LINE_MARKS.match(target.strip())
    for place, passage in enumerate(markdown_in(target, is_cell=pair.role in CELLS)):
        if is_begun and place == 0:
            continue
        yield Discrepancy(
            "markdown",
            _("Markdown is left in the text."),
            _("Remove the characters, or replace them with formatting: bold, a link, a list, a heading."),
            both_sides(" ".join(in_source), passage),
            passage,
        )
    marks = [passage for passage in in_source if not LINE_MARKS.match(passage)]
    if marks and not markdown_in(target):
        yield Discrepancy(
            "markdown",
            _("Markdown is left in the source."),
            _("Tell the editor of the source, and leave it out here."),
            both_sides(marks[0], ""),
            "",
            marks[0],
        )

"""Links and marks of the source that the translation lacks, or that cover nothing there."""

import re
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from articles.checks.translation.inline import InlineTag, InlineText
from articles.checks.translation.pair import Discrepancy, SegmentPair, both_sides

MARKS = {"strong", "em", "sup", "sub"}
FIRM = {"strong"}  # m² and CO2 are written with small figures or without
TITLES = re.compile("[《〈「『‘“]")  # in which Korean sets what English has in italics


def find_tag_discrepancies(pair: SegmentPair) -> Iterator[Discrepancy]:
    source, target = pair.source_inline, pair.target_inline
    yield from _link_discrepancies(source, target)
    if not target.is_whole:
        yield _tag_discrepancy(
            _("A mark of the text is opened and never closed, or the other way round."), "", ""
        )
    for tag in target.tags:
        if tag.name in {*MARKS, "a"} and not tag.text.strip():
            yield _tag_discrepancy(_("A mark of the text covers no words."), "", f"<{tag.name}>")
    ours, theirs = {tag.name: tag for tag in source.tags}, {tag.name: tag for tag in target.tags}
    for name in sorted(MARKS & (ours.keys() - theirs.keys())):
        message = _("What is marked in the source is not marked here.")
        is_lost = name in FIRM or (name == "em" and not TITLES.search(target.text))
        yield _tag_discrepancy(message, ours[name].text, "", is_warning=is_lost)
    for name in sorted(FIRM & (theirs.keys() - ours.keys())):
        yield _tag_discrepancy(_("What is marked here is not marked in the source."), "", theirs[name].text)


def _link_discrepancies(source: InlineText, target: InlineText) -> Iterator[Discrepancy]:
    ours, theirs = (Counter(tag.to for tag in side.tags if tag.name == "a") for side in (source, target))
    for to in ours - theirs:
        yield _tag_discrepancy(_("A link of the source is missing."), _link_in_words(to, source.tags), "")
    for to in theirs - ours:
        yield _tag_discrepancy(_("The source has no such link."), "", _link_in_words(to, target.tags))


def _link_in_words(to: str, tags: tuple[InlineTag, ...]) -> str:
    text = next(tag.text.strip() for tag in tags if tag.name == "a" and tag.to == to)
    return f"{text} ({to.partition('=')[2]})"


def _tag_discrepancy(message: str, source: str, target: str, *, is_warning: bool = True) -> Discrepancy:
    hint = _("Set the links and marks of the source on the words that say the same.")
    return Discrepancy("tags", message, hint, both_sides(source, target), target, source, is_warning)

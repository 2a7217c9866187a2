"""Marks of Markdown left in the translation."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from articles.checks.translation.pair import Discrepancy, SegmentPair, both_sides
from articles.text.markdown_residue import LINE_MARKS, markdown_in

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
            _("A mark of Markdown is left in the text."),
            _("Take the signs out, or make of them what they meant: bold, a link, a list, a heading."),
            both_sides(" ".join(in_source), passage),
            passage,
        )
    marks = [passage for passage in in_source if not LINE_MARKS.match(passage)]
    if marks and not markdown_in(target):
        yield Discrepancy(
            "markdown",
            _("A mark of Markdown is left in the source."),
            _("Tell whoever edits the source; leave it out here."),
            both_sides(marks[0], ""),
            "",
            marks[0],
        )

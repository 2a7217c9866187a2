"""Quotations: opened and closed, and none lost on the way."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from articles.checks.translation.pair import Discrepancy, SegmentPair, both_sides
from articles.text.quotes import quotations, stray_marks

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
    """(message, hint, passage) of each sign of the translation that lacks its partner."""
    # A speech of several paragraphs is closed in the last of them alone, in both languages.
    in_source = [stray.is_opening for stray in stray_marks(source)]
    for stray in stray_marks(target):
        if stray.is_opening in in_source:
            continue
        if stray.is_opening:
            message = _("A quotation is opened with %(sign)s and never closed.")
        else:
            message = _("A quotation is closed with %(sign)s and was never opened.")
        hint = _("Add the sign that is missing, or take this one out.")
        passage = target[max(0, stray.place - 20) : stray.place + 20].strip()
        yield message % {"sign": stray.sign}, hint, passage


def _source_quotation_faults(source: str, target: str) -> Iterator[tuple[str, str, str]]:
    """The same of what the source quotes: a slip of its own, and speech that is none in the translation."""
    if reopened := REOPENED.search(source):
        message = _("A quotation of the source is opened again before it is closed.")
        yield message, _("Tell whoever edits the source where it ends."), reopened[0][-20:]
    speech = [source[start:end] for start, end in quotations(source)]
    lost = [one for one in speech if len(one.split()) >= WORDS_OF_SPEECH]
    if lost and not any(sign in target for sign in ANY_SIGN):
        message = _("A quotation of the source is no quotation in the translation.")
        hint = _("Set in quotation marks what the speaker said; leave it if it is meant to be indirect.")
        yield message, hint, lost[0]


def _quotation_signs(text: str) -> str:
    return "".join(sign for sign in text if sign in ANY_SIGN)

"""Quotations: opened and closed, and none lost on the way."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from articles.checks.translation.pair import Discrepancy, Pair, beside
from articles.text.quotes import quotations, strays

WORDS_OF_SPEECH = 4
REOPENED = re.compile(r"“[^“”]*“")
ANY_SIGN = "“”\"‘’'「」『』《》〈〉"


def quotes(pair: Pair) -> Iterator[Discrepancy]:
    source, target = pair.source_inline.text, pair.target_inline.text
    read = beside(_signs(source), _signs(target))
    for message, hint, passage in _in_target(source, target):
        yield Discrepancy("quotes", message, hint, read, passage)
    for message, hint, passage in _in_source(source, target):
        yield Discrepancy("quotes", message, hint, read, "", passage)


def _in_target(source: str, target: str) -> Iterator[tuple[str, str, str]]:
    """(message, hint, passage) of each sign of the translation that lacks its partner."""
    # A speech of several paragraphs is closed in the last of them alone, in both languages.
    in_source = [stray.is_opening for stray in strays(source)]
    for stray in strays(target):
        if stray.is_opening in in_source:
            continue
        if stray.is_opening:
            message = _("A quotation is opened with %(sign)s and never closed.")
        else:
            message = _("A quotation is closed with %(sign)s and was never opened.")
        hint = _("Add the sign that is missing, or take this one out.")
        passage = target[max(0, stray.place - 20) : stray.place + 20].strip()
        yield message % {"sign": stray.sign}, hint, passage


def _in_source(source: str, target: str) -> Iterator[tuple[str, str, str]]:
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


def _signs(text: str) -> str:
    return "".join(sign for sign in text if sign in ANY_SIGN)

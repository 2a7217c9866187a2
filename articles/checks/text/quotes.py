"""Quotations: closed, and by somebody."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import body
from articles.checks.registry import Finding, Severity, register
from articles.checks.text.sourcing import passage_at
from articles.text.quotes import is_continued, quotations, stray_marks

PARAGRAPHS = {"p", "li"}
STANCE = re.compile(r"(?:Official Stance|Official Position|Statement|공식 ?입장)\s*[:：]\s*", re.IGNORECASE)
ASIDE = re.compile(r'<aside data-kind="official-stance">')
# What announces a quotation: the sentence before it ends so.
ANNOUNCED = re.compile(r"(?:[:：]|(?:다음과 같이|이렇게|이같이) [가-힣]+다\.|(?:said|wrote|added)[.,]?)$")
WORDS_OF_A_QUOTATION = 4
# What remains beside a quotation and says whose it is: a verb, a name, a speaker after a dash.
WORDS_BESIDE = 2


@register("quote.unclosed", Severity.BLOCKER, gettext_lazy("Every quotation is opened and closed"))
def check_unclosed_quotations(copy):
    for segment, following in zip(copy.segments, [*copy.segments[1:], None], strict=False):
        is_paragraph = segment.role in PARAGRAPHS
        if is_paragraph and following and is_continued(segment.text, following.text):
            continue
        told = {
            (stray.sign, stray.is_opening, passage_at(segment, stray.place)): None
            for stray in stray_marks(segment.text)
        }
        for sign, is_opening, passage in told:
            if is_opening:
                message = _("A quotation is opened with %(sign)s and never closed.")
            else:
                message = _("A quotation is closed with %(sign)s and was never opened.")
            yield Finding(
                segment.field,
                message % {"sign": sign},
                hint=_("Add the sign that is missing, or take this one out."),
                passage=passage,
            )


@register(
    "quote.unattributed", Severity.WARNING, gettext_lazy("Every quotation that stands alone has a speaker")
)
def check_unattributed_quotations(copy):
    before = ""
    for block in body.body_blocks(copy.edition.body):
        for quotation in _unattributed_in(block, before):
            yield Finding(
                "body",
                _("Nobody is named who said this."),
                hint=_("Add the speaker below the quotation, or say in the sentence who it was."),
                passage=quotation,
            )
        before = body.plain_text(block)


def _unattributed_in(block, before):
    """The quotations of a block that nobody answers for, as their first paragraph stands there."""
    passages = body.body_passages(block)
    if not passages or "<cite>" in block:
        return []
    first = passages[0][1]
    if block.startswith("<blockquote") or (ASIDE.match(block) and "<blockquote" in block):
        return [] if ANNOUNCED.search(before) or ANNOUNCED.search(first) else [first]
    if ASIDE.match(block):
        return [
            text
            for _role, text in passages[:1]
            if _is_bare_quotation(" ".join(text for _role, text in passages))
        ]
    if label := STANCE.match(first):
        return [first] if _is_bare_quotation(first[label.end() :]) else []
    return []


def _is_bare_quotation(text):
    """Whether a text is a quotation and nothing beside it."""
    quoted = quotations(text)
    if not any(len(text[start:end].split()) >= WORDS_OF_A_QUOTATION for start, end in quoted):
        return False
    for start, end in reversed(quoted):
        text = text[:start] + " " + text[end:]
    return len(re.findall(r"\w+", text)) < WORDS_BESIDE

"""Checks of sources (given and checked), attributions (not vague) and quotations (closed and attributed)."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import body
from articles.body.content import are_said_in_text, pull_quotes, quoted_words
from articles.checks.context import CheckContext
from articles.checks.registry import Finding, Severity, register
from articles.text.attributions import (
    announces_quotation,
    is_bare_quotation,
    names_speaker,
    vague_attributions,
)
from articles.text.punctuation import fold_quotes
from articles.text.quotation_faults import quotation_faults
from articles.text.sentences import sentences


def sourced_passages(context: CheckContext) -> list[str]:
    """Return the passages of the text that have a checked source, each in one line."""
    checked = [source for source in context.rows.sources if source.checked_at is not None]
    passages = [" ".join(fold_quotes(source.segment).split()) for source in checked]
    return [words for words in passages if words]


def is_sourced(sentence: str, passages: list[str]) -> bool:
    """Return whether a sentence contains a passage with a checked source, or is part of one."""
    sentence = " ".join(fold_quotes(sentence).split())
    return any(words in sentence or sentence in words for words in passages)


NONE_GIVEN = "source.none"


@register(NONE_GIVEN, Severity.WARNING, gettext_lazy("The story has a source"))
def check_source_given(context: CheckContext) -> Iterator[Finding]:
    if not context.rows.sources:
        hint = _("Add the sources of the story under Sources, and who checked them.")
        yield Finding("sources", _("No source is given."), hint=hint)


@register("source.unchecked", Severity.WARNING, gettext_lazy("Every source has been checked"))
def check_sources_checked(context: CheckContext) -> Iterator[Finding]:
    for source in context.rows.sources:
        if source.checked_at is None:
            message = _("The source “%(source)s” has not been checked.") % {"source": source}
            hint = _("Check it and select “Checked” next to it. Your name and the time are saved.")
            yield Finding("sources", message, hint=hint, row=source.pk)


@register("source.vague", Severity.WARNING, gettext_lazy("Vague attributions have a checked source"))
def check_vague_attribution(context: CheckContext) -> Iterator[Finding]:
    passages = sourced_passages(context)
    for passage in context.passages:
        for sentence in sentences(passage.text):
            places = vague_attributions(sentence)
            if places and not is_sourced(sentence, passages):
                start, end = places[0]
                message = _("“%(words)s” does not name a source.") % {"words": sentence[start:end].strip()}
                hint = _(
                    "Name the person or the institution. If you cannot, add a checked source with this "
                    "sentence as its passage."
                )
                yield Finding.of_words(passage, sentence.strip(), message, hint)


PARAGRAPHS = {"p", "li"}
STANCE = re.compile(r"(?:Official Stance|Official Position|Statement|공식 ?입장)\s*[:：]\s*", re.IGNORECASE)
ASIDE = re.compile(r'<aside data-kind="official-stance">')


UNCLOSED = "quote.unclosed"


@register(UNCLOSED, Severity.WARNING, gettext_lazy("Every quotation is opened and closed"))
def check_unclosed_quotations(context: CheckContext) -> Iterator[Finding]:
    passages = context.passages
    for fault in quotation_faults([(passage.text, passage.role in PARAGRAPHS) for passage in passages]):
        if fault.is_reopening:
            message = _("A quotation continues in this paragraph without a new opening mark.")
        elif fault.stray.is_opening:
            message = _("A quotation is opened with %(sign)s but not closed.")
        else:
            message = _("A quotation is closed with %(sign)s but not opened.")
        passage = passages[fault.passage]
        yield Finding(
            passage.field,
            message % {"sign": fault.stray.sign},
            _("Add the missing mark, or remove this one."),
            fault.sentence,
            context=passage.text,
            correction=fault.correction,
        )


@register("quote.unattributed", Severity.WARNING, gettext_lazy("Every block quotation has a speaker"))
def check_unattributed_quotations(context: CheckContext) -> Iterator[Finding]:
    before = ""
    for block in body.body_blocks(context.edition.body):
        for quotation in _unattributed_in(block, before):
            hint = _("Add the speaker below the quotation, or name the speaker in the sentence.")
            yield Finding("body", _("This quotation has no speaker."), hint=hint, passage=quotation)
        before = body.plain_text(block)


@register("quote.pulled", Severity.WARNING, gettext_lazy("Every pull quote appears in the text"))
def check_pull_quotes(context: CheckContext) -> Iterator[Finding]:
    html = context.edition.body
    for quote, is_said in zip(pull_quotes(html), are_said_in_text(html), strict=True):
        if not is_said:
            hint = _("Quote the text word for word, or add these words to the text.")
            message = _("The words of this pull quote do not appear in the text.")
            yield Finding("body", message, hint=hint, passage=quoted_words(quote))


def _unattributed_in(block: str, before: str) -> list[str]:
    """Return the quotations of a block that have no speaker, each as its first paragraph."""
    passages = body.body_passages(block)
    if not passages or "<cite>" in block or pull_quotes(block):
        return []
    first, whole = passages[0][1], " ".join(text for _role, text in passages)
    if block.startswith("<blockquote") or (ASIDE.match(block) and "<blockquote" in block):
        is_announced = announces_quotation(before) or announces_quotation(first)
        return [] if is_announced or names_speaker(whole) else [first]
    if ASIDE.match(block):
        return [first] if is_bare_quotation(whole) else []
    if label := STANCE.match(first):
        return [first] if is_bare_quotation(first[label.end() :]) else []
    return []

"""Checks of sources: given and checked, vague attribution, quotations closed and attributed."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import body
from articles.body.pull_quotes import are_said_in_text, pull_quotes, quoted_words
from articles.checks.context import CheckContext
from articles.checks.registry import Finding, Severity, register
from articles.text.punctuation import is_continued, quotations, stray_marks
from articles.text.sentences import sentence_at, sentences
from articles.text.typographic_quotes import fold_quotes
from articles.text.vague_attribution import vague_attributions


def sourced_passages(context: CheckContext) -> list[str]:
    """Return the words that checked sources point at, in one line each."""
    checked = [source for source in context.rows.sources if source.checked_at is not None]
    return [words for source in checked if (words := " ".join(fold_quotes(source.segment).split()))]


def is_sourced(sentence: str, passages: list[str]) -> bool:
    """Return whether a checked source's words lie in the sentence, or the sentence in them."""
    sentence = " ".join(fold_quotes(sentence).split())
    return any(words in sentence or sentence in words for words in passages)


@register("source.none", Severity.WARNING, gettext_lazy("The story has a source"))
def check_source_given(context):
    if not context.rows.sources:
        hint = _("Add the sources of the story under Sources, and who checked them.")
        yield Finding("sources", _("No source is given."), hint=hint)


@register("source.unchecked", Severity.WARNING, gettext_lazy("Every source has been checked"))
def check_sources_checked(context):
    for source in context.rows.sources:
        if source.checked_at is None:
            message = _("Nobody has checked the source “%(source)s”.") % {"source": source}
            hint = _("Check it and select “Checked” next to it. Your name and the time are saved.")
            yield Finding("sources", message, hint=hint, row=source.pk)


@register("source.vague", Severity.WARNING, gettext_lazy("Vague attributions have a checked source"))
def check_vague_attribution(context):
    passages = sourced_passages(context)
    for segment in context.segments:
        for sentence in sentences(segment.text):
            places = vague_attributions(sentence)
            if places and not is_sourced(sentence, passages):
                start, end = places[0]
                message = _("“%(words)s” does not name a source.") % {"words": sentence[start:end].strip()}
                hint = _(
                    "Name the person or the institution. If you cannot, add a checked source with this "
                    "sentence as its passage."
                )
                yield Finding.of_words(segment, sentence.strip(), message, hint)


PARAGRAPHS = {"p", "li"}
STANCE = re.compile(r"(?:Official Stance|Official Position|Statement|공식 ?입장)\s*[:：]\s*", re.IGNORECASE)
ASIDE = re.compile(r'<aside data-kind="official-stance">')
# Announcement of a quotation at the end of the sentence before it.
ANNOUNCED = re.compile(r"(?:[:：]|(?:다음과 같이|이렇게|이같이) [가-힣]+다\.|(?:said|wrote|added)[.,]?)$")
WORDS_OF_A_QUOTATION = 4
# Words beside a quotation that name its speaker: a verb, a name, a speaker after a dash.
WORDS_BESIDE = 2


@register("quote.unclosed", Severity.BLOCKER, gettext_lazy("Every quotation is opened and closed"))
def check_unclosed_quotations(context):
    for segment, following in zip(context.segments, [*context.segments[1:], None], strict=False):
        is_paragraph = segment.role in PARAGRAPHS
        if is_paragraph and following and is_continued(segment.text, following.text):
            continue
        told = {
            (stray.sign, stray.is_opening, sentence_at(segment.text, stray.place)): None
            for stray in stray_marks(segment.text)
        }
        for sign, is_opening, passage in told:
            if is_opening:
                message = _("A quotation is opened with %(sign)s but not closed.")
            else:
                message = _("A quotation is closed with %(sign)s but not opened.")
            hint = _("Add the missing mark, or remove this one.")
            yield Finding.of_words(segment, passage, message % {"sign": sign}, hint)


@register("quote.unattributed", Severity.WARNING, gettext_lazy("Every block quotation has a speaker"))
def check_unattributed_quotations(context):
    before = ""
    for block in body.body_blocks(context.edition.body):
        for quotation in _unattributed_in(block, before):
            hint = _("Add the speaker below the quotation, or name the speaker in the sentence.")
            yield Finding("body", _("This quotation has no speaker."), hint=hint, passage=quotation)
        before = body.plain_text(block)


@register("quote.pulled", Severity.WARNING, gettext_lazy("The text says the words of every pull quote"))
def check_pull_quotes(context):
    html = context.edition.body
    for quote, is_said in zip(pull_quotes(html), are_said_in_text(html), strict=True):
        if not is_said:
            hint = _("Take the words from the text as they stand there, or add them to the text.")
            message = _("The text does not say the words of this pull quote.")
            yield Finding("body", message, hint=hint, passage=quoted_words(quote))


def _unattributed_in(block, before):
    """Return the quotations of a block without a speaker, as their first paragraph stands there."""
    passages = body.body_passages(block)
    if not passages or "<cite>" in block or pull_quotes(block):
        return []
    first = passages[0][1]
    if block.startswith("<blockquote") or (ASIDE.match(block) and "<blockquote" in block):
        return [] if ANNOUNCED.search(before) or ANNOUNCED.search(first) else [first]
    if ASIDE.match(block):
        return [first] if _is_bare_quotation(" ".join(text for _role, text in passages)) else []
    if label := STANCE.match(first):
        return [first] if _is_bare_quotation(first[label.end() :]) else []
    return []


def _is_bare_quotation(text):
    """Return whether a text is a quotation with nothing beside it."""
    quoted = quotations(text)
    if not any(len(text[start:end].split()) >= WORDS_OF_A_QUOTATION for start, end in quoted):
        return False
    for start, end in reversed(quoted):
        text = text[:start] + " " + text[end:]
    return len(re.findall(r"\w+", text)) < WORDS_BESIDE

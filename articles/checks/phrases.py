"""Checks for leftovers in a text: Markdown, HTML, placeholders, words in the wrong script.

False alarms are avoided: text that newspapers do print (김○○ 씨, TK 지역, a question after a dash in a Korean
interview) is no finding, or only a warning for an editor to judge.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import body
from articles.checks.context import CheckContext, CheckedPassage, checked_passages, foreign_related
from articles.checks.registry import Finding, Severity, register
from articles.models import Language
from articles.text.leftovers import gaps_in, html_in, placeholders_in
from articles.text.punctuation import MARKS, markdown_in
from articles.text.script import foreign_passages

CELLS = {"td", "th"}  # cells, which may consist of a dash or a figure

# An asterisk before a note below a table or text, and the asterisk that refers to it: 9.2*
NOTE = re.compile(r"\*\s+[^\s*]")
DASH = re.compile(r"-\s+\S")
ABBREVIATION = re.compile(r"\(([A-Z]{2,5})\)")  # Daegu and North Gyeongsang (TK)
REFERENCE = re.compile(r"(?<=[\w%)”’])\*(?![\w*])")


@register("text.markdown", Severity.BLOCKER, gettext_lazy("No Markdown is left in the text"))
def check_markdown_left(context: CheckContext) -> Iterator[Finding]:
    intended = [*notes_among(context.passages), *questions_among(context.passages)]
    for passage in printed_passages(context):
        if passage in intended:
            continue
        for words in markdown_in(passage.text, is_cell=passage.role in CELLS):
            hint = _(
                "Remove the characters, or replace them with formatting: bold, a link, a list, a heading."
            )
            yield Finding.of_words(passage, words, _("Markdown is left in the text."), hint)


@register("text.html", Severity.BLOCKER, gettext_lazy("No HTML code is left in the text"))
def check_html_left(context: CheckContext) -> Iterator[Finding]:
    for passage in printed_passages(context):
        for words in html_in(passage.text):
            message = _("The text contains HTML code that readers would see as plain text.")
            hint = _("Write the character itself, or remove the code.")
            yield Finding.of_words(passage, words, message, hint)


EMPHASIS = "text.emphasis"


@register(EMPHASIS, Severity.WARNING, gettext_lazy("No single word is bold by accident"))
def check_stray_emphasis(context: CheckContext) -> Iterator[Finding]:
    for emphasis in body.stray_emphasis(context.edition.body):
        message = _("A single word within the sentence is bold. Some tools mark keywords this way.")
        hint = _("Remove it. If it is intended, leave it.")
        yield Finding("body", message, hint=hint, passage=emphasis.word)


@register("text.placeholder", Severity.BLOCKER, gettext_lazy("No placeholder is left in the text"))
def check_placeholders(context: CheckContext) -> Iterator[Finding]:
    for passage in printed_passages(context):
        is_whole = passage.role in {"headline", "summary", "p", "caption"}
        for words in placeholders_in(passage.text, is_whole=is_whole):
            yield Finding.of_words(
                passage, words, _("This is a placeholder."), _("Replace it, or remove it.")
            )


@register("text.unsure", Severity.WARNING, gettext_lazy("Nothing looks unfinished"))
def check_gaps(context: CheckContext) -> Iterator[Finding]:
    explained = {word for passage in context.passages for word in ABBREVIATION.findall(passage.text)}
    for passage in printed_passages(context):
        for words in gaps_in(passage.text, context.language):
            if words not in explained:
                hint = _("Complete it. If it is intended, leave it.")
                yield Finding.of_words(passage, words, _("This looks unfinished."), hint)


def printed_passages(context: CheckContext) -> list[CheckedPassage]:
    """Return the passages of the text and of its surroundings, including names of other organisations."""
    return [*context.passages, *context.surrounding_passages]


def questions_among(passages: Sequence[CheckedPassage]) -> list[CheckedPassage]:
    """Return the passages that are interview questions: they start with a dash, but the answers do not."""
    questions = []
    for before, passage, after in _with_neighbours(passages):
        is_alone = not any(neighbour and DASH.match(neighbour.text) for neighbour in (before, after))
        if passage.role == "p" and DASH.match(passage.text) and is_alone:
            questions.append(passage)
    return questions if any(passage.text.rstrip().endswith("?") for passage in questions) else []


def _with_neighbours(
    passages: Sequence[CheckedPassage],
) -> Iterable[tuple[CheckedPassage | None, CheckedPassage, CheckedPassage | None]]:
    """Return (passage before or None, passage, passage after or None) for each passage."""
    return zip([None, *passages], passages, [*passages[1:], None], strict=False)


def notes_among(passages: Sequence[CheckedPassage]) -> list[CheckedPassage]:
    """Return the passages that are notes, not list items: starting with an asterisk that the text refers to.

    Without such a reference, return only single passages below a table or at the end of the text.
    """
    is_pointed_at = any(
        REFERENCE.search(passage.text) and not MARKS.search(passage.text) for passage in passages
    )
    notes = []
    for before, passage, after in _with_neighbours(passages):
        is_alone = not any(neighbour and NOTE.match(neighbour.text) for neighbour in (before, after))
        is_below = before and before.field == "body" and (after is None or before.role in CELLS)
        if passage.role == "p" and NOTE.match(passage.text) and (is_pointed_at or (is_alone and is_below)):
            notes.append(passage)
    return notes


@register("text.script", Severity.BLOCKER, gettext_lazy("All text is in its own language, unless marked"))
def check_script(context: CheckContext) -> Iterator[Finding]:
    text = context.edition
    # Letters marked as another language count for neither language.
    muted = checked_passages(text.headline, text.summary, body.mute_marks(text.body))
    for passage, judged in zip(
        printed_passages(context), [*muted, *context.surrounding_passages], strict=True
    ):
        for words in foreign_passages(judged.text, context.language, role=passage.role):
            start = judged.text.find(words)
            yield _script_finding(context, passage, passage.text[start : start + len(words)])
    for passage in foreign_related(context):
        language = Language(context.other_language).label
        message = _("This related story is in %(language)s only.") % {"language": language}
        hint = _("Choose its story, add a title in this language, or remove it.")
        yield Finding.of_words(passage, passage.text, message, hint)


def _script_finding(context: CheckContext, passage: CheckedPassage, words: str) -> Finding:
    message = _("This is not in %(language)s.") % {"language": Language(context.language).label}
    hint = _(
        "Translate it. To keep it as it is, mark it as another language, or put it in quotation "
        "marks or parentheses."
    )
    return Finding.of_words(passage, words, message, hint)

"""Entry point of the import: recognises the format of a written story and reads it."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from articles.body.characters import clean_text, drop_surrogates
from articles.body.manuscript.draft import Draft, Manuscript, TextRefused
from articles.body.manuscript.front_matter import has_front_matter
from articles.body.manuscript.labelled_text import read_labelled_text
from articles.body.manuscript.markdown import read_markdown

FORMATS = ("markdown", "labelled")
LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
ATX_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+\S")
UNDERLINE = re.compile(r" {0,3}=+[ \t]*")


def read_story_text(
    text: str, *, language: str, format: str = "", insight_names: Iterable[str] = ()
) -> Draft:
    """Read a written story in either format; return its Draft.

    language       "en" or "ko", what the story is written in
    format         one of FORMATS, or "" to recognise it by itself
    insight_names  the publication's names for its insight, in either language
    Raise TextRefused when it cannot be a story.
    """
    if "\x00" in text:
        raise TextRefused(_("The text contains NUL characters and is not plain text."))
    lines = story_lines(text)
    if not any(clean_text(line).strip() for line in lines):
        raise TextRefused(_("The text is empty."))
    recognised, reason = _recognise_format(lines)
    if format and format != recognised:
        recognised, reason = format, _("as selected")
    manuscript = Manuscript(language=language, line_count=len(lines))
    if recognised == "markdown":
        # Indentation has a meaning here, so the spaces stay as they are.
        read_markdown(lines, manuscript, insight_names)
    else:
        read_labelled_text([clean_text(line).strip() for line in lines], manuscript, insight_names)
    return manuscript.draft(format=recognised, reason=reason)


def story_lines(text: str) -> list[str]:
    """Return the lines of a text, however they end, as the notes of its draft count them."""
    return LINE_ENDS.sub("\n", drop_surrogates(text).removeprefix("\ufeff")).split("\n")


def _recognise_format(lines):
    """Return (format, why). Front matter or a heading makes it Markdown; marks alone do not count."""
    if has_front_matter(lines):
        return "markdown", _("it starts with front matter")
    is_code = False
    for number, line in enumerate(lines, 1):
        if line.lstrip().startswith(("```", "~~~")):
            is_code = not is_code
        elif not is_code and ATX_HEADING.match(line):
            return "markdown", _("line %(line)d is a heading with #") % {"line": number}
        elif not is_code and number > 1 and lines[number - 2].strip() and UNDERLINE.fullmatch(line):
            return "markdown", _("line %(line)d is a heading, underlined") % {"line": number - 1}
    return "labelled", _("no line is a heading in Markdown")

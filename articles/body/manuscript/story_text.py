"""Entry point of the import: recognises the format of a written story and reads it."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from articles.body.characters import clean_text, drop_surrogates
from articles.body.lengths import MOST_IN_BODY, MOST_IN_PASSAGE, SHOWN, format_count
from articles.body.manuscript.draft import Draft, Manuscript, TextRefused
from articles.body.manuscript.front_matter import has_front_matter
from articles.body.manuscript.labelled_text import read_labelled_text
from articles.body.manuscript.markdown import MARKERS, read_markdown

FORMATS = ("markdown", "labelled")
# The body is held to articles.body.lengths once it is read; these hold back what would take long to read.
MOST_LINES = 10_000
MOST_CHARACTERS = 4 * MOST_IN_BODY // 3  # with the marks and the addresses of links
MOST_IN_LINE = 2 * MOST_IN_PASSAGE
MOST_SIGNS = 5_000  # brackets, and signs of lists and quotes: some 40 microseconds each
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
    refuse_beyond_limits(text, lines)
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


def refuse_beyond_limits(text, lines):
    """Raise TextRefused for a text beyond a limit, before any of it is read."""
    signs = sum(map(_count_list_signs, lines))
    counts = [
        (len(lines), MOST_LINES, _("It has %(count)s lines, and a story can have up to %(most)s.")),
        (len(text), MOST_CHARACTERS, _("It has %(count)s characters, and a story can have up to %(most)s.")),
        (text.count("["), MOST_SIGNS, _("It has %(count)s brackets, and a story can have up to %(most)s.")),
        (
            signs,
            MOST_SIGNS,
            _("It has %(count)s signs of lists and quotes, and a story can have up to %(most)s."),
        ),
    ]
    reasons = [
        message % {"count": format_count(count), "most": format_count(most)}
        for count, most, message in counts
        if count > most
    ]
    if reasons:
        remedy = _("Leave out what is not part of the story, or make several stories of it.")
        raise TextRefused(_("The text is too long."), *reasons, remedy)
    long = next((number for number, line in enumerate(lines, 1) if len(line) > MOST_IN_LINE), None)
    if long:
        message = _(
            "Line %(line)d (“%(start)s…”) has %(count)s characters, and a line can have up to %(most)s. "
            "Split it into shorter paragraphs."
        )
        line = lines[long - 1]
        numbers = {"line": long, "count": format_count(len(line)), "most": format_count(MOST_IN_LINE)}
        raise TextRefused(message % (numbers | {"start": line[:SHOWN].strip()}))


def _count_list_signs(line):
    start = MARKERS.match(line)
    return sum(sign in ">-*+.)" for sign in start[0]) if start else 0


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

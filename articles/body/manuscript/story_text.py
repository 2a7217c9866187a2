"""Entry point of the import: detects the format of a story, and reads stories that are not Markdown.

Without Markdown, the form of a line decides whether it is a heading or a passage. The first line is the
headline, the second the summary, each other line a paragraph unless its form shows otherwise. The
rules are in docs/en/import.md.
"""

import re
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from itertools import takewhile

from django.utils.translation import gettext as _

from articles.body.field import MOST_IN_BODY, MOST_IN_PASSAGE, SHOWN, format_count
from articles.body.manuscript import line_shapes
from articles.body.manuscript.draft import Draft, Lines, Manuscript, TextRefused
from articles.body.manuscript.front_matter import has_front_matter, read_related
from articles.body.manuscript.line_shapes import (
    TypedLabel,
    marks_to_html,
    related_start,
    split_label,
    strip_marks,
)
from articles.body.manuscript.markdown import MARKERS, read_markdown
from articles.body.normal_form import clean_text, drop_surrogates

FORMATS = ("markdown", "labelled")
# articles.body.field limits the body after reading. These limits refuse texts that would take long to read.
MOST_LINES = 10_000
MOST_CHARACTERS = 4 * MOST_IN_BODY // 3  # including marks and link addresses
MOST_IN_LINE = 2 * MOST_IN_PASSAGE
MOST_SIGNS = 5_000  # brackets, and list and quote markers: some 40 microseconds each
LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
ATX_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+\S")
UNDERLINE = re.compile(r" {0,3}=+[ \t]*")


def read_story_text(
    text: str, *, language: str, format: str = "", insight_names: Iterable[str] = ()
) -> Draft:
    """Read a story in either format. Return its Draft.

    language       "en" or "ko", the language of the story
    format         one of FORMATS, or "" to detect it
    insight_names  the publication's own names for the label “Insight”, in either language
    Raise TextRefused if it cannot be a story.
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
        # Indentation matters in Markdown, so spaces are kept.
        read_markdown(lines, manuscript, insight_names)
    else:
        read_labelled_text([clean_text(line).strip() for line in lines], manuscript, insight_names)
    return manuscript.draft(format=recognised, reason=reason)


def refuse_beyond_limits(text: str, lines: Sequence[str]) -> None:
    """Raise TextRefused for a text that exceeds a limit, before parsing it."""
    signs = sum(map(_count_list_signs, lines))
    counts = [
        (len(lines), MOST_LINES, _("It has %(count)s lines, and a story can have up to %(most)s.")),
        (len(text), MOST_CHARACTERS, _("It has %(count)s characters, and a story can have up to %(most)s.")),
        (text.count("["), MOST_SIGNS, _("It has %(count)s brackets, and a story can have up to %(most)s.")),
        (
            signs,
            MOST_SIGNS,
            _("It has %(count)s list and quote markers, and a story can have up to %(most)s."),
        ),
    ]
    reasons = [
        message % {"count": format_count(count), "most": format_count(most)}
        for count, most, message in counts
        if count > most
    ]
    if reasons:
        remedy = _("Remove everything that is not part of the story, or split it into several stories.")
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


def _count_list_signs(line: str) -> int:
    start = MARKERS.match(line)
    return sum(sign in ">-*+.)" for sign in start[0]) if start else 0


def story_lines(text: str) -> list[str]:
    """Split a text at any kind of line end. Draft notes count these lines."""
    return LINE_ENDS.sub("\n", drop_surrogates(text).removeprefix("\ufeff")).split("\n")


def _recognise_format(lines: Sequence[str]) -> tuple[str, str]:
    """Return (format, reason). Front matter or a heading makes it Markdown; inline marks do not."""
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


MARKED_WORDS = re.compile(r"<(?:strong|em)>([^<]+)")


def read_labelled_text(lines: list[str], manuscript: Manuscript, insight_names: Iterable[str]) -> None:
    """Read all lines of a labelled text into a Manuscript. The lines must be clean and stripped.

    Raise TextRefused if the headline is too long.
    """
    reader = _LabelledTextReader(lines, manuscript, insight_names)
    reader.read_head()
    while reader.lines:
        reader.read_block()


class _LabelledTextReader:
    """A reader that consumes `lines` from the front: (number, text), without empty lines."""

    def __init__(self, lines: Iterable[str], manuscript: Manuscript, insight_names: Iterable[str]) -> None:
        self.lines = deque((number, text) for number, text in enumerate(lines, 1) if text)
        self.manuscript, self.insight_names = manuscript, insight_names

    def read_head(self) -> None:
        """Read headline and summary. A label, list item, quote, divider or related block is not a summary."""
        if self.lines:
            number, text = self.lines.popleft()
            self.manuscript.set_headline((number, number), *strip_marks(text))
        if self.lines and not self._is_special(self.lines[0][1]):
            number, text = self.lines.popleft()
            self.manuscript.set_summary((number, number), *strip_marks(text))

    def _is_special(self, text: str) -> bool:
        return (
            related_start(text) is not None
            or split_label(text, self.insight_names) is not None
            or line_shapes.without_marker(text) != text
            or line_shapes.RULE.fullmatch(text) is not None
            or text.startswith(">")
        )

    def read_block(self) -> None:
        number, text = self.lines[0]
        related = related_start(text)
        if related is not None:
            self._read_related(number, related)
        elif line_shapes.RULE.fullmatch(text):
            self.lines.popleft()
            self.manuscript.block((number, number), "<hr>", _("divider"))
        elif line_shapes.BULLET.match(text):
            self._read_list("ul", self._run(line_shapes.BULLET.match))
        elif line_shapes.NUMBER.match(text):
            self._read_numbered()
        elif text.startswith(">"):
            self._read_quote()
        else:
            self.lines.popleft()
            if not self.manuscript.foreign_content((number, number), text):
                self._read_line((number, number), text)

    def _read_related(self, number: int, rest: str) -> None:
        self.manuscript.understood((number, number), _("start of the related stories"))
        self.lines.popleft()
        read_related([(number, rest), *self.lines] if rest else self.lines, self.manuscript)
        self.lines.clear()

    def _run(self, is_part: Callable[[str], object]) -> list[tuple[int, str]]:
        """Return the leading lines whose texts belong to one block."""
        return list(takewhile(lambda line: is_part(line[1]), self.lines))

    def _take(self, lines: Iterable[object]) -> None:
        for _line in lines:
            self.lines.popleft()

    def _read_numbered(self) -> None:
        """Read numbered lines. The last ones are a list if they count 1, 2, 3 …; all others stay text."""
        lines = self._run(line_shapes.NUMBER.match)
        matches = (line_shapes.NUMBER.match(text) for _number, text in lines)
        numbers = [int(match[1]) for match in matches if match]
        length = numbers[-1]
        is_counted = 0 < length <= len(lines) and numbers[-length:] == [*range(1, length + 1)]
        texts = lines[:-length] if is_counted else lines
        for number, text in texts:
            self.lines.popleft()
            self._read_line((number, number), text)
        if is_counted:
            self._read_list("ol", lines[-length:])

    def _read_list(self, name: str, items: Sequence[tuple[int, str]]) -> None:
        self._take(items)
        place, html, remarks = (items[0][0], items[-1][0]), "", []
        for number, text in items:
            item, item_remarks = marks_to_html(line_shapes.without_marker(text))
            html += f"<li><p>{item}</p></li>"
            remarks += [(number, remark) for remark in item_remarks]
        message = _("list") if name == "ul" else _("numbered list")
        self.manuscript.passage(place, f"<{name}>{html}</{name}>", message)
        for number, remark in remarks:
            self.manuscript.doubt((number, number), remark)

    def _read_quote(self) -> None:
        """Read lines that start with “>”. The last is the speaker if it starts with a dash."""
        lines = self._run(lambda text: text.startswith(">"))
        self._take(lines)
        place = (lines[0][0], lines[-1][0])
        texts = list(filter(None, (text.lstrip("> ").strip() for _number, text in lines)))
        speaker = ""
        if len(texts) > 1 and texts[-1].startswith(("—", "–", "― ", "- ", "--")):
            speaker = texts.pop().lstrip("—–―- ")
        paragraphs = []
        for text in texts:
            html, remarks = marks_to_html(text)
            paragraphs.append(html)
            self.manuscript.doubts(place, remarks)
        if paragraphs:
            self.manuscript.quote(place, paragraphs, speaker)
        else:
            self.manuscript.doubt(place, _("an empty quote was left out"))

    def _read_line(self, place: Lines, text: str) -> None:
        label = split_label(text, self.insight_names)
        quotation = line_shapes.split_quotation(label.rest if label else text)
        if label and not label.rest:
            self.manuscript.label_alone(place, label)
        elif label and line_shapes.is_heading_like(label.rest) and not quotation:
            self.manuscript.heading(place, *marks_to_html(label.rest), label=label)
        elif quotation and (quotation[1] or label):
            html, remarks = marks_to_html(quotation[0])
            self.manuscript.quote(place, [html], quotation[1], remarks, label=label)
        elif label:
            self._read_paragraph(place, label.rest, label)
        else:
            self._read_unlabelled(place, text)

    def _read_unlabelled(self, place: Lines, text: str) -> None:
        if line_shapes.BYLINE.fullmatch(text):
            self._read_paragraph(place, text)
            self.manuscript.question_byline(place, text)
        elif line_shapes.is_heading_like(text):
            self._read_heading(place, text)
        else:
            self._read_paragraph(place, text)
            self._question_paragraph(place, text)
        self.manuscript.question_label(place, text)

    def _read_heading(self, place: Lines, text: str) -> None:
        self.manuscript.heading(place, *marks_to_html(text))
        if not self.lines:
            self.manuscript.doubt(place, _("a heading with nothing below it"))
        elif line_shapes.KOREAN_SENTENCE_END.search(text):
            self.manuscript.doubt(place, _("read as a heading: it is short and has no period"))
        elif self.lines[0][1][0].islower():
            message = _("read as a heading, but the next line starts with a lowercase letter")
            self.manuscript.doubt(place, message)

    def _read_paragraph(self, place: Lines, text: str, label: TypedLabel | None = None) -> None:
        html, remarks = marks_to_html(text)
        self.manuscript.passage(place, f"<p>{html}</p>", _("paragraph"), label=label)
        if words := MARKED_WORDS.findall(html):
            message = _("in bold or italics: %(words)s") % {"words": ", ".join(words)}
            self.manuscript.understood(place, message)
        self.manuscript.doubts(place, remarks)

    def _question_paragraph(self, place: Lines, text: str) -> None:
        is_short = line_shapes.display_width(text) <= line_shapes.HEADING_WIDTH * 2 // 3
        if line_shapes.NUMBER.match(text):
            self.manuscript.doubt(place, _("numbered, but not part of a list that starts at 1: kept as text"))
        elif is_short and line_shapes.ENDS_LIKE_A_HEADING.search(text):
            self.manuscript.doubt(place, _("read as a paragraph, but it is short. Should it be a heading?"))
        elif text[0].islower() and place[0] > 1:
            message = _("starts with a lowercase letter. Is it the end of the line above?")
            self.manuscript.doubt(place, message)

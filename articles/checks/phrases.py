"""Checks of leftovers in a text: Markdown, HTML, placeholders, words in the wrong script.

Precision comes first: what newspapers do print (김○○ 씨, TK 지역, a question after a dash in a Korean
interview) is no finding, or a warning that a person judges.
"""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import body
from articles.checks.context import checked_passages, foreign_related
from articles.checks.registry import Finding, Severity, register
from articles.models import Language
from articles.text.punctuation import MARKS, markdown_in, quotations
from articles.text.script import foreign_passages

CELLS = {"td", "th"}  # where a dash and a figure stand alone by right

# An asterisk before a note below a table or a text, and the one that points at it: 9.2*
NOTE = re.compile(r"\*\s+[^\s*]")
DASH = re.compile(r"-\s+\S")
REFERENCE = re.compile(r"(?<=[\w%)”’])\*(?![\w*])")

ENTITY = (
    r"&(?:#\d{2,6}|#x[0-9a-f]{2,6}|nbsp|amp|lt|gt|quot|apos|[lr][sd]quo|[mn]dash|hellip|middot|[lg]e|times);"
)
TAG = (
    r"</?(?:a|b|blockquote|br|caption|cite|div|em|figcaption|figure|font|h[1-6]|hr|i|iframe|img|li|ol|p|script"
    r"|span|strong|style|sub|sup|table|tbody|td|th|thead|tr|u|ul)(?:\s[^<>]*)?/?>"
)
HTML = re.compile(rf"{ENTITY}|{TAG}|<!--[^<>\n]*-->|\[/[a-z]{{1,12}}\]", re.I)

# Texts that no newspaper prints.
WRITTEN = "text|headline|title|summary|caption|quote|photo|image|picture|link|content|body"
SHOWN = "사진|이미지|그림|표|그래픽|그래프|영상|링크"
PLACEHOLDERS = re.compile(
    r"lorem ipsum|dolor sit amet"
    r"|\b(?-i:TKTK\w*|TK TK|TODO|FIXME)\b"
    r"|\{\{[^{}\n]*\}\}|\{%[^{}\n]*%\}|\$\{[^{}\n]*\}|%\(\w+\)[sd]|\[object Object\]"
    r"|\[(?:TK|TBD|TBC|caption|headline|summary|name|quote|source|link|image|photo|date|number"
    r"|to come|citation needed|(?:insert|add|quote) [^\]]*)\]"
    rf"|\b(?:insert|add|write|enter|type) (?:your |a |the )?(?:{WRITTEN}) here\b|\byour (?:{WRITTEN}) here\b"
    r"|\[(?:캡션|사진 ?설명|제목|요약|이름|날짜|숫자|인용문|본문|미정)\]"
    r"|[\[(](?:확인|수정|보완|추가|보강|취재)(?: ?(?:필요|요망|중|예정))[\])]|[\[(]작성 ?중[\])]"
    r"|[\[(](?:내용|추후) ?(?:추가|보강|보완)(?: ?예정)?[\])]"
    rf"|[\[(](?:{SHOWN})(?: ?\d+)? ?(?:삽입|첨부|추가|넣기|자리|예정)[\])]"
    r"|제목 ?없음|(?:제목|내용|요약|본문)을 ?입력(?:하세요|해 ?주세요|하십시오)",
    re.I,
)
# The whole of a headline, a summary or a paragraph.
WHOLE = re.compile(
    r"(?:untitled|test|headline|summary|caption|asdf\w*|제목|요약|본문|테스트|무제|ㅁㄴㅇㄹ)[.!]?"
    rf"|\[(?:{SHOWN})(?: ?\d+)?\]",
    re.I,
)
# Texts that newspapers may print, and hardly ever do.
ABBREVIATION = re.compile(r"\(([A-Z]{2,5})\)")  # Daegu and North Gyeongsang (TK)
COUNTED = "%|percent|people|won|dollars|million|billion|trillion|명|원|달러|만|억|조|개|건"
OPEN = (
    r"(?<!Bowl )\bXXX+\b(?! Olympi)|\?{3,}|(?<!\w)_{3,}(?!\w)|\{[A-Za-z][\w.]*\}"
    rf"|(?<!\w)[Xx]{{2,}}(?= ?(?:{COUNTED}))"
)
UNSURE = {
    # TK Elevator is a company.
    Language.EN: re.compile(OPEN + r"|\bTK\b(?!\s*\d| [A-Z])|(?<![\d.,-])\b000\b(?![.,-]?\d)"),
    Language.KO: re.compile(
        OPEN + r"|(?:(?:○|◯|〇|O|0){2,3}|홍길동) ?(?:기자|특파원)|(?<![\d.,-])\b000(?:명|원|건|개|년|월|일)"
    ),
}


@register("text.markdown", Severity.BLOCKER, gettext_lazy("No Markdown is left in the text"))
def check_markdown_left(context):
    meant = [*notes_among(context.segments), *questions_among(context.segments)]
    for segment in printed_passages(context):
        for passage in () if segment in meant else markdown_in(segment.text, is_cell=segment.role in CELLS):
            hint = _(
                "Remove the characters, or replace them with formatting: bold, a link, a list, a heading."
            )
            yield Finding.of_words(segment, passage, _("Markdown is left in the text."), hint)


@register("text.html", Severity.BLOCKER, gettext_lazy("No HTML code is left in the text"))
def check_html_left(context):
    for segment in printed_passages(context):
        for found in HTML.finditer(segment.text):
            message = _("The text contains HTML code, and readers would see it as it is.")
            hint = _("Write the character itself, or remove the code.")
            yield Finding.of_words(segment, found[0], message, hint)


EMPHASIS = "text.emphasis"


@register(EMPHASIS, Severity.WARNING, gettext_lazy("No single word is bold by accident"))
def check_stray_emphasis(context):
    for one in body.stray_emphasis(context.edition.body):
        message = _("A single word within the sentence is bold, as automatic keyword markers leave it.")
        hint = _("Remove it. If it is intended, leave it.")
        yield Finding("body", message, hint=hint, passage=one.word)


@register("text.placeholder", Severity.BLOCKER, gettext_lazy("No placeholder is left in the text"))
def check_placeholders(context):
    for segment in printed_passages(context):
        found = [match[0] for match in PLACEHOLDERS.finditer(segment.text)]
        if WHOLE.fullmatch(segment.text.strip()) and segment.role in {"headline", "summary", "p", "caption"}:
            found.append(segment.text.strip())
        for passage in found:
            yield Finding.of_words(
                segment, passage, _("This is a placeholder."), _("Replace it, or remove it.")
            )


@register("text.unsure", Severity.WARNING, gettext_lazy("Nothing looks unfinished"))
def check_gaps(context):
    explained = {word for segment in context.segments for word in ABBREVIATION.findall(segment.text)}
    for segment in printed_passages(context):
        for found in UNSURE[Language(context.language)].finditer(segment.text):
            spoken = any(start < found.start() < end for start, end in quotations(segment.text))
            if found[0] in explained or (spoken and "?" in found[0]):
                continue
            hint = _("Complete it. If it is intended, leave it.")
            yield Finding.of_words(segment, found[0], _("This looks unfinished."), hint)


def printed_passages(context):
    return [*context.segments, *context.around]


def questions_among(segments):
    """Return the passages that are questions of an interview: behind a dash, before an answer without one."""
    found = []
    for before, segment, after in _with_neighbours(segments):
        is_alone = not any(one and DASH.match(one.text) for one in (before, after))
        if segment.role == "p" and DASH.match(segment.text) and is_alone:
            found.append(segment)
    return found if any(segment.text.rstrip().endswith("?") for segment in found) else []


def _with_neighbours(segments):
    return zip([None, *segments], segments, [*segments[1:], None], strict=False)


def notes_among(segments):
    """Return the passages that are notes and not items: alone below a table or the text, or pointed at."""
    is_pointed_at = any(
        REFERENCE.search(segment.text) and not MARKS.search(segment.text) for segment in segments
    )
    found = []
    for before, segment, after in _with_neighbours(segments):
        is_alone = not any(one and NOTE.match(one.text) for one in (before, after))
        is_below = before and before.field == "body" and (after is None or before.role in CELLS)
        if segment.role == "p" and NOTE.match(segment.text) and (is_pointed_at or (is_alone and is_below)):
            found.append(segment)
    return found


@register("text.script", Severity.BLOCKER, gettext_lazy("All text is in its own language, unless marked"))
def check_script(context):
    text = context.edition
    # Letters of what is marked as another language count for neither.
    muted = checked_passages(text.headline, text.summary, body.mute_marks(text.body))
    for segment, judged in zip(printed_passages(context), [*muted, *context.around], strict=True):
        for passage in foreign_passages(judged.text, context.language, role=segment.role):
            start = judged.text.find(passage)
            yield _script_finding(context, segment, segment.text[start : start + len(passage)])
    for segment in foreign_related(context):
        language = Language(context.other_language).label
        message = _("This related story is in %(language)s only.") % {"language": language}
        hint = _("Choose its story, add a title in this language, or remove it.")
        yield Finding.of_words(segment, segment.text, message, hint)


def _script_finding(context, segment, passage):
    message = _("This is not in %(language)s.") % {"language": Language(context.language).label}
    hint = _(
        "Translate it. To keep it as it is, mark it as another language, or put it in quotation "
        "marks or parentheses."
    )
    return Finding.of_words(segment, passage, message, hint)

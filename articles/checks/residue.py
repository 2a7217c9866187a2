"""What should have been taken out before anybody reads it: marks of Markdown and HTML, and what held a place.

Precision comes first: what newspapers do print (김○○ 씨, TK 지역, a question after a dash in a Korean
interview) is no finding, or a warning that a person judges.
"""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Language
from articles.preflight import Finding, Severity, register

CELLS = {"td", "th"}  # where a dash and a figure stand alone by right

EMPHASIS = [
    r"(?<!\*)\*\*\*?(?=[^\s*])[^\n]*?(?<=[^\s*])\*\*\*?(?!\*)",
    r"(?<![\w*])\*(?=[^\s*])[^*\n]*(?<=[^\s*])\*(?![\w*])",
    r"(?<!\w)__(?=[^\s_])[^\n]*?(?<=[^\s_])__(?!\w)",
    r"(?:(?<=^)|(?<=[\s(“‘\"']))_(?=[^\s_])[^_\n]*(?<=[^\s_])_(?=$|[\s.,;:!?)”’\"'])",
    r"~~(?=\S)[^~\n]+(?<=\S)~~",
    r"(?<!`)(`{1,3})(?=[^\s`])[^`\n]*[^\s`]?\1(?!`)",
    r"\*\*",  # one whose partner is lost
    r"```",
]
LINK = r"!?\[[^\[\]\n]+\]\((?:https?:|mailto:|www\.|[/#]|[\w-]+(?:\.[\w-]+)+/?)[^)\n]*\)"
MARKS = re.compile("|".join([LINK, *EMPHASIS]))
# At the beginning of a paragraph, with the words that follow.
LINE_MARKS = re.compile(r"(?:#{1,6}|[-*>])\s+\S+(?:\s+\S+){0,3}")
RULES = re.compile(r"[-*_=]{3,}|\*(?: \*){2,}|-(?: -){2,}|\|.*\|")

ENTITY = (
    r"&(?:#\d{2,6}|#x[0-9a-f]{2,6}|nbsp|amp|lt|gt|quot|apos|[lr][sd]quo|[mn]dash|hellip|middot|[lg]e|times);"
)
TAG = (
    r"</?(?:a|b|blockquote|br|caption|cite|div|em|figcaption|figure|font|h[1-6]|hr|i|iframe|img|li|ol|p|script"
    r"|span|strong|style|sub|sup|table|tbody|td|th|thead|tr|u|ul)(?:\s[^<>]*)?/?>"
)
HTML = re.compile(f"{ENTITY}|{TAG}", re.I)

# What no newspaper prints.
PLACEHOLDERS = re.compile(
    r"lorem ipsum|dolor sit amet"
    r"|\b(?:TKTK\w*|TK TK|TODO|FIXME)\b"
    r"|\[(?:TK|TBD|TBC|caption|headline|summary|name|quote|source|link|image|photo|(?:insert|add) [^\]]*)\]"
    r"|\[(?:캡션|사진 ?설명|제목|요약|이름|(?:확인|수정) ?필요|(?:추가|보강) ?예정|작성 ?중|미정)\]"
    r"|\((?:(?:확인|수정) ?필요|내용 ?추가|추후 ?보강|보강 ?예정|작성 ?중)\)"
    r"|제목 ?없음|(?:제목|내용|요약|본문)을 ?입력(?:하세요|해 ?주세요|하십시오)",
    re.I,
)
# The whole of a headline, a summary or a paragraph.
WHOLE = re.compile(
    r"(?:untitled|test|headline|summary|asdf\w*|제목|요약|본문|테스트|무제|ㅁㄴㅇㄹ)[.!]?", re.I
)
# What one may print, and hardly ever does.
OPEN = r"\bXXX+\b|\?{3,}"
UNSURE = {
    Language.EN: re.compile(OPEN + r"|\bTK\b(?!\s*\d)|(?<![\d.,-])\b000\b(?![.,-]?\d)"),
    Language.KO: re.compile(
        OPEN + r"|(?:(?:○|◯|〇|O|0){2,3}|홍길동) ?(?:기자|특파원)|(?<![\d.,-])\b000(?:명|원|건|개|년|월|일)"
    ),
}


@register("text.markdown", Severity.BLOCKER, gettext_lazy("No mark of Markdown is left in what readers see"))
def markdown(copy):
    for segment in printed(copy):
        for passage in marks_in(segment):
            yield Finding(
                segment.field,
                _("A mark of Markdown is left in the text."),
                hint=_(
                    "Take the signs out, or make of them what they meant: bold, a link, a list, a heading."
                ),
                passage=passage,
                row=segment.row,
            )


@register("text.html", Severity.BLOCKER, gettext_lazy("No mark of HTML stands in what readers see"))
def html(copy):
    for segment in printed(copy):
        for found in HTML.finditer(segment.text):
            yield Finding(
                segment.field,
                _("A mark of HTML stands in the text, and readers would see it as it is."),
                hint=_("Write the sign itself, or take the mark out."),
                passage=found[0],
                row=segment.row,
            )


@register("text.placeholder", Severity.BLOCKER, gettext_lazy("Nothing stands there that only holds a place"))
def placeholder(copy):
    for segment in printed(copy):
        found = [match[0] for match in PLACEHOLDERS.finditer(segment.text)]
        if WHOLE.fullmatch(segment.text.strip()) and segment.role in {"headline", "summary", "p", "caption"}:
            found.append(segment.text.strip())
        for passage in found:
            yield Finding(
                segment.field,
                _("These words hold a place for others."),
                hint=_("Write what belongs there, or take them out."),
                passage=passage,
                row=segment.row,
            )


@register("text.unsure", Severity.WARNING, gettext_lazy("Nothing looks as if it were still to be filled in"))
def unsure(copy):
    for segment in printed(copy):
        for found in UNSURE[Language(copy.language)].finditer(segment.text):
            yield Finding(
                segment.field,
                _("This looks as if it were still to be filled in."),
                hint=_("Write what belongs there. If it is meant, it may stay."),
                passage=found[0],
                row=segment.row,
            )


def printed(copy):
    return [*copy.segments, *copy.around]


def marks_in(segment):
    """The passages of one segment that show a mark of Markdown, as they stand there."""
    text = segment.text.strip()
    if segment.role in CELLS:
        return [found[0] for found in MARKS.finditer(text)]
    if RULES.fullmatch(text):
        return [text]
    first = [found[0]] if (found := LINE_MARKS.match(text)) else []
    return first + [found[0] for found in MARKS.finditer(text)]

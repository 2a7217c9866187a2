"""Leftovers of writing in a text: HTML code, placeholders, and gaps that look unfinished.

The words are data, in leftovers.toml.
"""

import re
from pathlib import Path
from typing import NamedTuple

from articles.text.punctuation import quotations
from articles.text.word_tables import any_of, read_word_tables


class LeftoverTables(NamedTuple):
    """The tables of leftovers.toml."""

    html_elements: tuple[str, ...]
    html_entities: tuple[str, ...]
    written: tuple[str, ...]
    shown: tuple[str, ...]
    bracketed: tuple[str, ...]
    whole: tuple[str, ...]
    counted: tuple[str, ...]


WORDS = read_word_tables(Path(__file__).with_name("leftovers.toml"), LeftoverTables)

ENTITY = rf"&(?:#\d{{2,6}}|#x[0-9a-f]{{2,6}}|{any_of(WORDS.html_entities)});"
TAG = rf"</?(?:{any_of(WORDS.html_elements)})(?:\s[^<>]*)?/?>"
HTML = re.compile(rf"{ENTITY}|{TAG}|<!--[^<>\n]*-->|\[/[a-z]{{1,12}}\]", re.I)

# Texts that no newspaper prints.
WRITTEN, SHOWN = any_of(WORDS.written), any_of(WORDS.shown)
PLACEHOLDERS = re.compile(
    r"lorem ipsum|dolor sit amet"
    r"|\b(?-i:TKTK\w*|TK TK|TODO|FIXME)\b"
    r"|\{\{[^{}\n]*\}\}|\{%[^{}\n]*%\}|\$\{[^{}\n]*\}|%\(\w+\)[sd]|\[object Object\]"
    rf"|\[(?:{any_of(WORDS.bracketed)}|(?:insert|add|quote) [^\]]*)\]"
    rf"|\b(?:insert|add|write|enter|type) (?:your |a |the )?(?:{WRITTEN}) here\b|\byour (?:{WRITTEN}) here\b"
    r"|[\[(](?:확인|수정|보완|추가|보강|취재)(?: ?(?:필요|요망|중|예정))[\])]|[\[(]작성 ?중[\])]"
    r"|[\[(](?:내용|추후) ?(?:추가|보강|보완)(?: ?예정)?[\])]"
    rf"|[\[(](?:{SHOWN})(?: ?\d+)? ?(?:삽입|첨부|추가|넣기|자리|예정)[\])]"
    r"|제목 ?없음|(?:제목|내용|요약|본문)을 ?입력(?:하세요|해 ?주세요|하십시오)",
    re.I,
)
# Matches a whole headline, summary or paragraph.
WHOLE = re.compile(rf"(?:{any_of(WORDS.whole)}|asdf\w*)[.!]?|\[(?:{SHOWN})(?: ?\d+)?\]", re.I)
# Texts that newspapers print only rarely.
OPEN = (
    r"(?<!Bowl )\bXXX+\b(?! Olympi)|\?{3,}|(?<!\w)_{3,}(?!\w)|\{[A-Za-z][\w.]*\}"
    rf"|(?<!\w)[Xx]{{2,}}(?= ?(?:{any_of(WORDS.counted)}))"
)
GAPS = {
    # TK Elevator is a company.
    "en": re.compile(OPEN + r"|\bTK\b(?!\s*\d| [A-Z])|(?<![\d.,-])\b000\b(?![.,-]?\d)"),
    "ko": re.compile(
        OPEN + r"|(?:(?:○|◯|〇|O|0){2,3}|홍길동) ?(?:기자|특파원)|(?<![\d.,-])\b000(?:명|원|건|개|년|월|일)"
    ),
}


def html_in(text: str) -> list[str]:
    """Return the HTML code in a text."""
    return [match[0] for match in HTML.finditer(text)]


def placeholders_in(text: str, *, is_whole: bool) -> list[str]:
    """Return the placeholders in a text.

    is_whole  whether a text that is only a word like “Headline” is a placeholder, too
    """
    placeholders = [match[0] for match in PLACEHOLDERS.finditer(text)]
    if is_whole and WHOLE.fullmatch(text.strip()):
        placeholders.append(text.strip())
    return placeholders


def gaps_in(text: str, language: str) -> list[str]:
    """Return the passages of a text in "en" or "ko" that look unfinished, except ??? in a quotation."""
    quoted = quotations(text)
    return [
        match[0]
        for match in GAPS[language].finditer(text)
        if "?" not in match[0] or not any(start < match.start() < end for start, end in quoted)
    ]

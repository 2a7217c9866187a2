"""Leftover Markdown in a text that readers see. Signs that newspapers print themselves do not count."""

import re

EMPHASIS = [
    # Behind a Latin letter they hide a word (s**t), or mark one within it (sepa**rate**ly).
    r"(?<![*A-Za-z])\*\*\*?(?=[^\s*])[^\n]{1,400}?(?<=[^\s*])\*\*\*?(?!\*)",
    r"(?<=[A-Za-z])\*\*[A-Za-z]{3,}\*\*(?!\*)",
    r"(?<![\w*])\*(?=[^\s*])[^*\n]*(?<=[^\s*])\*(?![A-Za-z0-9*])",
    r"(?<!\w)__(?=[^\s_])[^\n]*?(?<=[^\s_])__(?![A-Za-z0-9_])",
    r"(?:(?<=^)|(?<=[\s(“‘\"']))_(?=[^\s_])[^_\n]*(?<=[^\s_])_(?=$|[\s.,;:!?)”’\"'가-힣])",
    r"~~(?=\S)[^~\n]+(?<=\S)~~",
    r"(?<![`\w])(?P<ticks>`{1,3})(?=[^\s`])[^`\n]*[^\s`]?(?P=ticks)(?!`)",
    r"(?<!\*)\*\*(?!\*)(?<![A-Za-z]\*\*(?=[A-Za-z]))(?<!\d\*\*(?=\d))",  # one whose partner is lost
    r"```",
    r"\[\^[\w-]+\]",
]
LINK = r"!?\[[^\[\]\n]+\]\((?:https?:|mailto:|www\.|[/#]|[\w-]+(?:\.[\w-]+)+/?)[^)\n]*\)|\[\[[^\[\]\n]+\]\]"
ADDRESS = r"(?P<address>(?:https?://|www\.)[^\s<>\"“”)\]]+)"
MARKS = re.compile("|".join([LINK, ADDRESS, *EMPHASIS]))
# At the beginning of a paragraph, with the words that follow.
LINE_MARKS = re.compile(r"(?:#{1,6}|[-*>])\s+\S+(?:\s+\S+){0,3}")
RULES = re.compile(r"[-*_=]{3,}|\*(?: \*){2,}|-(?: -){2,}|\|.*\|")


def markdown_in(text: str, *, is_cell: bool = False) -> list[str]:
    """Return the passages with a Markdown sign in a text without markup; addresses do not count.

    is_cell  of a table, where a dash and a figure stand alone by right
    """
    text = text.strip()
    marks = [found[0] for found in MARKS.finditer(text) if not found["address"]]
    if is_cell:
        return marks
    if RULES.fullmatch(text):
        return [text]
    first = [found[0]] if (found := LINE_MARKS.match(text)) else []
    return first + marks

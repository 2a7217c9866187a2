"""Texts that nobody would write and anybody can post: one short unit each, repeated to a length."""

# fmt: off
UNITS = {
    "round brackets": "(", "square brackets": "[", "corner brackets": "「", "angle quotes": "《",
    "linked brackets": "](", "half a link": "[a](", "a link with brackets": "[a](b(c", "pictures": "![",
    "middle dots": "·", "asterisks": "*", "bold": "**a ", "underscores": "_", "emphasis": "_a ", "backticks": "`",
    "double quotes": '"', "quotes that open": "“", "quotes that close": "”", "single quotes": "'a ",
    "apostrophes": "’", "quotes that alternate": "‘a’ “b” ", "nested quotes": "“‘", "quoted words": "“가” ",
    "digits": "7", "digits with commas": "1,234,", "decimals": "1.5 ", "figures": "3 million, ", "만": "만 ", "억": "억",
    "small numerals": "천 ", "years": "2026년 ", "dates": "March 3, ", "times": "12:34:", "units": "5 km ",
    "won": "3조 ", "per cent": "5% ", "ranges": "3~", "number words": "twenty-",
    "spaces": " ", "spaced letters": "a   ", "line ends": "\n", "no-break spaces": "\u00a0", "spaced digits": "1\u00a0",
    "combining marks": "e\u0301", "marks without a letter": "\u0301", "jamo": "ㄱㅏ", "conjoining jamo": "\u1112\u1161\u11ab",
    "less than": "<", "tags that open": "<b>", "tags nested": "<div><p>", "half a tag": "<a href=", "tags that close": "</p>",
    "headings in HTML": "<h2>a</h2>", "items in HTML": "<li>a", "cells": "<td>a", "rows of cells": "<tr><td>", "tables in HTML": "<table>",
    "figures in HTML": '<figure data-image="1">', "quotes in HTML": "<blockquote><p>a", "marks in HTML": "<b>a</b><i>b</i>", "breaks": "<br>",
    "links in HTML": '<a href="https://a.b">a</a>', "comments": "<!--",
    "ampersands": "&", "entities": "&amp;", "escaped entities": "&amp;amp;",
    "addresses": "http://", "spaced addresses": "https://a.b/c ", "at signs": "@", "mailboxes": "a@b.", "dots": ".",
    "full stops": "a. ", "question marks": "?", "colons": "a: ", "colons with speakers": "Kim: “a” ", "commas": ",", "slashes": "/",
    "hyphens": "-", "hyphenated": "a-", "dashes": "— a ", "rules": "---\n", "list items": "1. a\n", "bullets": "- a\n",
    "nested lists": "- - ", "quoted lines": "> a\n", "nested quoted lines": "> > ", "tables": "| a ", "table rows": "|a|b|\n",
    "headings": "## a\n\n", "labels": "The Lead: a\n\n", "paragraphs": "a.\n\n", "Korean paragraphs": "갔다.\n\n",
    "zero-width spaces": "\u200b", "emoji": "👩\u200d🚀", "joiners": "\u200d", "direction marks": "\u200fa", "overrides": "\u202e",
    "names": "Kim Ha-neul ", "Korean names": "김하늘 ", "capitals": "A", "initials": "A. ", "mixed case": "xX", "titles": "President ",
    "acronyms": "U.S. ", "a word": "a", "words": "rate ", "distinct": "{n} a{n} ", "a Korean word": "가", "Korean words": "정부 ",
    "particles": "은는 ", "sentences": "다. ", "verbs": "말했다 ", "numbered tags": "⟨1⟩", "tag brackets": "⟨", "section signs": "§§ ",
    "arrows": "⇒\n", "placeholders": "XXX ", "braces": "{", "backslashes": "\\", "hanja": "美 ", "vague": "관계자 ", "vague English": "some ",
    "officials": "senior officials ", "places": "in Haeon ", "Korean places": "서울시 ", "from": "from ",
}
# fmt: on


def hostile_text(name: str, length: int, mark: str = "") -> str:
    """Return the unit of a name, repeated to about a length; the mark at its end keeps it out of caches."""
    unit = UNITS[name]
    if "{n}" in unit:
        parts, size, number = [], 0, 0
        while size < length:
            parts.append(unit.replace("{n}", str(number)))
            size, number = size + len(parts[-1]), number + 1
        return "".join(parts) + mark
    return unit * (length // len(unit)) + mark

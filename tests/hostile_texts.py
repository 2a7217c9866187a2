"""Texts that nobody would write and anybody can post: one short unit each, repeated to a length."""

# fmt: off
UNITS = {
    "round brackets": "(", "square brackets": "[", "linked brackets": "](", "middle dots": "·",
    "asterisks": "*", "bold": "**a ", "underscores": "_", "backticks": "`", "double quotes": '"',
    "quotes that open": "“", "quotes that close": "”", "single quotes": "'a ",
    "quotes that alternate": "‘a’ “b” ", "digits": "7", "digits with commas": "1,234,", "만": "만 ",
    "억": "억", "spaces": " ", "line ends": "\n", "no-break spaces": "\u00a0",
    "combining marks": "e\u0301", "jamo": "ㄱㅏ", "less than": "<", "tags nested": "<div><p>",
    "tags that begin in quotes": "<b \"'<b' \"",
    "headings in HTML": "<h2>a</h2>", "tables in HTML": "<table>", "ampersands": "&",
    "entities": "&amp;", "addresses": "http://", "at signs": "@", "hyphens": "-",
    "hyphenated": "a-", "list items": "1. a\n", "quoted lines": "> a\n", "tables": "| a ",
    "headings": "## a\n\n", "labels": "The Lead: a\n\n", "paragraphs": "a.\n\n",
    "zero-width spaces": "\u200b", "emoji": "👩\u200d🚀", "direction marks": "\u200fa",
    "names": "Kim Ha-neul ", "a word": "a", "distinct": "{n} a{n} ", "a Korean word": "가",
    "particles": "은는 ", "numbered tags": "⟨1⟩", "tag brackets": "⟨", "vague": "관계자 ",
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

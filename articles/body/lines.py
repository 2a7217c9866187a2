"""One line of text with marks: a paragraph, a heading, a cell, a caption.

A line is a flat list of leaves, each with its marks, as in ProseMirror. Flat, it
has one normal form however the marks were nested when they came in.
"""

from html import escape
from typing import NamedTuple

from articles.body.characters import clean
from articles.body.vocabulary import MARKS

BREAK = "\n"
# Composes with the bracket of the tag before it, should anybody normalise a whole body.
COMPOSES_WITH_BRACKETS = "\u0338"


class Leaf(NamedTuple):
    """A stretch of text, unescaped, or BREAK, with its marks: {name: its attribute as written}."""

    text: str
    marks: dict


def line(leaves):
    """The canonical HTML of one line, "" when nothing visible is in it."""
    return written(normalised(leaves))


def lines(leaves):
    """The canonical HTML of the lines that two breaks in a row separate."""
    parts, breaks = [[]], 0
    for leaf in leaves:
        if leaf.text == BREAK:
            breaks += 1
        elif leaf.text.strip():
            if breaks > 1:
                parts.append([])
            breaks = 0
        parts[-1].append(leaf)
    return [html for html in map(line, parts) if html]


def normalised(leaves):
    """The leaves in normal form: clean text, no blank at an edge, equal neighbours joined."""
    while True:
        joined = _joined(leaves)
        result = _plain_gaps(_trimmed([Leaf(_clean(text), marks) for text, marks in joined]))
        if result == leaves or (len(result) == 1 and len(joined) == 1):
            return result
        leaves = result


def _clean(text):
    return text if text == BREAK else clean(text)


def _joined(leaves):
    joined = []
    for leaf in leaves:
        last = joined[-1] if joined else None
        if last and BREAK not in (last.text, leaf.text) and last.marks == leaf.marks:
            joined[-1] = Leaf(last.text + leaf.text, last.marks)
        elif leaf.text:
            joined.append(leaf)
    return joined


def _trimmed(leaves):
    """Without spaces at the edges, beside breaks and after a space; without breaks at the edges."""
    kept = []
    for text, marks in leaves:
        if text == BREAK:
            _strip_end(kept, " ")
            if not kept or kept[-1].text == BREAK:
                continue
        elif not kept or kept[-1].text[-1] in " \n":
            text = text.lstrip(" ")
        if text:
            kept.append(Leaf(text, marks))
    _strip_end(kept, " \n")
    return kept


def _strip_end(leaves, characters):
    while leaves and not leaves[-1].text.rstrip(characters):
        leaves.pop()
    if leaves:
        leaves[-1] = Leaf(leaves[-1].text.rstrip(characters), leaves[-1].marks)


def _plain_gaps(leaves):
    """A space or break carries only the marks that go on through it."""
    for place, (text, marks) in enumerate(leaves):
        if marks and text in (" ", BREAK):
            before, after = leaves[place - 1].marks, leaves[place + 1].marks
            through = {
                name: mark for name, mark in marks.items() if before.get(name) == mark == after.get(name)
            }
            leaves[place] = Leaf(text, through)
    return leaves


def written(leaves):
    """Leaves as HTML: marks in the order of the vocabulary, closed no earlier than they must be."""
    html, is_open = [], []
    for text, marks in leaves:
        wanted = [(name, marks[name]) for name in MARKS if name in marks] if marks else []
        shared = 0
        while shared < min(len(is_open), len(wanted)) and is_open[shared] == wanted[shared]:
            shared += 1
        html += [f"</{name}>" for name, attribute in reversed(is_open[shared:])]
        html += [f"<{name}{attribute}>" for name, attribute in wanted[shared:]]
        html.append("<br>" if text == BREAK else _escaped(text))
        is_open = wanted
    html += [f"</{name}>" for name, attribute in reversed(is_open)]
    return "".join(html)


def _escaped(text):
    html = escape(text, quote=False).replace("\u00a0", "&nbsp;")
    return f"&#{ord(html[0])};{html[1:]}" if html.startswith(COMPOSES_WITH_BRACKETS) else html

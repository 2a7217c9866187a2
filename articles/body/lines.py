"""One line of text with marks: a paragraph, a heading, a cell, a caption."""

from articles.body.characters import clean
from articles.text.leaves import BREAK, normalised, written


def line(leaves):
    """The canonical HTML of one line, "" when nothing visible is in it."""
    return written(normalised(leaves, clean))


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

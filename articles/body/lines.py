"""One line of text with marks: a paragraph, a heading, a cell, a caption."""

from articles.body.characters import clean_text
from articles.text.leaves import BREAK, normalise_leaves, write_leaves


def canonical_line(leaves):
    """The canonical HTML of one line, "" when nothing visible is in it."""
    return write_leaves(normalise_leaves(leaves, clean_text))


def canonical_lines(leaves):
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
    return [html for html in map(canonical_line, parts) if html]

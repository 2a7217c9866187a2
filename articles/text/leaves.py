"""The inside of a segment as a flat list of leaves: text, each stretch with its marks, as in ProseMirror.

Flat, it has one canonical HTML however the marks were nested: the one that bodies are stored in.
"""

import re
from html import escape, unescape
from typing import NamedTuple

from articles.text.tokens import TOKEN

# Outermost first: two marks on the same text are always nested in this order.
MARKS = ("a", "span", "strong", "em", "sub", "sup")
APART = {"sub": "sup", "sup": "sub"}  # nothing is both
BREAK = "\n"
BREAK_NAME = "br"
BLANKS = re.compile(r" {2,}")
# Composes with the bracket of the tag before it, should anybody normalise a whole body.
COMPOSES_WITH_BRACKETS = "\u0338"


class Leaf(NamedTuple):
    """A stretch of text, unescaped, or BREAK, with its marks: {name: its opening tag}."""

    text: str
    marks: dict


def add_mark(marks, tag):
    """The marks of text inside one more pair; the inner one wins where both cannot be."""
    name = tag.split(" ", 1)[0]
    return {mark: held for mark, held in marks.items() if mark != APART.get(name)} | {name: tag}


def read_leaves(html):
    """The leaves of canonical inline HTML."""
    leaves, marks = [], [{}]
    for slash, name, attributes, text in TOKEN.findall(html):
        if text:
            leaves.append(Leaf(unescape(text), marks[-1]))
        elif name == BREAK_NAME:
            leaves.append(Leaf(BREAK, marks[-1]))
        elif name in MARKS and not slash:
            marks.append(add_mark(marks[-1], name + attributes))
        elif name in MARKS and len(marks) > 1:
            marks.pop()
    return leaves


def fold_blanks(text):
    return BLANKS.sub(" ", text)


def normalise_leaves(leaves, clean=fold_blanks):
    """The leaves in normal form: no blank at an edge, equal neighbours joined, each text made `clean`."""
    while True:
        joined = _join_equal_leaves(leaves)
        result = [Leaf(text if text == BREAK else clean(text), marks) for text, marks in joined]
        result = _plain_gaps(_trim_leaves(result))
        if result == leaves or (len(result) == 1 and len(joined) == 1):
            return result
        leaves = result


def _join_equal_leaves(leaves):
    joined = []
    for leaf in leaves:
        last = joined[-1] if joined else None
        if last and BREAK not in (last.text, leaf.text) and last.marks == leaf.marks:
            joined[-1] = Leaf(last.text + leaf.text, last.marks)
        elif leaf.text:
            joined.append(leaf)
    return joined


def _trim_leaves(leaves):
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
            through = {name: tag for name, tag in marks.items() if before.get(name) == tag == after.get(name)}
            leaves[place] = Leaf(text, through)
    return leaves


def write_leaves(leaves):
    """Leaves as HTML: marks in the order of MARKS, closed no earlier than they must be."""
    html, is_open = [], []
    for text, marks in leaves:
        wanted = [marks[name] for name in MARKS if name in marks] if marks else []
        shared = 0
        while shared < min(len(is_open), len(wanted)) and is_open[shared] == wanted[shared]:
            shared += 1
        html += [_closing_tag(tag) for tag in reversed(is_open[shared:])]
        html += [f"<{tag}>" for tag in wanted[shared:]]
        html.append(f"<{BREAK_NAME}>" if text == BREAK else _escape_leaf(text))
        is_open = wanted
    return "".join(html + [_closing_tag(tag) for tag in reversed(is_open)])


def _closing_tag(tag):
    return f"</{tag.split(' ', 1)[0]}>"


def _escape_leaf(text):
    html = escape(text, quote=False).replace("\u00a0", "&nbsp;")
    return f"&#{ord(html[0])};{html[1:]}" if html.startswith(COMPOSES_WITH_BRACKETS) else html

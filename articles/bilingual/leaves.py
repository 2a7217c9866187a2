"""The inside of a segment as a flat list of leaves: text, each stretch with its marks.

Flat, it has one canonical HTML however the marks were nested: the one that bodies are stored in.
"""

import re
from html import escape, unescape
from itertools import groupby
from typing import NamedTuple

# Outermost first: two marks on the same text are always nested in this order.
MARKS = ("a", "span", "strong", "em", "sub", "sup")
BREAK = "br"
APART = {"sub": "sup", "sup": "sub"}  # nothing is both
TOKEN = re.compile(r'<(?P<end>/?)(?P<tag>(?P<name>[a-z][a-z0-9]*)(?: [a-z-]+="[^"]*")*)>|(?P<text>[^<]+|<)')
WORDS_AND_BLANKS = re.compile(r"[^ ]+| +")
COMPOSES_WITH_BRACKETS = "\u0338"  # would change the bracket of the tag before it


class Leaf(NamedTuple):
    """A stretch of text, unescaped, or None for a break, with its marks: {name: opening tag}."""

    text: str | None
    marks: dict

    @property
    def is_blank(self):
        return not (self.text and self.text.strip(" "))


def marked(marks, tag):
    """The marks of text inside one more pair; the inner one wins where both cannot be."""
    name = tag.split(" ")[0]
    return {mark: held for mark, held in marks.items() if mark != APART.get(name)} | {name: tag}


def read(html):
    """The leaves of canonical inline HTML."""
    leaves, marks = [], [{}]
    for match in TOKEN.finditer(html):
        name = match["name"]
        if match["text"]:
            leaves.append(Leaf(unescape(match["text"]), marks[-1]))
        elif name == BREAK:
            leaves.append(Leaf(None, marks[-1]))
        elif name in MARKS and not match["end"]:
            marks.append(marked(marks[-1], match["tag"]))
        elif name in MARKS and len(marks) > 1:
            marks.pop()
    return leaves


def written(leaves):
    """The canonical HTML of leaves whose characters are clean; "" when nothing visible is in them."""
    html, is_open = [], []
    for text, marks in _joined(_tidied(leaves)):
        wanted = [marks[name] for name in MARKS if name in marks]
        shared = 0
        while shared < min(len(is_open), len(wanted)) and is_open[shared] == wanted[shared]:
            shared += 1
        html += [_end(tag) for tag in reversed(is_open[shared:])]
        html += [f"<{tag}>" for tag in wanted[shared:]]
        html.append(f"<{BREAK}>" if text is None else _escaped(text))
        is_open = wanted
    return "".join(html + [_end(tag) for tag in reversed(is_open)])


def _tidied(leaves):
    """With one blank between words, a break if one was there, and none at the edges."""
    runs = [(is_blank, list(run)) for is_blank, run in groupby(_pieces(leaves), lambda leaf: leaf.is_blank)]
    tidied = []
    for place, (is_blank, run) in enumerate(runs):
        if not is_blank:
            tidied += run
        elif 0 < place < len(runs) - 1:
            tidied.append(_gap(run, runs[place - 1][1][-1].marks, runs[place + 1][1][0].marks))
    return tidied


def _pieces(leaves):
    for leaf in leaves:
        if leaf.text is None:
            yield leaf
        else:
            yield from (Leaf(piece, leaf.marks) for piece in WORDS_AND_BLANKS.findall(leaf.text))


def _gap(run, before, after):
    """What a run of blanks comes to. One that stands alone carries only the marks that go on through it."""
    is_break = any(leaf.text is None for leaf in run)
    marks = next(leaf.marks for leaf in run if leaf.text is None or not is_break)
    if is_break or marks not in (before, after):
        marks = {name: tag for name, tag in marks.items() if before.get(name) == tag == after.get(name)}
    return Leaf(None if is_break else " ", marks)


def _joined(leaves):
    joined = []
    for leaf in leaves:
        last = joined[-1] if joined else None
        if last and None not in (last.text, leaf.text) and last.marks == leaf.marks:
            joined[-1] = Leaf(last.text + leaf.text, last.marks)
        else:
            joined.append(leaf)
    return joined


def _end(tag):
    return f"</{tag.split(' ')[0]}>"


def _escaped(text):
    html = escape(text, quote=False).replace("\u00a0", "&nbsp;")
    return f"&#{ord(html[0])};{html[1:]}" if html.startswith(COMPOSES_WITH_BRACKETS) else html

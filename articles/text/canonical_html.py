"""Reader and writer of the canonical HTML of bodies: tokens, inline leaves, and a tree of blocks.

Canonical HTML is a regular language: tags in lower case, every attribute quoted, every `<` of the text
escaped. A regular expression reads it exactly, at any depth; an HTML parser could read it differently.

Leaves are the inside of a segment as a flat list: stretches of text, each with its marks, as in ProseMirror.
A flat list has one canonical HTML, however the marks were nested. In the tree of blocks, a leaf element holds
the inline HTML of one segment; all other elements are containers.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any, NamedTuple

TOKEN = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z-]+(?:="[^"]*")?)*)>|([^<]+|<)')
ATTRIBUTE = re.compile(r' ([a-z-]+)(?:="([^"]*)")?')


# ("text", raw), ("start", name, attributes) or ("end", name)
type HtmlToken = tuple[Any, ...]


def html_tokens(html: str) -> Iterator[HtmlToken]:
    """Yield ("text", raw), ("start", name, attributes) or ("end", name).

    Text is still escaped; attribute values (a dict) are unescaped.
    """
    for match in TOKEN.finditer(html):
        slash, name, attributes, text = match.groups()
        if text is not None:
            yield ("text", text)
        elif slash:
            yield ("end", name)
        else:
            yield ("start", name, {key: unescape(value) for key, value in ATTRIBUTE.findall(attributes)})


# Outermost first: two marks on the same text are always nested in this order.
MARKS = ("a", "span", "strong", "em", "sub", "sup")
APART = {"sub": "sup", "sup": "sub"}  # they exclude each other
BREAK = "\n"
BREAK_NAME = "br"
BLANKS = re.compile(r" {2,}")
# A combining character, which is escaped: NFC would combine it with the > of the tag before it.
COMPOSES_WITH_BRACKETS = "\u0338"


class Leaf(NamedTuple):
    """A stretch of unescaped text, or BREAK, with its marks: {name: its opening tag}."""

    text: str
    marks: dict[str, str]


def add_mark(marks: dict[str, str], tag: str) -> dict[str, str]:
    """Return marks with one more tag inside. If two marks exclude each other, the inner one wins."""
    name = tag.split(" ", 1)[0]
    return {mark: held for mark, held in marks.items() if mark != APART.get(name)} | {name: tag}


def read_leaves(html: str) -> list[Leaf]:
    """Return the leaves of canonical inline HTML."""
    leaves: list[Leaf] = []
    marks: list[dict[str, str]] = [{}]
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


def fold_blanks(text: str) -> str:
    return BLANKS.sub(" ", text)


def normalise_leaves(leaves: Iterable[Leaf], clean: Callable[[str], str] = fold_blanks) -> list[Leaf]:
    """Normalise leaves: trim spaces at the edges, join equal neighbours, apply `clean` to each text."""
    while True:
        joined = _join_equal_leaves(leaves)
        result = [Leaf(text if text == BREAK else clean(text), marks) for text, marks in joined]
        result = _plain_gaps(_trim_leaves(result))
        if result == leaves or (len(result) == 1 and len(joined) == 1):
            return result
        leaves = result


def _join_equal_leaves(leaves: Iterable[Leaf]) -> list[Leaf]:
    joined: list[Leaf] = []
    for leaf in leaves:
        last = joined[-1] if joined else None
        if last and BREAK not in (last.text, leaf.text) and last.marks == leaf.marks:
            joined[-1] = Leaf(last.text + leaf.text, last.marks)
        elif leaf.text:
            joined.append(leaf)
    return joined


def _trim_leaves(leaves: Iterable[Leaf]) -> list[Leaf]:
    """Strip spaces at the edges, beside breaks and after a space; strip breaks at the edges."""
    kept: list[Leaf] = []
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


def _strip_end(leaves: list[Leaf], characters: str) -> None:
    while leaves and not leaves[-1].text.rstrip(characters):
        leaves.pop()
    if leaves:
        leaves[-1] = Leaf(leaves[-1].text.rstrip(characters), leaves[-1].marks)


def _plain_gaps(leaves: list[Leaf]) -> list[Leaf]:
    """Remove from spaces and breaks all marks that the text before or after them does not have."""
    for index, (text, marks) in enumerate(leaves):
        if marks and text in (" ", BREAK):
            before, after = leaves[index - 1].marks, leaves[index + 1].marks
            through = {name: tag for name, tag in marks.items() if before.get(name) == tag == after.get(name)}
            leaves[index] = Leaf(text, through)
    return leaves


def write_leaves(leaves: Iterable[Leaf]) -> str:
    """Return leaves as HTML: marks in the order of MARKS, each closed as late as possible."""
    html: list[str] = []
    is_open: list[str] = []
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


def _closing_tag(tag: str) -> str:
    return f"</{tag.split(' ', 1)[0]}>"


def _escape_leaf(text: str) -> str:
    html = escape(text, quote=False).replace("\u00a0", "&nbsp;")
    return f"&#{ord(html[0])};{html[1:]}" if html.startswith(COMPOSES_WITH_BRACKETS) else html


LEAVES = {"headline", "summary", "p", "h2", "h3", "cite", "figcaption", "caption", "td", "th"}
VOID = {"hr"}


@dataclass
class BodyNode:
    """An element of a body.

    opening   its tag as written, without brackets: 'p', 'figure data-image="12"'; "" for stray text
    children  nodes of a container
    html      inner HTML of a leaf
    """

    opening: str
    children: list["BodyNode"] = field(default_factory=list)
    html: str = ""

    @property
    def name(self) -> str:
        return self.opening.split(" ", 1)[0]

    @property
    def is_leaf(self) -> bool:
        return self.name in LEAVES

    def to_html(self) -> str:
        if not self.opening or self.name in VOID:
            return f"<{self.opening}>" if self.opening else self.html
        inside = self.html if self.is_leaf else "".join(child.to_html() for child in self.children)
        return f"<{self.opening}>{inside}</{self.name}>"

    def leaves(
        self, above: tuple["BodyNode", ...] = ()
    ) -> Iterator[tuple[tuple["BodyNode", ...], "BodyNode"]]:
        """Yield (containers, leaf) for each leaf of this node, in text order."""
        if self.is_leaf:
            yield above, self
        for child in self.children:
            yield from child.leaves((*above, self))


def parse_body(html: str) -> BodyNode:
    """Return the root BodyNode of a canonical body; its `opening` is "body", which write_body leaves out."""
    root, position = BodyNode("body"), 0
    path = [root]
    while position < len(html):
        match = TOKEN.match(html, position)
        slash, name, _attributes, text = match.groups() if match else ("", "", "", html[position])
        position = match.end() if match else position + 1
        if text is not None:
            path[-1].children.append(BodyNode("", html=text))
        elif slash:
            path.pop() if len(path) > 1 else None
        else:
            assert match is not None  # a tag, as there is no text
            node = BodyNode(match[0][1:-1])
            path[-1].children.append(node)
            if node.is_leaf:
                end = html.find(f"</{name}>", position)
                end = len(html) if end < 0 else end
                node.html, position = html[position:end], end + len(name) + 3
            elif name not in VOID:
                path.append(node)
    return root


def write_body(root: BodyNode) -> str:
    """Return the HTML of a root; the inverse of parse_body on canonical bodies."""
    return "".join(child.to_html() for child in root.children)

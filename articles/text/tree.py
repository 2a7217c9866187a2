"""A body as a tree of its blocks, read and written without loss.

A leaf holds text: what stands in it is inline HTML and is one segment. All else are containers.
"""

from dataclasses import dataclass, field

from articles.text.tokens import TOKEN

LEAVES = {"headline", "summary", "p", "h2", "h3", "cite", "figcaption", "caption", "td", "th"}
VOID = {"hr"}


@dataclass
class BodyNode:
    """One element of a body.

    opening   its tag as written, without brackets: 'p', 'figure data-image="12"'; "" for stray text
    children  of a container; html  the inside of a leaf
    """

    opening: str
    children: list = field(default_factory=list)
    html: str = ""

    @property
    def name(self):
        return self.opening.split(" ", 1)[0]

    @property
    def is_leaf(self):
        return self.name in LEAVES

    def written(self):
        if not self.opening or self.name in VOID:
            return f"<{self.opening}>" if self.opening else self.html
        inside = self.html if self.is_leaf else "".join(child.written() for child in self.children)
        return f"<{self.opening}>{inside}</{self.name}>"

    def leaves(self, above=()):
        """Yield (its containers, leaf) of this node, in the order of the text."""
        if self.is_leaf:
            yield above, self
        for child in self.children:
            yield from child.leaves((*above, self))


def parse_body(html):
    """The root Node of a canonical body; its `opening` is "body", which `written` leaves out."""
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
            node = BodyNode(match[0][1:-1])
            path[-1].children.append(node)
            if node.is_leaf:
                end = html.find(f"</{name}>", position)
                end = len(html) if end < 0 else end
                node.html, position = html[position:end], end + len(name) + 3
            elif name not in VOID:
                path.append(node)
    return root


def write_body(root):
    """The body of a root: parse and written are each other's inverse on canonical bodies."""
    return "".join(child.written() for child in root.children)

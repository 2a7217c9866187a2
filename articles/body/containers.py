"""Containers that the sanitiser fills while it reads: blocks, lines, quotes, lists, figures, galleries.

Each takes text and elements in document order and finally writes canonical HTML. Elements that are not
allowed inside another block are never lost: headings, nested quotes and lists become paragraphs or items of
the block; figures and tables move after it (`beside`).
"""

from collections.abc import Iterable

from articles.body.content import BLOCKS, GALLERY, Attributes
from articles.body.normal_form import clean_text
from articles.text.canonical_html import BREAK, Leaf, normalise_leaves, write_leaves


def canonical_line(leaves: Iterable[Leaf]) -> str:
    """Return the canonical HTML of one line, or "" if it has no visible content."""
    return write_leaves(normalise_leaves(leaves, clean_text))


def canonical_lines(leaves: Iterable[Leaf]) -> list[str]:
    """Return the canonical HTML of lines that are separated by two or more breaks."""
    parts: list[list[Leaf]] = [[]]
    breaks = 0
    for leaf in leaves:
        if leaf.text == BREAK:
            breaks += 1
        elif leaf.text.strip():
            if breaks > 1:
                parts.append([])
            breaks = 0
        parts[-1].append(leaf)
    return [html for html in map(canonical_line, parts) if html]


class Container:
    """An open element. `opening` is its opening tag, `beside` has the blocks that move after it.

    inside  names of the elements that remain blocks inside it
    blocks  HTML of these blocks, only in containers that have blocks
    """

    inside: tuple[str, ...] = ()
    blocks: list[str]

    def boundary(self) -> None:
        """End the line."""
        raise NotImplementedError

    def html(self) -> str:
        """Return the canonical HTML of the element, "" if it has no content."""
        raise NotImplementedError

    def __init__(self, opening: str) -> None:
        self.opening = opening
        self.name = opening.split(" ")[0]
        self.leaves: list[Leaf] = []
        self.beside: list[str] = []

    def add(self, leaf: Leaf) -> None:
        """Add text or a break. Drop the mark of a speaker, which only quotes use."""
        if "cite" in leaf.marks:
            leaf = Leaf(leaf.text, {name: mark for name, mark in leaf.marks.items() if name != "cite"})
        self.leaves.append(leaf)

    def enter(self, name: str, attributes: Attributes, child: "Container | None") -> "Container":
        """Return the container for an element that starts here: self, or its own container `child`."""
        self.boundary()
        moves = child is not None and child.name in ("div", "figure", "table")
        return child if child is not None and (moves or child.name in self.inside) else self

    def leave(self, name: str) -> None:
        """End an element that has no container."""
        self.boundary()

    def take(self, child: "Container") -> None:
        """Add a complete child container."""
        html = child.html()
        if html:
            (self.blocks if child.name in self.inside else self.beside).append(html)
        self.beside += child.beside

    def rule(self) -> None:
        """Take a horizontal rule. Most containers only end the line."""
        self.boundary()

    def wrapped(self, content: str) -> str:
        return f"<{self.opening}>{content}</{self.name}>"


class FlowContainer(Container):
    """A sequence of blocks. Text between them becomes paragraphs."""

    def __init__(self, opening: str) -> None:
        super().__init__(opening)
        self.blocks = []

    def boundary(self) -> None:
        self.blocks += [f"<p>{text}</p>" for text in canonical_lines(self.leaves)]
        self.leaves = []

    def html(self) -> str:
        self.boundary()
        return self.wrapped("".join(self.blocks)) if self.blocks else ""


class BodyContainer(FlowContainer):
    """The whole body, where every block of the vocabulary is allowed."""

    inside = tuple(BLOCKS)

    def __init__(self) -> None:
        super().__init__("body")

    def take(self, child: Container) -> None:
        super().take(child)
        self.blocks += self.beside
        self.beside = []

    def rule(self) -> None:
        self.boundary()
        self.blocks.append("<hr>")

    def html(self) -> str:
        self.boundary()
        return "".join(self.blocks)


class PassageContainer(FlowContainer):
    """A labelled passage."""

    inside = tuple(name for name in BLOCKS["aside"] if name != "h3")


class FactBoxContainer(FlowContainer):
    """A fact box: a title (a heading that comes first), paragraphs and lists."""

    inside = ("p", "ul", "ol")

    def __init__(self, opening: str) -> None:
        super().__init__(opening)
        self.title = ""

    def enter(self, name: str, attributes: Attributes, child: Container | None) -> Container:
        container = super().enter(name, attributes, child)
        is_title = isinstance(child, HeadingContainer) and not (self.title or self.blocks)
        return HeadingContainer("h3") if is_title else container

    def take(self, child: Container) -> None:
        if isinstance(child, HeadingContainer):
            self.title = child.html()
            self.beside += child.beside
        else:
            super().take(child)

    def html(self) -> str:
        self.boundary()
        content = self.title + "".join(self.blocks)
        return self.wrapped(content) if content else ""


class GalleryContainer(Container):
    """A gallery: a title (a heading that comes first) and library pictures.

    Other content moves after the gallery. A translation may have only the title at first.
    """

    inside = ("figure",)

    def __init__(self) -> None:
        super().__init__(GALLERY)
        self.title = ""
        self.pictures: list[str] = []

    def enter(self, name: str, attributes: Attributes, child: Container | None) -> Container:
        self.boundary()
        if isinstance(child, HeadingContainer) and not (self.title or self.pictures or self.beside):
            return HeadingContainer("h3")
        return child if child is not None and child.name in ("figure", "table") else self

    def boundary(self) -> None:
        self.beside += [f"<p>{text}</p>" for text in canonical_lines(self.leaves)]
        self.leaves = []

    def take(self, child: Container) -> None:
        is_picture = child.opening.startswith("figure data-image")
        if isinstance(child, HeadingContainer):
            self.title = child.html()
        else:
            (self.pictures if is_picture else self.beside).append(child.html())
        self.beside += child.beside

    def html(self) -> str:
        self.boundary()
        content = self.title + "".join(self.pictures)
        return self.wrapped(content) if content else ""


class QuoteContainer(FlowContainer):
    """A quote: paragraphs, followed by the speaker.

    The speaker is a line that consists only of <cite> or <footer>. A <cite> within a paragraph
    is the title of a work and stays there as text.
    """

    def __init__(self, opening: str) -> None:
        super().__init__(opening)
        self.speaker = ""
        self.open_parts: set[str] = set()  # "p" and "footer", while they are open

    def add(self, leaf: Leaf) -> None:
        self.leaves.append(
            Leaf(leaf.text, {**leaf.marks, "cite": ""}) if "footer" in self.open_parts else leaf
        )

    def enter(self, name: str, attributes: Attributes, child: Container | None) -> Container:
        if name == "cite" and self.open_parts:
            return self
        self.open_parts |= {name} & {"p", "footer"}
        return super().enter(name, attributes, child)

    def leave(self, name: str) -> None:
        if name != "cite" or not self.open_parts:
            super().leave(name)
            self.open_parts.discard(name)

    def boundary(self) -> None:
        visible = [leaf for leaf in self.leaves if leaf.text.strip()]
        is_speaker = bool(visible) and all("cite" in leaf.marks for leaf in visible)
        leaves, self.leaves = self.leaves, []
        for leaf in leaves:
            Container.add(self, leaf)
        if not is_speaker:
            super().boundary()
        elif speaker := canonical_line(self.leaves):
            # The last name is the speaker; an earlier one becomes a paragraph.
            self.blocks += [f"<p>{self.speaker}</p>"] if self.speaker else []
            self.speaker, self.leaves = speaker, []

    def html(self) -> str:
        self.boundary()
        if not self.blocks:
            # A quote needs words: without any, the speaker becomes a paragraph.
            self.beside.insert(0, f"<p>{self.speaker}</p>" if self.speaker else "")
            return ""
        cite = f"<cite>{self.speaker}</cite>" if self.speaker else ""
        return self.wrapped("".join(self.blocks) + cite)


class LineContainer(Container):
    """One line of text. Blocks inside it become line breaks."""

    def __init__(self, opening: str) -> None:
        super().__init__(opening)
        self.is_broken = False

    def add(self, leaf: Leaf) -> None:
        if self.is_broken and leaf.text.strip():
            self.leaves.append(Leaf(BREAK, {}))
            self.is_broken = False
        super().add(leaf)

    def boundary(self) -> None:
        self.is_broken = True

    def text(self) -> str:
        return canonical_line(self.leaves)


class HeadingContainer(LineContainer):
    """A heading. Empty headings are dropped."""

    def html(self) -> str:
        text = self.text()
        return self.wrapped(text) if text else ""


class FigureContainer(LineContainer):
    """A library picture or an embed. All text inside is its caption."""

    def html(self) -> str:
        return self.wrapped(f"<figcaption>{self.text()}</figcaption>")


class ListContainer(LineContainer):
    """A list whose items have one paragraph each. Items of nested lists become its own items."""

    def __init__(self, opening: str) -> None:
        super().__init__(opening)
        self.items: list[str] = []

    def enter(self, name: str, attributes: Attributes, child: Container | None) -> Container:
        if name == "li":
            self.cut()
        return super().enter(name, attributes, child)

    def leave(self, name: str) -> None:
        self.cut() if name == "li" else self.boundary()

    def cut(self) -> None:
        """Complete the open item."""
        text = self.text()
        self.items += [f"<li><p>{text}</p></li>"] if text else []
        self.leaves, self.is_broken = [], False

    def html(self) -> str:
        self.cut()
        return self.wrapped("".join(self.items)) if self.items else ""

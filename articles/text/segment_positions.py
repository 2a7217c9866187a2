"""Positions of translated segments in their own body, derived from the order of the source.

The body of the translation is not rebuilt: an editor may have moved, joined or added anything. A new segment
is put beside the translation of its neighbour, in the innermost container that both share. If no neighbour
is translated yet, the containers of the segment are copied from the source.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from articles.text.canonical_html import BodyNode, parse_body, write_body
from articles.text.segments import figure_key, segment_leaves

REPEATED = {"p", "li", "h2", "h3"}  # elements that may be split in two
# A figure that both languages write alike. All of a chart are copied with its first translated segment.
BARE_FIGURE = re.compile(r"[+\-−–]?[₩$€£¥]?[0-9][0-9.,]*%?")
CLOSED = {"table", "figure", "div", "ul", "ol", "blockquote"}  # no paragraph is added inside these


class TranslationLayout:
    """The bodies of a translation and its source, while the translation is changed.

    pairs  {place in the source's body: [places in the translation's]}; places count segments_in(body)
    """

    def __init__(self, source: str, target: str, pairs: Mapping[int, Sequence[int]]) -> None:
        self.root, self.source_root = parse_body(target), parse_body(source)
        self.source = segment_leaves(self.source_root)
        self.target = [leaf for _above, leaf in segment_leaves(self.root)]
        self.brought: list[BodyNode] = []  # cells filled with figures copied from a chart
        self.found = {
            index: [self.target[leaf_index] for leaf_index in leaf_indexes]
            for index, leaf_indexes in pairs.items()
            if leaf_indexes
        }

    def html(self) -> str:
        self._follow_charts()
        return write_body(self.root)

    def _follow_charts(self) -> None:
        """Display the tables of the translation as in the source: as tables, or as the same charts."""
        blocks = {id(leaf): block for block in self.root.children for _above, leaf in block.leaves()}
        for index, leaves in self.found.items():
            above = self.source[index][0]
            for leaf in leaves if above and above[0].name == "table" else ():
                block = blocks.get(id(leaf))
                if block is not None and block.name == "table":
                    block.opening = above[0].opening

    def remove(self, leaf: BodyNode, *, with_figure: bool = False) -> None:
        """Remove a leaf, and the containers that become empty.

        A figure stays unless `with_figure` is set; a table stays until it has no text left.
        """
        leaf.html = ""
        path = self._path(leaf)
        if leaf.name == "figcaption":
            if not with_figure:
                return
            path.pop()
        elif path[0].name == "table" and leaf.name != "caption":
            path = path[:1]
        while path:
            node = path.pop()
            if _has_leaf_text(node) or (
                node.name == "div" and node.children
            ):  # pictures stay in their gallery
                return
            siblings = (path[-1] if path else self.root).children
            del siblings[_index_of(node, siblings)]

    def insert(self, place: int, html: str) -> BodyNode:
        """Insert the translation of a segment at its place; return its leaf."""
        above, leaf = self.source[place]
        made = self._in_figure(above, html) or self._in_table(place, html)
        if made is None:
            made = self._beside(place, html)
            path, chain = self._path(made), [*above, leaf]
            self._bring_along(chain[0], path[0], self.source_root.children, self.root.children)
            if chain[0].name == path[0].name == "div":
                self._bring_along(chain[1], path[1], chain[0].children, path[0].children)
        self.found.setdefault(place, []).append(made)
        return made

    def insert_after(self, leaf: BodyNode | None, html: str, *, as_paragraph: bool = False) -> BodyNode:
        """Insert a text after a leaf (None: at the top), as the same kind of element or as a paragraph."""
        path = self._path(leaf) if leaf else []
        if as_paragraph:
            closed = [at for at, node in enumerate(path) if node.name in CLOSED]
            path = path[: closed[0] + 1] if closed else path
        elif len(path) > 1 and path[-2].name == "li":
            path.pop()
        opening = "p" if as_paragraph or not path else path[-1].opening
        made = BodyNode("p" if opening == "li" else opening, html=html)
        new = BodyNode("li", [made]) if opening == "li" else made
        siblings = path[-2].children if len(path) > 1 else self.root.children
        siblings.insert(_index_of(path[-1], siblings) + 1 if path else 0, new)
        return made

    def _beside(self, place: int, html: str) -> BodyNode:
        above, leaf = self.source[place]
        chain = [*above, leaf]
        for depth in range(len(above) - 1, -1, -1):
            neighbour = self._neighbour(place, within=above[depth])
            path = self._path_beside(neighbour, place)
            same = [at for at, node in enumerate(path[:-1]) if node.name == above[depth].name]
            if same:
                assert neighbour is not None  # it has a path
                at, is_before = same[-1], neighbour < place
                ours, beside = path[at].children, path[at + 1]
                if leaf.name == "h3":  # the title of a box or a gallery
                    beside, is_before = ours[0], False
                if is_before and above[depth].name == "div":
                    block = self.source[neighbour][0][depth + 1]
                    beside = self._behind_wordless(beside, block, above[depth].children, ours)
                return self._put(chain[depth + 1 :], html, ours, beside, is_before)
        neighbour = self._neighbour(place)
        beside = next(iter(self._path_beside(neighbour, place)), None)
        is_before = neighbour is not None and neighbour < place
        ours = self.root.children
        if neighbour is not None and beside is not None and is_before:
            block = [*self.source[neighbour][0], self.source[neighbour][1]][0]
            beside = self._behind_wordless(beside, block, self.source_root.children, ours)
        return self._put(chain, html, ours, beside, is_before)

    def _behind_wordless(
        self, beside: BodyNode, block: BodyNode, blocks: list[BodyNode], ours: list[BodyNode]
    ) -> BodyNode:
        """Return the last of the rules and pictures that follow a block both here and in the source.

        Return `beside`, the translation of the block, if none follows it.
        """
        at, index = _index_of(block, blocks), _index_of(beside, ours)
        for their_block, our_block in zip(blocks[at + 1 :], ours[index + 1 :], strict=False):
            if not (_is_wordless_block(their_block) and _is_wordless_block(our_block)):
                break
            beside = our_block
        return beside

    def _put(
        self,
        chain: Sequence[BodyNode],
        html: str,
        siblings: list[BodyNode],
        beside: BodyNode | None,
        is_before: bool,
    ) -> BodyNode:
        """Insert a copy of a chain of nodes, with `html` in its leaf, into `siblings`; return the new leaf.

        It comes after `beside` if `is_before` is set, else before it; at the end without `beside`.
        """
        node, made = _copy_chain(chain, html)
        if node.opening.startswith("table "):
            self.brought += _bring_figures(chain[0], node)
        if node.name == "caption":
            index = 0
        elif beside is None:
            index = len(siblings)
        else:
            index = _index_of(beside, siblings) + is_before
        siblings.insert(index, node)
        return made

    def _neighbour(self, place: int, within: BodyNode | None = None) -> int | None:
        """Return the place of the nearest translated segment, preferably before this one."""
        inside = [
            other
            for other in self.found
            if within is None or any(node is within for node in self.source[other][0])
        ]
        before = [other for other in inside if other < place]
        return max(before) if before else min(inside, default=None)

    def _path_beside(self, neighbour: int | None, place: int) -> list[BodyNode]:
        """Return the nodes down to the leaf of a neighbour (its last leaf if it comes before), or []."""
        if neighbour is None:
            return []
        return self._path(self.found[neighbour][-1 if neighbour < place else 0])

    def _in_figure(self, above: Sequence[BodyNode], html: str) -> BodyNode | None:
        if not above or above[-1].name != "figure":
            return None
        for node in _figures(self.root.children):
            if figure_key(node.opening) == figure_key(above[-1].opening) and not node.children[0].html:
                node.children[0].html = html
                return node.children[0]
        return None

    def _in_table(self, place: int, html: str) -> BodyNode | None:
        """Fill and return the empty cell for a cell's translation in the existing table, or return None."""
        above, leaf = self.source[place]
        if not above or above[0].name != "table" or leaf.name == "caption":
            return None
        table = next(iter(self._path_beside(self._neighbour(place, within=above[0]), place)), None)
        if table is None or table.name != "table":
            return None
        wanted = next(at for at, cell in _table_cells(above[0]).items() if cell is leaf)
        cell = _table_cells(table).get(wanted)
        if cell is None or (cell.html and not any(cell is filled for filled in self.brought)):
            return None
        cell.html = html
        return cell

    def _bring_along(
        self, block: BodyNode, here: BodyNode, blocks: list[BodyNode], ours: list[BodyNode]
    ) -> None:
        """Copy the rules and wordless pictures that follow a block, or precede the first block.

        blocks, ours  siblings of the block in the source, and here
        """
        index = _index_of(block, blocks)
        if all(_is_wordless_block(node) for node in blocks[:index]):
            for node in blocks[:index]:
                if not self._has(node, ours, _index_of(here, ours) - 1):
                    ours.insert(_index_of(here, ours), _copy_node(node))
        at = _index_of(here, ours) + 1
        for node in blocks[index + 1 :]:
            if not _is_wordless_block(node):
                break
            if not self._has(node, ours, at):
                ours.insert(at, _copy_node(node))
            at += 1

    def _has(self, block: BodyNode, ours: list[BodyNode], at: int) -> bool:
        """Return whether a picture of a block exists anywhere in the body, or an equal rule near a place."""
        if block.name == "hr":
            return any(node.opening == block.opening for node in ours[max(at, 0) : at + 1])
        wanted = {figure_key(figure.opening) for figure in _figures([block])}
        return any(figure_key(figure.opening) in wanted for figure in _figures(self.root.children))

    def _path(self, leaf: BodyNode) -> list[BodyNode]:
        """Return the nodes from the top of the translation's body down to a leaf."""
        for child in self.root.children:
            for above, candidate in child.leaves():
                if candidate is leaf:
                    return [*above, candidate]
        raise ValueError("That leaf belongs to another body.")


def _index_of(node: BodyNode, siblings: Sequence[BodyNode]) -> int:
    return next(index for index, sibling in enumerate(siblings) if sibling is node)


def _figures(blocks: Iterable[BodyNode]) -> Iterator[BodyNode]:
    """Yield the figures among blocks, including those in galleries."""
    for block in blocks:
        yield from block.children if block.name == "div" else [block] * (block.name == "figure")


def _has_leaf_text(node: BodyNode) -> bool:
    return any(leaf.html for _above, leaf in node.leaves())


def _is_wordless_block(block: BodyNode) -> bool:
    return block.name == "hr" or (block.name in ("figure", "div") and not _has_leaf_text(block))


def _copy_node(node: BodyNode, *, empty: bool = False) -> BodyNode:
    html = "" if empty else node.html
    return BodyNode(node.opening, [_copy_node(child, empty=empty) for child in node.children], html)


def _copy_chain(chain: Sequence[BodyNode], html: str) -> tuple[BodyNode, BodyNode]:
    """Return (copy of a chain's first node with only the path to its leaf, that leaf); keep tables whole."""
    first, *rest = chain
    if not rest:
        leaf = BodyNode(first.opening, html=html)
        return leaf, leaf
    if first.name in ("table", "thead", "tbody", "tr"):
        copy = _copy_node(first, empty=True)
        leaf_index = next(index for index, (_, leaf) in enumerate(first.leaves()) if leaf is chain[-1])
        leaf = [copied for _, copied in copy.leaves()][leaf_index]
        leaf.html = html
        copy.children = [child for child in copy.children if child.name != "caption" or child is leaf]
        return copy, leaf
    inside, leaf = _copy_chain(rest, html)
    return BodyNode(first.opening, [inside]), leaf


def _bring_figures(source: BodyNode, copy: BodyNode) -> list[BodyNode]:
    """Fill empty cells in the copy of a chart with the bare figures of its source; return their leaves."""
    cells, filled = _table_cells(source), []
    for position, leaf in _table_cells(copy).items():
        if not leaf.html and leaf.name == "td" and BARE_FIGURE.fullmatch(cells[position].html):
            leaf.html = cells[position].html
            filled.append(leaf)
    return filled


def _table_cells(table: BodyNode) -> dict[tuple[int, int], BodyNode]:
    """Return {(row, column): leaf} of the cells of a table."""
    rows = [row for part in table.children if part.name in ("thead", "tbody") for row in part.children]
    return {(r, c): cell for r, row in enumerate(rows) for c, cell in enumerate(row.children)}

"""Positions of translated segments in their own body, derived from the order of the source.

The body of the translation is not rebuilt: an editor may have moved, joined or added anything. A new segment
is put beside the translation of its neighbour, in the innermost container that both share. If no neighbour
is translated yet, its containers are copied too.
"""

import re

from articles.text.canonical_html import BodyNode, parse_body, write_body
from articles.text.segments import figure_key, segment_leaves

REPEATED = {"p", "li", "h2", "h3"}  # elements that may be split in two
# A figure that both languages write alike. In a chart, such figures are copied with its first words.
BARE_FIGURE = re.compile(r"[+\-−–]?[₩$€£¥]?[0-9][0-9.,]*%?")
CLOSED = {"table", "figure", "div", "ul", "ol", "blockquote"}  # no paragraph is added inside these


class TranslationLayout:
    """The bodies of a translation and its source, while the translation is changed.

    pairs  {place in the source's body: [places in the translation's]}; places count segments_in(body)
    """

    def __init__(self, source, target, pairs):
        self.root, self.source_root = parse_body(target), parse_body(source)
        self.source = segment_leaves(self.source_root)
        self.target = [leaf for _above, leaf in segment_leaves(self.root)]
        self.brought = []  # cells filled with figures copied from a chart
        self.found = {place: [self.target[one] for one in ones] for place, ones in pairs.items() if ones}

    def html(self):
        self._follow_charts()
        return write_body(self.root)

    def _follow_charts(self):
        """Display the tables of the translation as in the source: as tables, or as the same charts."""
        blocks = {id(leaf): block for block in self.root.children for _above, leaf in block.leaves()}
        for place, leaves in self.found.items():
            above = self.source[place][0]
            for leaf in leaves if above and above[0].name == "table" else ():
                block = blocks.get(id(leaf))
                if block is not None and block.name == "table":
                    block.opening = above[0].opening

    def remove(self, leaf, *, with_figure=False):
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

    def insert(self, place, html):
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

    def insert_after(self, leaf, html, *, as_paragraph=False):
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

    def _beside(self, place, html):
        above, leaf = self.source[place]
        chain = [*above, leaf]
        for depth in range(len(above) - 1, -1, -1):
            neighbour = self._neighbour(place, within=above[depth])
            path = self._path_beside(neighbour, place)
            same = [at for at, node in enumerate(path[:-1]) if node.name == above[depth].name]
            if same:
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
        if is_before:
            block = [*self.source[neighbour][0], self.source[neighbour][1]][0]
            beside = self._behind_wordless(beside, block, self.source_root.children, ours)
        return self._put(chain, html, ours, beside, is_before)

    def _behind_wordless(self, beside, block, blocks, ours):
        """Return the last rule or picture that follows a translated block both here and in the source."""
        at, place = _index_of(block, blocks), _index_of(beside, ours)
        for one, other in zip(blocks[at + 1 :], ours[place + 1 :], strict=False):
            if not (_is_wordless_block(one) and _is_wordless_block(other)):
                break
            beside = other
        return beside

    def _put(self, chain, html, siblings, beside, is_before):
        """Copy a chain of nodes, with `html` in its leaf, into siblings, before or after one of them."""
        node, made = _copy_chain(chain, html)
        if node.opening.startswith("table "):
            self.brought += _bring_figures(chain[0], node)
        if node.name == "caption":
            place = 0
        elif beside is None:
            place = len(siblings)
        else:
            place = _index_of(beside, siblings) + is_before
        siblings.insert(place, node)
        return made

    def _neighbour(self, place, within=None):
        """Return the place of the nearest translated segment, preferably before this one."""
        inside = [
            other
            for other in self.found
            if within is None or any(node is within for node in self.source[other][0])
        ]
        before = [other for other in inside if other < place]
        return max(before) if before else min(inside, default=None)

    def _path_beside(self, neighbour, place):
        """Return the nodes down to the leaf of a neighbour (its last leaf if it comes before), or []."""
        if neighbour is None:
            return []
        return self._path(self.found[neighbour][-1 if neighbour < place else 0])

    def _in_figure(self, above, html):
        if not above or above[-1].name != "figure":
            return None
        for node in _figures(self.root.children):
            if figure_key(node.opening) == figure_key(above[-1].opening) and not node.children[0].html:
                node.children[0].html = html
                return node.children[0]
        return None

    def _in_table(self, place, html):
        """Fill and return the empty cell for a cell's translation in the existing table, or return None."""
        above, leaf = self.source[place]
        if not above or above[0].name != "table" or leaf.name == "caption":
            return None
        table = next(iter(self._path_beside(self._neighbour(place, within=above[0]), place)), None)
        if table is None or table.name != "table":
            return None
        wanted = next(at for at, cell in _table_cells(above[0]).items() if cell is leaf)
        cell = _table_cells(table).get(wanted)
        if cell is None or (cell.html and not any(cell is one for one in self.brought)):
            return None
        cell.html = html
        return cell

    def _bring_along(self, block, here, blocks, ours):
        """Copy the rules and wordless pictures that follow a block, or precede the first block.

        blocks, ours  siblings of the block in the source, and here
        """
        place = _index_of(block, blocks)
        if all(_is_wordless_block(one) for one in blocks[:place]):
            for one in blocks[:place]:
                if not self._has(one, ours, _index_of(here, ours) - 1):
                    ours.insert(_index_of(here, ours), _copy_node(one))
        at = _index_of(here, ours) + 1
        for one in blocks[place + 1 :]:
            if not _is_wordless_block(one):
                break
            if not self._has(one, ours, at):
                ours.insert(at, _copy_node(one))
            at += 1

    def _has(self, block, ours, at):
        """Return whether a picture of a block exists anywhere in the body, or an equal rule near a place."""
        if block.name == "hr":
            return any(node.opening == block.opening for node in ours[max(at, 0) : at + 1])
        wanted = {figure_key(figure.opening) for figure in _figures([block])}
        return any(figure_key(figure.opening) in wanted for figure in _figures(self.root.children))

    def _path(self, leaf):
        """Return the nodes from the top of the translation's body down to a leaf."""
        for child in self.root.children:
            for above, one in child.leaves():
                if one is leaf:
                    return [*above, one]
        raise ValueError("That leaf belongs to another body.")


def _index_of(node, siblings):
    return next(place for place, one in enumerate(siblings) if one is node)


def _figures(blocks):
    """Yield the figures among blocks, including those in galleries."""
    for block in blocks:
        yield from block.children if block.name == "div" else [block] * (block.name == "figure")


def _has_leaf_text(node):
    return any(leaf.html for _above, leaf in node.leaves())


def _is_wordless_block(block):
    return block.name == "hr" or (block.name in ("figure", "div") and not _has_leaf_text(block))


def _copy_node(node, *, empty=False):
    html = "" if empty else node.html
    return BodyNode(node.opening, [_copy_node(child, empty=empty) for child in node.children], html)


def _copy_chain(chain, html):
    """Return (copy of a chain's first node with only the path to its leaf, that leaf); keep tables whole."""
    first, *rest = chain
    if not rest:
        leaf = BodyNode(first.opening, html=html)
        return leaf, leaf
    if first.name in ("table", "thead", "tbody", "tr"):
        copy = _copy_node(first, empty=True)
        found = next(place for place, (_, leaf) in enumerate(first.leaves()) if leaf is chain[-1])
        leaf = [one for _, one in copy.leaves()][found]
        leaf.html = html
        copy.children = [child for child in copy.children if child.name != "caption" or child is leaf]
        return copy, leaf
    inside, leaf = _copy_chain(rest, html)
    return BodyNode(first.opening, [inside]), leaf


def _bring_figures(source, copy):
    """Fill empty cells in the copy of a chart with the bare figures of its source; return their leaves."""
    cells, found = _table_cells(source), []
    for place, leaf in _table_cells(copy).items():
        if not leaf.html and leaf.name == "td" and BARE_FIGURE.fullmatch(cells[place].html):
            leaf.html = cells[place].html
            found.append(leaf)
    return found


def _table_cells(table):
    """Return {(row, column): leaf} of the cells of a table."""
    rows = [row for part in table.children if part.name in ("thead", "tbody") for row in part.children]
    return {(r, c): cell for r, row in enumerate(rows) for c, cell in enumerate(row.children)}

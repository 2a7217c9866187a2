"""What a segment is called on the screen: what it is in the story, and where in its table it stands."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from articles.body.vocabulary import KINDS
from articles.text.canonical_html import parse_body
from articles.text.segments import is_segment
from articles.text.translation.freshness import Freshness

ROLES = {
    "headline": gettext_lazy("Headline"),
    "summary": gettext_lazy("Summary"),
    "h2": gettext_lazy("Heading"),
    "h3": gettext_lazy("Subheading"),
    "li": gettext_lazy("List item"),
    "cite": gettext_lazy("Speaker"),
    "figcaption": gettext_lazy("Caption"),
    "caption": gettext_lazy("Table title"),
    "th": gettext_lazy("Table head"),
    "td": gettext_lazy("Table cell"),
}
QUOTE = gettext_lazy("Quote")
STATES = {
    Freshness.CURRENT: pgettext_lazy("of a segment", "Current"),
    Freshness.STALE: pgettext_lazy("of a segment", "Source has changed"),
    Freshness.MARKUP: pgettext_lazy("of a segment", "Only its form has changed"),
    Freshness.MOVED: pgettext_lazy("of a segment", "Moved"),
    Freshness.NEW: pgettext_lazy("of a segment", "To translate"),
    Freshness.REMOVED: pgettext_lazy("of a segment", "Gone from the source"),
    Freshness.ADDED: pgettext_lazy("of a segment", "Added here"),
    Freshness.LEFT_OUT: pgettext_lazy("of a segment", "Left out"),
}
DRAFT = pgettext_lazy("of a segment", "Draft")


def role_label(segment):
    """ "" for a plain paragraph, which says by itself what it is."""
    kind = _kind(segment)
    if segment.role == "h2" and kind:
        return KINDS[kind]
    label = ROLES.get(segment.role, "")
    if not label and segment.path[-2:-1] == ("blockquote",):
        label = QUOTE
    if kind:
        return f"{KINDS[kind]} · {label}" if label else KINDS[kind]
    return label


def _kind(segment):
    """The kind of the labelled passage that it stands in, or that it heads."""
    opening = segment.path[0]
    for mark in ('data-label="', 'data-kind="'):
        if mark in opening:
            kind = opening.split(mark, 1)[1].split('"', 1)[0]
            return kind if kind in KINDS else None
    return None


def cell_hints(body):
    """{place among the segments of a body: "row 2 · Price"} of the cells of its tables."""
    found, place = {}, 0
    for block in parse_body(body).children:
        own = [(above, leaf) for above, leaf in block.leaves() if is_segment(above, leaf)]
        if block.name == "table":
            cells = _cells(block)
            for at, (_above, leaf) in enumerate(own):
                if id(leaf) in cells:
                    found[place + at] = cells[id(leaf)]
        place += len(own)
    return found


def _cells(table):
    """{id of a leaf: its row, and the words of its column's head}."""
    rows = [row for part in table.children if part.name in ("thead", "tbody") for row in part.children]
    heads = [cell.html for cell in rows[0].children] if rows else []
    found = {}
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row.children):
            words = heads[column] if number > 1 and column < len(heads) and "<" not in heads[column] else ""
            hint = _("row %(row)d, column %(column)d") % {"row": number, "column": column + 1}
            found[id(cell)] = (hint, words)
    return found

"""A body with every element of the vocabulary, and texts made of its segments."""

from articles.text.canonical_html import parse_body, write_body
from articles.text.freshness import translation_units
from articles.text.segments import RecordedTranslation, Segment, segment_leaves, segment_path, segments_in

EVERYTHING = (
    '<h2 data-label="lead">The lead</h2><p>Ships <strong>wait</strong> at sea.</p>'
    "<ul><li><p>Grain for the north</p></li><li><p>Salt for the south</p></li></ul>"
    '<figure data-image="3"><figcaption></figcaption></figure><hr>'
    '<aside data-kind="insight"><p>Nobody counted.</p><ol><li><p>One ship</p></li></ol></aside>'
    "<table><caption>Ships</caption><thead><tr><th>Day</th><th></th></tr></thead>"
    "<tbody><tr><td>Monday</td><td>12</td></tr><tr><td></td><td>30</td></tr></tbody></table>"
    "<blockquote><p>We wait.</p><cite>Dara Testwell, captain</cite></blockquote>"
    '<figure data-image="4"><figcaption>The pier</figcaption></figure>'
    '<div data-kind="gallery"><figure data-image="5"><figcaption></figcaption></figure>'
    '<figure data-image="6"><figcaption>Cranes</figcaption></figure>'
    '<figure data-image="7"><figcaption></figcaption></figure>'
    '<figure data-image="8"><figcaption>Gulls</figcaption></figure></div><h3>What follows</h3>'
)


def split_at_segments(html):
    """Cut a body at its segments: [str or Segment], the markup between as it is written."""
    root, parts = parse_body(html), []
    for above, leaf in segment_leaves(root):
        parts.append(Segment(segment_path(above, leaf), leaf.html))
        leaf.html = "\0"
    between = write_body(root).split("\0")
    return [between[0], *(part for pair in zip(parts, between[1:], strict=True) for part in pair)]


def join_parts(parts):
    """Join the parts of a split body, with the present texts of its segments."""
    return "".join(part if isinstance(part, str) else part.html for part in parts)


def translated(segments):
    """Return a translation of each Segment: its words, marked."""
    return [Segment(one.path, f"번역 {one.html}" if one.html else "") for one in segments]


def states(before, after, *, target=None):
    """The states of a translation that was made of one body, now that this is another."""
    source = segments_in(before)
    made = [
        RecordedTranslation((one,), (other,)) for one, other in zip(source, translated(source), strict=True)
    ]
    return [
        str(unit.state) for unit in translation_units(segments_in(after), target or translated(source), made)
    ]

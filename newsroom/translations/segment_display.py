"""Display of segments: labels of roles and states, tags as chips or numbers, and tag errors."""

import re
from collections.abc import Iterable, Sequence
from html import escape

from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from articles.body.content import INSERTS, KINDS
from articles.text.canonical_html import parse_body
from articles.text.freshness import Freshness
from articles.text.inline_tags import PLACEHOLDER, encode_tags
from articles.text.segments import Segment, is_segment

ROLE_LABELS = {
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
BOX_TITLE = pgettext_lazy("of a fact box", "Title")
STATE_LABELS = {
    Freshness.CURRENT: pgettext_lazy("of a segment", "Current"),
    Freshness.STALE: pgettext_lazy("of a segment", "Source has changed"),
    Freshness.MARKUP: pgettext_lazy("of a segment", "Only formatting has changed"),
    Freshness.MOVED: pgettext_lazy("of a segment", "Moved"),
    Freshness.NEW: pgettext_lazy("of a segment", "To translate"),
    Freshness.REMOVED: pgettext_lazy("of a segment", "Removed from the source"),
    Freshness.ADDED: pgettext_lazy("of a segment", "Added here"),
    Freshness.LEFT_OUT: pgettext_lazy("of a segment", "Left out"),
}
DRAFT_LABEL = pgettext_lazy("of a segment", "Draft")
MACHINE_DRAFT_LABEL = pgettext_lazy("of a segment", "Machine draft")


def role_label(segment: Segment) -> str:
    """Return the label of a segment's role in the story, or "" for a plain paragraph."""
    label = ROLE_LABELS.get(segment.role, "")
    if insert := _insert_label(segment):
        label = BOX_TITLE if segment.role == "h3" else label
        return f"{insert} · {label}" if label else insert
    kind = _passage_kind(segment)
    if segment.role == "h2" and kind:
        return KINDS[kind]  # type: ignore[return-value]  # translated when it is shown
    if not label and segment.path[-2:-1] == ("blockquote",):
        label = QUOTE
    if kind:
        return f"{KINDS[kind]} · {label}" if label else KINDS[kind]  # type: ignore[return-value]  # translated when it is shown
    return label  # type: ignore[return-value]  # translated when it is shown


def _insert_label(segment):
    """Return the label of the insert that contains a segment, such as a pull quote, or ""."""
    found = (INSERTS[kind] for kind in INSERTS if f'data-kind="{kind}"' in " ".join(segment.path[:-1]))
    return next(found, "")


def _passage_kind(segment):
    """Return the kind of the labelled passage that a segment belongs to or heads, or None."""
    opening = segment.path[0]
    for mark in ('data-label="', 'data-kind="'):
        if mark in opening:
            kind = opening.split(mark, 1)[1].split('"', 1)[0]
            return kind if kind in KINDS else None
    return None


def cell_hints(body: str) -> dict[int, tuple[str, str]]:
    """Return {index of a segment in a body: (row and column, text of the column head)} of cells."""
    found, place = {}, 0
    for block in parse_body(body).children:
        own = [(above, leaf) for above, leaf in block.leaves() if is_segment(above, leaf)]
        if block.name == "table":
            cells = _hints_by_leaf(block)
            for at, (_above, leaf) in enumerate(own):
                if id(leaf) in cells:
                    found[place + at] = cells[id(leaf)]
        place += len(own)
    return found


def _hints_by_leaf(table):
    """Return {id of a leaf: (row and column, text of the column head)} of a table."""
    rows = [row for part in table.children if part.name in ("thead", "tbody") for row in part.children]
    heads = [cell.html for cell in rows[0].children] if rows else []
    found = {}
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row.children):
            words = heads[column] if number > 1 and column < len(heads) and "<" not in heads[column] else ""
            hint = _("row %(row)d, column %(column)d") % {"row": number, "column": column + 1}
            found[id(cell)] = (hint, words)
    return found


TAG_NAMES = {
    "a": gettext_lazy("link"),
    "span": gettext_lazy("words in another language"),
    "strong": gettext_lazy("bold"),
    "em": gettext_lazy("italic"),
    "sub": gettext_lazy("subscript"),
    "sup": gettext_lazy("superscript"),
    "br": gettext_lazy("line break"),
}
TAG_ERRORS = {
    "unknown": gettext_lazy("The source has no tag %(label)s."),
    "doubled": gettext_lazy("Tag %(label)s appears twice here."),
    "unopened": gettext_lazy("Tag %(label)s is closed here but not opened."),
    "unclosed": gettext_lazy("Tag %(label)s is not closed."),
    "crossing": gettext_lazy("Tag %(label)s overlaps another tag."),
}
HREF = re.compile(r'href="([^"]*)"')


def html_with_chips(html: str, before: tuple[str, ...] = ()) -> tuple[str, tuple[str, ...]]:
    """Return (safe HTML of a source with a chip for each tag, the tags `before` and its own)."""
    text, own = encode_tags(html)
    parts, place = [], 0
    for match in PLACEHOLDER.finditer(text):
        parts.append(escape(text[place : match.start()]))
        parts.append(_tag_chip(match, own, len(before)))
        place = match.end()
    parts.append(escape(text[place:]))
    return mark_safe("".join(parts)), (*before, *own)


def _tag_chip(match, tags, offset):
    if match[0] == "⟨⟨":
        return "⟨"
    number = int(match["label"])
    tag = tags[number - 1]
    name, address = tag.split(" ", 1)[0], HREF.search(tag)
    label = TAG_NAMES.get(name, tag)
    chip = format_html(
        '<b class="tag" title="{}" data-tag="{}"{}><span class="visually-hidden">{} </span>{}</b>',
        f"{label}: {address[1]}" if address else label,
        number + offset,
        mark_safe(" data-end") if match["end"] else "",
        _("closing tag") if match["end"] else _("tag"),
        number + offset,
    )
    if name == "br":
        return f"{chip}<br>"
    # Links are not clickable here, so that translators do not leave the page by accident.
    element = {"a": "u", "span": "span"}.get(name, name)
    return f"</{element}>{chip}" if match["end"] else f"{chip}<{element}>"


def tags_of_segments(segments: Iterable[Segment]) -> tuple[str, ...]:
    """Return the tags of several segments, in the order of their numbers."""
    return tuple(tag for segment in segments for tag in encode_tags(segment.html).tags)


def tagged_texts(targets: Iterable[Segment], tags: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """Return ([text with numbered tags of each target], all tags, source tags first)."""
    texts = []
    for target in targets:
        text, tags = encode_tags(target.html, tags)
        texts.append(text)
    return texts, tuple(tags)

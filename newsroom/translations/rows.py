"""Rows of the translation screen: units of a translation with their displayed data.

Also the display of segments: labels of roles and states, tags as chips or numbers, and tag errors.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from html import escape

from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from articles.body import shown_embeds
from articles.body.content import INSERTS, KINDS
from articles.body.embeds import embed_label, read_embed
from articles.checks.completeness import LENGTH_LIMITS
from articles.checks.preflight import find_discrepancies
from articles.models import Image, Term
from articles.text.canonical_html import parse_body
from articles.text.differences import compare_passages
from articles.text.digests import digest_of
from articles.text.freshness import SETTLED, WORDLESS, Freshness, TranslationUnit
from articles.text.glossary import GlossaryEntry
from articles.text.inline_tags import PLACEHOLDER, encode_tags
from articles.text.punctuation import fold_quotes
from articles.text.segment_positions import REPEATED
from articles.text.segments import Segment, is_segment
from articles.text.sentences import sentences
from articles.translations.freshness import segments_stamp
from articles.translations.segments import FIELD_BY_ROLE
from newsroom.translations.story_translation import StoryTranslation

STALE_STATES = {Freshness.STALE, Freshness.REMOVED, *WORDLESS}
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
        return str(KINDS[kind])
    if not label and segment.path[-2:-1] == ("blockquote",):
        label = QUOTE
    if kind:
        return f"{KINDS[kind]} · {label}" if label else str(KINDS[kind])
    return str(label)


def _insert_label(segment):
    """Return the label of the insert that contains a segment, such as a pull quote, or ""."""
    labels = (INSERTS[kind] for kind in INSERTS if f'data-kind="{kind}"' in " ".join(segment.path[:-1]))
    return next(labels, "")


def _passage_kind(segment):
    """Return the kind of the labelled passage that a segment belongs to or heads, or None."""
    opening = segment.path[0]
    for mark in ('data-label="', 'data-kind="'):
        if mark in opening:
            kind = opening.split(mark, 1)[1].split('"', 1)[0]
            return kind if kind in KINDS else None
    return None


def cell_hints(body: str) -> dict[int, tuple[str, str]]:
    """Return {index of a segment in a body: (row and column, text of the column head)} for table cells."""
    hints, index = {}, 0
    for block in parse_body(body).children:
        own = [(above, leaf) for above, leaf in block.leaves() if is_segment(above, leaf)]
        if block.name == "table":
            cells = _hints_by_leaf(block)
            for at, (_above, leaf) in enumerate(own):
                if id(leaf) in cells:
                    hints[index + at] = cells[id(leaf)]
        index += len(own)
    return hints


def _hints_by_leaf(table):
    """Return {id of a leaf: (row and column, text of the column head)} of a table."""
    rows = [row for part in table.children if part.name in ("thead", "tbody") for row in part.children]
    heads = [cell.html for cell in rows[0].children] if rows else []
    hints = {}
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row.children):
            words = heads[column] if number > 1 and column < len(heads) and "<" not in heads[column] else ""
            hint = _("row %(row)d, column %(column)d") % {"row": number, "column": column + 1}
            hints[id(cell)] = (hint, words)
    return hints


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
    """Return (safe HTML of a source segment with a chip for each tag, `before` followed by its own tags).

    before  tags of the previous source segments, which have the lower numbers
    """
    text, own = encode_tags(html)
    parts, position = [], 0
    for match in PLACEHOLDER.finditer(text):
        parts.append(escape(text[position : match.start()]))
        parts.append(_tag_chip(match, own, len(before)))
        position = match.end()
    parts.append(escape(text[position:]))
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
    """Return ([each target as text with numbered tags], `tags` and then the tags that only targets have).

    tags  the tags of the source
    """
    texts = []
    for target in targets:
        text, tags = encode_tags(target.html, tags)
        texts.append(text)
    return texts, tuple(tags)


class SegmentRow:
    """One unit on the screen. Values that are needed only for display are computed on access.

    id, pk        its id (Translation.unit_ids), and the primary key of its TranslatedSegment or None
    seen, source  stamps of the displayed translation and source
    recorded_source  the stamp of the source that it was translated from
    cell          (row and column, text of the column head) of a table cell, else ()
    left_out      the reason why it is left out, or ""
    origin        a sentence that names the machine that drafted it, or ""
    is_unconfirmed  whether it is a machine draft that no user has confirmed
    is_wordless   whether it can be accepted without a change of words: only the form or position of the
                  source has changed, or the source was removed or has no words
    picture       the Image with this caption, or None
    most          usual maximum number of characters of a headline or summary, else None
    notes         primary keys of the open threads about it
    """

    def __init__(self, translation, unit, unit_id, language):
        sources, targets = translation.sources_of(unit), translation.targets_of(unit)
        first = (sources or targets or unit.recorded.sources)[0]
        row = unit.recorded.row if unit.recorded else None
        self._unit, self._sources, self._targets, self._first = unit, sources, targets, first
        self.id, self.pk = unit_id, row.pk if row else None
        self.state, self.is_draft = unit.state, unit.is_draft
        self.seen, self.source = segments_stamp(targets), segments_stamp(sources)
        self.recorded_source = segments_stamp(unit.recorded.sources) if unit.recorded else ""
        self.role, self.label, self.cell = first.role, role_label(first), ()
        self.left_out = unit.recorded.reason if unit.recorded and not unit.targets else ""
        self.is_unconfirmed, self.origin = unit.is_unconfirmed, machine_origin(unit, targets)
        has_words = any(segment.words for segment in sources)
        is_empty = unit.state == Freshness.NEW and not has_words
        self.is_wordless = is_empty or unit.state in (*WORDLESS, Freshness.REMOVED)
        self.most = LENGTH_LIMITS[FIELD_BY_ROLE[first.role], language] if first.is_above else None
        self.may_split = first.role in REPEATED
        self.may_leave_out = bool(sources) and not first.is_above
        self.picture, self.notes = None, []

    @cached_property
    def sources(self) -> list[str]:
        """The safe HTML of each source segment, with a chip for each tag."""
        parts, tags = [], ()
        for segment in self._sources:
            html, tags = html_with_chips(segment.html, tags)
            parts.append(html)
        return parts

    @cached_property
    def tagged(self) -> tuple[list[str], tuple[str, ...]]:
        """([each translated segment as text with numbered tags], source tags and then other tags)."""
        return tagged_texts(self._targets, tags_of_segments(self._sources))

    @property
    def texts(self):
        return self.tagged[0] or [""]

    @property
    def elements(self):
        """Names of the tags in the order of their numbers, source tags first: "a strong br"."""
        return " ".join(tag.split(" ", 1)[0] for tag in self.tagged[1])

    @property
    def reason(self):
        """A sentence that says how the source has changed since the translation, or ""."""
        return change_reason(self._unit, self._sources)

    @cached_property
    def passages(self):
        """Changed sentences of the source (articles.text.differences)."""
        return changed_passages(self._unit, self._sources)

    @cached_property
    def embed(self):
        """{"label", "page"} of the embed with this caption, or None."""
        embed = self._first.embed and read_embed(self._first.embed)
        if not embed:
            return None
        title = shown_embeds(self._first.wrapped())[0].title
        label = embed_label(embed)
        return {"label": f"{label}: {title}" if title else label, "page": embed.page}

    @property
    def is_settled(self):
        return self.state in SETTLED and not self.is_draft

    @property
    def state_label(self):
        if self.is_unconfirmed:
            return MACHINE_DRAFT_LABEL
        is_new_draft = self.is_draft and self.state in (Freshness.CURRENT, Freshness.ADDED)
        return DRAFT_LABEL if is_new_draft else STATE_LABELS[self.state]

    @property
    def kinds(self):
        """Names of the filters (screen.FILTERS) that show this row. The script adds "failing"."""
        conditions = {
            "all": True,
            "open": not self.is_settled,
            "untranslated": self.state == Freshness.NEW,
            "stale": self.state in STALE_STATES,
            "drafts": self.is_draft,
            "machine": self.is_unconfirmed,
            "notes": bool(self.notes),
        }
        return [name for name, holds in conditions.items() if holds]

    @property
    def digest(self):
        """Digest of the displayed row, which changes with any displayed value."""
        displayed = (self.id, self.pk, self.state, self.is_draft, self.seen, self.source)
        displayed += (self.recorded_source, self.left_out, self.notes, self.label, self.cell)
        displayed += (self.origin, str(self.state_label))
        return digest_of(displayed, length=10)


def segment_rows(story: StoryTranslation) -> list[SegmentRow]:
    """Return the SegmentRows of a translation, in reading order.

    Uses at most one query, for pictures, if `translation` and `open_notes` of the story are loaded.
    """
    translation = story.translation
    hints = cell_hints(story.article.text("body", story.source_language))
    above = sum(segment.is_above for segment in translation.source)
    rows = []
    for unit, unit_id in zip(translation.units, translation.unit_ids, strict=True):
        row = SegmentRow(translation, unit, unit_id, story.language)
        row.cell = hints.get(unit.sources[0] - above, ()) if unit.sources else ()
        rows.append(row)
    _add_pictures(rows, translation)
    _add_notes(rows, translation, story)
    return rows


def _add_pictures(rows, translation):
    """Set the picture of each row that is a caption, with one query."""
    picture_ids = {}
    for row, unit in zip(rows, translation.units, strict=True):
        segments = translation.sources_of(unit) or translation.targets_of(unit)
        if segments and segments[0].picture and segments[0].picture < 2**31:
            picture_ids[row.id] = segments[0].picture
    images = Image.objects.in_bulk(set(picture_ids.values())) if picture_ids else {}
    for row in rows:
        row.picture = images.get(picture_ids.get(row.id))


def _add_notes(rows, translation, story):
    """Add each open thread to the first row whose text contains its passage, ignoring white space."""
    if not story.open_notes:
        return
    texts = {
        story.source_language: _letters_of_units(translation.units, translation.sources_of),
        story.language: _letters_of_units(translation.units, translation.targets_of),
    }
    for pk, language, passage in story.open_notes:
        letters = _letters(passage)
        for row, text in zip(rows, texts[language], strict=True):
            if letters in text:
                row.notes.append(pk)
                break


def _letters_of_units(units, segments_of):
    """Return the letters of one side of each unit. `segments_of` returns its Segments."""
    return [_letters("".join(segment.words for segment in segments_of(unit))) for unit in units]


def _letters(text):
    """Return a text without white space and with uniform quotation marks, to find passages in it."""
    return fold_quotes("".join(text.split()))


def machine_origin(unit: TranslationUnit, targets: list[Segment]) -> str:
    """Return an HTML sentence that says which machine drafted a segment and how much was changed, or ""."""
    origin = unit.recorded.machine if unit.recorded else None
    if origin is None or not targets:
        return ""
    engine = format_html("<code>{}</code>", f"{origin.engine} {origin.model}".strip())
    if not origin.is_confirmed:
        return format_html(_("Drafted by {engine}"), engine=engine)
    changed = origin.percent_changed(" ".join(segment.html for segment in targets))
    if not changed:
        return format_html(_("Drafted by {engine}, confirmed unchanged"), engine=engine)
    return format_html(_("Drafted by {engine}, {percent}% changed"), engine=engine, percent=changed)


def change_reason(unit: TranslationUnit, sources: list[Segment]) -> str:
    """Return a sentence that says how the source of a segment has changed since its translation, or ""."""
    if unit.state == Freshness.MARKUP:
        return _form_change_reason(unit.recorded.sources[0], sources[0])
    return {
        Freshness.STALE: _("The source text has changed since this was translated."),
        Freshness.MOVED: _("Only its position has changed; the words are the same."),
        Freshness.REMOVED: _("This is no longer in the source."),
    }.get(unit.state, "")


def _form_change_reason(before, now):
    """Return a sentence that describes the difference between two Segments with the same words."""
    if before.path != now.path:
        label_before, label_now = (role_label(segment) or _("Paragraph") for segment in (before, now))
        if label_before != label_now:
            return _("The words are the same. It was “%(before)s” and is now “%(now)s”.") % {
                "before": label_before,
                "now": label_now,
            }
        return _("Only its place in the structure of the text has changed; the words are the same.")
    tags_before, tags_now = (encode_tags(segment.html).tags for segment in (before, now))
    elements_before, elements_now = (
        [tag.split(" ", 1)[0] for tag in tags] for tags in (tags_before, tags_now)
    )
    pairs = zip(tags_before, tags_now, strict=False)
    changed_elements = {old.split(" ", 1)[0] for old, new in pairs if old != new}
    if elements_before == elements_now and changed_elements == {"a"}:
        return _("Only the address of a link has changed.")
    return _("Only its tags have changed; the words are the same.")


def changed_passages(unit, sources):
    """Return the source sentences that have changed since they were translated, as lists of Pieces.

    An empty list represents unchanged sentences. A removed segment is returned whole.
    """
    if unit.recorded is None or unit.state not in (Freshness.STALE, Freshness.REMOVED):
        return []
    before = [sentence for segment in unit.recorded.sources for sentence in sentences(segment.words)]
    now = [sentence for segment in sources for sentence in sentences(segment.words)]
    return compare_passages(before, now)


def failing_unit_ids(story: StoryTranslation, units: list[TranslationUnit] | None = None) -> list[str]:
    """Return the ids of units (default: all) with warnings of the checks between the languages."""
    terms = glossary_in_force()
    discrepancies = find_discrepancies(story.translation, story.language, terms, units, day=story.day)
    failing = {id(unit) for unit, discrepancy in discrepancies if discrepancy.is_warning}
    all_units = zip(story.translation.units, story.translation.unit_ids, strict=True)
    return [unit_id for unit, unit_id in all_units if id(unit) in failing]


def glossary_in_force() -> tuple[GlossaryEntry, ...]:
    return tuple(term.entry() for term in Term.objects.valid_on())

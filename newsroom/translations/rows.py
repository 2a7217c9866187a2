"""Rows of the translation screen: units of a translation with their displayed data."""

from django.utils.html import format_html
from django.utils.translation import gettext as _

from articles.body import shown_embeds
from articles.body.embeds import embed_label, read_embed
from articles.checks.completeness import LENGTH_LIMITS
from articles.checks.preflight import find_discrepancies
from articles.models import Image, Term
from articles.text.differences import compare_passages
from articles.text.digests import digest_of
from articles.text.freshness import SETTLED, WORDLESS, Freshness, TranslationUnit
from articles.text.glossary import GlossaryEntry
from articles.text.inline_tags import encode_tags
from articles.text.punctuation import fold_quotes
from articles.text.segment_positions import REPEATED
from articles.text.segments import Segment
from articles.text.sentences import sentences
from articles.translations.freshness import segments_stamp
from articles.translations.segments import FIELD_BY_ROLE
from newsroom.translations.segment_display import (
    DRAFT_LABEL,
    MACHINE_DRAFT_LABEL,
    STATE_LABELS,
    cell_hints,
    html_with_chips,
    role_label,
    tagged_texts,
)
from newsroom.translations.story_translation import StoryTranslation

STALE_STATES = {Freshness.STALE, Freshness.REMOVED, *WORDLESS}


class SegmentRow:
    """One unit on the screen.

    id, pk        its id (Translation.unit_ids), and the primary key of its TranslatedSegment or None
    seen, source  stamps of the displayed translation and source
    sources       safe HTML of each source segment; texts  the translation, as text with numbered tags
    elements      names of the tags in the order of their numbers, source tags first: "a strong br"
    cell          (row and column, text of the column head) of a table cell, else ()
    passages      changed sentences of the source (articles.text.differences)
    left_out      the reason why it is left out, or ""
    origin        a sentence on the machine that drafted it, or ""
    is_unconfirmed  whether it is a machine draft that no user has confirmed
    is_wordless   whether it can be accepted unchanged: its form changed, it was removed, or it has no words
    picture       the Image with this caption, or None; most  usual maximum number of characters
    notes         primary keys of the open threads about it
    """

    def __init__(self, translation, unit, unit_id, language):
        sources, targets = translation.sources_of(unit), translation.targets_of(unit)
        first = (sources or targets or unit.recorded.sources)[0]
        row = unit.recorded.row if unit.recorded else None
        self.id, self.pk = unit_id, row.pk if row else None
        self.state, self.is_draft = unit.state, unit.is_draft
        self.seen, self.source = segments_stamp(targets), segments_stamp(sources)
        self.sources, source_tags = [], ()
        for segment in sources:
            html, source_tags = html_with_chips(segment.html, source_tags)
            self.sources.append(html)
        texts, all_tags = tagged_texts(targets, source_tags)
        self.texts = texts or [""]
        self.elements = " ".join(tag.split(" ", 1)[0] for tag in all_tags)
        self.role, self.label, self.cell = first.role, role_label(first), ()
        self.reason = change_reason(unit, sources)
        self.passages = changed_passages(unit, sources)
        self.left_out = unit.recorded.reason if unit.recorded and not unit.targets else ""
        self.is_unconfirmed, self.origin = unit.is_unconfirmed, machine_origin(unit, targets)
        has_words = any(segment.words for segment in sources)
        is_empty = unit.state == Freshness.NEW and not has_words
        self.is_wordless = is_empty or unit.state in (*WORDLESS, Freshness.REMOVED)
        self.most = LENGTH_LIMITS[FIELD_BY_ROLE[first.role], language] if first.is_above else None
        self.may_split = first.role in REPEATED
        self.may_leave_out = bool(sources) and not first.is_above
        embed = first.embed and read_embed(first.embed)
        self.embed = embed and {"label": embed_label(embed), "page": embed.page}
        if embed and (title := shown_embeds(first.wrapped())[0].title):
            self.embed["label"] += f": {title}"
        self.picture, self.notes = None, []

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
        displayed = (self.id, self.pk, self.state, self.is_draft, self.seen, self.source, self.reason)
        displayed += (self.left_out, self.notes, self.label, self.cell, self.origin, str(self.state_label))
        return digest_of(displayed, length=10)


def segment_rows(story: StoryTranslation) -> list[SegmentRow]:
    """Return the SegmentRows of a translation, in reading order. Uses at most one query, for pictures."""
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
    """Return an HTML sentence on the machine that drafted a segment and later changes, or ""."""
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
    """Return a sentence on the change that a segment needs, or "" if its state is sufficient."""
    if unit.state == Freshness.MARKUP:
        return _form_change_reason(unit.recorded.sources[0], sources[0])
    return {
        Freshness.STALE: _("The source text has changed since this was translated."),
        Freshness.MOVED: _("Only its position has changed; the words are the same."),
        Freshness.REMOVED: _("This is no longer in the source."),
    }.get(unit.state, "")


def _form_change_reason(before, now):
    """Return a sentence on the difference between two Segments with the same words."""
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

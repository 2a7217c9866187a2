"""Rows of the translation screen: units of a translation with all that is shown of them."""

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

    id, pk        its id (see Translation.unit_ids), and the primary key of its TranslatedSegment or None
    seen, source  stamps of translation and source as they are shown
    sources       safe HTML of each segment of the source; texts  the translation's, text with numbered tags
    elements      names of the tags, the source's first, in the order of their numbers: "a strong br"
    cell          (row and column, words of the column's head) of a cell of a table, else ()
    passages      changed sentences of the source, see articles.text.differences
    left_out      the reason for which it is left out, or ""
    origin        a sentence on the machine that drafted it, or ""
    is_unconfirmed  whether it is a machine draft that nobody has confirmed
    is_wordless   whether it can be accepted as it is: its form changed, it is gone, or it has no words
    picture       the Image that it is the caption of, or None; most  the usual number of characters at most
    notes         primary keys of the open threads about it
    """

    def __init__(self, translation, unit, unit_id, language):
        sources, targets = translation.sources_of(unit), translation.targets_of(unit)
        first = (sources or targets or unit.made.sources)[0]
        kept = unit.made.row if unit.made else None
        self.id, self.pk = unit_id, kept.pk if kept else None
        self.state, self.is_draft = unit.state, unit.is_draft
        self.seen, self.source = segments_stamp(targets), segments_stamp(sources)
        self.sources, tags = [], ()
        for segment in sources:
            html, tags = html_with_chips(segment.html, tags)
            self.sources.append(html)
        texts, every = tagged_texts(targets, tags)
        self.texts = texts or [""]
        self.elements = " ".join(tag.split(" ", 1)[0] for tag in every)
        self.role, self.label, self.cell = first.role, role_label(first), ()
        self.reason = change_reason(unit, sources)
        self.passages = changed_passages(unit, sources)
        self.left_out = unit.made.reason if unit.made and not unit.targets else ""
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
        """The names of the filters that show it; the page adds "failing" by itself."""
        found = ["all"]
        found += ["open"] * (not self.is_settled)
        found += ["untranslated"] * (self.state == Freshness.NEW)
        found += ["stale"] * (self.state in STALE_STATES)
        found += ["drafts"] * self.is_draft
        found += ["machine"] * self.is_unconfirmed
        found += ["notes"] * bool(self.notes)
        return found

    @property
    def digest(self):
        """The digest of the row as it is displayed, which differs when anything of it has changed."""
        said = (self.id, self.pk, self.state, self.is_draft, self.seen, self.source, self.reason)
        said += (self.left_out, self.notes, self.label, self.cell, self.origin, str(self.state_label))
        return digest_of(said, length=10)


def segment_rows(story: StoryTranslation) -> list[SegmentRow]:
    """Return the SegmentRows of a translation, in reading order. At most one query, for the pictures."""
    translation = story.translation
    hints = cell_hints(story.article.text("body", story.source_language))
    above = sum(segment.is_above for segment in translation.source)
    found = []
    for unit, unit_id in zip(translation.units, translation.unit_ids, strict=True):
        row = SegmentRow(translation, unit, unit_id, story.language)
        row.cell = hints.get(unit.sources[0] - above, ()) if unit.sources else ()
        found.append(row)
    _add_pictures(found, translation)
    _add_notes(found, translation, story)
    return found


def _add_pictures(found, translation):
    numbers = {}
    for row, unit in zip(found, translation.units, strict=True):
        segments = translation.sources_of(unit) or translation.targets_of(unit)
        if segments and segments[0].picture and segments[0].picture < 2**31:
            numbers[row.id] = segments[0].picture
    known = Image.objects.in_bulk(set(numbers.values())) if numbers else {}
    for row in found:
        row.picture = known.get(numbers.get(row.id))


def _add_notes(found, translation, story):
    """Add each open thread to the first row whose text contains its passage, white space ignored."""
    if not story.open_notes:
        return
    texts = {
        language: [_letters("".join(one.words for one in side(unit))) for unit in translation.units]
        for language, side in (
            (story.source_language, translation.sources_of),
            (story.language, translation.targets_of),
        )
    }
    for pk, language, passage in story.open_notes:
        wanted = _letters(passage)
        place = next((at for at, text in enumerate(texts[language]) if wanted in text), None)
        if place is not None:
            found[place].notes.append(pk)


def _letters(text):
    """Return the letters in which passages are found: without blanks, quotation marks in one form."""
    return fold_quotes("".join(text.split()))


def machine_origin(unit: TranslationUnit, targets: list[Segment]) -> str:
    """Return a sentence as HTML on the machine that drafted a segment, and what people changed; or ""."""
    origin = unit.made.machine if unit.made else None
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
    """Return a sentence on the change that a segment needs, or "" if its state says all."""
    if unit.state == Freshness.MARKUP:
        return _form_change_reason(unit.made.sources[0], sources[0])
    return {
        Freshness.STALE: _("The source text has changed since this was translated."),
        Freshness.MOVED: _("Only its position has changed; the words are the same."),
        Freshness.REMOVED: _("This is no longer in the source."),
    }.get(unit.state, "")


def _form_change_reason(before, now):
    if before.path != now.path:
        names = [role_label(one) or _("Paragraph") for one in (before, now)]
        if names[0] != names[1]:
            return _("The words are the same. It was “%(before)s” and is now “%(now)s”.") % {
                "before": names[0],
                "now": names[1],
            }
        return _("Only its place in the structure of the text has changed; the words are the same.")
    tags = [encode_tags(one.html).tags for one in (before, now)]
    elements = [[tag.split(" ", 1)[0] for tag in one] for one in tags]
    changed = {before.split(" ", 1)[0] for before, now in zip(*tags, strict=False) if before != now}
    if elements[0] == elements[1] and changed == {"a"}:
        return _("Only the address of a link has changed.")
    return _("Only its tags have changed; the words are the same.")


def changed_passages(unit, sources):
    """Return the sentences of the source that differ from those that were translated: lists of Pieces.

    An empty list stands for unchanged sentences. A removed segment is returned whole.
    """
    if unit.made is None or unit.state not in (Freshness.STALE, Freshness.REMOVED):
        return []
    before, now = (
        [sentence for one in side for sentence in sentences(one.words)]
        for side in (unit.made.sources, sources)
    )
    return compare_passages(before, now)


def failing_unit_ids(story: StoryTranslation, units: list[TranslationUnit] | None = None) -> list[str]:
    """Return the ids of those units (default: all) whose translation checks between the languages warn of."""
    found = find_discrepancies(story.translation, story.language, glossary_in_force(), units, day=story.day)
    at_fault = {id(unit) for unit, one in found if one.is_warning}
    named = zip(story.translation.units, story.translation.unit_ids, strict=True)
    return [unit_id for unit, unit_id in named if id(unit) in at_fault]


def glossary_in_force() -> tuple[GlossaryEntry, ...]:
    return tuple(term.entry() for term in Term.objects.valid_on())

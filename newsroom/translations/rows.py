"""The rows of the workbench: each Unit of a translation with all that its screen shows of it."""

import hashlib
from dataclasses import dataclass, field

from articles.checks.text.completeness import MOST
from articles.models import Image
from articles.text.translation.freshness import SETTLED, WORDLESS, Freshness
from articles.text.translation.positions import REPEATED
from articles.translations.freshness import stamp, unit_ids
from articles.workflow.bench import FIELDS
from newsroom.translations import changes, wording
from newsroom.translations.labels import DRAFT, STATES, cell_hints, role_label

KINDS = ("all", "open", "untranslated", "stale", "drafts", "failing", "notes")
STALE = {Freshness.STALE, Freshness.REMOVED, *WORDLESS}


@dataclass
class Row:
    """One unit on the screen.

    id, pk        by which the verbs find it: unit_ids, and the number of its TranslatedSegment or None
    seen, source  the stamps of translation and source as they are shown
    sources       safe HTML of each segment of the source; texts  the translation's, text with numbered tags
    elements      what the tags are, the source's first, in the order of their numbers: "a strong br"
    passages      what changed in the source, as articles.text.differences has it
    picture       the Image that it is the caption of; most  about how many characters it should have
    """

    id: str
    pk: int | None
    state: Freshness
    is_draft: bool
    seen: str
    source: str
    sources: list = field(default_factory=list)
    texts: list = field(default_factory=list)
    elements: str = ""
    label: str = ""
    cell: tuple = ()
    reason: str = ""
    passages: list = field(default_factory=list)
    left_out: str = ""
    is_wordless: bool = False
    most: int | None = None
    may_split: bool = False
    may_leave_out: bool = False
    picture: object = None
    notes: list = field(default_factory=list)
    role: str = ""

    @property
    def is_settled(self):
        return self.state in SETTLED and not self.is_draft

    @property
    def state_label(self):
        return (
            DRAFT
            if self.is_draft and self.state in (Freshness.CURRENT, Freshness.ADDED)
            else STATES[self.state]
        )

    @property
    def kinds(self):
        """The filters that show it, of KINDS; whether its checks fail is told live, by the page."""
        found = ["all"]
        found += ["open"] * (not self.is_settled)
        found += ["untranslated"] * (self.state == Freshness.NEW)
        found += ["stale"] * (self.state in STALE)
        found += ["drafts"] * self.is_draft
        found += ["notes"] * bool(self.notes)
        return found

    @property
    def print(self):
        """What the page knows this row by as it is drawn: another one when anything of it has changed."""
        said = (self.id, self.pk, self.state, self.is_draft, self.seen, self.source, self.reason)
        said += (self.left_out, self.notes, self.label, self.cell)
        return hashlib.sha256(repr(said).encode()).hexdigest()[:10]


def rows(story):
    """The Rows of a Story, in the order in which they are read. At most one query, for the pictures."""
    translation = story.translation
    hints = cell_hints(story.article.text("body", story.source_language))
    above = sum(segment.is_above for segment in translation.source)
    found = []
    for unit, unit_id in zip(translation.units, unit_ids(translation), strict=True):
        row = _row(translation, unit, unit_id, story.language)
        row.cell = hints.get(unit.sources[0] - above, ()) if unit.sources else ()
        found.append(row)
    _add_pictures(found, translation)
    _add_notes(found, translation, story)
    return found


def _row(translation, unit, unit_id, language):
    sources, targets = translation.sources_of(unit), translation.targets_of(unit)
    first = (sources or targets or unit.made.sources)[0]
    shown, tags = [], ()
    for segment in sources:
        html, tags = wording.shown(segment.html, tags)
        shown.append(html)
    texts, every = wording.written(targets, tags)
    kept = unit.made.row if unit.made else None
    return Row(
        id=unit_id,
        pk=kept.pk if kept else None,
        state=unit.state,
        is_draft=unit.is_draft,
        seen=stamp(targets),
        source=stamp(sources),
        sources=shown,
        texts=texts or [""],
        elements=" ".join(tag.split(" ", 1)[0] for tag in every),
        label=role_label(first),
        reason=changes.reason(unit, sources),
        passages=changes.passages(unit, sources),
        left_out=unit.made.reason if unit.made and not unit.targets else "",
        is_wordless=_is_wordless(unit, sources),
        most=MOST[FIELDS[first.role], language] if first.is_above else None,
        may_split=first.role in REPEATED,
        may_leave_out=bool(sources) and not first.is_above,
        role=first.role,
    )


def _is_wordless(unit, sources):
    """Whether it is accepted without new words: only its form changed, it is gone, or it has none."""
    has_words = any(segment.words for segment in sources)
    return unit.state in (*WORDLESS, Freshness.REMOVED) or (unit.state == Freshness.NEW and not has_words)


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
    """Each open thread stands at the first row in whose text its passage lies, white space apart."""
    if not story.open_notes:
        return
    texts = {
        language: ["".join("".join(one.words for one in side(unit)).split()) for unit in translation.units]
        for language, side in (
            (story.source_language, translation.sources_of),
            (story.language, translation.targets_of),
        )
    }
    for pk, language, passage in story.open_notes:
        wanted = "".join(passage.split())
        place = next((at for at, text in enumerate(texts[language]) if wanted in text), None)
        if place is not None:
            found[place].notes.append(pk)

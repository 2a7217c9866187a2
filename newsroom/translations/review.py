"""The review page: source and translation side by side, with matching and disputed facts marked in pairs.

The page is for reviewers who read only one of the languages. Segments are written on the translation screen.
"""

from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from articles.checks.pairs import MarkedFact, fact_pieces, marked_facts
from articles.checks.preflight import compare_segments
from articles.text.freshness import SETTLED, Freshness, TranslationUnit
from articles.text.segments import Segment
from newsroom.translations.rows import (
    DRAFT_LABEL,
    MACHINE_DRAFT_LABEL,
    STATE_LABELS,
    change_reason,
    changed_passages,
    glossary_in_force,
    machine_origin,
    role_label,
)
from newsroom.translations.story_translation import (
    StoryTranslation,
    frame_context,
    screen_media,
    translation_view,
)

SIGNS = {"both": "≠", "one": "!"}
FILTERS = {
    "all": pgettext_lazy("segments", "All"),
    "differences": pgettext_lazy("segments", "Only differences"),
}


@dataclass(frozen=True)
class ReviewMark:
    """A marked fact on one side of a segment.

    kind, number  kind and number of the fact
    sign          "≠" or "!", shown before the number of a difference; else ""
    id, partner   ids of this element and of the element on the other side, or else of the message
    key           a value that all marks of the fact share
    """

    kind: str
    number: int
    sign: str
    id: str
    partner: str
    key: str


@dataclass(frozen=True)
class ReviewFinding:
    """A message of the checks about a segment.

    id, place  ids of its own element and of the element that it links to
    """

    message: str
    hint: str
    sign: str
    number: int | None
    id: str
    place: str


@dataclass
class ReviewRow:
    """One unit of a translation on the review page.

    id                its id on the translation screen (Translation.unit_ids)
    source, target    [(piece of text, ReviewMark or None)] of each side; [] if the side is empty
    state_label       "" for a segment that is current and finished
    passages          changed sentences of the source (articles.text.differences)
    """

    id: str
    label: str
    role: str
    state_label: str
    reason: str
    origin: str
    left_out: str
    passages: list
    is_settled: bool
    source: list = field(default_factory=list)
    target: list = field(default_factory=list)
    findings: list = field(default_factory=list)

    @property
    def is_different(self) -> bool:
        return bool(self.findings) or not self.is_settled


@require_safe
@translation_view
def review_page(request: HttpRequest, story: StoryTranslation) -> HttpResponse:
    """Show the segments of a translation beside their sources.

    ?show=differences limits them to segments with differences.
    """
    show = request.GET.get("show") if request.GET.get("show") in FILTERS else "all"
    rows = review_rows(story) if story.is_wanted else []
    different = [row for row in rows if row.is_different]
    counts = {"all": len(rows), "differences": len(different)}
    title = _("Compare with the source: %(language)s") % {"language": story.language.label}
    context = frame_context(request, story.article, title) | {
        "story": story,
        "rows": different if show == "differences" else rows,
        "filters": [(name, label, counts[name], name == show) for name, label in FILTERS.items()],
        "judgement": story.judgement_links(story.review),
        "media": screen_media("review"),
    }
    return TemplateResponse(request, "translations/review.html", context)


def review_rows(story: StoryTranslation) -> list[ReviewRow]:
    """Return the ReviewRows of a translation, in reading order."""
    translation, terms = story.translation, glossary_in_force()
    comparisons = {
        id(unit): (pair, discrepancies)
        for unit, pair, discrepancies in compare_segments(translation, story.language, terms, day=story.day)
    }
    rows = []
    for unit, unit_id in zip(translation.units, translation.unit_ids, strict=True):
        row = _plain_row(unit, unit_id, translation.sources_of(unit), translation.targets_of(unit))
        if id(unit) in comparisons:
            pair, discrepancies = comparisons[id(unit)]
            _mark_row(row, pair, discrepancies, marked_facts(pair, terms, discrepancies))
        rows.append(row)
    return rows


def _plain_row(
    unit: TranslationUnit, unit_id: str, sources: list[Segment], targets: list[Segment]
) -> ReviewRow:
    """Return the ReviewRow of a unit, without marks and findings."""
    first = (sources or targets or unit.recorded.sources)[0]
    source = " ".join(segment.words for segment in sources)
    target = " ".join(segment.words for segment in targets)
    return ReviewRow(
        id=unit_id,
        label=role_label(first),
        role=first.role,
        state_label=_state_label(unit),
        reason=change_reason(unit, sources),
        origin=machine_origin(unit, targets),
        left_out=unit.recorded.reason if unit.recorded and not unit.targets else "",
        passages=changed_passages(unit, sources),
        is_settled=unit.state in SETTLED,
        source=[(source, None)] if source else [],
        target=[(target, None)] if target else [],
    )


def _state_label(unit: TranslationUnit) -> str:
    labels = [] if unit.state == Freshness.CURRENT else [STATE_LABELS[unit.state]]
    if unit.is_unconfirmed:
        labels.append(MACHINE_DRAFT_LABEL)
    elif unit.is_draft:
        labels.append(DRAFT_LABEL)
    return " · ".join(map(str, labels))


def _mark_row(row, pair, discrepancies, facts):
    """Set the marked texts and the findings of a ReviewRow."""
    row.source = _marked_side(row.id, pair.source_inline.text, facts, is_source=True)
    row.target = _marked_side(row.id, pair.target_inline.text, facts, is_source=False)
    by_finding = {fact.finding: fact for fact in facts if fact.finding is not None}
    for index, discrepancy in enumerate(discrepancies):
        fact = by_finding.get(index)
        row.findings.append(
            ReviewFinding(
                message=discrepancy.message,
                hint=discrepancy.hint,
                sign=_sign_of(fact) if fact else SIGNS["one"],
                number=fact.number if fact else None,
                id=f"f-{row.id}-{index}",
                place=_mark_id(row.id, fact, is_source=not fact.target) if fact else f"u-{row.id}",
            )
        )


def _marked_side(unit_id: str, text: str, facts: list[MarkedFact], *, is_source: bool) -> list:
    """Return [(piece of text, ReviewMark or None)] of one side."""
    pieces: list[tuple[str, ReviewMark | None]] = []
    for piece in fact_pieces(text, facts, is_source=is_source):
        fact = piece.fact
        if fact is None:
            pieces.append((piece.text, None))
            continue
        if fact.source and fact.target:
            partner = _mark_id(unit_id, fact, is_source=not is_source)
        else:  # the fact is on one side only: link to the message
            partner = f"f-{unit_id}-{fact.finding}"
        own = _mark_id(unit_id, fact, is_source=is_source, mention=piece.mention)
        mark = ReviewMark(fact.kind, fact.number, _sign_of(fact), own, partner, f"{unit_id}-{fact.number}")
        pieces.append((piece.text, mark))
    return pieces


def _mark_id(unit_id: str, fact: MarkedFact, *, is_source: bool, mention: int = 1) -> str:
    return f"m-{unit_id}-{fact.number}-{'s' if is_source else 't'}{mention}"


def _sign_of(fact: MarkedFact) -> str:
    if fact.finding is None:
        return ""
    return SIGNS["both" if fact.source and fact.target else "one"]

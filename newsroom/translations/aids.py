"""Aids for the segment being translated: glossary terms, memory matches, and checks."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles.body.field import MOST_IN_PASSAGE
from articles.checks.completeness import READABLE
from articles.checks.discrepancies import pair_discrepancies
from articles.checks.pairs import SegmentPair
from articles.checks.registry import FindingCounts, examine
from articles.text import inline_tags
from articles.text.glossary import insert_form, term_wordings
from articles.text.inline_tags import PLACEHOLDER, encode_tags
from articles.translations.segments import SegmentGone
from newsroom.translations.memory_matches import memory_hits, memory_matches
from newsroom.translations.rows import failing_unit_ids, glossary_in_force, tagged_texts
from newsroom.translations.screen import PostedSegment, reason_words
from newsroom.translations.story_translation import StoryTranslation, translation_view

MOST_TERMS, MOST_MATCHES = 9, 5  # the numbers of keyboard shortcuts that insert them
MOST_IN_FORM = 1_000  # characters in a form of a term


@dataclass(frozen=True)
class DraftSegment:
    """A segment being translated.

    sources, targets  its Segments in the source and in the saved translation
    texts             the translation as typed, with numbered tags
    day               planned day of the translation, or today
    """

    source_language: str
    sources: tuple
    targets: tuple
    texts: tuple
    day: date

    @cached_property
    def source(self):
        """(source as text with numbered tags, its tags)."""
        texts, known = [], ()
        for segment in self.sources:
            own = encode_tags(segment.html)
            texts.append(_renumber_tags(own.text, len(known)))
            known += own.tags
        return " ".join(texts), known

    @cached_property
    def pair(self):
        """Both sides as a SegmentPair for the checks."""
        _texts, known = tagged_texts(self.targets, self.source[1])
        html = " ".join(inline_tags.decode_tags(text, known, problems=[]) for text in self.texts)
        sources = " ".join(segment.html for segment in self.sources)
        return SegmentPair(sources, html, self.source_language, self.sources[0].role, self.day)


def _renumber_tags(text, offset):
    def number(match):
        label = match["label"]
        if not offset or not (label and label.isdecimal()):
            return match[0]
        return match[0].replace(label, str(int(label) + offset))

    return PLACEHOLDER.sub(number, text)


@require_POST
@translation_view
def segment_aids(request: HttpRequest, story: StoryTranslation) -> HttpResponse:
    """Return the aids for the segment being translated, as HTML; JSON with status 410 if it is gone."""
    posted = PostedSegment.of(request.POST)
    try:
        unit = story.translation.units[posted.place_in(story.translation)]
    except SegmentGone:
        return JsonResponse({"refused": _("That segment no longer exists.")}, status=410)
    texts = tuple(text for text in posted.texts if len(text) <= MOST_IN_PASSAGE)
    sides = story.translation.sources_of(unit), story.translation.targets_of(unit)
    draft = DraftSegment(str(story.source_language), *map(tuple, sides), texts, story.day)  # type: ignore[arg-type, call-arg]  # a fixed number of values
    context = {"story": story, "terms": [], "matches": [], "findings": []}
    if draft.sources:
        entries, words = glossary_in_force(), " ".join(segment.words for segment in draft.sources)
        context |= {
            "terms": term_wordings(words, draft.source_language, entries)[:MOST_TERMS],
            "matches": _memory_matches(draft),
            "findings": pair_discrepancies(draft.pair, entries),
        }
    return TemplateResponse(request, "translations/_aids.html", context)


def _memory_matches(draft):
    """Return [(MemoryMatch, text to insert)], without texts that the draft already has."""
    text, _tags = draft.source
    matches = memory_matches(text, source_language=draft.source_language, limit=MOST_MATCHES)
    usable = [(match, _without_foreign_tags(match, draft)) for match in matches]
    return [(match, text) for match, text in usable if text not in draft.texts]


def _without_foreign_tags(match, draft):
    """Return the translation of a MemoryMatch, without tags that this source lacks."""
    most = len(draft.source[1])

    def kept(tag):
        label = tag["label"]
        return "" if label and label.isdecimal() and int(label) > most else tag[0]

    return PLACEHOLDER.sub(kept, match.entry.target_text)


@require_safe
@translation_view
def failing_segments(request: HttpRequest, story: StoryTranslation) -> HttpResponse:
    """Return {"units": ids of the units with warnings about their translation} as JSON."""
    return JsonResponse({"units": failing_unit_ids(story)})


@require_safe
@translation_view
def preflight_summary(request: HttpRequest, story: StoryTranslation) -> HttpResponse:
    """Return the preflight findings as JSON.

    summary   the numbers of findings in words, or "" if the translation is not begun
    blockers  the number of findings that prevent publication
    unmet     {code: words} of the findings that prevent a submission; absent if the translation is not begun
    """
    if not story.is_begun:
        return JsonResponse({"summary": "", "blockers": 0})
    findings = examine(story.article, story.progress)
    counts = FindingCounts.of(findings)
    unmet = {finding.code: reason_words(finding) for finding in findings if finding.code in READABLE}
    return JsonResponse({"summary": str(counts), "blockers": counts.blockers, "unmet": unmet})


@require_safe
@translation_view
def memory_search(request: HttpRequest, story: StoryTranslation) -> HttpResponse:
    """Return the memory entries that contain the words of ?q=, as HTML."""
    words = request.GET.get("q", "")
    return TemplateResponse(
        request, "translations/_memory_hits.html", {"words": words, "hits": memory_hits(words)}
    )


@require_POST
@translation_view
def insert_term(request: HttpRequest, story: StoryTranslation) -> HttpResponse:
    """Insert a term into a text, and adapt the particle after it.

    Return {"text", "cursor": its new position} as JSON, or {"refused"} with status 422 if the posted start or
    end is invalid.
    """
    text, form = request.POST.get("text", ""), request.POST.get("form", "")[:MOST_IN_FORM]
    start, end = (request.POST.get(name, "") for name in ("start", "end"))
    if not all(
        position.isascii() and position.isdecimal() and len(position) < 7 for position in (start, end)
    ):
        return JsonResponse({"refused": _("Unknown request. Reload the page and try again.")}, status=422)
    start, end = sorted(min(int(position), len(text)) for position in (start, end))
    text = insert_form(text, start, form, until=end)
    return JsonResponse({"text": text, "cursor": start + len(form)})

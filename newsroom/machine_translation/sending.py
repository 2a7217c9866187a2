"""Sending of segments to the engine: reuse of known answers, clearance, costs, and judging of new answers.

The row of a request is committed before the call, and its answer right after it. If the process is killed in
between, the request counts as possibly billed, and its segments are sent again only if a user requests it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from articles import clock
from articles.models import Article, Edition, LanguageProgress, other
from articles.text.digests import digest_of
from articles.text.freshness import Freshness, TranslationUnit
from articles.text.glossary import GlossaryEntry, term_wordings
from articles.text.inline_tags import decode_tags, encode_tags
from articles.text.segments import Segment
from articles.translations.freshness import Translation
from articles.workflow.permissions import Actor
from newsroom.machine_translation.connectors import DeepL, OpenAICompatible
from newsroom.machine_translation.consent import Clearance, StoryClearance
from newsroom.machine_translation.engine import (
    Engine,
    EngineAnswer,
    EngineCall,
    EngineConfiguration,
    EngineFailure,
    SourceSegment,
    TermHint,
    TranslationExample,
    Usage,
)
from newsroom.machine_translation.models import (
    LEASE,
    DraftRun,
    MachineRequest,
    MachineSuggestion,
    RequestState,
    SegmentOutcome,
    lock_month,
    reserve,
    settle,
)
from newsroom.machine_translation.verdicts import JudgedSegment, RejectedAnswer, judge_answer
from newsroom.translations.memory_entries import words_only
from newsroom.translations.memory_matches import memory_matches
from newsroom.translations.rows import glossary_in_force

MOST_TERMS, MOST_EXAMPLES, MATCHES_A_SEGMENT = 20, 5, 2


def term_hints(
    segments: Sequence[Segment], source_language: str, entries: Iterable[GlossaryEntry]
) -> tuple[TermHint, ...]:
    """Return a TermHint for each glossary term in segments, at most MOST_TERMS."""
    text = "\n".join(segment.words for segment in segments)
    wordings = term_wordings(text, source_language, entries)
    hints = [TermHint(wording.found[0].form, wording.first) for wording in wordings if wording.first]
    return tuple(dict.fromkeys(hints))[:MOST_TERMS]


def translation_examples(texts: Sequence[str], source_language: str) -> tuple[TranslationExample, ...]:
    """Return the closest former translations of texts with numbered tags, best first, at most MOST_EXAMPLES.

    Only translations that come from files, or are published in both languages, are used: the memory also
    contains approved translations of unpublished stories.
    """
    matches = [
        match
        for text in texts
        for match in memory_matches(text, source_language=source_language, limit=MATCHES_A_SEGMENT)
    ]
    matches.sort(key=lambda match: -match.score)
    stories = {match.entry.article_id for match in matches if match.entry.article_id}
    editions = Edition.objects.live().of_articles(stories) if stories else ()
    public = {
        (edition.article_id, edition.language): {segment.words for segment in edition.segments}
        for edition in editions
    }
    examples = []
    for entry in (match.entry for match in matches):
        sides = words_only(entry.source_text), words_only(entry.target_text)
        pairs = zip((source_language, other(source_language)), sides, strict=True)
        if entry.article_id is None:
            is_public = bool(entry.origin)
        else:
            is_public = all(
                words in public.get((entry.article_id, language), ()) for language, words in pairs
            )
        examples += [TranslationExample(*sides)] if is_public else []
    return tuple(dict.fromkeys(examples))[:MOST_EXAMPLES]


ENGINES = {"deepl": DeepL, "openai": OpenAICompatible}
MOST_SEGMENTS, MOST_CHARACTERS = 10, 6_000  # per request
NOT_CLEARED = {Clearance.BARRED: SegmentOutcome.BARRED, Clearance.CONSENT: SegmentOutcome.CONSENT}


class CopyIsHeld(Exception):
    """Refusal to send anything from a restored copy before its release."""


class SentMeanwhile(Exception):
    """Refusal to send segments if another request has just sent one of them. Nothing was sent."""


@dataclass(frozen=True)
class OpenSegment:
    """A segment of a story that needs a draft.

    text  text with numbered tags
    seen  stamps of source and translation when they were read
    """

    unit_id: str
    segment: Segment
    text: str
    seen: tuple[str, str]

    @property
    def digest(self):
        return digest_of(self.text)

    def html(self, text: str) -> str:
        """Return a translation with numbered tags as inline HTML."""
        return decode_tags(text, encode_tags(self.segment.html).tags)


@dataclass
class SortedSegments:
    """Open segments of a story, sorted by how they are handled.

    usable    [(OpenSegment, MachineSuggestion)] of segments that were answered before
    outcomes  {unit id: (SegmentOutcome, MachineSuggestion or None)} of segments that are not sent
    to_send   the other segments
    """

    usable: list = field(default_factory=list)
    outcomes: dict = field(default_factory=dict)
    to_send: list = field(default_factory=list)


def open_segments(translation: Translation) -> list[OpenSegment]:
    """Return the untranslated segments that have words, in order."""
    new = [unit for unit in translation.units if unit.state == Freshness.NEW]
    return [segment for unit in new if (segment := segment_to_send(translation, unit))]


def segment_to_send(translation: Translation, unit: TranslationUnit) -> OpenSegment | None:
    """Return a unit's segment, even if it is translated; None if it has no words or several sources."""
    sources = translation.sources_of(unit)
    if len(sources) != 1 or not any(map(str.isalpha, sources[0].words)):
        return None
    shown, text = translation.displayed(unit), encode_tags(sources[0].html).text
    return OpenSegment(shown.name, sources[0], text, (shown.source, shown.target))


def engine_of(configuration: EngineConfiguration) -> Engine:
    return ENGINES[configuration.engine](configuration)


def known_suggestions(
    segments: Iterable[OpenSegment], language: str, configuration: EngineConfiguration
) -> dict[str, list[MachineSuggestion]]:
    """Return {digest: suggestions of the configured model, oldest first} of segments. Uses one query."""
    known = {}
    rows = MachineSuggestion.objects.of_sources(
        {segment.digest for segment in segments},
        language=language,
        engine=configuration.engine,
        model=configuration.model,
    )
    for row in rows:
        known.setdefault(row.digest, []).append(row)
    return known


def sort_segments(
    segments: Sequence[OpenSegment],
    article: Article | None,
    language: str,
    configuration: EngineConfiguration,
    *,
    again: bool = False,
    clearance: Clearance | None = None,
) -> SortedSegments:
    """Sort open segments by how they are handled.

    again      whether to send segments again that were sent before without a usable answer
    clearance  the Clearance of a text that is not part of a story yet (`article` is None)
    """
    known, sorted_segments = known_suggestions(segments, language, configuration), SortedSegments()
    of_story = StoryClearance(article, language, configuration) if article else None
    for segment in segments:
        rows = known.get(segment.digest, [])
        usable = next((row for row in reversed(rows) if row.is_usable), None)
        if usable:
            sorted_segments.usable.append((segment, usable))
        elif rows and (not again or is_in_flight(rows[-1])):
            outcome = SegmentOutcome.REJECTED if rows[-1].rejection else SegmentOutcome.UNANSWERED
            sorted_segments.outcomes[segment.unit_id] = outcome, rows[-1]
        elif (cleared := clearance or of_story.of(segment.segment.words)) != Clearance.FREE:
            sorted_segments.outcomes[segment.unit_id] = NOT_CLEARED[cleared], None
        elif len(segment.text) > MOST_CHARACTERS:
            sorted_segments.outcomes[segment.unit_id] = SegmentOutcome.TOO_LONG, None
        else:
            sorted_segments.to_send.append(segment)
    return sorted_segments


def is_in_flight(row: MachineSuggestion) -> bool:
    """Return whether a suggestion may still be answered."""
    return row.request.state == RequestState.SENT and row.request.sent_at > timezone.now() - LEASE


def batches_of(segments: Sequence[OpenSegment]) -> list[list[OpenSegment]]:
    """Return segments in batches that fit in one request, each distinct text once."""
    batches, size = [], 0
    for segment in {segment.digest: segment for segment in segments}.values():
        if not batches or len(batches[-1]) == MOST_SEGMENTS or size + len(segment.text) > MOST_CHARACTERS:
            batches.append([])
            size = 0
        batches[-1].append(segment)
        size += len(segment.text)
    return batches


def estimate_cost(
    segments: Sequence[OpenSegment], language: str, configuration: EngineConfiguration
) -> Decimal:
    """Return the approximate cost of segments, without glossary terms and examples."""
    engine, source = engine_of(configuration), str(other(language))
    calls = (EngineCall(_sent(batch), source, str(language)) for batch in batches_of(segments))
    return sum((configuration.cost(engine.estimate(call)) for call in calls), Decimal(0))


def _sent(batch):
    return [SourceSegment(f"s{number}", open_segment.text) for number, open_segment in enumerate(batch, 1)]


def send_batch(
    batch: Sequence[OpenSegment],
    article: Article | None,
    language: str,
    configuration: EngineConfiguration,
    *,
    by: Actor,
    run: DraftRun | None = None,
) -> dict[str, MachineSuggestion]:
    """Send cleared segments, and return {digest: judged suggestion}.

    Raise EngineFailure, LimitReached, SentMeanwhile or CopyIsHeld. Call it outside transactions: the request
    must be stored even if the process is killed.
    """
    if clock.stopped_at() is not None:
        raise CopyIsHeld
    source, engine, entries = str(other(language)), engine_of(configuration), glossary_in_force()
    hints = term_hints([open_segment.segment for open_segment in batch], source, entries)
    examples = translation_examples([open_segment.text for open_segment in batch], source)
    call = EngineCall(_sent(batch), source, str(language), hints, examples)
    request = MachineRequest(
        run=run, article=article, language=language, by=by, country=configuration.country,
        engine=configuration.engine, model=configuration.model, sent_at=timezone.now(),
        cost=configuration.cost(engine.estimate(call)),
    )  # fmt: skip
    with transaction.atomic(durable=True):
        month = lock_month(configuration)
        refuse_sent_meanwhile(batch, language, configuration)
        rows = reserve(request, [open_segment.digest for open_segment in batch], configuration, month)
    try:
        answer = engine.suggest(call)
    except EngineFailure as failure:
        _settle_failure(request, failure, configuration)
        raise
    with transaction.atomic():
        cost = configuration.cost(answer.usage)
        settle(request, RequestState.ANSWERED, cost=cost, usage=answer.usage)
        _judge(rows, batch, answer, request, entries)
    return {row.digest: row for row in rows}


def refuse_sent_meanwhile(batch, language, configuration):
    """Raise SentMeanwhile if another request has, or is waiting for, the answer to one of the segments."""
    known = known_suggestions(batch, language, configuration)
    if any(rows[-1].is_usable or is_in_flight(rows[-1]) for rows in known.values()):
        raise SentMeanwhile


def _settle_failure(request, failure, configuration):
    usage = failure.usage
    if failure.is_unbilled:
        settle(request, RequestState.FAILED, cost=Decimal(0), usage=Usage(), failure=failure.kind)
    else:
        cost = request.cost if usage is None else configuration.cost(usage)
        settle(request, RequestState.UNKNOWN, cost=cost, usage=usage, failure=failure.kind)


def _judge(rows, batch, answer: EngineAnswer, request, entries):
    """Store the verdict on each suggestion in the row of its segment."""
    texts, source = (
        {suggestion.id: suggestion.text for suggestion in answer.suggestions},
        str(other(request.language)),
    )
    progress = LanguageProgress.objects.filter(article=request.article_id, language=request.language)
    day = progress.values_list("planned_on", flat=True).first() or timezone.localdate()
    for sent, open_segment, row in zip(_sent(batch), batch, rows, strict=True):
        judged = JudgedSegment(open_segment.segment.html, source, open_segment.segment.role, day)
        try:
            row.text, row.findings = judge_answer(texts[sent.id], judged, entries)
        except RejectedAnswer as rejected:
            row.rejection, row.label = rejected.code, rejected.label
    MachineSuggestion.objects.bulk_update(rows, ["text", "findings", "rejection", "label"])

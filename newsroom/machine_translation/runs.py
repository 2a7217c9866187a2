"""Runs that draft the open segments of a translation: starting, working in batches, pausing, resuming.

Each task works on one batch and queues the next, so that e-mail and other tasks need not wait. A task may
run twice: a run belongs to the process with a fresh heartbeat, and paid answers are used again.

A text that is not part of a story yet is drafted by the same rules, in one request.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.events import log
from articles.models import Article, LanguageProgress
from articles.text.inline_tags import encode_tags
from articles.text.segments import Segment
from articles.translations.freshness import translation_of
from articles.translations.machine_drafts import (
    EngineOffer,
    EngineResult,
    UnfiledDraft,
    place_machine_drafts,
    source_digest,
)
from articles.translations.segments import TranslationRefused
from articles.workflow.permissions import Actor, Verb, may, may_touch
from newsroom.machine_translation.consent import (
    Clearance,
    clear_unpublished,
    may_consent,
    record_consent_to_text,
)
from newsroom.machine_translation.engine import EngineConfiguration, EngineFailure, FailureKind
from newsroom.machine_translation.models import (
    LEASE,
    DraftRun,
    LimitReached,
    MachineRequest,
    MachineSuggestion,
    PauseReason,
    RunState,
    SegmentOutcome,
    give_up_lost_requests,
)
from newsroom.machine_translation.sending import (
    CopyIsHeld,
    OpenSegment,
    SentMeanwhile,
    batches_of,
    estimate_cost,
    open_segments,
    send_batch,
    sort_segments,
)
from newsroom.machine_translation.verdicts import rejection_message

BETWEEN = timedelta(seconds=1)  # pause between batches for other tasks
MOST_WAITS = 5  # successive waits for a busy engine, before the run is paused
FIRST_WAIT = 5  # seconds; each further wait is twice as long, unless the engine says how long to wait
REPEATABLE = (SegmentOutcome.UNANSWERED, SegmentOutcome.REJECTED)

logger = logging.getLogger(__name__)


@task(priority=-10)
def draft_batch(run_id: int) -> None:
    """Work on one batch of a run. The task may safely run twice."""
    run = claim_run(run_id)
    if run is not None:
        work_on(run)


def start_run(
    article: Article, language: str, configuration: EngineConfiguration, *, by: Actor, again: bool = False
) -> DraftRun | None:
    """Start a run for the open segments of a translation. Return None if one is already running."""
    segments = open_segments(read_translation(article, language))
    to_send = sort_segments(segments, article, language, configuration, again=again).to_send
    run = DraftRun(
        article=article, language=language, started_by=by, engine=configuration.engine, again=again,
        model=configuration.model, segments=len(segments), currency=configuration.currency,
        started_at=timezone.now(), estimated_cost=estimate_cost(to_send, language, configuration),
    )  # fmt: skip
    try:
        with transaction.atomic():
            run.save()
    except IntegrityError:
        return None
    queue_batch(run)
    return run


def resume_run(run: DraftRun, *, again: bool = False) -> bool:
    """Resume a run that is paused, stopped or stalled. Return whether it was resumed.

    again  whether segments sent before without a usable answer may be sent again
    """
    if run.is_running and not run.is_stalled(timezone.now()):
        return False
    retried = {SegmentOutcome.UNANSWERED, SegmentOutcome.REJECTED} if again else set()
    run.outcomes = {unit: outcome for unit, outcome in run.outcomes.items() if outcome[0] not in retried}
    run.state, run.reason, run.again, run.waits = RunState.RUNNING, "", again, 0
    run.is_stop_requested, run.seen_at, run.resumes_at = False, None, None
    try:
        with transaction.atomic():
            run.save()
    except IntegrityError:
        return False
    queue_batch(run)
    return True


def request_stop(run: DraftRun) -> None:
    """Request that a run stops before its next batch."""
    DraftRun.objects.filter(pk=run.pk, state=RunState.RUNNING).update(is_stop_requested=True)


def queue_batch(run: DraftRun, wait: timedelta = BETWEEN) -> None:
    """Queue the next batch of a run, as soon as the transaction is committed.

    wait  minimum delay, if the task backend supports it
    """
    waiting = draft_batch
    if draft_batch.get_backend().supports_defer:
        waiting = draft_batch.using(run_after=timezone.now() + wait)
    transaction.on_commit(lambda: waiting.enqueue(run.pk))


def claim_run(run_id: int) -> DraftRun | None:
    """Claim a run for this process. Return None if it has ended or another process works on it."""
    at = timezone.now()
    free = Q(seen_at=None) | Q(seen_at__lt=at - LEASE)
    rows = DraftRun.objects.filter(free, pk=run_id, state=RunState.RUNNING)
    if not rows.update(seen_at=at, resumes_at=None):
        return None
    return DraftRun.objects.select_related("article", "started_by").get(pk=run_id)


def work_on(run: DraftRun) -> None:
    """Work on the next batch of a claimed run, then queue another, pause the run or end it."""
    give_up_lost_requests(run.requests.all())  # the run is claimed, so the process that sent them was killed
    configuration = EngineConfiguration.current()
    if run.is_stop_requested:
        end_run(run, RunState.STOPPED)
    elif configuration is None or (configuration.engine, configuration.model) != (run.engine, run.model):
        end_run(run, RunState.PAUSED, PauseReason.OFF)
    elif not may_draft(run.started_by, run.article, run.language):
        end_run(run, RunState.PAUSED, PauseReason.WRITER)
    else:
        try:
            has_more = draft_next(run, configuration)
        except LimitReached:
            end_run(run, RunState.PAUSED, PauseReason.LIMIT)
        except EngineFailure as failure:
            wait_or_pause(run, failure)
        except PermissionDenied:
            end_run(run, RunState.PAUSED, PauseReason.WRITER)
        except TranslationRefused:
            end_run(run, RunState.PAUSED, PauseReason.STORY_TOO_LONG)
        except CopyIsHeld:
            end_run(run, RunState.PAUSED, PauseReason.OFF)
        else:
            go_on(run) if has_more else end_run(run, RunState.FINISHED)


def may_draft(user: Actor, article: Article, language: str) -> bool:
    """Return whether a user may fill a translation with drafts."""
    is_there = user is None or user.is_active
    return is_there and may(user, Verb.WRITE, language) and may_touch(user, article)


def read_translation(article: Article, language: str):
    progress = LanguageProgress.objects.get(article=article, language=language)
    return translation_of(article, progress)


def draft_next(run: DraftRun, configuration: EngineConfiguration) -> bool:
    """Place paid answers, then send the next batch and place its drafts. Return whether more remain.

    Raise LimitReached, EngineFailure, CopyIsHeld, PermissionDenied or TranslationRefused.
    """
    segments = open_segments(read_translation(run.article, run.language))
    waiting = [segment for segment in segments if segment.unit_id not in run.outcomes]
    sorted_segments = sort_segments(waiting, run.article, run.language, configuration, again=run.again)
    record_outcomes(run, sorted_segments.usable, sorted_segments.outcomes)
    batches = batches_of(sorted_segments.to_send)
    if not batches:
        return False
    try:
        rows = send_batch(batches[0], run.article, run.language, configuration, by=run.started_by, run=run)
    except SentMeanwhile:  # the next batch sorts the segments again
        return True
    answered = [
        (segment, rows[segment.digest]) for segment in sorted_segments.to_send if segment.digest in rows
    ]
    rejected = {
        segment.unit_id: (SegmentOutcome.REJECTED, row) for segment, row in answered if not row.is_usable
    }
    record_outcomes(run, [(segment, row) for segment, row in answered if row.is_usable], rejected)
    return len(batches) > 1


@log.unit_of_work()
def record_outcomes(run: DraftRun, usable: list, others: dict) -> None:
    """Place usable suggestions as drafts, and store the outcomes of segments, in one transaction.

    usable  [(OpenSegment, MachineSuggestion)]
    others  {unit id: (SegmentOutcome, MachineSuggestion or None)}
    """
    if not (usable or others):
        return
    placed = place_suggestions(run, usable) if usable else set()
    for segment, row in usable:
        outcome = SegmentOutcome.PLACED if segment.unit_id in placed else SegmentOutcome.CHANGED
        run.outcomes[segment.unit_id] = [outcome.value, row.pk]
    for unit_id, (outcome, row) in others.items():
        run.outcomes[unit_id] = [outcome.value, row.pk if row else None]
    run.seen_at = timezone.now()
    run.save(update_fields=["outcomes", "seen_at"])


def place_suggestions(run: DraftRun, usable: list[tuple[OpenSegment, MachineSuggestion]]) -> set[str]:
    """Write suggestions into the story as drafts. Return the ids of units with a new draft."""
    return place_machine_drafts(
        run.article,
        run.language,
        {segment.unit_id: segment.html(row.text) for segment, row in usable},
        by=run.started_by,
        engine=run.name,
        model=run.model,
        seen={segment.unit_id: segment.seen for segment, _row in usable},
    )


def go_on(run: DraftRun, wait: timedelta = BETWEEN) -> None:
    """Release the run and queue its next batch."""
    run.seen_at = None
    run.resumes_at = timezone.now() + wait if wait > BETWEEN else None
    run.waits = run.waits + 1 if wait > BETWEEN else 0
    run.save(update_fields=["seen_at", "resumes_at", "waits"])
    queue_batch(run, wait)


def wait_or_pause(run: DraftRun, failure: EngineFailure) -> None:
    """Wait up to MOST_WAITS times for a busy engine. Pause the run after any other failure."""
    can_wait = failure.kind == FailureKind.BUSY and draft_batch.get_backend().supports_defer
    if can_wait and run.waits < MOST_WAITS:
        seconds = failure.retry_after or FIRST_WAIT * 2**run.waits
        go_on(run, BETWEEN + timedelta(seconds=seconds))
    else:
        end_run(run, RunState.PAUSED, failure.kind)


def end_run(run: DraftRun, state: RunState, reason: str = "") -> None:
    run.state, run.reason, run.seen_at = state, reason, None
    run.save(update_fields=["state", "reason", "seen_at"])
    if reason:
        logger.warning("Run %s of machine drafts is paused: %s", run.pk, reason)


class UnfiledTexts:
    """The UnfiledDraftEngine of this site: drafts of texts that are not part of a story yet."""

    def offer(self, user: Actor, language: str) -> EngineOffer | None:
        configuration = EngineConfiguration.current()
        if configuration is None or not may(user, Verb.WRITE, language):
            return None
        cleared = clear_unpublished(configuration.consent, has_consent=False)
        return EngineOffer(
            configuration.label,
            configuration.country_name,
            is_barred=cleared == Clearance.BARRED,
            needs_consent=cleared == Clearance.CONSENT,
        )

    def draft(
        self, segments: Sequence[Segment], language: str, *, by: Actor, has_consented: bool, again: bool
    ) -> EngineResult:
        """Draft segments in one request. If they do not fit into it, send only headline and summary.

        Raise PermissionDenied if `by` may not write the language, or may not give the consent.
        """
        configuration = EngineConfiguration.current()
        if configuration is None:
            return EngineResult(reasons=[_("Machine translation is not set up.")])
        if not may(by, Verb.WRITE, language) or (has_consented and not may_consent(by, language)):
            raise PermissionDenied
        give_up_lost_requests(MachineRequest.objects.filter(article=None), before=timezone.now() - LEASE)
        clearance = clear_unpublished(configuration.consent, has_consent=has_consented)
        opened = [
            OpenSegment(segment.key, segment, encode_tags(segment.html).text, ("", ""))
            for segment in segments
        ]
        sorted_segments = sort_segments(
            opened, None, language, configuration, again=again, clearance=clearance
        )
        result, batches = _known_result(sorted_segments), batches_of(sorted_segments.to_send)
        batch = batches[0] if batches else []
        if len(batches) > 1:
            batch = [open_segment for open_segment in batch if open_segment.segment.is_above]
            result.reasons.append(str(SegmentOutcome.TOO_LONG.label))
        if not batch:
            return result
        if clear_unpublished(configuration.consent, has_consent=False) == Clearance.CONSENT:
            record_consent_to_text(language, configuration, by=by)
        return _with_sent(result, batch, language, configuration, by)

    def kept_drafts(self, ids: Iterable[int]) -> list[UnfiledDraft]:
        rows = MachineSuggestion.objects.filter(pk__in=ids).exclude(text="").select_related("request")
        return [_unfiled_draft(row) for row in rows]

    def assign(self, ids: Iterable[int], article: Article) -> None:
        requests = MachineRequest.objects.filter(suggestions__in=list(ids), article=None)
        requests.update(article=article)


def _unfiled_draft(row):
    asked = row.request
    return UnfiledDraft(
        row.pk, asked.language, row.digest, row.text, asked.name, asked.model, drafted_at=asked.sent_at
    )


def _known_result(sorted_segments):
    """Return an EngineResult with earlier drafts, and with the distinct reasons for not sending segments."""
    drafts = {
        source_digest(open_segment.segment): _unfiled_draft(row)
        for open_segment, row in sorted_segments.usable
    }
    reasons = [
        rejection_message(row.rejection, row.label) if row and row.rejection else str(outcome.label)
        for outcome, row in sorted_segments.outcomes.values()
    ]
    may_repeat = any(outcome in REPEATABLE for outcome, _row in sorted_segments.outcomes.values())
    return EngineResult(drafts, list(dict.fromkeys(reasons)), may_repeat)


def _with_sent(result, batch, language, configuration, by):
    """Send a batch. Return the result with its drafts, and with the reasons why drafts are missing."""
    try:
        rows = send_batch(batch, None, language, configuration, by=by)
    except LimitReached:
        result.reasons.append(str(PauseReason.LIMIT.label))
    except (SentMeanwhile, CopyIsHeld):
        result.reasons.append(str(FailureKind.BUSY.label))
    except EngineFailure as failure:
        result.reasons.append(str(FailureKind(failure.kind).label))
        result.may_repeat = not failure.is_unbilled
    else:
        result.drafts |= {digest: _unfiled_draft(row) for digest, row in rows.items() if row.is_usable}
        refused = [row for row in rows.values() if row.rejection]
        messages = [rejection_message(row.rejection, row.label) for row in refused]
        result.reasons += dict.fromkeys(messages)
        result.may_repeat |= bool(refused)
    return result

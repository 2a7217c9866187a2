"""Runs that draft the open segments of a translation: started, worked off a batch at a time, paused, resumed.

Each task works on one batch and queues the next, so that e-mail and other tasks are not kept waiting. A task
may run twice: a run belongs to the process whose heartbeat is fresh, and what was paid for is used again.
"""

import logging
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.tasks import task
from django.utils import timezone

from articles.events import log
from articles.models import Article, LanguageProgress
from articles.translations.freshness import translation_of
from articles.translations.machine_drafts import place_machine_drafts
from articles.translations.segments import TranslationRefused
from articles.workflow.permissions import Actor, Verb, may, may_touch
from newsroom.machine_translation.engine import EngineConfiguration, EngineFailure, FailureKind
from newsroom.machine_translation.models import (
    LEASE,
    DraftRun,
    LimitReached,
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

BETWEEN = timedelta(seconds=1)  # two batches, in which other tasks run
MOST_WAITS = 5  # for an engine that is busy, before the run is paused
FIRST_WAIT = 5  # seconds

logger = logging.getLogger(__name__)


@task(priority=-10)
def draft_batch(run_id: int) -> None:
    """Work on one batch of a run. Harmless when it runs twice."""
    run = claim_run(run_id)
    if run is not None:
        work_on(run)


def start_run(
    article: Article, language: str, configuration: EngineConfiguration, *, by: Actor, again: bool = False
) -> DraftRun | None:
    """Start a run for the open segments of a translation; None where one is running already."""
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
    """Go on with a run that is paused, stopped or stalled; return whether it goes on.

    again  whether what was sent before without a usable answer may be sent again
    """
    if run.is_running and not run.is_stalled(timezone.now()):
        return False
    retried = {SegmentOutcome.UNANSWERED, SegmentOutcome.REJECTED} if again else set()
    run.outcomes = {unit: found for unit, found in run.outcomes.items() if found[0] not in retried}
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
    """Let a run end before its next batch."""
    DraftRun.objects.filter(pk=run.pk, state=RunState.RUNNING).update(is_stop_requested=True)


def queue_batch(run: DraftRun, wait: timedelta = BETWEEN) -> None:
    """Queue the next batch of a run, once the transaction has ended."""
    waiting = draft_batch
    if draft_batch.get_backend().supports_defer:
        waiting = draft_batch.using(run_after=timezone.now() + wait)
    transaction.on_commit(lambda: waiting.enqueue(run.pk))


def claim_run(run_id: int) -> DraftRun | None:
    """Return a run for this process alone, or None where it has ended or another one works on it."""
    at = timezone.now()
    free = Q(seen_at=None) | Q(seen_at__lt=at - LEASE)
    rows = DraftRun.objects.filter(free, pk=run_id, state=RunState.RUNNING)
    if not rows.update(seen_at=at, resumes_at=None):
        return None
    return DraftRun.objects.select_related("article", "started_by").get(pk=run_id)


def work_on(run: DraftRun) -> None:
    """Work on the next batch of a claimed run, and say how it goes on."""
    give_up_lost_requests(run.requests.all())  # of a process that was killed: this one has the run now
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
    """Return whether a person may fill a translation with drafts."""
    is_there = user is None or user.is_active
    return is_there and may(user, Verb.WRITE, language) and may_touch(user, article)


def read_translation(article: Article, language: str):
    progress = LanguageProgress.objects.get(article=article, language=language)
    return translation_of(article, progress)


def draft_next(run: DraftRun, configuration: EngineConfiguration) -> bool:
    """Place what was paid for before, send the next batch and place its drafts; return whether more waits."""
    segments = open_segments(read_translation(run.article, run.language))
    waiting = [one for one in segments if one.unit_id not in run.outcomes]
    found = sort_segments(waiting, run.article, run.language, configuration, again=run.again)
    record_outcomes(run, found.usable, found.outcomes)
    batches = batches_of(found.to_send)
    if not batches:
        return False
    try:
        rows = send_batch(batches[0], run.article, run.language, configuration, by=run.started_by, run=run)
    except SentMeanwhile:  # looked at again with the next batch
        return True
    answered = [(one, rows[one.digest]) for one in found.to_send if one.digest in rows]
    rejected = {one.unit_id: (SegmentOutcome.REJECTED, row) for one, row in answered if not row.is_usable}
    record_outcomes(run, [(one, row) for one, row in answered if row.is_usable], rejected)
    return len(batches) > 1


@log.unit_of_work()
def record_outcomes(run: DraftRun, usable: list, others: dict) -> None:
    """Place usable suggestions as drafts, and store what became of segments, in one transaction.

    usable  [(OpenSegment, MachineSuggestion)]; others  {unit id: (SegmentOutcome, MachineSuggestion or None)}
    """
    if not (usable or others):
        return
    placed = place_suggestions(run, usable) if usable else set()
    for one, row in usable:
        outcome = SegmentOutcome.PLACED if one.unit_id in placed else SegmentOutcome.CHANGED
        run.outcomes[one.unit_id] = [outcome.value, row.pk]
    for unit_id, (outcome, row) in others.items():
        run.outcomes[unit_id] = [outcome.value, row.pk if row else None]
    run.seen_at = timezone.now()
    run.save(update_fields=["outcomes", "seen_at"])


def place_suggestions(run: DraftRun, usable: list[tuple[OpenSegment, MachineSuggestion]]) -> set[str]:
    """Write suggestions into the story as drafts; return the ids of the units that took them."""
    return place_machine_drafts(
        run.article,
        run.language,
        {one.unit_id: one.html(row.text) for one, row in usable},
        by=run.started_by,
        engine=run.name,
        model=run.model,
        seen={one.unit_id: one.seen for one, _row in usable},
    )


def go_on(run: DraftRun, wait: timedelta = BETWEEN) -> None:
    """Give the run back and queue its next batch."""
    run.seen_at = None
    run.resumes_at = timezone.now() + wait if wait > BETWEEN else None
    run.waits = run.waits + 1 if wait > BETWEEN else 0
    run.save(update_fields=["seen_at", "resumes_at", "waits"])
    queue_batch(run, wait)


def wait_or_pause(run: DraftRun, failure: EngineFailure) -> None:
    """Wait for an engine that is busy, some times; pause the run after any other failure."""
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

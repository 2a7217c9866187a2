"""A draft for one segment, while a person waits for it."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.refusals import Refused
from articles.text.translation.freshness import TranslationUnit
from articles.translations.freshness import segments_stamp
from articles.translations.machine_drafts import replace_by_machine_draft
from articles.translations.segments import SegmentConflict, SegmentGone, TranslationRefused
from newsroom.machine_translation.budget import LimitReached, give_up_lost_requests
from newsroom.machine_translation.configuration import EngineConfiguration
from newsroom.machine_translation.engines.engine import EngineFailure, FailureKind
from newsroom.machine_translation.models import (
    LEASE,
    MachineRequest,
    MachineSuggestion,
    PauseReason,
    SegmentOutcome,
)
from newsroom.machine_translation.sending import (
    CopyIsHeld,
    SentMeanwhile,
    is_in_flight,
    segment_to_send,
    send_batch,
    sort_segments,
)
from newsroom.machine_translation.verdicts import finding_messages, rejection_message
from newsroom.translations.screen import PostedSegment, segment_answer
from newsroom.translations.story_translation import (
    StoryTranslation,
    load_story_translation,
    translation_view,
)


class DraftRefused(Refused):
    """A segment without a draft, with the reason in the user's language; `status` is that of the answer."""

    def __init__(self, reason, status=422):
        self.status = status
        super().__init__(reason)


def draft_one(story: StoryTranslation, unit: TranslationUnit, *, again: bool = False) -> MachineSuggestion:
    """Return a usable suggestion for a segment: the one that was paid for, or a new one.

    again  whether it may be sent again if it was sent before without a usable answer
    Takes no longer than the timeout in the settings. Raise DraftRefused. Not inside a transaction.
    """
    configuration = EngineConfiguration.current()
    if configuration is None:
        raise DraftRefused(_("Machine translation is not set up."), 404)
    segment = segment_to_send(story.translation, unit)
    if segment is None:
        raise DraftRefused(_("This segment cannot be translated by machine."))
    article, language = story.article, story.language
    lost = MachineRequest.objects.filter(article=article, run=None)
    give_up_lost_requests(lost, before=timezone.now() - LEASE)
    found = sort_segments([segment], article, language, configuration, again=again)
    if found.usable:
        return found.usable[0][1]
    if found.outcomes:
        raise _refusal(*found.outcomes[segment.unit_id])
    try:
        rows = send_batch([segment], article, language, configuration, by=story.user)
    except LimitReached:
        raise DraftRefused(PauseReason.LIMIT.label, 503) from None
    except (SentMeanwhile, CopyIsHeld):
        raise DraftRefused(FailureKind.BUSY.label, 503) from None
    except EngineFailure as failure:
        raise DraftRefused(FailureKind(failure.kind).label, 503) from None
    row = rows[segment.digest]
    if not row.is_usable:
        raise _refusal(SegmentOutcome.REJECTED, row)
    return row


def _refusal(outcome, row):
    if outcome == SegmentOutcome.UNANSWERED and is_in_flight(row):
        return DraftRefused(FailureKind.BUSY.label, 503)
    if outcome == SegmentOutcome.REJECTED:
        return DraftRefused(rejection_message(row.rejection, row.label))
    status = 403 if outcome in (SegmentOutcome.BARRED, SegmentOutcome.CONSENT) else 422
    return DraftRefused(SegmentOutcome(outcome).label, status)


@require_POST
@translation_view
def draft_segment(request: HttpRequest, story: StoryTranslation) -> HttpResponse:
    """Return a draft for one segment as JSON: {text, findings, engine, is_placed}.

    A segment without a translation gets the draft at once, any other with `replace`: then the answer has the
    changed parts of the screen as well. 404 without an engine, 403 where text may not be sent, 409 or 410
    where the segment has changed, 422 for an answer that was rejected, 503 while the engine gives none; each
    with the reason as `refused`.
    """
    if not story.may_write:
        raise PermissionDenied
    posted = PostedSegment.of(request.POST)
    try:
        unit = story.translation.units[posted.place_in(story.translation)]
        if posted.source != segments_stamp(story.translation.sources_of(unit)):
            raise SegmentGone
        if posted.seen != segments_stamp(story.translation.targets_of(unit)):
            return JsonResponse({"refused": _("Someone else has changed this segment.")}, status=409)
        row = draft_one(story, unit, again="again" in request.POST)
        told = {"text": row.text, "findings": finding_messages(row.findings), "engine": row.request.name}
        if unit.targets and "replace" not in request.POST:
            return JsonResponse(told | {"is_placed": False})
        return JsonResponse(told | {"is_placed": True} | place_suggestion(request, story, posted, unit, row))
    except SegmentGone:
        message = _("The source has changed, or someone joined this segment with another.")
        return JsonResponse({"refused": message}, status=410)
    except SegmentConflict:
        return JsonResponse({"refused": _("Someone else has changed this segment.")}, status=409)
    except DraftRefused as refused:
        return JsonResponse({"refused": str(refused)}, status=refused.status)
    except TranslationRefused as refused:
        return JsonResponse({"refused": str(refused)}, status=422)


def place_suggestion(
    request: HttpRequest,
    story: StoryTranslation,
    posted: PostedSegment,
    unit: TranslationUnit,
    row: MachineSuggestion,
) -> dict:
    """Write a suggestion into its segment as a draft; return the changed parts of the screen."""
    html = segment_to_send(story.translation, unit).html(row.text)
    asked = row.request
    replace_by_machine_draft(
        story.article,
        story.language,
        posted.unit,
        html,
        by=story.user,
        engine=asked.name,
        model=asked.model,
        seen=(posted.source, posted.seen),
    )
    fresh = load_story_translation(story.article.pk, story.language, story.user)
    return segment_answer(request, fresh, fresh.translation.index_of(posted.unit, posted.row))

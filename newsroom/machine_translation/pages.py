"""The page for machine drafts of one translation: recipient, texts to send, costs, and runs.

Also the view that drafts a single segment while the user waits.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from js_asset import Media
from js_asset.js import Script

import newsroom.converters  # noqa: F401  (registers the path converters of the addresses below)
from articles.annotations import StaffRequest
from articles.refusals import Refused
from articles.text.freshness import TranslationUnit
from articles.translations.freshness import segments_stamp
from articles.translations.machine_drafts import replace_by_machine_draft
from articles.translations.segments import SegmentConflict, SegmentGone, TranslationRefused
from newsroom.machine_translation.consent import give_consent, given_consent, may_consent, withdraw_consent
from newsroom.machine_translation.engine import EngineConfiguration, EngineFailure, FailureKind
from newsroom.machine_translation.models import (
    LEASE,
    REASONS,
    DraftRun,
    LimitReached,
    MachineRequest,
    MachineSuggestion,
    PauseReason,
    RequestState,
    RunState,
    SegmentOutcome,
    give_up_lost_requests,
    spent_this_month,
)
from newsroom.machine_translation.runs import request_stop, resume_run, start_run
from newsroom.machine_translation.sending import (
    CopyIsHeld,
    SentMeanwhile,
    estimate_cost,
    is_in_flight,
    open_segments,
    segment_to_send,
    send_batch,
    sort_segments,
)
from newsroom.machine_translation.verdicts import finding_messages, rejection_message
from newsroom.translations.screen import PostedSegment, is_own_translation, segment_answer
from newsroom.translations.story_translation import (
    StoryTranslation,
    frame_context,
    translation_view,
)

DONE = {
    "start": gettext_lazy("The drafts are being made."),
    "resume": gettext_lazy("The run goes on."),
    "stop": gettext_lazy("The run stops before its next request."),
    "consent": gettext_lazy("Your consent is stored."),
    "withdraw": gettext_lazy("The consent is withdrawn."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@translation_view
def draft_page(request: StaffRequest, story: StoryTranslation) -> HttpResponse:
    """Show the page of machine drafts, or perform the action of one of its buttons.

    Raise Http404 if no engine is configured.
    """
    configuration = EngineConfiguration.current()
    if configuration is None:
        raise Http404
    if request.method == "POST":
        _perform(request, story, configuration)
        return HttpResponseRedirect(request.path)
    context = frame_context(request, story.article, _("Machine drafts"))
    context |= {
        "story": story,
        "plan": DraftPlan(story, configuration) if story.is_wanted else None,
        "report": RunReport.latest(story),
        "progress": reverse("machine_translation:progress", args=[story.article.pk, story.language]),
        "media": Media(js=[Script("js/translations/machine.js", type="module")]),
        "sees_costs": request.user.has_perm("machine_translation.view_draftrun"),
    }
    return TemplateResponse(request, "machine_translation/story.html", context)


@require_safe
@translation_view
def draft_progress(request: StaffRequest, story: StoryTranslation) -> HttpResponse:
    """Return the part of the page that shows the latest run."""
    context = {"report": RunReport.latest(story), "story": story}
    return TemplateResponse(request, "machine_translation/_run.html", context)


def _perform(request, story, configuration):
    """Perform an action, and add a message about the outcome. Raise Http404 or PermissionDenied."""
    action, again = request.POST.get("action", ""), "again" in request.POST
    allowed = (
        may_consent(request.user, story.language) if action in ("consent", "withdraw") else story.may_write
    )
    if action not in DONE:
        raise Http404
    if not allowed:
        raise PermissionDenied
    run, where, is_done = latest_run(story), (story.article, story.language, configuration), True
    if action == "start":
        is_done = start_run(*where, by=request.user, again=again) is not None
    elif action == "resume":
        is_done = run is not None and resume_run(run, again=again)
    elif action == "stop" and run is not None:
        request_stop(run)
    elif action == "consent":
        give_consent(*where, by=request.user)
    elif action == "withdraw":
        withdraw_consent(*where, by=request.user)
    if is_done:
        messages.success(request, DONE[action])
    else:
        messages.error(request, _("Another run is in progress."))


def latest_run(story: StoryTranslation) -> DraftRun | None:
    rows = DraftRun.objects.filter(article=story.article, language=story.language)
    return rows.select_related("started_by").first()


class DraftPlan:
    """The work of a run if it started now: counts, estimated cost, and given or required consent."""

    def __init__(self, story: StoryTranslation, configuration: EngineConfiguration):
        self.story, self.configuration = story, configuration
        where = (story.article, story.language, configuration)
        segments = open_segments(story.translation)
        sorted_segments = sort_segments(segments, *where)
        self.open, self.to_send, self.usable = (
            len(segments),
            len(sorted_segments.to_send),
            len(sorted_segments.usable),
        )
        self.characters = sum(len(segment.text) for segment in sorted_segments.to_send)
        counts = Counter(outcome for outcome, _row in sorted_segments.outcomes.values())
        self.barred, self.needs_consent = counts[SegmentOutcome.BARRED], counts[SegmentOutcome.CONSENT]
        self.sent_before = counts[SegmentOutcome.UNANSWERED] + counts[SegmentOutcome.REJECTED]
        self.too_long = counts[SegmentOutcome.TOO_LONG]
        self.estimate = estimate_cost(sorted_segments.to_send, story.language, configuration)
        self.spent, self.consent = spent_this_month(configuration), given_consent(*where)
        self.may_consent = may_consent(story.user, story.language)

    @property
    def is_possible(self):
        return bool(self.to_send or self.usable or self.sent_before)

    @property
    def passes_limit(self):
        return self.spent + self.estimate > self.configuration.monthly_limit

    @property
    def country(self):
        return self.configuration.country_name


@dataclass(frozen=True)
class DraftedSegment:
    """A segment of a run that needs attention: its URL on the screen, and messages with the reasons."""

    address: str
    label: str
    text: str
    messages: list


class RunReport:
    """A run with the data for its page. Uses two queries."""

    def __init__(self, run: DraftRun, story: StoryTranslation):
        self.run, self.story = run, story
        self.is_stalled = run.is_stalled(timezone.now())
        self.counts = Counter(outcome for outcome, _pk in run.outcomes.values())
        self.done, self.total = sum(self.counts.values()), max(run.segments, len(run.outcomes))
        self.reason = dict(REASONS).get(run.reason, "")
        self.requests = list(run.requests.all())

    @classmethod
    def latest(cls, story: StoryTranslation) -> "RunReport | None":
        run = latest_run(story)
        return cls(run, story) if run else None

    @property
    def cost(self):
        return sum(request.cost for request in self.requests)

    @property
    def possibly_billed(self):
        """The estimated part of the cost, for requests without an answer."""
        open_states = (RequestState.UNKNOWN, RequestState.SENT)
        return sum(request.cost for request in self.requests if request.state in open_states)

    @property
    def may_resume(self):
        return self.is_stalled or self.run.state in (RunState.PAUSED, RunState.STOPPED)

    @property
    def tallies(self):
        """[(label, count)] of the outcomes that occurred."""
        return [(outcome.label, self.counts[outcome]) for outcome in SegmentOutcome if self.counts[outcome]]

    @cached_property
    def noted(self):
        """DraftedSegments that were rejected or have check warnings."""
        ids = {unit: pk for unit, (outcome, pk) in self.run.outcomes.items() if pk}
        rows = MachineSuggestion.objects.in_bulk(set(ids.values()))
        drafted = []
        for unit_id, pk in ids.items():
            row, outcome = rows.get(pk), self.run.outcomes[unit_id][0]
            if row is None:
                continue
            said = finding_messages(row.findings)
            if row.rejection:
                said = [rejection_message(row.rejection, row.label)]
            if said:
                address = f"{self.story.address}#u-{unit_id}"
                drafted.append(DraftedSegment(address, SegmentOutcome(outcome).label, row.text, said))
        return drafted


class DraftRefused(Refused):
    """Raised if a segment cannot be drafted. Has the reason in the user's language and an HTTP `status`."""

    def __init__(self, reason, status=422):
        self.status = status
        super().__init__(reason)


def draft_one(story: StoryTranslation, unit: TranslationUnit, *, again: bool = False) -> MachineSuggestion:
    """Return a usable suggestion for a segment: an earlier one that was paid for, or a new one.

    again  whether to send the segment again if it was sent before without a usable answer

    Takes no longer than the configured timeout. Raise DraftRefused. Call it outside transactions.
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
    sorted_segments = sort_segments([segment], article, language, configuration, again=again)
    if sorted_segments.usable:
        return sorted_segments.usable[0][1]
    if sorted_segments.outcomes:
        raise _refusal(*sorted_segments.outcomes[segment.unit_id])
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
def draft_segment(request: StaffRequest, story: StoryTranslation) -> HttpResponse:
    """Return a draft for one segment as JSON: {text, findings, engine, is_placed}.

    If the segment has no translation, or with `replace`, the draft is written at once, and the response
    includes the changed parts of the screen. Refusals have the reason as `refused`, with status 404 without
    an engine, 403 if the text may not be sent, 409 or 410 if the segment has changed, 422 for a rejected
    answer, and 503 if the engine gives no answer or may not be asked now.
    """
    if not story.may_write:
        raise PermissionDenied
    posted = PostedSegment.of(request.POST)
    try:
        unit = story.translation.units[posted.place_in(story.translation)]
        if posted.source != segments_stamp(story.translation.sources_of(unit)):
            raise SegmentGone
        if posted.seen != segments_stamp(story.translation.targets_of(unit)):
            message = _("Someone else has changed this segment.")
            if is_own_translation(unit, story.user):
                message = _("You have changed this segment in another window.")
            return JsonResponse({"refused": message}, status=409)
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
    request: StaffRequest,
    story: StoryTranslation,
    posted: PostedSegment,
    unit: TranslationUnit,
    row: MachineSuggestion,
) -> dict:
    """Write a suggestion into its segment as a draft, and return the changed parts of the screen.

    Raise SegmentGone, SegmentConflict or TranslationRefused.
    """
    html = segment_to_send(story.translation, unit).html(row.text)
    asked = row.request
    session = replace_by_machine_draft(
        story.article,
        story.language,
        posted.unit,
        html,
        by=story.user,
        engine=asked.name,
        model=asked.model,
        seen=(posted.source, posted.seen),
    )
    saved = story.as_saved(session)
    return segment_answer(request, saved, saved.translation.index_of(posted.unit, posted.row))


app_name = "machine_translation"
ONE = "<number:article_id>/<language:language>/machine/"
urlpatterns = [
    path(ONE, draft_page, name="story"),
    path(f"{ONE}progress/", draft_progress, name="progress"),
    path(f"{ONE}segment/", draft_segment, name="segment"),
]

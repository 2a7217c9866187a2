"""The page of machine drafts for one translation: what is sent where, what it costs, and how a run goes."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from js_asset import Media
from js_asset.js import Script

from newsroom.machine_translation.budget import spent_this_month
from newsroom.machine_translation.configuration import EngineConfiguration
from newsroom.machine_translation.consent import give_consent, given_consent, may_consent, withdraw_consent
from newsroom.machine_translation.models import (
    REASONS,
    DraftRun,
    MachineSuggestion,
    RequestState,
    RunState,
    SegmentOutcome,
)
from newsroom.machine_translation.runs import request_stop, resume_run, start_run
from newsroom.machine_translation.sending import estimate_cost, open_segments, sort_segments
from newsroom.machine_translation.verdicts import finding_messages, rejection_message
from newsroom.translations.story_translation import StoryTranslation, frame_context, translation_view

DONE = {
    "start": gettext_lazy("The drafts are being made."),
    "resume": gettext_lazy("The run goes on."),
    "stop": gettext_lazy("The run stops before its next request."),
    "consent": gettext_lazy("Your consent is stored."),
    "withdraw": gettext_lazy("The consent is withdrawn."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@translation_view
def draft_page(request: HttpRequest, story: StoryTranslation) -> HttpResponse:
    """Show the page; perform the action of one of its buttons."""
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
def draft_progress(request: HttpRequest, story: StoryTranslation) -> HttpResponse:
    """Return the part of the page about the latest run."""
    context = {"report": RunReport.latest(story), "story": story}
    return TemplateResponse(request, "machine_translation/_run.html", context)


def _perform(request, story, configuration):
    """Perform an action; tell on the page what was done, or why it was not."""
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
        messages.error(request, _("A run is at work already."))


def latest_run(story: StoryTranslation) -> DraftRun | None:
    rows = DraftRun.objects.filter(article=story.article, language=story.language)
    return rows.select_related("started_by").first()


class DraftPlan:
    """The work of a run if it started now: counts, the estimate, and the consent that it has or needs."""

    def __init__(self, story: StoryTranslation, configuration: EngineConfiguration):
        self.story, self.configuration = story, configuration
        where = (story.article, story.language, configuration)
        segments = open_segments(story.translation)
        found = sort_segments(segments, *where)
        self.open, self.to_send, self.usable = len(segments), len(found.to_send), len(found.usable)
        self.characters = sum(len(one.text) for one in found.to_send)
        counts = Counter(outcome for outcome, _row in found.outcomes.values())
        self.barred, self.needs_consent = counts[SegmentOutcome.BARRED], counts[SegmentOutcome.CONSENT]
        self.sent_before = counts[SegmentOutcome.UNANSWERED] + counts[SegmentOutcome.REJECTED]
        self.too_long = counts[SegmentOutcome.TOO_LONG]
        self.estimate = estimate_cost(found.to_send, story.language, configuration)
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
    """A segment of a run that needs attention: its address on the screen, and the reasons as messages."""

    address: str
    label: str
    text: str
    messages: list


class RunReport:
    """A run as its page shows it. Two queries."""

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
        """The part of the cost that is an estimate, of requests without an answer."""
        open_states = (RequestState.UNKNOWN, RequestState.SENT)
        return sum(request.cost for request in self.requests if request.state in open_states)

    @property
    def may_resume(self):
        return self.is_stalled or self.run.state in (RunState.PAUSED, RunState.STOPPED)

    @property
    def tallies(self):
        """[(label, count)] of the outcomes that occurred."""
        return [(one.label, self.counts[one]) for one in SegmentOutcome if self.counts[one]]

    @cached_property
    def noted(self):
        """The DraftedSegments that were rejected, and those that the checks warn of."""
        ids = {unit: pk for unit, (outcome, pk) in self.run.outcomes.items() if pk}
        rows = MachineSuggestion.objects.in_bulk(set(ids.values()))
        found = []
        for unit_id, pk in ids.items():
            row, outcome = rows.get(pk), self.run.outcomes[unit_id][0]
            if row is None:
                continue
            said = finding_messages(row.findings)
            if row.rejection:
                said = [rejection_message(row.rejection, row.label)]
            if said:
                address = f"{self.story.address}#u-{unit_id}"
                found.append(DraftedSegment(address, SegmentOutcome(outcome).label, row.text, said))
        return found

"""From the workbench to the desk: submitted for review, taken on, let go."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from articles.workflow.holding import hold, let_go
from articles.workflow.transitions import TransitionRefused, perform
from newsroom.workbench.views import at_the_bench

DONE = {
    "submit": gettext_lazy("Submitted for review."),
    "hold": gettext_lazy("It is yours now."),
    "let_go": gettext_lazy("Put back; somebody else may take it on."),
}


@require_POST
@at_the_bench
def step(request, story):
    """Take the step that the button names; what is missing is told on the page."""
    name, by = request.POST.get("step", ""), request.user
    if name not in DONE:
        raise Http404
    try:
        if name == "submit":
            perform("submit", story.article, language=story.language, by=by)
        else:
            (hold if name == "hold" else let_go)(story.article, story.language, by=by)
    except TransitionRefused as refused:
        for reason in refused.reasons:
            messages.error(request, _told(reason))
    else:
        messages.success(request, DONE[name])
    return HttpResponseRedirect(story.address)


def _told(reason):
    """A reason is a sentence, or a Finding of the checklist."""
    message, hint = getattr(reason, "message", reason), getattr(reason, "hint", "")
    return f"{message} {hint}".strip()

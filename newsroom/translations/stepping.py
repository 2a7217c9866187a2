"""From the workbench to the desk: submitted for review, taken on, let go."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from articles.models import Language, Progress, other
from articles.models.queue import is_ready
from articles.translations import translation_address
from articles.workflow.assignments import hold, let_go
from articles.workflow.transitions import TransitionRefused, perform
from newsroom.translations.queue import writable_languages
from newsroom.translations.views import translation_view

DONE = {
    "submit": gettext_lazy("Submitted for review."),
    "hold": gettext_lazy("It is yours now."),
    "let_go": gettext_lazy("Put back; somebody else may take it on."),
}


@require_POST
@translation_view
def perform_step(request, story):
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
            messages.error(request, _reason_text(reason))
    else:
        messages.success(request, _submitted_message(by, story.article) if name == "submit" else DONE[name])
    return HttpResponseRedirect(story.address)


def _submitted_message(user, article):
    """That a story is submitted, and the way to what the queue shows first of one's own, else of nobody's."""
    at = timezone.now()
    rows = Progress.objects.to_translate(writable_languages(user), at=at).exclude(article=article)
    facts = rows.queue_facts(at=at)
    waiting = {
        holder: next((row for row in facts if row.holder_id == holder and is_ready(row)), None)
        for holder in (user.pk, None)
    }
    found = waiting[user.pk] or waiting[None]
    if not found:
        return DONE["submit"]
    row = Progress.objects.select_related("article").get(pk=found.pk)
    own, there = Language(row.language), other(Language(row.language))
    language = own if row.article.text("title", own) else there
    return format_html(
        '{} {} <a href="{}" lang="{}" data-keys="Alt+q">{}</a>',
        DONE["submit"],
        _("Next:"),
        translation_address(row.article_id, row.language),
        language,
        row.article.text("title", language),
    )


def _reason_text(reason):
    """A reason is a sentence, or a Finding of the checklist."""
    message, hint = getattr(reason, "message", reason), getattr(reason, "hint", "")
    return f"{message} {hint}".strip()

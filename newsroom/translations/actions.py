"""Actions on a translation: submitted for review, taken on, put back."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from articles.checks.completeness import READABLE
from articles.checks.registry import examine
from articles.models import LanguageProgress, Stage, other
from articles.models.open_work import is_ready
from articles.models.people import display_name
from articles.translations import translation_address
from articles.translations.machine_drafts import confirm_machine_drafts
from articles.workflow.assignments import assign_to_self, unassign
from articles.workflow.transitions import TransitionRefused, perform, undo_address
from newsroom.translations.queue import writable_languages
from newsroom.translations.story_translation import StoryTranslation, translation_view

DONE = {
    "submit": gettext_lazy("Submitted for review."),
    "assign_to_self": gettext_lazy("Assigned to you."),
    "unassign": gettext_lazy("Unassigned. Someone else can take it."),
    "confirm_machine_drafts": gettext_lazy("All machine drafts confirmed. The log shows your name."),
}
EFFECTS = {
    "assign_to_self": assign_to_self,
    "unassign": unassign,
    "confirm_machine_drafts": confirm_machine_drafts,
}


@require_POST
@translation_view
def perform_action(request: HttpRequest, story: StoryTranslation) -> HttpResponse:
    """Perform the action of a button on the translation screen; show on the page why it is refused.

    A submission with open segments is asked about first, on the page of that action in the admin.
    """
    name, by = request.POST.get("_action", ""), request.user
    if name not in DONE:
        raise Http404
    if name == "submit" and _is_to_be_asked(story):
        address = reverse("admin:articles_article_action", args=[story.article.pk, story.language, name])
        return HttpResponseRedirect(f"{address}?{urlencode({'next': story.address})}")
    try:
        if name == "submit":
            perform("submit", story.article, language=story.language, by=by)
        else:
            EFFECTS[name](story.article, story.language, by=by)
    except TransitionRefused as refused:
        for reason in refused.reasons:  # sentences, and Findings
            message, hint = getattr(reason, "message", reason), getattr(reason, "hint", "")
            messages.error(request, f"{message} {hint}".strip())
    else:
        messages.success(request, _submitted_message(request, story) if name == "submit" else DONE[name])
    return HttpResponseRedirect(story.address)


def _is_to_be_asked(story):
    """Return whether a translation has open segments, and nothing else is in the way of its submission."""
    is_open = story.may_write and story.progress.stage == Stage.WRITING and story.translation.open_units
    return bool(is_open) and not examine(story.article, story.progress, codes=READABLE)


def _submitted_message(request, story):
    """Return the message after submission, with a button to undo it and a link to the next translation."""
    text = _with_next_translation(request.user, story.article)
    address = undo_address(story.article.pk, story.language, back=story.address)
    return render_to_string("admin/_undo.html", {"text": text, "address": address}, request)


def _with_next_translation(user, article):
    at = timezone.now()
    rows = LanguageProgress.objects.to_translate(writable_languages(user), at=at).exclude(article=article)
    ready = [row for row in rows.queue_facts(at=at) if is_ready(row)]
    own = [row for row in ready if row.assignee_id == user.pk]
    found = next(iter(own or [row for row in ready if row.assignee_id is None]), None)
    if not found:
        return DONE["submit"]
    row = LanguageProgress.objects.select_related("article").get(pk=found.pk)
    language = row.language if row.article.text("title", row.language) else other(row.language)
    return format_html(
        '{} {} <a href="{}" lang="{}" data-keys="Alt+q">{}</a>',
        DONE["submit"],
        _("Next:"),
        translation_address(row.article_id, row.language),
        language,
        row.article.text("title", language),
    )


@require_POST
def change_assignee(request: HttpRequest, article_id: int, language: str, *, is_claim: bool) -> HttpResponse:
    """Take on a translation of the queue, unless somebody was faster, or put back one's own.

    Redirect to the queue with its filters, with a message about the outcome.
    """
    by = request.user
    if language not in writable_languages(by):
        raise PermissionDenied
    rows = LanguageProgress.objects.select_related("article", "assignee")
    row = get_object_or_404(rows, article=article_id, language=language)
    words = {"headline": str(row.article)}
    try:
        if is_claim:
            assign_to_self(row.article, language, by=by)
            messages.success(request, _("Assigned to you: %(headline)s") % words)
        else:
            unassign(row.article, language, by=by, was=by.pk)
            messages.success(request, _("Unassigned: %(headline)s") % words)
    except TransitionRefused as refused:
        faster, message = rows.get(pk=row.pk).assignee, str(refused)
        if faster is not None:
            words["name"] = display_name(faster)
            message = _("In the meantime, this was assigned to %(name)s: %(headline)s") % words
        messages.error(request, message)
    query = request.GET.urlencode()
    return HttpResponseRedirect(reverse("translations:queue") + (f"?{query}" if query else ""))

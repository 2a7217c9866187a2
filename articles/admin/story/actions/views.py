"""Views for the actions of a story: the buttons of its form, and the pages of actions with a form."""

import logging
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import clock
from articles.admin.display import undo_message
from articles.admin.story.actions import ACTIONS, BUTTON
from articles.admin.story.actions.desk import StoryAction, UndoAction
from articles.admin.story.notes import open_notes
from articles.admin.story.preflight import FIELD_LABELS, FindingPresenter, preflight_url, report_findings
from articles.admin.story.screens import (
    OPEN,
    StoryScreen,
    drawer_redirect,
    is_for_drawer,
    language_statuses,
    return_label,
    return_url,
)
from articles.admin.story.translation_status import translation_status
from articles.admin.story_rows import story_address
from articles.annotations import StaffRequest
from articles.models import Edition, EditionKind, Language
from articles.publishing import (
    FindingsUnseen,
    MergeRefused,
    PreflightRefused,
    PublicationRefused,
    QuickFix,
    WarningsUnconfirmed,
    earlier_confirmations,
)
from articles.refusals import has_waited_too_long
from articles.translations import review_address
from articles.workflow.edit_session import RequestRefused
from articles.workflow.transitions import TransitionRefused, mark_opened, undo_address

logger = logging.getLogger(__name__)

PAGE_LABELS = {
    Language.EN: gettext_lazy("View the English page"),
    Language.KO: gettext_lazy("View the Korean page"),
}
FIELDS = FIELD_LABELS | {"headline": FIELD_LABELS["title"]}


@dataclass
class ActionResult:
    """Success of an action, and the address to go to; "" for the page that the user came from."""

    address: str = ""


@dataclass
class ActionRefusal:
    """Reasons why an action was refused, and its preflight findings.

    is_final  whether blockers among the findings prevent the action; otherwise the user only has to see them
    """

    reasons: list
    findings: list = field(default_factory=list)
    status: int = 409
    is_final: bool = True


def posted_action(request: StaffRequest) -> tuple[StoryAction, str] | None:
    """Return (StoryAction, language) of the pressed button of the form, or None."""
    name, _colon, language = request.POST.get(BUTTON, "").partition(":")
    return (ACTIONS[name], language) if name in ACTIONS and language in Language.values else None


def act_after_save(request: StaffRequest, action: StoryAction, language: str, save) -> HttpResponse:
    """Take the action of a form button, separately from the StorySave before it. Return a redirect.

    It leads to the page of the action if the user first has to see a form, notes or findings; otherwise to
    the story.
    """
    article = save.edit.article
    if action.name == "publish-as":
        language = _changed_language(article, request.user, action, language)
    progress = save.edit.progress[language]
    # A version made by this save counts as seen.
    seen = progress.version if language in save.parts else save.form.seen()[language]
    guards = {"seen": seen, "after": save.form.cleaned_data.get(f"after_{language}")}
    if not action.is_permitted(request.user, language):
        raise PermissionDenied
    known = {guard: number for guard, number in guards.items() if number is not None}
    address = reverse("admin:articles_article_action", args=[article.pk, language, action.name])
    page = drawer_redirect(request, HttpResponseRedirect(f"{address}?{urlencode(known)}"), to=OPEN)
    if action.has_form(progress) or open_translation(article, progress, action, request.user):
        return page
    is_asking = action.is_inspected or action.waits_for_notes
    if is_asking and open_notes(article, request.user, {Language(language)}):
        return page  # to show the notes first
    cleaned = {"confirmed": ()} if action.is_inspected or action.shows_findings else {}
    outcome = take_action(request, article, language, action, **guards, **cleaned)
    refusal = outcome if isinstance(outcome, ActionRefusal) else None
    if refusal and refusal.findings:
        return page  # to show the findings
    for reason in refusal.reasons if refusal else ():
        messages.error(request, f"{Language(language).label}: {reason}")
    if action.name == "submit" and not refusal:
        report_findings(request, article, language)
    return HttpResponseRedirect(story_address(article.pk))


def _changed_language(article, user, action, language):
    """Return the language, or the other if only the other has changes: one button serves both."""
    [status] = [candidate for candidate in language_statuses(article, user) if candidate.language == language]
    is_there = not status.has_changes and status.there.has_changes and action.is_offered(user, status.there)
    return str(status.there.language) if is_there else language


def bound_form(request, article, language, action):
    """Return the form of an action for the current state, with the data of a POST."""
    statuses = language_statuses(article, request.user, with_texts=True)
    [status] = [candidate for candidate in statuses if candidate.language == language]
    data = request.POST if request.method == "POST" else None
    return action.form_class(data, action=action, status=status, user=request.user)


class ActionScreen(StoryScreen):
    """Screen of the actions on one language of a story: their pages, and the undo of a step."""

    def urls(self):
        return [
            self.path("action/<str:language>/<slug:name>/", self.action_view, "action"),
            self.path("undo/<str:language>/<int:step>/", self.undo_view, "undo"),
        ]

    def action_view(self, request, object_id, language, name):
        """Show the page of an action. A POST takes the action and redirects.

        An invalid form answers 422, a refusal 409 with the reasons, and a busy database 503.
        """
        if language not in Language.values or name not in ACTIONS:
            raise Http404
        article, action = self.story(request, object_id, to_change=True), ACTIONS[name]
        if not action.is_permitted(request.user, language):
            raise PermissionDenied
        form = bound_form(request, article, language, action)
        if request.method != "POST":
            return self._begin_action(request, article, form)
        is_valid = form.is_valid()
        refusal = ActionRefusal(form.conflict_reasons())
        if not is_valid and not refusal.reasons:
            return self._action_page(request, article, form, action.open_findings(form.status), code=422)
        if not refusal.reasons:
            guards = {guard: form.cleaned_data[guard] for guard in ("seen", "after")}
            refusal = take_action(request, article, language, action, **guards, **form.perform_kwargs())
        if isinstance(refusal, ActionResult):
            address = refusal.address or return_url(request, article)
            return drawer_redirect(request, HttpResponseRedirect(address))
        form = bound_form(request, article, language, action)  # again: others may have changed the story
        for reason in refusal.reasons:
            form.add_error(None, str(reason))
        form.renew_guards()
        # The page shows all findings, so that one more press approves.
        findings = refusal.findings or (action.open_findings(form.status) if action.shows_findings else [])
        page = {"code": refusal.status, "is_final": refusal.is_final}
        return self._action_page(request, article, form, findings, **page)

    def undo_view(self, request, object_id, language, step):
        """Undo a step (POST only), and redirect to the page where it was taken."""
        if language not in Language.values:
            raise Http404
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        article = self.story(request, object_id, to_change=True)
        taken = take_action(request, article, language, UndoAction(), step=step)
        for reason in taken.reasons if isinstance(taken, ActionRefusal) else ():
            messages.error(request, f"{Language(language).label}: {reason}")
        return HttpResponseRedirect(return_url(request, article))

    def _begin_action(self, request, article, form):
        action, status = form.action, form.status
        if not action.is_offered(request.user, status):
            reason = _("“%(step)s” is not available at this stage.") % {"step": action.label}
            if is_for_drawer(request):  # a redirect would lose text typed in the drawer
                return self._action_page(request, article, form, [], code=409, unavailable=reason)
            messages.warning(request, reason)
            return HttpResponseRedirect(return_url(request, article))
        mark_opened(status.progress, request.user)
        guards = form.current_guards()
        seen = {name: request.GET[name] for name in guards if request.GET.get(name, "").isdecimal()}
        kinds = {"kind": request.GET["kind"]} if request.GET.get("kind") in EditionKind.values else {}
        form.initial = guards | seen | kinds | form.instant_on_day(request.GET.get("day"))
        if getattr(form, "is_unchanged", False):
            context = {"title": f"{status.language.label}: {action.submit_label}", "language_status": status}
            return self.page(request, article, "unchanged", context)
        return self._action_page(request, article, form, action.open_findings(status))

    def _action_page(self, request, article, form, findings, *, code=200, unavailable="", is_final=True):
        action, status = form.action, form.status
        is_judged = action.is_inspected or action.is_review
        back = return_url(request, article)
        context = {
            "title": f"{status.language.label}: {action.submit_label}",
            "back": back,
            "back_label": return_label(back, article),
            "story": "" if back == story_address(article.pk) else story_address(article.pk),
            "action": action,
            "guide": action.explain(status),
            "language_status": status,
            "form": form,
            "unavailable": unavailable,
            "presets": [] if unavailable else form.presets,
            "notes": open_notes(article, request.user, form.languages) if is_judged else [],
            "changes": getattr(form, "changes", []),
            "review": _review_link(article, status.language, action),
            "translation_status": open_translation(article, status.progress, action, request.user),
            **_findings_context(request.user, article, form, findings),
            "is_blocked": is_final and any(finding.is_blocking for finding in findings),
            "preflight": preflight_url(article, status.language, form.judged_at),
            "media": self.model_admin.media + form.media,
        }
        return self.page(request, article, "action", context, status=code)


def _findings_context(user, article, form, findings):
    """Return the context of the findings on the page of an action, separating those confirmed before."""
    earlier, kept = earlier_confirmations(article, findings), form.posted_confirmations
    items = [
        FindingPresenter(
            finding, finding.language, article, user, confirmation=earlier.get(finding.confirmation)
        )
        for finding in findings
    ]
    unconfirmed = [item for item in items if not _is_confirmed(item, kept)]
    return {
        "findings": unconfirmed,
        "confirmed_before": [item for item in items if _is_confirmed(item, kept)],
        "kept_confirmations": " ".join(kept),
        "show_language": any(finding.language != form.status.language for finding in findings),
        "looked_at": " ".join([*kept, *(item.finding.fingerprint for item in unconfirmed)]),
    }


def _is_confirmed(item, kept):
    """Return whether a finding was confirmed with an earlier publication or a refused form."""
    is_kept = item.finding.is_warning and item.finding.fingerprint in kept
    return item.confirmation is not None or is_kept


def _review_link(article, language, action):
    """Return the address of the page that compares a translation with its source; "" for other texts."""
    is_translation = language != article.source_language and article.text("title", language)
    return review_address(article.pk, language) if action.is_review and is_translation else ""


def open_translation(article, progress, action, user):
    """Return the TranslationStatus if the action advances a translation with open segments, else None."""
    status = translation_status(article, progress, user) if action.is_review else None
    return status if status and status.counts else None


def take_action(request, article, language, action, **kwargs):
    """Take an action and add a message; return an ActionResult or an ActionRefusal."""
    try:
        result = action.perform(article, language, by=request.user, **kwargs)
    except PreflightRefused as refusal:
        return ActionRefusal([_("Preflight found a blocker.")], refusal.findings)
    except WarningsUnconfirmed as refusal:
        return ActionRefusal(refusal.reasons, refusal.findings)
    except FindingsUnseen as refusal:
        return ActionRefusal(refusal.reasons, refusal.findings, is_final=False)
    except MergeRefused as refusal:
        fields = ", ".join(str(FIELDS.get(name, name)) for name in refusal.fields)
        return ActionRefusal([*refusal.reasons, _("Changed in both: %(fields)s.") % {"fields": fields}])
    except (TransitionRefused, PublicationRefused, RequestRefused) as refusal:
        return ActionRefusal(refusal.reasons)
    except OperationalError as error:
        if not has_waited_too_long(error):
            raise
        logger.warning("%s of story %s: the database wait timed out.", action.name, article.pk)
        return ActionRefusal([action.busy], status=503)
    text = f"{Language(language).label}: {action.done_message(result)}"
    if action.is_undoable:
        address = undo_address(article.pk, language, back=request.GET.get("next", ""))
        messages.success(request, undo_message(request, text, address))
    else:
        messages.success(request, _with_live_pages(text, result))
    if isinstance(result, QuickFix) and result.unmerged:
        fields = ", ".join(str(FIELDS[name]) for name in result.unmerged)
        text = _("The story has other changes in the same place, which stay as they are: %(fields)s.")
        messages.warning(request, text % {"fields": fields})
    return ActionResult(action.address_after(article, language, result))


def _with_live_pages(text, result):
    """Return a message with links to the live pages that an action has published."""
    given = result.edition if isinstance(result, QuickFix) else result
    editions = given if isinstance(given, list) else [given]
    now = clock.now()
    pages = [
        (PAGE_LABELS[edition.language], edition)
        for edition in editions
        if isinstance(edition, Edition) and edition.is_live(now)
    ]
    if not pages:
        return text
    return render_to_string("admin/articles/article/_live_pages.html", {"text": text, "pages": pages})

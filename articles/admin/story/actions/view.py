"""Takes one language of a story a step further, from a button of its form or from a page of its own."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.story.actions.form import StepForm
from articles.admin.story.actions.table import BUTTON, STEPS
from articles.admin.story.language_status import language_statuses
from articles.admin.story.pages import StoryPages, return_url
from articles.admin.story.preflight import FindingPresenter, preflight_url
from articles.admin.story.translation_status import translation_status
from articles.models import Language
from articles.publishing import MergeRefused, PreflightRefused, PublicationRefused, QuickFix, WarningsStand
from articles.workflow.transitions import TransitionRefused

FIELDS = {
    "headline": gettext_lazy("Headline"),
    "summary": gettext_lazy("Summary"),
    "body": gettext_lazy("Text"),
}


class SteppingAdmin(StoryPages):
    """The part of ArticleAdmin with the buttons of review and publication."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.step_view)
        address = "<int:object_id>/step/<str:language>/<slug:name>/"
        return [path(address, view, name="articles_article_step"), *super().get_urls()]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """A button beside the form saves it first; then, apart from that save, the step is taken."""
        response = super().changeform_view(request, object_id, form_url, extra_context)
        name, _colon, language = request.POST.get(BUTTON, "").partition(":")
        is_saved = request.method == "POST" and isinstance(response, HttpResponseRedirect)
        if not is_saved or object_id is None or name not in STEPS or language not in Language.values:
            return response
        return self._step_after_save(request, STEPS[name], name, language)

    def _step_after_save(self, request, step, name, language):
        article, progress = request.edit.article, request.edit.progress[language]
        form = request.forms[0]
        # What this save changed itself, the person has seen.
        seen = progress.version if language in request.parts else form.seen()[language]
        guards = {"seen": seen, "after": form.cleaned_data.get(f"after_{language}")}
        if not step.may(request.user, language):
            raise PermissionDenied
        known = {guard: number for guard, number in guards.items() if number is not None}
        page = (
            f"{reverse('admin:articles_article_step', args=[article.pk, language, name])}?{urlencode(known)}"
        )
        if step.asks or open_in(article, progress, step, request.user):
            return HttpResponseRedirect(page)
        told = {"confirmed": ()} if step.is_inspected else {}
        reasons = take(request, article, language, step, **guards, **told)
        if findings_of(request):
            # They are looked at on the page of the step, and mended from there.
            return HttpResponseRedirect(page)
        for reason in reasons:
            messages.error(request, f"{Language(language).label}: {reason}")
        if name == "submit" and not reasons:
            self.tell_findings(request, article, language)
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))

    def step_view(self, request, object_id, language, name):
        """The page of one step; its POST takes it. 409 with the reasons when it is refused."""
        article = self.get_object(request, str(object_id))
        if article is None or language not in Language.values or name not in STEPS:
            raise Http404
        step = STEPS[name]
        if not (self.has_change_permission(request, article) and step.may(request.user, language)):
            raise PermissionDenied
        place, there = sorted(
            language_statuses(article, user=request.user), key=lambda place: place.language != language
        )
        filled = {"step": step, "place": place, "there": there, "user": request.user}
        if request.method != "POST":
            return self._step_begun(request, article, step, place, filled)
        form = StepForm(request.POST, **filled)
        if not form.is_valid():
            request.findings = found_before(step, place)
            return self._step_page(request, article, step, place, form, status=422)
        guards = {guard: form.cleaned_data[guard] for guard in ("seen", "after")}
        reasons = form.overtaken() or take(request, article, language, step, **guards, **form.told())
        if not reasons:
            return HttpResponseRedirect(return_url(request, article))
        for reason in reasons:
            form.add_error(None, str(reason))
        form.move_on()
        return self._step_page(request, article, step, place, form, status=409)

    def _step_begun(self, request, article, step, place, filled):
        if not (step.fits(place) and step.suits(request.user, place)):
            messages.warning(
                request, _("“%(step)s” is not possible where the text stands now.") % {"step": step.label}
            )
            return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
        form = StepForm(**filled)
        seen = form.standing_now()
        asked = {name: request.GET[name] for name in seen if request.GET.get(name, "").isdecimal()}
        form.initial = seen | asked
        request.findings = found_before(step, place)
        return self._step_page(request, article, step, place, form)

    def _step_page(self, request, article, step, place, form, *, status=200):
        context = {
            "title": f"{place.language.label}: {str(step.label).rstrip('…')}",
            "step": step,
            "place": place,
            "form": form,
            "beside": open_in(article, place.progress, step, request.user),
            "findings": [
                FindingPresenter(one, one.language, article, request.user) for one in findings_of(request)
            ],
            "spoken": any(finding.language != place.language for finding in findings_of(request)),
            "is_blocked": any(finding.is_blocking for finding in findings_of(request)),
            "preflight": preflight_url(article, place.language, form.judged_at),
            "looked_at": " ".join(finding.fingerprint for finding in findings_of(request)),
            "media": self.media + form.media,
        }
        return self.story_page(request, article, "step", context, status=status)


def open_in(article, progress, step, user):
    """The Beside of a translation that a step of review takes on while segments of it are open; else None."""
    found = translation_status(article, progress, user) if step.is_review else None
    return found if found and found.counts else None


def found_before(step, place):
    """What preflight finds before the step is tried."""
    return [one for one in step.finds(place) if one.waiver is None] if step.is_inspected else []


def findings_of(request):
    """What preflight holds against the step that was tried, or is about to be."""
    return getattr(request, "findings", [])


def take(request, article, language, step, **told):
    """Take a step and say so; return the reasons why it was refused, or an empty list."""
    try:
        result = step.take(article, language, by=request.user, **told)
    except (PreflightRefused, WarningsStand) as refusal:
        request.findings = refusal.findings
        return [_("Preflight stops it.")] if isinstance(refusal, PreflightRefused) else refusal.reasons
    except MergeRefused as refusal:
        where = ", ".join(str(FIELDS.get(field, field)) for field in refusal.fields)
        return [*refusal.reasons, _("Both change: %(fields)s.") % {"fields": where}]
    except (TransitionRefused, PublicationRefused) as refusal:
        return refusal.reasons
    messages.success(request, f"{Language(language).label}: {step.done_with(result)}")
    if isinstance(result, QuickFix) and result.unmerged:
        fields = ", ".join(str(FIELDS[field]) for field in result.unmerged)
        messages.warning(
            request,
            _("The story has changes of its own at the same place, which stay as they are: %(fields)s.")
            % {"fields": fields},
        )
    return []

"""Admin view of the breaking news form: autosave, publication, and redisplay after a refusal."""

import logging
from dataclasses import dataclass, field

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.forms import BooleanField
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, include, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from js_asset import ImportMap, Media

from articles.admin.autosave import DRAFT, MODULES, AutosaveViews, RecoveredTexts
from articles.admin.forms.posted_form import (
    INITIAL,
    UnsavedField,
    accepted_values,
    draft_form_data,
    untouched_data,
)
from articles.admin.site import register_menu_screen, register_story_link, register_urls
from articles.admin.story.form_screen import first_language
from articles.admin.story.preflight import FindingPresenter
from articles.annotations import StaffRequest, User
from articles.body import plain_text
from articles.checks.registry import Finding
from articles.models import Language, localized, other
from articles.publishing import PreflightRefused, PublicationRefused, WarningsUnconfirmed
from articles.refusals import has_waited_too_long
from articles.text.differences import differences
from articles.workflow.transitions import TransitionRefused
from newsroom.breaking_news.forms import FIRST, KEY, BreakingForm
from newsroom.breaking_news.machine_drafts import MACHINE, fill_by_machine
from newsroom.breaking_news.models import BreakingDraft, BreakingStory
from newsroom.breaking_news.publication import (
    AlreadyPublished,
    PublishedMeanwhile,
    may_publish_breaking,
    publish_breaking,
)
from newsroom.breaking_news.published import RecentNews, published_news, recent_news
from newsroom.frontpage.placement_session import PlacementRefused

logger = logging.getLogger(__name__)

ENTER = "_enter"  # hidden button for the Enter key, so that it does not publish
NOT_YET = gettext_lazy("Nothing is published yet. Press “Publish now”.")
BUSY = gettext_lazy("The database was busy for too long. Nothing was published. Try again.")
NOT_PERMITTED = {
    Language.EN: gettext_lazy(
        "The English desk or a managing editor publishes the English text."
        " The story will ask them for a brief."
    ),
    Language.KO: gettext_lazy(
        "The Korean desk or a managing editor publishes the Korean text. The story will ask them for a brief."
    ),
}
# Field of a finding → id of a form element. Other fields are filled in later, in the story.
TARGETS = {"section": "id_section", "bylines": "id_author"}
TEXT_TARGETS = {"title": "id_headline", "summary": "id_summary", "body": "text"}


def may_open(user: User) -> bool:
    """Return whether the user may publish breaking news in at least one language."""
    return any(may_publish_breaking(user, language) for language in Language)


register_menu_screen("BreakingNews", gettext_lazy("Breaking news"), "admin:breaking_news", may_open)
register_story_link(gettext_lazy("Breaking news"), "admin:breaking_news", may_open)


@register_urls
def breaking_news_urls(site: AdminSite) -> list[URLPattern]:
    return [
        path("breaking-news/", include(BreakingAutosave(site).urls())),
        path("breaking-news/", site.admin_view(form_view(site)), name="breaking_news"),
    ]


class BreakingAutosave(AutosaveViews):
    """AutosaveViews of the breaking news form, whose drafts belong to a user and not to an object."""

    drafts = BreakingDraft

    def __init__(self, site: AdminSite):
        self.model_admin, self.site, self.url_prefix = None, site, "breaking_news"

    def form_address(self, row_id):
        return reverse("admin:breaking_news")

    def accepted(self, request, row, typed, shown):
        fields = empty_form(request).fields
        names = {name for name, field in fields.items() if field.show_hidden_initial}
        choices = {name for name in names if isinstance(fields[name], BooleanField)}
        return (
            accepted_values(typed, names.__contains__, may_be_empty=choices),
            accepted_values(shown, names.__contains__, may_be_empty=choices, prefix=INITIAL),
        )

    def _may_type(self, request, row):
        return bool(offered_languages(request))

    def unsaved(self, draft, row):
        """Return the visible fields of a draft that the user filled, with their texts."""
        form = BreakingForm(languages=list(Language), user=draft.user, seen=0)
        labels = {field.name: (field, column) for column in form.columns for field in column.fields}
        filled = []
        for name, values in draft.fields.items():
            field, column = labels.get(name, (form[name] if name in form.fields else None, None))
            is_typed = field is not None and not field.is_hidden
            if is_typed and not _is_from_headline(name, values, draft.fields):
                filled.append(_unsaved_field(field, column, values))
        return filled


def _is_from_headline(name, values, fields):
    """Return whether a field is a banner that only repeats its headline, which a script copies there."""
    headlines = {localized("banner", language): localized("headline", language) for language in Language}
    headline = fields.get(headlines.get(name), [""])
    return name in headlines and "".join(values).strip() == "".join(headline).strip()


def _unsaved_field(field, column, values):
    if column is None:
        return UnsavedField(field.label)
    label = f"{field.label} ({column.label})"
    if isinstance(field.field, BooleanField):
        return UnsavedField(label)
    as_read = plain_text if field.name.startswith("body") else str
    return UnsavedField(label, column.language.value, differences("", as_read("".join(values))))


def offered_languages(request: StaffRequest) -> list[Language]:
    """Return the languages that the user may publish at once, the language of a new story first."""
    shown = request.POST.get(FIRST, "")
    first = Language(shown) if shown in Language.values else first_language(request)
    return [language for language in (first, other(first)) if may_publish_breaking(request.user, language)]


def latest_id() -> int:
    return BreakingStory.objects.values_list("pk", flat=True).first() or 0


def empty_form(request: StaffRequest) -> BreakingForm:
    """Return an empty form in the languages that the user may publish."""
    return BreakingForm(languages=offered_languages(request), user=request.user, seen=latest_id())


def recovered_form(request: StaffRequest, site: AdminSite) -> tuple[BreakingForm, RecoveredTexts | None]:
    """Return the form filled from the draft in the query, and its notice; else an empty form and None."""
    form = empty_form(request)
    if DRAFT not in request.GET:
        return form, None
    draft = BreakingAutosave(site).requested(request, None)
    if draft is None:
        messages.warning(request, _("Your draft is no longer available."))
        return form, None
    data = untouched_data(form)
    for name, values in draft_form_data(draft).lists():
        if name.removeprefix(INITIAL) in form.fields:
            data.setlist(name, values)
    form = BreakingForm(data, languages=form.languages, user=request.user, seen=int(data["seen"]))  # type: ignore[arg-type]  # one text per field
    form.is_judged = False
    return form, RecoveredTexts(draft)


class BreakingFinding(FindingPresenter):
    """A preflight finding about a story that was not created, with a link into the form.

    other_languages  further languages with the same finding, for example about a source: shown only once
    """

    may_write = False

    def __init__(self, finding, user):
        super().__init__(finding, finding.language, None, user)
        self.other_languages = []

    @property
    def language_label(self):
        return ", ".join(str(Language(language).label) for language in [self.language, *self.other_languages])

    @property
    def go(self):
        name = self.finding.field
        target = f"{TEXT_TARGETS[name]}_{self.language}" if name in TEXT_TARGETS else TARGETS.get(name)
        return f"#{target}" if target else ""


@dataclass
class FormRefusal:
    """The reasons why nothing was published.

    findings  findings of preflight
    news      the RecentNews that prevented publication, or None
    status    HTTP status of the response
    """

    reasons: list
    findings: list = field(default_factory=list)
    news: RecentNews | None = None
    status: int = 409


def form_view(site: AdminSite):
    """Return the view of the form. A POST publishes, fills empty fields by machine, or shows errors."""

    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request):
        languages = offered_languages(request)
        if not languages:
            raise PermissionDenied
        if request.method != "POST":
            return form_page(site, request, *recovered_form(request, site))
        data = request.POST
        form = BreakingForm(data, languages=languages, user=request.user, seen=latest_id())
        if MACHINE in data:
            return drafted_page(site, request, form)
        if not form.is_valid():
            return form_page(site, request, form, status=422)
        result = FormRefusal([NOT_YET], status=200) if ENTER in data else publish_form(request, form)
        if isinstance(result, BreakingStory):
            BreakingAutosave(site).forget_posted(request)
            return HttpResponseRedirect(reverse("admin:breaking_news_published", args=[result.pk]))
        return form_page(site, request, form, refusal=result, status=result.status)

    return view


def drafted_page(site, request, form):
    """Return the page with the empty fields filled by a machine, without validation errors."""
    form.is_judged = False
    notice = fill_by_machine(request, form)
    if notice is None:
        raise PermissionDenied
    return form_page(site, request, form, notice=notice, status=notice.status)


def publish_form(request: StaffRequest, form: BreakingForm) -> BreakingStory | FormRefusal:
    """Publish a valid form. Return the story, or the refusal; the form can then be sent again."""
    known = {name: form.cleaned_data.get(name) for name in ("seen", "reason")}
    known |= {"key": form.cleaned_data[KEY], "confirmed": form.confirmed}
    try:
        return publish_breaking(form.news, by=request.user, **known)
    except AlreadyPublished as refusal:
        form.renew(key=True, seen=latest_id())
        return FormRefusal(refusal.reasons, news=published_news(refusal.story))
    except PublishedMeanwhile as refusal:
        form.renew(seen=refusal.story.pk)
        return FormRefusal(refusal.reasons, news=published_news(refusal.story))
    except PreflightRefused as refusal:
        # Include the warnings, so that the user sees all findings of both languages at once.
        findings = [*refusal.findings, *refusal.warnings]
        return FormRefusal([_("Preflight found a blocker.")], findings, status=422)
    except WarningsUnconfirmed as refusal:
        return FormRefusal(refusal.reasons, refusal.findings, status=422)
    except (TransitionRefused, PublicationRefused, PlacementRefused) as refusal:
        return FormRefusal(refusal.reasons)
    except OperationalError as error:
        if not has_waited_too_long(error):
            raise
        logger.warning("Breaking news: the database wait timed out.")
        return FormRefusal([BUSY], status=503)


def present_findings(findings: list[Finding], user: User) -> list[BreakingFinding]:
    """Return the findings for the page. A finding in both languages appears once."""
    shown = {}
    for finding in findings:
        key = (finding.code, finding.fingerprint)
        if key in shown:
            shown[key].other_languages.append(finding.language)
        else:
            shown[key] = BreakingFinding(finding, user)
    return list(shown.values())


def form_page(site, request, form, recovered=None, *, refusal=None, notice=None, status=200):
    kept = form.confirmed  # confirmed warnings are not shown again
    open_findings = [
        finding
        for finding in (refusal.findings if refusal else [])
        if finding.is_blocking or finding.fingerprint not in kept
    ]
    findings = present_findings(open_findings, request.user)
    frame = site.each_context(request)
    form.set_publication(frame["publication"])
    context = frame | BreakingAutosave(site).context(request, None, recovered, with_drafts=not recovered)
    if context.get("unsaved"):  # autofocus would scroll the notice out of view on a phone
        form.set_autofocus(False)
    context |= {
        "title": _("Breaking news"),
        "form": form,
        "media": form.media + Media(importmap=ImportMap(MODULES)),
        "recovered": recovered,
        "refusal": refusal,
        "notice": notice,
        "recent": recent_news(request.at),
        "not_permitted": [
            (language.label, NOT_PERMITTED[language])
            for language in Language
            if language not in form.languages
        ],
        "findings": findings,
        "is_blocked": any(item.finding.is_blocking for item in findings),
        "looked_at": " ".join(item.finding.fingerprint for item in findings if not item.finding.is_blocking),
        "kept_confirmations": " ".join(kept),
        "is_nav_sidebar_enabled": False,
    }
    request.current_app = site.name
    template = "admin/breaking_news/breaking_news.html"
    return TemplateResponse(request, template, context, status=status)

"""Views for saved views of the list of stories, bulk changes and their reports."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

import newsroom.converters  # noqa: F401  (registers the path converters used below)
from articles.admin.display import headline_html, text_html
from articles.admin.forms.fields import is_number
from articles.admin.forms.posted_form import storable_text
from articles.admin.site import (
    StoryListAction,
    may_see,
    register_story_list_action,
    register_story_list_part,
    register_urls,
)
from articles.admin.story.filters import FILTERS
from articles.admin.story_rows import story_address
from articles.annotations import StaffRequest
from articles.models.language import STORY_BODIES
from newsroom.story_lists.bulk_changes import ACTIONS, begin, choose_stories, go_on, stop, work_on
from newsroom.story_lists.models import BulkChange, BulkOutcome, BulkState, BulkStory, SavedView

MOST_VIEWS = 30  # per user; also the maximum of shared views in the list
LONGEST_VALUE = 200
KNOWN = [*(list_filter.parameter_name for list_filter in FILTERS), SEARCH_VAR]
TAKEN = gettext_lazy("There is a view with this name already. Choose another name.")


def known_filters(query: QueryDict) -> dict[str, str]:
    """Return the story list filters in a query string or form data, without empty and unknown parameters."""
    values = {name: storable_text(query.get(name, ""))[:LONGEST_VALUE] for name in KNOWN}
    return {name: value for name, value in values.items() if value}


def view_address(filters: dict[str, str]) -> str:
    """Return the URL of the list of stories with filters."""
    query = {name: value for name, value in filters.items() if name in KNOWN}
    return f"{reverse('admin:articles_article_changelist')}?{urlencode(query)}".rstrip("?")


def may_share(user) -> bool:
    return user.has_perm("story_lists.share_savedview")


def deletable_by(user) -> Q:
    """Return a Q for the views that a user may delete: their own and, if they may share, all shared views."""
    own = Q(owner=user)
    return own | Q(is_shared=True) if may_share(user) else own


@dataclass(frozen=True)
class ViewLink:
    """A saved view as a link above the list."""

    view: SavedView
    is_current: bool

    @property
    def address(self):
        return view_address(self.view.filters)

    @property
    def name(self):
        return text_html(self.view.name)


class SavedViewForm(forms.ModelForm):
    """Form for a new view, with the filters in the submitted data."""

    class Meta:
        model = SavedView
        fields = ["name", "is_shared"]

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.instance.owner = user
        self.instance.filters = known_filters(self.data) if self.is_bound else {}
        if not may_share(user):
            del self.fields["is_shared"]

    def clean(self):
        cleaned = super().clean()
        taken = Q(owner=self.instance.owner)
        if cleaned.get("is_shared"):
            taken |= Q(is_shared=True)
        if "name" in cleaned and SavedView.objects.filter(taken, name=cleaned["name"]).exists():
            self.add_error("name", TAKEN)
        if not self.instance.filters:
            self.add_error(None, _("Choose filters in the list first."))
        if SavedView.objects.filter(owner=self.instance.owner).count() >= MOST_VIEWS:
            self.add_error(None, _("You have %(count)d views. Delete one first.") % {"count": MOST_VIEWS})
        return cleaned

    def save_once(self) -> bool:
        """Save the view. If another request has just saved the same name, add an error and return False."""
        try:
            with transaction.atomic():
                self.save()
        except IntegrityError:
            self.add_error("name", TAKEN)
            return False
        return True


@register_story_list_part("admin/story_lists/_views.html")
def view_links(request: StaffRequest) -> dict | None:
    """Return the context with links to saved views and a form that saves the current filters, with one query.

    Return None if there are neither views nor filters. The form is None if a view has the current filters.
    """
    filters = known_filters(request.GET)
    views = list(SavedView.objects.visible_to(request.user)[: 2 * MOST_VIEWS])
    if not (views or filters):
        return None
    links = [ViewLink(view, view.filters == filters) for view in views]
    is_new = bool(filters) and not any(link.is_current for link in links)
    return {
        "links": links,
        "everything": view_address({}),
        "is_everything": not filters,
        "form": SavedViewForm(request.user, auto_id="view_%s") if is_new else None,
        "filters": list(filters.items()),
        "has_own": any(view.owner_id == request.user.pk for view in views) or may_share(request.user),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def views_page(request: StaffRequest) -> HttpResponse:
    """Show the views that the user may delete. A POST saves a new view or deletes one."""
    if not may_see(request.user, "article"):
        raise PermissionDenied
    if request.method == "POST" and "_delete" in request.POST:
        _delete(request, request.POST["_delete"])
        return HttpResponseRedirect(reverse("admin:story_views"))
    form = None
    if request.method == "POST":
        form = SavedViewForm(request.user, request.POST)
        if form.is_valid() and form.save_once():
            messages.success(request, _("The view is saved."))
            return HttpResponseRedirect(view_address(form.instance.filters))
    views = SavedView.objects.filter(deletable_by(request.user)).order_by("-is_shared", "name", "pk")
    context = admin.site.each_context(request) | {
        "title": _("Saved views"),
        "back": view_address(form.instance.filters if form else {}),
        "links": [ViewLink(view, False) for view in views],
        "form": form,
        "filters": list(form.instance.filters.items()) if form else [],
    }
    return TemplateResponse(request, "admin/story_lists/views.html", context, status=422 if form else 200)


def _delete(request, number):
    views = SavedView.objects.filter(deletable_by(request.user))
    if is_number(number) and views.filter(pk=number).delete()[0]:
        messages.success(request, _("The view is deleted."))
    else:
        messages.warning(request, _("The view was deleted before."))


LATEST = 50  # the user's latest bulk changes, on their list page
MOST_LATEST = 10  # latest bulk changes; those not finished are shown above the list of stories
REPORTED = [BulkOutcome.REFUSED, BulkOutcome.DONE, BulkOutcome.UNCHANGED, BulkOutcome.WAITING]
NO_HEADLINE = gettext_lazy("Untitled story")


@dataclass(frozen=True)
class ReportLine:
    """A story in the report of a bulk change. It may have been deleted since."""

    story: BulkStory

    @property
    def address(self):
        return story_address(self.story.article_id) if self.story.article_id else ""

    @property
    def headline(self):
        if self.story.article is None:
            return _("The story was deleted.")
        return headline_html(self.story.article) or NO_HEADLINE

    @property
    def reason(self):
        return text_html(self.story.reason)


class BulkReport:
    """A bulk change with counts and stories for its page, with one query each.

    counts  {BulkOutcome: number}, if already counted
    """

    def __init__(self, change: BulkChange, counts: dict[str, int] | None = None):
        self.change, self.action = change, ACTIONS.get(change.action)
        self.counts = change.counts() if counts is None else counts
        self.total = sum(self.counts.values())
        self.waiting = self.counts[BulkOutcome.WAITING]
        self.done = self.total - self.waiting

    @classmethod
    def of(cls, changes: Iterable[BulkChange]) -> list["BulkReport"]:
        """Return the reports of several bulk changes, counted with one query."""
        counts = BulkChange.counts_of(changes)
        return [cls(change, counts[change.pk]) for change in changes]

    @property
    def label(self):
        return str(self.action.label).rstrip("…") if self.action else self.change.action

    @property
    def address(self):
        return reverse("admin:bulk_change", args=[self.change.pk])

    @property
    def tallies(self):
        """[(label, count)] of the outcomes that occurred."""
        return [(outcome.label, self.counts[outcome]) for outcome in BulkOutcome if self.counts[outcome]]

    @cached_property
    def groups(self):
        """[(BulkOutcome, [ReportLine])] of the outcomes that occurred, refused stories first."""
        rows = self.change.stories.select_related("article").defer(*STORY_BODIES)
        lines = {outcome: [] for outcome in sorted(BulkOutcome, key=REPORTED.index)}
        for row in rows:
            lines[BulkOutcome(row.outcome)].append(ReportLine(row))
        return [(outcome, reported) for outcome, reported in lines.items() if reported]


def respond_to_choice(name: str):
    """Return an admin action that stores the selected stories and redirects to the bulk change's page."""

    def respond(request: StaffRequest, stories: QuerySet) -> HttpResponse:
        change = choose_stories(name, stories, by=request.user)
        query = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{reverse('admin:bulk_change', args=[change.pk])}?{query}")

    return respond


def list_address(request: StaffRequest) -> str:
    """Return the URL of the list where the stories were selected."""
    asked, stories = request.GET.get("next", ""), reverse("admin:articles_article_changelist")
    is_ours = url_has_allowed_host_and_scheme(asked, None) and asked.startswith(stories)
    return asked if is_ours else stories


@require_http_methods(["GET", "HEAD", "POST"])
def bulk_page(request: StaffRequest, change_id: int) -> HttpResponse:
    """Show a bulk change of the current user. A POST starts, continues or stops it."""
    if not may_see(request.user, "article"):
        raise PermissionDenied
    change = get_object_or_404(BulkChange, pk=change_id, started_by=request.user)
    action = ACTIONS.get(change.action)
    if action is None:
        raise Http404
    form = None
    if not change.is_begun:
        posted = request.POST if request.method == "POST" else None
        form = action.form_class(request.user, posted)
    if request.method != "POST":
        return _render(request, change, form)
    if form is not None and not form.is_valid():
        return _render(request, change, form, status=422)
    if form is not None:
        begin(change, form.options(), reason=form.cleaned_data.get("reason", ""))
        work_on(change, by=request.user)
    elif "_stop" in request.POST:
        stop(change)
    else:
        if "_continue" in request.POST:
            go_on(change)
        work_on(change, by=request.user)
    change.refresh_from_db()
    return HttpResponseRedirect(_next_address(request, change, is_first=form is not None))


def _next_address(request, change, *, is_first):
    """If the first request changed all stories, add a message and return the list's URL, else this page's."""
    report = BulkReport(change)
    is_plain = report.done == report.counts[BulkOutcome.DONE]
    if not (is_first and change.state == BulkState.FINISHED and is_plain):
        return request.get_full_path()
    words = ngettext("%(count)d story changed.", "%(count)d stories changed.", report.done)
    link = format_html('<a href="{}">{}</a>', report.address, _("Show the report"))
    done = words % {"count": report.done}
    messages.success(request, format_html("{}: {} {}", report.label, done, link))
    return list_address(request)


def _render(request, change, form, *, status=200):
    report = BulkReport(change)
    context = admin.site.each_context(request) | {
        "title": report.label,
        "report": report,
        "change": change,
        "form": form,
        "back": list_address(request),
    }
    template = "admin/story_lists/bulk_form.html" if form else "admin/story_lists/bulk_change.html"
    return TemplateResponse(request, template, context, status=status)


@require_safe
def bulk_list_page(request: StaffRequest) -> HttpResponse:
    """List the latest bulk changes of the current user."""
    changes = BulkChange.objects.filter(started_by=request.user).exclude(state=BulkState.CHOSEN)
    context = admin.site.each_context(request) | {
        "title": _("Bulk changes"),
        "back": list_address(request),
        "reports": BulkReport.of(list(changes[:LATEST])),
    }
    return TemplateResponse(request, "admin/story_lists/bulk_changes.html", context)


@register_urls
def story_list_urls(site):
    return [
        path("story-views/", site.admin_view(views_page), name="story_views"),
        path("bulk-changes/", site.admin_view(bulk_list_page), name="bulk_changes"),
        path("bulk-changes/<number:change_id>/", site.admin_view(bulk_page), name="bulk_change"),
    ]


for bulk_action in ACTIONS.values():
    register_story_list_action(
        StoryListAction(
            bulk_action.name, bulk_action.label, bulk_action.is_permitted, respond_to_choice(bulk_action.name)
        )
    )


@register_story_list_part("admin/story_lists/_latest_changes.html")
def latest_changes(request):
    """Return the context with the user's unfinished bulk changes, or None if the user never started any."""
    changes = BulkChange.objects.filter(started_by=request.user).exclude(state=BulkState.CHOSEN)
    latest = list(changes[:MOST_LATEST])
    is_open = [change for change in latest if change.is_open]
    return {"reports": BulkReport.of(is_open) if is_open else []} if latest else None

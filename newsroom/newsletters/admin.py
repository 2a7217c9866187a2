"""Admin of newsletters: list, form of an unsent issue, entries in the calendar, and subscriptions.

A new form is filled from the front page of its language. Typed text is autosaved as a draft.
"""

import json
from dataclasses import dataclass

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Count, Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from articles import clock
from articles.admin.autosave import AutosaveMixin, AutosaveViews
from articles.admin.base import AutocompleteFormMixin, DeskAdminMixin
from articles.admin.calendar import KINDS
from articles.admin.display import chip, clock_html, datetime_html
from articles.admin.forms.fields import is_number
from articles.admin.forms.guarded import GuardedForm
from articles.admin.forms.posted_form import unsaved_columns
from articles.admin.site import register_calendar_entries
from articles.annotations import StaffRequest
from articles.models import Edition, Language
from articles.models.people import display_name
from articles.models.planning import day_of
from newsroom.newsletters.composition import front_page_editions, live_stories, may_compose
from newsroom.newsletters.issue_page import issue_address
from newsroom.newsletters.models import NewsletterDraft, NewsletterIssue, Subscription
from newsroom.newsletters.subscriptions import export_address, normal_address
from newsroom.security.log import record_export

TYPED = {"subject", "introduction"}
LONGEST_SUBJECT = NewsletterIssue._meta.get_field("subject").max_length
NEW = {
    Language.EN: gettext_lazy("New English newsletter"),
    Language.KO: gettext_lazy("New Korean newsletter"),
}
MOST_IN_CALENDAR = 200  # newsletters on one page of the calendar; later ones are left out


class IssueForm(GuardedForm):
    """The form of an unsent issue. It offers the stories on the front page and those chosen before.

    A story that was on the front page when the form was opened can be chosen as long as it is live.
    """

    stories = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Stories"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "In the order of the front page. Readers get the version that is live when the newsletter is "
            "sent. Stories withdrawn before then are left out."
        ),
        error_messages={"required": gettext_lazy("Choose at least one story.")},
    )

    class Meta:
        widgets = {"language": forms.HiddenInput}

    is_settled = False  # whether the issue was scheduled or sent after the form was opened

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        language = self.instance.language or self.data.get("language") or self.initial.get("language")
        language = language if language in Language.values else Language.EN
        if "stories" in self.fields:
            posted = self.fields["stories"].widget.value_from_datadict(self.data, self.files, "stories") or []
            posted = [int(number) for number in posted if is_number(number)]
            self.fields["stories"].choices = story_choices(language, self.instance.stories, posted)
        for name in TYPED & self.fields.keys():
            self.fields[name].widget.attrs |= {"lang": language, "spellcheck": "true"}

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and not self.instance.may_be_edited:
            self.is_settled = True
            self.add_error(None, explain_settled(self.instance))
        return cleaned


def explain_settled(issue: NewsletterIssue) -> SafeString:
    """Explain as HTML why an issue that was scheduled or sent cannot be saved, and how to proceed."""
    if issue.is_draft:
        reason = _(
            "Not saved: this newsletter was scheduled in the meantime. Your input is still in the form."
        )
        way_out = _("Cancel the sending on the page of the newsletter, then save again.")
    else:
        reason = _("Not saved: this newsletter is being sent already, or was sent.")
        way_out = _("Your input is still in the form. Copy it into a new newsletter if you need it.")
    page, label = issue_address(issue), _("Open the newsletter (in a new tab)")
    link = format_html('<a href="{}" target="_blank" rel="noopener">{}</a>', page, label)
    return format_html("{} {} {}", reason, way_out, link)


def new_language(request: StaffRequest) -> str:
    """Return the language of a new issue: the requested one, or the first that the user may compose."""
    asked = request.POST.get("language") or request.GET.get("language", "")
    if asked in Language.values:
        return asked
    return next((language for language in Language if may_compose(request.user, language)), Language.EN)


def story_choices(language: str, chosen: list[int], posted: list[int]) -> list[tuple[int, str]]:
    """Return [(id, label as HTML)] of the front page's stories, and of chosen stories that are not on it.

    Posted stories are offered only if they are live.
    """

    def headline(edition):
        return format_html('<span lang="{}">{}</span>', language, edition.headline)

    at = clock.now()
    labels = {edition.article_id: headline(edition) for edition in front_page_editions(language, at)}
    others = [pk for pk in dict.fromkeys([*chosen, *posted]) if pk not in labels]
    labels |= {edition.article_id: headline(edition) for edition in live_stories(others, language, at)}
    gone = [pk for pk in chosen if pk not in labels]
    for edition in Edition.objects.of_articles(gone).in_language(language).order_by("number"):
        label = _("%(headline)s (no longer live)").replace("%(headline)s", "{}")
        labels[edition.article_id] = format_html(label, headline(edition))
    labels |= {pk: _("A story that is no longer live") for pk in gone if pk not in labels}
    return list(labels.items())


class NewsletterAutosave(AutosaveViews):
    """AutosaveViews of newsletter issues. The language of a new issue is saved with its texts."""

    drafts = NewsletterDraft

    def accepted(self, request, row, typed, shown):
        """Add the language of a new issue to the autosaved fields, so that its form is restored."""
        fields, shown = super().accepted(request, row, typed, shown)
        if fields and row is None:
            fields["language"] = [new_language(request)]
        return fields, shown

    def unsaved(self, draft, row):
        """Return the fields of a draft that differ from the issue, texts with their differences."""
        language = row.language if row else "".join(draft.fields.get("language", ()))
        fields = {name: values for name, values in draft.fields.items() if name != "language"}
        return unsaved_columns(fields, NewsletterIssue, row, texts=dict.fromkeys(TYPED, language))

    def context(self, request, row, recovered, *, with_drafts):
        context = super().context(request, row, recovered, with_drafts=with_drafts)
        if row is None:
            context["autosave"]["address"] += f"?language={new_language(request)}"
        return context


@admin.register(NewsletterIssue)
class NewsletterIssueAdmin(  # type: ignore[misc]  # the mixin comes before the admin class
    AutosaveMixin,
    DeskAdminMixin,
    AutocompleteFormMixin,
    admin.ModelAdmin,
):
    form = IssueForm
    autosave = NewsletterAutosave
    joins = (NewsletterDraft,)
    list_display = ("open_link", "language", "state", "composed_by", "created_at")
    list_display_links = None
    list_filter = ("language",)
    list_select_related = ("created_by",)
    list_per_page = 50
    search_fields = ("subject",)
    sortable_by = ()
    change_list_template = "admin/newsletters/change_list.html"

    def get_fields(self, request, obj=None):
        fields = ["subject", "introduction", "stories", "with_picture"]
        return fields if obj else ["language", *fields]

    def has_add_permission(self, request):
        return super().has_add_permission(request) and any(
            may_compose(request.user, language) for language in Language
        )

    def has_change_permission(self, request, obj=None):
        if not super().has_change_permission(request, obj):
            return False
        # A POST is allowed even if the issue is no longer open: the form is shown again with the typed text,
        # and autosave still works.
        is_open = request.method == "POST" or obj is None or obj.may_be_edited
        return is_open and (obj is None or may_compose(request.user, obj.language))

    def has_delete_permission(self, request, obj=None):
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or (obj.may_be_edited and may_compose(request.user, obj.language)))

    def get_changeform_initial_data(self, request):
        """Return initial values from the front page: the lead's headline as subject, and all stories."""
        language = new_language(request)
        editions = front_page_editions(language, request.at)
        return {
            "language": language,
            "subject": editions[0].headline[:LONGEST_SUBJECT] if editions else "",
            "stories": [edition.article_id for edition in editions],
        }

    def show_form(self, *arguments):
        response = super().show_form(*arguments)
        if response.status_code == 422 and response.context_data["adminform"].form.is_settled:
            response.status_code = 409
        return response

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is None:
            context["title"] = NEW[new_language(request)]
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_model(self, request, obj, form, change):
        if not may_compose(request.user, obj.language):
            raise PermissionDenied
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)

    def response_post_save_add(self, request, obj):
        return HttpResponseRedirect(issue_address(obj))

    response_post_save_change = response_post_save_add

    def changelist_view(self, request, extra_context=None):
        address = reverse("admin:newsletters_newsletterissue_add")
        new = [
            (f"{address}?language={language}", NEW[language])
            for language in Language
            if may_compose(request.user, language)
        ]
        return super().changelist_view(request, {"new": new, **(extra_context or {})})

    @admin.display(description=gettext_lazy("subject"))
    def open_link(self, issue):
        return format_html(
            '<a href="{}" lang="{}">{}</a>', issue_address(issue), issue.language, issue.subject
        )

    @admin.display(description=NewsletterIssue._meta.get_field("created_by").verbose_name)
    def composed_by(self, issue):
        return display_name(issue.created_by)

    @admin.display(description=gettext_lazy("state"))
    def state(self, issue):
        if issue.is_scheduled:
            return format_html("{} {}", chip("approved", _("Scheduled")), datetime_html(issue.send_at))
        if issue.is_draft:
            return chip("gone", _("Not sent")) if issue.unsent else chip("writing", _("Draft"))
        if issue.finished_at:
            return format_html("{} {}", chip("live", _("Sent")), datetime_html(issue.finished_at))
        return chip("gone", _("Paused")) if issue.paused_at else chip("approved", _("Being sent"))


@dataclass
class NewsletterCalendarEntry:
    """A newsletter on its sending day, with the interface of entries in articles.admin.calendar."""

    issue: NewsletterIssue
    kind, mark, move = "scheduled", KINDS["scheduled"][0], ""
    word = gettext_lazy("newsletter, scheduled")
    is_urgent = is_stale = asks = False

    @property
    def day(self):
        return day_of(self.issue.send_at)

    @property
    def key(self):
        return "newsletter", self.issue.pk

    @property
    def headline(self):
        return format_html('<span lang="{}">{}</span>', self.issue.language, self.issue.subject)

    @property
    def address(self):
        return issue_address(self.issue)

    @property
    def languages_and_hours(self):
        return [(Language(self.issue.language).label, clock_html(self.issue.send_at))]


@register_calendar_entries
def newsletter_entries(request, first, last):
    if not request.user.has_perm("newsletters.view_newsletterissue"):
        return []
    return [
        NewsletterCalendarEntry(issue)
        for issue in NewsletterIssue.objects.sent_between(first, last)[:MOST_IN_CALENDAR]
    ]


@admin.register(Subscription)
class SubscriptionAdmin(DeskAdminMixin, admin.ModelAdmin):
    """Admin without a list of all subscriptions: only a search for a whole address shows any."""

    list_display = ("address", "language", "state", "asked_at", "confirmed_at")
    fields = (
        "address", "language", "asked_at", "mailed_at", "confirmed_at", "failures", "suspended_at", "reason",
    )  # fmt: skip
    search_fields = ("address",)
    search_help_text = gettext_lazy("A whole email address.")
    sortable_by = ()
    change_list_template = "admin/newsletters/subscriptions.html"

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def get_search_results(self, request, queryset, search_term):
        if not search_term.strip():
            return queryset.none(), False
        return queryset.filter(address=normal_address(search_term)), False

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("export/", view(self.export_view), name="newsletters_subscription_export"),
            *super().get_urls(),
        ]

    def log_deletions(self, request, queryset):
        """Log the deletion without the address: the log is kept longer and is backed up."""
        rows = [Subscription(pk=row.pk, address="-", language=row.language) for row in queryset]
        return super().log_deletions(request, rows)

    def changelist_view(self, request, extra_context=None):
        context = {"figures": subscription_figures(), "searched": request.GET.get("q", "").strip()}
        return super().changelist_view(request, context | (extra_context or {}))

    @method_decorator(require_safe)
    def export_view(self, request: StaffRequest) -> HttpResponse:
        """Return everything stored about an address as a JSON file, and record the export."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        stored = export_address(request.GET.get("q", ""))
        if not stored:
            raise Http404
        record_export("newsletter address", "JSON", len(stored), request=request)
        text = json.dumps(stored, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        headers = {
            "Content-Disposition": 'attachment; filename="newsletter-address.json"',
            "Cache-Control": "private, no-store",
        }
        return HttpResponse(text, content_type="application/json", headers=headers)

    @admin.display(description=gettext_lazy("state"))
    def state(self, row):
        if row.suspended_at:
            return chip("gone", _("Suspended"))
        if row.confirmed_at:
            return chip("live", _("Confirmed"))
        return chip("writing", _("Not confirmed"))


def subscription_figures() -> list[tuple[str, dict[str, int]]]:
    """Return [(language, {"reachable", "unconfirmed", "suspended": number})], in one query."""
    figures = (
        Subscription.objects.order_by()
        .values("language")
        .annotate(
            reachable=Count("pk", filter=Q(confirmed_at__isnull=False, suspended_at=None)),
            unconfirmed=Count("pk", filter=Q(confirmed_at=None)),
            suspended=Count("pk", filter=Q(suspended_at__isnull=False)),
        )
    )
    rows = {row["language"]: row for row in figures}
    none = dict.fromkeys(("reachable", "unconfirmed", "suspended"), 0)
    return [(language.label, rows.get(language.value, none)) for language in Language]  # type: ignore[misc]  # translated when it is shown

"""The list of newsletters, the form of one that is not sent yet, and the drafts of it that are kept."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.autosave import AutosaveMixin, AutosaveViews
from articles.admin.base import AutocompleteFormMixin, SafeListMixin
from articles.admin.conflicts import ConflictMixin, DeletionMixin
from articles.admin.display import chip, datetime_html
from articles.admin.forms.fields import ReadOnlyFormMixin
from articles.admin.forms.posted_form import unsaved_columns
from articles.models import Language
from newsroom.newsletters.admin.forms import TYPED, IssueForm, new_language
from newsroom.newsletters.composition import front_page_editions, may_compose
from newsroom.newsletters.models import NewsletterDraft, NewsletterIssue

LONGEST_SUBJECT = NewsletterIssue._meta.get_field("subject").max_length
NEW = {
    Language.EN: gettext_lazy("New English newsletter"),
    Language.KO: gettext_lazy("New Korean newsletter"),
}


class NewsletterAutosave(AutosaveViews):
    """Addresses at which drafts of newsletters are kept and dropped, and what the form shows of them."""

    drafts = NewsletterDraft

    def accepted(self, request, row, typed, shown):
        """Keep the language of a new newsletter with what was typed, so that it is restored in its form."""
        fields, shown = super().accepted(request, row, typed, shown)
        if fields and row is None:
            fields["language"] = [new_language(request)]
        return fields, shown

    def unsaved(self, draft, row):
        """Return the fields that somebody typed in, texts with their differences."""
        language = row.language if row else "".join(draft.fields.get("language", ()))
        fields = {name: values for name, values in draft.fields.items() if name != "language"}
        return unsaved_columns(fields, NewsletterIssue, row, texts=dict.fromkeys(TYPED, language))

    def context(self, request, row, recovered, *, with_drafts):
        found = super().context(request, row, recovered, with_drafts=with_drafts)
        if row is None:
            found["autosave"]["address"] += f"?language={new_language(request)}"
        return found


def issue_address(issue: NewsletterIssue) -> str:
    """Return the address of the page of a newsletter, on which it is read and sent."""
    return reverse("admin:newsletter_issue", args=[issue.pk])


@admin.register(NewsletterIssue)
class NewsletterIssueAdmin(
    AutosaveMixin,
    ConflictMixin,
    ReadOnlyFormMixin,
    DeletionMixin,
    SafeListMixin,
    AutocompleteFormMixin,
    admin.ModelAdmin,
):
    form = IssueForm
    autosave = NewsletterAutosave
    joins = (NewsletterDraft,)
    list_display = ("open_link", "language", "state", "created_by", "created_at")
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
        return super().has_add_permission(request) and any(may_compose(request.user, one) for one in Language)

    def has_change_permission(self, request, obj=None):
        if not super().has_change_permission(request, obj):
            return False
        # A form that is sent too late is shown again with what was typed, and a draft is still kept.
        is_open = request.method == "POST" or obj is None or obj.may_be_edited
        return is_open and (obj is None or may_compose(request.user, obj.language))

    def has_delete_permission(self, request, obj=None):
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or (obj.may_be_edited and may_compose(request.user, obj.language)))

    def get_changeform_initial_data(self, request):
        """Return the front page as a newsletter: its lead as the subject, all of its stories ticked."""
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
        new = [(f"{address}?language={one}", NEW[one]) for one in Language if may_compose(request.user, one)]
        return super().changelist_view(request, {"new": new, **(extra_context or {})})

    @admin.display(description=gettext_lazy("subject"))
    def open_link(self, issue):
        return format_html(
            '<a href="{}" lang="{}">{}</a>', issue_address(issue), issue.language, issue.subject
        )

    @admin.display(description=gettext_lazy("state"))
    def state(self, issue):
        if issue.is_scheduled:
            return format_html("{} {}", chip("approved", _("Scheduled")), datetime_html(issue.send_at))
        if issue.is_draft:
            return chip("gone", _("Not sent")) if issue.unsent else chip("writing", _("Draft"))
        if issue.finished_at:
            return format_html("{} {}", chip("live", _("Sent")), datetime_html(issue.finished_at))
        return chip("gone", _("Paused")) if issue.paused_at else chip("approved", _("Being sent"))

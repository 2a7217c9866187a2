"""Admin of confidential sources, restricted stories and the requests to hand them over.

To users who may not know a row, the pages respond as if it did not exist.
"""

from datetime import timedelta

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from articles.admin.autosave import AutosaveMixin, AutosaveViews, RecoveredMixin
from articles.admin.base import AutocompleteFormMixin, BilingualFormMixin, language_pairs
from articles.admin.conflicts import ConflictMixin, DeletionMixin
from articles.admin.display import datetime_html, headline_html, labelled_cell
from articles.admin.editor_widget import BodyEditor
from articles.admin.forms.fields import ObjectsField
from articles.admin.forms.guarded import GuardedForm
from articles.admin.site import register_panel, register_story_panel
from articles.admin.story_rows import story_address
from articles.body import BodyField
from articles.models import Article
from articles.models.people import BY_NAME, display_name
from newsroom.confidential.custody import count_held, latest_hand_overs, release_story
from newsroom.confidential.hand_over import confirm_hand_over
from newsroom.confidential.models import (
    LATELY,
    ConfidentialSource,
    ConfidentialSourceDraft,
    CustodyRequest,
    RestrictedStory,
    RestrictedStoryDraft,
)
from newsroom.security.log import record
from newsroom.security.models import SecurityEventKind as Kind
from newsroom.security.request_screens import SecondPersonAdmin, person_link, register_open_requests

RELEASE = "_release"  # the button that saves and releases
NEWS_FOR = timedelta(days=14)  # how long the index page lists a hand-over
MOST_IN_PANEL = 10


class NamedPeopleForm(GuardedForm):
    """Form for a row and the users who may know it.

    holder_id  id of the user who holds the row; set on the class by ConfidentialAdmin.get_form
    """

    holder_id = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "people" not in self.fields:
            return
        people = get_user_model().objects.filter(is_active=True, is_staff=True)
        if self.instance.pk:  # include users who have left but are still named
            people = people | get_user_model().objects.filter(pk__in=self.instance.people.values("pk"))
        self.fields["people"] = ObjectsField(
            people.exclude(pk=self.holder_id).order_by(*BY_NAME),
            label=self.fields["people"].label,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=self.fields["people"].help_text
            if "people" in self.asked
            else self.instance.people_help,
        )
        self.fields["people"].label_from_instance = display_name
        self.guard()


class ConfidentialAdmin(AutosaveMixin, ConflictMixin, DeletionMixin):
    """Base admin of confidential rows. Each view of a row is recorded in the security log.

    Autosaved drafts are stored in separate tables, like the rows.

    kinds  {act: SecurityEventKind} for the acts "added", "viewed", "changed" and "deleted"
    """

    form: type[forms.ModelForm] = NamedPeopleForm
    addable: tuple[str, ...] | None = ()
    list_per_page = 50
    kinds: dict[str, Kind] = {}

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("held_by").visible_to(request.user)

    def has_module_permission(self, request):
        return self.has_add_permission(request)

    def has_view_permission(self, request, row=None):
        return self.has_add_permission(request) or (row is not None and row.is_visible_to(request.user))

    def has_change_permission(self, request, row=None):
        return row is None or row.may_be_changed_by(request.user)

    def has_delete_permission(self, request, row=None):
        return row is not None and row.may_be_changed_by(request.user)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.holder_id = obj.held_by_id if obj else request.user.pk
        return form

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        is_look = request.method == "GET" or isinstance(self.conflict, RecoveredMixin)
        if obj is not None and is_look:
            self.note(request, "viewed", obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_model(self, request, row, form, change):
        if not change:
            row.held_by = request.user
        super().save_model(request, row, form, change)
        self.note(request, "changed" if change else "added", row, fields=form.changed_data)

    def delete_model(self, request, row):
        self.note(request, "deleted", row)
        super().delete_model(request, row)

    def note(self, request, act, row, **details):
        record(self.kinds[act], request=request, about=row, **details)

    @admin.display(description=_("held by"))
    def holder(self, row):
        return display_name(row.held_by)


class SourceAutosaveViews(AutosaveViews):
    drafts = ConfidentialSourceDraft


@admin.register(ConfidentialSource)
class ConfidentialSourceAdmin(ConfidentialAdmin, AutocompleteFormMixin, admin.ModelAdmin):  # type: ignore[misc]  # the mixin comes before the admin class
    fields = ["article", "name", "contact", "note", "people"]
    list_display = ["__str__", "story", "holder", "created_at"]
    list_display_links = ["__str__"]
    list_select_related = ["article", "held_by"]
    autosave = SourceAutosaveViews
    joins = (ConfidentialSourceDraft, ConfidentialSource.people.through)
    autocomplete_fields = ["article"]
    kinds = {
        "added": Kind.SOURCE_ADDED,
        "viewed": Kind.SOURCE_VIEWED,
        "changed": Kind.SOURCE_CHANGED,
        "deleted": Kind.SOURCE_DELETED,
    }

    def get_readonly_fields(self, request, row=None):
        return ["article"] if row else []

    def get_changeform_initial_data(self, request):
        number = request.GET.get("article", "")
        return {"article": number} if number.isdecimal() else {}

    def note(self, request, act, row, **details):
        super().note(request, act, row, story=row.article_id, **details)

    @admin.display(description=_("story"))
    def story(self, source):
        return headline_html(source.article)


class RestrictedAutosaveViews(AutosaveViews):
    drafts = RestrictedStoryDraft


@admin.register(RestrictedStory)
class RestrictedStoryAdmin(ConfidentialAdmin, BilingualFormMixin, TranslationAdmin):
    formfield_overrides = {BodyField: {"widget": BodyEditor}}
    fields = [
        ("source_language", "section"),
        *language_pairs("title", "summary", "body"),
        "note",
        "people",
    ]
    list_display = ["__str__", "headline", "holder", "created_at"]
    list_display_links = ["__str__"]
    change_form_template = "admin/confidential/restrictedstory/change_form.html"
    autosave = RestrictedAutosaveViews
    joins = (RestrictedStoryDraft, RestrictedStory.people.through)
    kinds = {
        "added": Kind.STORY_RESTRICTED,
        "viewed": Kind.STORY_VIEWED,
        "changed": Kind.STORY_CHANGED,
        "deleted": Kind.STORY_DELETED,
    }

    class Media:
        css = {"all": ("css/standing_pages.css",)}  # styles for body text

    def get_changeform_initial_data(self, request):
        return {"source_language": get_language()}

    def has_delete_permission(self, request, row=None):
        return row is not None and row.held_by_id == request.user.pk

    def response_change(self, request, story):
        """Release the story after its form was saved, if the user pressed “save and release”."""
        if RELEASE not in request.POST:
            return super().response_change(request, story)
        article = release_story(story, by=request.user)
        record(Kind.STORY_RELEASED, request=request, about=article)
        return HttpResponseRedirect(story_address(article.pk))

    @admin.display(description=_("headline"))
    def headline(self, story):
        return headline_html(story)


@register_story_panel("confidential/_panel.html")
def sources_of_story(user, article: Article) -> dict | None:
    """Return the context of a story's sources. For those that the user may not know, show only the holder.

    Return None if there are no sources and the user may not add any.
    """
    sources = list(article.confidential_sources.for_panel(user))
    may_add = user.has_perm("confidential.add_confidentialsource")
    if not sources and not may_add:
        return None
    shown = [(source, source.is_known, display_name(source.held_by)) for source in sources]
    return {"article": article, "sources": shown, "may_add": may_add}


@admin.register(CustodyRequest)
class CustodyRequestAdmin(SecondPersonAdmin):
    decision_template = "admin/confidential/custody_request.html"
    list_display = ("whose", "goes_to", "state", "asked", "decided")
    list_select_related = ("holder", "to", "asked_by", "decided_by")
    said_confirmed = _(
        "Confirmed. The material is handed over, and the account of the former holder is closed."
    )

    def confirm(self, asked, *, by):
        confirm_hand_over(asked, by=by)

    def refusal(self, asked, user):
        if user.pk == asked.to_id:
            return _(
                "You would receive the material, so someone else has to confirm this. You can reject it."
            )
        if user.pk in asked.barred_from_confirming:
            words = _(
                "Someone else has to confirm this: in the last %(days)d days, you created the account of one "
                "of these people or changed its address, password or second factors, or they created or "
                "changed yours. You can reject it."
            )
            return words % {"days": LATELY.days}
        return super().refusal(asked, user)

    @admin.display(description=pgettext_lazy("of a hand-over", "From"))
    def whose(self, asked):
        return display_name(asked.holder)

    @admin.display(description=_("goes to"))
    def goes_to(self, asked):
        return labelled_cell(_("goes to"), display_name(asked.to))

    def decision_context(self, request, asked):
        return super().decision_context(request, asked) | {
            "title": custody_words(asked),
            "subject": person_link(asked.holder),
            "recipient": person_link(asked.to),
            "login": ", ".join(filter(None, [asked.to.get_username(), asked.to.email])),
            "held": count_held(asked.holder),
        }


def custody_words(asked: CustodyRequest) -> str:
    """Return the former and the new holder: “Dana → Kim”."""
    return f"{display_name(asked.holder)} → {display_name(asked.to)}"


register_open_requests(
    CustodyRequest.objects.select_related("holder", "to", "asked_by"),
    _("Handovers to confirm"),
    custody_words,
)


def handed_over_lately(user, at) -> dict | None:
    """Return the context of the panel of recently handed-over rows that the user may know, or None."""
    rows = [
        {
            "row": handed.row,
            "address": reverse(
                f"admin:confidential_{handed.row._meta.model_name}_change", args=[handed.row.pk]
            ),
            "before": display_name(handed.before),
            "now": display_name(handed.now),
            "at": datetime_html(handed.at),
        }
        for handed in latest_hand_overs(user, since=at - NEWS_FOR, most=MOST_IN_PANEL)
    ]
    return {"rows": rows} if rows else None


register_panel("confidential/_handed_over_panel.html", handed_over_lately, position=0)

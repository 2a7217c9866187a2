"""Screens of confidential sources. Whoever may not know a source finds nothing of it but its holder."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from articles.admin.conflicts import ConflictMixin
from articles.admin.display import display_name, headline_html
from articles.admin.forms.fields import ObjectsField
from articles.admin.forms.guarded import GuardedForm
from articles.admin.site import register_story_panel
from articles.models import Article
from newsroom.confidential.models import ConfidentialSource
from newsroom.security.log import record
from newsroom.security.models import SecurityEventKind


class ConfidentialSourceForm(GuardedForm):
    """A confidential source; people are named for it one by one."""

    class Meta:
        model = ConfidentialSource
        fields = ["article", "name", "contact", "note", "readers"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "readers" in self.fields:
            people = get_user_model().objects.filter(is_active=True, is_staff=True)
            if self.instance.pk:  # who has left is shown as long as they are named
                people = people | get_user_model().objects.filter(pk__in=self.instance.readers.values("pk"))
            self.fields["readers"] = ObjectsField(
                people.order_by("first_name", "last_name", "username"),
                label=self.fields["readers"].label,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=_("Besides you and the managing editors. Each look at it is logged."),
            )
            self.fields["readers"].label_from_instance = display_name
            self.guard()


@admin.register(ConfidentialSource)
class ConfidentialSourceAdmin(ConflictMixin, admin.ModelAdmin):
    """Sources that a person may know. Each look at one is recorded in the security log."""

    form = ConfidentialSourceForm
    list_display = ["__str__", "story", "holder", "created_at"]
    list_display_links = ["__str__"]
    list_per_page = 50
    autocomplete_fields = ["article"]

    def get_queryset(self, request):
        found = super().get_queryset(request).select_related("article", "held_by")
        return found.visible_to(request.user)

    def has_module_permission(self, request):
        return self.has_add_permission(request)

    def has_view_permission(self, request, source=None):
        return self.has_add_permission(request) or (source is not None and source.is_visible_to(request.user))

    def has_change_permission(self, request, source=None):
        return source is None or source.may_be_changed_by(request.user)

    def has_delete_permission(self, request, source=None):
        return source is not None and source.may_be_changed_by(request.user)

    def get_readonly_fields(self, request, source=None):
        return ["article"] if source else []

    def get_changeform_initial_data(self, request):
        number = request.GET.get("article", "")
        return {"article": number} if number.isdecimal() else {}

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field.widget, RelatedFieldWidgetWrapper):  # a story has a form of its own
            field.widget.can_add_related = field.widget.can_change_related = False
            field.widget.can_view_related = False
        elif isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = 4
        return field

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None and request.method == "GET":
            record(SecurityEventKind.SOURCE_VIEWED, request=request, about=obj, story=obj.article_id)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_model(self, request, source, form, change):
        if not change:
            source.held_by = request.user
        super().save_model(request, source, form, change)
        kind = SecurityEventKind.SOURCE_CHANGED if change else SecurityEventKind.SOURCE_ADDED
        record(kind, request=request, about=source, story=source.article_id, fields=form.changed_data)

    def delete_model(self, request, source):
        record(SecurityEventKind.SOURCE_DELETED, request=request, about=source, story=source.article_id)
        super().delete_model(request, source)

    @admin.display(description=_("story"))
    def story(self, source):
        return headline_html(source.article)

    @admin.display(description=_("held by"))
    def holder(self, source):
        return display_name(source.held_by)


@register_story_panel("confidential/_panel.html")
def sources_of_story(user, article: Article) -> dict | None:
    """Return the confidential sources of a story: those that a person may know as links, others by holder."""
    sources = list(article.confidential_sources.for_panel(user))
    may_add = user.has_perm("confidential.add_confidentialsource")
    if not sources and not may_add:
        return None
    shown = [(source, source.is_known, display_name(source.held_by)) for source in sources]
    return {"article": article, "sources": shown, "may_add": may_add}

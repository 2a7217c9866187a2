"""Inlines of the story form: bylines, related stories, sources."""

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationStackedInline

from articles.admin.base import BilingualFormMixin, TabularFormMixin, language_pairs
from articles.admin.forms.guarded import GuardedForm, RowFormSet
from articles.admin.story.form import restrict_filing, restrict_language
from articles.models import Author, Byline, Language, RelatedLink, Role, Source
from articles.models.people import display_name
from articles.workflow.permissions import Verb, may_file, may_somewhere

MOST_ROWS = 60


class StoryRowForm(GuardedForm):
    """Form of a row of a story. The inline sets `user` and `story`; `texts` names the translated fields."""

    user = story = None
    texts: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "position" in self.fields:
            self.fields["position"].max_value = 999
            self.fields["position"].validators.append(forms.IntegerField(max_value=999).validators[0])
        for language in Language:
            restrict_language(self, self.texts, language, self.user)
        restrict_filing(self, self.story, self.user, but=("id", "article", "DELETE", *self.own_fields()))

    def own_fields(self):
        """Return the names of the fields that a user who may not file the story may edit in this row."""
        return ()


class RelatedLinkForm(StoryRowForm):
    texts = ("title", "summary", "publisher")

    def clean(self):
        cleaned = super().clean()
        given = [cleaned.get(name) for name in self.fields if name != "position" and self.column(name)]
        if cleaned.get("target") and cleaned.get("url"):
            self.add_error("url", _("Choose one of our stories or enter an address, not both."))
        elif cleaned.get("target") and cleaned["target"] == cleaned.get("article"):
            self.add_error("target", _("A story cannot be related to itself."))
        elif not any(given) and not self.errors:
            self.add_error(None, _("Choose a story, enter an address, or enter a title."))
        return cleaned


class SourceForm(StoryRowForm):
    texts = ("name",)
    is_checked = forms.BooleanField(
        label=_("Checked"), required=False, help_text=_("Saved with your name and the time.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["is_checked"].initial = bool(self.instance.checked_at)
        # An untouched checkbox does not undo a colleague's check.
        self.fields["is_checked"].show_hidden_initial = True
        if self.instance.checked_at:
            words = _("By %(name)s, %(when)s") % {
                "name": display_name(self.instance.checked_by),
                "when": timezone.localtime(self.instance.checked_at).strftime("%Y-%m-%d %H:%M"),
            }
            self.fields["is_checked"].help_text = escape(words)  # Django does not escape help texts

    def clean(self):
        cleaned = super().clean()
        names = [cleaned.get(name, getattr(self.instance, name)) for name in ("name_en", "name_ko", "url")]
        if not any(names) and not self.errors:
            # Add the error to a field. Otherwise the database constraint is reported as well, by its name.
            self.add_error("url", _("Enter the name of the source or its address."))
        return cleaned

    def save(self, commit=True):
        if "is_checked" in self.changed_data:
            is_checked = self.cleaned_data["is_checked"]
            self.instance.checked_by = self.user if is_checked else None
            self.instance.checked_at = timezone.now() if is_checked else None
        return super().save(commit)


class RowIdField(forms.ModelChoiceField):
    """Hidden id of a row. The id of the form's own row needs no query; any other id is looked up."""

    widget = forms.HiddenInput

    def __init__(self, row, queryset):
        super().__init__(queryset, initial=row.pk, required=False)
        self.row = row

    def to_python(self, value):
        return self.row if self.row.pk and str(value) == str(self.row.pk) else super().to_python(value)


class StoryRowFormSet(RowFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        name = self._pk_field.name
        form.fields[name] = RowIdField(form.instance, form.fields[name].queryset)


class StoryInline:
    """Mixin for inlines whose rows are saved with their story, at most MOST_ROWS of each kind."""

    formset: type[forms.BaseInlineFormSet] = StoryRowFormSet
    extra = 0
    max_num: int | None = MOST_ROWS
    addable: tuple[str, ...] | None = ("author",)
    conflict = None  # set on the instance by StoryFormAdmin

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and self.may_file(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self.may_file(request, obj)

    def may_file(self, request, article):
        return article is None or may_file(request.user, article)

    def get_formset(self, request, obj=None, **kwargs):
        own = {"user": request.user, "story": obj, "conflict": self.conflict}
        row_form = type(self.form)(self.form.__name__, (self.form,), own)
        limits = {"validate_max": self.max_num > 0, "absolute_max": MOST_ROWS + 20}
        return super().get_formset(request, obj, form=row_form, **limits, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = 2
        return field


class BylineForm(StoryRowForm):
    """Form of a byline. A translator may edit only rows with the translation role."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.own_fields() and self.story is not None and not may_file(self.user, self.story):
            self.fields["role"].choices = [(Role.TRANSLATION.value, Role.TRANSLATION.label)]

    def own_fields(self):
        is_own = self.instance.pk is None or self.instance.role == Role.TRANSLATION
        return ("author", "role", "position") if is_own else ()

    def has_changed(self):
        """Return whether to save the row. A prefilled row is saved, too, even if the user did not edit it."""
        return super().has_changed() or (self.instance.pk is None and bool(self["author"].data))

    def clean(self):
        super().clean()
        for name in self.asked:  # shown as errors, since a tabular inline shows no help texts
            self.add_error(name, self.fields[name].help_text)


class BylineFormSet(StoryRowFormSet):
    """Formset of bylines. `offered` holds initial rows, which are saved with a new story unless removed."""

    offered, duplicate_error = (), Byline.DUPLICATE_ERROR

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial_extra = self.offered

    def add_fields(self, form, index):
        """Forbid deleting a row that the user may not edit, even if the deletion is posted."""
        super().add_fields(form, index)
        if "DELETE" in form.fields and form.fields["author"].disabled:
            form.fields["DELETE"].disabled = True


class BylineInline(StoryInline, TabularFormMixin, admin.TabularInline):
    model = Byline
    add_text = _("Add a byline")
    form = BylineForm
    formset = BylineFormSet
    fields = ("author", "role", "position")
    autocomplete_fields = ("author",)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("author")

    def get_formset(self, request, obj=None, **kwargs):
        """Prefill the byline of a new story with the user, if the user is an author."""
        formset = super().get_formset(request, obj, **kwargs)
        if obj is None and request.method == "GET":
            own = Author.objects.filter(user=request.user, is_active=True)
            formset.offered = [{"author": author} for author in own]
            formset.extra = len(formset.offered)
        return formset

    def may_file(self, request, article):
        """Return whether the user may edit at least some rows; see BylineForm."""
        return may_somewhere(request.user, Verb.WRITE)


class BilingualStoryInline(StoryInline, BilingualFormMixin, TranslationStackedInline):
    """Inline with bilingual texts, source language first.

    Subclasses define `form_parts(first)`: {name: lines of fields}. A part with a name is folded.
    """

    template = "admin/articles/article/rows.html"

    def get_fieldsets(self, request, obj=None):
        parts = self.form_parts(obj.source_language if obj else Language.EN)
        return [(name, {"fields": rows}) for name, rows in parts.items()]


class RelatedLinkInline(BilingualStoryInline):
    model = RelatedLink
    add_text = _("Add a related story")
    form = RelatedLinkForm
    fk_name = "article"
    autocomplete_fields = ("target",)

    def get_queryset(self, request):
        bodies = [f"target__{column}" for column in ("body", "body_en", "body_ko")]
        return super().get_queryset(request).select_related("target").defer(*bodies)

    def form_parts(self, first):
        texts = language_pairs("publisher", "title", "summary", first=first)
        return {
            None: [("target", "position")],
            _("A story on another site, or your own title"): [("url",), *texts],
        }


class SourceInline(BilingualStoryInline):
    model = Source
    add_text = _("Add a source")
    form = SourceForm

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("checked_by")

    def form_parts(self, first):
        names = language_pairs("name", first=first)
        return {None: [("kind", "url"), *names, ("note", "segment"), ("is_public", "is_checked")]}

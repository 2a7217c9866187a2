"""The rows of an item's form that say who is sent, and what each brings."""

from django import forms
from django.contrib import admin
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.forms.guarded import GuardedForm
from articles.models.people import display_name
from articles.workflow.permissions import people_with
from newsroom.diary.models import DiaryAssignment

MOST_ROWS = 20
GONE = gettext_lazy(
    "Somebody removed this row in the meantime. If it is still needed, enter it in an empty row."
)


class AssignmentForm(GuardedForm):
    """A row. `people` are the choices of the person, read once for all rows: [(id, name)]."""

    people = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "person" in self.fields and not self.fields["person"].disabled:
            field, own = self.fields["person"], self.instance.person_id
            left = [] if own in dict(self.people) or not own else [(own, display_name(self.instance.person))]
            field.queryset = field.queryset.all()
            field.choices = [("", "---------"), *self.people, *left]

    def clean(self):
        cleaned = super().clean()
        for name in self.asked:  # a tabular inline shows errors, but no help texts
            self.add_error(name, self.fields[name].help_text)
        return cleaned


class AssignmentFormSet(forms.BaseInlineFormSet):
    """Rows of which somebody else may have removed some: these are skipped, unless they were changed."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        is_gone = self.is_bound and index is not None and index < self.initial_form_count()
        if is_gone and form.instance.pk is None:
            form.fields[self._pk_field.name] = forms.CharField(required=False, widget=forms.HiddenInput)
            form.is_gone = True
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = _("Delete")

    def clean(self):
        super().clean()
        for form in self.initial_forms:
            typed = set(form.changed_data) - {self._pk_field.name, "DELETE"}
            if getattr(form, "is_gone", False) and typed and not self._should_delete_form(form):
                form.add_error(None, GONE)


class AssignmentInline(admin.TabularInline):
    """The people who are sent. Whoever may change the item may change these."""

    model = DiaryAssignment
    form = AssignmentForm
    formset = AssignmentFormSet
    fields = ("person", "kind", "note")
    verbose_name = gettext_lazy("person who is sent")
    verbose_name_plural = gettext_lazy("who goes")
    extra = 2
    max_num = MOST_ROWS
    is_saving, conflict = False, None  # set on the instance by the admin of the item

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person")

    def get_formset(self, request, obj=None, **kwargs):
        people = people_with("articles.view_article").order_by("first_name", "last_name", "username")
        own = {"is_saving": self.is_saving, "conflict": self.conflict}
        if self.has_change_permission(request, obj):
            own["people"] = [(person.pk, display_name(person)) for person in people]
        row_form = type(self.form)(self.form.__name__, (self.form,), own)
        limits = {"validate_max": True, "absolute_max": MOST_ROWS + 20}
        return super().get_formset(request, obj, form=row_form, **limits, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        widget = getattr(field, "widget", None)
        if hasattr(widget, "can_add_related"):  # accounts have forms of their own
            widget.can_add_related = widget.can_change_related = False
            widget.can_delete_related = widget.can_view_related = False
        if widget is not None:  # a tabular inline has column headings instead of labels
            getattr(widget, "widget", widget).attrs["aria-label"] = capfirst(str(db_field.verbose_name))
        return field

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("diary.view_diaryitem") or self.has_change_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return request.user.has_perm("diary.change_diaryitem" if obj else "diary.add_diaryitem")

    has_add_permission = has_delete_permission = has_change_permission

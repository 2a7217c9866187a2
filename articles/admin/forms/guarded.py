"""Forms that save only the fields that the user changed, and detect concurrent saves by others."""

from datetime import datetime
from typing import NamedTuple

from django import forms
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import Field
from django.forms.models import InlineForeignKeyField
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from articles.admin.forms.fields import ObjectSelect
from articles.annotations import InterfaceText
from articles.body import BodyField, sanitise

KEEP = "keep-"  # prefix of the choice between the two versions of a field
THEIRS = "theirs"


class Saver(NamedTuple):
    """The person who saved the other version: a name or "", or the viewer of the form in another window."""

    name: str = ""
    is_viewer: bool = False


class StaleForm(Exception):
    """Raised if another user changed fields that the user of a GuardedForm changed, too. Nothing is saved."""

    def __init__(self, form):
        self.form = form
        super().__init__(", ".join(form.overlapping()))


def stored_form(column: Field, text: str) -> str:
    """Return the text as its column stores it, so that line ends do not count as changes."""
    return sanitise(text) if isinstance(column, BodyField) else column.to_python(text)


def named_column(model: type[models.Model], name: str) -> Field | None:
    """Return the field of a model, or None for any other name, including a reverse relation."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, Field) else None


def posted_values(value: object) -> list[str]:
    """Return the strings that a browser posts for a prepared value."""
    if isinstance(value, list | tuple):
        return [str(item) for item in value if item != ""]
    if isinstance(value, datetime):
        value = value.replace(microsecond=0)  # as forms show it
    return ["" if value is None else str(value)]


def is_same_value(column: Field, first: list[str], second: list[str]) -> bool:
    """Return whether two posted values are the same once stored. The order of choices does not count."""
    if isinstance(column, BodyField) or column.get_internal_type() in ("CharField", "TextField"):
        return [stored_form(column, text) for text in first] == [stored_form(column, text) for text in second]
    return sorted(first) == sorted(second)


class GuardedNumberField(forms.IntegerField):
    """Hidden number of the version that the user saw; None if it was not posted.

    An invalid value counts as a version that no one saw. The form is then shown again with the current
    number, because an error on a hidden input would not help.
    """

    widget = forms.HiddenInput
    UNSEEN = -1

    def __init__(self):
        super().__init__(required=False, min_value=0, max_value=2**31)

    def clean(self, value):
        try:
            return super().clean(value)
        except ValidationError:
            return self.UNSEEN


class ShownChoices(forms.MultipleHiddenInput):
    """Hidden inputs of the objects that a multiple choice showed. An empty input means no objects."""

    def get_context(self, name, value, attrs):
        return super().get_context(name, value or [""], attrs)

    def value_from_datadict(self, data, files, name):
        return [item for item in super().value_from_datadict(data, files, name) or [] if item]


class GuardedForm(forms.ModelForm):
    """Form that keeps the row's value wherever the posted text equals the text that was shown.

    Shown values are posted in hidden inputs (`initial-title_en`), so that a Korean save does not write stale
    English back. A field that is not posted at all is not changed.

    is_saving  whether the instance was read under its lock, to be saved: then StaleForm is raised if
               another user changed the same field; set on the class
    conflict   the FormConflict to show with the form, or None; set on the class
    asked      the names of the fields that need a decision
    """

    is_saving, conflict = False, None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._before = column_values(self.instance)
        self._show_known_objects()
        self.guard()
        theirs = self.conflict.theirs if self.conflict else {}
        self.asked = [name for name in self.fields if self.add_prefix(name) in theirs]
        for name in self.asked:
            self.fields[name].help_text = theirs[self.add_prefix(name)]

    def _show_known_objects(self):
        """Let choices of one object show the row's own object, if already read, without a query."""
        for name, field in self.fields.items():
            widget, column = getattr(field.widget, "widget", field.widget), self.column(name)
            if isinstance(widget, ObjectSelect) and column and column.is_cached(self.instance):
                widget.known = getattr(self.instance, name)

    def guard(self):
        """Add hidden inputs of shown values to guarded fields. Call again after replacing fields."""
        for name in self.guarded():
            self.fields[name].show_hidden_initial = True
            if self.fields[name].hidden_widget is forms.MultipleHiddenInput:
                self.fields[name].hidden_widget = ShownChoices

    def guarded(self):
        """Return the names of the guarded fields: model fields that the user may change."""
        return [name for name, field in self.fields.items() if not field.disabled and self.column(name)]

    def column(self, name):
        """Return the model field, or None if only the form has it. None also for parent and primary key."""
        field = named_column(self._meta.model, name)
        is_parent = isinstance(self.fields.get(name), InlineForeignKeyField)
        return None if field is None or is_parent or field.primary_key else field

    @cached_property
    def changed_data(self):
        guarded = set(self.guarded())
        return [
            name
            for name, bound in self._bound_items()
            if (self._is_changed(bound) if name in guarded else bound._has_changed())
        ]

    def _is_changed(self, bound):
        if bound.field.widget.value_omitted_from_data(self.data, self.files, bound.html_name):
            return False
        shown = self.shown_values(bound.name)
        # An unticked box is not posted, but its shown value is.
        is_box = isinstance(bound.field.widget, forms.CheckboxInput | forms.CheckboxSelectMultiple)
        if is_box and shown is None and bound.html_name not in self.data:
            return False
        if shown is None:
            shown = posted_values(bound.field.prepare_value(bound.initial))
        if is_same_value(self.column(bound.name), shown, self.typed_values(bound.name)):
            return False
        try:
            return bound.field.has_changed(self._seen(bound), bound.data)
        except ValidationError:
            return True

    def _seen(self, bound):
        """Return the value shown to the user; the row's value if the form was posted without it."""
        if bound.html_initial_name not in self.data:
            return bound.initial
        hidden = bound.field.hidden_widget()
        return bound.field.to_python(self._widget_data_value(hidden, bound.html_initial_name))

    def shown_values(self, name):
        """Return the posted strings of a field's shown value; None if the form was posted without it."""
        if self[name].html_initial_name not in self.data:
            return None
        hidden = self.fields[name].hidden_widget()
        return posted_values(self._widget_data_value(hidden, self[name].html_initial_name))

    def typed_values(self, name):
        return posted_values(self[name].data)

    def saved_values(self, name, instance):
        """Return the saved value of a field as the list of strings that a browser would post."""
        value = self.column(name).value_from_object(instance)
        return posted_values(self.fields[name].prepare_value(value))

    def overlapping(self):
        """Return the names of the fields that this user and, since they were shown, another user changed.

        Fields that both changed to the same value are left out.
        """
        changed = set(self.changed_data)
        return [name for name in self.guarded() if name in changed and self._is_overlapping(name)]

    def _is_overlapping(self, name):
        column, saved = self.column(name), self.saved_values(name, self.instance)
        return self._is_outdated(name) and not is_same_value(column, self.typed_values(name), saved)

    def _is_outdated(self, name):
        """Return whether another user changed a field since it was shown."""
        shown, saved = self.shown_values(name), self.saved_values(name, self.instance)
        return shown is not None and not is_same_value(self.column(name), shown, saved)

    def _get_validation_exclusions(self):
        """Exclude unchanged texts, so that an old text beyond the limit does not block other changes."""
        same = set(self.guarded()) - set(self.changed_data) if self.instance.pk else ()
        texts = {name for name in same if isinstance(self.column(name), models.TextField)}
        return super()._get_validation_exclusions() | texts

    def _clean_fields(self):
        """Clean the fields, but take the objects of unchanged ModelChoiceFields from the instance."""
        choices = [name for name in self.guarded() if isinstance(self.fields[name], forms.ModelChoiceField)]
        known = set(choices) - set(self.changed_data) if self.instance.pk else set()
        known = {name for name in known if not self.column(name).many_to_many}
        fields = self.fields
        self.fields = {name: field for name, field in fields.items() if name not in known}
        super()._clean_fields()
        self.fields = fields
        self.cleaned_data |= {name: self.standing(name) for name in known}

    def _post_clean(self):
        """Validate the row only if it is new or was changed, because a save changes few rows of a form."""
        if self.instance.pk is None or self.has_changed():
            super()._post_clean()

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if self.is_saving and self.overlapping():
            raise StaleForm(self)
        guarded, changed = self.guarded(), set(self.changed_data)
        for name in guarded if self.instance.pk else ():
            if name in changed:
                continue
            is_error = name not in cleaned
            if is_error and self._is_outdated(name):  # the shown object may have been deleted since
                del self._errors[name]
                is_error = False
            if not is_error:
                cleaned[name] = self.standing(name)
        if self.conflict and not self.prefix:  # once, not in each row of the object
            self.add_error(None, self.conflict.message)
        return cleaned

    def standing(self, name):
        if self.column(name).many_to_many:
            return self.initial.get(name, [])
        return getattr(self.instance, name)

    def changed_columns(self):
        """Return the names of the columns to write: edited ones, and non-editable ones that changed."""
        typed = set(self.changed_data)
        return [
            column.name
            for column in self.instance._meta.concrete_fields
            if column.name in typed
            or not (column.editable or column.value_from_object(self.instance) == self._before[column.name])
        ]


def column_values(instance) -> dict[str, object]:
    """Return the values of columns that no form shows, such as the width of an image."""
    columns = [column for column in instance._meta.concrete_fields if not column.editable]
    return {column.name: column.value_from_object(instance) for column in columns}


def keep_saved_values(request: HttpRequest) -> None:
    """Replace the typed value by the saved one in each field where the user chose the saved version."""
    names = [key.removeprefix(KEEP) for key, value in request.POST.items() if key.startswith(KEEP)]
    chosen = [name for name in names if request.POST[f"{KEEP}{name}"] == THEIRS]
    if not chosen:
        return
    files, request.POST = request.FILES, request.POST.copy()  # type: ignore[assignment]  # a copy, which is mutable
    for name in chosen:
        if f"initial-{name}" in request.POST:
            request.POST.setlist(name, request.POST.getlist(f"initial-{name}"))  # type: ignore[misc]  # a copy, which is mutable
            files.pop(name, None)


class RowFormSet(forms.BaseInlineFormSet):
    """Formset of inline rows.

    duplicate_error  the message for a row that repeats another one; Django's message names the columns
    """

    duplicate_error: InterfaceText = ""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = _("Delete")

    def get_unique_error_message(self, unique_check):
        return self.duplicate_error or super().get_unique_error_message(unique_check)

    def get_form_error(self):
        return self.duplicate_error or super().get_form_error()

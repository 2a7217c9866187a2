"""Autocomplete of objects by id, which accepts any posted value without an error."""

from django import forms
from django.contrib.admin.widgets import (
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    get_select2_language,
)
from django.core.exceptions import ValidationError
from django.forms.widgets import Script

MOST_DIGITS = 18  # more than that may be no 64-bit number, on which SQLite chokes


def is_number(value) -> bool:
    """Return whether a value is an id that a database can look up."""
    return str(value).isdecimal() and len(str(value)) <= MOST_DIGITS


class SafeOptionsMixin:
    """A widget that shows the chosen objects again and leaves out posted values that are no ids."""

    # Of the language when the widget is rendered, not when the form class was defined.
    i18n_name = property(lambda self: get_select2_language(), lambda self, name: None)

    @property
    def media(self):
        return super().media + forms.Media(js=[Script("js/admin/names.js", type="module")])

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [item for item in value if is_number(item)], attr)


class ObjectSelect(SafeOptionsMixin, AutocompleteSelect):
    pass


class ObjectSelectMultiple(SafeOptionsMixin, AutocompleteSelectMultiple):
    pass


class ObjectsField(forms.ModelMultipleChoiceField):
    """A choice of objects by id; a name never creates one."""

    def _check_values(self, value):
        for number in value if isinstance(value, list | tuple) else ():
            if not is_number(number):
                raise ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": number}
                )
        return super()._check_values(value)

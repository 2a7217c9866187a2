"""Drafts of forms: the fields accepted from a browser, their differences, and forms filled from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django import forms
from django.contrib.admin import ModelAdmin
from django.forms.utils import ErrorDict
from django.http import HttpRequest, QueryDict
from django.utils.text import capfirst

from articles.admin.forms.guarded import is_same_value, posted_values
from articles.admin.forms.posted_form import TEXT_COLUMNS
from articles.body import BodyField, plain_text
from articles.models import AutosavedDraft
from articles.text.differences import differences

INITIAL = "initial-"  # prefix of a value that the form showed


class InvalidAutosave(Exception):
    """A browser sent something else than {name: [text]}."""


def accepted_values(sent: object, may_write, *, may_be_empty=(), prefix: str = "") -> dict[str, list[str]]:
    """Return the part of {prefix + name: [text]} whose names one may write. Raise InvalidAutosave.

    may_write     a function of a name
    may_be_empty  the names of choices, which may have no value
    """
    if not isinstance(sent, dict):
        raise InvalidAutosave
    kept = {}
    for key, values in sent.items():
        if not (isinstance(values, list) and all(isinstance(value, str) for value in values)):
            raise InvalidAutosave
        name = key.removeprefix(prefix)
        if (values or name in may_be_empty) and may_write(name):
            kept[key] = [storable_text(value) for value in values]
    return kept


def storable_text(text):
    """Return text without NUL and lone surrogates, which no database stores."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


@dataclass
class UnsavedField:
    """One field of a draft, with its differences to the saved text if it is a text."""

    label: str
    language: str = ""
    pieces: list = field(default_factory=list)


def unsaved_columns(
    fields: dict[str, list[str]], model, row, *, texts: Mapping[str, str] = TEXT_COLUMNS
) -> list[UnsavedField]:
    """Return the UnsavedFields of {column: values} that differ from a row; from an empty one for None.

    texts  {column whose differences are shown: its language}
    """
    found = []
    for name, values in fields.items():
        column = model._meta.get_field(name)
        saved = current_values(column, row)
        if not is_same_value(column, values, saved):
            label = capfirst(str(column.verbose_name))
            found.append(UnsavedField(label, *text_difference(column, name, saved, values, texts)))
    return found


def current_values(column, row):
    if row is None:
        return [""]
    value = column.value_from_object(row)
    return posted_values([getattr(item, "pk", item) for item in value] if isinstance(value, list) else value)


def text_difference(column, name, saved, values, texts):
    """Return (language, pieces) of a text; ("", []) for a choice or an address."""
    if name not in texts or not values:
        return "", []
    as_read = plain_text if isinstance(column, BodyField) else str
    return str(texts[name]), differences(as_read(saved[0]), as_read(values[0]))


class DraftForm(forms.Form):
    """A form that is also shown as it was filled, without any errors, where nobody has sent it yet.

    is_judged  False where nobody has: filled from an autosaved draft, or by a machine
    """

    is_judged = True

    def full_clean(self):
        if self.is_judged:
            super().full_clean()
        else:
            self._errors, self.cleaned_data = ErrorDict(), {}


def untouched_data(form: forms.Form) -> QueryDict:
    """Return what a browser posts of a form that nobody has touched."""
    data = QueryDict(mutable=True)
    for one in form:
        values = posted_values(one.field.prepare_value(one.initial))
        data.setlist(one.html_name, values)
        if one.field.show_hidden_initial:
            data.setlist(one.html_initial_name, values)
    return data


def draft_form_data(draft: AutosavedDraft) -> QueryDict:
    """Return the posted data of a form from the typed and the shown values of a draft."""
    data = QueryDict(mutable=True)
    for name, values in {**draft.shown, **draft.fields}.items():
        data.setlist(name, values)
    return data


def new_form_data(admin: ModelAdmin, request: HttpRequest) -> QueryDict:
    """Return request.POST, completed with the initial values of a new row's form."""
    data = request.POST.copy()
    form = admin.get_form(request)(initial=admin.get_changeform_initial_data(request))
    for one in form:
        if one.html_name not in data and one.initial is not None:
            data.setlist(one.html_name, posted_values(one.field.prepare_value(one.initial)))
    return data

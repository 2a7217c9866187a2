"""Forms that save only what their person changed, choices of objects, and texts that are only read."""

from dataclasses import dataclass

from django import forms
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple, get_select2_language
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Field
from django.forms.widgets import Script
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html, linebreaks
from django.utils.safestring import mark_safe

from articles import body
from articles.body import BodyField, sanitise
from articles.models import Publication, localized
from articles.previews import pictures


def stored_form(column: Field, text: str) -> str:
    """Return the text as its column stores it, so that line ends and the like are no change."""
    return sanitise(text) if isinstance(column, BodyField) else column.to_python(text)


class GuardedNumberField(forms.IntegerField):
    """The number of the version that the person saw, in a hidden input; None when it was not posted.

    Any other value counts as a version that nobody saw, so that the form is shown with the right one: an
    error at a hidden input would help nobody.
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


class GuardedForm(forms.ModelForm):
    """A form that keeps the row's value wherever the posted text is the one that was shown.

    Shown values travel in hidden inputs (`initial-title_en`), so that a Korean save does not write stale
    English back. A field that is not posted at all is not changed.

    conflict  the Conflict for which the form is shown again, or None; set on the class
    asked     the names of the fields that need a decision
    """

    conflict = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.guarded():
            self.fields[name].show_hidden_initial = True
        theirs = self.conflict.theirs if self.conflict else {}
        self.asked = [name for name in self.fields if self.add_prefix(name) in theirs]
        for name in self.asked:
            self.fields[name].help_text = theirs[self.add_prefix(name)]

    def guarded(self):
        """Return the names of the guarded fields: those of the model that the person may change."""
        return [name for name, field in self.fields.items() if not field.disabled and self.column(name)]

    def column(self, name):
        """Return the model's field of that name, or None for a field of the form alone."""
        try:
            field = self._meta.model._meta.get_field(name)
        except FieldDoesNotExist:
            return None
        own = {self._meta.model._meta.pk.name, getattr(getattr(self, "fk", None), "name", "")}
        return None if field.name in own else field

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
        try:
            seen = self._seen(bound)
        except ValidationError:
            return True
        posted = bound.data
        if isinstance(seen, str) and isinstance(posted, str):
            column = self.column(bound.name)
            seen, posted = stored_form(column, seen), stored_form(column, posted)
        return bound.field.has_changed(seen, posted)

    def _seen(self, bound):
        """Return the value that the person was shown; the row's value when the form was posted without it."""
        if not self.shows_what_was_seen(bound):
            return bound.initial
        hidden = bound.field.hidden_widget()
        return bound.field.to_python(self._widget_data_value(hidden, bound.html_initial_name))

    def shows_what_was_seen(self, bound):
        return bound.html_initial_name in self.data

    def _get_validation_exclusions(self):
        """Leave out texts that were not changed: one that is too long from before stops no other change."""
        same = set(self.guarded()) - set(self.changed_data) if self.instance.pk else ()
        texts = {name for name in same if isinstance(self.column(name), models.TextField)}
        return super()._get_validation_exclusions() | texts

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        guarded, changed = self.guarded(), set(self.changed_data)
        for name in guarded:
            if name in cleaned and name not in changed and self.instance.pk:
                cleaned[name] = self.standing(name)
        return cleaned

    def standing(self, name):
        return getattr(self.instance, name)


MOST_DIGITS = 18  # more than that may be no 64-bit number, on which SQLite chokes


def is_number(value: str | int | None) -> bool:
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


class ReadOnlyFormMixin:
    """A model admin whose read-only form shows texts in their language and links only to accessible objects.

    Django's own form shows the HTML of a body, and links a related object without checking the permission.
    """

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and not self.has_change_permission(request, obj):
            form = context["adminform"]
            form.fieldsets = [
                (title, options | {"fields": [self._as_read(name, request) for name in options["fields"]]})
                for title, options in form.fieldsets
            ]
            form.readonly_fields = flatten_fieldsets(form.fieldsets)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _as_read(self, name, request):
        if isinstance(name, list | tuple):
            return tuple(self._as_read(one, request) for one in name)
        column = {column.name: column for column in self.opts.concrete_fields}.get(name)
        if hasattr(column, "translated_field"):
            return ReadOnlyColumn(column)
        is_closed = column is not None and column.is_relation and not self.may_open(column, request)
        return ReadOnlyColumn(column) if is_closed else name

    def may_open(self, column, request):
        """Return whether the related model of a column has a screen that this person may see."""
        site, model = self.admin_site, column.related_model
        return site.is_registered(model) and site.get_model_admin(model).has_view_permission(request)


@dataclass(frozen=True)
class ReadOnlyColumn:
    """A read-only column of a form, in the place of the column's name."""

    column: Field

    @property
    def __name__(self):
        return self.column.name

    @property
    def short_description(self):
        return self.column.verbose_name

    def __call__(self, thing):
        value = getattr(thing, self.column.name)
        if isinstance(self.column, BodyField):
            return reading_html(body_html(value, self.column.language), self.column.language)
        if hasattr(self.column, "language") and value:
            return format_html('<span lang="{}">{}</span>', self.column.language, linebreaksbr(value))
        return str(value or "")


class DeskResolver:
    """Resolver for articles.body.render: links lead to admin pages, pictures are the library's."""

    def __init__(self, html, language):
        self.language = language
        self.pictures = pictures(html, None, language)

    def article(self, number):
        return reverse("admin:articles_article_change", args=[number]), self.language

    def topic(self, number):
        return reverse("admin:articles_topic_change", args=[number])

    def term(self, number):
        return reverse("admin:articles_term_change", args=[number])

    def image(self, number):
        picture = self.pictures.get(str(number))
        return picture and {**picture, "src": default_storage.url(picture["src"])}


def body_html(html: str, language: str) -> str:
    """Return a body with its labels, pictures and links, as staff see it."""
    return body.render(
        html,
        language=language,
        resolver=DeskResolver(html, language),
        insight_name=getattr(Publication.objects.current(), localized("insight_name", language)),
    )


def reading_html(text: str, language: str) -> str:
    """Return a text, or safe HTML, in the type of reading text."""
    return format_html('<div class="reading" lang="{}">{}</div>', language, text or "—")


class ReadOnlyTextWidget(forms.Widget):
    """A text that the person may read but not change. Posts nothing."""

    def __init__(self, language="", is_html=False):
        super().__init__({"lang": language} if language else None)
        self.language, self.is_html = language, is_html

    def id_for_label(self, id_):
        return ""

    def render(self, name, value, attrs=None, renderer=None):
        if self.is_html:
            text = body_html(value or "", self.language)
        else:
            text = mark_safe(linebreaks(value, autoescape=True)) if value else ""
        return reading_html(text, self.language)

    def value_omitted_from_data(self, data, files, name):
        return True

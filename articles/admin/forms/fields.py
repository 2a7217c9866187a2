"""Choices of objects, and texts that are only read."""

from dataclasses import dataclass

from django import forms
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple, get_select2_language
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db.models import Field
from django.forms.widgets import Script
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.html import format_html, linebreaks
from django.utils.safestring import mark_safe

from articles import body
from articles.body import BodyField
from articles.models import Publication, localized
from articles.previews import pictures

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
    """A choice of one object.

    known  an object that has been read, which needs no query if it is the chosen one; or None
    """

    known = None

    def optgroups(self, name, value, attr=None):
        if self.known is None or value != [str(self.known.pk)]:
            return super().optgroups(name, value, attr)
        blank = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        label = self.choices.field.label_from_instance(self.known)
        chosen = self.create_option(name, self.known.pk, label, True, len(blank))
        return [(None, [*blank, chosen], 0)]


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


def body_html(html: str, language: str, publication: Publication | None = None) -> str:
    """Return a body with its labels, pictures and links, as staff see it.

    publication  if it has been read; otherwise this takes a query
    """
    publication = publication or Publication.objects.current()
    return body.render(
        html,
        language=language,
        resolver=DeskResolver(html, language),
        insight_name=getattr(publication, localized("insight_name", language)),
    )


def reading_html(text: str, language: str) -> str:
    """Return a text, or safe HTML, in the type of reading text."""
    return format_html('<div class="reading" lang="{}">{}</div>', language, text or "—")


class ReadOnlyWidget(forms.Widget):
    """Something that the person may read but not change. Posts nothing."""

    def id_for_label(self, id_):
        return ""

    def value_omitted_from_data(self, data, files, name):
        return True


class ReadOnlyTextWidget(ReadOnlyWidget):
    """A text that is only read.

    publication  may be set by the page, if it has read it
    """

    publication = None

    def __init__(self, language="", is_html=False):
        super().__init__({"lang": language} if language else None)
        self.language, self.is_html = language, is_html

    def render(self, name, value, attrs=None, renderer=None):
        if self.is_html:
            text = body_html(value or "", self.language, self.publication)
        else:
            text = mark_safe(linebreaks(value, autoescape=True)) if value else ""
        return reading_html(text, self.language)


class ReadOnlyValueWidget(ReadOnlyWidget):
    """The value of a row in the place of a field that is only read."""

    def __init__(self, instance, name):
        super().__init__()
        self.instance, self.column = instance, name

    def render(self, name, value, attrs=None, renderer=None):
        choice = getattr(self.instance, f"get_{self.column}_display", None)
        shown = choice() if choice else getattr(self.instance, self.column)
        if hasattr(shown, "all"):
            shown = ", ".join(map(str, shown.all()))
        return format_html('<span class="read-only-value">{}</span>', "—" if shown in (None, "") else shown)

"""Forms and texts of an object that a person may read but not change."""

from dataclasses import dataclass

from django import forms
from django.contrib.admin.utils import flatten_fieldsets
from django.core.files.storage import default_storage
from django.db.models import Field
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.html import format_html, linebreaks
from django.utils.safestring import mark_safe

from articles import body
from articles.body import BodyField
from articles.models import Publication, localized
from articles.previews import pictures


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
        column = self.columns.get(name)
        if hasattr(column, "translated_field"):
            return ReadOnlyColumn(column)
        is_closed = column is not None and column.is_relation and not self.may_open(column, request)
        return ReadOnlyColumn(column) if is_closed else name

    @property
    def columns(self):
        return {column.name: column for column in self.opts.concrete_fields}

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

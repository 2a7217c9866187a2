"""The form of what a person may read but not change."""

from dataclasses import dataclass

from django.contrib.admin.utils import flatten_fieldsets
from django.db.models import Field
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html

from articles.admin.forms.read_only_text import read_body, reading
from articles.body import BodyField


class ReadingForms:
    """An admin class whose form shows texts in their language, and links only to what may be opened.

    Django's own shows the HTML of a body, and links a related object without asking for the permission.
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
            return Read(column)
        is_closed = column is not None and column.is_relation and not self.may_open(column, request)
        return Read(column) if is_closed else name

    @property
    def columns(self):
        return {column.name: column for column in self.opts.concrete_fields}

    def may_open(self, column, request):
        """Whether there is a screen for what a column leads to, and this person may see it."""
        site, model = self.admin_site, column.related_model
        return site.is_registered(model) and site.get_model_admin(model).has_view_permission(request)


@dataclass(frozen=True)
class Read:
    """A column of a form as it is read, in the place of the column's name."""

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
            return reading(read_body(value, self.column.language), self.column.language)
        if hasattr(self.column, "language") and value:
            return format_html('<span lang="{}">{}</span>', self.column.language, linebreaksbr(value))
        return str(value or "")

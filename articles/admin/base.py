"""Base classes of the admin screens: bilingual forms, lists with filters, deletions."""

import json
from collections.abc import Sequence
from typing import ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import DateFieldListFilter
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AdminTextareaWidget, RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from articles.admin.conflicts import ConflictMixin, DeletionMixin
from articles.admin.display import lang_span
from articles.admin.forms.fields import (
    AddressInput,
    DayInput,
    InstantField,
    InstantInput,
    ObjectSelect,
    ReadOnlyFormMixin,
    is_number,
)
from articles.annotations import InterfaceText
from articles.models import Language, localized
from articles.models.text import WebAddressField, line
from articles.refusals import Refused

# Some values of these lookups cause errors in databases and calendars, and our filters do not use them.
UNBOUNDED = {"regex", "iregex", "year", "iso_year"}
MOST_LISTED = 2000  # rows that a list can show; only filters and search reach others
ALL = ("", _("All"))


class BoundedPaginator(Paginator):
    """Pages of the first MOST_LISTED rows of a queryset. The cost does not grow with the table.

    has_more  whether there are more rows, which only filters and search can reach
    ids       the ids of the rows, unordered: one more than MOST_LISTED if there are more. Set it if the ids
              are already known
    """

    @cached_property
    def ids(self):
        # Unordered, so that the database stops as soon as it has found enough.
        return list(self.object_list.order_by().values_list("pk", flat=True)[: MOST_LISTED + 1])

    @property
    def count(self):
        return min(len(self.ids), MOST_LISTED)

    @property
    def has_more(self):
        return len(self.ids) > MOST_LISTED

    def page(self, number):
        """Return a page. Ids are selected first, so that skipped pages are read from an index only."""
        page = super().page(number)
        ids = self.ids if self.num_pages == 1 else page.object_list.values("pk")
        page.object_list = self.object_list.filter(pk__in=ids)
        return page


class KnownFiltersChangeList(ChangeList):
    """Change list that ignores filter values that its filters do not offer."""

    def get_filters(self, request):
        filters = super().get_filters(request)
        unknown = {
            name for spec in filters[0] if self._is_unknown(spec) for name in spec.expected_parameters()
        }
        if not unknown:
            return filters
        for name in unknown:
            self.params.pop(name, None)
            self.filter_params.pop(name, None)
        return super().get_filters(request)

    def get_results(self, request):
        super().get_results(request)
        if not self.multi_page:
            self.result_list = self.paginator.page(1).object_list
        self.show_admin_actions = self.result_count > 0  # without a full count, Django always shows them

    def _is_unknown(self, spec):
        """Return whether a filter has a value that it does not offer. Any range of dates is known."""
        if not spec.used_parameters or isinstance(spec, DateFieldListFilter):
            return False
        counts, self.add_facets = self.add_facets, False  # off: facet counts would build the filters again
        is_known = any(choice["selected"] for choice in spec.choices(self))
        self.add_facets = counts
        return not is_known


class ChoiceFilter(admin.SimpleListFilter):
    """Filter of a KnownFiltersChangeList by one of its `options`, [(value, label)].

    note  a sentence below the options, or ""
    """

    options: Sequence[tuple[str, InterfaceText]] = ()
    note: InterfaceText = ""

    def lookups(self, request, model_admin):
        return self.options

    def queryset(self, request, queryset):
        return self.narrow(queryset, self.value(), request) if self.value() else queryset

    def narrow(self, queryset, value, request):
        """Return the rows that match an option."""
        return queryset.filter(**{self.parameter_name: value})


class SafeListMixin:
    """Mixin for bounded lists that answer 400, not 500, to lookups that a database cannot handle.

    Search terms are normalised like stored text: on some systems, Hangul is typed or pasted in decomposed
    form, which looks the same and would find nothing.
    """

    paginator: ClassVar[type[Paginator]] = BoundedPaginator
    show_full_result_count = False  # otherwise, Django counts the whole table

    def lookup_allowed(self, lookup, value, request):
        values = value if isinstance(value, list | tuple) else [value]
        is_bounded = all(is_number(item) for item in values if str(item).isdecimal())
        is_bounded = is_bounded and UNBOUNDED.isdisjoint(lookup.split("__"))
        return is_bounded and super().lookup_allowed(lookup, value, request)

    def get_changelist(self, request, **kwargs):
        return KnownFiltersChangeList

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, line(search_term))

    def response_action(self, request, queryset, *args, **kwargs):
        """Perform an action on the selected rows, or if all are selected, on at most MOST_LISTED.

        Ignore posted values that are not ids.
        """
        request.POST = request.POST.copy()
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        request.POST.setlist(ACTION_CHECKBOX_NAME, [pk for pk in chosen if is_number(pk)])
        if request.POST.get("select_across") == "1":
            queryset = queryset.filter(pk__in=queryset.values("pk")[:MOST_LISTED])
        return super().response_action(request, queryset, *args, **kwargs)


def language_pairs(*fields: str, first: str = Language.EN) -> list[tuple[str, ...]]:
    """Return form rows with both languages side by side: [("title_en", "title_ko"), …]."""
    languages = sorted(Language, key=lambda language: language != first)
    return [tuple(localized(field, language) for language in languages) for field in fields]


# Django's message says “slug”, a word that our screens avoid. Its Korean word for “letters” includes Hangul.
LATIN_ADDRESS = _("Use only letters a–z, digits and hyphens, e.g. about-us.")
ANY_ADDRESS = _("Use only letters, digits and hyphens, no spaces.")


class AutocompleteFormMixin:
    """Mixin for forms with the project's fields for objects, dates and instants.

    Autocomplete fields accept any posted value without an error. A date and time is one field, not two. A day
    is entered in the browser's own input.

    addable  names of the fields that keep the link to add a related object. The links to view and change
             one are then removed from all fields. None keeps all of these links
    """

    addable: tuple[str, ...] | None = None

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if "widget" not in kwargs and db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = ObjectSelect(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.DateTimeField):
            kwargs = {"form_class": InstantField, "widget": InstantInput, "reading": 0} | kwargs
        elif isinstance(db_field, models.DateField):
            kwargs = {"widget": DayInput} | kwargs
        elif isinstance(db_field, WebAddressField):
            kwargs = {"widget": AddressInput} | kwargs
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        widget = getattr(field, "widget", None)
        if isinstance(widget, RelatedFieldWidgetWrapper):
            # No link to delete the object: a section, for example, is not deleted from the form of a story.
            widget.can_delete_related = False
            if self.addable is not None:
                widget.can_change_related = widget.can_view_related = False
                widget.can_add_related &= db_field.name in self.addable
        elif type(widget) is AdminTextareaWidget:
            widget.attrs["rows"] = 4
        return field


class TabularFormMixin(AutocompleteFormMixin):
    """Mixin for tabular inlines that gives each field an aria-label, since rows have no visible labels."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            widget = getattr(field.widget, "widget", field.widget)
            widget.attrs["aria-label"] = capfirst(str(db_field.verbose_name))
        return field


class NamedRowsMixin:
    """Mixin for a model admin whose inlines have `add_text`, the label of the button for a new row.

    Example: “Add a source”. Django's “Add another Source” is wrong for the first row.
    """

    def get_inline_formsets(self, request, formsets, inline_instances, obj=None):
        inlines = super().get_inline_formsets(request, formsets, inline_instances, obj)
        for inline in inlines:
            data = json.loads(inline.inline_formset_data())
            data["options"]["addText"] = str(inline.opts.add_text)
            inline.inline_formset_data = json.dumps(data)
        return inlines


class BilingualFormMixin(AutocompleteFormMixin):
    """Mixin for forms that mark the language of each translated field with a lang attribute."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and hasattr(db_field, "translated_field"):
            field.widget.attrs |= {"lang": db_field.language, "spellcheck": "true"}
        if isinstance(field, forms.SlugField):
            field.error_messages["invalid"] = ANY_ADDRESS if field.allow_unicode else LATIN_ADDRESS
        return field


class DeskAdminMixin(ConflictMixin, ReadOnlyFormMixin, DeletionMixin, SafeListMixin):
    """Mixin for a model admin with conflict-safe forms, bounded lists and guarded deletions."""


class BilingualAdmin(DeskAdminMixin, BilingualFormMixin, TranslationAdmin):
    """Model admin of a bilingual model."""

    def get_list_display(self, request):
        """Return the columns. On Korean screens, the Korean name comes before the English one."""
        columns = super().get_list_display(request)
        if get_language() != Language.KO:
            return columns
        pairs = {"english_name": "korean_name", "english_title": "korean_title"}
        pairs |= {korean: english for english, korean in pairs.items()}
        return [pairs.get(column, column) for column in columns]


class BilingualNamesMixin:
    """Mixin with list columns for the English and the Korean name, each marked with its language."""

    @admin.display(description=_("name in English"), ordering="name_en")
    def english_name(self, thing):
        return self.name_html(thing, Language.EN)

    @admin.display(description=_("name in Korean"), ordering="name_ko")
    def korean_name(self, thing):
        return self.name_html(thing, Language.KO)

    def name_html(self, thing, language):
        return lang_span(language, getattr(thing, localized("name", language)))


class ReadOnlyAdmin(SafeListMixin, admin.ModelAdmin):
    """Admin of a model whose rows are never edited by hand.

    closed           the actions that no user may take here
    view_permission  the permission to view the rows, if it is not the model's own
    """

    closed: tuple[str, ...] = ("add", "change", "delete")
    view_permission = ""

    def has_add_permission(self, request):
        return "add" not in self.closed and super().has_add_permission(request)

    def has_change_permission(self, request, obj=None):
        return "change" not in self.closed and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return "delete" not in self.closed and super().has_delete_permission(request, obj)

    def has_view_permission(self, request, obj=None):
        if self.view_permission:
            return request.user.has_perm(self.view_permission)
        return super().has_view_permission(request, obj)

    def has_module_permission(self, request):
        if self.view_permission:
            return request.user.has_perm(self.view_permission)
        return super().has_module_permission(request)

    def add_view(self, request, form_url="", extra_context=None):
        """Offer only one save button, because a new row is shown, not edited, in this form."""
        buttons = {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().add_view(request, form_url, (extra_context or {}) | buttons)


class DecisionAdmin(ReadOnlyAdmin):
    """Admin of requests that one user makes and another decides: a page with buttons replaces the form.

    decision_template  the template of the page
    """

    decision_template = ""

    def act(self, request, asked) -> str:
        """Perform the action of the pressed button; return a message. Raise Refused if that is impossible."""
        raise NotImplementedError

    def decision_context(self, request, asked) -> dict:
        raise NotImplementedError

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show the request. A POST acts on it; a refusal answers 409."""
        asked = self.get_object(request, unquote(object_id))
        if asked is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, asked):
            raise PermissionDenied
        status = 200
        if request.method == "POST":
            try:
                messages.success(request, self.act(request, asked))
            except Refused as refusal:
                messages.error(request, str(refusal))
                asked, status = self.get_object(request, unquote(object_id)), 409
            else:
                return HttpResponseRedirect(request.path)
        request.current_app = self.admin_site.name
        context = self.admin_site.each_context(request) | {"opts": self.opts, "original": asked}
        context |= self.decision_context(request, asked)
        return TemplateResponse(request, self.decision_template, context, status=status)


class ListFilters:
    """Filters of one request for a list that is not a change list.

    Values that no filter offers are ignored.

    filters  {name: (title, [(value, label)])}; filters without a title are not shown above the list
    chosen   {name: value}
    kept     {name: value} of other query parameters, which every link repeats
    """

    def __init__(self, request: HttpRequest, filters: dict[str, tuple], kept: dict[str, str]):
        self.user, self.filters, self.kept = request.user, filters, kept
        self.chosen = {
            name: value
            for name, (_title, options) in filters.items()
            if (value := request.GET.get(name)) and value in {known for known, _words in options}
        }

    def address(self, **changed: str) -> str:
        """Return the address of the list with some filters changed; "" removes one."""
        query = self.chosen | self.kept | changed
        return "?" + urlencode({name: value for name, value in query.items() if value})

    @property
    def cleared(self):
        return self.address(**dict.fromkeys(self.chosen, ""))

    @property
    def shown(self):
        """Return the filters for admin/filter.html: [(title, [{selected, query_string, display}])]."""
        return [
            (
                title,
                [
                    {
                        "selected": value == self.chosen.get(name, ""),
                        "query_string": self.address(**{name: value}),
                        "display": words,
                    }
                    for value, words in [ALL, *options]
                ],
            )
            for name, (title, options) in self.filters.items()
            if title
        ]


def section_options(sections: models.QuerySet) -> list[tuple[str, str]]:
    """Return [(id, name)] for a filter by section."""
    return [(str(section.pk), str(section)) for section in sections]

"""The glossary: the wording of names, offices and terms in both languages, with their dates of validity."""

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from articles.admin.base import BilingualAdmin, ChoiceFilter, lang_span, language_pairs
from articles.admin.display import chip
from articles.models import Language, Term, Validity, localized
from articles.models.term import WRITTEN

CHIPS = {Validity.IN_FORCE: "live", Validity.ENDED: "withdrawn", Validity.TO_COME: "scheduled"}


class ValidityFilter(ChoiceFilter):
    title = _("validity")
    parameter_name = "validity"
    options = Validity.choices

    def narrow(self, queryset, value, request):
        return queryset.standing(value)


@admin.register(Term)
class TermAdmin(BilingualAdmin):
    fields = [
        ("kind", "is_required"),
        *language_pairs(*WRITTEN, "explanation"),
        ("valid_from", "valid_until"),
        ("successor", "topic"),
        ("source", "note"),
    ]
    list_display = ("english_name", "korean_name", "wrong_forms", "kind", "validity", "successor_name")
    list_display_links = ("english_name", "korean_name")
    list_filter = ("kind", ValidityFilter, "is_required")
    list_select_related = ("successor",)
    search_fields = tuple(localized(field, language) for field in WRITTEN for language in Language)
    autocomplete_fields = ("successor", "topic")

    def changelist_view(self, request, extra_context=None):
        may_exchange = self.has_add_permission(request) and self.has_change_permission(request)
        extra_context = {"may_exchange": may_exchange} | (extra_context or {})
        return super().changelist_view(request, extra_context)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), forms.Textarea):
            field.widget.attrs["rows"] = 2
        return field

    def instead(self, request, term):
        if not self.has_change_permission(request, term):
            return ""
        return _("Choose another replacement for these terms before deleting this one.")

    @admin.display(description=_("name in English"), ordering="name_en")
    def english_name(self, term):
        return right_forms_html(term, Language.EN)

    @admin.display(description=_("name in Korean"), ordering="name_ko")
    def korean_name(self, term):
        return right_forms_html(term, Language.KO)

    @admin.display(description=Term._meta.get_field("forbidden").verbose_name)
    def wrong_forms(self, term):
        wrong = [(language, form) for language in Language for form in term.wrong_forms(language)]
        return format_html_join(", ", '<span lang="{}">{}</span>', wrong)

    @admin.display(description=_("validity"), ordering="valid_until")
    def validity(self, term):
        standing = term.validity_on(timezone.localdate())
        return chip(CHIPS[standing], standing.label)

    @admin.display(description=Term._meta.get_field("successor").verbose_name)
    def successor_name(self, term):
        return term.successor or ""


def right_forms_html(term, language):
    """Return a term's name, and in small type its other accepted forms."""
    name, others = lang_span(language, getattr(term, localized("name", language))), term.forms(language)[1:]
    if not (name and others):
        return name or lang_span(language, ", ".join(term.forms(language)))
    return format_html('{} <span class="quiet" lang="{}">{}</span>', name, language, ", ".join(others))

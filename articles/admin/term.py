"""The glossary: how names, offices and ideas are written in both languages, from when until when."""

from django import forms
from django.contrib import admin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.admin.bilingual import BilingualAdmin, NamedInBoth, pairs
from articles.admin.chips import chip
from articles.models import Language, Term, Validity, localized

WRITTEN = ("name", "short", "synonyms", "forbidden")
CHIPS = {Validity.IN_FORCE: "live", Validity.ENDED: "withdrawn", Validity.TO_COME: "scheduled"}


class Day(forms.DateInput):
    """A date as the browser asks for it: Django's own would speak of time zones, which a date has not."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class TermForm(forms.ModelForm):
    """A term has a name in one language at least, ends after it starts, and is followed by another."""

    def clean(self):
        cleaned = super().clean()
        names = [localized("name", language) for language in Language]
        if not any(cleaned.get(name) or self.has_error(name) for name in names):
            self.add_error("name_en", _("Write the term, in one language at least."))
        begin, end = cleaned.get("valid_from"), cleaned.get("valid_until")
        if begin and end and end <= begin:
            self.add_error("valid_until", _("It ends after the day on which it begins."))
        if cleaned.get("successor") and not end and not self.has_error("valid_until"):
            self.add_error("valid_until", _("Say from which day it is followed by that one."))
        if self._is_followed_by_itself(cleaned.get("successor")):
            self.add_error("successor", _("That term is followed by this one already; they would go round."))
        for language in Language:
            self._refuse_contradiction(language, cleaned)
        return cleaned

    def _is_followed_by_itself(self, successor):
        seen = {self.instance.pk} - {None}
        while successor is not None and successor.pk not in seen:
            seen.add(successor.pk)
            successor = successor.successor
        return successor is not None

    def _refuse_contradiction(self, language, cleaned):
        """What must not be written is none of the right forms."""
        columns = {field: cleaned.get(localized(field, language)) or "" for field in WRITTEN}
        right = {columns["name"], columns["short"], *map(str.strip, columns["synonyms"].splitlines())}
        wrong = [form.strip() for form in columns["forbidden"].splitlines()]
        both = [form for form in wrong if form and form in right]
        if both:
            told = _("“%(form)s” is given as a right form as well.") % {"form": both[0]}
            self.add_error(localized("forbidden", language), told)


class ValidityFilter(admin.SimpleListFilter):
    title = _("validity")
    parameter_name = "validity"

    def lookups(self, request, model_admin):
        return Validity.choices

    def queryset(self, request, queryset):
        return queryset.standing(self.value()) if self.value() in Validity.values else queryset


@admin.register(Term)
class TermAdmin(NamedInBoth, BilingualAdmin):
    form = TermForm
    fields = [
        "kind",
        *pairs(*WRITTEN, "explanation"),
        ("valid_from", "valid_until"),
        ("successor", "topic"),
        ("source", "note"),
    ]
    formfield_overrides = {models.DateField: {"widget": Day}}
    list_display = ("english_name", "korean_name", "kind", "validity", "follower")
    list_display_links = ("english_name", "korean_name")
    list_filter = ("kind", ValidityFilter)
    list_select_related = ("successor",)
    search_fields = tuple(localized(field, language) for field in WRITTEN for language in Language)
    autocomplete_fields = ("successor", "topic")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), forms.Textarea):
            field.widget.attrs["rows"] = 2
        return field

    def instead(self, request, term):
        if not self.has_change_permission(request, term):
            return ""
        return _("Let these terms be followed by another one first; then this one can be deleted.")

    @admin.display(description=_("validity"), ordering="valid_until")
    def validity(self, term):
        standing = term.validity_on(timezone.localdate())
        return chip(CHIPS[standing], standing.label)

    @admin.display(description=Term._meta.get_field("successor").verbose_name)
    def follower(self, term):
        return term.successor or ""

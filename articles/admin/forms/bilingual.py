"""What all admin forms of bilingual models share: labels that name their language, and lang attributes."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget, RelatedFieldWidgetWrapper
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin, TranslationStackedInline

from articles.admin.asking import AskedLists
from articles.admin.deleting import PlainDeletions
from articles.admin.forms.choosing import ChooseOne
from articles.admin.forms.read_only import ReadingForms
from articles.models import Language, localized


def pairs(*fields, first=Language.EN):
    """Rows of a form with both languages side by side: [("title_en", "title_ko"), …]."""
    languages = sorted(Language, key=lambda language: language != first)
    return [tuple(localized(field, language) for language in languages) for field in fields]


# Django's own say “slug”, which stands on no screen, and in Korean “letters”, which Hangul are.
LATIN_ADDRESS = _("Use Latin letters a–z, digits and hyphens: about-us.")
ANY_ADDRESS = _("Use letters, digits and hyphens, without spaces.")


class ChoosingForms:
    """Forms whose autocompletes bear whatever is posted."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if "widget" not in kwargs and db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = ChooseOne(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        widget = getattr(field, "widget", None)
        if isinstance(widget, RelatedFieldWidgetWrapper):
            # A section is not deleted from the form of a story.
            widget.can_delete_related = False
        elif type(widget) is AdminTextareaWidget:
            widget.attrs["rows"] = 4
        return field


class BilingualLabels(ChoosingForms):
    """Tells machines the language of each translated field; its label tells people."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and hasattr(db_field, "translated_field"):
            field.widget.attrs |= {"lang": db_field.language, "spellcheck": "true"}
        if isinstance(field, forms.SlugField):
            field.error_messages["invalid"] = ANY_ADDRESS if field.allow_unicode else LATIN_ADDRESS
        return field


class BilingualAdmin(ReadingForms, PlainDeletions, AskedLists, BilingualLabels, TranslationAdmin):
    """An admin of a bilingual model. A form that is shown again for its errors answers 422."""

    def changeform_view(self, request, *args, **kwargs):
        response = super().changeform_view(request, *args, **kwargs)
        # The window that adds something for another form is closed by a page of its own, without a form.
        is_form = isinstance(response, TemplateResponse) and "adminform" in response.context_data
        if request.method == "POST" and is_form:
            response.status_code = 422
        return response


class NamedInBoth:
    """Lists of what has a name in both languages, each said to machines."""

    @admin.display(description=_("name in English"), ordering="name_en")
    def english_name(self, thing):
        return spoken("en", thing.name_en)

    @admin.display(description=_("name in Korean"), ordering="name_ko")
    def korean_name(self, thing):
        return spoken("ko", thing.name_ko)


def spoken(language, words):
    return format_html('<span lang="{}">{}</span>', language, words) if words else ""


class BilingualInline(BilingualLabels, TranslationStackedInline):
    """Rows of a bilingual model under a story."""

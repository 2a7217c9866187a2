"""The publication and its standing pages."""

from django.contrib import admin
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.admin.base import BilingualAdmin, lang_span, language_pairs
from articles.admin.editor.widget import BodyEditor
from articles.body import BodyField
from articles.models import Publication, StandingPage


@admin.register(Publication)
class PublicationAdmin(BilingualAdmin):
    """The single publication: its list redirects to its form."""

    fieldsets = [
        (None, {"fields": [*language_pairs("name", "insight_name", "legal_notice"), "contact"]}),
        (_("Republication"), {"fields": [*language_pairs("license_name", "license_terms"), "license_url"]}),
    ]

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not Publication.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False

    def get_model_perms(self, request):
        """Return the permissions for the menu, which leads to the form by the list alone, without a query."""
        return {"view": self.has_view_permission(request), "change": self.has_change_permission(request)}

    def changelist_view(self, request, extra_context=None):
        publication = Publication.objects.first()
        if publication and self.has_view_or_change_permission(request):
            return HttpResponseRedirect(reverse("admin:articles_publication_change", args=[publication.pk]))
        if not publication and self.has_add_permission(request):
            return HttpResponseRedirect(reverse("admin:articles_publication_add"))
        return super().changelist_view(request, extra_context)


@admin.register(StandingPage)
class StandingPageAdmin(BilingualAdmin):
    formfield_overrides = {BodyField: {"widget": BodyEditor}}
    fields = [*language_pairs("title"), "slug", *language_pairs("body"), "position"]
    list_display = ("english_title", "korean_title", "slug", "position")
    list_display_links = ("english_title", "korean_title")

    class Media:
        css = {"all": ("css/story_form.css",)}  # styles of reading text

    @admin.display(description=_("title in English"), ordering="title_en")
    def english_title(self, page):
        return lang_span("en", page.title_en)

    @admin.display(description=_("title in Korean"), ordering="title_ko")
    def korean_title(self, page):
        return lang_span("ko", page.title_ko)

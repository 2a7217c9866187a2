"""Read-only admin of published editions."""

from django.contrib import admin
from django.urls import reverse
from django.utils.encoding import uri_to_iri
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.admin.base import ReadOnlyAdmin
from articles.admin.display import as_data, chip, datetime_html, headline_html
from articles.admin.forms.fields import body_html, reading_html
from articles.models import Edition, Language, localized


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin):
    list_display = ("title", "language", "number", "kind", "extent", "state", "since", "until")
    list_filter = ("language", "kind", "is_brief")
    list_per_page = 50
    sortable_by = ("since",)
    search_fields = ("headline", "summary")
    ordering = ("-live_from",)
    view_on_site = False
    readonly_fields = (
        *("story", "extent", "address", "section_name", "picture"),
        *("headline_as_read", "summary_as_read", "body_as_read", "printed_as_read"),
    )
    fieldsets = [
        (None, {"fields": ["story", ("language", "number", "kind", "extent"), "address"]}),
        (
            _("Text"),
            {"fields": ["headline_as_read", "summary_as_read", "body_as_read", "note", "source_number"]},
        ),
        (
            _("Visible to readers"),
            {"fields": [("live_from", "live_until"), "first_published_at"]},
        ),
        (_("Settings and checksum"), {"fields": ["section_name", "picture", "printed_as_read", "digest"]}),
    ]

    def get_queryset(self, request):
        texts = ["body", "printed", *(f"article__{localized('body', language)}" for language in Language)]
        filed = super().get_queryset(request).select_related("section", "lead_image", "article")
        return filed.defer("article__body", *texts)

    class Media:
        css = {"all": ("css/story_form.css",)}  # styles of rendered texts

    @admin.display(description=_("headline"), ordering="headline")
    def title(self, edition):
        if edition.is_notice:
            return format_html("{}: {}", edition.get_kind_display(), headline_html(edition.article))
        return format_html('<span class="headline" lang="{}">{}</span>', edition.language, edition.headline)

    @admin.display(description=_("format"))
    def extent(self, edition):
        return "" if edition.is_notice else _("Brief") if edition.is_brief else _("Full text")

    @admin.display(description=_("state"))
    def state(self, edition):
        """Render the current state: scheduled, live or superseded."""
        now = clock.now()
        if edition.live_from > now:
            return chip("scheduled", _("Scheduled"))
        if edition.live_until and edition.live_until <= now:
            return chip("past", _("Superseded"))
        return chip("withdrawn", _("Notice")) if edition.is_notice else chip("live", _("Live"))

    @admin.display(description=_("live from"), ordering="live_from")
    def since(self, edition):
        return datetime_html(edition.live_from)

    @admin.display(description=_("live until"), ordering="live_until")
    def until(self, edition):
        return datetime_html(edition.live_until) if edition.live_until else ""

    @admin.display(description=_("story"))
    def story(self, edition):
        address = reverse("admin:articles_article_change", args=[edition.article_id])
        return format_html('<a href="{}">{} {}</a>', address, edition.article_id, edition.article)

    @admin.display(description=_("address"))
    def address(self, edition):
        return uri_to_iri(edition.get_absolute_url())

    @admin.display(description=_("section"))
    def section_name(self, edition):
        return str(edition.section)

    @admin.display(description=_("lead image"))
    def picture(self, edition):
        return str(edition.lead_image or "—")

    @admin.display(description=_("headline"))
    def headline_as_read(self, edition):
        return reading_html(edition.headline, edition.language)

    @admin.display(description=_("summary"))
    def summary_as_read(self, edition):
        return reading_html(edition.summary, edition.language)

    @admin.display(description=_("body"))
    def body_as_read(self, edition):
        return reading_html(body_html(edition.body, edition.language), edition.language)

    @admin.display(description=_("as published"))
    def printed_as_read(self, edition):
        return as_data(edition.printed)

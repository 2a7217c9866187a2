"""Admin of the most-read stories, with the counts behind the list of the front page."""

from django.contrib import admin
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.admin.base import ReadOnlyAdmin
from articles.models import Edition
from newsroom.pageviews.models import MostRead, ReadingsBefore


@admin.register(MostRead)
class MostReadAdmin(ReadOnlyAdmin):
    """Read-only admin of the most-read stories, for everybody who may see editions."""

    view_permission = "articles.view_edition"
    list_display = ("place", "story", "language", "last_day", "before")
    list_display_links = None
    list_filter = ("language",)
    ordering = ("language", "place")
    sortable_by = ()

    def get_queryset(self, request):
        """Add the current headline, and the page views before the last two days."""
        rows = super().get_queryset(request)
        live = Edition.objects.live().filter(article=OuterRef("article_id"), language=OuterRef("language"))
        before = ReadingsBefore.objects.filter(
            article_id=OuterRef("article_id"), language=OuterRef("language")
        )
        return rows.annotate(
            headline=Subquery(live.values("headline")[:1]), reads_before=Subquery(before.values("reads")[:1])
        )

    @admin.display(description=_("story"))
    def story(self, row):
        address = reverse("admin:articles_article_change", args=[row.article_id])
        return format_html(
            '<a href="{}" lang="{}">{}</a>', address, row.language, row.headline or row.article_id
        )

    @admin.display(description=_("in the last 24 hours"))
    def last_day(self, row):
        return row.reads

    @admin.display(description=_("before the last two days"))
    def before(self, row):
        return row.reads_before or 0

"""What of unpublished stories is out in the world: the links of the whole newsroom, whose, until when."""

from django.contrib import admin, messages
from django.db.models import Count, F, Max
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from articles.admin.chips import chip
from articles.admin.forms.instants import moment
from articles.admin.headlines import headline, typed
from articles.admin.story.edition import ReadOnlyAdmin
from articles.admin.story.preview import link_state
from articles.admin.story.standing import display_name
from articles.models import PreviewLink
from articles.workflow.sharing import revoke

STATES = {
    "open": pgettext_lazy("of a link", "Open"),
    "expired": pgettext_lazy("of a link", "Expired"),
    "revoked": pgettext_lazy("of a link", "Revoked"),
}


class OpenLinksFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("open", STATES["open"]), ("closed", _("Expired or revoked"))]

    def queryset(self, request, queryset):
        still_open = PreviewLink.objects.open().values("pk")
        if self.value() == "open":
            return queryset.filter(pk__in=still_open)
        return queryset.exclude(pk__in=still_open) if self.value() == "closed" else queryset


@admin.register(PreviewLink)
class PreviewLinkAdmin(ReadOnlyAdmin):
    """What is open stands above. A story's own page of links shows their addresses and all visits."""

    list_display = ("whom", "story", "spoken", "maker", "stands", "until", "opened", "last_opened")
    list_display_links = None
    list_filter = (OpenLinksFilter,)
    list_per_page = 100
    search_fields = ("for_whom",)
    ordering = (F("revoked_at").desc(nulls_first=True), "-expires_at", "-pk")
    actions = ("revoke_chosen",)

    def get_queryset(self, request):
        links = super().get_queryset(request).select_related("article", "created_by")
        return links.annotate(times=Count("visits"), last=Max("visits__at"))

    def change_view(self, request, object_id, *args, **kwargs):
        """The log leads here; the story's own page tells more."""
        link = self.get_object(request, object_id)
        if link is None or not self.has_view_permission(request, link):
            return super().change_view(request, object_id, *args, **kwargs)
        return HttpResponseRedirect(link_page_url(link))

    def has_revoke_permission(self, request):
        return request.user.has_perm("articles.add_previewlink")

    @admin.action(description=_("Revoke"), permissions=["revoke"])
    def revoke_chosen(self, request, queryset):
        still_open = PreviewLink.objects.open().filter(pk__in=queryset.values("pk"))
        number = len([revoke(link, by=request.user) for link in still_open])
        told = ngettext("%(number)d link leads nowhere now.", "%(number)d links lead nowhere now.", number)
        messages.success(request, told % {"number": number})

    @admin.display(description=_("for whom"), ordering="for_whom")
    def whom(self, link):
        return format_html('<a href="{}">{}</a>', link_page_url(link), typed(link.for_whom))

    @admin.display(description=_("story"))
    def story(self, link):
        return headline(link.article) or link.article_id

    @admin.display(description=_("language"), ordering="language")
    def spoken(self, link):
        return link.get_language_display() if link.language else _("Both languages")

    @admin.display(description=_("made by"), ordering="created_by__username")
    def maker(self, link):
        return display_name(link.created_by)

    @admin.display(description=_("state"))
    def stands(self, link):
        return chip("live" if link_state(link) == "open" else "past", STATES[link_state(link)])

    @admin.display(description=pgettext_lazy("of a link", "until"), ordering="expires_at")
    def until(self, link):
        return labelled_cell(pgettext("of a link", "until"), moment(link.revoked_at or link.expires_at))

    @admin.display(description=pgettext_lazy("of a link", "opened"), ordering="times")
    def opened(self, link):
        return labelled_cell(pgettext("of a link", "opened"), link.times)

    @admin.display(description=_("last opened"), ordering="last")
    def last_opened(self, link):
        return labelled_cell(_("last opened"), moment(link.last)) if link.last else ""


def link_page_url(link):
    """Its place on the page of its story's links."""
    return f"{reverse('admin:articles_article_links', args=[link.article_id])}#link-{link.pk}"


def labelled_cell(name, told):
    """Told with its name, where no head of a column names it."""
    return format_html('<span class="cell-name">{}</span> {}', capfirst(name), told)

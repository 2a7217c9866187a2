"""Previews of the working copy, and preview links for outsiders."""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy
from django.views.decorators.csp import csp_override

from articles.admin.base import ChoiceFilter, ReadOnlyAdmin
from articles.admin.display import (
    chip,
    datetime_html,
    headline_html,
    labelled_cell,
    text_html,
    text_language,
)
from articles.admin.forms.fields import is_number
from articles.admin.story.screens import StoryScreen
from articles.models import Language, PreviewLink, PreviewVisit, other
from articles.models.language import STORY_BODIES
from articles.models.people import display_name
from articles.workflow.preview_links import DAYS, revoke, share
from articles.workflow.transitions import mark_opened

PREVIEW = "_preview"  # name of the buttons in the bar; their value is the language
WIDTHS = {"desk": _("Desktop"), "phone": _("Phone")}
# Content security policy that allows the frame of a preview, which is as wide as the chosen device.
WITH_FRAME = settings.SECURE_CSP | {"frame-src": [CSP.SELF]}


class ShareForm(forms.Form):
    """Form of a preview link: the recipient, the language and the number of days."""

    for_whom = forms.CharField(
        label=_("Recipient"),
        max_length=200,
        help_text=_("A name or an office. It appears on the preview page."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("Both languages")), *Language.choices],
    )
    days = forms.TypedChoiceField(label=_("Valid for"), coerce=int, initial=3)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["days"].choices = [
            (days, ngettext("%(days)d day", "%(days)d days", days) % {"days": days}) for days in DAYS
        ]


class PreviewScreen(StoryScreen):
    """Preview of the working copy, and the page of preview links for outsiders."""

    def urls(self):
        return [
            self.path("preview/", csp_override(WITH_FRAME)(self.preview_view), "preview"),
            self.path("links/", self.links_view, "links"),
        ]

    def preview_view(self, request, object_id):
        article = self.story(request, object_id)
        for progress in article.progress.all():
            mark_opened(progress, request.user)
        languages = [Language(article.source_language), other(article.source_language)]
        asked, width = request.GET.get("language"), request.GET.get("width")
        language = Language(asked) if asked in Language.values else languages[0]
        context = {
            "title": _("Preview"),
            "language": language,
            "languages": languages,
            "width": width if width in WIDTHS else "window",
            "widths": WIDTHS.items(),
            "page": reverse("previews:staff", args=[article.pk, language]),
        }
        return self.page(request, article, "preview", context)

    def links_view(self, request, object_id):
        """Show the preview links of a story. A POST creates or revokes a link."""
        article = self.story(request, object_id)
        if not request.user.has_perm("articles.view_previewlink"):
            raise PermissionDenied
        form, status, address = ShareForm(), 200, ""
        if request.method == "POST":
            if "revoke" in request.POST:
                return self._revoked(request, article)
            form, status = ShareForm(request.POST), 422
            if form.is_valid():
                link = share(article, by=request.user, **form.cleaned_data)
                text = _("Link for %(name)s created. Copy it now: it is not shown again.")
                messages.success(request, text % {"name": link.for_whom})
                # Shown only in this response, because a redirect would have to store the address.
                address = request.build_absolute_uri(reverse("previews:shared", args=[link.token]))
                form, status = ShareForm(), 200
        links = article.preview_links.select_related("created_by", "revoked_by").prefetch_related("visits")
        context = {
            "title": _("Preview links"),
            "address": address,
            "links": [(link, link_state(link), text_language(link.for_whom)) for link in links],
            "form": form,
            "may_share": request.user.has_perm("articles.add_previewlink"),
        }
        return self.page(request, article, "preview_links", context, status=status)

    def _revoked(self, request, article):
        pk = request.POST["revoke"]
        link = get_object_or_404(article.preview_links, pk=pk if is_number(pk) else 0)
        link = revoke(link, by=request.user)
        messages.success(request, _("The link for %(name)s no longer works.") % {"name": link.for_whom})
        return HttpResponseRedirect(request.path)


def link_state(link):
    if link.revoked_at:
        return "revoked"
    return "expired" if link.expires_at <= timezone.now() else "open"


STATES = {
    "open": pgettext_lazy("of a link", "Active"),
    "expired": pgettext_lazy("of a link", "Expired"),
    "revoked": pgettext_lazy("of a link", "Revoked"),
}


class OpenLinksFilter(ChoiceFilter):
    title = _("state")
    parameter_name = "state"
    options = [("open", STATES["open"]), ("closed", _("Expired or revoked"))]

    def narrow(self, queryset, value, request):
        still_open = PreviewLink.objects.open().values("pk")
        return queryset.filter(pk__in=still_open) if value == "open" else queryset.exclude(pk__in=still_open)


@admin.register(PreviewLink)
class PreviewLinkAdmin(ReadOnlyAdmin):
    """List of all preview links, open links first. The links page of a story lists all visits."""

    list_display = ("whom", "story", "language_label", "maker", "state", "until", "opened", "last_opened")
    list_display_links = None
    list_filter = (OpenLinksFilter,)
    search_fields = ("for_whom",)
    ordering = (F("revoked_at").desc(nulls_first=True), "-expires_at", "-pk")
    actions = ("revoke_chosen",)

    def get_queryset(self, request):
        links = super().get_queryset(request).select_related("article", "created_by").defer(*STORY_BODIES)
        visits = PreviewVisit.objects.filter(link=OuterRef("pk")).order_by().values("link")
        times, last = visits.annotate(times=Count("pk")), visits.annotate(last=Max("at"))
        times = Coalesce(Subquery(times.values("times")), 0)
        return links.annotate(times=times, last=Subquery(last.values("last")))

    def change_view(self, request, object_id, *args, **kwargs):
        """Redirect to the links page of the story, because the event log links to this address."""
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
        text = ngettext("%(number)d link no longer works.", "%(number)d links no longer work.", number)
        messages.success(request, text % {"number": number})

    @admin.display(description=_("recipient"), ordering="for_whom")
    def whom(self, link):
        return format_html('<a href="{}">{}</a>', link_page_url(link), text_html(link.for_whom))

    @admin.display(description=_("story"))
    def story(self, link):
        return headline_html(link.article) or link.article_id

    @admin.display(description=_("language"), ordering="language")
    def language_label(self, link):
        return link.get_language_display() if link.language else _("Both languages")

    @admin.display(description=_("created by"), ordering="created_by__username")
    def maker(self, link):
        return display_name(link.created_by)

    @admin.display(description=_("state"))
    def state(self, link):
        return chip("live" if link_state(link) == "open" else "past", STATES[link_state(link)])

    @admin.display(description=pgettext_lazy("of a link", "until"), ordering="expires_at")
    def until(self, link):
        at = datetime_html(link.revoked_at or link.expires_at)
        return labelled_cell(pgettext("of a link", "until"), at)

    @admin.display(description=pgettext_lazy("of a link", "opened"), ordering="times")
    def opened(self, link):
        return labelled_cell(pgettext("of a link", "opened"), link.times)

    @admin.display(description=_("last opened"), ordering="last")
    def last_opened(self, link):
        return labelled_cell(_("last opened"), datetime_html(link.last)) if link.last else ""


def link_page_url(link):
    """Return the URL of a preview link on the links page of its story."""
    return f"{reverse('admin:articles_article_links', args=[link.article_id])}#link-{link.pk}"

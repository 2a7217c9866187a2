"""The working copy as readers would see it, and the links by which outsiders see it."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.csp import csp_override

from articles.admin.forms.choosing import is_number
from articles.admin.headlines import typed_in
from articles.admin.story.page import StoryPages
from articles.models import Language, PreviewLink, other
from articles.workflow.sharing import DAYS, revoke, share, token_of

PREVIEW = "_preview"  # the name of the buttons of the bar; their value is the language
WIDTHS = {"desk": gettext_lazy("Desktop"), "phone": gettext_lazy("Phone")}
# The page itself stands in a frame of ours, as wide as what it is read on.
WITH_FRAME = settings.SECURE_CSP | {"frame-src": [CSP.SELF]}


class ShareForm(forms.Form):
    """Who is to read the working copy, in which language, and for how long."""

    for_whom = forms.CharField(
        label=gettext_lazy("For whom"),
        max_length=200,
        help_text=gettext_lazy("A name or an office. It stands on the page that they see."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        required=False,
        choices=[("", gettext_lazy("Both languages")), *Language.choices],
    )
    days = forms.TypedChoiceField(label=gettext_lazy("Open for"), coerce=int, initial=3)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["days"].choices = [
            (days, ngettext("%(days)d day", "%(days)d days", days) % {"days": days}) for days in DAYS
        ]


class PreviewAdmin(StoryPages):
    """The part of ArticleAdmin that shows the working copy as a page, and gives links to it."""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        preview = wrap(csp_override(WITH_FRAME)(self.preview_view))
        return [
            path("<int:object_id>/preview/", preview, name="articles_article_preview"),
            path("<int:object_id>/links/", wrap(self.links_view), name="articles_article_links"),
            *super().get_urls(),
        ]

    def response_change(self, request, obj):
        """The button of the bar saves first: what is shown is what was typed."""
        language = request.POST.get(PREVIEW, "")
        if language not in Language.values:
            return super().response_change(request, obj)
        if request.parts:
            self.message_user(request, _("Saved."), messages.SUCCESS)
        address = reverse("admin:articles_article_preview", args=[obj.pk])
        return HttpResponseRedirect(f"{address}?language={language}")

    def preview_view(self, request, object_id):
        article = self.story_of(request, object_id)
        language = Language(article.source_language)
        if request.GET.get("language") in Language.values:
            language = Language(request.GET["language"])
        width = request.GET.get("width") if request.GET.get("width") in WIDTHS else "window"
        page = reverse("previewing:staff", args=[article.pk, language])
        languages = [Language(article.source_language), other(article.source_language)]
        context = {
            "title": _("Preview"),
            "language": language,
            "languages": languages,
            "width": width,
            "widths": WIDTHS.items(),
            "page": page,
        }
        return self.story_page(request, article, "preview", context)

    def links_view(self, request, object_id):
        """The links of a story: made, opened, revoked."""
        article = self.story_of(request, object_id)
        if not request.user.has_perm("articles.view_previewlink"):
            raise PermissionDenied
        form, status = ShareForm(), 200
        if request.method == "POST":
            if "revoke" in request.POST:
                return self._revoked(request, article)
            form, status = ShareForm(request.POST), 422
            if form.is_valid():
                link = share(article, by=request.user, **form.cleaned_data)
                told = _("The link for %(name)s is made. Copy it below.") % {"name": link.for_whom}
                messages.success(request, told)
                return HttpResponseRedirect(request.path)
        links = article.preview_links.select_related("created_by", "revoked_by").prefetch_related("visits")
        context = {
            "title": _("Preview links"),
            "links": [
                (link, self._address(request, link), link_state(link), typed_in(link.for_whom))
                for link in links
            ],
            "form": form,
            "may_share": request.user.has_perm("articles.add_previewlink"),
        }
        return self.story_page(request, article, "preview_links", context, status=status)

    def _revoked(self, request, article):
        number = request.POST["revoke"]
        link = PreviewLink.objects.filter(article=article, pk=int(number)) if is_number(number) else None
        if not link or not link.exists():
            raise Http404
        link = revoke(link.get(), by=request.user)
        messages.success(request, _("The link for %(name)s leads nowhere now.") % {"name": link.for_whom})
        return HttpResponseRedirect(request.path)

    @staticmethod
    def _address(request, link):
        return request.build_absolute_uri(reverse("previewing:shared", args=[token_of(link)]))


def link_state(link):
    if link.revoked_at:
        return "revoked"
    return "expired" if link.expires_at <= timezone.now() else "open"

"""The right to republish a story, on its form: a button reserves it against the newsroom's license."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import story_exceptions
from articles.admin.forms.instants import moment
from articles.admin.story.language_status import display_name
from articles.models import Language, RightsReservation, localized


@dataclass
class RepublishingRights:
    """The license of a story, or who reserved it. `license` is its name in `language`."""

    article: int
    license: str
    language: Language
    reserved: RightsReservation | None
    may_reserve: bool

    @property
    def address(self):
        return reverse("admin:articles_article_rights", args=[self.article])

    @property
    def by(self):
        return display_name(self.reserved.reserved_by) if self.reserved.reserved_by else ""

    @property
    def since(self):
        return moment(self.reserved.reserved_at)


def republishing_rights(article, publication, user):
    """Return the RepublishingRights of a story; None, without a query, if the newsroom has no license."""
    for language in Language:
        name, terms = (
            getattr(publication, localized(f"license_{part}", language)) for part in ("name", "terms")
        )
        if name and terms:
            row = RightsReservation.objects.filter(article=article).select_related("reserved_by").first()
            return RepublishingRights(
                article.pk, name, language, row, story_exceptions.may_make_exceptions(user)
            )
    return None


class RightsAdmin:
    """Mixin of ArticleAdmin that reserves the rights of a story, or releases them."""

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(self.rights_view))
        return [
            path("<int:object_id>/rights/", view, name="articles_article_rights"),
            *super().get_urls(),
        ]

    def rights_view(self, request, object_id):
        """POST rights=reserve or release."""
        article = self.get_object(request, str(object_id))
        if article is None:
            raise Http404
        if not self.has_view_or_change_permission(request, article):
            raise PermissionDenied
        act = request.POST.get("rights", "")
        if act == "reserve":
            story_exceptions.reserve_rights(article.pk, by=request.user)
            self.message_user(
                request, _("All rights are reserved: this story is not offered for republishing.")
            )
        elif act == "release":
            story_exceptions.release_rights(article.pk, by=request.user)
            self.message_user(request, _("This story may be republished under the license again."))
        else:
            text = _("The page did not understand this. Look again, then decide.")
            self.message_user(request, text, messages.ERROR)
        return HttpResponseRedirect(f"{reverse('admin:articles_article_change', args=[article.pk])}#rights")

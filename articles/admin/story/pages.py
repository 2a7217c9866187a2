"""Base class of the pages about one story: access, and the frame that they share."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from articles.admin.story.language_status import headline_language
from articles.models import Article


def return_url(request: HttpRequest, article: Article, otherwise: str = "") -> str:
    """Return the admin address in the query's `next`, else `otherwise`, else that of the story form."""
    asked = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, None) and asked.startswith(reverse("admin:index"))
    if is_ours:
        return asked
    return otherwise or reverse("admin:articles_article_change", args=[article.pk])


class StoryPages:
    """Mixin of ArticleAdmin for pages about one story; see admin/articles/article/page.html."""

    def viewable_story(self, request, object_id):
        """Return the story. Raise Http404, or PermissionDenied for a user who may not view it."""
        article = self.get_object(request, str(object_id))
        if article is None:
            raise Http404
        if not self.has_view_or_change_permission(request, article):
            raise PermissionDenied
        return article

    def story_page(self, request, article, template, context, *, status=200):
        """Render a page about a story by the name of its template; `context` has the title."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": article,
            "headline_language": headline_language(article),
            "is_nav_sidebar_enabled": False,
            **context,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, f"admin/articles/article/{template}.html", context, status=status)

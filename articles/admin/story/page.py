"""The pages about one story beside its form: who may see them, and the frame that they share."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse

from articles.admin.story.standing import headline_language


class StoryPages:
    """The part of ArticleAdmin on which such pages are built; see admin/articles/article/page.html."""

    def story_of(self, request, object_id):
        """The story, for who may see it. Raise Http404 or PermissionDenied."""
        article = self.get_object(request, str(object_id))
        if article is None:
            raise Http404
        if not self.has_view_or_change_permission(request, article):
            raise PermissionDenied
        return article

    def story_page(self, request, article, template, context, *, status=200):
        """A page of its own about a story, by the name of its template; `context` has its title."""
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

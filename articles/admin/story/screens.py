"""Base classes of the screens about one story, and the way back from them."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from articles.admin.base import BilingualAdmin
from articles.admin.story.status import headline_language
from articles.admin.story_rows import story_address
from articles.models import Article
from articles.workflow.permissions import may_touch


def return_url(request: HttpRequest, article: Article, otherwise: str = "") -> str:
    """Return the admin address in the query's `next`, else `otherwise`, else that of the story form."""
    asked = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, None) and asked.startswith(reverse("admin:index"))
    return asked if is_ours else otherwise or story_address(article.pk)


class StoryAdmin(BilingualAdmin):
    """A model admin of stories, of which interns change their own."""

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and may_touch(request.user, obj)


class StoryScreen:
    """One screen about a story, with its addresses; ArticleAdmin has a list of them.

    model_admin  the ArticleAdmin, which knows who may see and change a story
    """

    def __init__(self, model_admin):
        self.model_admin, self.site = model_admin, model_admin.admin_site

    def urls(self):
        """Return the URL patterns of the screen, relative to the list of stories."""
        raise NotImplementedError

    def path(self, route, view, name):
        """Return the pattern of a view for staff, below the address of a story."""
        return path(f"<int:object_id>/{route}", self.site.admin_view(view), name=f"articles_article_{name}")

    def story(self, request, object_id, *, to_change=False):
        """Return a story. Raise Http404, or PermissionDenied for a user who may not view or change it."""
        article = self.model_admin.get_object(request, str(object_id))
        if article is None:
            raise Http404
        if not self.may_open(request, article, to_change=to_change):
            raise PermissionDenied
        return article

    def may_open(self, request, article, *, to_change=False):
        if to_change:
            return self.model_admin.has_change_permission(request, article)
        return self.model_admin.has_view_or_change_permission(request, article)

    def page(self, request, article, template, context, *, status=200):
        """Render a page about a story by the name of its template; `context` has the title."""
        context = {
            **self.site.each_context(request),
            "opts": Article._meta,
            "original": article,
            "headline_language": headline_language(article),
            "is_nav_sidebar_enabled": False,
            **context,
        }
        request.current_app = self.site.name
        return TemplateResponse(request, f"admin/articles/article/{template}.html", context, status=status)

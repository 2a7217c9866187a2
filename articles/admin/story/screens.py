"""Base classes of the screens about one story, and the way back from them."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from articles.admin.base import BilingualAdmin
from articles.admin.story.status import headline_language
from articles.admin.story_rows import story_address
from articles.models import Article
from articles.workflow.permissions import may_touch

# The header of a request by action_drawer.js, and of its answers: a page for the drawer, or no content and
# the address to "open" in the drawer or to "leave" for. The drawer reports any other answer as a problem.
DRAWER = "X-Drawer"
PAGE, OPEN, LEAVE = "page", "open", "leave"


def is_for_drawer(request: HttpRequest) -> bool:
    return DRAWER in request.headers


def drawer_redirect(request: HttpRequest, response: HttpResponse, *, to: str = LEAVE) -> HttpResponse:
    """Return a response for the drawer in place of a redirect, which fetch would follow unseen.

    The messages are then still there for the page that the browser goes to.
    """
    if not (is_for_drawer(request) and isinstance(response, HttpResponseRedirect)):
        return response
    return HttpResponse(status=204, headers={DRAWER: to, "Location": response.url})


def return_url(request: HttpRequest, article: Article, otherwise: str = "") -> str:
    """Return the admin address in the query's `next`, else `otherwise`, else that of the story form."""
    asked = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, None) and asked.startswith(reverse("admin:index"))
    return asked if is_ours else otherwise or story_address(article.pk)


def return_label(address: str, article: Article) -> str:
    """Return the words of a link to an address of return_url."""
    labels = {
        story_address(article.pk): _("Back to the story"),
        reverse("admin:calendar"): _("Back to the calendar"),
        reverse("admin:board"): _("Back to the board"),
    }
    return labels.get(address.partition("?")[0], _("Cancel"))


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
        """Render a page about a story by the name of its template; `context` has the title.

        A template that extends `frame` can be shown in the drawer of the story's form.
        """
        is_in_drawer = is_for_drawer(request)
        context = {
            **self.site.each_context(request),
            "opts": Article._meta,
            "original": article,
            "headline_language": headline_language(article),
            "is_nav_sidebar_enabled": False,
            "is_in_drawer": is_in_drawer,
            "frame": f"admin/articles/article/{'drawer' if is_in_drawer else 'page'}.html",
            **context,
        }
        request.current_app = self.site.name
        response = TemplateResponse(
            request, f"admin/articles/article/{template}.html", context, status=status
        )
        patch_vary_headers(response, [DRAWER])
        if is_in_drawer:
            response[DRAWER] = PAGE
        return response

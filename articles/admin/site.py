"""The frame of all screens: the publication's name, and the way to its pages."""

import django_tasks_db.admin  # noqa: F401  (registers what must be there before it is taken away)
import taggit.admin  # noqa: F401
from django.contrib import admin
from django.urls import NoReverseMatch, reverse
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult
from taggit.models import Tag

from articles.admin.dashboard.screen import overview
from articles.admin.desk_screens import with_desk_screens
from articles.admin.extensions import registered_context
from articles.admin.library.publication import publication_of
from articles.admin.sidebar import grouped
from articles.admin.words_of_django import ScriptWords
from articles.models import Language, localized, other


def publication_name(request):
    """In the language of the screens, else in the other; asked at each page, for it may be edited."""
    publication = publication_of(request)
    language = Language(get_language())
    names = [getattr(publication, localized("name", one)) for one in (language, other(language))]
    return next(filter(None, names), _("Newsroom"))


def front_page():
    """The readers' front page in the language of the screens."""
    try:
        return reverse("public:front", args=[get_language()])
    except NoReverseMatch:
        return "/"


def named(site):
    """AdminSite.each_context for one site, which asks for the publication's name once a page."""

    def each_context(request):
        name = publication_name(request)
        own = {"site_header": name, "site_title": name}
        return admin.AdminSite.each_context(site, request) | own | registered_context(request)

    return each_context


def furnish(site):
    """Give an admin site the newsroom's name and manners."""
    site.each_context = named(site)
    site.get_app_list = grouped(site)
    site.get_urls = with_desk_screens(site)
    site.index = overview(site)
    site.site_url = lazy(front_page, str)()
    site.index_title = lazy(lambda: _("Newsroom"), str)()
    site.i18n_javascript = lambda request, extra_context=None: ScriptWords.as_view()(request)
    site.empty_value_display = ""
    # taggit's own tags are not used; ours are Topics.
    site.unregister(Tag)
    site.unregister(DBTaskResult)  # the queue of the machine, no matter of the newsroom
    # Nothing is deleted in bulk: each deletion is looked at, refused or logged by itself.
    site.disable_action("delete_selected")


furnish(admin.site)

"""The admin site: the publication's name in its header, the menu, and what packages register."""

from functools import cache

from django.contrib import admin
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from articles.admin.django_messages import AdminJavaScriptCatalog
from articles.admin.extensions import registered_context, registered_urls
from articles.models import Language, Publication, localized, other

# The menu: a group's name (none for the daily work) and its models. All others come last.
MENU = [
    ("", ["Article", "Image", "Topic", "Term", "MemoryEntry", "Section", "Author"]),
    (gettext_lazy("Records"), ["Edition", "Event", "PreviewLink", "MostRead"]),
    (gettext_lazy("Site settings"), ["Publication", "StandingPage"]),
    (gettext_lazy("Users and permissions"), ["User", "Group"]),
]
# Models of other packages that nobody edits here: tags are Topics, and the task queue runs by itself.
UNREGISTERED = {"taggit.tag", "django_tasks_database.dbtaskresult"}


class NewsroomAdminSite(admin.AdminSite):
    """The admin of the newsroom."""

    def __init__(self, name="admin"):
        super().__init__(name)
        self.empty_value_display = ""
        # Nothing is deleted in bulk: each deletion is looked at, refused or logged by itself.
        self.disable_action("delete_selected")

    @property
    def site_url(self):
        """Address of the readers' front page in the language of the screens."""
        try:
            return reverse("public:front", args=[get_language()])
        except NoReverseMatch:
            return "/"

    @property
    def index_title(self):
        return _("Newsroom")

    def register(self, model_or_iterable, admin_class=None, **options):
        models = model_or_iterable if isinstance(model_or_iterable, list | tuple) else [model_or_iterable]
        models = [model for model in models if model._meta.label_lower not in UNREGISTERED]
        super().register(models, admin_class, **options)

    def get_urls(self):
        return [*registered_urls(self), *super().get_urls()]

    def each_context(self, request):
        name = publication_name(request)
        own = {"site_header": name, "site_title": name}
        return super().each_context(request) | own | registered_context(request)

    def get_app_list(self, request, app_label=None):
        """Return the lists that a person may see, in the groups of MENU instead of apps."""
        if app_label:
            return super().get_app_list(request, app_label)
        if not hasattr(request, "menu"):  # the first screen asks twice, and some permissions cost a query
            request.menu = menu_groups(super().get_app_list(request))
        return request.menu

    def i18n_javascript(self, request, extra_context=None):
        return AdminJavaScriptCatalog.as_view()(request)


@cache
def default_site() -> NewsroomAdminSite:
    """Return the one admin site.

    Cached because importing this module imports articles.admin, which registers models: Django then asks for
    its default site a second time, while it still waits for the first answer.
    """
    return NewsroomAdminSite()


def current_publication(request: HttpRequest) -> Publication:
    """Return the publication, read once a request for the header and the menu."""
    if not hasattr(request, "publication"):
        request.publication = Publication.objects.current()
    return request.publication


def publication_name(request):
    """Return the publication's name in the language of the screens, else in the other."""
    publication = current_publication(request)
    language = Language(get_language())
    names = [getattr(publication, localized("name", one)) for one in (language, other(language))]
    return next(filter(None, names), _("Newsroom"))


def menu_groups(apps):
    """Return the models of Django's apps in the groups of MENU, without the groups that would be empty."""
    models = {model["object_name"]: model for app in apps for model in app["models"]}
    groups = [(name, [models.pop(one) for one in wanted if one in models]) for name, wanted in MENU]
    groups.append((_("Other"), list(models.values())))
    return [menu_group(name, models) for name, models in groups if models]


def menu_group(name, models):
    """Return a group in the form of Django's apps, for whatever reads their list."""
    return {
        "name": name,
        "app_label": "",
        "app_url": "",
        "has_module_perms": True,
        "models": models,
    }


def may_see(user, model: str) -> bool:
    """Return whether a person may see the rows of a model of articles, named in lower case."""
    return any(user.has_perm(f"articles.{verb}_{model}") for verb in ("view", "change"))

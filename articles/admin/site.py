"""The admin site: its header and menu, and what packages add that articles.admin must not import."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from operator import itemgetter

from django.contrib import admin
from django.contrib.admin import AdminSite
from django.contrib.auth.models import AbstractUser
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import URLPattern, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from articles.admin.display import preferred_text
from articles.admin.django_messages import AdminJavaScriptCatalog
from articles.models import Article, Event, Publication

# The menu: a group's name (none for the daily work), and its models or screens. All others come last.
MENU = [
    (
        "",
        [
            *("BreakingNews", "LiveCoverage", "Article", "DiaryItem", "NewsletterIssue", "Image"),
            *("PictureContract", "Topic", "Term", "MemoryEntry", "Section", "Author"),
        ],
    ),
    (
        gettext_lazy("Records"),
        [
            *("Edition", "Event", "Claim", "Redaction", "PreviewLink"),
            *("ConfidentialSource", "RestrictedStory", "Readership", "MostRead", "MachineDrafts"),
        ],
    ),
    (
        gettext_lazy("Site settings"),
        ["Publication", "StandingPage", "Advertisement", "Redirect", "Subscription", "Status"],
    ),
    (
        gettext_lazy("Users and permissions"),
        ["User", "Group", "PermissionRequest", "CustodyRequest", "SecurityEvent"],
    ),
]
# Models of other packages that nobody edits here: tags are Topics, the task queue runs by itself, and what
# opens an account is its person's own matter.
UNREGISTERED = {
    *("taggit.tag", "django_tasks_database.dbtaskresult", "mfa.authenticator", "usersessions.usersession"),
    *("account.emailaddress", "account.emailconfirmation", "socialaccount.socialaccount"),
    *("socialaccount.socialapp", "socialaccount.socialtoken"),
}
# What packages have registered.
URLS: list[Callable[[AdminSite], list[URLPattern]]] = []
CONTEXTS: list[Callable[[HttpRequest], dict]] = []
MENU_SCREENS: list[tuple[str, str, str, Callable]] = []
STORY_LINKS: list[tuple[str, str, Callable]] = []
PANELS: list[tuple[int, str, Callable]] = []
STORY_PANELS: list[tuple[str, Callable]] = []
REPORT_PARTS: list[tuple[str, Callable]] = []
CALENDAR_ENTRIES: list[Callable] = []
STORY_LIST_ACTIONS: dict[str, "StoryListAction"] = {}
STORY_CHIPS: list[Callable[[], dict[int, str]]] = []
STORY_LIST_PARTS: list[tuple[str, Callable]] = []
PICTURE_FINDERS: list[Callable[[list[str]], dict[str, int]]] = []
story_search: Callable[[str, QuerySet[Article] | None], "FoundStories | None"] | None = None
DESCRIPTIONS: dict[str, list[Callable[[list[Event]], dict[int, str]]]] = {}


@dataclass(frozen=True)
class StoryListAction:
    """An action on the stories that somebody has marked in their list.

    may_use   may_use(user): whether the list offers it
    respond   respond(request, stories) returns the response, of a QuerySet in the order of the list
    """

    name: str
    label: str
    may_use: Callable[[AbstractUser], bool]
    respond: Callable


@dataclass(frozen=True)
class Passage:
    """A passage of a story that matched a search.

    label   of the part of the story that it is from
    pieces  [(text, whether it matched)]
    """

    label: str
    language: str
    pieces: list[tuple[str, bool]]


@dataclass(frozen=True)
class FoundStories:
    """The stories that a full-text search of the list of stories found.

    ids        those that pass the filters
    has_words  whether a story has the words; the letters of headlines are searched where none has
    most       how many stories were looked through, if others match too
    waiting    the number of stories that were changed and are not found by their new words yet
    passages   passages(stories) returns {id: Passage} of the stories of a page
    """

    ids: frozenset[int]
    has_words: bool
    most: int | None
    waiting: int
    passages: Callable[[Iterable], dict[int, Passage]]


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
        return reverse("public:front", args=[get_language()])

    @property
    def index_title(self):
        return _("Newsroom")

    def register(self, model_or_iterable, admin_class=None, **options):
        models = model_or_iterable if isinstance(model_or_iterable, list | tuple) else [model_or_iterable]
        models = [model for model in models if model._meta.label_lower not in UNREGISTERED]
        super().register(models, admin_class, **options)

    def get_urls(self):
        return [*(pattern for urls in URLS for pattern in urls(self)), *super().get_urls()]

    def each_context(self, request):
        publication = Publication.objects.current()
        name = preferred_text(publication, "name")[1] or _("Newsroom")
        own = {"publication": publication, "site_header": name, "site_title": name}
        for added in CONTEXTS:
            own |= added(request)
        return super().each_context(request) | own

    def get_app_list(self, request, app_label=None):
        """Return the lists that a person may see, in the groups of MENU instead of apps.

        Pages without the menu never ask all models and screens who may open them.
        """
        if app_label:
            return super().get_app_list(request, app_label)
        return SimpleLazyObject(lambda: self._menu(request))

    def _menu(self, request):
        screens = [
            {"object_name": name, "name": label, "admin_url": reverse(url)}
            for name, label, url, may_open in MENU_SCREENS
            if may_open(request.user)
        ]
        return menu_groups(super().get_app_list(request), screens)

    def i18n_javascript(self, request, extra_context=None):
        return AdminJavaScriptCatalog.as_view()(request)


@cache
def default_site() -> NewsroomAdminSite:
    """Return the one admin site.

    Cached because importing this module imports articles.admin, which registers models: Django then asks for
    its default site a second time, while it still waits for the first answer.
    """
    return NewsroomAdminSite()


def menu_groups(apps, screens=()):
    """Return the models of Django's apps and screens in the groups of MENU, in the form of Django's apps."""
    found = [*(model for app in apps for model in app["models"]), *screens]
    models = {model["object_name"]: model for model in found}
    groups = [(name, [models.pop(one) for one in wanted if one in models]) for name, wanted in MENU]
    groups.append((_("Other"), list(models.values())))
    app = {"app_label": "", "app_url": "", "has_module_perms": True}
    return [app | {"name": name, "models": models} for name, models in groups if models]


def may_see(user: AbstractUser, model: str, app: str = "articles") -> bool:
    """Return whether a person may see the rows of a model, named in lower case, of an app."""
    return any(user.has_perm(f"{app}.{verb}_{model}") for verb in ("view", "change"))


def _adding(registry, name):
    """Return a decorator that adds (name, function) to a registry."""

    def add(function):
        registry.append((name, function))
        return function

    return add


def register_urls(urls: Callable[[AdminSite], list[URLPattern]]) -> Callable:
    """Add urls(site) to the addresses of an admin site, before Django's own. Usable as a decorator."""
    URLS.append(urls)
    return urls


def register_menu_screen(
    name: str, label: str, url_name: str, may_open: Callable[[AbstractUser], bool]
) -> None:
    """List a screen in the menu, under its name in MENU, for those who may open it."""
    MENU_SCREENS.append((name, label, url_name, may_open))


def register_story_link(label: str, url_name: str, may_open: Callable[[AbstractUser], bool]) -> None:
    """Offer another way to create a story, beside “New story”, to those who may use it."""
    STORY_LINKS.append((label, url_name, may_open))


def register_context(context: Callable[[HttpRequest], dict]) -> Callable:
    """Add context(request) to the context of every page of the admin. Usable as a decorator."""
    CONTEXTS.append(context)
    return context


def register_panel(template: str, context: Callable[[object, datetime], dict | None], *, position: int):
    """Show a panel in the right column of the first screen; those with a lower position come first.

    context  context(user, at) returns the template's context, or None where there is nothing to show
    """
    PANELS.append((position, template, context))


def register_story_panel(template: str) -> Callable:
    """Show a panel at the end of the story form. A decorator of context(user, article).

    It returns the context of the template, or None where there is nothing to show.
    """

    return _adding(STORY_PANELS, template)


def register_report_part(heading: str) -> Callable:
    """Add a part to the morning report. A decorator of lines(user, since, until).

    It returns [(words, address or "")], and none for somebody who is not to know of it.
    """

    return _adding(REPORT_PARTS, heading)


def register_calendar_entries(entries: Callable) -> Callable:
    """Show more in the calendar. A decorator of entries(request, first, last) for the days between, included.

    It returns what articles.admin.calendar fills its days with: objects like CalendarEntry.
    """
    CALENDAR_ENTRIES.append(entries)
    return entries


def register_story_chips(chips: Callable[[], dict[int, str]]) -> Callable:
    """Show chips in the desk's lists. A decorator of chips(), which returns {id of a story: HTML}."""
    STORY_CHIPS.append(chips)
    return chips


def register_picture_finder(find: Callable[[list[str]], dict[str, int]]) -> Callable:
    """Know pictures of pasted texts by find(addresses), which returns {address: id of an Image}."""
    PICTURE_FINDERS.append(find)
    return find


def register_story_list_action(action: StoryListAction) -> None:
    """Offer an action on marked stories in their list."""
    STORY_LIST_ACTIONS[action.name] = action


def register_story_list_part(template: str) -> Callable:
    """Show a part above the list of stories. A decorator of context(request).

    It returns the context of the template, or None where there is nothing to show.
    """

    return _adding(STORY_LIST_PARTS, template)


def register_story_search(find: Callable[[str, QuerySet[Article] | None], FoundStories | None]) -> None:
    """Search the list of stories by find(words, among), which returns None for words that it does not know.

    among  the stories that filters leave, or None without filters

    There is one search: raise ValueError for a second.
    """
    global story_search
    if story_search not in (None, find):
        raise ValueError("The list of stories already has a search.")
    story_search = find


def has_story_search() -> bool:
    """Return whether a package has registered a full-text search."""
    return story_search is not None


def find_stories(words: str, among: QuerySet[Article] | None = None) -> FoundStories | None:
    """Return what the registered search finds; None without one, and for words that it does not know."""
    return story_search(words, among) if story_search else None


def register_description(subject_type: str, describe: Callable[[list[Event]], dict[int, str]]) -> None:
    """Describe events about one model by describe(events), which returns {id of an event: words}.

    Several may be registered for one model, each for the events that it knows.
    """
    DESCRIPTIONS.setdefault(subject_type, []).append(describe)


def story_chips() -> dict[int, list[str]]:
    """Return {id of a story: its registered chips as HTML}, without stories that have none."""
    found = {}
    for chips in STORY_CHIPS:
        for story, chip in chips().items():
            found.setdefault(story, []).append(chip)
    return found


def render_story_panels(user: AbstractUser, article) -> list[str]:
    """Return the HTML of the registered panels that have something to say of a story."""
    return _rendered((template, context(user, article)) for template, context in STORY_PANELS)


def render_story_list_parts(request: HttpRequest) -> list[str]:
    """Return the HTML of the registered parts above the list of stories that have something to show."""
    return _rendered(((template, context(request)) for template, context in STORY_LIST_PARTS), request)


def _rendered(contexts, request=None):
    """Return the HTML of (template, context) pairs, without those whose context is None."""
    return [render_to_string(name, context, request) for name, context in contexts if context is not None]


def report_parts(user: AbstractUser, since: datetime, until: datetime) -> list[tuple[str, list]]:
    """Return [(heading, lines)] of the registered parts of the morning report that have something to say."""
    parts = [(heading, lines(user, since, until)) for heading, lines in REPORT_PARTS]
    return [part for part in parts if part[1]]


def render_panels(user: AbstractUser, at: datetime) -> list[str]:
    """Return the HTML of the registered panels that have something to show to a person."""
    panels = sorted(PANELS, key=itemgetter(0))
    return _rendered((template, context(user, at)) for _position, template, context in panels)


def describe_events(events: Iterable[Event]) -> dict[int, str]:
    """Return {id of an event: its words} for events about models that have a description registered."""
    groups = {}
    for event in events:
        for describe in DESCRIPTIONS.get(event.subject_type, ()):
            groups.setdefault(describe, []).append(event)
    return {pk: words for describe, group in groups.items() for pk, words in describe(group).items()}

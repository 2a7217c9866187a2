"""Admin site: its header and menu, and registries for packages that articles.admin must not import."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from operator import itemgetter

from django.contrib import admin
from django.contrib.admin import AdminSite
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import URLPattern, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from articles.admin.display import preferred_text
from articles.admin.django_messages import AdminJavaScriptCatalog
from articles.annotations import InterfaceText, User
from articles.models import Article, Event, Publication

# Groups of the menu: name ("" for daily work), and models or screens. All others come last.
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
# Models of other packages that are not edited here: tags are Topics, the task queue runs automatically, and
# users manage their own credentials.
UNREGISTERED = {
    *("taggit.tag", "django_tasks_database.dbtaskresult", "mfa.authenticator", "usersessions.usersession"),
    *("account.emailaddress", "account.emailconfirmation", "socialaccount.socialaccount"),
    *("socialaccount.socialapp", "socialaccount.socialtoken"),
}
# Registries that packages add to.
URLS: list[Callable[[AdminSite], list[URLPattern]]] = []
CONTEXTS: list[Callable[[HttpRequest], dict]] = []
MENU_SCREENS: list[tuple[str, InterfaceText, str, Callable[[User], bool]]] = []
STORY_LINKS: list[tuple[InterfaceText, str, Callable[[User], bool]]] = []
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
    """An action on the stories selected in the story list.

    may_use   may_use(user): whether the list offers it
    respond   respond(request, stories): returns the response for a QuerySet in the order of the list
    """

    name: str
    label: InterfaceText
    may_use: Callable[[User], bool]
    respond: Callable


@dataclass(frozen=True)
class Passage:
    """A passage of a story that matched a search.

    label   the label of the part of the story that contains it
    pieces  [(text, whether it matched)]
    """

    label: str
    language: str
    pieces: list[tuple[str, bool]]


@dataclass(frozen=True)
class FoundStories:
    """Result of a full-text search of the story list.

    ids        the ids of the matching stories that pass the filters
    has_words  whether any story has the words; otherwise headlines are searched by letters
    most       the number of stories that were searched, if older ones may match, too; else None
    waiting    the number of changed stories that are not indexed with their new words yet
    passages   passages(stories) returns {id: Passage} of the stories of a page
    """

    ids: frozenset[int]
    has_words: bool
    most: int | None
    waiting: int
    passages: Callable[[Iterable], dict[int, Passage]]


class NewsroomAdminSite(admin.AdminSite):
    def __init__(self, name="admin"):
        super().__init__(name)
        self.empty_value_display = ""
        # No bulk deletion: each deletion is checked, refused or logged separately.
        self.disable_action("delete_selected")

    @property
    def site_url(self):
        """Return the address of the public front page in the interface language."""
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
        """Return the lists that a user may view, in the groups of MENU instead of apps.

        Evaluated lazily, so that pages without the menu do not check the permissions of all models.
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
    """Return the only admin site.

    Cached because importing this module imports articles.admin, which registers models: Django then requests
    its default site a second time, before the first request has returned.
    """
    return NewsroomAdminSite()


def menu_groups(apps, screens=()):
    """Return the models of Django's apps and the screens, grouped by MENU, in the format of Django's apps."""
    entries = [*(model for app in apps for model in app["models"]), *screens]
    models = {model["object_name"]: model for model in entries}
    groups = [
        (name, [models.pop(object_name) for object_name in wanted if object_name in models])
        for name, wanted in MENU
    ]
    groups.append((_("Other"), list(models.values())))
    app = {"app_label": "", "app_url": "", "has_module_perms": True}
    return [app | {"name": name, "models": models} for name, models in groups if models]


def may_see(user: User, model: str, app: str = "articles") -> bool:
    """Return whether a user may view the rows of a model (in lower case) of an app."""
    return any(user.has_perm(f"{app}.{verb}_{model}") for verb in ("view", "change"))


def _adding(registry, name):
    """Return a decorator that adds (name, function) to a registry."""

    def add(function):
        registry.append((name, function))
        return function

    return add


def register_urls(urls: Callable[[AdminSite], list[URLPattern]]) -> Callable:
    """Add urls(site) to the addresses of the admin site, before Django's own. Usable as a decorator."""
    URLS.append(urls)
    return urls


def register_menu_screen(
    name: str, label: InterfaceText, url_name: str, may_open: Callable[[User], bool]
) -> None:
    """Add a screen to the menu, under its name in MENU, for users who may open it."""
    MENU_SCREENS.append((name, label, url_name, may_open))


def register_story_link(label: InterfaceText, url_name: str, may_open: Callable[[User], bool]) -> None:
    """Add another way to create a story, next to “New story”, for users who may use it."""
    STORY_LINKS.append((label, url_name, may_open))


def register_context(context: Callable[[HttpRequest], dict]) -> Callable:
    """Add context(request) to the context of every page of the admin. Usable as a decorator."""
    CONTEXTS.append(context)
    return context


def register_panel(template: str, context: Callable[[User, datetime], dict | None], *, position: int):
    """Add a panel to the right column of the dashboard. Lower positions come first.

    context  context(user, at) returns the template's context, or None to hide the panel
    """
    PANELS.append((position, template, context))


def register_story_panel(template: str) -> Callable:
    """Add a panel at the end of the story form. Decorator of context(user, article).

    The function returns the context of the template, or None to hide the panel.
    """

    return _adding(STORY_PANELS, template)


def register_report_part(heading: InterfaceText) -> Callable:
    """Add a part to the morning report. Decorator of lines(user, since, until).

    The function returns [(words, address or "")], or [] for users who may not see the part.
    """

    return _adding(REPORT_PARTS, heading)


def register_calendar_entries(entries: Callable) -> Callable:
    """Add entries to the calendar. Decorator of entries(request, first, last) for a range of days, inclusive.

    The function returns objects like articles.admin.calendar.CalendarEntry.
    """
    CALENDAR_ENTRIES.append(entries)
    return entries


def register_story_chips(chips: Callable[[], dict[int, str]]) -> Callable:
    """Add chips to the lists of the desk. Decorator of chips(), which returns {story id: HTML}."""
    STORY_CHIPS.append(chips)
    return chips


def register_picture_finder(find: Callable[[list[str]], dict[str, int]]) -> Callable:
    """Add find(addresses) to recognise pictures of pasted texts. It returns {address: id of an Image}."""
    PICTURE_FINDERS.append(find)
    return find


def register_story_list_action(action: StoryListAction) -> None:
    """Add an action on selected stories to the story list."""
    STORY_LIST_ACTIONS[action.name] = action


def register_story_list_part(template: str) -> Callable:
    """Add a part above the story list. Decorator of context(request).

    The function returns the context of the template, or None to hide the part.
    """

    return _adding(STORY_LIST_PARTS, template)


def register_story_search(find: Callable[[str, QuerySet[Article] | None], FoundStories | None]) -> None:
    """Register find(words, among) as the search of the story list.

    find() returns None if the words contain nothing to search for. `among` has the stories that pass the
    filters of the list, or is None if there are no filters.

    Raise ValueError if another search is registered.
    """
    global story_search
    if story_search not in (None, find):
        raise ValueError("The list of stories already has a search.")
    story_search = find


def has_story_search() -> bool:
    """Return whether a package has registered a full-text search."""
    return story_search is not None


def find_stories(words: str, among: QuerySet[Article] | None = None) -> FoundStories | None:
    """Return the result of the registered search; None without one, or without searchable words."""
    return story_search(words, among) if story_search else None


def register_description(subject_type: str, describe: Callable[[list[Event]], dict[int, str]]) -> None:
    """Add describe(events) for events about one model. It returns {event id: description}.

    Several functions may be registered for one model, each for its own events.
    """
    DESCRIPTIONS.setdefault(subject_type, []).append(describe)


def story_chips() -> dict[int, list[str]]:
    """Return {story id: its registered chips as HTML}, only for stories with chips."""
    by_story = {}
    for chips in STORY_CHIPS:
        for story, chip in chips().items():
            by_story.setdefault(story, []).append(chip)
    return by_story


def render_story_panels(user: User, article) -> list[str]:
    """Return the HTML of the registered panels that are shown for a story."""
    return _rendered((template, context(user, article)) for template, context in STORY_PANELS)


def render_story_list_parts(request: HttpRequest) -> list[str]:
    """Return the HTML of the registered parts that are shown above the story list."""
    return _rendered(((template, context(request)) for template, context in STORY_LIST_PARTS), request)


def _rendered(contexts, request=None):
    """Return the HTML of (template, context) pairs, except pairs with the context None."""
    return [render_to_string(name, context, request) for name, context in contexts if context is not None]


def report_parts(user: User, since: datetime, until: datetime) -> list[tuple[str, list]]:
    """Return [(heading, lines)] of the registered parts of the morning report, without empty parts."""
    parts = [(heading, lines(user, since, until)) for heading, lines in REPORT_PARTS]
    return [part for part in parts if part[1]]


def render_panels(user: User, at: datetime) -> list[str]:
    """Return the HTML of the registered panels that are shown to a user."""
    panels = sorted(PANELS, key=itemgetter(0))
    return _rendered((template, context(user, at)) for _position, template, context in panels)


def describe_events(events: Iterable[Event]) -> dict[int, str]:
    """Return {event id: description} for events about models with a registered description."""
    groups = {}
    for event in events:
        for describe in DESCRIPTIONS.get(event.subject_type, ()):
            groups.setdefault(describe, []).append(event)
    return {pk: words for describe, group in groups.items() for pk, words in describe(group).items()}

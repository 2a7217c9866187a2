"""Extension points of the admin, for packages that articles.admin must not import."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import URLPattern

from articles.models import Event

URLS: list[Callable[[AdminSite], list[URLPattern]]] = []
CONTEXTS: list[Callable[[HttpRequest], dict]] = []
PANELS: list["DashboardPanel"] = []
DESCRIPTIONS: dict[str, Callable[[list[Event]], dict[int, str]]] = {}


@dataclass
class DashboardPanel:
    """A panel in the right column of the first screen.

    context  context(user, at) returns the template's context, or None where there is nothing to show
    """

    template: str
    context: Callable[[object, datetime], dict | None]
    position: int


def register_urls(urls: Callable[[AdminSite], list[URLPattern]]):
    """Add urls(site) to the addresses of an admin site, before Django's own. Usable as a decorator."""
    URLS.append(urls)
    return urls


def register_context(context: Callable[[HttpRequest], dict]):
    """Add context(request) to the context of every page of the admin. Usable as a decorator."""
    CONTEXTS.append(context)
    return context


def register_panel(template: str, context: Callable[[object, datetime], dict | None], *, position: int):
    """Show a panel on the first screen; those with a lower position come first."""
    PANELS.append(DashboardPanel(template, context, position))
    PANELS.sort(key=lambda panel: panel.position)


def register_description(subject_type: str, describe: Callable[[list[Event]], dict[int, str]]):
    """Describe the events about one model by describe(events), which returns {id of an event: words}."""
    DESCRIPTIONS[subject_type] = describe


def registered_urls(site: AdminSite) -> list[URLPattern]:
    """Return the addresses that packages have registered."""
    return [pattern for urls in URLS for pattern in urls(site)]


def registered_context(request: HttpRequest) -> dict:
    """Return the context that packages add to every page."""
    return {name: value for context in CONTEXTS for name, value in context(request).items()}


def render_panels(user, at: datetime) -> list[str]:
    """Return the HTML of the registered panels that have something to show to a person."""
    contexts = [(panel.template, panel.context(user, at)) for panel in PANELS]
    return [render_to_string(template, context) for template, context in contexts if context is not None]


def describe_events(events: Iterable[Event]) -> dict[int, str]:
    """Return {id of an event: its words} for events about models that have a description registered."""
    groups = {}
    for event in events:
        if describe := DESCRIPTIONS.get(event.subject_type):
            groups.setdefault(describe, []).append(event)
    return {pk: words for describe, group in groups.items() for pk, words in describe(group).items()}

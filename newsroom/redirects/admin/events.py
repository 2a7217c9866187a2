"""Descriptions of the log's events about the redirects of a story."""

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.site import register_description
from articles.models import Event, EventType

WORDS = {
    EventType.ADDED: gettext_lazy("redirect added: {}"),
    EventType.CHANGED: gettext_lazy("redirect changed: {}"),
    EventType.REMOVED: gettext_lazy("redirect removed: {}"),
}


def describe_redirects(events: list[Event]) -> dict[int, str]:
    """Return {id of an event: its description}."""
    return {
        event.id: format_html(_(WORDS[event.type]), format_html('<span lang="zxx">{}</span>', name))
        for event in events
        if (name := event.details.get("name"))
    }


register_description("redirect", describe_redirects)

"""Descriptions of the log's events about live coverage and its entries."""

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.site import register_description
from articles.models import Event, EventType

BEGUN_AND_ENDED = {
    EventType.ADDED: gettext_lazy("live coverage begun"),
    EventType.CHANGED: gettext_lazy("live coverage ended"),
}
BEGINS = {
    "posted": gettext_lazy("live entry {number} posted: {words}"),
    "translated": gettext_lazy("live entry {number} translated: {words}"),
    "corrected": gettext_lazy("live entry {number} corrected: {words}"),
    "pinned": gettext_lazy("live entry {number} made a key point: {words}"),
    "unpinned": gettext_lazy("live entry {number} no longer a key point: {words}"),
}
TAKEN_DOWN = gettext_lazy("live entry {number} taken down: {words}")
REPLACED = gettext_lazy("live entry {number} replaced by its next version: {words}")


def describe_coverage(events: list[Event]) -> dict[int, str]:
    """Return {id of an event: its description}."""
    return {event.id: _(BEGUN_AND_ENDED[event.type]) for event in events if event.type in BEGUN_AND_ENDED}


def describe_entries(events: list[Event]) -> dict[int, str]:
    """Return {id of an event: its description}, with the first words of the entry."""
    found = {}
    for event in events:
        step = event.details.get("step", "")
        sentence = TAKEN_DOWN if step == "taken_down" else REPLACED
        if event.type == EventType.ADDED:
            sentence = BEGINS.get(step)
        if sentence is not None and "number" in event.details:
            words = format_html('<span lang="{}">{}</span>', event.language, event.details["name"])
            found[event.id] = format_html(str(sentence), number=event.details["number"], words=words)
            if image := event.details.get("image"):
                name = _("Image %(number)s") % {"number": image}
                found[event.id] = format_html("{} · {}", found[event.id], name)
    return found


register_description("livecoverage", describe_coverage)
register_description("liveentry", describe_entries)

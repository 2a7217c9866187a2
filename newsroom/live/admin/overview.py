"""Live coverage on other screens of the admin: its chip, its panel, and descriptions of its events."""

from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.display import chip, datetime_html, headline_html
from articles.admin.site import may_see, register_description, register_panel, register_story_chips
from articles.models import Article, Event, EventType
from newsroom.live.admin.desk import desk_address
from newsroom.live.models import LiveCoverage

MOST = 20  # stories that are live together
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


@register_story_chips
def live_chips() -> dict[int, str]:
    """Return {id of a story that is live: the link to its live coverage}, in one query."""
    found = LiveCoverage.objects.open().values_list("article_id", flat=True)[:MOST]
    return {
        pk: format_html('<a href="{}">{}</a>', desk_address(pk), chip("live", _("Live coverage")))
        for pk in found
    }


def live_panel(user: AbstractUser, at: datetime) -> dict | None:
    """Return the context of the panel of stories that are live; None without one."""
    if not may_see(user, "article"):
        return None
    coverages = list(LiveCoverage.objects.open()[:MOST])
    stories = headlines_of(coverages)
    rows = [
        (desk_address(one.article_id), stories[one.article_id], datetime_html(one.begun_at))
        for one in coverages
    ]
    return {"rows": rows} if rows else None


def headlines_of(coverages: list[LiveCoverage]) -> dict[int, str]:
    """Return {id of a story: its headline as HTML} of coverages, in one query.

    By their ids: joined, SQLite would look through all stories.
    """
    ids = {row.article_id for row in coverages}
    found = Article.objects.defer("body", "body_en", "body_ko").in_bulk(ids) if ids else {}
    return {pk: headline_html(article) for pk, article in found.items()}


register_panel("admin/live/_panel.html", live_panel, position=0)


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

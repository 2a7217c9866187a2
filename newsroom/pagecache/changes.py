"""Changes and the page keys that they concern: logged events, and changes planned for an instant.

Work at the desk concerns no page. An edition concerns lists and the pages that show its story. A topic,
author, term or picture concerns the pages that show it. A change to the frame concerns all pages, and so does
any event type that is unknown here.

To find out why a page does not change, compare the keys of the event (`changes_of`) or of the planned change
(`planned_changes`) with the keys of the page (CachedPage.keys; with a CDN, the header Surrogate-Key).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from articles.models.edition import Edition
from articles.models.event import ConsumerPosition, Event, EventType
from articles.models.language import Language
from newsroom.advertising.models import Advertisement
from newsroom.claims.models.statement import Statement
from newsroom.frontpage.models import Placement, SlotKind
from newsroom.pagecache.page_keys import (
    ADVERTISING,
    COVERAGES,
    LISTS,
    SEARCH,
    SITE,
    STATEMENTS,
    TERMS,
    key_of,
)
from newsroom.related.models import Relation

# Types of events about work at the desk, which readers cannot notice.
AT_THE_DESK = frozenset(
    {
        *EventType.STEPS,
        EventType.UNDONE,
        *(EventType.WANTED, EventType.ASSIGNED, EventType.PLANNED, EventType.NOTED, EventType.NOTE_RESOLVED),
        *(EventType.WAIVED, EventType.WAIVER_TAKEN_BACK),
        *(EventType.PREVIEW_SHARED, EventType.PREVIEW_REVOKED, EventType.WITHDRAWAL_STEP),
    }
)
# Subject types of events. KEYED_BY_ID: objects with a page key of their own. ABOUT_A_STORY: rows that concern
# the pages of a story, whose id is in the details of the event.
KEYED_BY_ID = frozenset({"topic", "author", "term", "image"})
ABOUT_A_STORY = frozenset({"relatedexclusion", "rightsreservation"})
ON_NO_PAGE = frozenset({"redirect"})  # used only for addresses without a page; these are never cached
COMPUTED = frozenset({"related", "search"})  # names of the event consumers that compute rows shown on pages
MOST_EVENTS = 1_000  # events; if there are more, they are not examined, and all pages count as changed
CLEARED = "pages"  # name of the ConsumerPosition that `manage.py clear_pages` increases


class PageChange(NamedTuple):
    """The page keys that an event concerns."""

    event_id: int
    at: datetime
    keys: set[str]


def changes_of(events: Iterable[Event], ranked: dict[str, list[int]]) -> list[PageChange]:
    """Return a PageChange for each event that concerns a page.

    events  a list: it is read more than once
    ranked  {language: ids of the most read stories}
    """
    moves = {event.subject_id for event in events if is_move(event)}
    keys = story_keys(moves, ranked)
    changes = [
        PageChange(event.id, event.at, keys[event.subject_id] if is_move(event) else object_keys(event))
        for event in events
    ]
    return [change for change in changes if change.keys]


def is_move(event: Event) -> bool:
    """Return whether an event changed which editions of a story are live or scheduled."""
    return event.subject_type == "article" and event.type in EventType.MOVES


def story_keys(stories: set[int], ranked: dict[str, list[int]]) -> dict[int, set[str]]:
    """Return {story id: page keys that its editions concern}. Two queries, or none without stories.

    ranked  {language: ids of the most read stories}
    """
    keys = {story: {LISTS, key_of("story", story)} for story in stories}
    for language, ids in ranked.items():
        for story in stories.intersection(ids):
            keys[story].add(key_of("most-read", language))
    if not stories:
        return keys
    filed = Edition.objects.of_articles(stories).exclude(topic_filings=None).order_by()
    for story, topic in filed.values_list("article_id", "topic_filings__topic").distinct():
        keys[story].add(key_of("topic-stories", topic))
    banners = Placement.objects.filter(slot=SlotKind.BANNER, article__in=stories)
    for story in banners.not_over().values_list("article_id", flat=True):
        keys[story].add(SITE)
    return keys


def object_keys(event: Event) -> set[str]:
    """Return the page keys that an event concerns if it is not a move (is_move).

    The set is empty if readers cannot notice the event. An event of an unknown type concerns all pages.
    """
    if event.type in AT_THE_DESK or event.subject_type in ON_NO_PAGE:
        return set()
    if event.subject_type in KEYED_BY_ID:
        return {LISTS, key_of(event.subject_type, event.subject_id)}
    if event.subject_type in ABOUT_A_STORY and "article" in event.details:
        return {LISTS, key_of("story", event.details["article"])}
    if event.subject_type == "advertisement":
        return {ADVERTISING}
    if event.subject_type == "statement":
        return {LISTS, STATEMENTS, key_of("story", event.details["article"])}
    if event.subject_type == "liveentry":
        return {key_of("live", event.details["article"])}
    if event.subject_type == "livecoverage":
        story = event.details["article"]
        return {COVERAGES, key_of("live", story), key_of("story", story)}
    slot = event.details.get("position", {}).get("slot", SlotKind.BANNER)
    if event.subject_type == "placement" and slot != SlotKind.BANNER:
        return {LISTS}
    return {SITE, LISTS}


def planned_changes(
    after: datetime, until: datetime, ranked: dict[str, list[int]]
) -> list[tuple[datetime, frozenset[str]]]:
    """Return [(instant, keys)] of the planned starts and ends in (after, until], ordered by instant.

    Only the starts of editions are read: the start of an edition is the end of the previous one.
    """
    editions = Edition.objects.filter(live_from__gt=after, live_from__lte=until).order_by()
    starts = list(editions.values_list("article_id", "live_from"))
    keys = story_keys({story for story, _at in starts}, ranked)
    changes = [(at, frozenset(keys[story])) for story, at in starts]
    placements = Placement.objects.filter(language__in=Language.values).not_over(after)
    for slot, *bounds in placements.values_list("slot", "placed_from", "placed_until"):
        concerned = frozenset({SITE} if slot == SlotKind.BANNER else {LISTS})
        changes += [(at, concerned) for at in bounds if at and after < at <= until]
    advertisements = Advertisement.objects.not_over(after).order_by()
    for bounds in advertisements.values_list("placed_from", "placed_until"):
        changes += [(at, frozenset({ADVERTISING})) for at in bounds if at and after < at <= until]
    statements = Statement.objects.not_over(after)
    for story, *bounds in statements.values_list("article_id", "live_from", "live_until"):
        concerned = frozenset({LISTS, STATEMENTS, key_of("story", story)})
        changes += [(at, concerned) for at in bounds if after < at <= until]
    return sorted(changes, key=lambda change: change[0])


def computed_keys(consumer: str, after: int, until: int) -> set[str]:
    """Return the keys of the pages whose computed rows may have changed.

    A consumer computed these rows while it read the events with ids in (after, until].

    consumer  its name, or CLEARED; for names that are not in COMPUTED, the set is empty
    """
    if consumer != CLEARED and consumer not in COMPUTED:
        return set()
    if consumer == CLEARED or not 0 < until - after <= MOST_EVENTS:  # all its rows may have been recomputed
        return {SITE}
    events = Event.objects.filter(id__gt=after, id__lte=until).exclude(type__in=AT_THE_DESK)
    if consumer == "search":
        kinds = set(events.order_by().values_list("subject_type", flat=True).distinct())
        return ({SEARCH, TERMS} if "term" in kinds else {SEARCH}) if kinds else set()
    events = events.filter(subject_type="article", type__in=EventType.MOVES).order_by()
    return related_keys(set(events.values_list("subject_id", flat=True).distinct()))


def related_keys(stories: set[int]) -> set[str]:
    """Return the keys of stories, and of the stories whose pages show one of them as a related story.

    Pages that no longer show one of the stories need no row here: they still depend on its key.
    """
    rows = Relation.objects.filter(other_id__in=stories) if stories else Relation.objects.none()
    return {key_of("story", story) for story in stories.union(rows.values_list("article_id", flat=True))}


def clear_pages() -> None:
    """Make all pages count as changed, in every process within a second."""
    with transaction.atomic():
        row, _is_new = ConsumerPosition.objects.select_for_update().get_or_create(name=CLEARED)
        row.last_event_id += 1
        row.save(update_fields=["last_event_id"])

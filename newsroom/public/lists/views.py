"""Lists of stories by section, topic, author and day, newest first, and the rendering of paginated lists."""

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any, NamedTuple

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from articles.annotations import NewsroomRequest
from articles.models.edition import Edition, EditionQuerySet
from articles.models.language import Language, localized, other
from articles.models.people import Author
from articles.models.taxonomy import Section, Topic
from newsroom.advertising.models import AdSlot
from newsroom.frontpage.layout import lay_out_section, placed_editions
from newsroom.frontpage.models import FrontPageScope
from newsroom.pagecache.addresses import DAY, LIST
from newsroom.pagecache.kept_parts import kept_part
from newsroom.public import dates
from newsroom.public.advertisements import advertisement_for
from newsroom.public.frame import Frame, render_page
from newsroom.public.head import Head, collection_nodes, profile_nodes
from newsroom.public.pagination import Cursor, ListSlice, read_cursor, take_slice
from newsroom.public.pictures import library_picture
from newsroom.public.responses import public_page
from newsroom.public.search.form import SearchRequest
from newsroom.public.story_cards import latest_beside, most_read_stories, story_cards


@dataclass
class StoryList:
    """One page of a list of stories: its content and settings."""

    headline: str
    address: tuple  # (URL name, arguments without the language) of its first page
    cursor: Cursor | None
    found: ListSlice  # stories in the page's language
    others: ListSlice = ListSlice([], None)  # stories in the other language, shown after them
    description: str = ""
    languages: tuple = tuple(Language.values)  # languages that have the list
    has_rail: bool = True  # whether the latest and the most read stories are shown beside the list
    has_feed: bool = False  # whether a feed with the same stories is announced
    about: Callable = collection_nodes  # returns the structured data of the first page

    def url(self, language, cursor=None):
        name, *arguments = self.address
        url = reverse(name, args=[language, *arguments])
        return f"{url}?before={cursor}" if cursor else url

    @property
    def feed(self):
        """Return (URL name, *arguments without the language) of its feed for Head, or () without a feed."""
        name, *arguments = self.address
        return (f"{name}_feed", *arguments) if self.has_feed else ()

    def head(self, frame):
        """Return the head. Pages after the first have their start in the title and are not indexed."""
        each = {code: self.url(code) for code in self.languages}
        if self.cursor is None:
            url = each[frame.language]
            structured = partial(self.about, self.headline, url, self.found.editions)
            return Head(self.headline, self.description, url, each, feed=self.feed, structured=structured)
        begins = dates.format_datetime(self.cursor.at, frame.language)
        return Head(
            headline=_("%(title)s: before %(instant)s") % {"title": self.headline, "instant": begins},
            canonical=self.url(frame.language, self.cursor),
            there=each.get(frame.there, ""),
            robots="noindex, follow",
        )


def render_story_list(
    request: NewsroomRequest, template: str, frame: Frame, listing: StoryList, **context
) -> HttpResponse:
    """Render a page of a list. Raise Http404 for a page after the first without stories."""
    if listing.cursor and not listing.found.editions and not listing.others.editions:
        raise Http404
    stories = story_cards(listing.found.editions, frame, request.at)
    rail: dict[str, Any] = {}
    if listing.has_rail:
        latest = latest_beside(listing.found.editions, frame, request.at)
        rail = {"latest": latest, "most_read": most_read_stories(request, frame)}
        rail["advertisement"] = advertisement_for(
            AdSlot.LIST, frame.language, listing.url(frame.language), request.at
        )
    older = listing.found.older or listing.others.older
    return render_page(
        request,
        template,
        frame,
        listing.head(frame),
        stories=stories,
        others=story_cards(listing.others.editions, frame, request.at),
        older_url=listing.url(frame.language, older) if older else "",
        first_url=listing.url(frame.language) if listing.cursor else "",
        description=listing.description,
        **rail,
        **context,
    )


EARLIEST_YEAR = 1900  # earlier days are 404
NOTHING = ListSlice([], None)


@public_page(LIST)
def section_page(request: NewsroomRequest, language: str, slug: str) -> HttpResponse:
    """Show the stories of a section in the page's language. The first page starts with placed stories."""
    section = kept_part(("section", slug), lambda: get_object_or_404(Section, slug=slug))
    cursor = read_cursor(request)
    placed = placed_editions(language, FrontPageScope.SECTION, section.pk, request.at)
    editions = Edition.objects.live(request.at).in_language(language).in_section(section)
    if placed:
        editions = editions.exclude(article__in=[edition.article_id for edition in placed])
    latest = take_slice(editions, cursor)
    if cursor is None:
        latest = latest._replace(editions=lay_out_section(latest.editions, placed))
    newest = latest.editions[0] if latest.editions else None
    story_list = StoryList(
        headline=getattr(section, localized("name", language)),
        description=getattr(section, localized("description", language)),
        address=("public:section", slug),
        cursor=cursor,
        found=latest,
        has_feed=newest is not None,
    )
    return render_story_list(
        request,
        "public/section.html",
        Frame.read(language),
        story_list,
        colour=section.colour,
        search_url=SearchRequest(section=slug).address(language),
        is_led=cursor is None and newest is not None and not (newest.is_brief or newest.is_sponsored),
    )


@public_page(LIST)
def topic_page(request: NewsroomRequest, language: str, slug: str) -> HttpResponse:
    """Show the stories on a topic: first in the page's language, then those that are live only in the other.

    404 for a topic without a name in the language, and for a topic without stories, because its name may
    reveal a future story. The address of a merged topic redirects.
    """
    topic = get_object_or_404(Topic, slug=slug)
    if topic.merged_into_id:
        target = merged_topic(topic)
        return HttpResponsePermanentRedirect(reverse("public:topic", args=[language, target.slug]))
    names = {code: getattr(topic, localized("name", code)) for code in Language.values}
    if not names[language]:
        raise Http404
    frame = Frame.read(language)
    cursor = read_cursor(request, other_language=frame.there)
    here, there = topic_slices(topic, frame, request.at, cursor)
    if not here.editions and not there.editions:
        raise Http404
    story_list = StoryList(
        headline=names[language],
        description=getattr(topic, localized("description", language)),
        address=("public:topic", slug),
        cursor=cursor,
        found=here,
        others=there,
        languages=tuple(code for code, name in names.items() if name),
        has_feed=bool(here.editions),
    )
    return render_story_list(request, "public/topic.html", frame, story_list, names_sections=True)


def topic_slices(topic, frame, at, cursor):
    """Return two ListSlices: stories in the page's language, and stories that are live only in the other.

    The second is empty on pages before the end of the first.
    """
    live = Edition.objects.live(at)
    here, cursor_there = NOTHING, cursor if cursor and cursor.language else None
    if cursor_there is None:
        here = take_slice(live.on_topic(topic, frame.language), cursor)
        if here.older:
            return here, NOTHING
    only_there = live.on_topic(topic, frame.there).not_live_in(frame.language, at)
    return here, take_slice(only_there, cursor_there, language=frame.there)


def merged_topic(topic: Topic) -> Topic:
    """Return the topic that a topic was finally merged into. Raise Http404 if mergers form a circle."""
    passed = set()
    while topic.merged_into_id:
        if topic.pk in passed:
            raise Http404
        passed.add(topic.pk)
        topic = topic.merged_into
    return topic


@public_page(LIST)
def author_page(request: NewsroomRequest, language: str, slug: str) -> HttpResponse:
    """Show a current or former author with all their stories in the page's language; 404 without stories."""
    author = get_object_or_404(Author.objects.select_related("photo"), slug=slug)
    cursor = read_cursor(request)
    bio, position = (getattr(author, localized(name, language)) for name in ("bio", "position"))
    photo = library_picture(author.photo, language, request.at)
    contact = author.contact if author.is_active else ""  # mail to former staff is not read
    live = Edition.objects.live(request.at)
    stories = take_slice(live.by_author(author, language), cursor)
    if not stories.editions:
        raise Http404
    is_there = live.by_author(author, other(language)).exists()
    person = {
        "alternateName": getattr(author, localized("name", other(language))),
        "jobTitle": position,
        "description": bio,
        "email": contact,
        "image": photo.src if photo else "",
    }
    story_list = StoryList(
        headline=getattr(author, localized("name", language)),
        description=bio,
        address=("public:author", slug),
        cursor=cursor,
        found=stories,
        languages=tuple(Language.values) if is_there else (language,),
        has_feed=True,
        about=partial(profile_nodes, person),
    )
    return render_story_list(
        request,
        "public/author.html",
        Frame.read(language),
        story_list,
        search_url=SearchRequest(author=slug).address(language),
        position=position,
        contact=contact,
        photo=photo,
        names_sections=True,
    )


@public_page(DAY)
def day_page(request: NewsroomRequest, language: str, year: int, month: int, day: int) -> HttpResponse:
    """Show the stories first published on a day in the newsroom's time zone; 404 for a future day."""
    date = date_or_404(year, month, day, request.at)
    since, until = dates.day_bounds(date)
    cursor = read_cursor(request)
    live = Edition.objects.live(request.at).in_language(language)
    story_list = StoryList(
        headline=_("Stories from %(day)s") % {"day": dates.format_day(date, language, weekday=True)},
        address=("public:day", year, month, day),
        cursor=cursor,
        found=take_slice(live.first_published(since, until), cursor),
        has_rail=False,  # the calendar takes its place
    )
    return render_story_list(
        request,
        "public/day.html",
        Frame.read(language),
        story_list,
        previous_at=live.published_before(since),
        next_at=live.published_from(until),
        month=archive_month(date, language, live),
        when="time",
        names_sections=True,
    )


def date_or_404(year, month, day, at):
    try:
        requested = date(year, month, day)
    except ValueError as error:
        raise Http404 from error
    if year < EARLIEST_YEAR or requested > dates.local_time(at).date():
        raise Http404
    return requested


class ArchiveWeekday(NamedTuple):
    name: str
    short: str


class ArchiveDay(NamedTuple):
    """One cell of the calendar.

    day       0 if the cell belongs to another month
    url       address of the day's stories; "" without any
    is_shown  whether it is the day of the page
    """

    day: int
    url: str = ""
    is_shown: bool = False


@dataclass
class ArchiveMonth:
    name: str
    weekdays: list[ArchiveWeekday]
    weeks: list[list[ArchiveDay]]


def archive_month(shown: date, language: str, live: EditionQuerySet) -> ArchiveMonth:
    """Return the calendar of the month of a date. One query.

    language  must be the active language
    live      live editions in this language; their days are linked
    """
    first = shown.replace(day=1)
    last = first + timedelta(calendar.monthrange(first.year, first.month)[1] - 1)
    with_stories = live.first_published(dates.day_bounds(first)[0], dates.day_bounds(last)[1]).days()
    pages = calendar.Calendar(calendar.SUNDAY)
    names = [str(WEEKDAYS[day]) for day in pages.iterweekdays()]
    return ArchiveMonth(
        name=dates.format_month(shown, language),
        weekdays=[ArchiveWeekday(name, name[: 1 if language == "ko" else 2]) for name in names],
        weeks=[
            [_archive_day(cell, shown, language, with_stories) for cell in week]
            for week in pages.monthdatescalendar(shown.year, shown.month)
        ],
    )


def _archive_day(cell, shown, language, with_stories):
    if cell.month != shown.month:
        return ArchiveDay(0)
    address = [language, cell.year, cell.month, cell.day]
    url = reverse("public:day", args=address) if cell in with_stories else ""
    return ArchiveDay(cell.day, url, is_shown=cell == shown)

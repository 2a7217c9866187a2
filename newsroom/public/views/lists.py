"""Lists of stories: by section, topic, author and day. Newest first, paged by place."""

from datetime import date

from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models.edition import Edition
from articles.models.language import Language, localized, other
from articles.models.people import Author
from articles.models.taxonomy import Section, Topic
from newsroom.frontpage.layout import lay_out_section, placed_editions
from newsroom.frontpage.models import FrontPageScope
from newsroom.public import dates
from newsroom.public.frame import Frame
from newsroom.public.listing import Listing, show_listing
from newsroom.public.month import month_of
from newsroom.public.paging import Slice, cursor_of, take
from newsroom.public.pictures import library_picture
from newsroom.public.responses import public_page
from newsroom.public.search.asked import Asked
from newsroom.public.structured_data.places import profile

EARLIEST_YEAR = 1900  # before it, nobody asks in earnest
NOTHING = Slice([], None)


@public_page
def section(request, language, slug):
    """All stories of a section in the page's language; the first page is led by what editors placed."""
    found = get_object_or_404(Section, slug=slug)
    cursor = cursor_of(request)
    placed = placed_editions(language, FrontPageScope.SECTION, found.pk, request.at)
    editions = Edition.objects.live(request.at).in_language(language).in_section(found)
    if placed:
        editions = editions.exclude(article__in=[edition.article_id for edition in placed])
    river = take(editions, cursor)
    if cursor is None:
        river = river._replace(editions=lay_out_section(river.editions, placed))
    listing = Listing(
        headline=getattr(found, localized("name", language)),
        description=getattr(found, localized("description", language)),
        address=("public:section", slug),
        cursor=cursor,
        found=river,
    )
    listing.has_feed = bool(listing.found.editions)
    return show_listing(
        request,
        "public/section.html",
        Frame.read(language),
        listing,
        colour=found.colour,
        search_url=Asked(section=slug).address(language),
        is_led=cursor is None and listing.found.begins_with_a_story,
    )


@public_page
def topic(request, language, slug):
    """All stories on a topic: those in the page's language, then those that are live in the other alone.

    404 where the topic has no name in the language, or no story yet: its name may tell of one to come.
    """
    found = get_object_or_404(Topic, slug=slug)
    if found.merged_into_id:
        target = end_of_mergers(found)
        return HttpResponsePermanentRedirect(reverse("public:topic", args=[language, target.slug]))
    names = {code: getattr(found, localized("name", code)) for code in Language.values}
    if not names[language]:
        raise Http404
    frame = Frame.read(language)
    cursor = cursor_of(request, other_language=frame.there)
    here, there = take_topic(found, frame, request.at, cursor)
    if not here.editions and not there.editions:
        raise Http404
    listing = Listing(
        headline=names[language],
        description=getattr(found, localized("description", language)),
        address=("public:topic", slug),
        cursor=cursor,
        found=here,
        others=there,
        languages=tuple(code for code, name in names.items() if name),
        has_feed=bool(here.editions),
    )
    return show_listing(request, "public/topic.html", frame, listing, names_sections=True)


def take_topic(topic, frame, at, cursor):
    """One page of a topic: a Slice in the page's language, and one in the other, which begins on its last."""
    live = Edition.objects.live(at)
    here, begun = NOTHING, cursor if cursor and cursor.language else None
    if begun is None:
        here = take(live.on_topic(topic, frame.language), cursor)
        if here.older:
            return here, NOTHING
    only_there = live.on_topic(topic, frame.there).not_live_in(frame.language, at)
    return here, take(only_there, begun, language=frame.there)


def end_of_mergers(topic):
    """The topic that a merged one leads to in the end; Http404 when mergers go in a circle."""
    passed = set()
    while topic.merged_into_id:
        if topic.pk in passed:
            raise Http404
        passed.add(topic.pk)
        topic = topic.merged_into
    return topic


@public_page
def author(request, language, slug):
    """Who somebody is, and all their stories in the page's language; also after they have left."""
    found = get_object_or_404(Author.objects.select_related("photo"), slug=slug)
    cursor = cursor_of(request)
    bio = getattr(found, localized("bio", language))
    photo = library_picture(found.photo, language, request.at)
    listing = Listing(
        headline=getattr(found, localized("name", language)),
        description=bio,
        address=("public:author", slug),
        cursor=cursor,
        found=take(Edition.objects.live(request.at).by_author(found, language), cursor),
    )
    listing.has_feed = bool(listing.found.editions)
    listing.about = profile(
        {
            "alternateName": getattr(found, localized("name", other(language))),
            "jobTitle": getattr(found, localized("position", language)),
            "description": bio,
            "image": photo.src if photo else "",
        }
    )
    return show_listing(
        request,
        "public/author.html",
        Frame.read(language),
        listing,
        search_url=Asked(author=slug).address(language),
        position=getattr(found, localized("position", language)),
        photo=photo,
        names_sections=True,
    )


@public_page
def day(request, language, year, month, day):
    """The stories first published on one day of the newsroom's time zone; a day to come is 404."""
    date = date_or_404(year, month, day, request.at)
    since, until = dates.bounds(date)
    cursor = cursor_of(request)
    live = Edition.objects.live(request.at).in_language(language)
    headline = _("Stories of %(day)s") % {"day": dates.day(date, language, weekday=True)}
    listing = Listing(
        headline=headline,
        address=("public:day", year, month, day),
        cursor=cursor,
        found=take(live.first_published(since, until), cursor),
    )
    return show_listing(
        request,
        "public/day.html",
        Frame.read(language),
        listing,
        previous_at=live.published_before(since),
        next_at=live.published_from(until),
        month=month_of(date, language, live),
        when="time",
        names_sections=True,
    )


def date_or_404(year, month, day, at):
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise Http404 from error
    if year < EARLIEST_YEAR or found > dates.local(at).date():
        raise Http404
    return found

"""Views of feeds: all stories, a section, a topic, an author, corrections; and the page that lists feeds."""

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import gettext as _

from articles.annotations import NewsroomRequest
from articles.models.edition import Edition
from articles.models.language import Language, localized
from articles.models.people import Author
from articles.models.taxonomy import Section, Topic
from newsroom.pagecache.addresses import FEED, FIXED
from newsroom.public.feeds.entries import (
    SIZE,
    checksum_entries,
    correction_entries,
    last_public_change,
    read_story_entries,
    removed_corrections,
    removed_stories,
)
from newsroom.public.feeds.feed import ATOM_TYPE, JSON_FEED_TYPE, Feed, tag_uri, write_atom, write_json_feed
from newsroom.public.frame import Frame, PageLink, render_page
from newsroom.public.head import FEEDS, Head
from newsroom.public.lists.views import merged_topic
from newsroom.public.responses import absolute_url_builder, public_page
from newsroom.public.site_files import ICON, LOGO
from newsroom.public.statements import statements_now

WRITERS = {"atom": (write_atom, ATOM_TYPE), "json": (write_json_feed, JSON_FEED_TYPE)}


@public_page(FEED)
def front_feed(request: NewsroomRequest, language: str, kind: str) -> HttpResponse:
    frame = Frame.read(language)
    words = _("The latest stories from %(newspaper)s") % {"newspaper": frame.name}
    live = Edition.objects.live(request.at).in_language(language)
    notices = Edition.objects.notices(request.at).in_language(language)
    return stories_feed(request, kind, frame, ("public:front",), live, notices, description=words)


@public_page(FEED)
def section_feed(request: NewsroomRequest, language: str, slug: str, kind: str) -> HttpResponse:
    section = get_object_or_404(Section, slug=slug)
    return stories_feed(
        request,
        kind,
        Frame.read(language),
        ("public:section", slug),
        Edition.objects.live(request.at).in_language(language).in_section(section),
        Edition.objects.notices(request.at).in_language(language).in_section(section),
        name=("sections", section.pk),
        **feed_words(section, language),
    )


@public_page(FEED)
def topic_feed(request: NewsroomRequest, language: str, slug: str, kind: str) -> HttpResponse:
    """Serve the feed of a topic; 404 without a name in the language or a live story in either language."""
    topic = get_object_or_404(Topic, slug=slug)
    if topic.merged_into_id:
        target = merged_topic(topic)
        return HttpResponsePermanentRedirect(reverse("public:topic_feed", args=[language, target.slug, kind]))
    words = feed_words(topic, language)
    frame = Frame.read(language)
    live = Edition.objects.live(request.at)
    is_there = live.on_topic(topic, language).exists() or live.on_topic(topic, frame.there).exists()
    if not words["title"] or not is_there:
        raise Http404
    return stories_feed(
        request,
        kind,
        frame,
        ("public:topic", slug),
        live.on_topic(topic, language),
        Edition.objects.notices(request.at).once_on_topic(topic, language, request.at),
        name=("topics", topic.pk),
        **words,
    )


@public_page(FEED)
def author_feed(request: NewsroomRequest, language: str, slug: str, kind: str) -> HttpResponse:
    """Serve the feed of an author; 404 without a live story in the language."""
    author = get_object_or_404(Author, slug=slug)
    name = getattr(author, localized("name", language))
    live = Edition.objects.live(request.at).by_author(author, language)
    if not live.exists():
        raise Http404
    return stories_feed(
        request,
        kind,
        Frame.read(language),
        ("public:author", slug),
        live,
        Edition.objects.notices(request.at).once_by_author(author, language, request.at),
        name=("authors", author.pk),
        title=name,
        description=getattr(author, localized("bio", language)),
    )


@public_page(FEED)
def corrections_feed(request: NewsroomRequest, language: str, kind: str) -> HttpResponse:
    """Serve the feed of corrections and statements, and of the checksums of the newest days."""
    frame = Frame.read(language)
    absolute = absolute_url_builder(request)
    editions = Edition.objects.in_corrections(language, request.at)
    corrections = correction_entries(editions, language, request.at, absolute)
    checksums, appeared_at = checksum_entries(language, request.at, absolute)
    entries = sorted([*corrections, *checksums], key=lambda entry: entry.updated_at, reverse=True)[:SIZE]
    feed = make_feed(
        request,
        frame,
        ("public:corrections",),
        entries=entries,
        name=("corrections",),
        title=_("Corrections"),
        description=_("Corrections and replies to our stories, and stories that we withdrew or retracted."),
    )
    feed.gone = removed_corrections(language, request.at)
    updated_at = feed.updated_at if entries else None
    feed.changed_at = latest_instant(last_change(language, request.at), updated_at, appeared_at)
    return feed_response(request, feed, kind)


def feed_words(row, language):
    """Return the arguments `title` and `description` of stories_feed for a section or a topic, as a dict."""
    title, description = (getattr(row, localized(column, language)) for column in ("name", "description"))
    return {"title": title, "description": description}


def stories_feed(request, kind, frame, address, live, notices, *, name=(), title="", description=""):
    """Return the response with a feed of live editions, which also names matching stories taken back.

    live     live editions in the language of the frame
    notices  notices of the stories that were taken back
    address  (URL name, *arguments without the language) of the page with the same stories
    name     path in the feed's tag URI; () for the feed of all stories
    """
    absolute = absolute_url_builder(request)
    entries = read_story_entries(live, frame, request.at, absolute)
    feed = make_feed(
        request, frame, address, entries=entries, name=name, title=title, description=description
    )
    feed.gone = removed_stories(notices, entries)
    # Only in the feed of all stories: others also change without an event, if a scheduled edition moves one.
    if not name:
        begun, gone = [entry.begun_at for entry in entries], [removed.at for removed in feed.gone]
        feed.changed_at = latest_instant(last_change(frame.language, request.at), *begun, *gone)
    return feed_response(request, feed, kind)


def make_feed(request, frame, address, *, entries, name, title, description):
    page, *arguments = address
    absolute = absolute_url_builder(request)
    return Feed(
        name=tag_uri(frame.language, *name, "feed"),
        title=f"{title} · {frame.name}" if title else frame.name,
        subtitle=" ".join(description.split()),
        language=frame.language,
        url=absolute(reverse(page, args=[frame.language, *arguments])),
        addresses={
            kind: absolute(reverse(f"{page}_feed", args=[frame.language, *arguments, kind]))
            for kind in WRITERS
        },
        publisher=PageLink(frame.name, absolute(frame.home)),
        rights=frame.legal_notice,
        icon=absolute(static(ICON)),
        logo=absolute(static(LOGO)),
        entries=entries,
    )


def last_change(language, at):
    """Return when readers' pages last changed by an event or by the start or end of a statement, or None."""
    return latest_instant(last_public_change(at), statements_now(language, at).changed_at)


def latest_instant(*instants):
    return max((at for at in instants if at), default=None)


def feed_response(request, feed, kind):
    write, content_type = WRITERS[kind]
    response = HttpResponse(write(feed), content_type=content_type)
    # Last-Modified has whole seconds: it would hide another change in the current second.
    if feed.changed_at and int(feed.changed_at.timestamp()) < int(request.at.timestamp()):
        response.headers["Last-Modified"] = http_date(feed.changed_at.timestamp())
    return response


@public_page(FIXED)
def feed_list(request: NewsroomRequest, language: str) -> HttpResponse:
    frame = Frame.read(language)
    absolute = absolute_url_builder(request)
    description = _("Follow %(newspaper)s in your feed reader.") % {"newspaper": frame.name}
    return render_page(
        request,
        "public/feed_list.html",
        frame,
        Head(
            headline=_("Feeds"),
            description=description,
            canonical=reverse("public:feed_list", args=[language]),
            alternates={code: reverse("public:feed_list", args=[code]) for code in Language.values},
        ),
        description=description,
        feeds=[
            (name, *(absolute(reverse(feed, args=[language, *arguments, kind])) for kind in FEEDS))
            for name, feed, *arguments in listed_feeds(frame)
        ],
    )


def listed_feeds(frame):
    """Yield (name, URL name, *arguments without language and format) for each feed."""
    yield _("All stories"), "public:front_feed"
    for section in frame.sections.values():
        yield section.name, "public:section_feed", section.slug
    yield _("Corrections"), "public:corrections_feed"

"""Views for the page of a story, its live entries, its republication, its short link and its page views."""

import re
from datetime import datetime
from functools import partial

from django.http import (
    Http404,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.http.request import RawPostDataException
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from articles import body
from articles.annotations import NewsroomRequest
from articles.models.people import Role
from newsroom.advertising.models import AdSlot
from newsroom.pagecache.addresses import STORY, STORY_PART
from newsroom.pagecache.page_keys import depend_on_parts_alone
from newsroom.pageviews.counters import MAX_REPORT_LENGTH, InvalidToken, counter, read_report, sign_token
from newsroom.public.advertisements import advertisement_for
from newsroom.public.article.live_coverage import LiveBlog
from newsroom.public.article.page import ArticlePage, is_republication_refused, republication_url, terms_url
from newsroom.public.article.story_page import story_page
from newsroom.public.article.structured_data import article_nodes
from newsroom.public.bylines import byline_label
from newsroom.public.dates import format_iso_time
from newsroom.public.frame import Frame, render_page
from newsroom.public.head import Head
from newsroom.public.links import LinkResolver
from newsroom.public.responses import UrlBuilder, absolute_url_builder, redirect_to_slug
from newsroom.public.social_cards import social_card_picture
from newsroom.public.story_cards import most_read_stories
from newsroom.public.story_editions import StoryEditions, labelled_headline


@story_page(STORY)
def article_page(request: NewsroomRequest, language: str, editions: StoryEditions, slug: str) -> HttpResponse:
    """Show the live edition in the language of the address; a wrong slug redirects."""
    edition = editions.here
    if slug != edition.slug:
        return redirect_to_slug(request, edition.get_absolute_url())
    depend_on_parts_alone()
    frame = Frame.read(language)
    story = ArticlePage.read(editions, frame, request.at)
    story.live = LiveBlog.read(edition, request.at, request.GET.get("before"))
    section = frame.sections[edition.section_id]
    return render_page(
        request,
        "public/article.html",
        frame,
        article_head(request, story, editions, section, social_card_picture(edition, frame, request.at)),
        status=410 if story.live and story.live.is_gone else 200,
        story=story,
        edition=edition,
        section=section,
        short_address=absolute_url_builder(request)(
            reverse("public:article_shortlink", args=[language, edition.article_id])
        ),
        republish_url=republication_url(frame, edition),
        is_kept_back=is_republication_refused(frame, edition),
        most_read=most_read_stories(request, frame, leaving_out=edition.article_id),
        advertisement=advertisement_below(story, request.at),
        read_token="" if request.ribbon else sign_token(edition.article_id, language, request.at),
    )


def advertisement_below(story, at):
    """Return the advertisement below a story, or None.

    Ad-free stories, sponsored stories and stories below a statement of press law have no advertisement.
    """
    edition = story.edition
    if edition.is_sponsored or edition.printed.get("is_ad_free") or story.statements:
        return None
    return advertisement_for(AdSlot.STORY, edition.language, f"{edition.article_id}", at)


def article_head(request, story, editions, section, card):
    return Head(
        headline=labelled_headline(story.edition),
        description=story.edition.summary,
        canonical=story.edition.get_absolute_url(),
        alternates={code: edition.get_absolute_url() for code, edition in editions.live.items()},
        kind="article",
        robots="max-image-preview:large",  # without this, search engines show a thumbnail at most
        picture=card,
        facts=list(open_graph_facts(story, section, absolute_url_builder(request))),
        structured=partial(article_nodes, story, section),
    )


def open_graph_facts(story, section, absolute):
    """Yield (property, content) of the OpenGraph properties that only articles have."""
    yield "article:published_time", format_iso_time(story.edition.first_published_at)
    if story.updated_at:
        yield "article:modified_time", format_iso_time(story.updated_at)
    yield "article:section", section.name
    for address in dict.fromkeys(person.url for person in story.people):
        yield "article:author", absolute(address)
    for topic in story.topics:
        yield "article:tag", topic.name


@story_page(STORY_PART)
def live_part(request: NewsroomRequest, language: str, editions: StoryEditions, slug: str) -> HttpResponse:
    """Return the newest entries as the same HTML as on the page of the story; 404 without live coverage.

    Scripts of an open page request this repeatedly.
    """
    if slug != editions.here.slug:
        return HttpResponsePermanentRedirect(editions.here.get_absolute_url("live"))
    blog = LiveBlog.read(editions.here, request.at)
    if blog is None:
        raise Http404
    depend_on_parts_alone()
    response = render(request, "public/_live.html", {"live": blog, "language": language, "is_asked": True})
    response["X-Robots-Tag"] = "noindex"
    return response


@story_page(STORY_PART)
def article_shortlink(request: NewsroomRequest, language: str, editions: StoryEditions) -> HttpResponse:
    """Redirect from the short address for sharing to the current full one."""
    return HttpResponseRedirect(editions.here.get_absolute_url())


# Robots that identify themselves. Most automated browsers do; js/story.js excludes the others.
# Cubot is a phone brand.
ROBOTS = re.compile(
    r"(?<!\bcu)bot(?![a-z])|crawl|spider|slurp|headless|preview|monitor|curl|python|http", re.I
)


# Exempt from CSRF checks: the request identifies no one and changes no personal data.
@csrf_exempt
@require_POST
@cache_control(private=True, no_store=True)
def count_pageview(request: NewsroomRequest, language: str) -> HttpResponse:
    """Count a page view reported by static/js/story.js. Return 204, even if it does not count.

    413 for a body that is too long, 400 for an invalid token.
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or len(length) > 9 or int(length) > MAX_REPORT_LENGTH:
        return pageview_refusal(_("The request is too long."), 413)
    try:
        pageview, referrer = read_report(request.body.decode(), request.at)
    except (InvalidToken, UnicodeDecodeError, RawPostDataException):  # the last is raised for a form
        return pageview_refusal(_("The request does not contain a valid page token."), 400)
    if pageview and pageview.language == language and is_pageview_counted(request.headers):
        counter.add(pageview, request.at, referrer)
        counter.write_if_due(request.at)
    return HttpResponse(status=204)


def is_pageview_counted(headers):
    """Return whether to count a page view, by the headers of the request.

    It must come from our own page, and neither from a robot nor from a reader who refuses tracking.
    """
    is_ours = headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    minds = headers.get("Sec-GPC") == "1" or headers.get("DNT") == "1"
    is_robot = ROBOTS.search(headers.get("User-Agent") or "headless")
    return is_ours and not minds and not is_robot


def pageview_refusal(words, status):
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")


def text_to_copy(story: ArticlePage, frame: Frame, at: datetime, absolute: UrlBuilder) -> str:
    """Return the text to copy as simple HTML with absolute links, in at most three queries."""
    edition = story.edition
    resolver = LinkResolver.read(body.references(edition.body), frame.language, at, absolute=absolute)
    context = {
        "edition": edition,
        "credits": [credit for credit in story.credits if credit.words != byline_label(Role.PHOTOS)],
        "corrections": story.corrections_made,
        "frame": frame,
        "body": body.plain_html(
            edition.body, language=frame.language, resolver=resolver, insight_name=frame.insight_name
        ),
        "home": absolute(frame.home),
        "original": absolute(edition.get_absolute_url()),
        "terms": terms_url(frame, edition, absolute),
    }
    written = render_to_string("public/republication_text.html", context)
    return "\n".join(line.strip() for line in written.splitlines() if line.strip())


@story_page(STORY_PART)
def republication_page(
    request: NewsroomRequest, language: str, editions: StoryEditions, slug: str
) -> HttpResponse:
    """Show the terms for republication and the text to copy; 404 for a brief or without a license.

    If the rights of the story are reserved or it is sponsored, the page says so instead.
    """
    edition, frame = editions.here, Frame.read(language)
    is_refused = is_republication_refused(frame, edition)
    if not (is_refused or republication_url(frame, edition)):
        raise Http404
    if slug != edition.slug:
        return HttpResponsePermanentRedirect(edition.get_absolute_url("republication"))
    if is_refused:
        return render_refusal(request, editions, frame)
    story = ArticlePage.read(editions, frame, request.at)
    absolute = absolute_url_builder(request)
    return render_page(
        request,
        "public/republication.html",
        frame,
        republication_head(editions, frame),
        edition=edition,
        license=frame.license,
        has_pictures=bool(edition.printed["images"]),
        # A text with an awaited correction is not offered.
        text="" if story.corrections_awaited else text_to_copy(story, frame, request.at, absolute),
        original=absolute(edition.get_absolute_url()),
    )


def render_refusal(request, editions, frame):
    """Render a page that says that the story may not be republished, for readers with an old link."""
    head = Head(
        headline=_("Not available for republication: %(headline)s") % {"headline": editions.here.headline},
        description="",
        canonical=editions.here.get_absolute_url(),
        robots="noindex, follow",
    )
    return render_page(request, "public/republication_refused.html", frame, head, edition=editions.here)


def republication_head(editions, frame):
    """Return the head. The page is not indexed, because it repeats the story."""
    return Head(
        headline=_("Republish: %(headline)s") % {"headline": editions.here.headline},
        description=" ".join(frame.license.lines),
        canonical=republication_url(frame, editions.here),
        there=editions.live_there.get_absolute_url() if editions.live_there else "",
        robots="noindex, follow",
    )

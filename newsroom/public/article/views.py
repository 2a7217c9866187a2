"""The page of a story, and what stands in its place."""

from django.http import HttpResponsePermanentRedirect, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models.edition import EditionKind
from newsroom.pageviews.tokens import token_of
from newsroom.public.absolute_urls import absolute_url_builder
from newsroom.public.article.page import ArticlePage
from newsroom.public.dates import format_iso_time as iso
from newsroom.public.errors import render_not_found
from newsroom.public.frame import Frame, render_page
from newsroom.public.head import Head
from newsroom.public.most_read import most_read_stories
from newsroom.public.republication.terms import is_republication_refused, republication_url
from newsroom.public.responses import public_page
from newsroom.public.social.card import social_card_picture
from newsroom.public.story_editions import StoryEditions
from newsroom.public.structured_data.article import article_nodes as structured_story


@public_page
def article_page(request, language, article_id, slug):
    """The live edition in the language of the address; the number decides, a wrong name redirects."""
    standing = StoryEditions.read(article_id, language, request.at)
    if standing.here is None or standing.here.is_notice:
        return render_absent(request, language, standing)
    if slug != standing.here.slug:
        return HttpResponsePermanentRedirect(standing.here.get_absolute_url())
    frame = Frame.read(language)
    story = ArticlePage.read(standing, frame, request.at)
    section = frame.sections[story.edition.section_id]
    return render_page(
        request,
        "public/article.html",
        frame,
        article_head(
            request, story, standing, section, social_card_picture(story.edition, frame, request.at)
        ),
        story=story,
        edition=story.edition,
        section=section,
        short_address=absolute_url_builder(request)(
            reverse("public:article_short", args=[language, article_id])
        ),
        republish_url=republication_url(frame, story.edition),
        is_kept_back=is_republication_refused(frame, story.edition),
        most_read=most_read_stories(request, frame, leaving_out=article_id),
        read_token="" if request.ribbon else token_of(article_id, language, request.at),
    )


def article_head(request, story, standing, section, card):
    live = [edition for edition in standing if edition and not edition.is_notice]
    return Head(
        headline=story.edition.headline,
        description=story.edition.summary,
        canonical=story.edition.get_absolute_url(),
        alternates={str(edition.language): edition.get_absolute_url() for edition in live},
        kind="article",
        picture=card,
        facts=list(open_graph_facts(story, section, absolute_url_builder(request))),
        structured=structured_story(story, section),
    )


def open_graph_facts(story, section, absolute):
    """What OpenGraph knows of articles alone."""
    yield "article:published_time", iso(story.edition.first_published_at)
    if story.updated_at:
        yield "article:modified_time", iso(story.updated_at)
    yield "article:section", section.name
    for address in dict.fromkeys(person.url for person in story.people):
        yield "article:author", absolute(address)
    for topic in story.topics:
        yield "article:tag", topic.name


@public_page
def article_shortlink(request, language, article_id):
    """The address that is shared: leads to the full one, as it is now."""
    standing = StoryEditions.read(article_id, language, request.at)
    if standing.here is None or standing.here.is_notice:
        return render_absent(request, language, standing)
    return HttpResponseRedirect(standing.here.get_absolute_url())


def gone_title(notice):
    if notice.kind == EditionKind.RETRACTION:
        return _("This story has been retracted")
    return _("This story has been withdrawn")


def render_absent(request, language, standing):
    """410 with the public note for what was taken back, 404 for what readers never had."""
    if standing.here is None:
        return render_not_found(request, language, elsewhere=standing.live_there)
    return render_page(
        request,
        "public/gone.html",
        Frame.read(language),
        Head(headline=gone_title(standing.here)),
        status=410,
        notice=standing.here,
        elsewhere=standing.live_there,
    )

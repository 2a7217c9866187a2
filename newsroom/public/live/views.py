"""The entries of a live story alone, which readers' browsers ask for again and again."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from newsroom.pagecache.page_keys import depend_on_parts_alone
from newsroom.public.errors import story_page
from newsroom.public.live.coverage import LiveBlog
from newsroom.public.story_editions import StoryEditions


@story_page
def live_part(request: HttpRequest, language: str, editions: StoryEditions, slug: str) -> HttpResponse:
    """Return the newest entries as they are in the page of the story; 404 for one that was never live."""
    blog = LiveBlog.read(editions.here, request.at)
    if blog is None:
        raise Http404
    depend_on_parts_alone()
    response = render(request, "public/_live.html", {"live": blog, "language": language, "is_asked": True})
    response["X-Robots-Tag"] = "noindex"
    return response

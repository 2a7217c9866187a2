"""The page of a list of stories, whatever it lists."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models.language import Language
from newsroom.advertising.models import AdSlot
from newsroom.public import dates
from newsroom.public.advertisements import advertisement_for
from newsroom.public.frame import Frame, render_page
from newsroom.public.head import Head
from newsroom.public.pagination import Cursor, ListSlice
from newsroom.public.story_cards import latest_beside, most_read_stories, story_cards
from newsroom.public.structured_data import collection_nodes


@dataclass
class StoryList:
    """One page of a list."""

    headline: str
    address: tuple  # (URL name, arguments without the language) of its first page
    cursor: Cursor | None
    found: ListSlice  # in the page's language
    others: ListSlice = ListSlice([], None)  # in the other language, shown after it
    description: str = ""
    languages: tuple = tuple(Language.values)  # in which the list exists
    has_rail: bool = True  # whether the latest and the most read stand beside it
    has_feed: bool = False  # whether a feed has the same stories: announced once there is one
    about: Callable = collection_nodes  # returns the structured data of the first page

    def url(self, language, cursor=None):
        name, *arguments = self.address
        url = reverse(name, args=[language, *arguments])
        return f"{url}?before={cursor}" if cursor else url

    @property
    def feed(self):
        """Return (URL name, arguments) of its feed, for Head, or ()."""
        name, *arguments = self.address
        return (f"{name}_feed", *arguments) if self.has_feed else ()

    def head(self, frame):
        """Return the head. Titles of later pages say where they start; they are not indexed."""
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
    request: HttpRequest, template: str, frame: Frame, listing: StoryList, **context
) -> HttpResponse:
    """Render a page of a list; Http404 for a later page without stories."""
    if listing.cursor and not listing.found.editions and not listing.others.editions:
        raise Http404
    stories = story_cards(listing.found.editions, frame, request.at)
    rail = {}
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

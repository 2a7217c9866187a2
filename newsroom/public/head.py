"""The head of a page: title, description, and metadata for search engines and shared links."""

import mimetypes
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.templatetags.static import static
from django.urls import reverse
from django.utils.text import Truncator

from newsroom.pagecache.kept_parts import kept_part
from newsroom.public.absolute_urls import absolute_url_builder
from newsroom.public.pictures import Picture
from newsroom.public.site_files import SHARE_PICTURE, SIZES
from newsroom.public.structured_data import write_json_ld

DESCRIPTION_LENGTH = 300  # characters, as much as search engines show
FEEDS = {"atom": "application/atom+xml", "json": "application/feed+json"}


class FeedLink(NamedTuple):
    """A feed that a page announces."""

    type: str
    title: str
    url: str


@dataclass
class Head:
    """The head of one page. Paths are made absolute when it is rendered."""

    headline: str  # of the page; the window's title adds the publication's name
    description: str = ""  # of the page; is shortened
    canonical: str = ""  # the path of this page; "" for errors, which are not indexed
    alternates: dict = field(default_factory=dict)  # {language: path} of each language that has the page
    there: str = ""  # the path of the language switch; default: the alternate, else the other front page
    kind: str = "website"
    robots: str = ""  # "noindex, follow" for pages that only lead to others
    picture: Picture | None = None  # for shared links
    facts: list = field(default_factory=list)  # [(property, content)] of further OpenGraph properties
    structured: Callable | None = None  # returns its structured data, from frame and absolute
    feed: tuple = ()  # (URL name, arguments without language and format) of the page's own feed

    def for_template(self, request, frame):
        """Return the context of templates/public/_head.html as a dict."""
        absolute = absolute_url_builder(request)
        default = self.alternates.get("en") or next(iter(self.alternates.values()), "")
        return {
            "title": self.headline if self.headline == frame.name else f"{self.headline} · {frame.name}",
            "headline": self.headline,
            "description": Truncator(" ".join(self.description.split())).chars(DESCRIPTION_LENGTH)
            or self.headline,
            "canonical": absolute(self.canonical) if self.canonical else "",
            "alternates": {code: absolute(path) for code, path in self.alternates.items()},
            "default": absolute(default) if default else "",
            "there": self.there or self.alternates.get(frame.there) or frame.home_there,
            "kind": self.kind,
            # Pages not meant for everybody are not indexed.
            "robots": self.robots if self.canonical and not getattr(request, "ribbon", None) else "noindex",
            "picture": self.shared_picture(frame, absolute),
            "facts": self.facts,
            "structured": write_json_ld(self.structured(frame, absolute)) if self.structured else "",
            "feeds": self.feeds(frame, absolute),
        }

    def shared_picture(self, frame, absolute):
        """Return the picture for shared links, or the default picture."""
        found = self.picture or Picture(static(SHARE_PICTURE), *SIZES[SHARE_PICTURE], frame.name, "", "")
        kind = mimetypes.guess_type(found.src.partition("?")[0])[0] or ""
        return found._asdict() | {"url": absolute(found.src), "type": kind}

    def feeds(self, frame, absolute):
        """Return the feeds for the page: its own, then the one of all stories."""
        if not self.canonical:
            return ()
        own = [(self.feed, f"{self.headline} · {frame.name}")] if self.feed else []
        every = (*own, (("public:front_feed",), frame.name))
        name = "feeds", frame.language, absolute("/"), every
        return kept_part(name, lambda: tuple(feed_links(every, frame.language, absolute)))


def feed_links(feeds, language, absolute):
    """Yield a FeedLink for each format of feeds: pairs of (URL name, arguments) and title."""
    for (name, *arguments), title in feeds:
        for kind, content_type in FEEDS.items():
            yield FeedLink(content_type, title, absolute(reverse(name, args=[language, *arguments, kind])))

"""What the window, search engines and shared links are told of a page."""

import mimetypes
from collections.abc import Callable
from dataclasses import dataclass, field

from django.templatetags.static import static
from django.urls import reverse
from django.utils.text import Truncator

from newsroom.public.absolute_urls import absolute_url_builder
from newsroom.public.branding import SHARE_PICTURE, SIZES
from newsroom.public.pictures import Picture
from newsroom.public.structured_data.pages import write_json_ld

DESCRIPTION_LENGTH = 300
FEEDS = {"atom": "application/atom+xml", "json": "application/feed+json"}


@dataclass
class Head:
    """The head of one page. Paths are made absolute when it is shown.

    headline     of the page; the title of the window puts the publication's name behind it
    description  what the page holds; is shortened
    canonical    the path of this page; none for errors, which are not to be found
    alternates   {language: path} of this page in each language that has it, this one included
    there        the path of the switch to the other language; else the alternate, else its front page
    robots       "noindex, follow" for pages that others lead to
    picture      the newsroom.public.pictures.Picture that stands for a shared link, or None
    facts        [(property, content)] that OpenGraph asks for beside, of this kind of page
    structured   a function that makes the nodes of newsroom.public.structured_data, from Frame and `absolute`
    feed         (URL name, arguments without the language and the kind) of a feed of this page
    """

    headline: str
    description: str = ""
    canonical: str = ""
    alternates: dict = field(default_factory=dict)
    there: str = ""
    kind: str = "website"
    robots: str = ""
    picture: Picture | None = None
    facts: list = field(default_factory=list)
    structured: Callable | None = None
    feed: tuple = ()

    def for_template(self, request, frame):
        """What templates/public/_head.html prints, as a dict."""
        absolute = absolute_url_builder(request)
        default = self.alternates.get("en") or next(iter(self.alternates.values()), "")
        return {
            "title": self.headline if self.headline == frame.name else f"{self.headline} · {frame.name}",
            "headline": self.headline,
            "description": shorten_description(self.description) or self.headline,
            "canonical": absolute(self.canonical) if self.canonical else "",
            "alternates": {code: absolute(path) for code, path in self.alternates.items()},
            "default": absolute(default) if default else "",
            "there": self.there or self.alternates.get(frame.there) or frame.home_there,
            "kind": self.kind,
            "robots": self.robots_told(request),
            "picture": self.shared_picture(frame, absolute),
            "facts": self.facts,
            "structured": write_json_ld(self.structured(frame, absolute)) if self.structured else "",
            "feeds": self.feeds(frame, absolute),
        }

    def shared_picture(self, frame, absolute):
        """What is told of the picture to those who unfold a shared link; of our own where there is none."""
        found = self.picture or Picture(static(SHARE_PICTURE), *SIZES[SHARE_PICTURE], frame.name, "", "")
        kind = mimetypes.guess_type(found.src.partition("?")[0])[0] or ""
        return found._asdict() | {"url": absolute(found.src), "type": kind}

    def feeds(self, frame, absolute):
        """What feed readers find: the feeds of this page, then those of the whole newspaper."""
        if not self.canonical:
            return []
        own = [(self.feed, f"{self.headline} · {frame.name}")] if self.feed else []
        return [
            {
                "type": content_type,
                "title": title,
                "url": absolute(reverse(name, args=[frame.language, *arguments, kind])),
            }
            for (name, *arguments), title in [*own, (("public:front_feed",), frame.name)]
            for kind, content_type in FEEDS.items()
        ]

    def robots_told(self, request):
        """What is not for everybody to see is not for search engines to find."""
        is_for_readers = self.canonical and not getattr(request, "ribbon", None)
        return (self.robots or "") if is_for_readers else "noindex"


def shorten_description(text):
    """The text on one line, cut where search engines cut it."""
    return Truncator(" ".join(text.split())).chars(DESCRIPTION_LENGTH)

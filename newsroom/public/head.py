"""The head of a page: title, description, and metadata for search engines and shared links.

Structured data is schema.org as JSON-LD, made without a query. Functions called …_node return one node as a
dict, …_nodes return a list. `absolute` turns a path into an absolute URL. Empty values are not written.
"""

import json
import mimetypes
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import unquote

from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.text import Truncator

from articles.models.edition import Edition
from newsroom.pagecache.kept_parts import kept_part
from newsroom.public.frame import Frame
from newsroom.public.pictures import Picture
from newsroom.public.responses import UrlBuilder, absolute_url_builder
from newsroom.public.site_files import LOGO, SHARE_PICTURE, SIZES

DESCRIPTION_LENGTH = 300  # characters that search engines show
FEEDS = {"atom": "application/atom+xml", "json": "application/feed+json"}


class FeedLink(NamedTuple):
    """A feed that a page announces."""

    type: str
    title: str
    url: str


@dataclass
class Head:
    """The head of one page. Paths are made absolute when it is rendered."""

    headline: str  # of the page; the title of the window adds the publication's name
    description: str = ""  # of the page; shortened when rendered
    canonical: str = ""  # the path of this page; "" for errors, which are not indexed
    alternates: dict = field(default_factory=dict)  # {language: path} of each language that has the page
    there: str = ""  # path of the language switch; "": the alternate, else the other front page
    kind: str = "website"
    robots: str = ""  # "noindex, follow" for pages that only lead to others
    picture: Picture | None = None  # for shared links
    facts: list = field(default_factory=list)  # [(property, content)] of further OpenGraph properties
    structured: Callable | None = None  # function of frame and absolute that returns a list of nodes
    feed: tuple = ()  # (URL name, *arguments without language and format) of the page's feed

    def for_template(self, request, frame):
        """Return the context of templates/public/_head.html as a dict."""
        absolute = absolute_url_builder(request)
        default = self.alternates.get("en") or next(iter(self.alternates.values()), "")
        return {
            "title": self.headline if self.headline == frame.name else f"{self.headline} · {frame.name}",
            "headline": self.headline,
            "description": shorten(" ".join(self.description.split()), DESCRIPTION_LENGTH) or self.headline,
            "canonical": absolute(self.canonical) if self.canonical else "",
            "alternates": {code: absolute(path) for code, path in self.alternates.items()},
            "default": absolute(default) if default else "",
            "there": self.there or self.alternates.get(frame.there) or frame.home_there,
            "kind": self.kind,
            # Previews and pages of the time machine are not indexed.
            "robots": self.robots if self.canonical and not getattr(request, "ribbon", None) else "noindex",
            "picture": self.shared_picture(frame, absolute),
            "facts": self.facts,
            "structured": write_json_ld(self.structured(frame, absolute)) if self.structured else "",
            "feeds": self.feeds(frame, absolute),
        }

    def shared_picture(self, frame, absolute):
        """Return the picture for shared links, or the default one, as a dict with `url` and `type` (MIME)."""
        picture = self.picture or Picture(static(SHARE_PICTURE), *SIZES[SHARE_PICTURE], frame.name, "", "")
        kind = mimetypes.guess_type(picture.src.partition("?")[0])[0] or ""
        return picture._asdict() | {"url": absolute(picture.src), "type": kind}

    def feeds(self, frame, absolute):
        """Return FeedLinks to the page's own feed, if any, and to all stories; () for error pages."""
        if not self.canonical:
            return ()
        own = [(self.feed, f"{self.headline} · {frame.name}")] if self.feed else []
        every = (*own, (("public:front_feed",), frame.name))
        name = "feeds", frame.language, absolute("/"), every
        return kept_part(name, lambda: tuple(feed_links(every, frame.language, absolute)))


def shorten(text: str, length: int) -> str:
    """Return a text of at most `length` characters, cut by Django's Truncator if it is longer.

    The Truncator is not called for short texts, because it examines every character and is slow.
    """
    text = normalize("NFC", text)
    return text if len(text) <= length else Truncator(text).chars(length)


def feed_links(feeds, language, absolute):
    """Yield a FeedLink for each format of each feed, given as ((URL name, *arguments), title)."""
    for (name, *arguments), title in feeds:
        for kind, content_type in FEEDS.items():
            yield FeedLink(content_type, title, absolute(reverse(name, args=[language, *arguments, kind])))


def front_nodes(editions: list[Edition], frame: Frame, absolute: UrlBuilder) -> list[dict]:
    """Return the nodes of a front page: publisher, site and stories."""
    page = collection_page(frame.name, frame.home, editions, frame, absolute)
    return [full_publisher_node(frame, absolute), site_node(frame, absolute), page]


def collection_nodes(
    headline: str, url: str, editions: list[Edition], frame: Frame, absolute: UrlBuilder
) -> list[dict]:
    """Return the nodes of a list of stories."""
    page = collection_page(headline, url, editions, frame, absolute)
    return [page, breadcrumbs([(headline, url)], frame, absolute)]


def standing_page_nodes(headline: str, url: str, frame: Frame, absolute: UrlBuilder) -> list[dict]:
    """Return the nodes of a standing page, which is about the publication."""
    page = page_node("WebPage", headline, url, frame, absolute) | {"about": {"@id": publisher_id(absolute)}}
    return [full_publisher_node(frame, absolute), page, breadcrumbs([(headline, url)], frame, absolute)]


def profile_nodes(
    person: dict, name: str, url: str, editions: list[Edition], frame: Frame, absolute: UrlBuilder
) -> list[dict]:
    """Return the nodes of an author's page.

    person  a Person node without name and URL; `image` is a path or ""
    """
    who = person | {
        "name": name,
        "image": absolute(person["image"]) if person["image"] else "",
        "@type": "Person",
        "@id": absolute(f"{url}#person"),
        "url": absolute(url),
        "worksFor": publisher_node(frame, absolute),
    }
    page = page_node("ProfilePage", name, url, frame, absolute) | {
        "mainEntity": who,
        "hasPart": [absolute(edition.get_absolute_url()) for edition in editions],
    }
    return [page, breadcrumbs([(name, url)], frame, absolute)]


def page_node(kind, name, url, frame, absolute):
    page = {"@type": kind, "@id": absolute(url), "url": absolute(url)}
    return page | {"name": name, "inLanguage": frame.language}


def collection_page(headline, url, editions, frame, absolute):
    items = [
        {"@type": "ListItem", "position": position, "url": absolute(edition.get_absolute_url())}
        for position, edition in enumerate(editions, start=1)
    ]
    listed = {"@type": "ItemList", "numberOfItems": len(items), "itemListElement": items}
    return page_node("CollectionPage", headline, url, frame, absolute) | {
        "isPartOf": {"@id": site_id(frame, absolute)},
        "publisher": publisher_node(frame, absolute),
        "mainEntity": listed if items else None,
    }


def breadcrumbs(steps: list[tuple[str, str]], frame: Frame, absolute: UrlBuilder) -> dict:
    """Return the node of the path from the front page to a page.

    steps  [(name, path)] after the front page, the page itself last
    """
    way = [(frame.name, frame.home), *steps]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": absolute(path)}
            for position, (name, path) in enumerate(way, start=1)
        ],
    }


# schema.org properties for policy pages, with the usual slugs of the standing pages.
POLICIES = {
    "publishingPrinciples": ("publishing-principles", "principles", "standards", "editorial-policy", "about"),
    "correctionsPolicy": ("corrections-policy", "corrections"),
    "ethicsPolicy": ("ethics-policy", "ethics", "code-of-ethics"),
    "masthead": ("masthead",),
    "diversityPolicy": ("diversity-policy", "diversity"),
    "ownershipFundingInfo": ("ownership", "funding"),
    "verificationFactCheckingPolicy": ("fact-checking", "verification"),
    "unnamedSourcesPolicy": ("unnamed-sources", "sources-policy"),
    "actionableFeedbackPolicy": ("feedback",),
    "missionCoveragePrioritiesPolicy": ("mission",),
}


def publisher_id(absolute: UrlBuilder) -> str:
    return absolute("/#publisher")


def site_id(frame: Frame, absolute: UrlBuilder) -> str:
    return absolute(f"{frame.home}#site")


def publisher_node(frame: Frame, absolute: UrlBuilder) -> dict:
    """Return the node of the publication without policies, contact and imprint."""
    return {
        "@type": "NewsMediaOrganization",
        "@id": publisher_id(absolute),
        "name": frame.name,
        "alternateName": frame.name_there,
        "url": absolute(frame.home),
        "logo": {
            "@type": "ImageObject",
            "url": absolute(static(LOGO)),
            "width": SIZES[LOGO][0],
            "height": SIZES[LOGO][1],
        },
    }


def full_publisher_node(frame, absolute):
    """Return the node of the publication with its policy pages, contact and imprint."""
    pages = {unquote(page.url).rstrip("/").rpartition("/")[2]: absolute(page.url) for page in frame.pages}
    policies = {
        name: next((pages[slug] for slug in slugs if slug in pages), "") for name, slugs in POLICIES.items()
    }
    contact = {"email": frame.contact, "knowsLanguage": ["en", "ko"]}
    return publisher_node(frame, absolute) | policies | contact | imprint_fields(frame)


def imprint_fields(frame):
    """Return the imprint as a dict of schema.org properties; fields without a property are left out."""
    names = {"legalName": "registered_name", "address": "address", "telephone": "phone"}
    told = {name: frame.imprint[field].text for name, field in names.items() if field in frame.imprint}
    began = frame.imprint.get("first_published_on")
    return told | ({"foundingDate": began.date} if began else {})


def site_node(frame, absolute):
    search = absolute(reverse("public:search", args=[frame.language]))
    return {
        "@type": "WebSite",
        "@id": site_id(frame, absolute),
        "url": absolute(frame.home),
        "name": frame.name,
        "alternateName": frame.name_there,
        "inLanguage": frame.language,
        "publisher": {"@id": publisher_id(absolute)},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }


# As in Django's json_script: no text can close the <script> element.
ESCAPES = {sign: f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


def write_json_ld(nodes: list[dict]) -> str:
    """Return all nodes as JSON for <script type="application/ld+json">, or "" without nodes."""
    if not nodes:
        return ""
    document = {"@context": "https://schema.org", "@graph": [drop_empty(node) for node in nodes]}
    written = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    for sign, escaped in ESCAPES.items():
        written = written.replace(sign, escaped)
    return mark_safe(written)  # noqa: S308


def drop_empty(node):
    """Return a node without the empty values of its dicts, at any depth. False and 0 are kept."""
    if isinstance(node, dict):
        kept = {}
        for name, value in node.items():
            if isinstance(value, (dict, list, tuple)):  # most values are scalars and need no call
                value = drop_empty(value)
            if value or value is False or value == 0:
                kept[name] = value
        return kept
    if isinstance(node, (list, tuple)):
        return [drop_empty(value) for value in node]
    return node

"""Structured data of pages and of the publication, and its output as JSON-LD."""

import json
from urllib.parse import unquote

from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import mark_safe

from newsroom.public.branding import LOGO, SIZES


def front_nodes(editions):
    """Return a function that builds the nodes of a front page: publisher, site and stories."""

    def nodes(frame, absolute):
        page = collection_page(frame.name, frame.home, editions, frame, absolute)
        return [full_publisher_node(frame, absolute), site_node(frame, absolute), page]

    return nodes


def collection_nodes(headline, url, editions):
    """Return a function that builds the nodes of a list of stories."""

    def nodes(frame, absolute):
        page = collection_page(headline, url, editions, frame, absolute)
        return [page, breadcrumbs([(headline, url)], frame, absolute)]

    return nodes


def standing_page_nodes(headline, url):
    """Return a function that builds the nodes of a standing page, which is about the publication."""

    def nodes(frame, absolute):
        page = {
            "@type": "WebPage",
            "@id": absolute(url),
            "url": absolute(url),
            "name": headline,
            "inLanguage": frame.language,
            "about": {"@id": publisher_id(absolute)},
        }
        return [full_publisher_node(frame, absolute), page, breadcrumbs([(headline, url)], frame, absolute)]

    return nodes


def profile_nodes(person):
    """Return a function that builds such a function for an author's page.

    person  a Person node without name and address
    """
    return lambda name, url, editions: person_nodes(person | {"name": name}, url, editions)


def person_nodes(person, url, editions):
    def nodes(frame, absolute):
        who = person | {
            "@type": "Person",
            "@id": absolute(f"{url}#person"),
            "url": absolute(url),
            "worksFor": publisher_node(frame, absolute),
        }
        if who.get("image"):
            who["image"] = absolute(who["image"])
        page = {
            "@type": "ProfilePage",
            "@id": absolute(url),
            "url": absolute(url),
            "name": person["name"],
            "inLanguage": frame.language,
            "mainEntity": who,
            "hasPart": [absolute(edition.get_absolute_url()) for edition in editions],
        }
        return [page, breadcrumbs([(person["name"], url)], frame, absolute)]

    return nodes


def collection_page(headline, url, editions, frame, absolute):
    items = [
        {"@type": "ListItem", "position": place, "url": absolute(edition.get_absolute_url())}
        for place, edition in enumerate(editions, start=1)
    ]
    listed = {"@type": "ItemList", "numberOfItems": len(items), "itemListElement": items}
    return {
        "@type": "CollectionPage",
        "@id": absolute(url),
        "url": absolute(url),
        "name": headline,
        "inLanguage": frame.language,
        "isPartOf": {"@id": site_id(frame, absolute)},
        "publisher": publisher_node(frame, absolute),
        "mainEntity": listed if items else None,
    }


def breadcrumbs(steps, frame, absolute):
    """Return the path from the front page to a page.

    steps  (name, path), the page itself last
    """
    way = [(frame.name, frame.home), *steps]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": absolute(path)}
            for place, (name, path) in enumerate(way, start=1)
        ],
    }


# Policy pages of schema.org, with the usual slugs of such standing pages.
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


def publisher_id(absolute):
    return absolute("/#publisher")


def site_id(frame, absolute):
    return absolute(f"{frame.home}#site")


def publisher_node(frame, absolute):
    """Return the short node of the publication."""
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
    """Return the node of the publication with its policy pages and its contact."""
    pages = {unquote(page.url).rstrip("/").rpartition("/")[2]: page.url for page in frame.pages}
    policies = {}
    for name, slugs in POLICIES.items():
        found = next((pages[slug] for slug in slugs if slug in pages), "")
        policies[name] = absolute(found) if found else ""
    return (
        publisher_node(frame, absolute) | policies | {"email": frame.contact, "knowsLanguage": ["en", "ko"]}
    )


def site_node(frame, absolute):
    return {
        "@type": "WebSite",
        "@id": site_id(frame, absolute),
        "url": absolute(frame.home),
        "name": frame.name,
        "alternateName": frame.name_there,
        "inLanguage": frame.language,
        "publisher": {"@id": publisher_id(absolute)},
        "potentialAction": search_action(frame, absolute),
    }


def search_action(frame, absolute):
    address = absolute(reverse("public:search", args=[frame.language]))
    return {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{address}?q={{search_term_string}}"},
        "query-input": "required name=search_term_string",
    }


# As in Django's json_script: no text can close the <script> element.
ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


def write_json_ld(nodes: list[dict]) -> str:
    """Return all nodes as JSON for <script type="application/ld+json">; "" for none."""
    if not nodes:
        return ""
    document = {"@context": "https://schema.org", "@graph": [drop_empty(node) for node in nodes]}
    return mark_safe(json.dumps(document, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES))  # noqa: S308


def drop_empty(node):
    """Return the node without empty values, at any depth."""
    if isinstance(node, dict):
        kept = {name: drop_empty(value) for name, value in node.items()}
        return {name: value for name, value in kept.items() if value not in ("", None, [], {})}
    if isinstance(node, (list, tuple)):
        return [drop_empty(value) for value in node]
    return node

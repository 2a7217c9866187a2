"""The newspaper: who publishes, by which rules, and the site as a whole."""

from urllib.parse import unquote

from django.templatetags.static import static
from django.urls import reverse

from newsroom.public.branding import LOGO, SIZES

# The standing pages that say what schema.org asks for, by the names that such pages go by.
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
    """As it is named wherever something of it is told."""
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
    """With the pages on which it says how it works, where there are such pages, and how to reach it."""
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

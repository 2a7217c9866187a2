"""Where a page stands, and what it lists."""

from newsroom.public.structured_data.publisher import (
    full_publisher_node,
    publisher_id,
    publisher_node,
    site_id,
    site_node,
)


def front_nodes(editions):
    """A function that tells of a front page: whose it is, and what stands on it."""

    def nodes(frame, absolute):
        page = collection_page(frame.name, frame.home, editions, frame, absolute)
        return [full_publisher_node(frame, absolute), site_node(frame, absolute), page]

    return nodes


def collection_nodes(headline, url, editions):
    """A function that tells of a list of stories."""

    def nodes(frame, absolute):
        page = collection_page(headline, url, editions, frame, absolute)
        return [page, breadcrumbs([(headline, url)], frame, absolute)]

    return nodes


def standing_page_nodes(headline, url):
    """A function that tells of a standing page: it is the newspaper's word on itself."""

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
    """What makes such a function of somebody's page.

    person  a node of a Person without name and address
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
    """The way from the front page to a page.

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

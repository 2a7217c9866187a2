"""A feed written as JSON Feed 1.1."""

import json

from newsroom.public.feeds.atom import format_rfc3339, split_people

VERSION = "https://jsonfeed.org/version/1.1"
JSON_FEED_TYPE = "application/feed+json; charset=utf-8"


def write_json_feed(feed):
    """The feed as bytes of JSON."""
    told = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.url,
        "feed_url": feed.addresses["json"],
        "description": feed.subtitle,
        "icon": feed.logo,
        "favicon": feed.icon,
        "authors": [{"name": feed.publisher.name, "url": feed.publisher.url}],
        "language": feed.language,
        "items": [json_item(entry, feed.language) for entry in feed.entries],
    }
    return json.dumps(without_empty(told) | {"items": told["items"]}, ensure_ascii=False).encode()


def json_item(entry, language):
    wrote, others = split_people(entry.people)
    section = [entry.section] if entry.section else []
    told = {
        "id": entry.name,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.html,
        "summary": entry.summary,
        "image": entry.picture.src if entry.picture else "",
        "date_published": format_rfc3339(entry.published_at),
        "date_modified": format_rfc3339(entry.updated_at),
        "authors": [{"name": person.name, "url": person.url} for person in (*wrote, *others)],
        "tags": [link.name for link in (*section, *entry.topics)],
        "language": language,
    }
    return without_empty(told)


def without_empty(told):
    return {name: value for name, value in told.items() if value}

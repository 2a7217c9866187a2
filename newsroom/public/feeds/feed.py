"""Feeds with tag URIs (RFC 4151) and portable HTML, written as Atom or JSON Feed."""

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from typing import NamedTuple

from django.conf import settings
from lxml import etree, html
from lxml.builder import ElementMaker

from articles.models.edition import Edition
from articles.models.people import Role
from newsroom.public.bylines import Signatory
from newsroom.public.frame import PageLink
from newsroom.public.pictures import Picture
from newsroom.public.responses import UrlBuilder

# Timestamp of an empty feed: the formats require one.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class FeedEntry:
    """An entry: a story, a correction, a statement, or the checksum of a day."""

    name: str  # its tag URI
    url: str
    title: str
    summary: str
    html: str
    published_at: datetime
    updated_at: datetime  # when it last changed for readers; a fixed typo does not count
    people: list[Signatory] = field(default_factory=list)
    section: PageLink | None = None
    topics: list[PageLink] = field(default_factory=list)
    picture: Picture | None = None
    begun_at: datetime | None = None  # of stories: when anything in the entry last changed


class RemovedEntry(NamedTuple):
    """A story or correction that was taken back: its tag URI, and the instant."""

    name: str
    at: datetime


@dataclass
class Feed:
    """A feed, independent of its format."""

    name: str  # its tag URI
    title: str
    subtitle: str
    language: str
    url: str  # address of the page with the same content
    addresses: dict  # {"atom": the feed's own address, "json": …}
    publisher: PageLink
    rights: str
    icon: str  # address of the publication's square icon
    logo: str  # address of the publication's logo
    entries: list[FeedEntry]
    gone: list[RemovedEntry] = field(default_factory=list)
    changed_at: datetime | None = None  # when its content may have changed last, or None if unknown

    @property
    def updated_at(self):
        changes = [entry.updated_at for entry in self.entries] + [gone.at for gone in self.gone]
        return max(changes, default=NEVER)


SINCE = 2026  # year in tag URIs: the authority belonged to us at its beginning


def tag_uri(language: str, *path) -> str:
    """Return a tag URI: ("en", "sections", 3, "feed") → "tag:news.example,2026:en/sections/3/feed"."""
    return f"tag:{settings.FEED_AUTHORITY},{SINCE}:{'/'.join(map(str, [language, *path]))}"


def story_tag(language: str, article_id: int) -> str:
    """Return the tag URI of a story in one language, the same for all its editions."""
    return tag_uri(language, "articles", article_id)


def correction_tag(language: str, edition: Edition) -> str:
    """Return the tag URI of a correction in the feed of a language. Its edition may be in the other one."""
    return tag_uri(language, "corrections", f"{edition.article_id}-{edition.language}-{edition.number}")


ATOM = "http://www.w3.org/2005/Atom"
DELETED = "http://purl.org/atompub/tombstones/1.0"
MEDIA = "http://search.yahoo.com/mrss/"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

atom = ElementMaker(namespace=ATOM, nsmap={None: ATOM, "at": DELETED, "media": MEDIA})
deleted = ElementMaker(namespace=DELETED)
media = ElementMaker(namespace=MEDIA)

ATOM_TYPE = "application/atom+xml; charset=utf-8"


def write_atom(feed: Feed) -> bytes:
    """Return the feed as an Atom document, encoded as UTF-8."""
    root = atom.feed({XML_LANG: feed.language})
    root.extend(
        [
            atom.id(feed.name),
            atom.title(strip_non_xml(feed.title)),
            *([atom.subtitle(strip_non_xml(feed.subtitle))] if feed.subtitle else []),
            atom.updated(format_rfc3339(feed.updated_at)),
            atom.link(rel="self", type="application/atom+xml", href=feed.addresses["atom"]),
            atom.link(rel="alternate", type="text/html", hreflang=feed.language, href=feed.url),
            atom.author(atom.name(strip_non_xml(feed.publisher.name)), atom.uri(feed.publisher.url)),
            *([atom.rights(strip_non_xml(feed.rights))] if feed.rights else []),
            atom.icon(feed.icon),
            atom.logo(feed.logo),
            *(deleted("deleted-entry", ref=entry.name, when=format_rfc3339(entry.at)) for entry in feed.gone),
            *(atom_entry(entry, feed) for entry in feed.entries),
        ]
    )
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def format_rfc3339(at):
    """Return an instant as 2026-03-02T12:00:00Z, with the fraction of the second unless it is zero."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def atom_entry(entry, feed):
    wrote, others = split_people(entry.people)
    node = atom.entry(
        atom.id(entry.name),
        atom.title(strip_non_xml(entry.title)),
        atom.link(rel="alternate", type="text/html", hreflang=feed.language, href=entry.url),
        atom.published(format_rfc3339(entry.published_at)),
        atom.updated(format_rfc3339(entry.updated_at)),
        *(atom_person("author", person) for person in wrote),
        *(atom_person("contributor", person) for person in others),
    )
    if entry.section:
        node.append(atom.category(term=strip_non_xml(entry.section.name)))
    node.extend(atom.category(term=strip_non_xml(topic.name)) for topic in entry.topics)
    node.append(atom.summary(strip_non_xml(entry.summary)))
    node.append(atom.content(strip_non_xml(entry.html), type="html"))
    if entry.picture:
        node.append(atom_picture(entry.picture))
    return node


def split_people(people):
    """Return (authors of the text, other contributors), each person once. If none is an author, all are."""
    wrote = [person for person in people if person.role == Role.TEXT] or people
    first = {person.url or person.name: person for person in wrote}
    others = {person.url or person.name: person for person in people}
    others = {key: person for key, person in others.items() if key not in first}
    return list(first.values()), list(others.values())


def atom_person(element, person):
    return atom(element, atom.name(strip_non_xml(person.name)), atom.uri(person.url))


def atom_picture(picture):
    sizes = {name: str(getattr(picture, name)) for name in ("width", "height") if getattr(picture, name)}
    node = media.content(url=picture.src, medium="image", **sizes)
    if picture.alt or picture.caption:
        node.append(media.description(strip_non_xml(picture.caption or picture.alt), type="plain"))
    if picture.credit:
        node.append(media.credit(strip_non_xml(picture.credit)))
    return node


VERSION = "https://jsonfeed.org/version/1.1"
JSON_FEED_TYPE = "application/feed+json; charset=utf-8"


def write_json_feed(feed: Feed) -> bytes:
    """Return the feed as a JSON Feed document, encoded as UTF-8."""
    document = {
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
    return json.dumps(without_empty(document) | {"items": document["items"]}, ensure_ascii=False).encode()


def json_item(entry, language):
    wrote, others = split_people(entry.people)
    section = [entry.section] if entry.section else []
    item = {
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
    return without_empty(item)


def without_empty(fields):
    return {name: value for name, value in fields.items() if value}


KEPT_ATTRIBUTES = {
    *("href", "hreflang", "lang", "datetime", "src", "alt", "width", "height"),
    *("colspan", "rowspan", "scope"),
}
ADDRESSES = ("href", "src")
LEFT_OUT = {"script", "style", "template", "svg"}
# Replaced by their content. lxml does not know that <source> is empty, and puts the next elements into it.
UNWRAPPED = {"picture", "source", "button", "label"}
LABELS = {"passage__label", "heading-label"}
# Characters that XML forbids. An old import may contain some.
NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def strip_non_xml(text: str) -> str:
    return NOT_XML.sub("", text)


def portable_html(markup: str, absolute: UrlBuilder) -> str:
    """Return a fragment of HTML with only the markup that feed readers show, and with absolute URLs."""
    root = html.fragment_fromstring(strip_non_xml(markup), create_parent="div")
    for element in list(root.iterdescendants()):
        if not isinstance(element.tag, str) or element.tag in LEFT_OUT:
            element.drop_tree()
        elif element.tag in UNWRAPPED:
            element.drop_tag()
        else:
            make_portable(element, absolute)
    return inner_html(root).strip()


def make_portable(element, absolute):
    if LABELS & set(element.get("class", "").split()):
        make_strong(element)
    for name in set(element.attrib) - KEPT_ATTRIBUTES:
        del element.attrib[name]
    for name in ADDRESSES:
        if element.get(name):
            element.set(name, absolute(element.get(name)))


def make_strong(label):
    """Make a label bold in the markup, because feed readers do not have our style sheet."""
    if label.tag == "span":
        label.tag = "strong"
        return
    strong = etree.SubElement(label, "strong")
    strong.text, label.text = label.text, None


def inner_html(root):
    parts = [html.tostring(child, encoding="unicode", method="html") for child in root]
    return escape(root.text or "", quote=False) + "".join(parts)

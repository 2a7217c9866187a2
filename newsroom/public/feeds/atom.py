"""A feed written as Atom (RFC 4287); what was taken back is told as RFC 6721 does, pictures as Media RSS."""

from datetime import UTC

from lxml import etree
from lxml.builder import ElementMaker

from articles.models.people import Role
from newsroom.public.feeds.portable import xml_text

ATOM = "http://www.w3.org/2005/Atom"
DELETED = "http://purl.org/atompub/tombstones/1.0"
MEDIA = "http://search.yahoo.com/mrss/"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

atom = ElementMaker(namespace=ATOM, nsmap={None: ATOM, "at": DELETED, "media": MEDIA})
deleted = ElementMaker(namespace=DELETED)
media = ElementMaker(namespace=MEDIA)

CONTENT_TYPE = "application/atom+xml; charset=utf-8"


def written(feed):
    """The feed as bytes of XML."""
    root = atom.feed({XML_LANG: feed.language})
    root.extend(
        [
            atom.id(feed.name),
            atom.title(xml_text(feed.title)),
            *([atom.subtitle(xml_text(feed.subtitle))] if feed.subtitle else []),
            atom.updated(instant(feed.updated_at)),
            atom.link(rel="self", type="application/atom+xml", href=feed.addresses["atom"]),
            atom.link(rel="alternate", type="text/html", hreflang=feed.language, href=feed.url),
            atom.author(atom.name(xml_text(feed.publisher.name)), atom.uri(feed.publisher.url)),
            *([atom.rights(xml_text(feed.rights))] if feed.rights else []),
            atom.icon(feed.icon),
            atom.logo(feed.logo),
            *(tombstone(gone) for gone in feed.gone),
            *(entry(one, feed) for one in feed.entries),
        ]
    )
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def instant(at):
    """2026-03-02T12:00:00Z, with as much of a second as there is."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def tombstone(gone):
    return deleted("deleted-entry", ref=gone.name, when=instant(gone.at))


def entry(one, feed):
    node = atom.entry(
        atom.id(one.name),
        atom.title(xml_text(one.title)),
        atom.link(rel="alternate", type="text/html", hreflang=feed.language, href=one.url),
        atom.published(instant(one.published_at)),
        atom.updated(instant(one.updated_at)),
        *people_of(one),
    )
    if one.section:
        node.append(atom.category(term=xml_text(one.section.name)))
    node.extend(atom.category(term=xml_text(topic.name)) for topic in one.topics)
    node.append(atom.summary(xml_text(one.summary)))
    node.append(atom.content(xml_text(one.html), type="html"))
    if one.picture:
        node.append(picture_of(one.picture))
    return node


def people_of(one):
    wrote, others = people_of_text(one.people)
    return [
        *(person_of("author", person) for person in wrote),
        *(person_of("contributor", person) for person in others),
    ]


def people_of_text(people):
    """(Those who wrote the text, others who made it), nobody twice; the first are never none."""
    wrote = [person for person in people if person.role == Role.TEXT] or people
    first = {person.url: person for person in wrote}
    others = {person.url: person for person in people if person.url not in first}
    return list(first.values()), list(others.values())


def person_of(element, person):
    return atom(element, atom.name(xml_text(person.name)), atom.uri(person.url))


def picture_of(picture):
    sizes = {name: str(getattr(picture, name)) for name in ("width", "height") if getattr(picture, name)}
    node = media.content(url=picture.src, medium="image", **sizes)
    if picture.alt or picture.caption:
        node.append(media.description(xml_text(picture.caption or picture.alt), type="plain"))
    if picture.credit:
        node.append(media.credit(xml_text(picture.credit)))
    return node

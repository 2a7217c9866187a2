"""A story, as search engines ask for it."""

from django.templatetags.static import static
from django.utils.text import Truncator

from articles import body
from articles.media.renditions import table
from articles.models.people import Role
from articles.text.line_breaks import keep_together
from newsroom.public.branding import SHARE_PICTURE, SIZES
from newsroom.public.dates import local
from newsroom.public.pictures import Picture, address
from newsroom.public.republishing import terms_url
from newsroom.public.structured_data.places import breadcrumbs
from newsroom.public.structured_data.publisher import publisher, publisher_id, site_id

HEADLINE = 110  # signs, as search engines take them
CROPS = ("wide", "card", "square")


def story(page, section):
    """A function that tells of a story.

    page     a newsroom.public.story.Story
    section  the Link to its section
    """

    def nodes(frame, absolute):
        url = page.edition.get_absolute_url()
        way = [(section.name, section.url), (page.edition.headline, url)]
        return [article(page, section, frame, absolute), breadcrumbs(way, frame, absolute)]

    return nodes


def article(page, section, frame, absolute):
    edition = page.edition
    url = absolute(edition.get_absolute_url())
    return {
        "@type": "NewsArticle",
        "@id": f"{url}#story",
        "url": url,
        "mainEntityOfPage": {"@type": "WebPage", "@id": url},
        "headline": Truncator(keep_together(edition.headline)).chars(HEADLINE),  # as it stands on the page
        "description": edition.summary,
        "abstract": edition.summary,
        "articleSection": section.name,
        "keywords": [topic.name for topic in page.topics],
        "inLanguage": str(edition.language),
        "datePublished": instant(edition.first_published_at),
        "dateModified": instant(page.updated_at or edition.first_published_at),
        "image": images(page, absolute),
        "publisher": publisher(frame, absolute),
        "isPartOf": {"@type": "WebSite", "@id": site_id(frame, absolute), "name": frame.name},
        "isAccessibleForFree": True,
        "copyrightHolder": {"@id": publisher_id(absolute)},
        "copyrightYear": local(edition.first_published_at).year,
        "speakable": {"@type": "SpeakableSpecification", "cssSelector": ["h1", ".story__summary"]},
        "license": terms_url(frame, edition, absolute),
        "correction": [correction(one) for one in page.made],
        "citation": [citation(source) for source in edition.printed["sources"]],
        **people(page, frame, absolute),
        **length(page),
        **translation(page, absolute),
    }


def instant(at):
    """2026-03-02T21:00:00+09:00, in the newsroom's time zone."""
    return local(at).isoformat(timespec="seconds")


def people(page, frame, absolute):
    """Who wrote, who translated, who else made it; where nobody is named, the newspaper speaks."""
    named = {role: [person(one, absolute) for one in page.people if one.role == role] for role in Role.values}
    wrote = named.pop(Role.TEXT)
    translated = named.pop(Role.TRANSLATION)
    others = [one for group in named.values() for one in group]
    return {
        "author": wrote or others or [publisher(frame, absolute)],
        "translator": translated,
        "contributor": others if wrote else [],
    }


def person(one, absolute):
    return {
        "@type": "Person",
        "name": one.name,
        "alternateName": one.name_there,
        "url": absolute(one.url),
        "jobTitle": one.position,
    }


def images(page, absolute):
    """The picture over the story, whole and in every crop; without one, what stands for all of ours."""
    picture = page.picture or Picture(static(SHARE_PICTURE), *SIZES[SHARE_PICTURE], "", "", "")
    words = {"caption": picture.caption or picture.alt, "creditText": picture.credit}
    sizes = [(picture.src, picture.width, picture.height), *crops(picture)]
    return [
        {"@type": "ImageObject", "url": absolute(src), "width": width, "height": height} | words
        for src, width, height in sizes
    ]


def crops(picture):
    """(Path, width, height) of the widest rendition of each crop, as JPEG, which every program reads."""
    if picture.name:
        size = picture.width, picture.height
        for crop in CROPS:
            width = max(table.widths(size, crop))
            rendition = table.Rendition(crop, tuple(picture.focal), width, "jpg")
            yield address(picture.name, rendition), width, table.height(size, crop, width)


def length(page):
    if page.edition.is_brief:
        return {}
    words = len(body.plain_text(page.edition.body).split())
    return {"wordCount": words, "timeRequired": f"PT{page.minutes}M"}


def translation(page, absolute):
    """How both live languages stand to each other: which is the work, and which was made of it."""
    there = page.live_there
    if there is None:
        return {}
    work = {
        "@type": "NewsArticle",
        "@id": f"{absolute(there.get_absolute_url())}#story",
        "url": absolute(there.get_absolute_url()),
        "headline": Truncator(there.headline).chars(HEADLINE),
        "inLanguage": str(there.language),
    }
    if page.edition.source_number is not None:
        return {"translationOfWork": work, "isBasedOn": work["url"]}
    return {"workTranslation": [work]} if there.source_number is not None else {}


def correction(one):
    return {"@type": "CorrectionComment", "text": one.note, "datePublished": instant(one.live_from)}


def citation(source):
    return {
        "@type": "CreativeWork",
        "name": source["name"] or source["url"],
        "url": source["url"],
        "inLanguage": source.get("language", "") if source["name"] else "",
    }

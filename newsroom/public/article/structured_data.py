"""Structured data (schema.org) of a story."""

from django.templatetags.static import static

from articles.body.normal_form import followable_address
from articles.media.renditions import sizes
from articles.models.image import PictureUse, is_withheld
from articles.models.people import Role
from articles.text.punctuation import keep_together
from newsroom.public.article.page import ArticlePage, terms_url
from newsroom.public.bylines import machine_label
from newsroom.public.dates import format_iso_time, local_time
from newsroom.public.frame import Frame, PageLink
from newsroom.public.head import breadcrumbs, publisher_id, publisher_node, shorten, site_id
from newsroom.public.pictures import Picture, picture_url
from newsroom.public.responses import UrlBuilder
from newsroom.public.site_files import SHARE_PICTURE, SIZES

HEADLINE = 110  # characters, the limit of search engines
CROPS = ("wide", "card", "square")


def article_nodes(page: ArticlePage, section: PageLink, frame: Frame, absolute: UrlBuilder) -> list[dict]:
    """Return the nodes of a story: the article and its breadcrumbs."""
    way = [(section.name, section.url), (page.edition.headline, page.edition.get_absolute_url())]
    return [article_node(page, section, frame, absolute), breadcrumbs(way, frame, absolute)]


def article_node(page, section, frame, absolute):
    edition = page.edition
    url = absolute(edition.get_absolute_url())
    return {
        "@type": article_type(edition),
        "@id": f"{url}#story",
        "url": url,
        "mainEntityOfPage": {"@type": "WebPage", "@id": url},
        "headline": shorten(keep_together(edition.headline), HEADLINE),  # as on the page
        "description": edition.summary,
        "abstract": edition.summary,
        "articleSection": section.name,
        "keywords": [topic.name for topic in page.topics],
        "inLanguage": str(edition.language),
        "datePublished": format_iso_time(edition.first_published_at),
        "dateModified": format_iso_time(page.updated_at or edition.first_published_at),
        "image": image_nodes(page, absolute),
        "publisher": publisher_node(frame, absolute),
        "isPartOf": {"@type": "WebSite", "@id": site_id(frame, absolute), "name": frame.name},
        "isAccessibleForFree": True,
        "copyrightHolder": {"@id": publisher_id(absolute)},
        "copyrightYear": local_time(edition.first_published_at).year,
        "speakable": {"@type": "SpeakableSpecification", "cssSelector": ["h1", ".story__summary"]},
        "license": terms_url(frame, edition, absolute),
        "correction": [
            correction_node(correction.note, correction.live_from) for correction in page.corrections_made
        ]
        + [
            correction_node(statement.text, statement.live_from)
            for statement in page.statements
            if statement.is_correction
        ],
        "citation": [citation_node(source) for source in edition.printed["sources"]],
        **people_nodes(page, frame, absolute),
        **length_fields(page),
        **translation_fields(page, absolute),
        **machine_fields(page.edition),
        **live_fields(page, absolute),
        **sponsor_fields(page.edition),
    }


def live_fields(page, absolute):
    """Return the properties of a story with live coverage that replace or extend others, else {}."""
    if page.live is None:
        return {}
    modified = max(page.updated_at or page.edition.first_published_at, page.live.changed_at)
    is_sponsored = page.edition.is_sponsored
    return {
        "@type": ["AdvertiserContentArticle", "LiveBlogPosting"] if is_sponsored else "LiveBlogPosting",
        "dateModified": format_iso_time(modified),
        "coverageStartTime": format_iso_time(page.live.begun_at),
        "coverageEndTime": format_iso_time(page.live.ended_at) if page.live.ended_at else "",
        "liveBlogUpdate": [entry_node(entry, absolute) for entry in page.live.live_entries],
    }


def entry_node(entry, absolute):
    row = entry.row
    text = " ".join(row.text.split())
    return {
        "@type": "BlogPosting",
        "url": absolute(entry.url),
        "headline": shorten(text, HEADLINE),
        "articleBody": row.text,
        "datePublished": format_iso_time(row.posted_at),
        "dateModified": format_iso_time(row.changed_at or row.posted_at),
        "inLanguage": str(row.language),
        "image": picture_nodes(picture, absolute) if (picture := entry.shared_picture) else [],
        "author": {"@type": "Person", "name": row.byline} if row.byline else {},
    }


def article_type(edition):
    return "AdvertiserContentArticle" if edition.is_sponsored else "NewsArticle"


def sponsor_fields(edition):
    """Return the property `sponsor` of a sponsored story; {} for other stories."""
    name = edition.printed.get("sponsor")
    return {"sponsor": {"@type": "Organization", "name": name}} if name else {}


def people_nodes(page, frame, absolute):
    """Return the properties `author`, `translator` and `contributor`, each a list of nodes.

    Without an author, the contributors are the authors; without these, the publication is.
    """
    by_role = {
        role: [person_node(person, absolute) for person in page.people if person.role == role]
        for role in Role.values
    }
    writers = by_role.pop(Role.TEXT)
    translators = by_role.pop(Role.TRANSLATION)
    others = [person for people in by_role.values() for person in people]
    return {
        "author": writers or others or [publisher_node(frame, absolute)],
        "translator": translators,
        "contributor": others if writers else [],
    }


def person_node(person, absolute):
    return {
        "@type": "Person",
        "name": person.name,
        "alternateName": person.name_there,
        "url": absolute(person.url) if person.url else "",
        "jobTitle": person.position,
    }


def image_nodes(page, absolute):
    """Return the nodes of the lead picture, or of the default picture if none may be shared."""
    is_shared = not is_withheld(page.edition.printed, page.edition.lead_image_id, PictureUse.SOCIAL)
    default = Picture(static(SHARE_PICTURE), *SIZES[SHARE_PICTURE], "", "", "")
    return picture_nodes((page.picture if is_shared else None) or default, absolute)


def picture_nodes(picture, absolute):
    """Return the ImageObject nodes of a picture: the original, and one for each crop."""
    words = {"caption": picture.caption or picture.alt, "creditText": picture.credit}
    files = [(picture.src, picture.width, picture.height), *picture_crops(picture)]
    return [
        {"@type": "ImageObject", "url": absolute(src), "width": width, "height": height} | words
        for src, width, height in files
    ]


def picture_crops(picture):
    """Yield (path, width, height) of the widest JPEG of each crop; none for a picture without renditions."""
    if picture.name:
        size = picture.width, picture.height
        for crop in CROPS:
            width = max(sizes.widths(size, crop))
            rendition = sizes.Rendition(crop, tuple(picture.focal), width, "jpg")
            yield picture_url(picture.name, rendition), width, sizes.height(size, crop, width)


def length_fields(page):
    if page.edition.is_brief:
        return {}
    return {"wordCount": page.text.words, "timeRequired": f"PT{page.minutes}M"}


def translation_fields(page, absolute):
    """Return the properties that link a text to its live translation or original.

    Return {} if the other language is not live, or if neither was made from the other.
    """
    there = page.live_there
    if there is None:
        return {}
    work = {
        "@type": article_type(there),
        "@id": f"{absolute(there.get_absolute_url())}#story",
        "url": absolute(there.get_absolute_url()),
        "headline": shorten(there.headline, HEADLINE),
        "inLanguage": str(there.language),
    }
    if page.edition.source_number is not None:
        return {"translationOfWork": work, "isBasedOn": work["url"]}
    return {"workTranslation": [work]} if there.source_number is not None else {}


def machine_fields(edition):
    """Return the properties of a machine-drafted translation, in IPTC's vocabulary; {} for other texts."""
    label = machine_label(edition)
    if not label:
        return {}
    source = "https://schema.org/CompositeWithTrainedAlgorithmicMediaDigitalSource"
    return {"digitalSourceType": source, "creditText": label}


def correction_node(text, at):
    return {"@type": "CorrectionComment", "text": text, "datePublished": format_iso_time(at)}


def citation_node(source):
    return {
        "@type": "CreativeWork",
        "name": source["name"] or source["url"],
        "url": followable_address(source["url"]),
        "inLanguage": source.get("language", "") if source["name"] else "",
    }

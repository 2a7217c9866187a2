"""Unsaved editions: one language of the working copy as readers would see it."""

from django.utils.text import slugify

from articles import body
from articles.models import Article, Edition, EditionKind, Image, LanguageProgress, Wanted, localized
from articles.models.people import is_credited
from articles.text.digests import text_digest


def compose(article: Article, progress: LanguageProgress) -> Edition:
    """An unsaved Edition of one language of the working copy: all of it but number, instants and seal.

    Reads bylines, topics, pictures, related links and sources: five queries. What nobody
    has written yet is empty; articles.workflow.transitions says what is missing.
    """
    language = progress.language
    is_brief = progress.wanted == Wanted.BRIEF
    text = "" if is_brief else article.text("body", language)
    headline = article.text("title", language)
    edition = Edition(
        article=article,
        language=language,
        kind=EditionKind.ORIGINAL,
        is_brief=is_brief,
        headline=headline,
        summary=article.text("summary", language),
        body=text,
        slug=article.text("slug", language) or make_slug(headline),
        section_id=article.section_id,
        lead_image_id=article.lead_image_id,
        printed={
            "bylines": _bylines(article, language),
            "topics": list(article.topic_items.order_by("id").values_list("tag_id", flat=True)),
            "images": pictures(text, article.lead_image_id, language),
            "related": _related(article, language),
            "sources": _sources(article, language),
        },
    )
    edition.text_digest = edition_text_digest(edition)
    return edition


def edition_text_digest(edition: Edition, topics: list[int] | None = None) -> str:
    """The text digest of an edition, to be compared with LanguageProgress.text_digest.

    topics  the ids to file it under, where they are not those that it prints
    """
    printed = edition.printed
    return text_digest(
        edition.article.digest_key,
        title=edition.headline,
        summary=edition.summary,
        slug=edition.slug,
        body=edition.body,
        section=edition.section_id,
        lead_image=edition.lead_image_id,
        topics=printed["topics"] if topics is None else topics,
        bylines=printed["bylines"],
        related=printed["related"],
        sources=printed["sources"],
    )


def make_slug(headline: str) -> str:
    """An address made from a headline: Hangul stays Hangul, at most 80 characters, cut between words."""
    slug = slugify(headline, allow_unicode=True)
    if len(slug) > 80:
        slug = slug[:81].rsplit("-", 1)[0][:80]
    return slug or "story"


def pictures(text: str, lead_image_id: int | None, language: str) -> dict[str, dict]:
    """Return the printed data of the lead picture and of the figures in a body: {"12": {…}}."""
    ids = body.references(text).images | ({lead_image_id} if lead_image_id else set())
    return {
        str(image.pk): {
            "src": image.file.name,
            "width": image.width,
            "height": image.height,
            **{field: getattr(image, localized(field, language)) for field in ("alt", "caption", "credit")},
        }
        for image in Image.objects.filter(pk__in=ids)
    }


def _bylines(article, language):
    return [
        {
            "author": byline.author_id,
            "slug": byline.author.slug,
            "name": getattr(byline.author, localized("name", language)),
            "role": byline.role,
        }
        for byline in article.bylines.select_related("author")
        if is_credited(byline.role, language, article.source_language)
    ]


def _related(article, language):
    return [
        {
            "article": link.target_id,
            "url": link.url,
            "title": getattr(link, localized("title", language)),
            "summary": getattr(link, localized("summary", language)),
            "publisher": link.publisher_in(language),
        }
        for link in article.related_links.all()
        if link.is_resolved
    ]


def _sources(article, language):
    """Public sources; one without a name in this language is printed in the other, and says so."""
    printed = []
    for source in article.sources.filter(is_public=True):
        name, spoken = source.named_in(language)
        printed.append({"name": name, "url": source.url, "kind": source.kind, "language": spoken})
    return printed

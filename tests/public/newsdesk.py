"""Makes what readers' pages show, in one call each, and reads the pages that come back."""

import io
from datetime import timedelta

import html5lib
from django.core.files.base import ContentFile
from django.db.models import QuerySet
from PIL import Image as Pillow

from articles.models import Article, Edition, EditionByline, EditionTopic, Image, Role
from articles.publishing import publish
from articles.workflow.edit_session import editing
from tests.factories import approve, make_article

MINUTE = timedelta(minutes=1)


def tell(*, languages=("en",), at=None, topics=(), authors=(), related=(), sources=(), **fields):
    """A story with its filing, published in the languages.

    authors  Author, or (Author, Role); related, sources  columns of one row each
    """
    article = make_article(languages=languages, **fields)
    with editing(article.pk) as copy:
        copy.topics.add(*topics)
        for entry in authors:
            author, role = entry if isinstance(entry, tuple) else (entry, Role.TEXT)
            copy.bylines.create(author=author, role=role)
        for position, columns in enumerate(related):
            copy.related_links.create(position=position, **columns)
        for columns in sources:
            copy.sources.create(**({"is_public": True} | columns))
    for language in languages:
        approve(article, language)
        publish(article, language, by=None, at=at)
    return article


def publish_again(article, language="en", **options):
    """Approve what was rewritten and publish it."""
    approve(article, language)
    return publish(article, language, by=None, **options)


def print_many(
    count, *, section, since, topic=None, author=None, image=None, language="en", words="Story", summary=""
):
    """Editions of so many stories, a minute apart, put straight into the tables: 500 take no second.

    Those with an image print it as a picture of 1,200 by 800 pixels.
    """
    articles = QuerySet(Article).bulk_create(
        Article(**{f"title_{language}": f"{words} {number}"}, source_language=language, section=section)
        for number in range(count)
    )
    editions = QuerySet(Edition).bulk_create(
        _edition(article, number, section, image, since + number * MINUTE, language, words, summary)
        for number, article in enumerate(articles)
    )
    for model, filed in ((EditionTopic, {"topic": topic}), (EditionByline, {"author": author})):
        if any(filed.values()):
            QuerySet(model).bulk_create(model(**_place(edition), **filed) for edition in editions)
    return editions


def _edition(article, number, section, image, at, language, words, summary):
    printed = {"bylines": [], "topics": [], "images": {}, "related": [], "sources": []}
    if image:
        words_there = {"alt": "A crane", "caption": "", "credit": ""}
        printed["images"][str(image.pk)] = {
            "src": image.file.name,
            "width": 1200,
            "height": 800,
        } | words_there
    return Edition(
        article=article,
        language=language,
        number=1,
        headline=f"{words} {number}",
        summary=summary or f"Summary of {words} {number}.",
        body=f"<p>Text of {words} {number}.</p>",
        slug=f"story-{number}",
        section=section,
        lead_image=image,
        first_published_at=at,
        live_from=at,
        printed=printed,
    )


def _place(edition):
    return {
        "edition": edition,
        "language": edition.language,
        "first_published_at": edition.first_published_at,
        "article_id": edition.article_id,
    }


def make_image(**fields):
    """A picture of three by two pixels, with words in both languages."""
    file = io.BytesIO()
    Pillow.new("RGB", (3, 2), "teal").save(file, "PNG")
    words = {"alt_en": "A crane", "alt_ko": "기중기", "credit_en": "B. Testman", "credit_ko": "나시험"}
    return Image.objects.create(file=ContentFile(file.getvalue(), "crane.png"), **(words | fields))


def page_of(response):
    """The root of the page as an lxml element, parsed as browsers parse it."""
    return html5lib.parse(response.content, treebuilder="lxml", namespaceHTMLElements=False).getroot()


def words_of(node):
    """The text of an element on one line."""
    return " ".join("".join(node.itertext()).split())


def texts(page, path):
    """The texts of all elements that an XPath finds."""
    return [words_of(node) for node in page.xpath(path)]


def headlines(response):
    """The headlines of all cards on a page, in their order."""
    return texts(page_of(response), "//*[contains(@class, 'card__headline')]")

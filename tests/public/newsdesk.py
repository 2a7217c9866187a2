"""Factories of rows that readers' pages show, and readers of these pages."""

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
    """Make a story with its filing, published in the languages.

    authors  Author, or (Author, Role)
    related  columns of each related link
    sources  columns of each source
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
    """Approve the rewritten text of a language and publish it."""
    approve(article, language)
    return publish(article, language, by=None, **options)


def print_many(
    count, *, section, since, topic=None, author=None, image=None, language="en", words="Story", summary=""
):
    """Insert editions of `count` stories, a minute apart, directly in the database.

    500 take less than a second. An image is printed as a picture of 1,200 by 800 pixels.
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
    """Make a picture of three by two pixels, with words in both languages."""
    file = io.BytesIO()
    Pillow.new("RGB", (3, 2), "teal").save(file, "PNG")
    words = {"alt_en": "A crane", "alt_ko": "기중기", "credit_en": "B. Testman", "credit_ko": "나시험"}
    return Image.objects.create(file=ContentFile(file.getvalue(), "crane.png"), **(words | fields))


def page_of(response):
    """Return the root of the page as an lxml element, parsed as browsers parse it."""
    return html5lib.parse(response.content, treebuilder="lxml", namespaceHTMLElements=False).getroot()


def words_of(node):
    """Return the text of an element on one line."""
    return " ".join("".join(node.itertext()).split())


def texts(page, path):
    """Return the texts of all elements that an XPath finds."""
    return [words_of(node) for node in page.xpath(path)]


def headlines(response):
    """Return the headlines of all cards on a page, in order."""
    return texts(page_of(response), "//*[contains(@class, 'card__headline')]")

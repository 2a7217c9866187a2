"""Texts of working copies, and the tokens by which a story is found."""

from collections.abc import Collection
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.body.content import plain_text
from articles.models import Article, Language, localized
from articles.text.search.index_tokens import RAW, THEN, index_text
from articles.text.search.query import HEADING
from articles.text.search.words import written_words
from newsroom.search.expressions import Tokens
from newsroom.search.index import LONGEST_TEXT


class TextKind(models.TextChoices):
    """Parts of a story that are searched."""

    HEADLINE = "headline", _("Headline")
    SUMMARY = "summary", _("Summary")
    BODY = "body", _("Text")
    CAPTION = "caption", _("Caption")
    TOPIC = "topic", _("Topic")
    AUTHOR = "author", _("Author")


class StoryText(NamedTuple):
    """A text of a story in one language."""

    kind: TextKind
    language: Language
    text: str


def with_texts(ids: Collection[int]) -> models.QuerySet[Article]:
    """Return these stories with all that `story_texts` reads, in five queries."""
    rows = Article.objects.filter(pk__listed=set(ids)).order_by().select_related("lead_image")
    return rows.prefetch_related("topic_items__tag", "bylines__author")


def story_texts(article: Article) -> list[StoryText]:
    """Return the texts of a story of `with_texts` that are not empty, as they are searched."""
    found = []
    for language in Language:
        body = plain_text(article.text("body", language))[:LONGEST_TEXT]
        image = article.lead_image
        caption = article.text("lead_caption", language)
        caption = caption or (getattr(image, localized("caption", language)) if image else "")
        name = localized("name", language)
        texts = [
            (TextKind.HEADLINE, article.text("title", language)),
            (TextKind.SUMMARY, article.text("summary", language)),
            (TextKind.BODY, body),
            (TextKind.CAPTION, caption),
            *((TextKind.TOPIC, getattr(item.tag, name)) for item in article.topic_items.all()),
            *((TextKind.AUTHOR, getattr(byline.author, name)) for byline in article.bylines.all()),
        ]
        found += [StoryText(kind, language, text) for kind, text in texts if text]
    return found


def story_tokens(texts: Collection[StoryText]) -> Tokens:
    """Return the tokens of the texts of a story, those of headlines and summaries first. Asks no database."""
    top, rest = {}, {}
    for kind, _language, text in texts:
        is_top = kind in (TextKind.HEADLINE, TextKind.SUMMARY)
        (top if is_top else rest).update(index_text(written_words(text)).all)
    headings = (HEADING + token for token in top if token[0] != RAW and THEN not in token)
    return Tokens({**top, **dict.fromkeys(headings), **rest})


def tokens_of_stories(texts: dict[int, list[StoryText]]) -> dict[int, Tokens]:
    """Return {id: its tokens} of {id: the texts of a story}. Asks no database."""
    return {pk: story_tokens(found) for pk, found in texts.items()}

"""The related block: the editor's choice, then computed stories; the page's language first in each."""

from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from django.db import models

from articles.body.addresses import followable_address
from articles.compiled_queries import compiled_query
from articles.models.edition import Edition
from articles.models.exceptions import RelatedExclusion
from newsroom.public.frame import Frame
from newsroom.public.story_cards import StoryCard, story_cards
from newsroom.related.models import Relation

MOST = 5  # items in all, unless the editor chose more
ENOUGH = 3  # from this many on, only close stories are added
CLOSE = 0.3  # minimum score of a close story


class RelatedBlockItem(NamedTuple):
    """One item. Title and summary have their own language: an editor's words are in the page's language."""

    url: str  # "" for an address that nobody should follow
    language: str  # of the linked page; "" for another publisher
    title: str
    title_language: str
    summary: str
    summary_language: str
    publisher: str
    edition: Edition | None = None  # of our own; its card takes its place
    card: StoryCard | None = None  # its section, day and picture, from with_cards


def found_related(edition: Edition) -> dict[int, float]:
    """Return {story id: score} of computed related stories that no editor hides, best first, in one query."""
    if len(edition.printed["related"]) >= MOST:
        return {}
    return {row.other_id: row.score for row in shown_relations(article_id=edition.article_id)}


@compiled_query(article_id=models.BigIntegerField())
def shown_relations(article_id):
    rows = Relation.objects.filter(article_id=article_id).order_by("-score", "-other_id")
    hidden = RelatedExclusion.objects.others_of(article_id)
    return rows.exclude(other_id__in=hidden).only("other_id", "score")


def related_block(
    edition: Edition, stories: dict[int, Edition], found: dict[int, float], linked: set[int]
) -> list[RelatedBlockItem]:
    """Return the items of an edition's block that lead to a live page, without their cards.

    found   scores of stories that follow the editor's choice, best first
    linked  ids of the stories that the text links to already
    """
    items = [chosen_related_item(item, edition.language, stories) for item in edition.printed["related"]]
    chosen = sorted(filter(None, items), key=lambda item: item.language not in (edition.language, ""))
    named = {edition.article_id, *linked, *(item["article"] for item in edition.printed["related"])}
    others = [number for number in found if number in stories and number not in named]
    others = [number for number in others if not stories[number].is_sponsored]
    for number in sorted(others, key=lambda number: stories[number].language != edition.language):
        if len(chosen) < (MOST if found[number] >= CLOSE else ENOUGH):
            chosen.append(story_item(stories[number]))
    return chosen


def chosen_related_item(item, language, stories):
    if item["article"] is None:
        return external_item(item, language)
    target = stories.get(item["article"])
    return target and story_item(target, str(language), item["title"], item["summary"])


def story_item(target, own="", title="", summary=""):
    """Return the item of a live story; an editor's words, in language `own`, take the place of its own."""
    there = str(target.language)
    return RelatedBlockItem(
        url=target.get_absolute_url(),
        language=there,
        title=title or target.headline,
        title_language=own if title else there,
        summary=summary or target.summary,
        summary_language=own if summary else there,
        publisher="",
        edition=target,
    )


def with_cards(items: list[RelatedBlockItem], frame: Frame, at: datetime) -> list[RelatedBlockItem]:
    """Return the items, those of our own stories with cards in place of editions; at most one query."""
    cards = story_cards([item.edition for item in items if item.edition], frame, at)
    by_url = {card.url: card for card in cards}
    return [item._replace(card=by_url.get(item.url), edition=None) for item in items]


def external_item(item, language):
    """Return a link to another publisher; without a title, its text is the name of the host."""
    return RelatedBlockItem(
        url=followable_address(item["url"]),
        language="",
        title=item["title"] or item["publisher"] or urlsplit(item["url"]).hostname or item["url"],
        title_language=language,
        summary=item["summary"],
        summary_language=language,
        publisher=item["publisher"] if item["title"] else "",
    )

"""The related block: what the editor chose, then what was found; in each the page's language first."""

from typing import NamedTuple
from urllib.parse import urlsplit

from articles.models.exceptions import RelatedExclusion
from newsroom.related.models import Relation

MOST = 5  # in all, unless the editor chose more
ENOUGH = 3  # beyond so many, only what is closely related is added
CLOSE = 0.3  # the score of such a story


class Related(NamedTuple):
    """One item. Title and summary say their own language: an editor's words stand in the page's."""

    url: str
    language: str  # of what the link leads to; "" when it leads elsewhere
    title: str
    title_language: str
    summary: str
    summary_language: str
    publisher: str


def found_for(edition):
    """{number: score} of the stories that were found for one ahead of time, the best first; one query.

    Without those that an editor hides there. Whether readers have them is not asked here, nor whether the
    editor chose them.
    """
    if len(edition.printed["related"]) >= MOST:
        return {}
    rows = Relation.objects.filter(article_id=edition.article_id).order_by("-score", "-other_id")
    rows = rows.exclude(other_id__in=RelatedExclusion.objects.others_of(edition.article_id))
    return dict(rows.values_list("other_id", "score"))


def related_block(edition, stories, found=None, linked=()):
    """The items of an edition's block that lead somewhere now.

    stories  {article number: live edition} of all of them
    found    {number: score} of stories that follow the editor's choice, the best first
    linked   numbers of those that the text leads to already
    """
    items = [related_item(item, edition.language, stories) for item in edition.printed["related"]]
    chosen = in_order([item for item in items if item], edition.language)
    named = {edition.article_id, *linked, *(item["article"] for item in edition.printed["related"])}
    others = [number for number in found or () if number in stories and number not in named]
    for number in sorted(others, key=lambda number: stories[number].language != edition.language):
        if len(chosen) < (MOST if found[number] >= CLOSE else ENOUGH):
            chosen.append(found_item(stories[number]))
    return chosen


def in_order(items, language):
    """What is in the language of the page before what is not; within each, the order that was given."""
    return sorted(items, key=lambda item: item.language not in (language, ""))


def found_item(target):
    there = str(target.language)
    return Related(target.get_absolute_url(), there, target.headline, there, target.summary, there, "")


def related_item(item, language, stories):
    if item["article"] is None:
        return elsewhere(item, language)
    target = stories.get(item["article"])
    if target is None:
        return None
    own, there = str(language), str(target.language)
    return Related(
        url=target.get_absolute_url(),
        language=there,
        title=item["title"] or target.headline,
        title_language=own if item["title"] else there,
        summary=item["summary"] or target.summary,
        summary_language=own if item["summary"] else there,
        publisher="",
    )


def elsewhere(item, language):
    """A link to another publisher; without a title it is called by the name of its host."""
    return Related(
        url=item["url"],
        language="",
        title=item["title"] or item["publisher"] or urlsplit(item["url"]).hostname or item["url"],
        title_language=language,
        summary=item["summary"],
        summary_language=language,
        publisher=item["publisher"] if item["title"] else "",
    )

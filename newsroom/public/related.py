"""The related block of a story: the page's language first, then what is live in the other alone."""

from typing import NamedTuple
from urllib.parse import urlsplit


class Related(NamedTuple):
    """One item. Title and summary say their own language: an editor's words stand in the page's."""

    url: str
    language: str  # of what the link leads to; "" when it leads elsewhere
    title: str
    title_language: str
    summary: str
    summary_language: str
    publisher: str


def related_block(edition, stories):
    """The items of an edition's block that lead somewhere now.

    stories  {article number: live edition} of its targets
    """
    items = [related_item(item, edition.language, stories) for item in edition.printed["related"]]
    items = [item for item in items if item]
    # Stable: the editor's order holds within each half.
    return sorted(items, key=lambda item: item.language not in (edition.language, ""))


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

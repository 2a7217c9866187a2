"""Checks of one text, registered when this package is imported."""

from articles.checks.text import (
    charts,
    completeness,
    embeds,
    links,
    phrases,
    pictures,
    places,
    sources,
    terms,
    weekdays,
)

__all__ = [
    *("charts", "completeness", "embeds", "links", "pictures", "places", "sources", "terms", "phrases"),
    "weekdays",
]

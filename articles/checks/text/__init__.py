"""Checks of one text, registered when this package is imported."""

from articles.checks.text import completeness, links, phrases, pictures, places, sources, terms

__all__ = [
    *("charts", "completeness", "links", "phrases", "pictures", "places", "sources", "terms"),
]

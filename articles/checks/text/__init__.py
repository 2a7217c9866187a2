"""Checks of one text, registered when this package is imported."""

from articles.checks.text import (
    attribution,
    links,
    names,
    pictures,
    places,
    quotes,
    residue,
    scripts,
    sources,
    terms,
    wholeness,
)

__all__ = [
    "attribution",
    "links",
    "names",
    "pictures",
    "places",
    "quotes",
    "residue",
    "scripts",
    "sources",
    "terms",
    "wholeness",
]

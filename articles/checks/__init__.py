"""The newsroom's own checks, registered when this package is imported."""

from articles.checks import (
    attribution,
    freshness,
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
    "freshness",
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

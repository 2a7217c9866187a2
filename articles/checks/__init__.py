"""The newsroom's own checks, registered when this package is imported."""

from articles.checks import (
    attribution,
    links,
    names,
    pictures,
    quotes,
    residue,
    sources,
    wholeness,
)

__all__ = [
    "attribution",
    "links",
    "names",
    "pictures",
    "quotes",
    "residue",
    "sources",
    "wholeness",
]

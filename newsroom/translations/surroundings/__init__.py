"""What readers of a translation see beside headline, summary and body, and what lacks their language."""

from newsroom.translations.surroundings.asking import ask
from newsroom.translations.surroundings.filling import (
    SurroundingConflict,
    SurroundingGone,
    SurroundingRefused,
    fill,
)
from newsroom.translations.surroundings.item import Item
from newsroom.translations.surroundings.listing import beside, surroundings

__all__ = [
    "Item",
    "SurroundingConflict",
    "SurroundingGone",
    "SurroundingRefused",
    "ask",
    "beside",
    "fill",
    "surroundings",
]
